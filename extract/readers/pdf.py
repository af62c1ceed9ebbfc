"""PDF with a text layer -> Document, by pdfplumber's ruled tables.

Word-made reports underline and shade their running text, which looks like tables of one column; so only rows of two
or more cells are table rows here, and every other line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from typing import Any, NamedTuple

from extract.document import (
    Block,
    Cell,
    Document,
    Paragraph,
    Source,
    Table,
    UnreadableFileError,
)

MAX_PAGES = 300
_PAGE_NUMBER = re.compile(
    r"^[-—–\s]*\d{1,3}[-—–\s]*$|^第?\s*\d{1,3}\s*页?\s*[/／,，共]*\s*(?:共|/|／)?\s*\d{0,3}\s*页?$"
)
_STARTS = re.compile(
    r"^\s*(?:[一二三四五六七]、|[（(][一二三四五六七八九十][)）])"
)  # headings begin a paragraph
_PICTURE_SHARE = 0.8  # of the page: text over such a picture is somebody's OCR, not the publisher's print
_SENTENCE_END = "。！？；："


class _Line(NamedTuple):
    """A line of text; edges in points, `at_edge` in the top or bottom tenth of its page."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    at_edge: bool


class _Page(NamedTuple):
    """A page as read: (top, cells) of its table rows, and its lines outside them."""

    number: int
    rows: list[tuple[float, list[Cell]]]
    lines: list[_Line]
    height: float


def _bbox(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = (round(float(edge), 2) for edge in box)
    return x0, top, x1, bottom


def _ruled_rows(page: Any, number: Iterator[int]) -> Iterator[tuple[float, list[Cell]]]:
    """(top, cells) of every row of two or more cells; a cell's column is its place among the table's left edges."""
    for table in page.find_tables():
        table_number = next(number)
        for row_number, (row, texts) in enumerate(zip(table.rows, table.extract(), strict=True), start=1):
            lefts = [cell[0] if cell else None for cell in row.cells]
            if sum(left is not None for left in lefts) < 2:
                continue
            edges = sorted({cell[0] for cell in table.cells})
            cells = []
            for box, text in zip(row.cells, texts, strict=True):
                if box is None:
                    continue
                column = edges.index(box[0])
                span = sum(1 for edge in edges[column:] if edge < box[2] - 1)
                source = Source(page=page.page_number, bbox=_bbox(box), table=table_number, row=row_number,
                                column=column + 1)  # fmt: skip
                cells.append(Cell(text or "", source, column, max(span, 1)))
            yield min(box[1] for box in row.cells if box), cells


def _lines(page: Any, rows: list[tuple[float, list[Cell]]]) -> list[_Line]:
    """Lines of text outside the table rows, from top to bottom."""
    boxes = [cell.source.bbox for _, cells in rows for cell in cells if cell.source.bbox]

    def outside(item: dict[str, Any]) -> bool:
        if item.get("object_type") != "char":
            return True
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)

    height = float(page.height)
    return [
        _Line(line["text"], line["x0"], line["top"], line["x1"], line["bottom"],
              line["top"] > 0.9 * height or line["bottom"] < 0.1 * height)
        for line in page.filter(outside).extract_text_lines(return_chars=False)
    ]  # fmt: skip


def _is_repeat(line: _Line, page: _Page, furniture: dict[str, int]) -> bool:
    """Whether a line at the edge is a running head or foot. The first of its kind stays at a page's top: a report's
    title often runs on as the head of its pages."""
    first = furniture.get(_without_digits(line.text))
    return first is not None and not (page.number == first and line.top < page.height / 2)


def _furniture(pages: list[_Page]) -> dict[str, int]:
    """What running heads and feet say -> the first page that says it: at a page's edge, the same (but for digits) on
    at least two pages."""
    seen: dict[str, set[int]] = {}
    for page in pages:
        for line in page.lines:
            if line.at_edge:
                seen.setdefault(_without_digits(line.text), set()).add(page.number)
    return {text: min(numbers) for text, numbers in seen.items() if len(numbers) > 1}


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text))


def _paragraphs(page: _Page, furniture: dict[str, int]) -> Iterator[tuple[float, Paragraph]]:
    """(top, paragraph) of a page's lines; lines that run on are joined, page numbers and running heads left out."""
    lines = [
        line
        for line in page.lines
        if not (line.at_edge and (_PAGE_NUMBER.match(line.text) or _is_repeat(line, page, furniture)))
    ]
    right = max((line.x1 for line in lines), default=0.0)
    left = min((line.x0 for line in lines), default=0.0)
    text, first, previous = "", None, None
    for line in lines:
        size = line.bottom - line.top
        goes_on = (
            previous is not None
            and previous.x1 > right - 2 * size
            and line.x0 < left + size
            and not text.endswith(tuple(_SENTENCE_END))
            and not _STARTS.match(line.text)
            and not any(previous.top < top < line.top for top, _ in page.rows)
        )
        if first is not None and not goes_on:
            yield first.top, _paragraph(text, first, page.number)
            text, first = "", None
        first = first or line
        text += line.text
        previous = line
    if first is not None:
        yield first.top, _paragraph(text, first, page.number)


def _paragraph(text: str, line: _Line, page: int) -> Paragraph:
    return Paragraph(text, Source(page=page, bbox=_bbox((line.x0, line.top, line.x1, line.bottom))))


def _is_picture(page: Any) -> bool:
    area = float(page.width) * float(page.height)
    return any(
        (image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) > _PICTURE_SHARE * area
        for image in page.images
    )


def _page_blocks(page: _Page, furniture: dict[str, int]) -> Iterator[Block]:
    """Paragraphs and tables of a page from top to bottom; rows of one table that follow each other stay together."""
    items: list[tuple[float, list[Cell] | Paragraph]] = [*page.rows, *_paragraphs(page, furniture)]
    table: list[list[Cell]] = []
    for _, item in sorted(items, key=lambda entry: entry[0]):
        if isinstance(item, Paragraph):
            if table:
                yield Table(table)
                table = []
            yield item
        else:
            if table and table[-1][0].source.table != item[0].source.table:
                yield Table(table)
                table = []
            table.append(item)
    if table:
        yield Table(table)


def _upright(page: Any) -> Any:
    """The page without slanted characters, which are a watermark's, where they are few."""
    slanted = sum(not char["upright"] for char in page.chars)
    if not 0 < slanted < 0.2 * len(page.chars):
        return page
    return page.filter(lambda item: item.get("object_type") != "char" or item["upright"])


def read_pdf(data: bytes) -> Document:
    """Paragraphs and ruled tables of a PDF; places are page and bbox (points from the top left).

    Raises UnreadableFileError for a password, damage, too many pages or no text layer.
    """
    import pdfplumber  # slow to import, and most files are not PDF
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    document = Document("application/pdf", explicit_cells=False)
    number = count(1)
    characters = pictures = 0
    pages: list[_Page] = []
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise UnreadableFileError(f"{len(pdf.pages)} pages: a report has at most {MAX_PAGES}")
            for raw_page in pdf.pages:
                page = _upright(raw_page.dedupe_chars())  # bold by printing twice would double the digits
                characters += len(page.chars)
                if page.chars and _is_picture(page):
                    document.notes.append(("ocr_layer", f"page {page.page_number}"))
                    document.unsure_pages.add(page.page_number)
                pictures += bool(page.images)
                rows = list(_ruled_rows(page, number))
                pages.append(_Page(page.page_number, rows, _lines(page, rows), float(page.height)))
                raw_page.close()
    except UnreadableFileError:
        raise
    except PdfminerException as error:
        if any(isinstance(argument, PDFPasswordIncorrect) for argument in error.args):
            raise UnreadableFileError("a PDF with a password: ask for it without one") from error
        raise UnreadableFileError("a damaged PDF (its structure cannot be read): ask for it again") from error
    except Exception as error:  # pdfminer raises whatever the bytes lead it to
        raise UnreadableFileError(
            f"a damaged PDF ({type(error).__name__} while reading it): ask for it again"
        ) from error
    if not characters:
        what = "a scan" if pictures else "blank pages"
        raise UnreadableFileError(
            f"a PDF without a text layer ({what}): scans are not read yet, ask for the original document"
        )
    furniture = _furniture(pages)
    for read in pages:
        document.blocks.extend(_page_blocks(read, furniture))
    return document
