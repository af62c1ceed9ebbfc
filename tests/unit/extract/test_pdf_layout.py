"""Lines of PDF pages put together: what runs on, and what stands at the edge of every page."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.document import Paragraph, Table
from extract.readers.pdf import read_pdf
from extract.readers.pdf.layout import PageRead, TextLine, blocks
from extract.readers.pdf.letters import cell_text
from extract.readers.pdf.objects import Char
from tests.support.pdf_pages import pdf, rows_of

HEIGHT = 842.0


def line(text: str, top: float, right: float = 520.0) -> TextLine:
    return TextLine(text, 72, top, right, top + 12, not 0.1 * HEIGHT < top < 0.9 * HEIGHT)


def paragraphs(*pages: list[TextLine]) -> list[tuple[str, bool]]:
    read = [PageRead(number, [], lines, HEIGHT) for number, lines in enumerate(pages, start=1)]
    return [(block.text, block.repeated) for block in blocks(read) if isinstance(block, Paragraph)]


def test_a_running_head_as_long_as_a_line_does_not_run_on_into_the_title() -> None:
    """Guards a wrong year: glued to the title below it, a collection's head of another year stood for it."""
    head = "霁川市2024年度政府信息公开工作年度报告汇编之12"
    first = [
        line(head, 30),
        line("2019年度青禾县政府信息公开工作年度报告", 60, 480),
        line("本报告", 100, 200),
    ]
    assert paragraphs(first, [line(head, 30), line("正文", 100, 200)]) == [
        (head, True),
        ("2019年度青禾县政府信息公开工作年度报告", False),
        ("本报告", False),
        ("正文", False),
    ]


def test_a_line_that_fills_the_page_runs_on_into_the_next() -> None:
    assert paragraphs([line("全年通过网站公开", 100), line("信息二十条。", 116, 200)]) == [
        ("全年通过网站公开信息二十条。", False)
    ]


def char(text: str, x0: float, top: float, width: float, height: float) -> Char:
    return Char(text, x0, top, x0 + width, top + height, x0 + width / 2, top + height / 2, True)


def test_a_letter_whose_box_is_as_flat_as_its_ink_stays_in_its_line() -> None:
    """Guards a label read in two pieces (3. “ ” below 危及三安全一稳定), and so only guessed."""
    letters = [char("3", 0, 0.4, 5, 10), char("一", 6, 4.9, 8, 0.7), char("稳", 15, 0.8, 9, 9)]
    assert cell_text(letters) == "3一稳"


def test_lines_as_near_as_print_allows_stay_two() -> None:
    assert cell_text([char("一", 0, 4.9, 8, 0.7), char("二", 0, 9.9, 8, 4)]) == "一\n二"


@pytest.mark.parametrize(
    ("first", "read"), [(" 368", " 3682"), ("368", "3682"), ("368 ", "368 \n2"), ("3 8", "3 8\n2")]
)
def test_a_padded_number_goes_on_in_the_next_line(first: str, read: str) -> None:
    """Guards needless doubts: a number with a blank before it that found no room is one, one with a blank behind is not."""
    letters = [char(text, 2 + 7 * at, 0, 7, 10) for at, text in enumerate(first)]
    assert cell_text([*letters, char("2", 2, 12, 7, 10)], width=35.0) == read


@pytest.mark.parametrize(
    ("lower", "read"), [(6, [["数", "结\n果"], ["12"]]), (13, [["数", "结"], ["果\n12"]])]
)
def test_a_label_that_runs_over_its_border_leaves_the_number_below_alone(
    lower: int, read: list[list[str]]
) -> None:
    """Guards table four after a page end: its headings are drawn lower than their cells, into the values'."""

    def page(canvas: Canvas) -> None:
        for x in (60, 120, 180):
            canvas.line(x, 700, x, 640)
        for y in (700, 676, 640):
            canvas.line(60, y, 180, y)
        canvas.drawString(80, 684, "数")
        canvas.drawString(130, 688 - lower, "结")
        canvas.drawString(130, 676 - lower, "果")
        canvas.drawString(140, 645, "12")

    assert [[text for text in row if text] for row in rows_of(read_pdf(pdf(page)))] == read


def test_paper_left_of_a_label_puts_no_value_in_doubt() -> None:
    """Guards needless doubts: on a new page browsers end a group's cell too early, and leave blank paper below it."""

    def page(canvas: Canvas) -> None:
        for x, top, bottom in (
            (60, 700, 628), (80, 700, 666), (80, 652, 628), (100, 700, 652), (160, 700, 628), (220, 700, 628),
        ):  # fmt: skip
            canvas.line(x, top, x, bottom)
        for y, left in ((700, 60), (676, 100), (652, 80), (628, 60)):
            canvas.line(left, y, 220, y)
        canvas.line(60, 666, 100, 666)
        for top, text, value in ((684, "重复申请", "1"), (660, "其他", "2"), (636, "总计", "3")):
            canvas.drawString(104, top, text)
            canvas.drawString(180, top, value)

    document = read_pdf(pdf(page))
    assert [code for code, _ in document.notes] == ["grid_irregular"]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [(cell.text, cell.doubt) for row in table.rows for cell in row if cell.text.isdigit()] == [
        ("1", None),
        ("2", None),
        ("3", None),
    ]
