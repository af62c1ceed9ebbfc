"""Lines of PDF pages put together: what runs on, and what stands at the edge of every page."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.document import Cell, Paragraph, Source, Table
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
    assert [note.code for note in document.notes] == ["grid_irregular"]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [(cell.text, cell.doubt) for row in table.rows for cell in row if cell.text.isdigit()] == [
        ("1", None),
        ("2", None),
        ("3", None),
    ]


def raised(text: str, x0: float) -> Char:
    return char(text, x0, 0, 3.3, 4.8)


def test_a_raised_digit_behind_a_label_is_a_footnotes_mark_and_no_value() -> None:
    """Guards a silent error: 四、结转下年度继续办理² gave 2 to an empty cell beside it."""
    label = [char("办", 0, 0, 9, 8.4), char("理", 9, 0, 9, 8.4)]
    assert cell_text([*label, raised("1", 18)]) == "办理¹"
    assert cell_text([*label, raised("1", 18), raised("2", 21.3)]) == "办理¹²"
    assert cell_text([*label, char("2", 18, 0.4, 5, 8)]) == "办理2"


def test_a_raised_digit_behind_a_number_is_still_no_part_of_it() -> None:
    assert cell_text([char("5", 0, 0, 5, 8.4), raised("1", 5)]) == "5[1"


def test_a_letter_that_lies_lower_than_a_footnotes_mark_stays_in_its_line() -> None:
    """Guards a label read in two lines (数量¹ above 一、): the mark stands highest and so came first."""
    label = [char("一", 0, 4.4, 9, 4.0), char("量", 9, 0, 9, 8.4)]
    assert cell_text([*label, raised("1", 18)]) == "一量¹"


def test_a_sign_a_little_off_its_number_is_the_numbers() -> None:
    assert cell_text([char("+", 0, 0, 2.4, 9), char("4", 5.5, 0, 2.3, 9)]) == "+4"
    assert cell_text([char("4", 0, 0, 2.4, 9), char("4", 5.5, 0, 2.3, 9)]) == "4 4"


def test_a_row_of_numbers_at_the_edge_of_a_page_is_no_page_number() -> None:
    """Guards a silent error: but for its digits 168 49 0 16 is like 4, and the row was left out as a page's number."""
    row = "168 49 0 16 233 0 130"
    found = paragraphs([line("正文", 100, 200), line(row, 800)], [line("4", 800, 80)], [line("5", 800, 80)])
    assert found == [("正文", False), (row, False)]


def test_a_row_of_numbers_does_not_run_on_into_the_heading_below() -> None:
    row = "— — — — — 2 — — — 2"
    assert paragraphs([line(row, 100), line("存在的主要问题", 116, 200)]) == [
        (row, False),
        ("存在的主要问题", False),
    ]


def table(page: int, *texts: str) -> tuple[float, list[Cell]]:
    cells = [
        Cell(
            text,
            Source(page=page, bbox=(60 + 90 * at, 200, 150 + 90 * at, 220), table=page, row=1, column=at + 1),
            at,
        )
        for at, text in enumerate(texts)
    ]
    return 200.0, cells


def order(note: str, label: str, *more: TextLine) -> list[str]:
    pages = [
        PageRead(1, [table(1, label, "3")], [line(note, 700, 300), *more], HEIGHT),
        PageRead(2, [table(2, "行政强制", "4")], [line("五、存在的主要问题", 400, 300)], HEIGHT),
    ]
    return [block.text if isinstance(block, Paragraph) else block.rows[0][0].text for block in blocks(pages)]


@pytest.mark.parametrize(
    ("note", "label"),
    [("¹含网站提交的", "行政许可"), ("①含网站提交的", "行政许可"), ("1含网站提交的", "行政许可¹")],
)
def test_a_footnote_at_a_pages_foot_does_not_part_the_table_that_goes_on(note: str, label: str) -> None:
    """Guards table four not read: a footnote stood between its headings and the values on the next page."""
    assert order(note, label) == [label, "行政强制", note, "五、存在的主要问题"]


def test_what_is_no_footnote_stays_where_it_stands() -> None:
    assert order("1含网站提交的", "行政许可")[1] == "1含网站提交的"
    heading = line("四、政府信息公开行政复议", 720, 300)
    assert order("¹含网站提交的", "行政许可", heading)[1:3] == ["¹含网站提交的", heading.text]
