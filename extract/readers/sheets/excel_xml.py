"""Workbooks in one XML file (Excel 2003, and programs that fill in such a file as a template; often named .xls) -> Document.

A cell without a place follows the one before it. Nothing is computed: a formula's stored result is in doubt, because Excel
computes it anew and templates leave the old one there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from extract.document import Document, UnreadableFileError
from extract.messages import Refusal
from extract.readers.shared.colours import BLACK, WHITE, is_unseen, rgb_of
from extract.readers.shared.packages import MAX_PART_BYTES
from extract.readers.shared.placeholders import UNREADABLE, has_words
from extract.readers.shared.xml_trees import tree_of
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
from extract.readers.sheets.xml_parts import MAX_COLUMN, MAX_ROW, child, children, name_of, whole

EXCEL_XML = "application/vnd.ms-excel"
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_HTML = "{http://www.w3.org/TR/REC-html40}"
_MARKS = re.compile(
    rb"progid=\"Excel\.Sheet\"|<(?:\w+:)?Workbook\s[^>]*urn:schemas-microsoft-com:office:spreadsheet"
)
_NAMED_FORMATS = {"General Number": GENERAL, "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%"}
_DAY_ZERO = datetime(1899, 12, 30)
_AREA = re.compile(r"R(\d{1,7})(?:C(\d{1,5}))?(?::R(\d{1,7})(?:C(\d{1,5}))?)?")
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
# What a part of a text may say of itself without being hidden or struck out.
_PLAIN = {f"{_HTML}{name}" for name in ("Color", "Face", "Size")} | {
    f"{_EXCEL}{name}" for name in ("Family", "CharSet")
}
_MOST_PARENTS = 20  # of a style
_EVERYTHING = Merge(1, 1, MAX_ROW, MAX_COLUMN)
_MAY_HIDE = re.compile(r"colou?r|background|line-through|number-format", re.IGNORECASE)
_DAMAGED = Refusal("part_not_parsed", {"kind": "Excel XML", "part": "workbook"})
_DOCUMENT_TYPE = Refusal("document_type", {"kind": "Excel XML", "part": "workbook"})


def looks_like_excel_xml(data: bytes) -> bool:
    """Whether the bytes are XML that declares itself a workbook."""
    head = data[:4096].replace(b"\x00", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and bool(_MARKS.search(head))


def read_excel_xml(data: bytes) -> Document:
    """Paragraphs and tables of every visible sheet; a cell's place is its sheet's number, its row and its column.

    Raises UnreadableFileError for damage, a document type inside, or more than a report may hold.
    """
    if len(data) > MAX_PART_BYTES:
        raise UnreadableFileError(
            Refusal("file_size", {"megabytes": len(data) / 1e6, "most": MAX_PART_BYTES / 1e6})
        )
    root = tree_of(data.lstrip(), _DAMAGED, _DOCUMENT_TYPE)
    looks = _Looks(root)
    sheets, hidden = [], []
    for number, element in enumerate(root.iterchildren(f"{_SS}Worksheet"), start=1):
        name = element.get(f"{_SS}Name") or f"{number}"
        options = child(element, "WorksheetOptions")
        if _says(options, "Visible") in ("SheetHidden", "SheetVeryHidden"):
            hidden.append(name)
        else:
            sheet = Sheet(name, number)
            show_zeros = options is None or child(options, "DoNotDisplayZeros") is None
            tables = list(element.iterchildren(f"{_SS}Table"))
            if len(tables) > 1:
                raise UnreadableFileError(_DAMAGED)  # cells of both would lie in the same places
            for table in tables:
                _fill(sheet, table, looks, show_zeros)
            _doubt_conditional(sheet, element)
            sheets.append(sheet)
    if not sheets and not hidden:
        raise UnreadableFileError(Refusal("workbook_without_sheet"))
    return document_of(EXCEL_XML, sheets, hidden)


def _says(element: etree._Element | None, name: str) -> str:
    found = None if element is None else child(element, name)
    return "" if found is None else (found.text or "").strip()


def _whole(element: etree._Element, name: str) -> int:
    """A count among the attributes; 0 if it is not there."""
    return whole(element.get(f"{_SS}{name}")) or 0


def _placed(
    elements: Iterator[etree._Element], wide: str, last: int
) -> Iterator[tuple[int, int, etree._Element]]:
    """(first place, last place, element) of columns, rows or cells; `wide` names how many more places one takes.

    Raises UnreadableFileError where one stands before the end of the one before it or behind the `last`: Excel opens no
    such file.
    """
    before = 0
    for element in elements:
        at = _whole(element, "Index") or before + 1
        if not before < at <= at + _whole(element, wide) <= last:
            raise UnreadableFileError(_DAMAGED)
        before = at + _whole(element, wide)
        yield at, before, element


def _is_hidden(element: etree._Element, size: str) -> bool:
    return element.get(f"{_SS}Hidden") == "1" or element.get(f"{_SS}{size}") in ("0", "0.0")


def _fill(sheet: Sheet, table: etree._Element, looks: _Looks, show_zeros: bool) -> None:
    """Put the cells of a sheet's table into the sheet."""
    style: dict[int, str | None] = {}  # of whole columns
    for first, last, entry in _placed(table.iterchildren(f"{_SS}Column"), "Span", MAX_COLUMN):
        places = range(first, last + 1)
        style |= dict.fromkeys(places, entry.get(f"{_SS}StyleID"))
        if _is_hidden(entry, "Width"):
            sheet.hidden_columns.update(places)
    below: dict[int, int] = {}  # column -> last row of a merged range over it
    for row, last_row, line in _placed(table.iterchildren(f"{_SS}Row"), "Span", MAX_ROW):
        if _is_hidden(line, "Height"):
            sheet.hidden_rows.update(range(row, last_row + 1))
        for column, right, cell in _placed(line.iterchildren(f"{_SS}Cell"), "MergeAcross", MAX_COLUMN):
            own = cell.get(f"{_SS}StyleID") or line.get(f"{_SS}StyleID") or style.get(column)
            look = looks.of(own or table.get(f"{_SS}StyleID") or "Default")
            shown = _shown(cell, look, show_zeros)
            bottom = min(row + _whole(cell, "MergeDown"), MAX_ROW)
            places = range(column, right + 1)
            if shown and any(below.get(place, 0) >= row for place in places):
                raise UnreadableFileError(_DAMAGED)  # two values in one place
            if (row, column) != (bottom, right):
                sheet.merge(Merge(row, column, bottom, right))
                below |= dict.fromkeys(places, bottom)
            if look.framed or cell.get(f"{_SS}Formula"):
                sheet.framed.setdefault(row, set()).add(column)
            sheet.put(row, column, shown)


def _shown(cell: etree._Element, look: Look, show_zeros: bool) -> Shown:
    """What a cell prints."""
    data = cell.find(f"{_SS}Data")
    shown = NOTHING if data is None else _stored(data, look, show_zeros)
    return uncomputed(shown) if cell.get(f"{_SS}Formula") else shown


def _stored(data: etree._Element, look: Look, show_zeros: bool) -> Shown:
    kind, text = data.get(f"{_SS}Type"), _rich_text(data)
    if kind == "String":
        return shown_text(text, look)
    if kind in ("Boolean", "Error"):
        return Shown({"1": "TRUE", "0": "FALSE"}.get(text.strip(), text))
    try:
        if kind == "Number":
            return shown_number(float(text), look, show_zeros=show_zeros)
        if kind == "DateTime" and look.format != GENERAL:
            days = (datetime.fromisoformat(text.strip()) - _DAY_ZERO).total_seconds() / 86_400
            return shown_number(days, look)
    except (ValueError, TypeError):  # no number, or a time with a zone
        pass
    return Shown(UNREADABLE)


def _rich_text(element: etree._Element) -> str:
    """A text with the marks of its parts: struck-out and raised ones are put in brackets, white values become UNREADABLE."""
    parts = [element.text or ""]
    for part in element:
        text = _rich_text(part)
        colour = rgb_of(part.get(f"{_HTML}Color") or "")
        odd = {*part.attrib} - _PLAIN or (colour and is_unseen(colour, WHITE))
        if text.strip() and odd and not has_words(text):
            text = UNREADABLE
        apart = name_of(part).lower() in ("s", "sup", "sub") and text.strip()
        parts += [f"[{text}]" if apart else text, part.tail or ""]
    return "".join(parts)


def _doubt_conditional(sheet: Sheet, element: etree._Element) -> None:
    """Doubt the numbers that a conditional format may hide."""
    for group in children(element, "ConditionalFormatting"):
        formats = [
            part for condition in children(group, "Condition") for part in children(condition, "Format")
        ]
        if not any(_MAY_HIDE.search(part.get("Style") or "") for part in formats):
            continue
        for area in _says(group, "Range").split(","):
            match = _AREA.fullmatch(area.strip())
            if match is None or not match[2]:
                sheet.doubt_looks(_EVERYTHING, None)
            else:
                top, left = int(match[1]), int(match[2])
                sheet.doubt_looks(Merge(top, left, int(match[3] or top), int(match[4] or left)), None)


class _Looks:
    """The styles of a workbook, each with what it takes over from its parent."""

    def __init__(self, root: etree._Element) -> None:
        styles = child(root, "Styles")
        entries = [] if styles is None else children(styles, "Style")
        self._styles = {entry.get(f"{_SS}ID"): entry for entry in entries}
        self._looks: dict[str, Look] = {}

    def of(self, name: str) -> Look:
        """The look of a style; one that the file does not define has a format that leaves numbers in doubt."""
        if name not in self._looks:
            self._looks[name] = self._look(name)
        return self._looks[name]

    def _look(self, name: str) -> Look:
        if name not in self._styles:
            return Look() if name == "Default" else Look(f"[style {name}, which the file does not hold]")
        parts: dict[str, etree._Element] = {}
        seen: set[str | None] = set()
        above: str | None = name
        while above in self._styles and above not in seen and len(seen) < _MOST_PARENTS:
            seen.add(above)
            parts = {name_of(part): part for part in self._styles[above]} | parts
            above = self._styles[above].get(f"{_SS}Parent") or (None if "Default" in seen else "Default")

        def says(part: str, attribute: str) -> str:
            return parts[part].get(f"{_SS}{attribute}") or "" if part in parts else ""

        code = says("NumberFormat", "Format") or GENERAL
        borders = children(parts["Borders"], "Border") if "Borders" in parts else []
        pattern, ground = says("Interior", "Pattern"), says("Interior", "Color")
        plain = not pattern or pattern == "None"
        colour = says("Font", "Color")
        return Look(
            _NAMED_FORMATS.get(code, code),
            says("Font", "StrikeThrough") == "1"
            or says("Font", "VerticalAlign") in ("Superscript", "Subscript"),
            any(
                border.get(f"{_SS}Position") in ("Left", "Right")
                and border.get(f"{_SS}LineStyle") not in (None, "None")
                for border in borders
            ),
            is_unseen(
                rgb_of(colour) or BLACK, WHITE if plain else rgb_of(ground) if pattern == "Solid" else None
            ),
        )
