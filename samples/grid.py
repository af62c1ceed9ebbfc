"""The three statutory tables as grids of cells with spans, which every layout prints."""

from __future__ import annotations

from dataclasses import dataclass

from samples import form
from samples.model import Report

CORNER_COLUMNS = 3  # table three has three label columns before its seven columns of numbers


@dataclass(frozen=True)
class GridCell:
    """One printed cell with its spans.

    ``kind``: value, label (of a row), head (of a column), clause or note.
    """

    text: str
    kind: str
    rows: int = 1
    columns: int = 1
    key: str | None = None


@dataclass(frozen=True)
class Slot:
    """One place of the grid: the cell that covers it, and whether it is in the first row and first column of the cell."""

    cell: GridCell
    first_row: bool
    first_column: bool


@dataclass(frozen=True)
class Grid:
    """A table: its rows, each with the cells that begin in it, and the relative widths of the columns."""

    name: str
    rows: list[list[GridCell]]
    widths: tuple[float, ...]

    def slots(self) -> list[list[Slot | None]]:
        """The places of the grid, row by row; None where a short row lacks a cell."""
        width = len(self.widths)
        table: list[list[Slot | None]] = [[None] * width for _ in self.rows]
        for r, row in enumerate(self.rows):
            at = 0
            for cell in row:
                while table[r][at] is not None:
                    at += 1
                for y in range(cell.rows):
                    for x in range(cell.columns):
                        table[r + y][at + x] = Slot(cell, y == 0, x == 0)
        return table


def _value(report: Report, key: str, columns: int = 1) -> list[GridCell]:
    if key in report.dropped:
        return []
    return [GridCell(report.cells[key].raw, "value", columns=columns, key=key)]


def disclosures(report: Report) -> list[Grid]:
    """Table two, a grid of one width for each clause; layouts stack these or print them as separate tables."""
    grids = []
    clauses = form.disclosure_clauses(report.form_disclosures)
    width = max(len(clause.columns) for clause in clauses)
    for clause in clauses:
        # Where a clause has fewer columns than the widest, its last one is stretched.
        spans = [1] * (len(clause.columns) - 1) + [width - len(clause.columns) + 1]
        rows = [[GridCell(clause.label, "clause", columns=1 + width)]]
        rows.append([GridCell("信息内容", "head")])
        rows[-1] += [
            GridCell(report.label(f"{column}", label), "head", columns=span)
            for (column, label), span in zip(clause.columns, spans, strict=True)
        ]
        for row, label in clause.rows:
            rows.append([GridCell(report.label(row, label), "label")])
            for (column, _), span in zip(clause.columns, spans, strict=True):
                rows[-1] += _value(report, f"disclosures/{row}/{column}", span)
        grids.append(Grid("disclosures", rows, (34, *[66 // width] * width)))
    return grids


def stacked(grids: list[Grid]) -> Grid:
    """Several grids of one width as a single table."""
    return Grid(grids[0].name, [row for grid in grids for row in grid.rows], grids[0].widths)


def applications(report: Report) -> Grid:
    """Table three: three label columns and the columns of numbers (seven so far), merged as on the statutory form."""
    columns = form.application_columns(report.form_applications)
    inner = columns[1:-1]  # under 法人或其他组织
    rows = [
        [
            GridCell(f"（{form.applications_note()}）", "note", rows=3, columns=CORNER_COLUMNS),
            GridCell("申请人情况", "head", columns=len(columns)),
        ],
        [
            GridCell(columns[0][1], "head", rows=2),
            GridCell("法人或其他组织", "head", columns=len(inner)),
            GridCell(columns[-1][1], "head", rows=2),
        ],
        [GridCell(label, "head") for _, label in inner],
    ]
    printed = form.application_rows(report.form_applications)
    children = {row.key: [child for child in printed if child.parent == row.key] for row in printed}
    under_outcomes = sum(max(1, len(children[row.key])) for row in children["outcomes"])
    pending: list[GridCell] = []  # merged labels that begin at the next row of numbers
    for row in printed:
        label = report.label(row.key, row.label)
        if row.role == "group":
            depth = under_outcomes if row.key == "outcomes" else len(children[row.key])
            pending.append(GridCell(label, "label", rows=depth))
            continue
        span = {None: CORNER_COLUMNS, "outcomes": 2}.get(row.parent, 1)
        line = [*pending, GridCell(label, "label", columns=span)]
        pending = []
        for column, _ in columns:
            line += _value(report, f"applications/{row.key}/{column}")
        rows.append(line)
    return Grid("applications", rows, (5, 12, 27, *[8] * len(columns)))


def appeals(report: Report) -> Grid:
    """Table four: three blocks of columns (five each so far), one row of numbers."""
    columns = form.appeal_columns(report.form_appeals)
    labels, width = [label for _, label in columns], len(columns)
    tall = [GridCell(label, "head", rows=2) for label in labels]
    blocks = form.appeal_blocks(report.form_appeals)
    values: list[GridCell] = []
    for block in blocks:
        for column, _ in columns:
            values += _value(report, f"appeals/{block}/{column}")
    rows = [
        [GridCell("行政复议", "head", columns=width), GridCell("行政诉讼", "head", columns=2 * width)],
        [
            *tall,
            GridCell("未经复议直接起诉", "head", columns=width),
            GridCell("复议后起诉", "head", columns=width),
        ],
        [GridCell(label, "head") for label in labels * 2],
        values,
    ]
    return Grid("appeals", rows, (1,) * 3 * width)
