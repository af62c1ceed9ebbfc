"""PDF with a text layer -> Document, read twice if need be: by PDFium and, as a second opinion, by pdfplumber.

The two share no code below the level of rows and lines: characters, ruled lines and cells are found independently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count

from extract.document import Cell, Document, Source, UnreadableFileError
from extract.readers.pdf.layout import PageRead, bbox, blocks
from extract.readers.pdf.letters import cell_text, text_lines
from extract.readers.pdf.objects import Char, PageObjects
from extract.readers.pdf.refusals import DAMAGED, MAX_PAGES, NO_TEXT, PASSWORD, TOO_LONG
from extract.readers.pdf.rules import Box, Grid, find_grids

MEDIA_TYPE = "application/pdf"
_MOSTLY = 0.5  # of a page's characters unseen: its text is an OCR's, laid under or over a picture of it


def read_pdf(data: bytes) -> Document:
    """Paragraphs and ruled tables of a PDF; places are page and bbox (points from the top left of the page as shown).

    Raises UnreadableFileError for a password, damage, too many pages or no text layer.
    """
    import pypdfium2  # loads PDFium, and most files are not PDF

    from extract.readers.pdf.boxfont import use_box_font
    from extract.readers.pdf.pdfium import page_objects

    use_box_font()
    document = Document(MEDIA_TYPE, explicit_cells=False)
    number = count(1)
    pages: list[PageRead] = []
    pictures = 0
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            if len(pdf) > MAX_PAGES:
                raise UnreadableFileError(TOO_LONG.format(pages=len(pdf), most=MAX_PAGES))
            for index in range(len(pdf)):
                page = pdf[index]
                objects = page_objects(page)
                page.close()
                pictures += objects.has_picture
                pages.append(_read_page(objects, index + 1, number, document))
    except pypdfium2.PdfiumError as error:
        # PDFium gives the kind of failure in words only.
        raise UnreadableFileError(PASSWORD if "password" in str(error).lower() else DAMAGED) from error
    if not any(page.lines or page.rows for page in pages):
        raise UnreadableFileError(NO_TEXT.format(what="a scan" if pictures else "blank pages"))
    document.blocks.extend(blocks(pages))
    return document


def _read_page(objects: PageObjects, page: int, number: Iterator[int], document: Document) -> PageRead:
    """Table rows and lines of a page; what is odd about it goes into the document's notes."""
    chars = objects.chars
    if objects.hidden > _MOSTLY * len(chars):
        document.notes.append(("ocr_layer", f"page {page}"))
        document.unsure_pages.add(page)
        chars = [char._replace(seen=True) for char in chars]
    grids = find_grids(objects.horizontals, objects.verticals)
    inside: list[dict[int, list[Char]]] = [{} for _ in grids]
    outside: list[Char] = []
    several = [_cells_of_wider_rows(grid) for grid in grids]
    for char in chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        for grid, cells, wanted in zip(grids, inside, several, strict=True):
            cell = grid.cell_at(x, y)
            if cell is not None and cell in wanted:
                cells.setdefault(cell, []).append(char)
                break
        else:
            outside.append(char)
    rows: list[tuple[float, list[Cell]]] = []
    for grid, cells, wanted in zip(grids, inside, several, strict=True):
        if grid.irregular:
            document.notes.append(("grid_irregular", f"page {page}: a border of a cell is missing"))
        rows.extend(_rows(grid, cells, wanted, page, next(number)))
    return PageRead(page, rows, text_lines(outside, objects.height), objects.height)


def _cells_of_wider_rows(grid: Grid) -> set[int]:
    """Cells in rows of two or more: the others are frames around running text."""
    per_row = Counter(box.row for box in grid.boxes)
    return {index for index, box in enumerate(grid.boxes) if per_row[box.row] > 1}


def _rows(
    grid: Grid, chars: dict[int, list[Char]], wanted: set[int], page: int, table: int
) -> Iterator[tuple[float, list[Cell]]]:
    """(top, cells) of every row; a cell's column is its place among the table's edges."""
    rows: dict[int, list[tuple[Box, Cell]]] = {}
    for index, box in enumerate(grid.boxes):
        if index in wanted:
            source = Source(
                page=page, bbox=bbox(box[:4]), table=table, row=box.row + 1, column=box.column + 1
            )
            text = cell_text(chars[index]) if index in chars else ""
            rows.setdefault(box.row, []).append((box, Cell(text, source, box.column, box.span)))
    for _, row in sorted(rows.items()):
        row.sort(key=lambda entry: entry[0].column)
        yield row[0][0].top, [cell for _, cell in row]
