"""Mutations of rows: their labels, their order, and whole rows lost or printed twice."""

from __future__ import annotations

import re
from copy import copy
from random import Random

from tests.metamorphic.of_headings import remove_row
from tests.metamorphic.printed import (
    Place,
    Printed,
    Row,
    Spot,
    Table,
    keys_of,
    label_of,
    open_cells,
    spots,
)

_INNER = re.compile(r"[（(][一二三四五六七][）)]|\d[.、]")
_NUMBERING = re.compile(r"^\s*(?:[（(][一二三四五六七][）)]|[一二三四]、|\d{1,2}[.、])")


def rows_of(printed: Printed, table: Table) -> list[Spot]:
    """The rows of values with a label that is printed once (not again for each place of a merged cell), where each is one row
    of the form."""
    if not table.in_rows or table.name == "appeals":
        return []
    return [spot for part in table.parts for spot in spots(printed, part) if _labels(spot.row) == 1]


def _labels(row: Row) -> int:
    """How often a row prints its label."""
    label = label_of(row)
    return sum(place.text == label.text for place in row) if label else 0


def _two(printed: Printed, table: Table, chance: Random) -> tuple[Spot, Spot] | None:
    """Two rows with as many values."""
    rows = rows_of(printed, table)
    if len(rows) < 2:
        return None
    one, other = rows[int(chance.random() * len(rows))], rows[int(chance.random() * len(rows))]
    same = _columns(one.row) == _columns(other.row)
    return (one, other) if same and one.row is not other.row else None


def _columns(row: Row) -> list[str]:
    return [key.rsplit("/", 1)[1] for key in keys_of(row)]


def _exchange_shown(table: Table, one: Row, other: Row) -> None:
    for mine, theirs in zip(keys_of(one), keys_of(other), strict=True):
        table.shown[mine], table.shown[theirs] = (table.texts[theirs],), (table.texts[mine],)


def exchange_labels(printed: Printed, table: Table, chance: Random) -> bool:
    """Two rows' labels change places, numbers and all: each row is the one that its label now says."""
    if (found := _two(printed, table, chance)) is None:
        return False
    one, other = label_of(found[0].row), label_of(found[1].row)
    assert one
    assert other
    one.text, other.text = other.text, one.text
    _exchange_shown(table, found[0].row, found[1].row)
    return True


def exchange_words(printed: Printed, table: Table, chance: Random) -> bool:
    """Two labels' words change places, their numbers stay: words and numbers contradict each other, both rows are open."""
    if (found := _two(printed, table, chance)) is None:
        return False
    one, other = label_of(found[0].row), label_of(found[1].row)
    assert one
    assert other
    numbers = [_NUMBERING.match(label.text) for label in (one, other)]
    if not all(numbers) or numbers[0] is None or numbers[1] is None:
        return False
    first, second = one.text[numbers[0].end() :], other.text[numbers[1].end() :]
    if first.strip() == second.strip() or numbers[0][0] == numbers[1][0]:
        return False
    if _INNER.search(first) or _INNER.search(second):
        return False  # （三）不予公开 7.属于行政执法案卷: the second number moves with the words
    one.text, other.text = numbers[0][0] + second, numbers[1][0] + first
    open_cells(table, [*keys_of(found[0].row), *keys_of(found[1].row)])
    return True


def double_label(printed: Printed, table: Table, chance: Random) -> bool:
    """A row has another row's label: which of the two is that row is open, and so is the row whose label is lost."""
    if (found := _two(printed, table, chance)) is None:
        return False
    one, other = label_of(found[0].row), label_of(found[1].row)
    assert one
    assert other
    other.text = one.text
    for mine, theirs in zip(keys_of(found[0].row), keys_of(found[1].row), strict=True):
        same = table.texts[mine] == table.texts[theirs]
        table.shown[mine] = (table.texts[mine],) if same else ()
        table.shown[theirs] = ()
    return True


def empty_label(printed: Printed, table: Table, chance: Random) -> bool:
    """A row has no label: it is open."""
    rows = rows_of(printed, table)
    if not rows:
        return False
    row = rows[int(chance.random() * len(rows))].row
    label = label_of(row)
    assert label
    label.text = ""
    open_cells(table, keys_of(row))
    return True


def unknown_label(printed: Printed, table: Table, chance: Random) -> bool:
    """A row's label says something that the form does not know, without a number: the row is open."""
    rows = rows_of(printed, table)
    if not rows:
        return False
    row = rows[int(chance.random() * len(rows))].row
    label = label_of(row)
    assert label
    label.text = ("其中：网上", "小计", "撤回", "备注", "同上")[int(chance.random() * 5)]
    open_cells(table, keys_of(row))
    return True


def _single(spot: Spot) -> bool:
    return all(place.down == 1 for place in spot.row)


def exchange_rows(printed: Printed, table: Table, chance: Random) -> bool:
    """Two rows change places, labels and all: each is still the row that its label says."""
    if (found := _two(printed, table, chance)) is None or found[0].grid is not found[1].grid:
        return False
    one, other = found
    if not (_single(one) and _single(other)) or len(one.row) != len(other.row):
        return False
    if [place.across for place in one.row] != [place.across for place in other.row]:
        return False
    rows = one.grid.rows
    rows[one.at], rows[other.at] = rows[other.at], rows[one.at]
    return True


def drop_row(printed: Printed, table: Table, chance: Random) -> bool:
    """A row is gone: its cells are printed nowhere, so only `absent` may be read of them."""
    rows = rows_of(printed, table)
    if not rows:
        return False
    spot = rows[int(chance.random() * len(rows))]
    if not _single(spot):
        return False
    open_cells(table, keys_of(spot.row))
    remove_row(spot.grid, spot.at)
    return True


def double_row(printed: Printed, table: Table, chance: Random) -> bool:
    """A row is printed again with one other value, which is open."""
    rows = rows_of(printed, table)
    if not rows:
        return False
    spot = rows[int(chance.random() * len(rows))]
    if not _single(spot):
        return False
    again = [copy(place) for place in spot.row]
    inner = [place for place in again if place.key]
    changed = inner[int(chance.random() * len(inner))]
    assert changed.key
    changed.text = str(7000 + int(chance.random() * 999))
    open_cells(table, [changed.key])
    for place in again:
        place.key = place.line = None
    insert_row(spot, again)
    return True


def own_row(printed: Printed, table: Table, chance: Random) -> bool:
    """A row of numbers that the form does not have stands before another: every other row keeps its values."""
    rows = rows_of(printed, table)
    if not rows:
        return False
    spot = rows[int(chance.random() * len(rows))]
    if not _single(spot):
        return False
    words = ("其中：网上申请", "小计", "（八）撤回申请", "", "上年")[int(chance.random() * 5)]
    again: Row = []
    for place in spot.row:
        text = str(8000 + int(chance.random() * 999)) if place.key else words if place.line else place.text
        again.append(Place(text, 1, place.across, place.source))
    insert_row(spot, again)
    return True


def insert_row(spot: Spot, row: Row) -> None:
    """Put a row before or behind another; merged cells that reach over the place grow."""
    for line, cells in enumerate(spot.grid.rows[: spot.at]):
        for place in cells:
            if line + place.down > spot.at:
                place.down += 1
    spot.grid.rows.insert(spot.at + 1, row)


ROWS = (
    exchange_labels,
    exchange_words,
    double_label,
    empty_label,
    unknown_label,
    exchange_rows,
    drop_row,
    double_row,
    own_row,
)
