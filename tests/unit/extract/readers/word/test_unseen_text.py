"""Text of a Word document in the colour of its ground, and text that is only raised by points."""

import pytest

from extract.readers.shared.placeholders import UNREADABLE as Q
from tests.support.word import label, para, read, rows, run, tbl, tc, tr

WHITE = '<w:color w:val="FFFFFF"/>'


def shading(fill: str, pattern: str = "clear", colour: str = "auto") -> str:
    return f'<w:shd w:val="{pattern}" w:color="{colour}" w:fill="{fill}"/>'


def text(content: str, cell: str = "", styles: str = "", table: str = "") -> str:
    body = tbl(tr(label("规章"), tc(content, properties=cell)))
    if table:
        body = body.replace("<w:tbl>", f"<w:tbl><w:tblPr>{table}</w:tblPr>", 1)
    [[_, found]] = rows(read(body, styles))
    return found.text


@pytest.mark.parametrize(
    "colour",
    [
        WHITE,
        '<w:color w:val="fefefe"/>',
        '<w:color w:val="FFFFFF" w:themeColor="background1"/>',
        '<w:color w:themeColor="background1"/>',
    ],
)
def test_white_digits_read_as_print(colour: str) -> None:
    assert text(para(run("5", colour))) == Q
    assert text(para(run("5", colour)), cell=shading("auto")) == Q
    assert text(para(run("5", colour)), cell=shading("F2F2F2")) == Q
    assert text(para(run("7"), run("5", colour))) == f"7{Q}"


@pytest.mark.parametrize(
    ("content", "cell", "table"),
    [
        (para(run("5", WHITE)), shading("4472C4"), ""),
        (para(run("5", WHITE)), shading("auto", "solid", "000000"), ""),
        (para(run("5", WHITE + shading("1F3864"))), "", ""),
        (para(run("5", WHITE + '<w:highlight w:val="black"/>')), "", ""),
        (para(run("5", WHITE), properties=shading("333333")), "", ""),
        (para(run("5", WHITE)), "", shading("2E74B5")),
        (para(run("5", '<w:color w:val="FF0000"/>')), "", ""),
        (para(run("5", '<w:color w:val="auto"/>')), "", ""),
        (para(run("5", '<w:color w:val="BFBFBF" w:themeColor="background1" w:themeShade="BF"/>')), "", ""),
    ],
)
def test_white_digits_on_dark_shading_and_coloured_ones_are_read(content: str, cell: str, table: str) -> None:
    assert text(content, cell, table=table) == "5"


BLUE = '<w:color w:val="1F4E79"/>'


@pytest.mark.parametrize(
    ("content", "cell", "table"),
    [
        (para(run("5", BLUE + shading("1F4E79"))), "", ""),
        (para(run("5", BLUE)), shading("1F4E79"), ""),
        (para(run("5", BLUE)), "", shading("1F3864")),
        (para(run("5", BLUE), properties=shading("auto", "solid", "1F4E79")), "", ""),
        (para(run("5", '<w:color w:val="D9D9D9"/>')), shading("auto", "pct15"), ""),
        (para(run("5", '<w:color w:val="000000"/><w:highlight w:val="black"/>')), "", ""),
        (para(run("5", '<w:color w:val="000080"/><w:highlight w:val="darkBlue"/>')), "", ""),
        (para(run("5", '<w:color w:themeColor="text1"/>' + shading("000000"))), "", ""),
    ],
)
def test_digits_in_the_colour_of_their_shading_read_as_print(content: str, cell: str, table: str) -> None:
    assert text(content, cell, table=table) == Q


@pytest.mark.parametrize(
    ("colour", "cell"),
    [
        (BLUE, shading("D9D9D9")),
        (BLUE, shading("DEEAF6")),
        ('<w:color w:val="999999"/>', ""),
        ('<w:color w:val="000000"/>', shading("auto", "pct15")),
        ('<w:color w:val="auto"/>', shading("000000")),
        (BLUE + shading("FFFFFF"), shading("1F4E79")),
    ],
)
def test_digits_that_differ_from_their_shading_were_doubted(colour: str, cell: str) -> None:
    assert text(para(run("5", colour)), cell) == "5"


def test_a_style_in_the_colour_of_the_shading() -> None:
    styles = f'<w:style w:styleId="a"><w:rPr>{BLUE}</w:rPr></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    for name in "ab":
        styled = para(run("5"), properties=f'<w:pStyle w:val="{name}"/>')
        assert text(styled, shading("1F4E79"), styles) == Q
        assert text(styled, "", styles) == "5"


def test_white_labels_keep_their_words() -> None:
    assert text(para(run("本年制发件数", WHITE))) == "本年制发件数"


def test_a_style_that_whitens_digits() -> None:
    styles = (
        f'<w:style w:styleId="a"><w:rPr>{WHITE}</w:rPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:styleId="c"><w:basedOn w:val="a"/><w:rPr><w:color w:val="000000"/></w:rPr></w:style>'
    )
    assert text(para(run("5", '<w:rStyle w:val="a"/>')), styles=styles) == Q
    assert text(para(run("5"), properties='<w:pStyle w:val="b"/>'), styles=styles) == Q
    assert text(para(run("5"), properties='<w:pStyle w:val="c"/>'), styles=styles) == "5"
    assert text(para(run("5", '<w:rStyle w:val="a"/><w:color w:val="000000"/>')), styles=styles) == "5"
    assert text(para(run("5", '<w:rStyle w:val="a"/>')), shading("000000"), styles) == "5"


def test_a_digit_raised_by_points_was_read_as_51() -> None:
    raised = '<w:position w:val="8"/>'
    assert text(para(run("5"), run("1", raised))) == "5[1]"
    assert text(para(run("5"), run("1", '<w:position w:val="-8"/>'))) == "5[1]"
    style = f'<w:style w:styleId="a"><w:rPr>{raised}</w:rPr></w:style>'
    assert text(para(run("5"), run("1", '<w:rStyle w:val="a"/>')), styles=style) == "5[1]"


def test_a_line_moved_as_a_whole_is_a_number() -> None:
    moved = '<w:position w:val="-8"/>'
    assert text(para(run("5", moved), run("1", moved))) == "51"
    assert text(para(run("5"), run("1", '<w:position w:val="1"/>'))) == "51"
