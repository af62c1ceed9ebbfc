"""What stands on a PDF page and in no text, or in its text and not on the page: never a blank or a number by mistake."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from extract.document import Cell, Document, Table
from extract.messages import Doubt
from extract.readers.pdf import read_pdf
from extract.readers.pdf.letters import ILLEGIBLE
from extract.readers.pdf.plumber import read_pdf_again
from extract.readers.pdf.ruled_tables import ACROSS, BESIDE, UNRULED
from extract.reading import read_report

FONT = "STSong-Light"
registerFont(UnicodeCIDFont(FONT))
XS, YS = (60.0, 160.0, 220.0, 280.0), (700.0, 676.0, 652.0)
X, Y = XS[1] + 20, YS[0] - 16  # where the odd cell's text stands: the second of the first row
REPORT = Path("landing/2022-990000/jichuan-shi.pdf")


class Page(Canvas):  # type: ignore[misc]
    """A page with a ruled table of two rows and three columns; the odd cell is left to the test."""

    def __init__(self) -> None:
        self.buffer = BytesIO()
        super().__init__(self.buffer, pagesize=(595, 842), invariant=1, pageCompression=0)
        self.setFont(FONT, 10)
        for x in XS:
            self.line(x, YS[0], x, YS[-1])
        for y in YS:
            self.line(XS[0], y, XS[-1], y)
        for text, x, y in (
            ("行政许可", XS[0], 0),
            ("345", XS[2], 0),
            ("行政处罚", XS[0], 1),
            ("78", XS[2], 1),
        ):
            self.drawString(x + 20, YS[y] - 16, text)

    def data(self) -> bytes:
        self.showPage()
        self.save()
        return self.buffer.getvalue()


def cells(data: bytes, document: Document | None = None) -> list[Cell]:
    table = next(block for block in (document or read_pdf(data)).blocks if isinstance(block, Table))
    return [cell for row in table.rows for cell in row]


def odd(page: Page) -> Cell:
    found = cells(page.data())
    assert [found[0].text, *[cell.text for cell in found[2:]]] == ["行政许可", "345", "行政处罚", "", "78"]
    return found[1]


def test_a_number_that_is_a_picture_is_no_blank() -> None:
    page = Page()
    ink = Image.new("RGB", (20, 10), "white")
    ink.paste((0, 0, 0), (5, 2, 9, 8))
    page.drawImage(ImageReader(ink), X, Y, 20, 10)
    assert odd(page).text == ILLEGIBLE


def test_a_number_drawn_as_curves_is_no_blank() -> None:
    page = Page()
    seven = page.beginPath()
    seven.moveTo(X, Y + 7)
    for x, y in ((4, 7), (4, 6), (2, 0), (1, 0), (3, 6), (0, 6)):
        seven.lineTo(X + x, Y + y)
    seven.close()
    page.drawPath(seven, stroke=0, fill=1)
    assert odd(page).text == ILLEGIBLE


def test_a_white_picture_over_a_blank_cell_leaves_it_blank() -> None:
    page = Page()
    page.drawImage(ImageReader(Image.new("RGB", (20, 10), "white")), X, Y, 20, 10)
    assert odd(page).text == ""


def test_a_picture_beside_a_number_makes_it_doubtful() -> None:
    page = Page()
    page.drawString(X, Y, "5")
    page.drawImage(ImageReader(Image.new("RGB", (8, 8), "black")), X + 6, Y, 8, 8)
    assert odd(page).doubt == BESIDE


def bar(page: Page, *corners: tuple[float, float]) -> None:
    path = page.beginPath()
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    page.drawPath(path, stroke=0, fill=1)  # not closed, as browsers write it


def test_a_border_with_slanted_ends_is_nothing_drawn_beside_a_number() -> None:
    """Guards a third of a report's cells in doubt: browsers draw the borders of a cell so, which meet in its corners."""
    page = Page()
    page.drawString(X, Y, "5")
    left, right, top, low = XS[1] + 2, XS[2] - 2, YS[0] - 2, YS[1] + 2
    bar(page, (left, top), (left + 0.7, top - 0.7), (left + 0.7, low + 0.7), (left, low))
    bar(page, (left, top), (left + 0.7, top - 0.7), (right - 0.7, top - 0.7), (right, top))
    cell = odd(page)
    assert (cell.text, cell.doubt) == ("5", None)


def test_a_slanted_stroke_in_a_blank_cell_is_no_blank() -> None:
    """Guards a 1 drawn as a leaning bar: it has four corners as well."""
    page = Page()
    bar(page, (X, Y), (X + 1, Y), (X + 3, Y + 9), (X + 2, Y + 9))
    assert odd(page).text == ILLEGIBLE


def test_a_number_that_a_line_runs_through_is_in_doubt_and_an_underlined_one_is_not() -> None:
    """Guards a silent error: an old number struck out by a line, and the new one beside it, were read as one."""
    page = Page()
    page.drawString(X, Y, "681659")
    page.line(X - 1, Y + 3, X + 10, Y + 3)
    assert odd(page).doubt == BESIDE
    page = Page()
    page.drawString(X, Y, "681659")
    page.line(X - 1, Y - 1, X + 10, Y - 1)
    assert odd(page).doubt is None


def test_a_number_across_a_border_is_not_silently_two() -> None:
    page = Page()
    page.drawString(XS[2] - 10, Y, "1234")
    first, second = cells(page.data())[1:3]
    assert (first.doubt, second.doubt) == (ACROSS, ACROSS)


def test_a_number_through_the_border_below_belongs_to_neither_cell() -> None:
    page = Page()
    page.drawString(X, YS[1] - 4, "12")
    found = cells(page.data())
    assert (found[1].doubt, found[4].doubt) == (ACROSS, ACROSS)


def test_a_number_of_a_stamp_whose_middle_is_close_to_a_border_belongs_to_neither_cell() -> None:
    """Guards a silent error: the other reading took the digits for those of the row above."""
    page = Page()
    page.drawString(X, YS[1] - 5, "98")
    found = cells(page.data())
    assert (found[1].doubt, found[4].doubt) == (ACROSS, ACROSS)


def test_numbers_close_to_the_border_between_them_are_two() -> None:
    page = Page()
    page.drawRightString(XS[2] - 1, Y, "12")
    page.drawString(XS[2] + 1, Y, "9")
    assert [cell.doubt for cell in cells(page.data())] == [None] * 6


def test_a_number_that_is_cut_off_is_not_read() -> None:
    page = Page()
    page.saveState()
    clip = page.beginPath()
    clip.rect(0, 0, 50, 50)
    page.clipPath(clip, stroke=0, fill=0)
    page.drawString(X, Y, "12")
    page.restoreState()
    assert odd(page).text == ILLEGIBLE * 2


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_digits_on_their_side_or_head_are_not_read(turn: int) -> None:
    """37 on its head gave 73."""
    page = Page()
    page.saveState()
    page.translate(X + 10, Y + 4)
    page.rotate(turn)
    page.drawCentredString(0, -3, "37")
    page.restoreState()
    assert set(odd(page).text) <= {ILLEGIBLE, "\n"}


def test_a_mirrored_number_is_not_read() -> None:
    page = Page()
    page.saveState()
    page.translate(X + 10, Y)
    page.scale(-1, 1)
    page.drawString(0, 0, "37")
    page.restoreState()
    assert odd(page).text == ILLEGIBLE * 2


def test_digits_with_a_blank_between_are_two_numbers_however_narrow_it_is() -> None:
    """A blank of two points was taken for the room between digits."""
    page = Page()
    page.drawString(X, Y, "1 234")
    assert odd(page).text == "1 234"


def test_a_white_dash_is_no_dash() -> None:
    page = Page()
    page.setFillGray(1)
    page.drawString(X, Y, "—")
    assert odd(page).text == ILLEGIBLE


def test_digits_beyond_16_bits_are_letters() -> None:
    page = Page()
    page.drawString(X, Y, "𝟏𝟐")
    assert odd(page).text == "𝟏𝟐"


MEANINGS = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <37> <{}> endbfchar endcmap end end"""


def called(code: str) -> bytes:
    """A page whose odd cell shows a 7 that the file says means `code`."""
    page = Page()
    page.setFont("Helvetica", 10)
    page.drawString(X, Y, "7")
    meaning = MEANINGS.format(code).encode()
    stream = b"\n99 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\nxref\n" % (len(meaning), meaning)
    data = page.data().replace(b"/BaseFont /Helvetica", b"/ToUnicode 99 0 R /BaseFont /Helvetica")
    return without_index(data.replace(b"xref\n", stream, 1))


def without_index(data: bytes) -> bytes:
    """The file with its table of objects nowhere: readers find the objects by themselves then."""
    return re.sub(rb"startxref\s+\d+", b"startxref\n0", data)


@pytest.mark.parametrize("code", ["0001", "0009", "0020", "200B", "E007"])
def test_a_digit_that_the_file_calls_nothing_is_no_blank(code: str) -> None:
    assert cells(called(code))[1].text in (ILLEGIBLE, "\ue007")


def test_a_soft_hyphen_is_printed_as_a_dash() -> None:
    data = called("00AD")
    assert cells(data)[1].text == "-"
    assert cells(data, read_pdf_again(data))[1].text == "-"


def laid_over(data: bytes, kind: int, text: str | None, flags: int = pdfium.FPDF_ANNOT_FLAG_PRINT) -> bytes:
    """The file with a note over the odd cell, as a viewer leaves it; with `text` it shows that, else an area of white."""
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    note = pdfium.FPDFPage_CreateAnnot(page.raw, kind)
    pdfium.FPDFAnnot_SetRect(note, pdfium.FS_RECTF(XS[1] + 2, YS[0] - 2, XS[2] - 2, YS[1] + 2))
    pdfium.FPDFAnnot_SetFlags(note, flags)
    if text is not None:
        shown = pdfium.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", 10)
        pdfium.FPDFText_SetText(shown, (pdfium.c_ushort * (len(text) + 1))(*map(ord, text), 0))
        pdfium.FPDFPageObj_Transform(shown, 1, 0, 0, 1, X, Y)
    else:
        shown = pdfium.FPDFPageObj_CreateNewRect(XS[1] + 4, YS[1] + 4, 40, 16)
        pdfium.FPDFPageObj_SetFillColor(shown, 255, 255, 255, 255)
        pdfium.FPDFPath_SetDrawMode(shown, pdfium.FPDF_FILLMODE_ALTERNATE, False)
    pdfium.FPDFAnnot_AppendObject(note, shown)
    pdfium.FPDFPage_CloseAnnot(note)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_what_is_typed_over_a_page_stands_on_it() -> None:
    """A form filled in by a viewer was read as blank."""
    data = laid_over(Page().data(), pdfium.FPDF_ANNOT_STAMP, "77")
    assert cells(data)[1].text == "77"
    assert cells(data, read_pdf_again(data))[1].text == "77"


def test_what_is_typed_over_a_page_and_hidden_does_not() -> None:
    data = laid_over(Page().data(), pdfium.FPDF_ANNOT_STAMP, "77", pdfium.FPDF_ANNOT_FLAG_HIDDEN)
    assert cells(data)[1].text == ""


def test_what_is_laid_over_a_number_hides_it() -> None:
    page = Page()
    page.drawString(X, Y, "12")
    assert cells(laid_over(page.data(), pdfium.FPDF_ANNOT_STAMP, None))[1].text == ILLEGIBLE * 2


def test_a_highlight_hides_nothing() -> None:
    page = Page()
    page.drawString(X, Y, "12")
    assert cells(laid_over(page.data(), pdfium.FPDF_ANNOT_HIGHLIGHT, None))[1].text == "12"


def test_a_field_of_a_filled_in_form_is_read() -> None:
    page = Page()
    page.acroForm.textfield(
        name="a", value="77", x=XS[1] + 4, y=YS[1] + 3, width=40, height=18, fontSize=9, borderWidth=0
    )
    assert cells(page.data())[1].text == "77"


def test_a_report_with_a_page_as_a_picture_is_partial() -> None:
    source = pypdfium2.PdfDocument(REPORT.read_bytes())
    mixed = pypdfium2.PdfDocument.new()
    for index in range(len(source)):
        if index != 1:
            mixed.import_pages(source, [index])
            continue
        picture = pypdfium2.PdfImage.new(mixed)
        picture.set_bitmap(source[index].render())
        picture.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
        page = mixed.new_page(595, 842)
        page.insert_obj(picture)
        page.gen_content()
    out = BytesIO()
    mixed.save(out)
    report = read_report(Path("mixed.pdf"), out.getvalue())
    assert report.status == "partial"


def gap(*borders: tuple[float, float, float, float]) -> list[list[tuple[str, Doubt | None]]]:
    """(text, doubt) of the cells of two rows of label, 12 or blank, and 34, with only these borders between the rows."""
    canvas = Canvas(buffer := BytesIO(), pagesize=(595, 842), invariant=1)
    canvas.setFont(FONT, 10)
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])
    for y in (YS[0], YS[-1]):
        canvas.line(XS[0], y, XS[-1], y)
    for border in borders:
        canvas.line(*border)
    for top, texts in zip(YS, (("行政许可", "", "34"), ("行政处罚", "12", "5")), strict=False):
        for x, text in zip(XS, texts, strict=False):
            canvas.drawString(x + 10, top - 16, text)
    canvas.showPage()
    canvas.save()
    table = next(block for block in read_pdf(buffer.getvalue()).blocks if isinstance(block, Table))
    return [[(cell.text, cell.doubt) for cell in row] for row in table.rows]


def test_a_number_of_a_cell_over_two_rows_stays_in_its_row_and_in_doubt() -> None:
    """Without the border above it, 12 was taken for the row before's, and its own row for a blank one."""
    rows = gap((XS[0], YS[1], XS[1], YS[1]), (XS[2], YS[1], XS[3], YS[1]))
    assert rows == [
        [("行政许可", None), ("", UNRULED), ("34", None)],
        [("行政处罚", None), ("12", UNRULED), ("5", None)],
    ]


def test_values_beside_one_label_for_two_of_their_rows_are_in_doubt() -> None:
    rows = gap((XS[1], YS[1], XS[3], YS[1]))
    assert [doubt for row in rows for _, doubt in row] == [None, UNRULED, UNRULED, UNRULED, UNRULED]


def test_a_cell_that_is_no_rectangle_puts_its_rows_in_doubt() -> None:
    canvas = Canvas(buffer := BytesIO(), pagesize=(595, 842), invariant=1)
    canvas.setFont(FONT, 10)
    for x in XS:
        canvas.line(x, YS[0] if x != XS[2] else YS[1], x, YS[-1])
    for y in (YS[0], YS[-1]):
        canvas.line(XS[0], y, XS[-1], y)
    canvas.line(XS[0], YS[1], XS[2], YS[1])
    for x, y, text in (
        (XS[0], YS[0], "行政许可"),
        (XS[1], YS[0], "34"),
        (XS[0], YS[1], "行政处罚"),
        (XS[1], YS[1], "7"),
    ):
        canvas.drawString(x + 10, y - 16, text)
    canvas.showPage()
    canvas.save()
    found = [cell for cell in cells(buffer.getvalue()) if cell.text in ("34", "7")]
    assert [cell.doubt for cell in found] == [UNRULED, UNRULED]
