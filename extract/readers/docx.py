"""DOCX -> Document with lxml on the XML: gridSpan, vMerge, nested tables, text boxes, tracked deletions left out."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from itertools import count

from lxml import etree

from extract.document import (
    Cell,
    Document,
    Paragraph,
    Source,
    Table,
    UnreadableFileError,
)

MAX_XML_BYTES = 100_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
UNREADABLE = "\ufffd"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted or moved-away text is not what the publisher prints; a fallback repeats its text box.
_SKIPPED = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}instrText",
    f"{_W}pPr",
    f"{_W}rPr",
    f"{_W}tblPr",
    _FALLBACK,
}


def _document_xml(data: bytes) -> etree._Element:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            info = archive.getinfo("word/document.xml")
            if info.file_size > MAX_XML_BYTES:
                raise UnreadableFileError("unpacks to more than 100 MB: no annual report is that large")
            with archive.open(info) as stream:
                xml = stream.read(MAX_XML_BYTES + 1)
    except (
        zipfile.BadZipFile,
        KeyError,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
    ) as error:
        raise UnreadableFileError(
            "a damaged DOCX file (its text cannot be unpacked): ask for it again"
        ) from error
    if len(xml) > MAX_XML_BYTES:
        raise UnreadableFileError("unpacks to more than 100 MB: no annual report is that large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFileError("a damaged DOCX file (its XML does not parse): ask for it again") from error


def _children(element: etree._Element, tag: str) -> list[etree._Element]:
    """Direct children of a kind, those inside content controls (w:sdt) and insertions among them."""
    found: list[etree._Element] = []
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        if child.tag == tag:
            found.append(child)
        elif child.tag in (
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}customXml",
            f"{_W}moveTo",
        ):
            stack.extend(reversed(child))
    return found


def _text(element: etree._Element, tables: list[etree._Element] | None = None) -> str:
    """Text below an element; paragraphs and breaks end a line. Tables inside are left to `tables`, not read."""
    parts: list[str] = []
    stack: list[etree._Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        tag = item.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == f"{_W}tbl" and item is not element:
            if tables is not None:
                tables.append(item)
            continue
        if tag == f"{_W}r" and (properties := item.find(f"{_W}rPr")) is not None:
            if _on(properties, "vanish"):
                continue
            # Raised or struck-out text is no part of the number beside it: in brackets it makes the cell doubted.
            raised = properties.find(f"{_W}vertAlign")
            if (
                _on(properties, "strike")
                or _on(properties, "dstrike")
                or (raised is not None and raised.get(f"{_W}val") != "baseline")
            ):
                parts.append("[")
                stack.append("]")
        if tag in (f"{_W}t", f"{_M}t"):
            parts.append(item.text or "")
        elif tag == f"{_W}sym":
            parts.append(UNREADABLE)  # a character that only its font knows
        elif tag in (f"{_W}drawing", f"{_W}pict", f"{_W}object") and item.find(f".//{_W}txbxContent") is None:
            parts.append(UNREADABLE)  # a picture, which may show a number
        elif tag == f"{_W}tab":
            parts.append("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        if tag == f"{_W}p":
            stack.append("\n")
        stack.extend(reversed(item))
    return "".join(parts).strip()


def _on(properties: etree._Element, name: str) -> bool:
    flag = properties.find(f"{_W}{name}")
    return flag is not None and flag.get(f"{_W}val") not in ("0", "false", "none")


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{_W}val") if element is not None else None
    return int(value) if value and value.isdigit() and int(value) <= 200 else default


class _DocxReader:
    def __init__(self) -> None:
        self.blocks: list[Paragraph | Table] = []
        self.table_number = count(1)

    def walk(self, body: etree._Element) -> None:
        stack = list(reversed(body))
        while stack:
            element = stack.pop()
            if element.tag == f"{_W}tbl":
                self._table(element)
            elif element.tag == f"{_W}p":
                self._paragraph(element)
            elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
                stack.extend(reversed(element))

    def _paragraph(self, element: etree._Element) -> None:
        tables: list[etree._Element] = []
        for line in _text(element, tables).replace(UNREADABLE, "").split("\n"):
            if line.strip():
                self.blocks.append(Paragraph(line.strip()))
        for table in tables:  # a table inside a text box
            self._table(table)

    def _table(self, element: etree._Element) -> None:
        number = next(self.table_number)
        rows: list[list[Cell]] = []
        nested: list[etree._Element] = []
        for row_number, row in enumerate(_children(element, f"{_W}tr"), start=1):
            column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
            cells: list[Cell] = []
            for cell in _children(row, f"{_W}tc"):
                span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                text = _text(cell, nested)
                if not text and cell.find(f".//{_W}numPr") is not None:
                    text = UNREADABLE  # the number that is seen is the list's own numbering
                # A continued cell belongs to the one above; with text of its own it is a cell after all.
                if merge is None or merge.get(f"{_W}val") == "restart" or text:
                    cells.append(
                        Cell(
                            text,
                            Source(table=number, row=row_number, column=column + 1),
                            column,
                            span,
                        )
                    )
                column += span
            rows.append(cells)
        if any(cell.text for row in rows for cell in row):
            self.blocks.append(Table(rows))
        for table in nested:
            self._table(table)


def read_docx(data: bytes) -> Document:
    """Paragraphs and tables of a DOCX; a cell's place is the table's number, its row and its grid column."""
    root = _document_xml(data)
    reader = _DocxReader()
    body = root.find(f"{_W}body")
    reader.walk(root if body is None else body)
    return Document(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        reader.blocks,
        explicit_cells=True,
    )
