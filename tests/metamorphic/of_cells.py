"""Mutations of the cells of a row, of whole columns, and of the table as a whole."""

from __future__ import annotations

from random import Random

from tests.metamorphic.of_headings import UNKNOWN, pick
from tests.metamorphic.printed import (
    Grid,
    Part,
    Place,
    Printed,
    Row,
    Spot,
    Table,
    headings,
    keys_of,
    lowest,
    open_cells,
    spots,
    values,
)


def _spot(printed: Printed, table: Table, chance: Random, least: int = 2) -> Spot | None:
    """A row with at least so many values."""
    if not table.in_rows:
        return None
    found = [
        spot
        for part in table.parts
        for spot in spots(printed, part)
        if len(keys_of(spot.row)) >= least and len(spot.row) > 1
    ]
    return found[int(chance.random() * len(found))] if found else None


def _show_alternatives(table: Table, keys: list[str], left: list[str]) -> None:
    """Set what is shown by a row with more or fewer values (`left`) than columns: a cell is known only where every way to
    leave some out, in their order, gives it the same value. What a blank place too many at the end says is nothing."""
    spare = len(left) - len(keys)
    if spare > 0 and not any(left[len(keys) :]):
        left, spare = left[: len(keys)], 0
    for at, key in enumerate(keys):
        first, last = (at, at + spare) if spare > 0 else (at + spare, at)
        possible = {left[i] if 0 <= i < len(left) else "" for i in range(first, last + 1)}
        table.shown[key] = tuple(possible) if len(possible) == 1 else ()


def _keeps_places(printed: Printed) -> bool:
    """Whether each cell is written in its place, so that a row a cell short ends blank and shows its values moved."""
    if printed.writer == "xlsx":
        return True
    wide = any(p.across > 1 for grid in printed.grids() for row in grid.rows for p in row if p.key)
    return wide and printed.writer in ("markdown", "tsv_padded", "tsv_trimmed")


def _is_padded(row: Row) -> bool:
    """Whether a blank place stands behind a row's values, into which they may move."""
    return not row[-1].key and not row[-1].text.strip()


def drop_cell(printed: Printed, table: Table, chance: Random) -> bool:
    """A value's cell is gone, so that those behind it move left: which one is missing is open wherever it matters. In a
    workbook each cell has its place, so that this is `shift_row` there."""
    if _keeps_places(printed) or (spot := _spot(printed, table, chance)) is None or _is_padded(spot.row):
        return False
    places, keys = values(spot.row), keys_of(spot.row)
    del spot.row[places[int(chance.random() * len(places))]]
    _show_alternatives(table, keys, [place.text for place in spot.row if place.key])
    return True


def double_cell(printed: Printed, table: Table, chance: Random) -> bool:
    """A number more stands among a row's values: which one is too many is open wherever it matters."""
    if (spot := _spot(printed, table, chance)) is None:
        return False
    places, keys = values(spot.row), keys_of(spot.row)
    at = places[int(chance.random() * len(places))]
    spot.row.insert(at, Place(str(9000 + int(chance.random() * 99)), source=spot.row[at].source, key="+"))
    _show_alternatives(table, keys, [place.text for place in spot.row if place.key])
    for place in spot.row:
        place.key = None if place.key == "+" else place.key
    return True


def merge_cells(printed: Printed, table: Table, chance: Random) -> bool:
    """Two values beside each other stand in one cell over both columns: written together both are open, with a space
    between them a person may still tell them apart. A blank one beside a number is open too. Text knows no merged cells."""
    return not printed.is_text and _merged(printed, table, chance, True)


def delete_separator(printed: Printed, table: Table, chance: Random) -> bool:
    """Two values stand in one cell, and those behind it move left, as where a separator was deleted: the two are open, the
    others are what they were. In running text the form's sums may show where one ends. In a workbook each cell has its place, so that it shows others moved."""
    return not _keeps_places(printed) and _merged(printed, table, chance, False)


def _merged(printed: Printed, table: Table, chance: Random, keeps_places: bool) -> bool:
    if (spot := _spot(printed, table, chance)) is None:
        return False
    places = [at for at in values(spot.row)[:-1] if at + 1 in values(spot.row)]
    if not places or (not keeps_places and _is_padded(spot.row)):
        return False
    at = places[int(chance.random() * len(places))]
    one, other = spot.row[at], spot.row[at + 1]
    space = " " if chance.random() < 0.4 else ""
    keys = [str(one.key), str(other.key)]
    if not ((space or printed.writer == "run_on") and one.text and other.text) and one.text + other.text:
        open_cells(table, keys)
    one.text = one.text + space + other.text
    one.across += other.across if keeps_places else 0
    del spot.row[at + 1]
    return True


def merge_down(printed: Printed, table: Table, chance: Random) -> bool:
    """A value's cell reaches over the row below, whose own value is lost: that one is open. Text knows no
    merged cells."""
    if (
        printed.is_text
        or (spot := _spot(printed, table, chance)) is None
        or spot.at + 1 >= len(spot.grid.rows)
    ):
        return False
    below = spot.grid.rows[spot.at + 1]
    here, under = values(spot.row), values(below)
    if table.name == "appeals" or len(here) != len(under):
        return False
    at = int(chance.random() * len(here))
    if spot.row[here[at]].across != below[under[at]].across:
        return False
    spot.row[here[at]].down = 2
    open_cells(table, [str(below[under[at]].key)])
    del below[under[at]]
    return True


def shift_row(printed: Printed, table: Table, chance: Random) -> bool:
    """A row's values stand one place further right or left, the place that is left is blank: the file shows them there."""
    if (spot := _spot(printed, table, chance)) is None:
        return False
    places = [spot.row[at] for at in values(spot.row)]
    texts = [place.text for place in places]
    texts = ["", *texts[:-1]] if chance.random() < 0.5 else [*texts[1:], ""]
    for place, text in zip(places, texts, strict=True):
        place.text = text
        table.shown[str(place.key)] = (text,)
    return True


def _columns_of(printed: Printed, table: Table, chance: Random) -> tuple[Part, list[Spot], str] | None:
    """A part whose rows stand in one grid under known headings, its rows, and one of its columns."""
    known = [part for part in table.parts if part.headed and len(part.columns) > 1]
    if not table.in_rows or not known:
        return None
    part = known[int(chance.random() * len(known))]
    return part, spots(printed, part), part.columns[int(chance.random() * len(part.columns))]


def _head_rows(printed: Printed, part: Part) -> list[Row]:
    own = {id(place) for place in headings(printed, part)}
    return [row for grid in printed.grids() for row in grid.rows if any(id(p) in own for p in row)]


def insert_column(printed: Printed, table: Table, chance: Random) -> bool:
    """A column that the form does not have stands in the middle, with a heading and numbers: every value of the form's
    columns stands under its own heading still, so only that may be read. With a blank heading, or one that the form does
    have, the column of that name is open."""
    if (found := _columns_of(printed, table, chance)) is None:
        return False
    part, rows, column = found
    heading = next(place for place in lowest(printed, part) if place.over == {column})
    if heading.across != 1:
        return False
    if chance.random() < 0.3:
        other = pick(lowest(printed, part), chance)
        text, doubled = other.text, other.says if part.name != "appeals" else None
        if part.name == "appeals":
            doubled = f"{column.split('/')[0]}/{other.says}"
            open_cells(table, [part.key(part.lines[0], doubled)])
    else:
        text, doubled = ("", *UNKNOWN)[int(chance.random() * (len(UNKNOWN) + 1))], None
    if doubled:
        open_cells(table, [part.key(line, doubled) for line in part.lines])
    for row in _head_rows(printed, part):
        for at, place in enumerate(row):
            if place is heading:
                row.insert(at, Place(text, heading.down, source=heading.source))
                break
            if column in place.over and len(place.over) > 1:
                place.across += 1
    for spot in rows:
        at = next(i for i, place in enumerate(spot.row) if place.key and place.key.endswith(f"/{column}"))
        number = str(6000 + int(chance.random() * 999))
        spot.row.insert(at, Place(number, source=spot.row[at].source))
    _widen(printed, part, rows)
    return True


def _widen(printed: Printed, part: Part, rows: list[Spot]) -> None:
    """Let the rows of the other parts in the same grid keep their width: their last cell covers one column more."""
    own = {id(spot.row) for spot in rows} | {id(row) for row in _head_rows(printed, part)}
    for row in rows[0].grid.rows:
        if id(row) not in own and row and not any(p.down > 1 for p in row):
            row[-1].across += 1


def insert_values(printed: Printed, table: Table, chance: Random) -> bool:
    """Each row has a number more at one place, the head has no heading for it: all values from there on may have moved, so
    a cell is known only where that does not matter."""
    if (found := _columns_of(printed, table, chance)) is None:
        return False
    _, rows, column = found
    for spot in rows:
        keys = keys_of(spot.row)
        at = next(i for i, place in enumerate(spot.row) if place.key and place.key.endswith(f"/{column}"))
        number = Place(str(5000 + int(chance.random() * 999)), source=spot.row[at].source, key="+")
        spot.row.insert(at, number)
        _show_alternatives(table, keys, [place.text for place in spot.row if place.key])
        number.key = None
    return True


def drop_column(printed: Printed, table: Table, chance: Random) -> bool:
    """A column is gone, heading and values: only `absent` may be read of it, the others are what they were."""
    if (found := _columns_of(printed, table, chance)) is None:
        return False
    part, rows, column = found
    for row in _head_rows(printed, part):
        for place in row:
            if column in place.over and len(place.over) > 1:
                place.across -= 1
        row[:] = [place for place in row if place.over != {column}]
    for spot in rows:
        spot.row[:] = [p for p in spot.row if not (p.key and p.key.endswith(f"/{column}"))]
    open_cells(table, [part.key(line, column) for line in part.lines])
    return True


def exchange_columns(printed: Printed, table: Table, chance: Random) -> bool:
    """Two columns change places, headings and values: each value stands under its own heading still."""
    if (found := _columns_of(printed, table, chance)) is None:
        return False
    part, rows, column = found
    other = part.columns[int(chance.random() * len(part.columns))]
    heads = {next(iter(p.over)): p for p in lowest(printed, part)}
    one, two = heads[column], heads[other]
    if (
        one is two
        or one.across != two.across
        or (column.split("/")[0] != other.split("/")[0] and part.name == "appeals")
    ):
        return False
    one.text, two.text = two.text, one.text
    for spot in rows:
        mine = next(p for p in spot.row if p.key and p.key.endswith(f"/{column}"))
        theirs = next(p for p in spot.row if p.key and p.key.endswith(f"/{other}"))
        mine.text, theirs.text = theirs.text, mine.text
    return True


def transpose(printed: Printed, table: Table, chance: Random) -> bool:
    """The table is printed with its rows as columns: every value stands under the same labels and headings as before."""
    parts = [(part, spots(printed, part)) for part in table.parts]
    grids = {id(spot.grid): spot.grid for _, rows in parts for spot in rows}
    if len(grids) != 1 or not table.in_rows:
        return False
    [grid] = grids.values()
    own = {key.split("/")[0] for row in grid.rows for key in keys_of(row)}
    if own != {table.name} or not grid.grid:
        return False
    _turn(grid)
    return True


def _turn(grid: Grid) -> None:
    laid = _filled_right(grid)
    places = sorted(
        ((column, at, place) for at, row in enumerate(laid) for column, place in row), key=lambda p: p[:2]
    )
    width = max(column + place.across for column, _, place in places)
    rows: list[Row] = [[] for _ in range(width)]
    for column, _, place in places:
        place.down, place.across = place.across, place.down
        rows[column].append(place)
    grid.rows = rows


def _filled_right(grid: Grid) -> list[list[tuple[int, Place]]]:
    """The rows laid out, where a heading at the right end reaches down to the cell below it: a browser shows nothing there,
    but the turned table would begin that heading's row further left."""
    above: dict[int, tuple[Place, int]] = {}  # column -> the last cell in it, and its row
    for at, row in enumerate(grid.laid()):
        here = {i: (place, at) for column, place in row for i in range(column, column + place.across)}
        under = {id(above[i][0]) for i in here if i in above}
        for place, begun in {id(place): (place, begun) for place, begun in above.values()}.values():
            if place.over and id(place) not in under and begun + place.down == at:
                place.down += 1
        above |= here
    return grid.laid()


CELLS = (
    drop_cell,
    double_cell,
    merge_cells,
    delete_separator,
    merge_down,
    shift_row,
    insert_column,
    insert_values,
    drop_column,
    exchange_columns,
    transpose,
)
