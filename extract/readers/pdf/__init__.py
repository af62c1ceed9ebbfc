"""PDF with a text layer -> Document, read with PDFium; `plumber` reads the same file independently with pdfplumber.

The two readings share no code below the level of rows and lines: each finds characters, ruled lines and cells itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING

from extract.document import Document, UnreadableFileError
from extract.messages import Detail, Refusal
from extract.readers.pdf.aligned_tables import aligned_tables
from extract.readers.pdf.layout import PageRead, blocks
from extract.readers.pdf.letters import ILLEGIBLE, text_lines
from extract.readers.pdf.objects import Char, PageObjects
from extract.readers.pdf.pages_on_sheet import pages_on_sheet
from extract.readers.pdf.refusals import DAMAGED, MAX_PAGES, PASSWORD, too_long
from extract.readers.pdf.ruled_tables import Ruled
from extract.readers.pdf.ruling_lines import Box, find_grids
from extract.readers.pdf.tiles import tile_grids

if TYPE_CHECKING:
    from extract.readers.pdf.layers import Hidden

MEDIA_TYPE = "application/pdf"
_MOSTLY = (
    0.5  # share of a page's characters that are invisible: its text is an OCR layer of a scanned picture
)


def read_pdf(data: bytes) -> Document:
    """Paragraphs and ruled tables of a PDF; places are page and bbox (points from the top left of the page as shown).

    Raises UnreadableFileError for a password, damage, too many pages, a page with too many objects or no text layer.
    """
    import pypdfium2  # loads PDFium, and most files are not PDF

    from extract.readers.pdf.box_font import use_box_font
    from extract.readers.pdf.layers import hidden_layers
    from extract.readers.pdf.overlays import flattened

    use_box_font()
    try:
        hidden = hidden_layers(data)
        return _read(data, hidden) or _read(flattened(data), hidden, flat=True) or Document(MEDIA_TYPE)
    except pypdfium2.PdfiumError as error:
        # PDFium gives the kind of error only as text.
        raise UnreadableFileError(PASSWORD if "password" in str(error).lower() else DAMAGED) from error


def _read(data: bytes, hidden: Hidden | None, flat: bool = False) -> Document | None:
    """Read the file; None if a page has annotations and `flat` is False. They are checked while reading, because
    loading a page twice takes most of the time."""
    import pypdfium2

    from extract.readers.pdf.ink import ink_of
    from extract.readers.pdf.overlays import has_overlays
    from extract.readers.pdf.pdfium import page_objects

    document = Document(MEDIA_TYPE, explicit_cells=False)
    number = count(1)
    pages: list[PageRead] = []
    pictures = hidden_letters = 0
    with pypdfium2.PdfDocument(data) as pdf:
        if len(pdf) > MAX_PAGES:
            raise UnreadableFileError(too_long(len(pdf)))
        for index in range(len(pdf)):
            page = pdf[index]
            if not flat and has_overlays(page.raw):
                return None
            objects = page_objects(page, hidden)
            if objects.crowded:
                raise UnreadableFileError(Refusal("crowded_page", {"page": index + 1}))
            pictures += objects.has_picture
            hidden_letters += objects.hidden
            pages.extend(_read_page(objects, index + 1, number, document, ink_of(page)))
            page.close()
    if not any(page.lines or page.rows for page in pages):
        raise UnreadableFileError(Refusal("pdf_scan" if pictures else "pdf_blank_pages"))
    document.unmapped = bool(document.unseen) and not hidden_letters
    document.blocks.extend(blocks(pages))
    return document


def _read_page(
    objects: PageObjects,
    page: int,
    number: Iterator[int],
    document: Document,
    is_inked: Callable[[Box], bool],
) -> Iterator[PageRead]:
    """Table rows and lines of a page, or of both where two are printed on one sheet; its problems are added to the document's
    notes."""
    chars = objects.chars
    if objects.hidden > _MOSTLY * len(chars):
        document.notes.append(Detail("ocr_layer", {"page": page}))
        document.unsure_pages.add(page)
        chars = [char._replace(seen=True) for char in chars]
    document.unseen += [(page, c.x, c.y) for c in chars if not c.seen or c.text == ILLEGIBLE]
    grids = find_grids(objects.horizontals, objects.verticals)
    tiles = tile_grids(objects.areas, grids) if objects.areas else []
    tables = [Ruled(grid) for grid in (*grids, *tiles)]
    outside: list[Char] = []
    for char in chars:
        for table in tables:
            if table.takes(char):
                break
        else:
            outside.append(char)
    for table in tables[len(grids) :]:
        if not table.holds_values():  # shaded words, or a shaded head above values without a fill
            tables.remove(table)
            outside += table.chars()
    for table in tables:
        if table.grid.irregular:
            document.notes.append(Detail("grid_irregular", {"page": page}))
        table.lift_letters()
        table.doubt_borders()
        table.doubt_gaps()
        table.doubt_crossed(objects.horizontals)
        if objects.shapes:
            table.doubt_shapes(objects.shapes, is_inked)
        document.unseen += [(page, x, y) for x, y in table.doubtful_places()]
    for left, right in pages_on_sheet(objects, tables):
        rows = [
            row
            for table in tables
            if left <= table.grid.xs[0] < right
            for row in table.rows(page, next(number))
        ]
        lines = text_lines([char for char in outside if left <= char.x < right], objects.height)
        aligned, running = aligned_tables(lines, page, number)
        yield PageRead(page, rows + aligned, running, objects.height)
