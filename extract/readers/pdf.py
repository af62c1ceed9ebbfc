"""PDF with a text layer -> Document, by pdfplumber's ruled tables.

Word-made reports underline and shade their running text, which looks like tables of one column; so only rows of two
or more cells are table rows here, and every other line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from typing import Any

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
_PAGE_NUMBER = re.compile(r"^[-—–\s]*\d{1,3}[-—–\s]*$")
_PICTURE_SHARE = 0.8  # of the page: text over such a picture is somebody's OCR, not the publisher's print
_SENTENCE_END = "。！？；："


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


def _paragraphs(page: Any, rows: list[tuple[float, list[Cell]]]) -> Iterator[tuple[float, Paragraph]]:
    """(top, paragraph) of the text outside the table rows; lines that run on are joined."""
    boxes = [cell.source.bbox for _, cells in rows for cell in cells if cell.source.bbox]

    def outside(item: dict[str, Any]) -> bool:
        if item.get("object_type") != "char":
            return True
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)

    lines = page.filter(outside).extract_text_lines(return_chars=False)
    lines = [line for line in lines if not _is_page_number(line, page)]
    right = max((line["x1"] for line in lines), default=0.0)
    left = min((line["x0"] for line in lines), default=0.0)
    text, top, box, previous_full = "", 0.0, None, False
    for line in lines:
        size = line["bottom"] - line["top"]
        goes_on = (
            text and line["x0"] < left + size and not text.endswith(tuple(_SENTENCE_END)) and previous_full
        )
        if text and not goes_on:
            yield top, Paragraph(text, Source(page=page.page_number, bbox=box))
            text = ""
        if not text:
            top, box = (
                line["top"],
                _bbox((line["x0"], line["top"], line["x1"], line["bottom"])),
            )
        text += line["text"]
        previous_full = line["x1"] > right - 2 * size
    if text:
        yield top, Paragraph(text, Source(page=page.page_number, bbox=box))


def _is_page_number(line: dict[str, Any], page: Any) -> bool:
    at_edge = line["top"] > 0.9 * float(page.height) or line["bottom"] < 0.07 * float(page.height)
    return at_edge and bool(_PAGE_NUMBER.match(line["text"]))


def _is_picture(page: Any) -> bool:
    area = float(page.width) * float(page.height)
    return any(
        (image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) > _PICTURE_SHARE * area
        for image in page.images
    )


def _page_blocks(page: Any, number: Iterator[int]) -> Iterator[Block]:
    """Paragraphs and tables of a page from top to bottom; rows of one table that follow each other stay together."""
    rows = list(_ruled_rows(page, number))
    items: list[tuple[float, list[Cell] | Paragraph]] = [
        *rows,
        *_paragraphs(page, rows),
    ]
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
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise UnreadableFileError(f"{len(pdf.pages)} pages: a report has at most {MAX_PAGES}")
            for raw_page in pdf.pages:
                page = raw_page.dedupe_chars()  # bold by printing twice would double the digits
                characters += len(page.chars)
                if page.chars and _is_picture(page):
                    document.notes.append(("ocr_layer", f"page {page.page_number}"))
                    document.unsure_pages.add(page.page_number)
                pictures += bool(page.images)
                document.blocks.extend(_page_blocks(page, number))
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
    return document
