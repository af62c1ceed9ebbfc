"""What a person sees in a cell of a page, and a mark where something is seen that is no text."""

import pytest

from extract.readers.html.reader import read_html
from extract.readers.shared.placeholders import UNREADABLE
from tests.support.blocks import tables

Q = UNREADABLE


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


def test_a_hostile_sheet_ends_quickly() -> None:
    assert value("5", "@media{" * 50_000) == "5"
    assert value("5", ".a{display:none}" * 20_000 + "a{" * 50_000) == "5"
