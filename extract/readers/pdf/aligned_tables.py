"""Finds the tables of a page that no lines are ruled between: their values stand under one another, and under their headings.

The page's lines are set in columns half a Chinese letter wide, and read as a text laid out with spaces is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from extract.document import Cell, Source, Table
from extract.readers.pdf.layout import TextLine, bbox, is_page_number
from extract.readers.pdf.letters import joined
from extract.readers.pdf.objects import Char
from extract.readers.shared.fixed_width import placed_tables
from extract.readers.shared.spaced import width
from extract.values import is_value_like

_CHINESE = "\u2e80"  # letters from here on are as wide as they are high
# Gaps in columns, so halves of a letter: wider ones part two pieces of a line, or two Chinese letters. In between are those of
# headings of narrow columns, and of one heading whose letters are spread.
_GAP, _GAP_IN_TEXT, _GAP_IN_HEADINGS = 1.2, 2.0, 0.8
_FEWEST_VALUES = 3  # in a row; with fewer, a line of text is as good, or no table
_FAR = 2.0  # times a line's height
_Line = tuple[TextLine, list[Char]]
Rows = list[tuple[float, list[Cell]]]


def aligned_tables(lines: Sequence[_Line], page: int, number: Iterator[int]) -> tuple[Rows, list[TextLine]]:
    """(top, cells) of each row of such tables, and the lines outside of them; a cell's place is its line."""
    rows: Rows = []
    running: list[TextLine] = []
    for part in _without_gaps(lines):
        printed = [line for line, _ in part]
        taken: set[int] = set()
        if any(_holds_values(line.text.split()) for line in printed) and (column := _column(lines)):
            left = min(line.x0 for line in printed)
            texts = [(at, _in_columns(chars, left, column)) for at, (_, chars) in enumerate(part)]
            for first, end, tables in placed_tables(texts):
                if any(map(_has_row_of_values, tables)):
                    taken.update(range(first, end))
                    for table in tables:
                        rows += _rows(table, printed, page, next(number))
        running += [line for at, line in enumerate(printed) if at not in taken]
    return rows, running


def _column(lines: Sequence[_Line]) -> float:
    """Half the width of the page's Chinese letters, in points; 0 where there are none."""
    letters = [char.x1 - char.x0 for _, chars in lines for char in chars if char.text >= _CHINESE]
    return median(letters) / 2 if letters else 0.0


def _without_gaps(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Parts of the page whose lines follow one another; a page's number, and what stands far below a table, is none of its rows."""
    part: list[_Line] = []
    for line in lines:
        above = part[-1][0] if part else line[0]
        far = line[0].top - above.bottom > _FAR * (above.bottom - above.top)
        if part and (far or is_page_number(line[0]) or is_page_number(above)):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


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
        printed = [lines[cell.source.line] for cell in row if cell.source.line is not None]
        cells = [
            replace(cell, source=Source(page, _place(line), number, at + 1, cell.source.column))
            for cell, line in zip(row, printed, strict=True)
        ]
        out.append((min(line.top for line in printed), cells))
    return out


def _place(line: TextLine) -> tuple[float, float, float, float]:
    return bbox((line.x0, line.top, line.x1, line.bottom))
