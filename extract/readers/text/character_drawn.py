"""Tables drawn with characters in a fixed-width font: boxes of ┌─┬, Markdown grid tables, + - and | around cells.

A table is read as a picture, character by character: cells end where a line is drawn. So merged cells, labels over
several lines and rules that stop at a merged cell need no special cases.
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
_FEW_BANDS = 4  # most bands of a table that has rules only around its head and its body
Line = tuple[int, str]  # number in the file, text
_Picture = list[
    list[str]
]  # line -> the character in each column; "" in the second column of a wide character


def is_edged(line: str) -> bool:
    """Whether a line of text begins and ends with a line-drawing character."""
    text = line.strip()
    return len(text) > 1 and text[0] in _EDGES and text[-1] in _EDGES


def has_joints(lines: list[Line]) -> bool:
    """Whether the lines have rules with joints (+, ┼): a rule of - and | alone is Markdown, which has no merged
    cells."""
    return any(
        (first := line.strip()[:2]) and first[0] in _EDGES and not _JOINTS.isdisjoint(line) and _rules(list(line.strip()))
        for _, line in lines
    )  # fmt: skip


def drawn_rows(lines: list[Line], printed: Callable[[str], str]) -> list[list[Cell]] | None:
    """The rows of a drawn table, each cell once at its first place; None if its lines do not meet.

    `printed` removes the marks from a cell's text. A cell's source is the line on which its text begins.
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


# Chinese characters are two columns wide. Drawn lines and curly quotes are two columns wide in Chinese fonts only; some
# programs count every character as one.
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
    """(from, to) columns of each horizontal piece of a rule in a line, from joint to joint or to the table's edge."""
    only_drawn = all(not letter or letter in _EDGES or letter in _LEVEL for letter in line)
    joints = [x for x, letter in enumerate(line) if letter in _JOINTS]
    if only_drawn and joints:  # |---+---|
        joints = sorted({*joints, *(x for x, letter in enumerate(line) if letter in _UPRIGHT)})
    return [(a, b) for a, b in pairwise(joints) if _is_level(line[a + 1 : b])]


class _Drawn:
    """The drawn lines of a table. `xs`: character columns of the vertical lines; `bands`: (first, end) lines of text
    between two rules; `across`: number of columns of the grid."""

    def __init__(self, picture: _Picture) -> None:
        self.picture = picture
        rules = [_rules(line) for line in picture]
        self.xs = sorted({x for line in rules for piece in line for x in piece})
        edges = [-1, *(y for y, line in enumerate(rules) if line), len(picture)]
        self.bands = [(a + 1, b) for a, b in pairwise(edges) if b > a + 1]
        self.across = len(self.xs) - 1

    def meets(self) -> bool:
        """Whether all lines end at the table's edges, and each vertical line crosses the whole of a band or is
        absent."""
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
        """Whether a rule is drawn under a grid place."""
        between = range(self.bands[band][1], self.bands[band + 1][0])
        return any(_is_level(self.picture[y][self.xs[x] + 1 : self.xs[x + 1]]) for y in between)

    def cells(self) -> list[tuple[int, int, int, int]] | None:
        """(first band, end band, first column, end column) of every cell, ends excluded; None if one is no
        rectangle."""
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
        """Whether a range of places has lines on all sides and none inside."""
        around = all(self._stands(y, left) and self._stands(y, right) for y in range(top, bottom))
        through = any(self._stands(y, x) for y in range(top, bottom) for x in range(left + 1, right))
        under = bottom == len(self.bands) or all(self._lies(bottom - 1, x) for x in range(left, right))
        return around and under and not through

    def texts(self, cell: tuple[int, int, int, int]) -> list[tuple[int, str]]:
        """(line of the picture, text) of the non-empty lines of a cell, including lines on which other cells have a
        rule."""
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
        band_cells = [(cell, drawn.texts(cell)) for cell in cells if cell[0] == band]
        unmerged = (
            all(cell[1] == band + 1 for cell, _ in band_cells)
            and sum(c[3] - c[2] for c, _ in band_cells) == drawn.across
        )
        split = unmerged and _are_rows([texts for _, texts in band_cells], len(drawn.bands))
        for row_lines in [{y} for y in range(first, end)] if split else [set(range(len(picture)))]:
            row: list[Cell] = []
            for (_, _, left, right), texts in band_cells:
                row_texts = [(y, text) for y, text in texts if y in row_lines]
                text = legible(printed("\n".join(text for _, text in row_texts)))
                line = lines[row_texts[0][0] if row_texts else min(row_lines) if split else first][0]
                row.append(Cell(text, Source(line=line, column=len(row) + 1), left, right - left))
            rows.append(row)
    return [row for row in rows if row]


def _are_rows(columns: list[list[tuple[int, str]]], bands: int) -> bool:
    """Whether each line of a band is a row, as in tables with rules only around head and body.

    It is if several cells have numbers on more than one line. In a single cell that may be a number broken over two
    lines, unless the table has few rules and every line has a label and a number.
    """
    values = [
        [y for y, text in column if parse_value(text).state in ("number", "dash")] for column in columns
    ]
    tall = sum(len(value_lines) > 1 for value_lines in values)
    if tall != 1 or bands > _FEW_BANDS:
        return tall > 1
    lines = {y for column in columns for y, _ in column}
    labelled = {y for column in columns for y, text in column if has_words(text)}
    return labelled == lines == {y for value_lines in values for y in value_lines}
