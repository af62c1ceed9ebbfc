"""Checks whether the source of a cell points to the place of its value, by looking into the file without the reader."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pypdfium2

from extract.document import Source
from extract.form_cells import FormCell
from extract.report import Report

ELEMENT = 3  # lines over which the text of an HTML element may run
_TAG = re.compile(r"<[^<>]*>")
SLACK = 1.0  # points by which the middle of a number may lie outside its box
Box = tuple[float, float, float, float]
Check = Callable[
    [FormCell, dict[str, Any]], str | None
]  # gives a sentence on what is wrong, None where the place is right


def wrong_places(report: Report, truth: dict[str, Any], file: Path) -> tuple[int, list[str]]:
    """Check the place of every cell that is not blank in print and was read.

    Returns the number of these cells, and "cell: what is wrong" for each whose source does not point to its value.
    """
    cells = [
        cell
        for cell in report.cells
        if cell.state not in ("blank", "absent") and truth["cells"].get(cell.key, {}).get("state") != "blank"
    ]
    wrong: list[str] = []
    check = _checks(file)
    seen: dict[Source, str] = {}
    for cell in cells:
        wanted = truth["cells"].get(cell.key, {})
        if fault := check(cell, wanted):
            wrong.append(f"{cell.key}: {fault}")
        elif cell.source.table is not None and not truth.get("run_together") and cell.source in seen:
            wrong.append(f"{cell.key}: stands at the place of {seen[cell.source]}")
        seen[cell.source] = cell.key
    return len(cells), wrong


def _checks(file: Path) -> Check:
    match file.suffix:
        case ".pdf":
            return _Pages(file)
        case ".txt":
            return _Lines(file)
        case ".md":
            return _Markdown(file)
        case ".html" | ".htm":
            return _Markup(file)
    return _in_a_table


def _in_a_table(cell: FormCell, wanted: dict[str, Any]) -> str | None:
    source = cell.source
    if source.line is not None or None not in (source.table, source.row, source.column):
        return None
    return f"no table, row and column in {source.to_json()}"


class _Lines:
    """Checks places in a text: the line that the source names must contain the text of the cell."""

    def __init__(self, file: Path) -> None:
        data = file.read_bytes()
        try:
            text = data.decode("utf-16" if data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
        self.lines = re.split(r"\r\n|\r|\n", text)

    def __call__(self, cell: FormCell, wanted: dict[str, Any]) -> str | None:
        line = cell.source.line
        if line is None:  # the cell of a table in HTML tags
            return _in_a_table(cell, wanted)
        if not 1 <= line <= len(self.lines):
            return f"line {line} of {len(self.lines)}"
        return None if _bare(cell.raw) in self._read(line) else f"line {line} has no {cell.raw!r}"

    def _read(self, line: int) -> str:
        return _bare(self.lines[line - 1])


class _Markdown(_Lines):
    """Checks places in Markdown: as in a text, without the backslashes that escape signs."""

    def _read(self, line: int) -> str:
        return _bare(re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", self.lines[line - 1]))


class _Markup(_Lines):
    """Checks places in a page: an element that begins in the line that the source names must contain the text of the cell."""

    def _read(self, line: int) -> str:
        return _bare(unescape(_TAG.sub("", "\n".join(self.lines[line - 1 : line - 1 + ELEMENT]))))


class _Pages:
    """Checks places in a PDF: the box of the source must contain the text of the cell.

    Where the generator knows page and middle of a value (`page` and `at` in the truth), the box must contain this point instead.
    """

    def __init__(self, file: Path) -> None:
        self.document = pypdfium2.PdfDocument(file)
        self.texts: dict[int, tuple[Any, Any]] = {}

    def __call__(self, cell: FormCell, wanted: dict[str, Any]) -> str | None:
        page, box = cell.source.page, cell.source.bbox
        if page is None or box is None:
            return f"no page and box in {cell.source.to_json()}"
        if "at" in wanted:
            x, y = wanted["at"]
            inside = (
                box[0] - SLACK <= x <= box[2] + SLACK
                and box[1] - SLACK <= y <= box[3] + SLACK
                and page == wanted["page"]
            )
            return None if inside else f"page {page} {box} for page {wanted['page']} ({x:.0f}, {y:.0f})"
        if not 1 <= page <= len(self.document):
            return f"page {page} of {len(self.document)}"
        if wanted.get("doubt_ok"):
            return None  # the text in the file is not what a person sees there
        stands = self._text(page, box)
        return None if _bare(cell.raw) in stands else f"{stands!r} stands at page {page} {box}"

    def _text(self, number: int, box: Box) -> str:
        if number not in self.texts:
            page = self.document[number - 1]
            self.texts[number] = (page, page.get_textpage())
        page, text = self.texts[number]
        left, bottom, right, top = _on_page(box, page.get_mediabox(), page.get_rotation())
        return _bare(text.get_text_bounded(left - SLACK, bottom - SLACK, right + SLACK, top + SLACK))


def _on_page(box: Box, media: Box, turned: int) -> Box:
    """Convert a box measured from the top left of the page as shown to the coordinates of the page as stored.

    Returns (left, bottom, right, top) in points.
    """
    (x0, y0, x1, y1), (left, bottom, right, top) = box, media
    match turned:
        case 90:
            return left + y0, bottom + x0, left + y1, bottom + x1
        case 180:
            return right - x1, bottom + y0, right - x0, bottom + y1
        case 270:
            return right - y1, top - x1, right - y0, top - x0
    return left + x0, top - y1, left + x1, top - y0


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
