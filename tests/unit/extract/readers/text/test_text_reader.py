"""Text and Markdown to blocks: what is left of a table's layout, and whole reports in each of the ways."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.scoring import score
from extract.document import Document, Paragraph, Table, UnreadableFileError
from extract.readers.html.reader import looks_like_html, read_html
from extract.readers.shared.encodings import decode
from extract.readers.shared.placeholders import UNREADABLE
from extract.readers.text.markdown import is_markdown, page_of, printed
from extract.readers.text.reader import read_text
from extract.reading import read_report
from tests.support import layouts as lay
from tests.support.budget import examples
from tests.support.layouts import Block, Figures


def tables(document: Document) -> list[list[list[str]]]:
    return [
        [[c.text for c in row] for row in block.rows] for block in document.blocks if isinstance(block, Table)
    ]


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def grids(document: Document) -> list[bool]:
    return [block.grid for block in document.blocks if isinstance(block, Table)]


# Encodings


TEXT = "青禾县教育局2023年政府信息公开工作年度报告，总计：5\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)).strip("\ufeff") == TEXT


def test_big5_with_and_without_its_name() -> None:
    text = "青禾縣教育局2023年政府信息公開年度報告，總計：5"
    assert decode(text.encode("big5")) == text
    assert decode(b"<meta charset=big5>" + text.encode("big5")).endswith(text)


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "iso-8859-1"])
def test_a_wrong_charset_in_the_page_does_not_matter(charset: str) -> None:
    text = f"<meta charset={charset}>{TEXT}镕"  # a character that gb2312 lacks
    assert decode(text.encode("gb18030")) == text


def test_a_damaged_character_does_not_turn_the_text_into_another_encoding() -> None:
    """Guards UTF-8 with one cut character read as GB18030, labels lost."""
    data = TEXT.encode()
    assert decode(data * 20 + data[:20]).startswith(TEXT)
    assert decode(data[:3] + b"\xff" + data[3:]).count("\ufffd") == 1


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 20, b"a\x00\xff\xfe\xd8\x00\xd8\x00"])
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="binary"):
        decode(data)


# Lines


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


# Bars and Markdown


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
        [("5", 0, 1), ("5", 1, 1), ("无", 2, 1), ("无", 3, 1)],
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


def told(document: Document) -> list[str]:
    return [block.text if isinstance(block, Paragraph) else "table" for block in document.blocks]


IN_TAGS = "<table><tr><td>规章</td><td>5</td></tr></table>"


def test_markdown_around_tables_in_tags() -> None:
    text = f"# 题\n\n一、总体情况\n{IN_TAGS}\n二、其他\n无\n"
    assert looks_like_html(text)
    assert told(read_html(text)) == ["# 题", "一、总体情况", "table", "二、其他", "无"]


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
    assert told(document) == ["一、总体情况", "table", "二、其他", "table", "无"]


def test_lines_of_markdown_stay_lines_beside_other_tags() -> None:
    document = read_html(f"# 题\n\n# 一、总体情况\n\n<div align=center>表1</div>\n\n{IN_TAGS}\n\n无<br>\n")
    assert told(document) == ["题", "一、总体情况", "表1", "table", "无"]


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


# Whole reports


FIGURES = lay.figures()
BLANKS = {
    key: "" if re.search(r"science|legal|total$|corrected|repealed", key) else told
    for key, told in FIGURES.items()
}
Writer = Callable[[list[Block]], bytes]


def box_drawn(document: list[Block]) -> bytes:
    """Tables drawn with lines, a merged cell once, at the top left of its place."""
    out = []
    for block in document:
        if isinstance(block, str):
            out.append(block)
            continue
        rows = [f"│{'│'.join(lay._padded(line))}│" for line in lay.slots(block)]
        out.append("┌──────────┐\n" + "\n├──────────┤\n".join(rows) + "\n└──────────┘")
    return "\n".join(out).encode()


def separated(separator: str) -> Writer:
    def write(document: list[Block]) -> bytes:
        lines = [line.split("\t") for line in lay.tsv_padded(document).decode().split("\n")]
        width = max(map(len, lines))
        written = io.StringIO()
        csv.writer(written, delimiter=separator).writerows(
            [*line, *[""] * (width - len(line))] for line in lines
        )
        return written.getvalue().encode()

    return write


def bare_pipes(document: list[Block]) -> bytes:
    return re.sub(r"(?m)^\| | \|$", "", lay.markdown(document).decode()).encode()


def with_marks(document: list[Block]) -> bytes:
    """Markdown as converters write it: numbers and labels in bold, list numbers escaped, headings marked."""
    text = re.sub(r"(?<=\| )([^|\n]+?)(?= \|)", r"**\1**", lay.markdown(document).decode())
    text = re.sub(r"\*\*(---)\*\*", r"\1", re.sub(r"(\d)\.", r"\1\\.", text))
    return re.sub(r"(?m)^([一二三四五六]、|青禾县)", r"## \1", text).encode()


def double_spaced(document: list[Block]) -> bytes:
    return lay.lines(document).replace(b"\n", b"\n\n")


@pytest.mark.parametrize("figures", [FIGURES, BLANKS], ids=["full", "blanks"])
@pytest.mark.parametrize(
    "write",
    [lay.lines, double_spaced, lay.tsv_padded, lay.markdown, bare_pipes, with_marks, box_drawn, separated(","), separated(";")],
    ids=["lines", "double-spaced", "tabs", "markdown", "bare pipes", "marks", "box", "comma", "semicolon"],
)  # fmt: skip
def test_whole_reports(write: Writer, figures: Figures) -> None:
    report = read_report(Path("report"), write(lay.blocks(figures)))
    result = score(report, lay.truth(figures))
    assert (result.silent, result.needless) == ([], [])
    assert report.status == "read"
    assert (report.metadata.agency_name, report.metadata.report_year) == (lay.AGENCY, lay.YEAR)
    assert [section.key for section in report.sections] == [
        "overview", "disclosures", "applications", "appeals", "problems", "other_matters",
    ]  # fmt: skip


def test_an_empty_line_is_no_cell_where_rows_come_out_equal_without_it() -> None:
    text = lay.lines(lay.blocks(FIGURES)).decode()
    spaced = re.sub(r"(?m)^(（.*|\d\..*|[一二四]、[本上结].*)$", r"\n\1\n", text)
    result = score(read_report(Path("report"), spaced.encode()), lay.truth(FIGURES))
    assert (result.silent, result.needless) == ([], [])


_parts = st.sampled_from(
    ["|", "\t", "\n", "\n\n", "---", "| --- |", "│", "├──┤\n", "5", "规章", "，", ",", ";", '"', "# ", "**", "\\", "<br>", "无", "一、", " "]
)  # fmt: skip


@settings(max_examples=examples(300))
@given(st.lists(_parts, max_size=60))
def test_any_lines_end_as_a_document_that_loses_no_digit(parts: list[str]) -> None:
    text = "".join(parts)
    document = read_text(text)
    told = "".join(
        c.text for block in document.blocks if isinstance(block, Table) for row in block.rows for c in row
    )
    assert (told + "".join(lines(document))).count("5") == text.count("5")
