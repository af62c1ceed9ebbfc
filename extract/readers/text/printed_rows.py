"""Reads rows that a program printed as Python or JSON writes them: ('规章', 0, None), ["规章", "0"], or lists of such rows.

Also what it printed for a cell without content: None, NaN, Unnamed: 5 (pandas, openpyxl).
"""

from __future__ import annotations

import ast
import re

from extract.document import Cell
from extract.readers.text.lines import between_bars

_ROW = re.compile(r"^\s*[\[(].*[\])]\s*,?\s*$")
_LONGEST = 200_000  # characters of a line
_FEWEST = 3  # rows that are no accident
_JSON_NULL = re.compile(r"(?<=[\[,\s])null(?=[\],\s])")
_NO_CONTENT = re.compile(
    r"(?<![^\s|,;])(?:None|NaN|nan|<NA>|NaT|null|Unnamed: \d+(?:_level_\d+)?)(?![^\s|,;])"
)
Row = list[str]


def with_blank_cells(text: str) -> str:
    """The text with spaces for what a program printed for cells without content, if there are several; columns stay aligned."""
    if len(_NO_CONTENT.findall(text)) < _FEWEST:
        return text
    return _NO_CONTENT.sub(lambda found: " " * len(found[0]), text)


def without_index(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows without the numbers that a program (pandas) counts rows and columns by, from 0 or 1 and without a gap."""
    first = [row[0].text for row in rows[1:]]
    if len(rows) <= _FEWEST or first not in (_counted(0, len(first)), _counted(1, len(first))):
        return rows
    head = [cell.text for cell in rows[0][1:]]
    counted = head in (_counted(0, len(head)), _counted(1, len(head)))
    return [row[1:] for row in rows[counted:]]


def _counted(first: int, count: int) -> list[str]:
    return [str(number) for number in range(first, first + count)]


def has_printed_rows(text: str) -> bool:
    """Whether the text has several printed rows; a table separated by commas has none."""
    return sum(_parts(line) != [line] for line in text.splitlines() if _ROW.match(line)) >= _FEWEST


def with_printed_rows(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Put bars between the cells of printed rows, each row on a line of its own; None and null are blank cells."""
    return [(number, part) for number, line in lines for part in _parts(line)]


def _parts(line: str) -> list[str]:
    if not _ROW.match(line) or len(line) > _LONGEST:
        return [line]
    try:
        found = ast.literal_eval(_JSON_NULL.sub("None", line.strip().rstrip(",")))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return [line]
    rows = _rows(found)
    return [_line(row) for row in rows] if rows else [line]


def _line(row: Row) -> str:
    """A row between bars; one with nothing but a first cell is a line of text, as in a sheet."""
    return between_bars(row) if any(row[1:]) else row[0]


def _rows(found: object) -> list[Row]:
    """The rows of a printed value; none where it is anything else (a figure in brackets)."""
    if not isinstance(found, (list, tuple)) or not found:
        return []
    if all(isinstance(cell, (str, int, float, type(None))) for cell in found):
        return [[_text(cell) for cell in found]] if len(found) > 1 else []
    parts = [_rows(part) for part in found]
    return [row for part in parts for row in part] if all(parts) else []


def _text(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())
