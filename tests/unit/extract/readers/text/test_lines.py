"""Lines of text to blocks: one cell a line, cells behind tabs, heads of pages; and any lines at random."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Document, Table
from extract.readers.text.reader import read_text
from tests.support.blocks import lines, tables
from tests.support.budget import examples


def grids(document: Document) -> list[bool]:
    return [block.grid for block in document.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f"])
def test_line_ends(end: str) -> None:
    assert tables(read_text(f"序{end}规章\t0\t\t3{end}行政许可\t1\t2\t3{end}")) == [
        [["规章", "0", "", "3"], ["行政许可", "1", "2", "3"]]
    ]


def test_only_line_ends_count_as_lines() -> None:
    """Guards places that were wrong behind a form feed, U+2028 or a vertical tab."""
    document = read_text("第一页\n\f第二页\u2028仍是第二行\n规章\v规章\t5\t6\n规章乙\t1\u20282\t6\n")
    assert [(p.text, p.source.line) for p in document.paragraphs()] == [
        ("第一页", 1),
        ("第二页 仍是第二行", 2),
    ]
    [table] = [block for block in document.blocks if isinstance(block, Table)]
    assert [[(cell.text, cell.source.line) for cell in row] for row in table.rows] == [
        [("规章 规章", 3), ("5", 3), ("6", 3)],
        [("规章乙", 4), ("1 2", 4), ("6", 4)],
    ]


def test_one_cell_a_line_keeps_lone_tabs_as_empty_cells() -> None:
    # Guards the trap of report 000: strip() would lose the fourth of seven cells.
    document = read_text(
        "\t2.没有现成信息\n\t0\n\t0\n\t0\n\t\n\t0\n\t0\n\t0\n\n\t下一行\n\t1\n\n\n四、标题\n"
    )
    assert tables(document) == [[["2.没有现成信息", "0", "0", "0", "", "0", "0", "0"], ["下一行", "1"]]]
    assert lines(document) == ["四、标题"]


def test_cell_that_begins_after_empty_lines() -> None:
    # Guards the trap of report 004: a label may follow its tab after one or two empty lines.
    assert tables(read_text("\t\n\n(五 )不\n予处理\n\t0\n\n")) == [[["(五 )不\n予处理", "0"]]]


def test_rows_of_tabs_keep_empty_cells_and_place() -> None:
    table = next(block for block in read_text("序\n规章\t0\t\t3\t\n").blocks if isinstance(block, Table))
    assert [cell.text for cell in table.rows[0]] == ["规章", "0", "", "3", ""]
    assert (table.rows[0][3].source.line, table.rows[0][3].source.column) == (2, 4)


def test_cells_of_a_spreadsheet_paste_that_take_several_lines() -> None:
    document = read_text('科目\t"商业\n企业"\t"说""明"""\n规章\t1\t2\n"一行\n')
    assert tables(document) == [[["科目", "商业\n企业", '说"明"'], ["规章", "1", "2"]]]
    assert lines(document) == ['"一行']


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        ("甲\t乙\t1\t2\n\t丙\t3\t\n", True),
        ("甲\t乙\t1\t2\n丙\t3\t4\t\n", False),  # shifted to the left
        ("甲\t乙\t1\t2\n\t丙\t3\n", False),  # trimmed at the right
        ("甲\t乙\n丙\t丁\n", True),
        ("甲\t1\n", False),
    ],
)
def test_places_between_tabs_are_columns_only_where_no_row_is_shifted(rows: str, grid: bool) -> None:
    assert grids(read_text(rows)) == [grid]


TITLE = "青禾县教育局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "turn",
    ["第 2 页 / 共 5 页\n\f{}\n", "\f{}\n", "\f\n{}\n", "- 2 -\n\n{}\n", "第2页\n{}\n"],
    ids=["foot and feed", "feed", "feed at the end", "foot and gap", "foot"],
)
def test_a_title_printed_again_at_the_head_of_a_page_cuts_no_table(turn: str) -> None:
    again = turn.format("青禾县教育局 2023年政府信息公开工作年度报告")
    document = read_text(
        f"青禾县教育局\n2023年政府信息公开工作年度报告\n规章\t1\t2\n{again}规范性文件\t3\t4\n"
    )
    assert lines(document) == ["青禾县教育局", "2023年政府信息公开工作年度报告"]
    assert tables(document) == [[["规章", "1", "2"], ["规范性文件", "3", "4"]]]


@pytest.mark.parametrize(
    "turn", ["二、其他\n", "\f二、其他\n"], ids=["no page begins", "not first on the page"]
)
def test_a_title_inside_a_page_is_kept(turn: str) -> None:
    assert lines(read_text(f"{TITLE}\n{turn}{TITLE}\n")) == [TITLE, "二、其他", TITLE]


@pytest.mark.parametrize("line", ["信息内容", "青禾县教育局", "三、收到和处理政府信息公开申请情况"])
def test_other_lines_printed_again_at_the_head_of_a_page_are_kept(line: str) -> None:
    assert lines(read_text(f"{line}\n无\n- 1 -\n\f{line}\n无\n")) == [line, "无", line, "无"]


_parts = st.sampled_from(
    ["|", "\t", "\n", "\n\n", "---", "| --- |", "│", "├──┤\n", "5", "规章", "，", ",", ";", '"', "# ", "**", "\\", "<br>", "无", "一、", " "]
)  # fmt: skip


@settings(max_examples=examples(300))
@given(st.lists(_parts, max_size=60))
def test_any_lines_end_as_a_document_that_loses_no_digit(parts: list[str]) -> None:
    text = "".join(parts)
    document = read_text(text)
    in_cells = "".join(
        c.text for block in document.blocks if isinstance(block, Table) for row in block.rows for c in row
    )
    assert (in_cells + "".join(lines(document))).count("5") == text.count("5")
