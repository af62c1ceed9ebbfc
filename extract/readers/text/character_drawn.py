"""Tables drawn in letters of one width: boxes of ┌─┬, the grid tables of Markdown, + - and | around cells.

A table is read as a picture, as a person sees it: cells end where a line is drawn, so that merged cells, labels over
several lines and rules that stop at a merged cell need no words of their own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import pairwise

from extract.document import Cell, Source
from extract.messages import Doubt
from extract.readers.shared.placeholders import has_words, legible
from extract.values import parse_value

NOT_MET = Doubt("drawn_lines_do_not_meet")
_LEVEL = frozenset("─━┄┅┈┉╌╍═╴╶╸╺╼╾—-=－＝:")
_UPRIGHT = frozenset("│┃┆┇┊┋╎╏║╵╷╹╻╽╿|｜")
_JOINTS = frozenset(map(chr, range(0x2500, 0x2580))) - _LEVEL - _UPRIGHT | frozenset("+＋")
_EDGES = _UPRIGHT | _JOINTS
_FEW_BANDS = 4  # of a table that has rules only around its head and its body
Line = tuple[int, str]  # number in the file, text
_Picture = list[
    list[str]
]  # of each line, what stands in each column of letters; "" where a wide letter goes on


def is_edged(line: str) -> bool:
    """Whether a line begins and ends with a part of a drawn line."""
    told = line.strip()
    return len(told) > 1 and told[0] in _EDGES and told[-1] in _EDGES


def has_joints(lines: list[Line]) -> bool:
    """Whether lines that meet are drawn: a rule of - and | alone is Markdown's, in which no cell is merged."""
    return any(
        (first := line.strip()[:2]) and first[0] in _EDGES and not _JOINTS.isdisjoint(line) and _rules(list(line.strip()))
        for _, line in lines
    )  # fmt: skip


def drawn_rows(lines: list[Line], printed: Callable[[str], str]) -> list[list[Cell]] | None:
    """The rows of a drawn table, each cell once at its first place; None where its lines do not meet.

    `printed` takes the marks off a cell's text. The source is the line on which the text of the cell begins.
    """
    for width in _WIDTHS:
        if rows := _rows(lines, [_columns(line, width) for _, line in lines], printed):
            return rows
    return None


def _of_class(classes: str) -> Callable[[str], int]:
    return lambda letter: 2 if unicodedata.east_asian_width(letter) in classes else 1


def _thin_lines(letter: str) -> int:
    return (
        1
        if letter in _EDGES or letter in _LEVEL
        else 2
        if unicodedata.east_asian_width(letter) in "WFA"
        else 1
    )


# Chinese letters are two columns wide. Drawn lines and curly quotes are so in Chinese fonts, and not in others; some
# programs count every letter as one.
_WIDTHS = (_of_class("WF"), _of_class("WFA"), _thin_lines, _of_class(""))


def _columns(line: str, width: Callable[[str], int]) -> list[str]:
    out: list[str] = []
    for letter in line.rstrip():
        out.append(letter)
        if width(letter) == 2:
            out.append("")
    return out


def _is_level(part: list[str]) -> bool:
    return any(part) and all(not letter or letter in _LEVEL or letter in _JOINTS for letter in part)


def _rules(line: list[str]) -> list[tuple[int, int]]:
    """(from, to) of each piece of a rule in a line: level from joint to joint, or to the edge of the table."""
    whole = all(not letter or letter in _EDGES or letter in _LEVEL for letter in line)
    joints = [x for x, letter in enumerate(line) if letter in _JOINTS]
    if whole and joints:  # |---+---|
        joints = sorted({*joints, *(x for x, letter in enumerate(line) if letter in _UPRIGHT)})
    return [(a, b) for a, b in pairwise(joints) if _is_level(line[a + 1 : b])]


class _Drawn:
    """The walls of a table: `xs` are the columns of letters in which uprights stand, `bands` (first line, behind the
    last) the lines between two rules, `wall[band][x]` and `floor[band][x]` what is drawn right of and under a place."""

    def __init__(self, picture: _Picture) -> None:
        self.picture = picture
        rules = [_rules(line) for line in picture]
        self.xs = sorted({x for line in rules for piece in line for x in piece})
        edges = [-1, *(y for y, line in enumerate(rules) if line), len(picture)]
        self.bands = [(a + 1, b) for a, b in pairwise(edges) if b > a + 1]
        self.across = len(self.xs) - 1

    def meets(self) -> bool:
        """Whether all lines end at the table's edges, and every upright goes through its band or is not there."""
        if self.across < 1 or not self.bands:
            return False
        left, right = self.xs[0], self.xs[-1]
        for line in self.picture:
            ends = [x for x, letter in enumerate(line) if letter.strip()]
            if not ends or (ends[0], ends[-1]) != (left, right) or not {line[left], line[right]} <= _EDGES:
                return False
        return all(
            len({self.picture[y][x] in _UPRIGHT for y in range(*band)}) == 1
            for band in self.bands
            for x in self.xs
        )

    def _stands(self, band: int, x: int) -> bool:
        return self.picture[self.bands[band][0]][self.xs[x]] in _UPRIGHT

    def _lies(self, band: int, x: int) -> bool:
        """Whether a rule is drawn under a place."""
        between = range(self.bands[band][1], self.bands[band + 1][0])
        return any(_is_level(self.picture[y][self.xs[x] + 1 : self.xs[x + 1]]) for y in between)

    def cells(self) -> list[tuple[int, int, int, int]] | None:
        """(first band, behind the last, first column, behind the last) of every cell; None where one is no rectangle."""
        taken: set[tuple[int, int]] = set()
        out: list[tuple[int, int, int, int]] = []
        for band in range(len(self.bands)):
            for x in range(self.across):
                if (band, x) in taken:
                    continue
                end = x + 1
                while end < self.across and not self._stands(band, end):
                    end += 1
                below = band + 1
                while below < len(self.bands) and not any(self._lies(below - 1, at) for at in range(x, end)):
                    below += 1
                places = {(y, at) for y in range(band, below) for at in range(x, end)}
                if not self._closed(band, below, x, end) or taken & places:
                    return None
                taken |= places
                out.append((band, below, x, end))
        return out

    def _closed(self, top: int, bottom: int, left: int, right: int) -> bool:
        """Whether lines are drawn all around, and none through."""
        around = all(self._stands(y, left) and self._stands(y, right) for y in range(top, bottom))
        through = any(self._stands(y, x) for y in range(top, bottom) for x in range(left + 1, right))
        under = bottom == len(self.bands) or all(self._lies(bottom - 1, x) for x in range(left, right))
        return around and under and not through

    def texts(self, cell: tuple[int, int, int, int]) -> list[tuple[int, str]]:
        """(line of the picture, text) of the lines of a cell that hold any; also of those on which others have a rule."""
        top, bottom, left, right = cell
        lines = range(self.bands[top][0], self.bands[bottom - 1][1])
        parts = ((y, "".join(self.picture[y][self.xs[left] + 1 : self.xs[right]]).strip()) for y in lines)
        return [(y, part) for y, part in parts if part]


def _rows(lines: list[Line], picture: _Picture, printed: Callable[[str], str]) -> list[list[Cell]] | None:
    drawn = _Drawn(picture)
    if not drawn.meets():
        return None
    cells = drawn.cells()
    if cells is None:
        return None
    rows: list[list[Cell]] = []
    for band, (first, end) in enumerate(drawn.bands):
        told = [(cell, drawn.texts(cell)) for cell in cells if cell[0] == band]
        alone = (
            all(cell[1] == band + 1 for cell, _ in told) and sum(c[3] - c[2] for c, _ in told) == drawn.across
        )
        several = alone and _are_rows([texts for _, texts in told], len(drawn.bands))
        for part in [{y} for y in range(first, end)] if several else [set(range(len(picture)))]:
            row: list[Cell] = []
            for (_, _, left, right), texts in told:
                mine = [(y, text) for y, text in texts if y in part]
                text = legible(printed("\n".join(text for _, text in mine)))
                line = lines[mine[0][0] if mine else min(part) if several else first][0]
                row.append(Cell(text, Source(line=line, column=len(row) + 1), left, right - left))
            rows.append(row)
    return [row for row in rows if row]


def _are_rows(columns: list[list[tuple[int, str]]], bands: int) -> bool:
    """Whether the lines of a band are rows of their own, as in tables with rules around head and body only.

    Numbers below one another in several cells tell; in one cell they may be a number broken over two lines, where
    most rows have rules between them.
    """
    values = [
        [y for y, text in column if parse_value(text).state in ("number", "dash")] for column in columns
    ]
    tall = sum(len(found) > 1 for found in values)
    if tall != 1 or bands > _FEW_BANDS:
        return tall > 1
    lines = {y for column in columns for y, _ in column}
    labelled = {y for column in columns for y, text in column if has_words(text)}
    return labelled == lines == {y for found in values for y in found}
