"""PDF with a text layer -> Document, read twice if need be: by PDFium and, as a second opinion, by pdfplumber.

The two share no code below the level of rows and lines: characters, ruled lines and cells are found independently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count
from operator import attrgetter

from extract.document import Cell, Document, Source, UnreadableFileError
from extract.readers.pdf.layout import PageRead, bbox, blocks
from extract.readers.pdf.letters import cell_text, text_lines
from extract.readers.pdf.objects import Char, PageObjects
from extract.readers.pdf.refusals import DAMAGED, MAX_PAGES, NO_TEXT, PASSWORD, TOO_CROWDED, TOO_LONG
from extract.readers.pdf.rules import Grid, find_grids

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
                if objects.crowded:
                    raise UnreadableFileError(TOO_CROWDED.format(page=index + 1))
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
    tables = [_Ruled(grid) for grid in find_grids(objects.horizontals, objects.verticals)]
    outside: list[Char] = []
    for char in chars:
        for table in tables:
            if table.takes(char):
                break
        else:
            outside.append(char)
    rows: list[tuple[float, list[Cell]]] = []
    for table in tables:
        if table.grid.irregular:
            document.notes.append(("grid_irregular", f"page {page}: a border of a cell is missing"))
        rows.extend(table.rows(page, next(number)))
    return PageRead(page, rows, text_lines(outside, objects.height), objects.height)


class _Ruled:
    """A ruled table and the characters in its cells. Rows of one cell are frames around running text, and not its."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.top, self.bottom = grid.ys[0], grid.ys[-1]
        per_row = Counter(box.row for box in grid.boxes)
        self.cells: dict[int, list[Char]] = {
            index: [] for index, box in enumerate(grid.boxes) if per_row[box.row] > 1
        }

    def takes(self, char: Char) -> bool:
        """Whether the character stands in a cell; it is then kept there."""
        if not self.top <= char.y <= self.bottom:
            return False
        cell = self.grid.cell_at(char.x, char.y)
        if cell is None or cell not in self.cells:
            return False
        self.cells[cell].append(char)
        return True

    def rows(self, page: int, table: int) -> Iterator[tuple[float, list[Cell]]]:
        """(top, cells) of every row; a cell's column is its place among the table's edges."""
        rows: dict[int, list[Cell]] = {}
        tops: dict[int, float] = {}
        for index, chars in self.cells.items():
            box = self.grid.boxes[index]
            source = Source(page, bbox(box[:4]), table, box.row + 1, box.column + 1)
            text = cell_text(chars, box.x1 - box.x0 if box.down == 1 else None) if chars else ""
            cell = Cell(text, source, box.column, box.span)
            rows.setdefault(box.row, []).append(cell)
            tops[box.row] = box.top
        for row in sorted(rows):
            yield tops[row], sorted(rows[row], key=attrgetter("column"))
