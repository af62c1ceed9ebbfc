"""Tables drawn in letters of one width, and laid out with spaces: cells as a person sees them, doubts where nobody can tell."""

from __future__ import annotations

import pytest

from extract.document import Cell, Table
from extract.messages import Doubt
from extract.readers.shared.fixed_width import APART, NO_COLUMNS, TWO_LINES
from extract.readers.text.character_drawn import NOT_MET
from extract.readers.text.reader import read_text

BOX = """
┌────────┬──────────┐
│ 甲乙   │   丙丁   │
│        ├────┬─────┤
│ 戊己   │ 一 │ 二  │
├────────┼────┼─────┤
│ 行政许 │ 3  │  45 │
│ 可     │    │     │
└────────┴────┴─────┘
"""
DOUBLE_WIDTH = """
┌───┬──┐
│行政许│  3 │
│可　　│    │
├───┼──┤
│处罚　│ 12 │
└───┴──┘
"""
LAID_OUT = """
（本列数据）                    自然人     法人     总计

一、新收申请数量                  3         20       23
二、结转申请                                 4        4
三、办理  （一）予以公开的政府    1                    1
          信息
          （二）部分公开          2         24       26
"""


def tables(text: str) -> list[Table]:
    return [block for block in read_text(text).blocks if isinstance(block, Table)]


def shown(table: Table) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.column, cell.span) for cell in row] for row in table.rows]


def cell_of(found: list[Table], text: str) -> Cell:
    [cell] = [cell for table in found for row in table.rows for cell in row if cell.text == text]
    return cell


def test_merged_cells_of_a_box_are_those_between_its_lines() -> None:
    [table] = tables(BOX)
    assert shown(table) == [
        [("甲乙\n戊己", 0, 1), ("丙丁", 1, 2)],
        [("一", 1, 1), ("二", 2, 1)],
        [("行政许\n可", 0, 1), ("3", 1, 1), ("45", 2, 1)],
    ]
    assert cell_of([table], "45").source.line == 7


def test_a_grid_table_of_markdown_is_read_as_a_box() -> None:
    signs = str.maketrans(dict.fromkeys("┌┬┐├┼┤└┴┘", "+") | {"│": "|", "─": "-"})
    assert shown(tables(BOX.translate(signs))[0]) == shown(tables(BOX)[0])


def test_lines_two_columns_wide_as_chinese_fonts_draw_them() -> None:
    [table] = tables(DOUBLE_WIDTH)
    assert shown(table) == [[("行政许\n可", 0, 1), ("3", 1, 1)], [("处罚", 0, 1), ("12", 1, 1)]]


def test_rows_without_rules_between_them_are_one_a_line() -> None:
    text = "+------+----+----+\n| 甲乙 | 一 | 二 |\n+------+----+----+\n| 丙丁 |  3 |  4 |\n| 戊己 |  5 |  6 |\n+------+----+----+\n"
    [table] = tables(text)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["甲乙", "一", "二"],
        ["丙丁", "3", "4"],
        ["戊己", "5", "6"],
    ]


def test_values_of_a_box_whose_lines_do_not_meet_are_doubted() -> None:
    found = tables(BOX.replace("│ 一 │", "│ 一一 │"))
    assert cell_of(found, "45").doubt == NOT_MET


def test_a_blank_between_values_keeps_its_column_and_labels_go_on_below() -> None:
    [table] = tables(LAID_OUT)
    rows = {row[-4].text: [cell.text for cell in row[-3:]] for row in table.rows if len(row) > 3}
    assert rows["二、结转申请"] == ["", "4", "4"]
    assert rows["（一）予以公开的政府\n信息"] == ["1", "", "1"]
    assert not any(cell.doubt for row in table.rows for cell in row)


def test_values_that_stand_under_no_column_are_doubted() -> None:
    ragged = "一、新收申请   3     20     23\n二、结转   4          4\n三、办理数量及结果 1   2      7  9\n"
    found = tables(ragged)
    assert None not in {
        cell.doubt for table in found for row in table.rows for cell in row if cell.text.isdigit()
    }


def test_headings_that_stand_over_no_one_column_settle_none() -> None:
    """Guards columns taken from a converter's page on which headings and values had moved apart."""
    text = "项目    自然人  法人        总计\n一、新收              3         20       23\n二、结转              4                  4\n"
    assert cell_of(tables(text), "20").doubt == NO_COLUMNS


HEAD = "项目          自然人   法人   总计"


@pytest.mark.parametrize(("below", "doubt"), [([], TWO_LINES), (["  数量"], None)])
def test_values_on_a_line_of_their_own_are_a_labels_only_where_it_goes_on(
    below: list[str], doubt: Doubt | None
) -> None:
    lines = [
        HEAD,
        "  1.新收申请    3      20     23",
        "  2.结转申请",
        "                4      30     34",
        *below,
    ]
    found = tables("\n".join([*lines, "  3.办理申请    5      40     45"]))
    assert cell_of(found, "34").doubt == doubt


def test_a_label_that_may_have_lost_its_values_is_doubted() -> None:
    lines = [
        HEAD,
        "  1.新收申请    3      20     23",
        "  2.结转申请",
        "  3.办理",
        "  申请          5      40     45",
    ]
    [table] = tables("\n".join(lines))
    [row] = [row for row in table.rows if row[0].text == "2.结转申请"]
    assert {cell.doubt for cell in row[1:]} == {APART}


def test_front_matter_is_not_on_the_page_and_its_title_is_told() -> None:
    document = read_text('---\ntitle: "某县年报"\ntags: [a]\n---\n\n# 一、总体情况\n\n正文。\n\n# 二、\n')
    assert document.titles == ["某县年报"]
    assert [(p.text, p.source.line) for p in document.paragraphs()] == [
        ("一、总体情况", 6),
        ("正文。", 8),
        ("二、", 10),
    ]


def test_headings_lose_their_attributes() -> None:
    assert [p.text for p in read_text("# 甲乙 {#title}\n\n## 丙丁 {.unnumbered}\n").paragraphs()] == [
        "甲乙",
        "丙丁",
    ]
