"""Tables with bars, marks of Markdown, and Markdown around tables in tags."""

import pytest

from extract.document import Document, Paragraph, Table
from extract.readers.html.reader import looks_like_html, read_html
from extract.readers.shared.placeholders import UNREADABLE
from extract.readers.text.markdown import is_markdown, page_of, printed
from extract.readers.text.reader import read_text
from tests.support.blocks import lines, tables


@pytest.mark.parametrize(
    "table",
    [
        "| 信息内容 | 件数 | 备注 |\n| --- | :---: | ---: |\n| **规章** | `5` |  |\n| a\\|b | 6<br>7 | &nbsp; |",
        "信息内容 | 件数 | 备注\n--- | --- | ---\n规章 | __5__ | \na\\|b | 6<br/>7 | ",
        "┌────────┬────┬────┐\n│信息内容│件数│备注│\n├────────┼────┼────┤\n│规章    │5   │    │\n│a\\|b    │6\\<br>7   │    │\n└────────┴────┴────┘"
        .replace("\\<br>", "<br>"),
        "+----------+------+------+\n| 信息内容 | 件数 | 备注 |\n+==========+======+======+\n| 规章     | 5    |      |\n"
        "| a\\|b     | 6<br>7 |      |\n+----------+------+------+",
    ],
    ids=["pipes", "no outer pipes", "box", "plus and minus"],
)  # fmt: skip
def test_tables_with_bars(table: str) -> None:
    document = read_text(f"前\n\n{table}\n\n后\n")
    [rows] = tables(document)
    assert [[*row, ""][:3] for row in rows] == [
        ["信息内容", "件数", "备注"],
        ["规章", "5", ""],
        ["a|b", "6\n7", ""],
    ]
    assert lines(document) == ["前", "后"]


def test_a_blank_first_cell_between_bars_stays() -> None:
    # Guards `|| 1 | 2 |` losing its first, empty cell.
    assert tables(read_text("| 甲 | 1 | 2 |\n|| 3 | 4 |\n|  | 5 | |")) == [
        [["甲", "1", "2"], ["", "3", "4"], ["", "5", ""]]
    ]


def test_rows_of_a_drawn_table_that_take_several_lines() -> None:
    rule = "├────┼──┤\n"
    rows = ["│一、本年新收│5│\n│申请数量│ │\n", "│二、上年结转│6│\n", "│三│ │\n", "│四│7│\n"]
    document = read_text("┌────┬──┐\n" + rule.join(rows) + "└────┴──┘\n")
    assert tables(document) == [
        [["一、本年新收\n申请数量", "5"], ["二、上年结转", "6"], ["三", ""], ["四", "7"]]
    ]


def test_a_dash_that_looks_like_a_drawn_line_is_a_value() -> None:
    assert lines(read_text("规章\n─\n——\n---\n")) == ["规章", "─", "——", "---"]


def test_labels_repeated_in_every_place_they_cover_stand_once() -> None:
    table = "| 行政复议 | 行政复议 | 诉讼 | 诉讼 |\n|---|---|---|---|\n| 维持 | 纠正 | 维持 | 纠正 |\n| 维持 | 纠正 | 起诉 | 起诉 |\n| 5 | 5 | 无 | 无 |"
    [block] = [block for block in read_text(table).blocks if isinstance(block, Table)]
    assert [[(c.text, c.column, c.span) for c in row] for row in block.rows] == [
        [("行政复议", 0, 2), ("诉讼", 2, 2)],
        [("维持", 0, 1), ("纠正", 1, 1), ("维持", 2, 1), ("纠正", 3, 1)],
        [("起诉", 2, 2)],
        [("5", 0, 1), ("5", 1, 1), ("无", 2, 2)],  # under one heading
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("## 一、总体情况 ##", "一、总体情况"),
        ("> 一、总体情况", "一、总体情况"),
        ("**1\\. 属于国家秘密**", "1. 属于国家秘密"),
        ("***5***", "5"),
        ("~~5~~6", "[5]6"),
        ("5<sup>1</sup>", "5[1]"),
        ("5^1^", "5[1]"),
        ("5[^1]", "5[1]"),
        ('5<sup class="x">1</sup>', "5[1]"),
        ("<strike>5</strike>6", "[5]6"),
        ("5<!-- 3 -->", "5"),
        ("**5**3", "**5**3"),
        ("1*2*3", "1*2*3"),
        ("1_2_3", "1_2_3"),
        ("**53**", "53"),
        ("**1.**规章", "1.规章"),
        ('<span style="display:none">9</span>5', f"{UNREADABLE}95"),
        ('<span style="color:#fff">9</span>5', f"{UNREADABLE}95"),
        ("<font color=white>9</font>5", f"{UNREADABLE}95"),
        ('<span style="font-size:0">9</span>5', f"{UNREADABLE}95"),
        ('<span style="font-size:14px;color:red">5</span>', "5"),
        ('<span style="font-size:1.2em">5</span>', "5"),
        ('<font color="black">5</font>', "5"),
        ("![](5.png)", UNREADABLE),
        ("[年报](a.htm)", "年报"),
        ("a_b_c", "a_b_c"),
        ("-5", "-5"),
        ("3*4", "3*4"),
        ("*", "*"),
        ("&nbsp;", ""),
    ],
)
def test_marks_of_markdown(text: str, shown: str) -> None:
    assert printed(text) == shown


def test_headings_and_rules_of_markdown() -> None:
    document = read_text("# 题\n\n## 一、总体情况\n\n---\n\n正**文**\n")
    assert lines(document) == ["题", "一、总体情况", "正文"]


def outline(document: Document) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else "table" for block in document.blocks]


IN_TAGS = "<table><tr><td>规章</td><td>5</td></tr></table>"


def test_markdown_around_tables_in_tags() -> None:
    text = f"# 题\n\n一、总体情况\n{IN_TAGS}\n二、其他\n无\n"
    assert looks_like_html(text)
    assert outline(read_html(text)) == ["# 题", "一、总体情况", "table", "二、其他", "无"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("## 一、总体情况", "## 二、其他"),
        ("### 一、总体情况 ###", "### 二、其他 ###"),
        ("##一、总体情况", "##二、其他"),
        ("**一、总体情况**", "**二、其他**"),
        ("一、总体情况\n=======", "二、其他\n-------"),
    ],
    ids=["marked", "closed", "no space", "bold", "underlined"],
)
@pytest.mark.parametrize(
    "table", [IN_TAGS, f"<html><body>{IN_TAGS}</body></html>"], ids=["a table", "a page a table"]
)
def test_a_single_heading_between_tables_in_tags_loses_its_marks(first: str, second: str, table: str) -> None:
    document = read_html(f"{first}\n\n{table}\n\n{second}\n\n{table}\n\n无\n")
    assert outline(document) == ["一、总体情况", "table", "二、其他", "table", "无"]


def test_lines_of_markdown_stay_lines_beside_other_tags() -> None:
    document = read_html(f"# 题\n\n# 一、总体情况\n\n<div align=center>表1</div>\n\n{IN_TAGS}\n\n无<br>\n")
    assert outline(document) == ["题", "一、总体情况", "表1", "table", "无"]


@pytest.mark.parametrize(
    "page",
    [
        f"# 题\n# 一、总体情况\n<div style='display:none'>{IN_TAGS}</div>",
        f"<div># 题\n# 一、总体情况\n{IN_TAGS}</div>",
        f"题<script># 一\n# 二\n</script>{IN_TAGS}",
        "题\n<table><tr><td>规章<table><tr><td>5</td></tr></table></td></tr></table>",
    ],
    ids=["hides a table", "begins with a tag", "has a script", "tables in tables"],
)
def test_a_page_is_no_markdown(page: str) -> None:
    assert page_of(page) is None


def test_three_dashes_in_a_text_are_a_value_and_underline_nothing() -> None:
    assert not is_markdown("行政许可\n---\n行政处罚\n---\n")
    assert is_markdown("题\n====\n\n一、总体情况\n----\n")
