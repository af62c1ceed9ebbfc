"""Headings of columns that a page end cuts in two are made whole, and values under them stay values."""

from __future__ import annotations

from extract.document import Cell, Source
from extract.form.catalogue import load_form
from extract.tables.page_cut_headings import with_whole_headings
from extract.tables.row_stream import StreamRow


def row(page: int, *texts: str) -> StreamRow:
    cells = [
        Cell(text, Source(page=page, bbox=(60 + 40 * at, 0, 100 + 40 * at, 20)), at)
        for at, text in enumerate(texts)
    ]
    return StreamRow(tuple(cells), True, page)


def whole(*rows: StreamRow) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in with_whole_headings(load_form(), list(rows))]


def test_a_heading_of_table_two_that_a_page_end_cuts_is_made_whole() -> None:
    """Guards a column not found: 上一年 at the foot of a page, 项目数量 on the next."""
    assert whole(
        row(2, "信息\n内容", "上一\n年", "本年增/减"),
        row(3, "", "项目\n数量", ""),
        row(3, "行政事业性收费", "", "+4项"),
    ) == [["信息\n内容", "", ""], ["", "上一年项目数量", "本年增减"], ["行政事业性收费", "", "+4项"]]


def test_a_blank_value_on_the_next_page_is_no_part_of_its_heading() -> None:
    printed = (row(2, "信息内容", "上一年项目数量", "本年增/减"), row(3, "行政事业性收费", "", "+4项"))
    assert whole(*printed) == [[cell.text for cell in row.cells] for row in printed]


def line(page: int, text: str) -> StreamRow:
    return StreamRow((Cell(text, Source(page=page, bbox=(60, 700, 300, 712))),), False, None)


def test_footnotes_and_running_heads_between_the_pages_do_not_part_a_heading() -> None:
    """Guards needless doubts on table four: 结果维 at the foot of a page, its footnotes, a running head, and then 持."""
    read = whole(
        row(3, "结果维", "结果纠", "其他结", "尚未审", "总计"),
        line(3, "1含网站、信函和当面提交的申请。"),
        line(4, "霁川市2026年3月汇编"),
        row(4, "持", "正", "果", "结", ""),
        row(4, "2", "0", "1", "0", "3"),
    )
    assert read[3] == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert read[4] == ["2", "0", "1", "0", "3"]


def test_a_heading_above_another_table_of_the_page_is_no_half_of_this() -> None:
    printed = (
        row(3, "结果维", "总计"),
        row(4, "行政许可", "3"),
        line(4, "四、政府信息公开行政复议、行政诉讼情况"),
        row(4, "持", ""),
    )
    assert whole(*printed)[3] == ["持", ""]
