"""Second reading of a PDF with pdfplumber's characters and ruled tables: slower, and independent of PDFium."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from typing import Any

from extract.document import Cell, Document, Source, UnreadableFileError
from extract.messages import Refusal
from extract.readers.pdf.layout import RAISED, PageRead, TextLine, bbox, blocks
from extract.readers.pdf.overlays import flattened
from extract.readers.pdf.refusals import DAMAGED, MAX_PAGES, PASSWORD, too_long

_SLANT = 0.05  # share of the step along the line: about three degrees
_FEW = 0.2  # share of a page's characters
_SMALL = 0.8  # share of the height of the letter before it: a footnote mark is smaller
_LIFT = 0.25  # share of that height by which the bottom of a footnote mark is higher
_RAISED = "".join(map(chr, RAISED.values()))
_SOFT_HYPHEN = "\u00ad"  # prints as a hyphen


def _ruled_rows(page: Any, number: Iterator[int]) -> Iterator[tuple[float, list[Cell]]]:
    """(top, cells) of every row of two or more cells; a cell's column is the index of its left edge in the table."""
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
                source = Source(page=page.page_number, bbox=bbox(box), table=table_number, row=row_number,
                                column=column + 1)  # fmt: skip
                cells.append(Cell((text or "").replace(_SOFT_HYPHEN, "-"), source, column, max(span, 1)))
            yield min(box[1] for box in row.cells if box), cells


def _lines(page: Any, rows: list[tuple[float, list[Cell]]]) -> list[TextLine]:
    """Lines of text outside the table rows, from top to bottom."""
    boxes = [cell.source.bbox for _, cells in rows for cell in cells if cell.source.bbox]

    def outside(item: dict[str, Any]) -> bool:
        if item.get("object_type") != "char":
            return True
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)

    height = float(page.height)
    return [
        TextLine(line["text"], line["x0"], line["top"], line["x1"], line["bottom"],
              line["top"] > 0.9 * height or line["bottom"] < 0.1 * height)
        for line in page.filter(outside).extract_text_lines(return_chars=False)
    ]  # fmt: skip


def _is_slanted(char: dict[str, Any]) -> bool:
    """Whether a character runs neither along nor across the page."""
    along, across = (abs(part) for part in char["matrix"][:2])
    return bool(min(along, across) > _SLANT * max(along, across))


def _upright(page: Any) -> Any:
    """The page without slanted characters, if they are few: these are a watermark."""
    slanted = sum(map(_is_slanted, page.chars))
    if not 0 < slanted < _FEW * len(page.chars):
        return page
    return page.filter(lambda item: item.get("object_type") != "char" or not _is_slanted(item))


def _raise_marks(page: Any) -> None:
    """Replace smaller, higher digits after a letter by superscript digits: they are footnote marks, not numbers."""
    before: dict[str, Any] | None = None
    for char in page.chars:
        text = char["text"]
        if before is not None and text.isdigit() and not before["text"].isdecimal():
            height = before["bottom"] - before["top"]
            is_beside = abs(char["x0"] - before["x1"]) < height
            continues_mark = before["text"] in _RAISED and abs(char["bottom"] - before["bottom"]) < 1
            if is_beside and (
                continues_mark
                or (
                    char["bottom"] - char["top"] < _SMALL * height
                    and before["bottom"] - char["bottom"] > _LIFT * height
                )
            ):
                char["text"] = text.translate(RAISED)
        before = char


def read_pdf_again(data: bytes) -> Document:
    """Read the same document as `read_pdf`, with pdfplumber; invisible text is found only by the first reading.

    Raises UnreadableFileError for a password, damage, too many pages or no text layer.
    """
    import pdfplumber  # slow to import, and seldom needed
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException
    from pypdfium2 import PdfiumError

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font without a box
    document = Document("application/pdf", explicit_cells=False)
    number = count(1)
    pages: list[PageRead] = []
    try:
        with pdfplumber.open(BytesIO(flattened(data))) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise UnreadableFileError(too_long(len(pdf.pages)))
            for raw_page in pdf.pages:
                page = _upright(raw_page.dedupe_chars())  # bold by printing twice would double the digits
                _raise_marks(page)
                rows = list(_ruled_rows(page, number))
                pages.append(PageRead(page.page_number, rows, _lines(page, rows), float(page.height)))
                raw_page.close()
    except UnreadableFileError:
        raise
    except PdfiumError as error:
        raise UnreadableFileError(PASSWORD if "password" in str(error).lower() else DAMAGED) from error
    except PdfminerException as error:
        locked = any(isinstance(argument, PDFPasswordIncorrect) for argument in error.args)
        raise UnreadableFileError(PASSWORD if locked else DAMAGED) from error
    except Exception as error:  # pdfminer raises whatever the bytes lead it to
        raise UnreadableFileError(DAMAGED) from error
    if not any(page.lines or page.rows for page in pages):
        raise UnreadableFileError(Refusal("pdf_nothing_found"))
    document.blocks.extend(blocks(pages))
    return document
