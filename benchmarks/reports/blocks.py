"""A made-up report as blocks in reading order, and changes that publishing makes to its tables: cut, padded, relabelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from benchmarks.reports.fiction import Case
from samples import grid
from samples.grid import Grid, GridCell


@dataclass(frozen=True)
class Text:
    """A line or paragraph; `role` is title, heading, paragraph or end."""

    text: str
    role: str = "paragraph"


Block = Text | Grid


def blocks(
    case: Case, clauses_apart: bool = False, three: Callable[[Grid], list[Block]] | None = None
) -> list[Block]:
    """The whole report as blocks.

    `clauses_apart` prints the clauses of table two as separate tables; `three` returns the blocks in place of table three.
    """
    report, headings = case.report, case.headings()
    two = grid.disclosures(report)
    out: list[Block] = [Text(line, "title") for line in report.title]
    out += [Text(line) for line in [*report.top, *report.prose["intro"]]]
    out += [Text(headings["overview"], "heading"), *map(Text, report.prose["overview"])]
    out += [Text(headings["disclosures"], "heading"), *(two if clauses_apart else [grid.stacked(two)])]
    table = grid.applications(report)
    out += [Text(headings["applications"], "heading"), *(three(table) if three else [table])]
    out += [Text(headings["appeals"], "heading"), grid.appeals(report)]
    for key in ("problems", "other_matters"):
        out += [Text(headings[key], "heading"), *map(Text, report.prose[key])]
    return out + [Text(line, "end") for line in report.end]


def cut(table: Grid, at: int) -> tuple[Grid, Grid]:
    """Cut the table in two before row `at`, as a page end does; a merged cell that is cut continues as a blank one."""
    first = [
        [replace(cell, rows=min(cell.rows, at - y)) for cell in row] for y, row in enumerate(table.rows[:at])
    ]
    over: list[GridCell] = []
    ends = {id(cell): y + cell.rows for y, row in enumerate(table.rows) for cell in row}
    for slot in table.slots()[at]:
        if slot is None or not slot.first_column:
            continue
        cell = slot.cell
        over.append(cell if slot.first_row else replace(cell, text="", rows=ends[id(cell)] - at))
    return Grid(table.name, first, table.widths), Grid(
        table.name, [over, *table.rows[at + 1 :]], table.widths
    )


def with_head(table: Grid, head: Grid, rows: int) -> Grid:
    """The table with the first `rows` rows of `head` above it, as on each further page."""
    return Grid(table.name, [*head.rows[:rows], *table.rows], table.widths)


def padded(table: Grid, repeat: bool = False) -> list[list[str]]:
    """The text of every place of the grid, by rows; a merged cell has its text in its first place.

    Its other places have "", or its text again where `repeat` is set.
    """
    return [
        [
            slot.cell.text if repeat or (slot.first_row and slot.first_column) else ""
            for slot in slots
            if slot is not None
        ]
        for slots in table.slots()
    ]


def relabelled(table: Grid, words: Mapping[str, str]) -> Grid:
    """The table with cells replaced whose whole text is a key of `words`; values stay as they are."""
    rows = [
        [
            cell if cell.kind == "value" else replace(cell, text=words.get(cell.text, cell.text))
            for cell in row
        ]
        for row in table.rows
    ]
    return Grid(table.name, rows, table.widths)


def mapped(table: Grid, change: Callable[[GridCell], GridCell]) -> Grid:
    """The table with `change` applied to every cell."""
    return Grid(table.name, [[change(cell) for cell in row] for row in table.rows], table.widths)
