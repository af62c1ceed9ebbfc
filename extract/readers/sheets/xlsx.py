"""XLSX -> Document, from the package's XML: a number must be read as it prints, and only the XML has number formats,
hidden rows and sheets, merged cells and formulas without a stored result together. Nothing is computed or run.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from extract.document import Document, UnreadableFileError
from extract.messages import Refusal
from extract.readers.shared.colours import BLACK, WHITE, is_unseen
from extract.readers.shared.packages import Package
from extract.readers.shared.placeholders import UNREADABLE, has_words
from extract.readers.sheets.looks import Colours, hidden_ranges
from extract.readers.sheets.number_format import BUILT_IN, GENERAL
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
from extract.readers.sheets.xml_parts import MAX_COLUMN, children, is_on, name_of, place_of, unescaped, whole

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK = "xl/workbook.xml"
_BLANK_ROWS_KEPT = 200  # most rows of framed blanks that are kept before a row of text


def read_xlsx(data: bytes) -> Document:
    """Paragraphs and tables of every visible sheet; a cell's place is its sheet's number, its row and its column.

    Raises UnreadableFileError for damage, a document type inside, or more than a report may hold.
    """
    return _Workbook(Package(data, "XLSX")).document()


def _rich_text(element: etree._Element, colours: Colours) -> str:
    """Text of a shared or inline string: struck-out and raised runs are put in brackets, phonetic guides left out.
    White values become UNREADABLE: the cell's background is not known here."""
    parts = []
    for child in element:
        if name_of(child) == "t":
            parts.append(child.text or "")
        elif name_of(child) == "r":
            text = "".join(t.text or "" for t in children(child, "t"))
            unseen = any(is_unseen(colours.font(run), WHITE) for run in children(child, "rPr"))
            if unseen and text.strip() and not has_words(text):
                text = UNREADABLE
            apart = any(_is_apart(properties) for properties in children(child, "rPr"))
            parts.append(f"[{text}]" if apart and text.strip() else text)
    return unescaped("".join(parts))


def _is_apart(font: etree._Element) -> bool:
    """Whether a font strikes out, raises or lowers its text."""
    for child in font:
        value = child.get("val")
        if (name_of(child) == "strike" and value not in ("0", "false")) or (
            name_of(child) == "vertAlign" and value != "baseline"
        ):
            return True
    return False


class _Workbook:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.root = package.tree(WORKBOOK)
        self.targets = self._relations()
        properties = next(iter(children(self.root, "workbookPr")), None)
        self.from_1904 = is_on(properties, "date1904")
        # The program computes such a workbook anew on opening: stored results may differ from what it shows.
        self.stale = any(is_on(calc, "fullCalcOnLoad") for calc in children(self.root, "calcPr"))
        self.conditional: list[etree._Element] = []  # styles (dxf) of conditional formats
        self.colours = Colours(self._theme)
        self.looks = self._looks()
        self.strings = self._strings()

    def document(self) -> Document:
        sheets, hidden = [], []
        for number, entry in enumerate(
            (s for group in children(self.root, "sheets") for s in group), start=1
        ):
            name = entry.get("name") or f"{number}"
            relation = next((str(value) for key, value in entry.items() if str(key).endswith("}id")), "")
            kind, part = self.targets.get(relation, ("", ""))
            if kind != "worksheet":
                continue  # charts, dialogs and macro sheets have no cells of a report
            if entry.get("state") in ("hidden", "veryHidden"):
                hidden.append(name)
            else:
                sheet = _SheetReader(self, Sheet(name, number)).read(part)
                sheet.pictures = list(self._pictures(part))
                sheets.append(sheet)
        if not sheets and not hidden:
            raise UnreadableFileError(Refusal("workbook_without_sheet"))
        return document_of(XLSX, sheets, hidden)

    def _relations(self, part: str = WORKBOOK) -> dict[str, tuple[str, str]]:
        """Relation id -> (kind, part) for the relations of a part; targets outside the package are left out."""
        folder, name = posixpath.split(part)
        relations = {}
        for relation in self.package.tree(f"{folder}/_rels/{name}.rels"):
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External" and target:
                path = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                )
                kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
                relations[relation.get("Id") or ""] = (kind, path)
        return relations

    def _pictures(self, part: str) -> Iterator[Merge]:
        """The cells that a sheet's pictures cover."""
        folder, name = posixpath.split(part)
        if f"{folder}/_rels/{name}.rels" not in self.package:
            return
        for kind, drawing in self._relations(part).values():
            if kind != "drawing" or drawing not in self.package:
                continue
            for anchor in self.package.tree(drawing):
                if any(name_of(child) == "pic" for child in anchor):
                    corners = {name_of(child): child for child in anchor if name_of(child) in ("from", "to")}
                    begin = _corner(corners.get("from"))
                    yield Merge(*begin, *_corner(corners.get("to"), begin))

    def _part(self, kind: str) -> str | None:
        part = next((part for other, part in self.targets.values() if other == kind), None)
        return part if part and part in self.package else None

    def _theme(self) -> etree._Element | None:
        part = self._part("theme")
        return self.package.tree(part) if part else None

    def _strings(self) -> list[str]:
        part = self._part("sharedStrings")
        strings = []
        for element in self.package.elements(part, ("{*}si",)) if part else ():
            strings.append(_rich_text(element, self.colours))
            _drop(element)
        return strings

    def _looks(self) -> list[Look]:
        part = self._part("styles")
        if part is None:
            return []
        groups = {name_of(group): group for group in self.package.tree(part)}

        def entries(name: str) -> list[etree._Element]:
            group = groups.get(name)
            return [] if group is None else [child for child in group if name_of(child)]

        formats = {
            whole(entry.get("numFmtId")): entry.get("formatCode") or GENERAL for entry in entries("numFmts")
        }
        apart = [_is_apart(font) for font in entries("fonts")]
        framed = [_has_side(border) for border in entries("borders")]
        palette = [
            entry for group in entries("colors") if name_of(group) == "indexedColors" for entry in group
        ]
        self.colours = Colours(self._theme, palette)
        text_colours = [self.colours.font(font) for font in entries("fonts")]
        grounds = [self.colours.ground(fill) for fill in entries("fills")]
        self.conditional = entries("dxfs")
        looks = []
        for style in entries("cellXfs"):
            code, font, border, fill = (
                whole(style.get(name)) or 0 for name in ("numFmtId", "fontId", "borderId", "fillId")
            )
            looks.append(
                Look(
                    formats.get(code) or BUILT_IN.get(code) or f"[built-in format {code}]",
                    font < len(apart) and apart[font],
                    border < len(framed) and framed[border],
                    is_unseen(
                        text_colours[font] if font < len(text_colours) else BLACK,
                        grounds[fill] if fill < len(grounds) else WHITE,
                    ),
                )
            )
        return looks

    def look(self, cell: etree._Element) -> Look:
        """The style of a cell; one that the file does not define has a format that leaves the cell in doubt."""
        style = whole(cell.get("s")) or 0
        if style < len(self.looks):
            return self.looks[style]
        return Look(f"[style {style}, which the file does not hold]") if self.looks else Look()


def _corner(element: etree._Element | None, missing: tuple[int, int] = (1, 1)) -> tuple[int, int]:
    """(row, column), both from 1, of a corner of a picture's anchor; `missing` if it has none."""
    if element is None:
        return missing
    row, column = (
        next((whole(child.text) for child in children(element, name)), None) for name in ("row", "col")
    )
    return missing if row is None or column is None else (row + 1, column + 1)


def _has_side(border: etree._Element) -> bool:
    sides = ("left", "right", "start", "end")
    return any(name_of(side) in sides and side.get("style") not in (None, "none") for side in border)


def _drop(element: etree._Element) -> None:
    """Free the memory of an element that was read and of the emptied ones before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


class _SheetReader:
    """Reads one sheet's XML as a stream; a cell or row without a position follows the one before it."""

    def __init__(self, workbook: _Workbook, sheet: Sheet) -> None:
        self.workbook = workbook
        self.sheet = sheet
        self.show_zeros = True
        self.row = 0
        self.blank_framed: list[tuple[int, set[int]]] = []  # (row, columns); kept only if text follows

    def read(self, part: str) -> Sheet:
        """Read the sheet's part; raises UnreadableFileError for damage or more than a report may hold."""
        tags = ("{*}sheetView", "{*}col", "{*}row", "{*}mergeCell", "{*}conditionalFormatting")
        for element in self.workbook.package.elements(part, tags):
            name = name_of(element)
            if name == "row":
                self._row(element)
                _drop(element)
            elif name == "sheetView":
                self.show_zeros = self.show_zeros and element.get("showZeros") not in ("0", "false")
            elif name == "col":
                if is_on(element, "hidden") or element.get("width") in ("0", "0.0"):
                    first, last = (whole(element.get(edge)) or 0 for edge in ("min", "max"))
                    self.sheet.hidden_columns.update(range(first, min(last, MAX_COLUMN) + 1))
            elif name == "mergeCell":
                self._merge(element.get("ref") or "")
            else:
                for where, only in hidden_ranges(element, self.workbook.conditional, self.workbook.colours):
                    self.sheet.doubt_looks(where, only)
        return self.sheet

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = place_of(first), place_of(last or first)
        if begin and end and begin <= end and begin[1] <= end[1]:
            self.sheet.merge(Merge(*begin, *end))

    def _row(self, element: etree._Element) -> None:
        self.row = whole(element.get("r")) or self.row + 1
        if is_on(element, "hidden") or element.get("ht") in ("0", "0.0"):
            self.sheet.hidden_rows.add(self.row)
        column = 0
        framed: set[int] = set()
        for cell in children(element, "c"):
            place = place_of(cell.get("r") or "")
            column = place[1] if place else column + 1
            look = self.workbook.look(cell)
            if look.framed:
                framed.add(column)
            if len(cell):
                self.sheet.put(self.row, column, self._shown(cell, look))
                if any(name_of(child) == "f" for child in cell):
                    framed.add(column)  # a formula belongs to a table even if it prints nothing
        self._frame(framed)

    def _frame(self, framed: set[int]) -> None:
        """Keep framed blanks beside or above text: sheets are often framed far below their last line."""
        if framed:
            self.blank_framed.append((self.row, framed))
            del self.blank_framed[:-_BLANK_ROWS_KEPT]
        if self.row in self.sheet.cells:
            self.sheet.framed.update(self.blank_framed)
            self.blank_framed = []

    def _shown(self, cell: etree._Element, look: Look) -> Shown:
        """What the cell prints."""
        kind = cell.get("t") or "n"
        parts = {name_of(child): child for child in cell}
        stored = parts["v"].text if "v" in parts else None
        if "f" in parts and not stored and (kind != "str" or "v" not in parts):
            return uncomputed(NOTHING)
        shown = self._stored(cell, kind, stored or "", look)
        return uncomputed(shown) if "f" in parts and self.workbook.stale else shown

    def _stored(self, cell: etree._Element, kind: str, stored: str, look: Look) -> Shown:
        if kind == "inlineStr":
            return shown_text(
                "".join(_rich_text(text, self.workbook.colours) for text in children(cell, "is")), look
            )
        if not stored:
            return NOTHING
        if kind == "s":
            strings = self.workbook.strings
            index = whole(stored)
            if index is None or index >= len(strings):
                return Shown(UNREADABLE)
            return shown_text(strings[index], look)
        if kind == "n":
            try:
                return shown_number(float(stored), look, self.workbook.from_1904, self.show_zeros)
            except ValueError:
                return Shown(UNREADABLE)
        if kind == "b":
            return Shown("TRUE" if stored == "1" else "FALSE")
        return shown_text(unescaped(stored), look)
