"""HTML to blocks: what a person sees on the page, and a mark where something is seen that is no text."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from benchmarks.scoring import score
from extract.document import Document, Paragraph, Table, UnreadableFileError
from extract.readers.html.reader import looks_like_html, read_html
from extract.readers.shared.placeholders import UNREADABLE
from extract.reading import read_report
from tests.support import layouts as lay
from tests.support.budget import examples

Q = UNREADABLE


def tables(document: Document) -> list[list[list[str]]]:
    return [
        [[c.text for c in row] for row in block.rows] for block in document.blocks if isinstance(block, Table)
    ]


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def value(content: str, style: str = "") -> str:
    """The text of a value cell that holds `content`, beside a label."""
    page = f"<style>{style}</style><table><tr><td>规章</td><td>{content}</td></tr></table>"
    [[[_, text]]] = tables(read_html(page))
    return text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p><span>1</span><span lang=EN-US>2</span><o:p></o:p></p>", "12"),
        ("<b><font><font>1</font></font></b><i>2</i>", "12"),
        ("&nbsp;5&nbsp;", "5"),
        ("\u200b5\u200b\ufeff", "\u200b5\u200b\ufeff"),  # values.py knows them
        ("&amp;nbsp;", ""),
        ("5&amp;nbsp;", "5"),
        ("<!-- 9 -->5<!--[if gte vml 1]><v:textbox>9</v:textbox><![endif]-->", "5"),
        ("<![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p>", ""),
        ("1<br>2", "1\n2"),
        ("<p>1</p><p>2</p>", "1\n2"),
        ("<div><div>5</div></div>", "5"),
        ("<input value='7'>", "7"),
        ("<input type=hidden value='9'>5", "5"),
        ("<input type=number value='7'>", "7"),
        ("<input placeholder='0'>", Q),
        ("<textarea>7</textarea>", "7"),
        ("<select><option>1<option selected>2</select>", "2"),
        ("<select><option>1</option><option>2</option></select>", "1"),
        ("<img src='5.png'>", Q),
        ("<img width=1 src='spacer.gif'>5", "5"),
        ("<img style='width:1px;height:1px'>5", "5"),
        ("<svg><text>5</text></svg>", Q),
        ("<object data='5.svg'></object>", Q),
        ("5<sup>1</sup>", "5[1]"),
        ("5<sup></sup>", "5"),
        ("<del>5</del>6", "[5]6"),
        ("<span style='text-decoration:line-through'>5</span>6", "[5]6"),
        ("5<span style='vertical-align: super'>1</span>", "5[1]"),
        ("<span style='vertical-align: middle'>51</span>", "51"),
        ("<math><mn>5</mn></math>", "5"),
        ("<math><msup><mn>5</mn><mn>2</mn></msup></math>", "[52]"),
        ("<ruby>5<rp>(</rp><rt>9</rt><rp>)</rp></ruby>", "5"),
        ("<ol><li>5</li></ol>", f"{Q}5"),
        ("<ol><li></li></ol>", Q),
        ("<ol style='list-style:none'><li>5</li></ol>", "5"),
        ("<ul><li>5</li></ul>", "5"),
        ("<span style='display:none'>9</span>5", "5"),
        ("<span STYLE='DISPLAY: NONE'>9</span>5", "5"),
        ("<span hidden>9</span>5", "5"),
        ("<span style='visibility:hidden'>9</span>5", "5"),
        ("<span style='visibility:hidden'>9<b style='visibility:visible'>5</b></span>", Q),
        ("<span style='mso-hide:all'>9</span>5", "5"),
        ("<span style='font-size:0'>9</span>5", "5"),
        ("<span style='font-size:0.9em'>5</span>", "5"),
        ("<div style='font-size:0'><span style='font-size:14px'>5</span></div>", "5"),
        ("<span style='opacity:0'>9</span>", Q),
        ("<table><tr><td>5</td></tr></table>", "5"),
    ],
)  # fmt: skip
def test_text_of_a_cell(content: str, text: str) -> None:
    assert value(content) == text


@pytest.mark.parametrize(
    ("content", "style", "text"),
    [
        ("<i class=d5></i>", ".d5::before { content: '5' }", Q),
        ("<i class=d5></i>", ".d5:after{content:counter(row)}", Q),
        ("<i class=d5></i>5", ".d5:before{content:''}", "5"),
        ("<i class=d5>5</i>", ".d5:after{content:'.';display:block;visibility:hidden}", "5"),
        ("<i class=d5>5</i>", "@media (max-width: 600px) { .d5::before{content:'9'} }", "5"),
        ("<i class=d5>5</i>", "@media screen { .d5::before{content:'9'} }", f"{Q}5"),
        ("<i class=x>9</i>5", ".a, .x, .b { display:none }", "5"),
        ("<i class=x>9</i>5", "td > .x { display:none }", "5"),
        ("<i class=x>5</i>", ".menu .x { display:none }", "5"),
        ("<i class=x>5</i>", ".x { display:none } td .x { display:inline }", "5"),
        ("<i class='x on'>5</i>", ".x{display:none} .x.on{display:inline}", "5"),
        ("<i class=x style='display:inline'>5</i>", ".x{display:none}", "5"),
        ("<i class=x style='display:inline'>9</i>5", ".x{display:none !important}", "5"),
        ("<i class=x>5</i>", ".x:hover{display:none}", "5"),
        ("<i class=x>5</i>", "@media print{.x{display:none}}", "5"),
        ("<i class=x>5</i>", "/* .x{display:none} */", "5"),
        ("<i id=x>9</i>5", "#x{display:none}", "5"),
        ("5<i class=x>1</i>", "i.x{vertical-align:super}", "5[1]"),
        ("<i class=x>5</i>", ".x{display:none", "5"),
        ("<i class=x>5</i>", "<!-- @font-face{font-family:a} @page S{size:1} p.MsoNormal{margin:0} -->", "5"),
    ],
)  # fmt: skip
def test_style_sheets_that_hide_or_print(content: str, style: str, text: str) -> None:
    """Guards digits printed by ::before read as a blank, and rules that another rule overrides."""
    assert value(content, style) == text


def test_generated_text_beside_a_label_leaves_the_label() -> None:
    page = (
        "<style>td.l:before{content:'*'}</style><table><tr><td class=l>行政许可</td><td>5</td></tr></table>"
    )
    assert tables(read_html(page)) == [[["行政许可", "5"]]]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("<tr><td>甲<td>1<tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td>甲</td><td>1</tr><tr><td>乙<td>2</tr>", [["甲", "1"], ["乙", "2"]]),
        ("<td>甲<td>1<tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td>甲</td></tr><td>1</td><td>2</td>", [["甲"], ["1", "2"]]),
        ("<form><tr><td>甲</td><td>1</td></tr></form>", [["甲", "1"]]),
        ("<tfoot><tr><td>丙</td><td>3</td></tr></tfoot><tbody><tr><td>乙</td><td>2</td></tr></tbody>"
         "<thead><tr><td>甲</td><td>1</td></tr></thead>", [["甲", "1"], ["乙", "2"], ["丙", "3"]]),
        ("<tr><td>甲</td><td>1</td></tr><tr hidden><td>乙</td><td>2</td></tr>", [["甲", "1"]]),
        ("<tr><td>甲</td><td>1</td></tr><tr style='display:none'><td>乙</td><td>2</td></tr>", [["甲", "1"]]),
        ("<tr><td>甲</td><td>1</td></tr><tr style='visibility:collapse'><td>乙</td><td>2</td></tr>", [["甲", "1"]]),
        ("<tr><td>甲</td><td style='display:none'>9</td><td>1</td></tr>", [["甲", "1"]]),
        ("<tr><td>甲</td><td style='visibility:hidden'>9</td><td>1</td></tr>", [["甲", "", "1"]]),
        ("<tbody><tr><th scope=row>甲</th><td>1</td></tr></tbody>", [["甲", "1"]]),
    ],
)  # fmt: skip
def test_rows_as_browsers_make_them(table: str, rows: list[list[str]]) -> None:
    assert tables(read_html(f"<table>{table}</table>")) == [rows]


def places(page: str) -> list[list[tuple[str, int, int]]]:
    [table] = [block for block in read_html(page).blocks if isinstance(block, Table)]
    return [[(cell.text, cell.column, cell.span) for cell in row] for row in table.rows]


def test_spans_end_with_their_group_of_rows() -> None:
    page = (
        "<table><tbody><tr><td rowspan=3>甲</td><td colspan=2>1</td></tr></tbody>"
        "<tbody><tr><td rowspan=0>乙</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></tbody></table>"
    )
    assert places(page) == [
        [("甲", 0, 1), ("1", 1, 2)],
        [("乙", 0, 1), ("2", 1, 1), ("3", 2, 1)],
        [("4", 1, 1), ("5", 2, 1)],
    ]


def test_spans_are_laid_out_and_a_cell_stands_once() -> None:
    page = (
        "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>1</td><td>&nbsp;</td></tr></table>"
    )
    assert places(page) == [[("甲", 0, 1), ("乙", 1, 2)], [("1", 1, 1), ("", 2, 1)]]


def test_scripts_and_chrome_are_no_text() -> None:
    page = "<body><p>外面</p><script>3</script><select><option>跳转</select><iframe src=a></iframe><img src=b>后</body>"
    assert lines(read_html(page)) == ["外面", "后"]


DIV_TABLES = {
    "roles": (
        "<div role=table><div role=row><span role=columnheader>信息内容</span><span role=columnheader>件数</span></div>"
        "<div role=row><span role=cell>规章</span><span role=cell></span></div></div>",
        "",
    ),
    "display table": (
        "<div class=t><div class=r><div class=c>信息内容</div><div class=c>件数</div></div>"
        "<div class=r><div class=c>规章</div><div class=c></div></div></div>",
        ".t{display:table}.r{display:table-row}.c{display:table-cell}",
    ),
    "display grid": (
        "<div class=g><div>信息内容</div><div>件数</div><div>规章</div><div></div></div>",
        ".g{display:grid;grid-template-columns:2fr minmax(10px, 1fr)}",
    ),
    "rows of a grid": (
        "<div style='display:grid;grid-template-columns:repeat(2, 1fr)'>"
        "<div style='display:contents'><div>信息内容</div><div>件数</div></div>"
        "<div style='display:contents'><div>规章</div><div></div></div></div>",
        "",
    ),
}


@pytest.mark.parametrize("kind", DIV_TABLES)
def test_tables_without_table_tags(kind: str) -> None:
    page, style = DIV_TABLES[kind]
    document = read_html(f"<style>{style}</style><p>前</p>{page}<p>后</p>")
    assert tables(document) == [[["信息内容", "件数"], ["规章", ""]]]
    assert lines(document) == ["前", "后"]


def test_a_grid_with_spans() -> None:
    page = (
        "<div style='display:grid;grid-template-columns:repeat(4, 1fr)'><p style='grid-row:span 2'>甲</p>"
        "<p style='grid-column:2 / 4'>乙</p><p>1</p><p>2</p><p style='grid-column: span 2'>3</p></div>"
    )
    assert places(page) == [
        [("甲", 0, 1), ("乙", 1, 2), ("1", 3, 1)],
        [("2", 1, 1), ("3", 2, 2)],
    ]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("div", "div"),
        ("ul", "li"),
        ("dl", "dd"),
        ("div", "p"),
        ("div", "span"),
        ("li", "span"),
        ("section", "div"),
    ],
)
def test_rows_of_boxes_keep_their_blank_cells(row: str, cell: str) -> None:
    texts = [["规章", "3", "", "0"], ["行政规范性文件", "", "2", "1"], ["行政许可", "5", "-", ""]]
    body = "".join(
        f"<{row}>" + "".join(f"<{cell}>{t}</{cell}>" for t in line) + f"</{row}>" for line in texts
    )
    document = read_html(f"<div><h2>二、主动公开</h2>{body}<h2>三、申请</h2></div>")
    [table] = [block for block in document.blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in table.rows] == texts
    assert not table.grid  # nothing says that columns are below each other
    assert lines(document) == ["二、主动公开", "三、申请"]


def test_boxes_of_running_text_are_no_table() -> None:
    page = (
        "<div><div><span>收到申请</span><span>12</span><span>件</span></div><div><span>办结</span><span>5</span><span>件</span></div>"
        "<ul><li>首页</li><li>公开</li></ul><ul><li>互动</li><li>服务</li></ul></div>"
    )
    document = read_html(page)
    assert tables(document) == []
    assert lines(document) == ["收到申请12件", "办结5件", "首页", "公开", "互动", "服务"]


def test_layout_tables_are_walked_in_order_and_small_inner_tables_belong_to_their_cell() -> None:
    page = (
        "<table><tr><td>导航</td></tr><tr><td><p>一、总体情况</p>"
        "<table><tr><td>规章</td><td><table><tr><td>5</td></tr></table></td><td>6</td></tr><tr><td>甲</td><td>1</td><td>2</td></tr></table>"
        "<p>二、其他</p></td></tr></table>"
    )
    document = read_html(page)
    assert tables(document) == [[["规章", "5", "6"], ["甲", "1", "2"]]]
    assert lines(document) == ["导航", "一、总体情况", "二、其他"]


def test_a_report_in_one_cell_is_running_text() -> None:
    text = "本年度公开政府信息若干条。" * 10
    page = f"<table><tr><td><p>一、总体情况</p><p>{text}</p><p>二、其他</p></td></tr></table>"
    assert lines(read_html(page)) == ["一、总体情况", text, "二、其他"]


def test_preformatted_text_keeps_its_lines_and_blanks() -> None:
    page = "<pre>一、总体情况\n规章\t1\t\t3\n\n六、其他</pre><div style='white-space:pre-wrap'>甲\n乙</div><p>丙\n丁</p>"
    document = read_html(page)
    assert tables(document) == [[["规章", "1", "", "3"]]]
    assert lines(document) == ["一、总体情况", "六、其他", "甲", "乙", "丙 丁"]


TABLE = "<table><tr><td>规章</td><td>5</td></tr></table>"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"code": 0, "data": {"title": "年报", "content": TABLE}}),
        json.dumps([{"content": TABLE}]).replace("<", "\\u003c"),
        f"callback({json.dumps({'content': TABLE})});",
        f"<?xml version='1.0' encoding='gb2312'?><article><content><![CDATA[{TABLE}]]></content></article>",
        TABLE.replace("<", "&lt;").replace(">", "&gt;").join(["<div>", "</div>"]),
        f"<html><body><p>\x00</p>{TABLE}",
    ],
    ids=["json", "json list", "jsonp", "xml", "escaped", "nul"],
)
def test_pages_in_wrappings(text: str) -> None:
    assert looks_like_html(text)
    assert tables(read_html(text)) == [[["规章", "5"]]]


def test_unclosed_inline_tags_do_not_lose_the_rest_of_the_page() -> None:
    # Guards rows dropped without a word behind 255 tags left open.
    page = "".join(f"<p><font><b>第{n}段" for n in range(200)) + TABLE
    assert tables(read_html(page)) == [[["规章", "5"]]]
    with pytest.raises(UnreadableFileError, match="too deeply"):
        read_html("<div>" * 5000 + TABLE)


FIGURES = lay.figures()
BLANKS = {
    k: "" if re.search(r"legal|total$|corrected|repealed|commercial", k) else v for k, v in FIGURES.items()
}


def boxes(page: str, row: str, cell: str) -> str:
    """The page with boxes of these tags and classes, as sites write them, in place of its tables."""
    page = re.sub(r"<(/?)table>", r"<\1div>", page)
    page = re.sub(r"</t([rd])>", lambda end: f"</{row if end[1] == 'r' else cell}>", page)
    return re.sub(r"<td[^>]*>", f'<{cell} class="col">', page.replace("<tr>", f'<{row} class="row">'))


@pytest.mark.parametrize("figures", [FIGURES, BLANKS], ids=["full", "blanks"])
@pytest.mark.parametrize(("row", "cell"), [("div", "div"), ("ul", "li"), ("div", "span"), ("dl", "dd")])
def test_whole_reports_of_boxes(row: str, cell: str, figures: dict[str, str]) -> None:
    page = boxes(lay.html(lay.blocks(figures)).decode(), row, cell)
    report = read_report(Path("report"), page.encode())
    result = score(report, lay.truth(figures))
    assert (result.silent, result.needless, report.status) == ([], [], "read")


@pytest.mark.parametrize(
    "bend",
    [
        lambda page: re.sub("</t[dr]>", "", page),
        lambda page: f"<table><tr><td>{page}</td></tr></table>",
        lambda page: json.dumps({"content": page}),
        lambda page: re.sub(
            r"(?<=<td>)[^<]+", lambda text: "".join(f"<span>{c}</span>" for c in text[0]), page
        ),
        lambda page: re.sub(r"(?<=<td>)(\d+)(?=<)", r"&amp;nbsp;&#8203;\1&amp;nbsp;", page),
        lambda page: OpenCC("s2t").convert(page),
    ],
    ids=["no end tags", "in one cell", "json", "a span a letter", "spaces escaped twice", "traditional"],
)
def test_whole_reports_in_odd_markup(bend: Callable[[str], str]) -> None:
    report = read_report(Path("report"), bend(lay.html(lay.blocks(FIGURES)).decode()).encode())
    result = score(report, lay.truth(FIGURES))
    assert (result.silent, result.needless, report.status) == ([], [], "read")


def test_digits_that_a_style_sheet_prints_are_all_doubted() -> None:
    """Guards a page whose first digits stand in its style sheet alone: 12 was read as 2."""
    page = re.sub(
        r"<td>(\d)(\d*)</td>", r"<td><i class=d\1></i>\2</td>", lay.html(lay.blocks(FIGURES)).decode()
    )
    style = "".join(f".d{digit}::before{{content:'{digit}'}}" for digit in range(10))
    report = read_report(Path("report"), page.replace("</head>", f"<style>{style}</style></head>").encode())
    assert score(report, lay.truth(FIGURES)).silent == []


_parts = st.sampled_from(
    ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=2>", "<td colspan=3>", "<div>", "</div>", "<pre>",
     "</pre>", "<div style='display:grid;grid-template-columns:repeat(3,1fr)'>", "<p style='grid-column:span 2'>", "</p>",
     "<style>.a{display:none}.b::before{content:'5'}</style>", "<i class=a>", "<i class=b>", "</i>", "<ol><li>", "<sup>", "</sup>",
     "<div role=row>", "<span role=cell>", "</span>", "<span hidden>", "<select><option>", "<div style='display:table-cell'>",
     "<ul><li>甲</li><li>5</li></ul>", "5", "规章", "\t", "\n", "<img>", "<br>", "{", "<![CDATA[", "]]>", "&lt;td"]
)  # fmt: skip


@settings(max_examples=examples(300))
@given(st.lists(_parts, max_size=40))
def test_any_markup_ends_as_a_document(parts: list[str]) -> None:
    try:
        document = read_html("".join(parts))
    except UnreadableFileError:
        return
    for block in document.blocks:
        if isinstance(block, Table):
            assert all(cell.column >= 0 and cell.span >= 1 for row in block.rows for cell in row)


def test_a_hostile_sheet_ends_quickly() -> None:
    assert value("5", "@media{" * 50_000) == "5"
    assert value("5", ".a{display:none}" * 20_000 + "a{" * 50_000) == "5"


def lines_of(page: str) -> list[tuple[str, int | None]]:
    return [(block.text, block.source.line) for block in read_html(page).paragraphs()]


def test_running_text_of_a_page_had_no_place() -> None:
    page = "\n<?xml version='1.0'?>\n<html><body>\n<div>甲\n<p>乙<br>\n丙</p>\n\n<p>\n<b>丁</b></p><table><tr><td>戊\n</td></tr></table>己\n</div><pre>\n庚\n\n辛</pre></body></html>"
    assert lines_of(page) == [("甲", 4), ("乙", 5), ("丙", 5), ("丁", 8), ("己", 9), ("庚", 12), ("辛", 14)]


def test_digits_run_together_in_a_paragraph_point_to_its_line() -> None:
    page = (
        "<html><body>\n"
        + "".join(f"<p>{n}</p>\n" for n in ("一", "二"))
        + "<p>\u3000\u30006000420470</p></body></html>"
    )
    assert lines_of(page)[-1] == ("6000420470", 4)


def test_lines_that_the_parser_no_longer_counts_are_not_told() -> None:
    assert lines_of(f"<body>{chr(10) * 70_000}<p>甲</p></body>") == [("甲", None)]
