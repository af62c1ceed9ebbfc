"""Changes that must not change a value. Each says where a doubt may appear; everywhere else there may be none in a format
with cells of its own. In text, which loses spans and blank cells, doubts are always allowed, wrong values never."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.metamorphic.of_headings import UNKNOWN
from tests.metamorphic.printed import Grid, Place, Printed, Row, Table, headings, spots

_WHITE = (" ", "　", "\u00a0", "\u200b", "\n", " \n ")
_IN_A_LINE = 4  # of them that end no line
_WIDE = str.maketrans("0123456789().,:", "０１２３４５６７８９（）．，：")
_REMARKS = ("备注", "备注（说明）", "说明")


def as_it_is(printed: Printed, table: Table, chance: Random) -> bool:
    """Other numbers in the same file, or the same written in another format. No doubt is allowed."""
    return True


def beside(printed: Printed, table: Table, chance: Random) -> bool:
    """Another table of the same grid is changed, which may move this one's cells with its own. A doubt is allowed."""
    return True


def white_space(printed: Printed, table: Table, chance: Random) -> bool:
    """White space, line breaks and invisible characters between the characters of labels and headings, and around values.
    No doubt is allowed."""
    for grid, at in _rows(printed, table):
        for place in grid.rows[at]:
            if place.key:
                place.text = (
                    _white(printed, chance) + place.text + _white(printed, chance)
                    if place.text
                    else place.text
                )
            elif place.text.strip() and chance.random() < 0.5:
                cut = int(chance.random() * (len(place.text) + 1))
                if not _in_number(place.text, cut):
                    place.text = place.text[:cut] + _white(printed, chance) + place.text[cut:]
    return True


def _white(printed: Printed, chance: Random) -> str:
    return _WHITE[int(chance.random() * (_IN_A_LINE if printed.is_text else len(_WHITE)))]


def _in_number(text: str, cut: int) -> bool:
    """Whether a place in a label lies inside or right behind its numbering, where a space may make it another one."""
    return any(
        character.isdigit() or character in "（()）.、" for character in text[max(cut - 2, 0) : cut + 2]
    )


def full_width(printed: Printed, table: Table, chance: Random) -> bool:
    """Digits, brackets and stops in full width. No doubt is allowed."""
    for grid, at in _rows(printed, table):
        for place in grid.rows[at]:
            place.text = place.text.translate(_WIDE)
    return True


def remark_right(printed: Printed, table: Table, chance: Random) -> bool:
    """A remark column, blank or with words, behind the last. No doubt is allowed."""
    words = ("", "见附件", "无说明")[int(chance.random() * 3)]
    return _beside(printed, table, _REMARKS[int(chance.random() * len(_REMARKS))], lambda line: words, True)


def remark_left(printed: Printed, table: Table, chance: Random) -> bool:
    """A remark column, blank or with words, before the first. A doubt is allowed: the words stand where labels do."""
    words = ("", "见附件")[int(chance.random() * 2)]
    return _beside(printed, table, _REMARKS[int(chance.random() * len(_REMARKS))], lambda line: words, False)


def numbered_left(printed: Printed, table: Table, chance: Random) -> bool:
    """A column 序号 with running numbers before the first. A doubt is allowed: the numbers stand left of the labels."""
    return _beside(printed, table, "序号", str, False)


def _beside(printed: Printed, table: Table, heading: str, words: Callable[[int], str], right: bool) -> bool:
    rows = list(_rows(printed, table))
    if not table.in_rows or not all(part.headed for part in table.parts) or not rows:
        return False
    heads = {id(p) for part in table.parts for p in headings(printed, part)}
    for grid in {id(grid): grid for grid, _ in rows}.values():
        if not grid.grid:
            return False
        covered, line = 0, 0
        for row in grid.rows:
            if covered:
                covered -= 1
                continue
            if any(id(place) in heads for place in row):
                covered = _head_depth(grid, row, heads) - 1
                _add(row, Place(heading, covered + 1, source=row[0].source), right)
            elif any(place.key for place in row):
                line += 1
                _add(row, Place(words(line), source=row[0].source), right)
            elif row:
                row[-1 if right else 0].across += 1
    return True


def _head_depth(grid: Grid, row: Row, heads: set[int]) -> int:
    """How many rows a head has that begins with this row."""
    at = next(i for i, other in enumerate(grid.rows) if other is row)
    depth = 1
    while at + depth < len(grid.rows) and any(id(p) in heads for p in grid.rows[at + depth]):
        depth += 1
    return depth


def _add(row: Row, place: Place, right: bool) -> None:
    row.insert(len(row) if right else 0, place)


def page_break(printed: Printed, table: Table, chance: Random) -> bool:
    """The table goes on in a second one after a page break, the head printed again or not. A doubt is allowed: without a
    head the second part shows its columns only by their number, and a label may be cut."""
    rows = [
        (grid, at)
        for part in table.parts
        for grid, at in ((spot.grid, spot.at) for spot in spots(printed, part)[1:])
    ]
    if table.name != "applications" or not rows or len({id(grid) for grid, _ in rows}) > 1:
        return False
    grid, at = rows[int(chance.random() * len(rows))]
    laid = grid.laid()
    second: Row = []
    for line in range(at):
        for column, place in laid[line]:
            if line + place.down > at:
                second.append(
                    Place(
                        "", line + place.down - at, place.across, place.source, over=frozenset({str(column)})
                    )
                )
                place.down = at - line
    begun = [(column, place) for column, place in laid[at]]
    begun += [(int(next(iter(place.over))), place) for place in second]
    for place in second:
        place.over = frozenset()
    lower = [[place for _, place in sorted(begun, key=lambda one: one[0])], *grid.rows[at + 1 :]]
    if chance.random() < 0.5:
        heads = {id(p) for part in table.parts for p in headings(printed, part)}
        again = [row for row in grid.rows[:at] if any(id(place) in heads for place in row)]
        lower = [[Place(p.text, p.down, p.across, p.source) for p in row] for row in again] + lower
    del grid.rows[at:]
    block = next(i for i, other in enumerate(printed.blocks) if other is grid)
    printed.blocks.insert(block + 1, Grid(lower, grid.grid))
    return True


def _rows(printed: Printed, table: Table) -> list[tuple[Grid, int]]:
    """The rows of a table: those with its values and its headings."""
    own = {id(place) for part in table.parts for place in headings(printed, part)}
    return [
        (grid, at)
        for grid in printed.grids()
        for at, row in enumerate(grid.rows)
        if any((p.key and p.key.split("/")[0] == table.name) or id(p) in own for p in row)
    ]


STRICT = (as_it_is, white_space, full_width, remark_right)  # without a new doubt
UNCHANGED = (*STRICT, beside, remark_left, numbered_left, page_break)

__all__ = ["STRICT", "UNCHANGED", "UNKNOWN"]
