"""Text of a page that nobody sees is no part of the number beside it, however the page hides it."""

import pytest

from extract.document import Table
from extract.readers.html.reader import read_html
from extract.readers.shared.placeholders import UNREADABLE as Q


def rows(page: str) -> list[list[str]]:
    return [
        [cell.text for cell in row]
        for block in read_html(page).blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


def value(content: str, style: str = "", cell: str = "", row: str = "") -> str:
    page = f"<style>{style}</style><table><tr {row}><td>规章规章</td><td {cell}>{content}</td></tr></table>"
    return rows(page)[0][1]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<span style='position:absolute;clip:rect(0,0,0,0)'>9</span>5", "5"),
        ("<span style='position:absolute;clip:rect(1px 1px 1px 1px)'>9</span>5", "5"),
        ("<span style='position:absolute;clip-path:inset(50%)'>9</span>5", "5"),
        ("<span style='position:absolute;left:-9999px'>9</span>5", "5"),
        ("<span style='position:fixed;top:-200em'>9</span>5", "5"),
        ("<div style='height:0;overflow:hidden'>9</div>5", "5"),
        ("<div style='max-height:0px;overflow:hidden'>9</div>5", "5"),
        ("<span style='display:inline-block;width:0;overflow:hidden'>9</span>5", "5"),
        ("<span style='font-size:1px'>9</span>5", "5"),
        ("<span style='font-size:0.01em'>9</span>5", "5"),
        ("<span style='font-size:.5pt'>9</span>5", "5"),
        ("<span style='font-size:3%'>9</span>5", "5"),
        ("<div style='text-indent:-9999px'>9</div>5", "5"),
        ("<span style='opacity:0.01'>9</span>", Q),
        ("5<datalist><option>9</option></datalist>", "5"),
        # what is seen stays
        ("<span style='position:absolute;clip:rect(0,20px,20px,0)'>5</span>", "5"),
        ("<span style='position:relative;left:-2px'>5</span>", "5"),
        ("<span style='width:0;overflow:hidden'>5</span>", "5"),  # an inline box has no width
        ("<div style='height:0'>5</div>", "5"),
        ("<p style='text-indent:-21.0pt'>5</p>", "5"),
        ("<span style='font-size:0.8em'>5</span>", "5"),
        ("<span style='opacity:0.9'>5</span>", "5"),
    ],
)
def test_digits_clipped_moved_away_or_without_size_joined_into_a_number(content: str, text: str) -> None:
    assert value(content) == text


@pytest.mark.parametrize(
    "hidden",
    ["color:#fff", "color: WHITE", "color:rgb(254,254,254)", "color:transparent", "color:#fff!important"],
)
def test_digits_in_the_colour_of_the_paper_read_as_print(hidden: str) -> None:
    assert value("5", cell=f'style="{hidden}"') == Q
    assert value(f"7<span style='{hidden}'>5</span>") == f"7{Q}"
    assert value("5", style=f"td.x{{{hidden}}}", cell="class=x") == Q
    assert value("<b>5</b>", row=f'style="{hidden}"') == Q


def test_white_font_tags_read_as_print() -> None:
    assert value("<font color=white>5</font>") == Q
    assert value("<FONT COLOR='#FFFFFF'>5</FONT>") == Q


@pytest.mark.parametrize(
    ("content", "cell", "row"),
    [
        ("5", "style='background:#06c;color:#fff'", ""),
        ("5", "style='color:#fff'", "bgcolor=#336699"),
        ("5", "style='color:#fff'", "style='background-color:navy'"),
        ("5", "style='color:#fff'", "style='background:url(head.png) no-repeat'"),
        ("<font color=black>5</font>", "style='color:#fff'", ""),
        ("<span style='color:#333'>5</span>", "style='color:#fff'", ""),
        ("<a href='/x'>5</a>", "style='color:#fff'", ""),
        ("5", "class=head", ""),
    ],
)
def test_pale_digits_on_a_dark_ground_and_dark_ones_in_pale_boxes_are_read(
    content: str, cell: str, row: str
) -> None:
    assert value(content, style="tr{color:#fff} .head{background-color:#369} td{color:inherit}" if "head" in cell else "",
                 cell=cell, row=row) == "5"  # fmt: skip


@pytest.mark.parametrize(
    ("content", "style", "cell", "row"),
    [
        ("<font color='#e8eef7'>5</font>", "", "bgcolor='#e8eef7'", ""),
        ("<FONT COLOR=#E8EEF7>5</FONT>", "", "BGCOLOR=e8eef7", ""),
        ("<b>5</b>", "", "style='color:#1f4e79'", "style='background:#1F4E79'"),
        ("5", "tr{background-color:navy} td{color:#000080}", "", ""),
        ("5", ".a{color:rgb(200,200,200)} .b{background:#ccc url()}", "class='a b'", ""),
        ("5", "tr{color:#e8eef7/* as its ground */}", "bgcolor=#e8eef7", ""),
        ("<i style='background:black'>5</i>", "", "", ""),
        ("<i style='background:#000;color:black'>5</i>", "", "", ""),
        ("5", "", "style='color:rgba(0,0,0,.04)'", ""),
        ("5", "", "style='color:#888'", "style='background:rgba(0,0,0,.5)'"),
        ("5", "body{background:#e8eef7}", "style='color:#e8eef7'", ""),
    ],
)
def test_digits_in_the_colour_of_a_ground_that_is_not_white_read_as_print(
    content: str, style: str, cell: str, row: str
) -> None:
    assert value(content, style, cell, row) == Q


@pytest.mark.parametrize(
    ("content", "style", "cell", "row"),
    [
        ("5", "", "style='color:#999'", ""),
        ("<font color=#cccccc>5</font>", "", "", ""),
        ("5", "", "style='color:#333'", "bgcolor=#e8eef7"),
        ("5", "", "style='color:#000'", "style='background:rgba(0,0,0,.05)'"),
        ("5", "", "style='color:#036;background:#fff'", "bgcolor=#003366"),
        ("5", "", "style='color:#eee'", "style='background:linear-gradient(#eee,#ddd)'"),
        ("5", "", "style='color:#eee'", "style='background:transparent url(a.png)'"),
        ("5", "", "style='color:#eee'", "style='background:var(--ground)'"),
        ("5", "", "style='color:#111'", "style='background:url(a.png) no-repeat 100 0'"),
        ("5", "td{color:red} i{background:#000}", "", ""),
        ("<a href='/x'>5</a>", ".foot{background:#0000ff}", "", ""),
    ],
)
def test_digits_that_differ_from_their_ground_were_doubted(
    content: str, style: str, cell: str, row: str
) -> None:
    assert value(content, style, cell, row) == "5"


def test_a_page_that_is_dark_below_its_own_sheet_from_elsewhere_lost_every_number() -> None:
    """Its table's ground stands in a sheet that is not part of the file."""
    page = "<body style='background:#000'><table><tr><td>规章规章</td><td style='color:{}'>5</td></tr></table></body>"
    assert rows(page.format("#111"))[0][1] == "5"
    assert rows(page.format("#fff"))[0][1] == "5"


def test_pale_labels_keep_their_words() -> None:
    """A page whose dark ground stands in a sheet elsewhere must not lose its header."""
    assert rows("<table><tr style='color:#fff'><td>本年制发件数</td><td>5</td></tr></table>") == [
        ["本年制发件数", Q]
    ]


@pytest.mark.parametrize("white", ["<b style='color:#fff'>5</b>", "<font color='#ffffff'>5</font>"])
def test_white_digits_on_a_ground_that_only_a_sheet_paints_are_read(white: str) -> None:
    assert value(white, style="td{background:#246}") == "5"
    assert value(white, style="td{background:#fefefe}") == Q


def test_an_indented_row_keeps_its_cells() -> None:
    assert value("5", row="style='text-indent:-9999px'") == Q


def test_a_struck_out_row_reads_as_numbers() -> None:
    assert value("5", row="style='text-decoration:line-through'") == "[5]"
    assert value("5", style="tr.gone{text-decoration: line-through}", row="class=gone") == "[5]"


@pytest.mark.parametrize(
    "sheet",
    [
        "@supports (display:grid){.k{display:none}}",
        "@layer base{.k{display:none}}",
        "@layer a, b; @layer a{@media screen{.k{display:none}}}",
        "i:is(.j,.k){display:none}",
        "i:where(.j, .k), .other{display:none}",
        "i:unknown-thing, .k{display:none}",
    ],
)
def test_rules_in_layers_conditions_and_lists_were_dropped(sheet: str) -> None:
    assert value("<i class=k>9</i>5", style=sheet) == "5"


def test_conditions_that_do_not_hold_count_for_nothing() -> None:
    assert value("<i class=k>5</i>", style="@supports not (display:grid){.k{display:none}}") == "5"


def test_a_page_centred_by_half_its_width_is_seen() -> None:
    page = "<div style='position:absolute;left:50%;margin-left:-600px'><table><tr><td>规章规章</td><td>5</td></tr></table></div>"
    assert rows(page) == [["规章规章", "5"]]
    assert rows(page.replace("-600px", "-9999px")) == []


def test_the_row_that_keeps_words_columns_apart_is_no_row_of_values() -> None:
    """Word writes an empty row without height behind tables; it doubted every cell of table four."""
    page = "<table><tr><td>维持</td><td>纠正</td></tr><tr><td>1</td><td>2</td></tr>"
    page += "<tr height=0><td width=40 style='border:none'></td><td width=41></td></tr></table>"
    assert rows(page) == [["维持", "纠正"], ["1", "2"]]
    assert rows(page.replace("height=0", "height=20"))[-1] == ["", ""]


def test_a_table_whose_values_stand_in_boxes_of_their_own_is_no_layout() -> None:
    box = "<td><table><tr><td>{}</td></tr></table></td>"
    page = f"<table><tr><td>规章规章</td>{''.join(box.format(n) for n in range(7))}</tr></table>"
    assert rows(page) == [["规章规章", *map(str, range(7))]]


def test_a_sheet_of_comments_that_never_end_took_minutes() -> None:
    assert value("<i class=k>9</i>5", style=".k{display:none} " + "/* " * 100_000) == "5"


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="#note1">1</a>',
        '<a href="report.htm#_ftn1">1</a>',
        '<span style="position:relative;top:-3.0pt">1</span>',
        '<span style="position:relative;top:-.4em;font-size:70%">1</span>',
        '<span style="vertical-align:5px">1</span>',
    ],
)
def test_a_footnote_mark_without_sup_became_a_digit_of_the_number(mark: str) -> None:
    assert value(f"12{mark}") == "12[1]"
    assert value(f"<p><b>12</b>{mark}</p>") == "12[1]"


@pytest.mark.parametrize(
    "number",
    [
        '<a href="#top">12</a>',
        '<a href="#"></a><a href="12.htm">1</a>2',
        '<span style="position:relative;top:-3.0pt">12</span>',
        '<span style="position:relative;top:-3.0pt">1</span><span style="position:relative;top:-3.0pt">2</span>',
        '1<span style="position:relative;top:-.5pt">2</span>',
        '1<span style="position:relative;top:1px">2</span>',
    ],
)
def test_a_number_that_is_a_link_or_raised_as_a_whole_is_one_number(number: str) -> None:
    assert value(number) == "12"


def test_two_numbers_on_lines_of_their_own_were_joined_without_a_doubt() -> None:
    assert value("<span>1</span><span>2</span>", style="td span{display:block}") == "1\n2"
    assert value('<b style="display:block">1</b><b style="display:block">2</b>') == "1\n2"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("<input type=button value=5>", "5"),
        ("<input type=numeric value=5>", "5"),  # to a browser an unknown kind is text
        ("<input type=password value=5>", Q),
        ("<input type=hidden value=9>5", "5"),
        ("<input type=checkbox value=9>5", "5"),
    ],
)
def test_a_number_on_a_button_was_a_blank(field: str, text: str) -> None:
    assert value(field) == text
