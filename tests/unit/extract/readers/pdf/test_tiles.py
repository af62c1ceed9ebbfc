"""Tables of a PDF whose cells are boxes apart: areas of colour without lines, outlines with round corners, a frame."""

from __future__ import annotations

from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.document import Table
from extract.readers.pdf import read_pdf
from tests.support.pdf_pages import TEXTS, XS, YS, Draw, pdf, rows_of, texts

GAP = 2.5


def tiles(gap: float, rows: int = 3, columns: int = 4, under: bool = False) -> Draw:
    """A tinted area a cell, `gap` points between two; with `under` rows and table have colours of their own."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        if under:
            canvas.setFillGray(0.97)
            canvas.rect(XS[0] - 4, YS[-1] - 4, XS[-1] - XS[0] + 8, YS[0] - YS[-1] + 8, stroke=0, fill=1)
        for row, (top, bottom) in enumerate(pairwise(YS[: rows + 1])):
            if under:
                canvas.rect(XS[0], bottom, XS[-1] - XS[0], top - bottom, stroke=0, fill=1)
            for left, right in pairwise(XS[: columns + 1]):
                canvas.setFillGray(0.93 if row % 2 else 0.86)
                canvas.rect(
                    left + gap / 2,
                    bottom + gap / 2,
                    right - left - gap,
                    top - bottom - gap,
                    stroke=0,
                    fill=1,
                )
        canvas.restoreState()

    return draw


def drawn(draw: Draw, rows: list[list[str]] = TEXTS) -> bytes:
    def page(canvas: Canvas) -> None:
        draw(canvas)
        texts(canvas, rows)

    return pdf(page)


def tables(data: bytes) -> int:
    """Tables with a box for each cell; in one of values under one another each cell has the box of its line."""
    found = [block for block in read_pdf(data).blocks if isinstance(block, Table)]
    return sum(len({cell.source.bbox for cell in table.rows[0]}) > 1 for table in found)


@pytest.mark.parametrize("under", [False, True])
@pytest.mark.parametrize("gap", [0.0, 1.0, GAP, 6.0])
def test_areas_of_colour_are_the_cells_of_a_table_without_lines(gap: float, under: bool) -> None:
    """Guards blanks: read as running text a row with an empty cell has its numbers in other columns."""
    document = read_pdf(drawn(tiles(gap, under=under)))
    assert rows_of(document) == TEXTS
    assert not any(
        cell.doubt for block in document.blocks if isinstance(block, Table) for cell in block.rows[0]
    )


def test_the_one_row_that_a_page_end_leaves_of_such_a_table_is_still_its_row() -> None:
    assert rows_of(read_pdf(drawn(tiles(GAP, rows=1, columns=2), [["行政强制", "386"]]))) == [
        ["行政强制", "386"]
    ]


def test_highlighted_words_beside_one_another_are_no_table() -> None:
    """Guards running text: a highlight is an area for each run of one font, 3142 beside the words before it."""
    assert tables(drawn(tiles(0.0, rows=1, columns=2), [["本年新收", "3142"]])) == 0


def test_a_numbered_heading_on_coloured_ground_is_no_table() -> None:
    assert tables(drawn(tiles(GAP, rows=1, columns=2), [["01", "总体情况"]])) == 0


def test_a_head_whose_values_have_no_colour_is_no_table() -> None:
    assert tables(drawn(tiles(GAP, rows=1), [["信息内容", "制发", "废止", "有效"], *TEXTS[1:]])) == 0


def test_areas_that_leave_out_a_row_are_no_table() -> None:
    """Guards every other row, which has no colour and no borders to say where its blanks are."""

    def striped(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(0.9)
        for top, bottom in ((YS[0], YS[1]), (YS[2], YS[3])):
            for left, right in pairwise(XS):
                canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
        canvas.restoreState()

    assert tables(drawn(striped)) == 0


def rounded(canvas: Canvas, frame: float | None) -> None:
    """An outline with round corners a cell, none touching another; `frame` points off one around all of them."""
    canvas.saveState()
    canvas.setDash(0.8, 1.6)
    for top, bottom in pairwise(YS):
        for left, right in pairwise(XS):
            canvas.roundRect(left + 1.2, bottom + 1.2, right - left - 2.4, top - bottom - 2.4, 4)
    canvas.setDash()
    if frame is not None:
        canvas.roundRect(
            XS[0] - frame, YS[-1] - frame, XS[-1] - XS[0] + 2 * frame, YS[0] - YS[-1] + 2 * frame, 8
        )
    canvas.restoreState()


@pytest.mark.parametrize("frame", [None, 2.0, 3.0, 5.0])
def test_outlines_with_round_corners_are_cells_and_their_frame_is_none(frame: float | None) -> None:
    """Guards needless doubts: an outline was taken for a digit drawn as a curve, the gap to the frame for a column."""
    document = read_pdf(drawn(lambda canvas: rounded(canvas, frame)))
    cells = [
        cell for block in document.blocks if isinstance(block, Table) for row in block.rows for cell in row
    ]
    assert rows_of(document) == TEXTS
    assert not document.unseen
    assert {cell.source.column for cell in cells} == {1, 2, 3, 4}
    assert not [cell.doubt for cell in cells if cell.doubt]
    assert document.notes == []


def test_a_digit_drawn_as_an_outline_with_round_corners_is_no_border() -> None:
    """Guards a blank that is none: a 0 drawn as a curve has straight sides too."""

    def page(canvas: Canvas) -> None:
        rounded(canvas, None)
        canvas.roundRect(XS[1] + 20, YS[1] - 16, 5, 9, 2.2)
        texts(canvas)

    document = read_pdf(pdf(page))
    assert rows_of(document)[1][1] == "\ufffd"
