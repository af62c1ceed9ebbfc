"""XLS -> Document with xlrd, which gives number formats, merged cells and what is hidden; formulas that nobody computed
are found in the file's own records. Macros are neither read nor run.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

from extract.document import Document, UnreadableFileError
from extract.readers.number_format import GENERAL
from extract.readers.spreadsheet import (
    NOTHING,
    Look,
    Merge,
    Sheet,
    Shown,
    document_of,
    shown_number,
    shown_text,
    uncomputed,
)

XLS = "application/vnd.ms-excel"
_FORMULA, _BOF, _EOF, _BOUNDSHEET = 0x0006, 0x0809, 0x000A, 0x0085
_COMPUTE_ON_OPENING = 0x0003  # a formula's flags: always, or when the file is opened
_EMPTY_RESULT = b"\x03\0\0\0\0\0\xff\xff"  # also what a program writes that does not compute
_DAMAGED = "a damaged XLS file (its records cannot be read): ask for it again, or for XLSX"


def read_xls(data: bytes) -> Document:
    """Paragraphs and tables of every visible sheet; a cell's place is its sheet's number, its row and its column.

    Raises UnreadableFileError for a password, damage, or more than a report may hold.
    """
    import xlrd  # only where there is such a file
    from xlrd.biffh import XLRDError

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=StringIO()
        )
        stand_ins = _stand_ins(data)
        sheets, hidden = [], []
        for number, sheet in enumerate(book.sheets(), start=1):
            if sheet.visibility:
                hidden.append(sheet.name)
            else:
                sheets.append(_read_sheet(book, sheet, number, stand_ins.get(number - 1, set())))
        return document_of(XLS, sheets, hidden)
    except (UnreadableFileError, MemoryError):
        raise
    except XLRDError as error:
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise UnreadableFileError("a file with a password: ask for it without one") from error
        raise UnreadableFileError(_DAMAGED) from error
    except Exception as error:  # xlrd raises whatever the bytes lead it to
        raise UnreadableFileError(_DAMAGED) from error


def _read_sheet(book: Any, source: Any, number: int, stand_ins: set[tuple[int, int]]) -> Sheet:
    sheet = Sheet(source.name, number)
    sheet.hidden_rows = {
        row + 1 for row, info in source.rowinfo_map.items() if info.hidden or info.height == 0
    }
    sheet.hidden_columns = {
        column + 1 for column, info in source.colinfo_map.items() if info.hidden or info.width == 0
    }
    for top, bottom, left, right in source.merged_cells:
        sheet.merge(Merge(top + 1, left + 1, bottom, right))
    looks: dict[int, Look] = {}
    for row in range(source.nrows):
        framed = set()
        for column in range(source.row_len(row)):
            cell = source.cell(row, column)
            look = looks.get(cell.xf_index) or looks.setdefault(cell.xf_index, _look(book, cell.xf_index))
            if look.framed:
                framed.add(column + 1)
            runs = source.rich_text_runlist_map.get((row, column))
            shown = _shown(book, cell, look, bool(source.show_zero_values), runs)
            sheet.put(row + 1, column + 1, uncomputed(shown) if (row, column) in stand_ins else shown)
        if framed:
            sheet.framed[row + 1] = framed
    return sheet


def _look(book: Any, style: int | None) -> Look:
    if style is None or style >= len(book.xf_list):
        return Look()
    xf = book.xf_list[style]
    known = book.format_map.get(xf.format_key)
    border = xf.border
    return Look(
        known.format_str if known else GENERAL,
        _is_apart(book.font_list[xf.font_index]),
        bool(border.left_line_style or border.right_line_style),
    )


def _is_apart(font: Any) -> bool:
    """Whether a font strikes its text out, raises or lowers it."""
    return bool(font.struck_out or font.escapement)


def _shown(book: Any, cell: Any, look: Look, show_zeros: bool, runs: list[tuple[int, int]] | None) -> Shown:
    """What a cell prints."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return shown_text(_rich_text(book, cell.value, runs) if runs else cell.value, look)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return shown_number(cell.value, look, bool(book.datemode), show_zeros)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Shown("TRUE" if cell.value else "FALSE")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Shown(str(xlrd.error_text_from_code.get(cell.value, "#ERROR")))
    return NOTHING


def _rich_text(book: Any, text: str, runs: list[tuple[int, int]]) -> str:
    """A text whose parts have fonts of their own: struck-out and raised parts in brackets."""
    starts = [start for start, _ in runs]
    parts = [text[: starts[0]]]
    for (start, font), end in zip(runs, [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        apart = font < len(book.font_list) and _is_apart(book.font_list[font])
        parts.append(f"[{part}]" if apart and part.strip() else part)
    return "".join(parts)


def _stand_ins(data: bytes) -> dict[int, set[tuple[int, int]]]:
    """Sheet (from 0) -> (row, column) of formulas whose stored result is only a stand-in, as programs write them that
    compute nothing: they are marked to be computed when the file is opened."""
    import olefile

    with olefile.OleFileIO(BytesIO(data)) as file:
        data = file.openstream("Workbook" if file.exists("Workbook") else "Book").read()
    starts = [
        struct.unpack_from("<I", data, at)[0]
        for kind, at, length in _records(data, 0)
        if kind == _BOUNDSHEET and length >= 6
    ]
    return {index: set(_formulas(data, start)) for index, start in enumerate(starts)}


def _records(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(type, offset of its content, length) of the records of one substream, those of charts inside it left out."""
    depth = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 1:
            yield kind, at + 4, length
        if depth <= 0:
            return
        at += 4 + length


def _formulas(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    for kind, at, length in _records(data, start):
        if kind == _FORMULA and length >= 16 and at + 16 <= len(data):
            row, column = struct.unpack_from("<HH", data, at)
            flags = struct.unpack_from("<H", data, at + 14)[0]
            if flags & _COMPUTE_ON_OPENING or data[at + 6 : at + 14] == _EMPTY_RESULT:
                yield row, column
