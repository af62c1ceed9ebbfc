"""Mutations of a table's head. What the changed file shows follows from what its headings then say (`retold`)."""

from __future__ import annotations

from random import Random

from tests.metamorphic.bases import paths
from tests.metamorphic.printed import (
    Grid,
    Part,
    Place,
    Printed,
    Table,
    headings,
    lowest,
    open_cells,
    spots,
)

UNKNOWN = ("网上申请", "第一季度", "其中", "甲", "涉企", "备注", "小计", "上年", "合计")


def _part(table: Table, chance: Random) -> Part | None:
    """One of the parts whose headings are all known."""
    known = [part for part in table.parts if part.headed]
    return known[int(chance.random() * len(known))] if known and table.in_rows else None


def pick(places: list[Place], chance: Random) -> Place:
    """One of these cells."""
    return places[int(chance.random() * len(places))]


def retold(printed: Printed, table: Table, part: Part) -> None:
    """Set what is shown after headings changed: a column of the form is the one printed column whose headings say so.

    Where none or several say so, its cells are open.
    """
    now = paths(printed, part)
    for column in part.columns:
        found = [other for other in part.columns if now[other] == column]
        for line in part.lines:
            key = part.key(line, column)
            table.shown[key] = (table.texts[part.key(line, found[0])],) if len(found) == 1 else ()


def exchange_headings(printed: Printed, table: Table, chance: Random) -> bool:
    """Two lowest headings change places: each column is the one that its heading now says. Of table four only within a
    block, or across blocks, which names a result of both blocks twice: those are open."""
    if (part := _part(table, chance)) is None or len(part.columns) < 2:
        return False
    one, other = pick(lowest(printed, part), chance), pick(lowest(printed, part), chance)
    if one.says == other.says:
        return False
    one.text, other.text, one.says, other.says = other.text, one.text, other.says, one.says
    retold(printed, table, part)
    return True


def exchange_groups(printed: Printed, table: Table, chance: Random) -> bool:
    """A heading over several columns changes places with another heading: blocks are the ones that they now say; a column
    that no lowest heading names any more is open."""
    if (part := _part(table, chance)) is None:
        return False
    groups = [place for place in headings(printed, part) if len(place.over) > 1]
    if not groups:
        return False
    one = pick(groups, chance)
    other = pick([place for place in headings(printed, part) if place is not one], chance)
    one.text, other.text, one.says, other.says = other.text, one.text, other.says, one.says
    retold(printed, table, part)
    return True


def rotate_headings(printed: Printed, table: Table, chance: Random) -> bool:
    """All lowest headings stand one place further left or right, the last one first: the columns are rotated with them."""
    if (part := _part(table, chance)) is None or len(part.columns) < 2:
        return False
    row = lowest(printed, part)
    by = 1 if chance.random() < 0.5 else -1
    moved = [(row[(at + by) % len(row)].text, row[(at + by) % len(row)].says) for at in range(len(row))]
    for place, (text, says) in zip(row, moved, strict=True):
        place.text, place.says = text, says
    retold(printed, table, part)
    return True


def double_heading(printed: Printed, table: Table, chance: Random) -> bool:
    """A lowest heading is printed over a second column, whose own is lost: both columns are open."""
    if (part := _part(table, chance)) is None or len(part.columns) < 2:
        return False
    one, other = pick(lowest(printed, part), chance), pick(lowest(printed, part), chance)
    if one.says == other.says:
        return False
    other.text, other.says = one.text, one.says
    retold(printed, table, part)
    return True


def empty_heading(printed: Printed, table: Table, chance: Random) -> bool:
    """A lowest heading is blank: its column is open."""
    return _renamed(printed, table, chance, ("", " ", "　"))


def unknown_heading(printed: Printed, table: Table, chance: Random) -> bool:
    """A lowest heading says something that the form does not know: its column is open."""
    return _renamed(printed, table, chance, UNKNOWN)


def _renamed(printed: Printed, table: Table, chance: Random, words: tuple[str, ...]) -> bool:
    if (part := _part(table, chance)) is None:
        return False
    place = pick(lowest(printed, part), chance)
    text = words[int(chance.random() * len(words))]
    if text == "合计" and place.says == "total":
        return False  # another word for it
    place.text, place.says = text, None
    retold(printed, table, part)
    return True


def empty_group(printed: Printed, table: Table, chance: Random) -> bool:
    """A heading over several columns is blank: without its block's name a column of table four is open, other columns are
    named by their own headings."""
    if (part := _part(table, chance)) is None:
        return False
    groups = [place for place in headings(printed, part) if len(place.over) > 1]
    if not groups:
        return False
    place = pick(groups, chance)
    place.text, place.says = "", None
    retold(printed, table, part)
    return True


def _heading_rows(printed: Printed, part: Part) -> list[tuple[Grid, int]]:
    own = {id(place) for place in headings(printed, part)}
    return [
        (grid, at)
        for grid in printed.grids()
        for at, row in enumerate(grid.rows)
        if any(id(place) in own for place in row) and not any(place.key for place in row)
    ]


def remove_heading_row(printed: Printed, table: Table, chance: Random) -> bool:
    """A row of the head is gone: columns that have no heading of their own any more are open."""
    if (part := _part(table, chance)) is None:
        return False
    rows = _heading_rows(printed, part)
    if not rows:
        return False
    grid, at = rows[int(chance.random() * len(rows))]
    remove_row(grid, at)
    retold(printed, table, part)
    return True


def remove_row(grid: Grid, at: int) -> None:
    """Take a row out: cells of rows above that reach over it end sooner, what begins in it and goes on begins below."""
    laid = grid.laid()
    for line, row in enumerate(grid.rows[:at]):
        for place in row:
            if line + place.down > at:
                place.down -= 1
    going_on = [(column, place) for column, place in laid[at] if place.down > 1]
    if going_on and at + 1 < len(grid.rows):
        below = [*laid[at + 1], *going_on]
        for _, place in going_on:
            place.down -= 1
        grid.rows[at + 1] = [place for _, place in sorted(below, key=lambda one: one[0])]
    del grid.rows[at]


def change_span(printed: Printed, table: Table, chance: Random) -> bool:
    """A heading covers a column or a row more or fewer, so that the head's spans no longer add up and headings beside or
    below it move: the form's order of the headings still tells what they say, so the cell's own value may be read; where
    the columns are not in that order, nothing else tells it than the places, and the old values are the only right ones."""
    if (part := _part(table, chance)) is None:
        return False
    place = pick(headings(printed, part), chance)
    if chance.random() < 0.6:
        place.across = max(1, place.across + (1 if chance.random() < 0.5 else -1 - int(chance.random() * 3)))
    else:
        place.down = max(1, place.down + (1 if chance.random() < 0.5 else -1))
    return True


def lose_spans(printed: Printed, table: Table, chance: Random) -> bool:
    """Every cell of the head covers one column and one row, as where spans were lost: as `change_span`."""
    if (part := _part(table, chance)) is None:
        return False
    for grid, at in _heading_rows(printed, part):
        for place in grid.rows[at]:
            place.across, place.down = 1, (place.down if chance.random() < 0.5 else 1)
    return True


def exchange_heading_rows(printed: Printed, table: Table, chance: Random) -> bool:
    """Two rows of the head change places: what the headings say stays, so the values do."""
    if (part := _part(table, chance)) is None:
        return False
    rows = _heading_rows(printed, part)
    if len(rows) < 2 or len({id(grid) for grid, _ in rows}) > 1:
        return False
    (grid, one), (_, other) = rows[0], rows[-1]
    grid.rows[one], grid.rows[other] = grid.rows[other], grid.rows[one]
    return True


def drop_heading_cell(printed: Printed, table: Table, chance: Random) -> bool:
    """A heading's cell is gone, so that those behind it move left: the column that it named is open, others are what the
    order of the headings says; what stands under a moved heading is not another column for that. In a workbook each cell
    has its place, so that it would be."""
    if printed.writer == "xlsx" or (part := _part(table, chance)) is None:
        return False
    place = pick(headings(printed, part), chance)
    for grid in printed.grids():
        for row in grid.rows:
            row[:] = [other for other in row if other is not place]
    open_cells(table, [part.key(line, c) for c in _lost(part, place, table) for line in part.lines])
    return True


def _lost(part: Part, place: Place, table: Table) -> frozenset[str]:
    """The columns that a heading alone tells from others."""
    if len(place.over) == 1 or (part.name == "appeals" and place.says != "lawsuits"):
        return place.over
    return frozenset()


def insert_heading_cell(printed: Printed, table: Table, chance: Random) -> bool:
    """A heading more stands among the lowest ones, with no values under it: the columns behind it may be misplaced by it,
    so they are the old ones or in doubt. In a workbook each cell has its place, so that they are moved."""
    if printed.writer == "xlsx" or (part := _part(table, chance)) is None or len(part.columns) < 2:
        return False
    if any(spot.row and not spot.row[-1].key for spot in spots(printed, part)):
        return False  # a blank place behind the values, under which the last heading then stands
    place = pick(lowest(printed, part), chance)
    text = UNKNOWN[int(chance.random() * len(UNKNOWN))] if chance.random() < 0.8 else ""
    for grid in printed.grids():
        for row in grid.rows:
            for at, other in enumerate(row):
                if other is place:
                    row.insert(at, Place(text, place.down, source=place.source))
                    return True
    return False


HEADINGS = (
    exchange_headings,
    exchange_groups,
    rotate_headings,
    double_heading,
    empty_heading,
    unknown_heading,
    empty_group,
    remove_heading_row,
    change_span,
    lose_spans,
    exchange_heading_rows,
    drop_heading_cell,
    insert_heading_cell,
)

__all__ = ["HEADINGS", "pick", "remove_row", "retold", "spots"]
