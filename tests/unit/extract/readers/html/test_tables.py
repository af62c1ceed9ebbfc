"""Tables of a page, with table tags and without: rows as browsers make them, spans, grids and rows of boxes."""

import pytest

from extract.document import Table
from extract.readers.html.reader import read_html
from tests.support.blocks import lines, tables


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
    "named areas of a grid that is a table by its role too": (
        "<div role=table style='display:grid;grid-template-columns:repeat(2,auto)'>"
        "<div role=cell style='grid-area:2/1/span 1/span 1'>规章</div>"
        "<div role=columnheader style='grid-area:1/2/span 1/span 1'>件数</div>"
        "<div role=columnheader style='grid-area:1/1/span 1/span 1'>信息内容</div>"
        "<div role=cell style='grid-area:2/2/span 1/span 1'></div></div>",
        "",
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


@pytest.mark.parametrize(
    ("style", "cells"),
    [
        (".r{display:flex}", [("规章", 0), ("3", 2), ("1", 1), ("", 3)]),
        (".r{display:flex}", [("规章", -1), ("3", +2), ("1", 1), ("", 3)]),
        (".r{display:flex;flex-direction:row-reverse}", [("", 0), ("3", 0), ("1", 0), ("规章", 0)]),
        (".r{display:flex;flex-flow:row-reverse}", [("", 0), ("3", 0), ("1", 0), ("规章", 0)]),
    ],
    ids=["order", "negative", "reversed", "flow"],
)
def test_boxes_are_read_in_the_order_in_which_they_are_shown(
    style: str, cells: list[tuple[str, int]]
) -> None:
    """Guards a silent error: rows of boxes whose style gives them another order were read in that of the source."""
    row = "<div class=r>" + "".join(f"<div style='order:{at}'>{text}</div>" for text, at in cells) + "</div>"
    page = f"<style>{style}</style><div><h2>二、主动公开</h2>{row * 3}<h2>三、申请</h2></div>"
    assert tables(read_html(page)) == [[["规章", "1", "3", ""]] * 3]
    inline = page.replace("<div class=r>", f"<div style='{style[3:-1]}'>").replace(
        f"<style>{style}</style>", ""
    )
    assert tables(read_html(inline)) == [[["规章", "1", "3", ""]] * 3]


GRID = "<p>前</p><div style='display:grid;grid-template-columns:repeat(2,1fr)'>{}</div><p>后</p>"


@pytest.mark.parametrize(
    "items",
    [
        "<p style='grid-area:1/5'>1</p><p>2</p><p>3</p><p>4</p>",
        "<p style='grid-column:5'>1</p><p>2</p><p>3</p><p>4</p>",
        "<p style='grid-area:1/-1'>1</p><p>2</p><p>3</p><p>4</p>",
        "<p style='grid-area:2/1'>1</p><p>2</p><p>3</p><p>4</p>",  # CSS puts the others around it
        "<p style='grid-area:1/1/span 1/span 2'>1</p>" * 3_000,
        "<p style='grid-area:1/1/span 60/span 60'>1</p>" * 200,
    ],
    ids=["no such column", "the same", "from the end", "only one placed", "one above the other", "large"],
)
def test_a_grid_whose_places_are_not_told_is_no_table(items: str) -> None:
    """Guards endless and quadratic searches for a place, and values in places that the page does not show."""
    assert tables(read_html(GRID.format(items))) == []


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
