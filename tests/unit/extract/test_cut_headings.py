"""Headings of columns that a page end cuts in two are made whole, and values under them stay values."""

from __future__ import annotations

from extract.document import Cell, Source
from extract.form.catalogue import load_form
from extract.mapping.cut_headings import with_whole_headings
from extract.mapping.stream import StreamRow


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
