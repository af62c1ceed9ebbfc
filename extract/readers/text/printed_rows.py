"""Reads rows that a program printed as Python or JSON writes them: ('规章', 0, None), ["规章", "0"], or lists of such rows.

Also what it printed for a cell without content: None, NaN, Unnamed: 5 (pandas, openpyxl).
"""

from __future__ import annotations

import ast
import re
import warnings

from extract.document import Cell
from extract.readers.text.lines import between_bars

_LONGEST = 200_000  # characters of a line
_FEWEST = 3  # rows that are no accident
_JSON_NULL = re.compile(r"(?<=[\[,\s])null(?=[\],\s])")
_NO_CONTENT = re.compile(
    r"(?<![^\s|,;])(?:None|NaN|nan|<NA>|NaT|null|Unnamed: \d+(?:_level_\d+)?)(?![^\s|,;])"
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TWO_TEXTS = re.compile(r"""(["'])\s+\1""")  # which Python joins
_HALVES = re.compile("[\ud800-\udfff]")  # of a character, from an escape
_NO_LETTERS = re.compile("[\x00\ufeff]")
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
    return sum(_parts(line) != [line] for line in text.splitlines()) >= _FEWEST


def with_printed_rows(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Put bars between the cells of printed rows, each row on a line of its own; None and null are blank cells."""
    return [(number, part) for number, line in lines for part in _parts(line)]


def _parts(line: str) -> list[str]:
    stripped = line.strip().rstrip(",") if len(line) <= _LONGEST else ""
    if stripped[:1] not in ("[", "(") or stripped[-1:] not in ("]", ")"):
        return [line]
    source = _JSON_NULL.sub("None", stripped)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that Python does not know
            found = ast.parse(source, mode="eval").body
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return [line]
    rows = _rows(found, source.encode())
    return [_line(row) for row in rows] if rows else [line]


def _line(row: Row) -> str:
    """A row between bars; one with nothing but a first cell is a line of text, as in a sheet."""
    return between_bars(row) if any(row[1:]) else row[0]


def _rows(found: ast.expr, source: bytes) -> list[Row]:
    """The rows of a printed value; none where it is anything else (a figure in brackets)."""
    if not isinstance(found, (ast.List, ast.Tuple)) or not found.elts:
        return []
    cells = [_text(cell, source) for cell in found.elts]
    whole = [cell for cell in cells if cell is not None]
    if len(whole) == len(cells):
        return [whole] if len(whole) > 1 else []
    parts = [_rows(part, source) for part in found.elts]
    return [row for part in parts for row in part] if all(parts) else []


def _text(cell: ast.expr, source: bytes) -> str | None:
    """A cell as it is printed: a text without its quotes, the digits of a number, nothing of None; None for anything else."""
    raw = source[cell.col_offset : cell.end_col_offset].decode()
    if isinstance(cell, ast.Constant) and cell.value is None:
        return ""
    if _NUMBER.fullmatch(raw):
        return raw
    if isinstance(cell, ast.Constant) and isinstance(cell.value, str) and not _TWO_TEXTS.search(raw):
        return " ".join(_NO_LETTERS.sub("", _HALVES.sub("\ufffd", cell.value)).split())
    return None
