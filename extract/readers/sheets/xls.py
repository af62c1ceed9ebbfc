"""XLS -> Document with xlrd, which reads number formats, merged cells and hidden rows; formulas without a computed
result are found in the file's records. Macros are neither read nor run.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

from extract.document import Document, UnreadableFileError
from extract.messages import Refusal
from extract.readers.shared.colours import BLACK, WHITE, Rgb, is_unseen
from extract.readers.shared.placeholders import UNREADABLE, has_words
from extract.readers.sheets.number_format import GENERAL
from extract.readers.sheets.sheet import (
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
from extract.readers.sheets.xls_records import Extras, read_extras

XLS = "application/vnd.ms-excel"
_SOLID, _FINE_PATTERNS = 1, (0, 4, 17, 18)  # none, light grey and the finest greys
_DAMAGED = Refusal("damaged_xls")


def read_xls(data: bytes) -> Document:
    """Paragraphs and tables of every visible sheet; a cell's place is its sheet's number, its row and its column.

    Raises UnreadableFileError for a password, damage, or more than a report may hold.
    """
    import xlrd  # only needed for such files
    from xlrd.biffh import XLRDError

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=StringIO()
        )
        extras = read_extras(data)
        sheets, hidden = [], []
        for number, sheet in enumerate(book.sheets(), start=1):
            if sheet.visibility:
                hidden.append(sheet.name)
            else:
                sheets.append(_read_sheet(book, sheet, number, extras.get(number - 1, Extras())))
        return document_of(XLS, sheets, hidden)
    except (UnreadableFileError, MemoryError):
        raise
    except XLRDError as error:
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise UnreadableFileError(Refusal("password")) from error
        raise UnreadableFileError(_DAMAGED) from error
    except Exception as error:  # xlrd raises whatever the bytes lead it to
        raise UnreadableFileError(_DAMAGED) from error


def _read_sheet(book: Any, source: Any, number: int, extras: Extras) -> Sheet:
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
            sheet.put(row + 1, column + 1, uncomputed(shown) if (row, column) in extras.stand_ins else shown)
        if framed:
            sheet.framed[row + 1] = framed
    sheet.pictures = extras.pictures
    for where, condition in extras.conditional:
        colour = None if condition.colour is None else _colour(book, condition.colour)
        if condition.colour is None or (colour and is_unseen(colour, WHITE)):
            sheet.doubt_looks(where, condition.only)
    return sheet


def _look(book: Any, style: int | None) -> Look:
    if style is None or style >= len(book.xf_list):
        return Look()
    xf = book.xf_list[style]
    number_format = book.format_map.get(xf.format_key)
    border = xf.border
    return Look(
        number_format.format_str if number_format else GENERAL,
        _is_apart(book.font_list[xf.font_index]),
        bool(border.left_line_style or border.right_line_style),
        is_unseen(_text_colour(book, book.font_list[xf.font_index]), _ground(book, xf.background)),
    )


def _colour(book: Any, index: int) -> Rgb | None:
    """A colour of the palette; None for automatic ones."""
    colour: Rgb | None = book.colour_map.get(index)
    return colour


def _text_colour(book: Any, font: Any) -> Rgb:
    return _colour(book, font.colour_index) or BLACK


def _ground(book: Any, fill: Any) -> Rgb | None:
    """The background colour of a fill; None if it is not uniform (stripes)."""
    if fill.fill_pattern in _FINE_PATTERNS:
        return WHITE
    return _colour(book, fill.pattern_colour_index) if fill.fill_pattern == _SOLID else None


def _is_apart(font: Any) -> bool:
    """Whether a font strikes out, raises or lowers its text."""
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
    """A text whose parts have different fonts: struck-out and raised parts are put in brackets, white values become
    UNREADABLE."""
    starts = [start for start, _ in runs]
    parts = [text[: starts[0]]]
    for (start, font), end in zip(runs, [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        apart = font < len(book.font_list) and _is_apart(book.font_list[font])
        if (
            font < len(book.font_list)
            and is_unseen(_text_colour(book, book.font_list[font]), WHITE)
            and part.strip()
        ):
            part = part if has_words(part) else UNREADABLE
        parts.append(f"[{part}]" if apart and part.strip() else part)
    return "".join(parts)
