"""The first reading of PDF on pages drawn for it: borders in every manner, pages turned, letters nobody can see."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.document import Table, UnreadableFileError
from extract.readers.pdf import read_pdf
from extract.readers.pdf.plumber import read_pdf_again
from extract.readers.pdf.ruling_lines import find_grids
from tests.support.budget import examples
from tests.support.pdf_pages import BORDERS, FONT, TEXTS, XS, YS, Draw, pdf, rows_of, strokes, texts


@pytest.mark.parametrize("border", BORDERS, ids=lambda border: border.__name__)
def test_borders_in_every_manner_enclose_the_same_cells(border: Draw) -> None:
    def page(canvas: Canvas) -> None:
        border(canvas)
        texts(canvas)

    assert rows_of(read_pdf(pdf(page))) == TEXTS


WIDE = [
    ["行政许可", "1.5", "11", "7411"],
    ["（单位：\n万元）", "—", "251,000", "8"],
    ["行政强制", "61", "", "1036"],
]


@pytest.mark.parametrize("rows", [TEXTS, WIDE], ids=["plain", "marks"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_reads_as_it_is_seen(turn: int, rows: list[list[str]]) -> None:
    """The page's own coordinates are turned back by /Rotate, as scanners and landscape tables have it."""

    side = 842.0

    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.rotate(turn)
        canvas.translate(*{0: (0, 0), 90: (0, -side), 180: (-side, -side), 270: (-side, 0)}[turn])
        strokes(canvas)
        texts(canvas, rows)

    data = pdf(page, size=(side, side))
    first, second = read_pdf(data), read_pdf_again(data)
    assert rows_of(first) == rows
    assert rows_of(second) == rows
    places = [
        [c.source.bbox for b in d.blocks if isinstance(b, Table) for r in b.rows for c in r]
        for d in (first, second)
    ]
    for one, other in zip(*places, strict=True):
        assert one == pytest.approx(other, abs=2.0)


def test_places_count_from_the_top_left_of_the_crop_box() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setCropBox((40, 500, 595, 800))
        strokes(canvas)
        texts(canvas)
        canvas.drawString(100, 300, "裁切框之外")

    document = read_pdf(pdf(page))
    cell = next(b for b in document.blocks if isinstance(b, Table)).rows[0][0]
    assert cell.source.bbox == pytest.approx((XS[0] - 40, 800 - YS[0], XS[1] - 40, 800 - YS[1]), abs=0.5)
    assert not list(document.paragraphs())


def test_a_merged_cell_spans_its_columns_and_rows() -> None:
    def page(canvas: Canvas) -> None:
        for x in XS:
            canvas.line(x, YS[0] if x in (XS[0], XS[1], XS[-1]) else YS[1], x, YS[-1])
        for y in YS:
            canvas.line(XS[0] if y in (YS[0], YS[-1]) else XS[1], y, XS[-1], y)
        texts(canvas, [["三、", "总标题"], ["", "1", "2", "3"], ["", "4", "5", "6"]])

    table = next(b for b in read_pdf(pdf(page)).blocks if isinstance(b, Table))
    assert [[(c.text, c.column, c.span) for c in row] for row in table.rows] == [
        [("三、", 0, 1), ("总标题", 1, 3)],
        [("1", 1, 1), ("2", 2, 1), ("3", 3, 1)],
        [("4", 1, 1), ("5", 2, 1), ("6", 3, 1)],
    ]


def odd_cell(draw: Draw, before: Draw | None = None) -> str:
    """The text read for the second cell of the first row, in which `draw` writes."""

    def page(canvas: Canvas) -> None:
        if before:
            before(canvas)
        strokes(canvas)
        texts(canvas, [["行政许可", "", "0", "345"], *TEXTS[1:]])
        canvas.saveState()
        draw(canvas)
        canvas.restoreState()

    document = read_pdf(pdf(page))
    assert rows_of(document)[1:] == TEXTS[1:]
    return rows_of(document)[0][1]


def written(text: str, **style: float) -> Draw:
    def draw(canvas: Canvas) -> None:
        if "gray" in style:
            canvas.setFillGray(style["gray"])
        canvas.drawString(XS[1] + 4, YS[0] - 16, text)

    return draw


def test_white_digits_on_white_paper_are_not_read_as_a_number() -> None:
    assert odd_cell(written("12", gray=1.0)) == "\ufffd\ufffd"


def test_white_digits_on_a_dark_ground_are() -> None:
    def ground(canvas: Canvas) -> None:
        canvas.setFillGray(0.2)
        canvas.rect(XS[1], YS[1], XS[2] - XS[1], YS[0] - YS[1], stroke=0, fill=1)
        canvas.setFillGray(0)

    assert odd_cell(written("12", gray=1.0), ground) == "12"


def test_digits_under_a_white_patch_are_not_read() -> None:
    """A number painted over and written anew is in the file twice, and on paper once."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(XS[1] + 4, YS[0] - 16, "12")
        canvas.setFillGray(1)
        canvas.rect(XS[1] + 2, YS[1] + 2, 30, 18, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(XS[1] + 24, YS[0] - 16, "9")

    assert "12" not in odd_cell(draw)
    assert "\ufffd" in odd_cell(draw)


def test_invisible_digits_are_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(XS[1] + 4, YS[0] - 16)
        text.setTextRenderMode(3)
        text.textOut("12")
        canvas.drawText(text)

    assert odd_cell(draw) == "\ufffd\ufffd"


def test_bold_by_printing_twice_is_one_number() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(XS[1] + 4, YS[0] - 16, "12")
        canvas.drawString(XS[1] + 4.3, YS[0] - 16, "12")

    assert odd_cell(draw) == "12"


def test_two_numbers_printed_over_each_other_are_illegible() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(XS[1] + 4, YS[0] - 16, "12")
        canvas.drawString(XS[1] + 4, YS[0] - 16, "97")

    assert "\ufffd" in odd_cell(draw)


def test_a_raised_digit_is_no_part_of_the_number() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(XS[1] + 4, YS[0] - 16, "5")
        canvas.setFont(FONT, 6)
        canvas.drawString(XS[1] + 9.2, YS[0] - 12, "1")

    assert odd_cell(draw) not in ("5", "51", "15")


def test_digits_far_apart_stay_apart() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(XS[1] + 4, YS[0] - 16, "1")
        canvas.drawString(XS[1] + 24, YS[0] - 16, "2")

    assert odd_cell(draw) == "1 2"


def test_a_number_that_goes_on_in_the_next_line_for_want_of_room_is_one() -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(0, 0)
        for x in (60, 160, 182, 282):
            canvas.line(x, 700, x, 652)
        for y in (700, 676, 652):
            canvas.line(60, y, 282, y)
        texts(canvas, [["行政许可"], ["行政处罚", "12"]])
        canvas.drawString(164, 689, "368")
        canvas.drawString(164, 678, "2")
        canvas.drawString(190, 689, "12")
        canvas.drawString(190, 678, "5")

    assert rows_of(read_pdf(pdf(page))) == [["行政许可", "3682", "12\n5"], ["行政处罚", "12", ""]]


def picture(colour: tuple[int, ...], mode: str = "RGB") -> ImageReader:
    return ImageReader(Image.new(mode, (40, 60), colour))


def test_text_under_a_picture_of_the_page_is_an_ocrs() -> None:
    def page(canvas: Canvas) -> None:
        strokes(canvas)
        texts(canvas)
        canvas.drawImage(picture((250, 250, 250)), 0, 0, 595, 842)

    document = read_pdf(pdf(page))
    assert document.unsure_pages == {1}
    assert rows_of(document) == TEXTS


def test_text_printed_on_a_background_picture_is_the_publishers() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawImage(picture((250, 250, 250)), 0, 0, 595, 842)
        strokes(canvas)
        texts(canvas)

    document = read_pdf(pdf(page))
    assert not document.unsure_pages
    assert rows_of(document) == TEXTS


def test_a_slanted_watermark_is_no_cell_text() -> None:
    """A document system stamps date and number across the page: its digits fall into cells."""

    def page(canvas: Canvas) -> None:
        strokes(canvas)
        for line in range(12):
            canvas.drawString(60, 500 - 14 * line, "政府信息公开工作年度报告")
        texts(canvas)
        canvas.saveState()
        canvas.setFillGray(0.8)
        canvas.translate(150, 620)
        canvas.rotate(40)
        canvas.drawString(0, 0, "2024-0331 2024-0331")
        canvas.restoreState()

    for document in (read_pdf(pdf(page)), read_pdf_again(pdf(page))):
        assert rows_of(document) == TEXTS


def test_a_transparent_seal_over_the_page_hides_nothing() -> None:
    def page(canvas: Canvas) -> None:
        strokes(canvas)
        texts(canvas)
        canvas.drawImage(picture((220, 20, 20, 30), "RGBA"), 0, 0, 595, 842, mask="auto")

    document = read_pdf(pdf(page))
    assert not document.unsure_pages
    assert rows_of(document) == TEXTS


def test_a_single_letter_in_a_font_the_file_does_not_carry_is_read() -> None:
    """PDFium leaves out a lone letter for which the machine has no font."""

    def page(canvas: Canvas) -> None:
        strokes(canvas)
        texts(canvas, [["企", "业", "", "1"]])

    assert rows_of(read_pdf(pdf(page)))[0] == ["企", "业", "", "1"]


def test_a_frame_around_the_page_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(30, 30, 535, 782, stroke=1, fill=0)
        canvas.drawString(60, 760, "一、总体情况")
        strokes(canvas)
        texts(canvas)

    document = read_pdf(pdf(page))
    assert [paragraph.text for paragraph in document.paragraphs()] == ["一、总体情况"]
    assert rows_of(document) == TEXTS


def test_a_missing_border_is_told() -> None:
    def page(canvas: Canvas) -> None:
        for x in XS:
            canvas.line(x, YS[0] if x != XS[2] else YS[1], x, YS[-1])
        for y in YS[:1] + YS[2:]:
            canvas.line(XS[0], y, XS[-1], y)
        canvas.line(XS[0], YS[1], XS[1], YS[1])
        canvas.line(XS[2], YS[1], XS[-1], YS[1])
        texts(canvas)

    assert [note.code for note in read_pdf(pdf(page)).notes] == ["grid_irregular"]


@pytest.mark.parametrize("pages", [1, 300])
def test_blank_pages_hold_no_report(pages: int) -> None:
    with pytest.raises(UnreadableFileError, match="blank pages"):
        read_pdf(pdf(*[lambda canvas: None] * pages))


def test_more_pages_than_a_report_has() -> None:
    with pytest.raises(UnreadableFileError, match="301 pages"):
        read_pdf(pdf(*[lambda canvas: None] * 301))


@settings(max_examples=examples(30), deadline=None)
@given(st.data())
def test_no_mutation_of_a_pdf_makes_the_reader_raise_anything_else(data: st.DataObject) -> None:
    def page(canvas: Canvas) -> None:
        strokes(canvas)
        texts(canvas)

    whole = bytearray(pdf(page))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    said = ""
    try:
        read_pdf(bytes(whole[: data.draw(st.integers(20, len(whole)))]))
    except UnreadableFileError as error:
        said = str(error)
    assert not said or "ask for" in said or "pages" in said


@settings(max_examples=examples(60), deadline=None)
@given(
    widths=st.lists(st.floats(9, 80), min_size=2, max_size=9),
    heights=st.lists(st.floats(9, 60), min_size=1, max_size=12),
    jitter=st.floats(-1, 1),
)
def test_every_box_of_a_full_grid_is_one_cell(
    widths: list[float], heights: list[float], jitter: float
) -> None:
    xs, ys = [50.0], [50.0]
    for width in widths:
        xs.append(xs[-1] + width)
    for height in heights:
        ys.append(ys[-1] + height)
    horizontals = [(y, xs[0] + jitter, xs[-1] - jitter) for y in ys]
    verticals = [(x, top + jitter / 2, bottom) for x in xs for top, bottom in pairwise(ys)]
    (grid,) = find_grids(horizontals, verticals)
    assert len(grid.boxes) == len(widths) * len(heights)
    assert not grid.irregular
    for box in grid.boxes:
        assert grid.boxes[grid.cell_at((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2) or 0] == box
