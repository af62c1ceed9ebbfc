"""Lays out the three statutory tables as grids of merged cells, for both files. All labels come from the form catalogue."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from extract.form.catalogue import Clause, Form, FormColumn, FormRow

LABEL_COLUMNS = 3  # table three has three columns of labels before its seven of numbers
MOST_ROWS = 25  # of a table that shares a page with others
UNKNOWN_UNIT = "unknown"  # form.yml: the form prints no unit, and offices print different ones


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell, merged over `rows` and `columns` from `row`, `column` (from 0).

    `kind`: value, label (of a row), group (label of several rows), side (the same, printed downwards), head (of a
    column), clause or note; `key` is the form's cell of a value.
    """

    row: int
    column: int
    text: str
    kind: str
    rows: int = 1
    columns: int = 1
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table: its heading in the report, its cells (without gaps) and the relative widths of columns."""

    name: str
    heading: str
    cells: tuple[Cell, ...]
    widths: tuple[int, ...]
    head_rows: int  # rows of column headings at its top; 0 where headings stand between rows of numbers

    @property
    def rows(self) -> int:
        return max(cell.row + cell.rows for cell in self.cells)

    @property
    def fills_page(self) -> bool:
        """Whether it needs a portrait page of its own: a page break would cut its merged labels."""
        return self.rows > MOST_ROWS


def tables(form: Form, version: str, units: Mapping[str, str | None]) -> tuple[Table, ...]:
    """Tables two, three and four of a form version, in order. `units` (by key) are printed where the form gives none."""
    headings = {section.key: section.label for section in form.sections}
    return (
        disclosures(form, version, headings["disclosures"], units),
        applications(form, version, headings["applications"]),
        appeals(form, version, headings["appeals"]),
    )


def disclosures(form: Form, version: str, heading: str, units: Mapping[str, str | None]) -> Table:
    """Table two: the clauses one below the other, each with its own headings, all of the same width."""
    clauses = form.clauses[version]
    width = math.lcm(*(len(clause.columns) for clause in clauses))
    cells: list[Cell] = []
    for clause in clauses:
        cells += _clause(form, clause, units, width, max((c.row + 1 for c in cells), default=0))
    return Table("disclosures", heading, tuple(cells), (34, *[66 // width] * width), 0)


def _clause(
    form: Form, clause: Clause, units: Mapping[str, str | None], width: int, top: int
) -> Iterable[Cell]:
    span = width // len(clause.columns)
    yield Cell(top, 0, clause.label, "clause", columns=width + 1)
    yield Cell(top + 1, 0, form.headings.content, "head")
    for place, column in enumerate(clause.columns):
        known = {units.get(f"disclosures/{row.key}/{column.key}") for row in clause.rows} - {
            None,
            UNKNOWN_UNIT,
        }
        show_unit = column.unit == UNKNOWN_UNIT and len(known) == 1
        label = f"{column.label}（单位：{known.pop()}）" if show_unit else column.label
        yield Cell(top + 1, 1 + place * span, label, "head", columns=span)
    for at, row in enumerate(clause.rows, start=top + 2):
        yield Cell(at, 0, row.label, "label")
        for place, column in enumerate(clause.columns):
            key = f"disclosures/{row.key}/{column.key}"
            yield Cell(at, 1 + place * span, "", "value", columns=span, key=key)


def applications(form: Form, version: str, heading: str) -> Table:
    """Table three: the note in the corner, headings in three rows, groups merged beside their rows."""
    columns = form.application_columns[version]
    cells = [
        Cell(0, 0, f"（{form.application_note}）", "note", 3, LABEL_COLUMNS),
        Cell(0, LABEL_COLUMNS, form.headings.applicants, "head", columns=len(columns)),
        *_applicant_headings(form, columns),
    ]
    rows = form.application_rows[version]
    at = 3
    for row in rows:
        if row.role == "group":
            kind = "group" if row.parent else "side"
            cells.append(Cell(at, _depth(row, rows), row.label, kind, rows=_leaves(row, rows)))
            continue
        depth = _depth(row, rows)
        cells.append(Cell(at, depth, row.label, "label", columns=LABEL_COLUMNS - depth))
        for place, column in enumerate(columns, start=LABEL_COLUMNS):
            cells.append(Cell(at, place, "", "value", key=f"applications/{row.key}/{column.key}"))
        at += 1
    return Table("applications", heading, tuple(cells), (5, 15, 28, *[7] * len(columns)), 3)


def _applicant_headings(form: Form, columns: tuple[FormColumn, ...]) -> Iterable[Cell]:
    at = LABEL_COLUMNS
    for under, members in groupby(columns, key=lambda column: column.under):
        group = list(members)
        if under is not None:
            yield Cell(1, at, form.headings.organisations, "head", columns=len(group))
        for place, column in enumerate(group, start=at):
            yield Cell(2, place, column.label, "head") if under else Cell(1, place, column.label, "head", 2)
        at += len(group)


def _depth(row: FormRow, rows: tuple[FormRow, ...]) -> int:
    """How many groups a row is in, which is also the label column that its label begins in."""
    parents = {r.key: r.parent for r in rows}
    depth, parent = 0, row.parent
    while parent is not None:
        depth, parent = depth + 1, parents[parent]
    return depth


def _leaves(group: FormRow, rows: tuple[FormRow, ...]) -> int:
    """The number of rows that a group's label spans."""
    below = [row for row in rows if row.parent == group.key]
    return sum(_leaves(row, rows) if row.role == "group" else 1 for row in below)


def appeals(form: Form, version: str, heading: str) -> Table:
    """Table four: reconsideration, then lawsuits in two blocks, above one row of numbers."""
    columns = form.appeal_columns[version]
    width = len(columns)
    cells: list[Cell] = []
    at = 0
    for over, members in groupby(form.appeal_blocks[version], key=lambda block: block.label.split("／")[0]):
        blocks = list(members)
        cells.append(Cell(0, at, over, "head", columns=len(blocks) * width))
        for block in blocks:
            _, divided, below = block.label.partition("／")
            if divided:
                cells.append(Cell(1, at, below, "head", columns=width))
            for place, column in enumerate(columns, start=at):
                heading_cell = (2, 1) if divided else (1, 2)
                cells.append(Cell(heading_cell[0], place, column.label, "head", rows=heading_cell[1]))
                cells.append(Cell(3, place, "", "value", key=f"appeals/{block.key}/{column.key}"))
            at += width
    return Table("appeals", heading, tuple(cells), (1,) * at, 3)
