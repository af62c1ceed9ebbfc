"""Finds the tables of a page that no lines are ruled between: their values stand under one another, and under their headings.

The page's lines are set in columns half a Chinese letter wide, and read as a text laid out with spaces is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from extract.document import Cell, Source, Table
from extract.readers.pdf.layout import TextLine, bbox
from extract.readers.pdf.letters import joined
from extract.readers.pdf.objects import Char
from extract.readers.shared.fixed_width import laid_out_tables
from extract.readers.shared.spaced import width
from extract.values import is_value_like

_CHINESE = "\u2e80"  # letters from here on are as wide as they are high
_GAP, _GAP_IN_TEXT = 1.2, 2.0  # columns: a wider gap parts two pieces of a line, or two Chinese letters
_GAP_IN_HEADINGS = (
    0.8  # between letters of narrow columns' headings, which may also be one heading spread out
)
_FEWEST_VALUES = 3  # in a row; with fewer, a line of text is as good, or no table
Rows = list[tuple[float, list[Cell]]]


def aligned_tables(
    lines: Sequence[tuple[TextLine, list[Char]]], page: int, number: Iterator[int]
) -> tuple[Rows, list[TextLine]]:
    """(top, cells) of each row of such tables, and the lines outside of them; a cell's place is its line."""
    if not any(_holds_values(line.text.split()) for line, _ in lines):
        return [], [line for line, _ in lines]
    letters = [char.x1 - char.x0 for _, chars in lines for char in chars if char.text >= _CHINESE]
    if not letters:
        return [], [line for line, _ in lines]
    column = median(letters) / 2
    left = min(line.x0 for line, _ in lines)
    texts = [(at, _in_columns(chars, left, column)) for at, (_, chars) in enumerate(lines)]
    rows: Rows = []
    taken: set[int] = set()
    for first, end, tables in laid_out_tables(texts, widths_known=True):
        if all(table.grid for table in tables) and any(map(_has_row_of_values, tables)):
            taken.update(range(first, end))
            for table in tables:
                rows += _rows(table, [line for line, _ in lines], page, next(number))
    return rows, [line for at, (line, _) in enumerate(lines) if at not in taken]


def _in_columns(chars: list[Char], left: float, column: float) -> str:
    """The text of a line, each of its pieces in its columns."""
    text, filled = "", 0
    for piece in _pieces(chars, _GAP * column, _GAP_IN_TEXT * column):
        place = round((piece[0].x0 - left) / column)
        gap = max(place - filled, 2 if text else 0)
        parts = _pieces(piece, _GAP * column, _GAP_IN_HEADINGS * column)
        text += " " * gap + " ".join(map(joined, parts))
        filled = width(text, wide=True)
    return text


def _pieces(chars: list[Char], gap: float, gap_in_text: float) -> Iterator[list[Char]]:
    """The characters of a line, parted where there is more room between them, in points."""
    piece = [chars[0]]
    for char in chars[1:]:
        in_text = piece[-1].text >= _CHINESE and char.text >= _CHINESE
        if char.x0 - piece[-1].x1 > (gap_in_text if in_text else gap):
            yield piece
            piece = []
        piece.append(char)
    yield piece


def _has_row_of_values(table: Table) -> bool:
    return any(_holds_values([cell.text for cell in row]) for row in table.rows)


def _holds_values(texts: Sequence[str]) -> bool:
    return len(texts) >= _FEWEST_VALUES and sum(map(is_value_like, texts)) >= _FEWEST_VALUES


def _rows(table: Table, lines: Sequence[TextLine], page: int, number: int) -> Rows:
    out = []
    for at, row in enumerate(table.rows):
        printed = [lines[cell.source.line or 0] for cell in row]
        cells = [
            replace(cell, source=Source(page, _place(line), number, at + 1, cell.source.column))
            for cell, line in zip(row, printed, strict=True)
        ]
        out.append((min(line.top for line in printed), cells))
    return out


def _place(line: TextLine) -> tuple[float, float, float, float]:
    return bbox((line.x0, line.top, line.x1, line.bottom))
