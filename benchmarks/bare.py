"""The plain code against which the readers are timed: it gets the tables out and does nothing for safety or correctness."""

from __future__ import annotations

import zipfile
from io import BytesIO

import lxml.html
import pdfplumber
from lxml import etree

Rows = list[list[str]]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pdf_tables(data: bytes) -> list[list[list[str | None]]]:
    """The tables that pdfplumber finds by itself on every page."""
    with pdfplumber.open(BytesIO(data)) as pdf:
        return [table for page in pdf.pages for table in page.extract_tables()]


def html_tables(text: str) -> list[Rows]:
    """Every table of a page as rows of texts, parsed by lxml.html; a cell with rowspan or colspan is repeated in each place."""
    return _spelled_out(lxml.html.document_fromstring(text))


def html_tables_etree(text: str) -> list[Rows]:
    """The same tables, parsed by lxml.etree.HTMLParser: the plainest parser, whose elements have no methods for HTML."""
    return _spelled_out(etree.fromstring(text, etree.HTMLParser()))


def _spelled_out(root: etree._Element) -> list[Rows]:
    tables = []
    for table in root.iter("table"):
        rows: Rows = []
        below: dict[tuple[int, int], str] = {}
        for y, row in enumerate(table.iter("tr")):
            line: list[str] = []
            for cell in row.iter("td", "th"):
                while (y, len(line)) in below:
                    line.append(below.pop((y, len(line))))
                content = "".join(map(str, cell.itertext()))
                across, down = int(cell.get("colspan") or 1), int(cell.get("rowspan") or 1)
                for x in range(len(line), len(line) + across):
                    for further in range(1, down):
                        below[(y + further, x)] = content
                line += [content] * across
            while (y, len(line)) in below:
                line.append(below.pop((y, len(line))))
            rows.append(line)
        tables.append(rows)
    return tables


def docx_tables(data: bytes) -> list[Rows]:
    """Every table of a Word file as rows of texts; a cell with gridSpan or vMerge is repeated in each place."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    tables = []
    for table in root.iter(f"{_W}tbl"):
        rows: Rows = []
        for row in table.iter(f"{_W}tr"):
            line: list[str] = []
            for cell in row.iter(f"{_W}tc"):
                span, merge = cell.find(f"{_W}tcPr/{_W}gridSpan"), cell.find(f"{_W}tcPr/{_W}vMerge")
                content = "".join(text.text or "" for text in cell.iter(f"{_W}t"))
                if merge is not None and merge.get(f"{_W}val") != "restart" and rows:
                    content = rows[-1][len(line)] if len(line) < len(rows[-1]) else ""
                line += [content] * int(span.get(f"{_W}val", "1") if span is not None else 1)
            rows.append(line)
        tables.append(rows)
    return tables
