"""Shows which column stands under which heading, by one of two kinds of evidence; without either the columns are open.

`order`: the head prints every heading of the form once, in the form's order, and nothing else; a row with as many places
then needs no grid. `grid`: every leaf heading covers exactly the places of its column, under the heading of its group;
then any order is shown. An order that is not the form's is never taken from text. See docs/proof.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from extract.document import Cell
from extract.form.catalogue import FormColumn
from extract.messages import Doubt
from extract.values import is_value_like

COLUMNS_OPEN = Doubt("columns_open")
_MOST_STEPS = 20_000  # of the search over headings printed in pieces
_SAME_EDGE = 4.0  # points: how far the edges of one column lie apart on two pages


@dataclass(frozen=True, slots=True)
class Leaf:
    """A lowest heading of a grid: `key` is null for a column that the form does not have."""

    key: str | None
    cell: Cell

    @property
    def places(self) -> tuple[int, int]:
        """The grid columns that it covers: the first, and the one after the last."""
        return self.cell.column, self.cell.column + self.cell.span


@dataclass(frozen=True, slots=True)
class ShownColumns:
    """The columns of a table as printed, from left to right, and what shows it.

    `in_order` where the head prints the form's headings in the form's order and nothing else; `leaves` are the lowest
    headings of a grid, one for each of `columns`. Without either, `columns` is only what the form would have. `padding` are
    the columns in which the head is blank, as merged headings leave them, `extent` those from its first heading to its last,
    where these are known.
    """

    columns: list[FormColumn]
    in_order: bool = False
    leaves: tuple[Leaf, ...] = ()
    padding: frozenset[int] = frozenset()
    extent: range | None = None

    def shown_by(self, values: Sequence[Cell], complete: bool) -> str | None:
        """What shows which column each value of a row is in: `order` or `grid`; None where nothing does.

        `complete`: the row has a value, a blank or nothing but padding for each column.
        """
        in_places = complete and as_many_places(self.own(values), self.extent, len(self.columns))
        if self.in_order and in_places and not self.lacks_place(values):
            return "order"
        return "grid" if stand_under(self.own(values), self.leaves) else None

    def lacks_place(self, values: Sequence[Cell]) -> bool:
        """Whether a row has several cells in the grid of the headings, but fewer, or a blank one beside a value that reaches under
        two: a blank one may be the one that is missing. All digits in one cell are cut by their sums."""
        same = self.leaves and values and values[0].source.table == self.leaves[0].cell.source.table
        if not same:
            return False
        blank = any(not cell.text.strip() for cell in values)
        return 1 < len(values) < len(self.columns) or (blank and any(map(self._under_two, values)))

    def _under_two(self, value: Cell) -> bool:
        """Whether a value reaches under two headings: it may be two, printed in one merged cell."""
        return bool(value.text.strip()) and sum(_overlap(leaf.cell, value) for leaf in self.leaves) > 1

    def own(self, values: Sequence[Cell]) -> list[Cell]:
        """The cells of a row without blank ones under blank headings, or right of the last heading of the same grid, and without words
        left of its first (计量单位: 件)."""
        if not self.leaves or not values or values[0].source.table != self.leaves[0].cell.source.table:
            return [cell for cell in values if not _is_empty(cell) or cell.column not in self.padding]
        begin, end = self.leaves[0].places[0], self.leaves[-1].places[1]
        return [
            cell
            for cell in values
            if not (_is_empty(cell) and (cell.column in self.padding or cell.column >= end))
            and not (_is_word(cell) and cell.column < begin)
        ]

    def without_extras(self) -> ShownColumns:
        """Only the columns of the form."""
        leaves = tuple(leaf for leaf in self.leaves if leaf.key)
        return replace(self, columns=of_form(self.columns), leaves=leaves)


def _is_empty(cell: Cell) -> bool:
    return not cell.text.strip() and not cell.doubt


def _is_word(cell: Cell) -> bool:
    letters = not any(character.isdigit() for character in cell.text)
    return letters and not cell.doubt and not is_value_like(cell.text)


def extra_column(label: str) -> FormColumn:
    """A printed column that the form does not have; its cells are left out."""
    return FormColumn("", label)


def of_form(columns: Iterable[FormColumn]) -> list[FormColumn]:
    return [column for column in columns if column.key]


def cut_into_words(text: str, words: Iterable[str]) -> list[str]:
    """The known words that make up the end of a text without a gap, as many as possible."""
    ordered = sorted(words, key=len, reverse=True)
    any_word = "|".join(map(re.escape, ordered))
    found = re.search(f"(?:{any_word})+$", text)
    return re.findall(any_word, found[0]) if found else []


def completed_in_order(lines: Sequence[Sequence[str]], words: Sequence[str]) -> list[list[int]] | None:
    """For each line the words (by index) that its pieces belong to; None unless lines print all words and nothing else.

    Each line is read from left to right, and its pieces belong to words in their order: 结果 结果 其他 above 维持 纠正 结果.
    """
    pieces = [(number, text) for number, line in enumerate(lines) for text in line]
    if sum(len(text) for _, text in pieces) != sum(map(len, words)):
        return None
    done = [0] * len(words)
    placed: list[list[int]] = [[] for _ in lines]
    steps = 0

    def fits(at: int) -> bool:
        nonlocal steps
        steps += 1
        if at == len(pieces):
            return True  # as many characters as the words have, each in its place
        number, text = pieces[at]
        line = placed[number]
        for index in range(line[-1] + 1 if line else 0, len(words)):
            if steps < _MOST_STEPS and words[index].startswith(text, done[index]):
                done[index] += len(text)
                line.append(index)
                if fits(at + 1):
                    return True
                line.pop()
                done[index] -= len(text)
        return False

    return placed if fits(0) else None


def exchangeable(
    lines: Sequence[Sequence[str]],
    before: Sequence[str],
    words: Sequence[str],
    pairs: Iterable[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Those pairs of words that the same lines would print in pieces with the two exchanged: nothing shows their order.

    `before` are headings above the words, which stay.
    """
    found = []
    for one, other in pairs:
        moved = list(words)
        moved[one], moved[other] = words[other], words[one]
        if completed_in_order(lines, [*before, *moved]) is not None:
            found.append((one, other))
    return found


def lowest_headings(
    head: Sequence[Sequence[Cell]], key_of: Callable[[str], str | None]
) -> tuple[list[Leaf], list[Cell]]:
    """(lowest headings of a grid from left to right, the cells above them).

    A blank cell below a heading continues it, as does the same heading printed again in the same places.
    """
    lowest: list[Cell] = []
    above: list[Cell] = []
    for row in head:
        for cell in row:
            over = [other for other in lowest if _overlap(other, cell)]
            if over and not cell.text.strip():
                continue
            lowest = [other for other in lowest if not _overlap(other, cell)]
            above += over
            lowest.append(cell)
    lowest.sort(key=lambda cell: cell.column)
    return [Leaf(key_of(cell.text), cell) for cell in lowest], above


def with_merged_text(row: Sequence[Cell], is_group: Callable[[str], bool]) -> list[Cell]:
    """A row of headings; in pasted text, the heading of a group takes in the blank places that its merged cell left."""
    out: list[Cell] = []
    for cell in row:
        last = out[-1] if out else None
        if last and cell.source.line and not cell.text.strip() and is_group(last.text):
            out[-1] = replace(last, span=cell.column + cell.span - last.column)
        else:
            out.append(cell)
    return out


def within(values: list[Cell], leaves: Sequence[Leaf]) -> list[Cell]:
    """The cells of a row that stand under the headings of a grid, all of them where that grid is another."""
    if not leaves or not values or values[0].source.table != leaves[0].cell.source.table:
        return values
    first, end = leaves[0].places[0], leaves[-1].places[1]
    return [
        cell for cell in values if first <= cell.column < end or (cell.column >= end and cell.text.strip())
    ]


def as_many_places(values: Sequence[Cell], extent: range | None, columns: int) -> bool:
    """Whether a row has no more places than there are columns, apart from blank ones at its edges, which merged cells leave.

    Which blank place is too many between values nothing tells; nor is one padding that stands under the headings, which reach
    over `extent` where that is known. A value left of them stands under none.
    """
    filled = [at for at, cell in enumerate(values) if cell.text.strip() or cell.doubt]
    if not filled:
        return True
    if extent is not None and values[filled[0]].column < extent.start:
        return False
    own = filled + [at for at, cell in enumerate(values) if extent is not None and cell.column in extent]
    return max(own) - min(own) < columns


def extent_of(headings: Iterable[Cell]) -> range | None:
    """The columns from the first of these headings to the last, of which a merged one counts as one."""
    found = [cell.column for cell in headings]
    return range(min(found), max(found) + 1) if found else None


def _overlap(one: Cell, other: Cell) -> bool:
    return one.column < other.column + other.span and other.column < one.column + one.span


def covered(leaf: Leaf, groups: Sequence[Cell]) -> bool:
    """Whether a heading lies wholly under the given cells, which may be one merged cell or its repeats."""
    places = {at for cell in groups for at in range(cell.column, cell.column + cell.span)}
    return set(range(*leaf.places)) <= places


def beside(leaf: Leaf, groups: Sequence[Cell]) -> bool:
    """Whether a heading lies under none of the given cells."""
    return not any(_overlap(leaf.cell, cell) for cell in groups)


def stand_under(values: Sequence[Cell], leaves: Sequence[Leaf]) -> bool:
    """Whether each value stands exactly under its heading: in the same grid columns, or between the same edges on a page.

    Blank places left of the first heading belong to the label's columns.
    """
    if not leaves or not values:
        return False
    if values[0].source.table == leaves[0].cell.source.table:
        first = leaves[0].cell.column
        left = [cell for cell in values if cell.column < first]
        values = [cell for cell in values if cell.column >= first]
        return not any(cell.text.strip() for cell in left) and (
            [(cell.column, cell.column + cell.span) for cell in values] == [leaf.places for leaf in leaves]
        )
    return len(values) == len(leaves) and all(
        _same_edges(value, leaf.cell) for value, leaf in zip(values, leaves, strict=True)
    )


def _same_edges(value: Cell, heading: Cell) -> bool:
    one, other = value.source.bbox, heading.source.bbox
    if one is None or other is None:
        return False
    return abs(one[0] - other[0]) < _SAME_EDGE and abs(one[2] - other[2]) < _SAME_EDGE
