"""Automatic numbers of lists in a DOCX, which stand in no text."""

import pytest
from lxml import etree

from extract.readers.shared.placeholders import UNREADABLE
from extract.readers.word.numbering import read_lists
from extract.readers.word.wordml import NUMBERED
from tests.support.word import WORD, label, lines, para, read, rows, run, tbl, tc, tr


def definition(number: int, *levels: tuple[str, str]) -> str:
    """A list definition and the list of the same number; `levels` are (format, text)."""
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{inner}</w:abstractNum>'


def listed(text: str, number: int, level: int = 0) -> str:
    return para(
        run(text), properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


LISTS = (
    definition(1, ("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%1.%2.%3"))
    + definition(2, ("decimal", "%1."))
    + definition(3, ("bullet", "•"))
    + definition(4, ("upperRoman", "%1."))
    + '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="4"/></w:num>'
    + '<w:num w:numId="5"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def test_the_numbers_of_automatic_lists_stand_before_their_words() -> None:
    """Guards headings without their number, taken for a row of table four."""
    body = (
        listed("总体情况", 1)
        + listed("主动公开", 1, 1)
        + listed("依申请公开", 1, 1)
        + listed("细目", 1, 2)
        + listed("主动公开政府信息情况", 1)
        + listed("甲", 1, 1)
        + listed("属于国家秘密", 2)
        + listed("法律禁止", 2)
        + listed("信访", 5)
        + listed("圆点", 3)
        + listed("罗马", 4)
        + listed("不明", 9)
        + para(properties='<w:numPr><w:numId w:val="2"/></w:numPr>')
    )
    assert lines(read(body, lists=LISTS)) == [
        "一、总体情况", "（一）主动公开", "（二）依申请公开", "一.二.1细目", "二、主动公开政府信息情况", "（一）甲", "1.属于国家秘密",
        "2.法律禁止", "1.信访", "圆点", "罗马", "不明",
    ]  # fmt: skip


def test_a_list_number_in_a_cell_goes_to_words_only() -> None:
    styles = '<w:style w:styleId="c"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    styled = tc(para(run("重复申请"), properties='<w:pStyle w:val="c"/>'))
    body = tbl(tr(tc(listed("信访举报", 2)), tc(listed("5", 5)), tc(listed("", 5))), tr(styled, label("6")))
    assert [[(c.text, c.doubt) for c in row] for row in rows(read(body, styles, LISTS))] == [
        [("1.信访举报", None), ("5", NUMBERED), (UNREADABLE, None)],
        [("3.重复申请", None), ("6", None)],
    ]


@pytest.mark.parametrize(
    ("form", "number", "printed"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 12, "十二"),
        ("chineseCounting", 20, "二十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseLegalSimplified", 3, "叁"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 3, "03"),
        ("chicago", 3, None),
    ],
)
def test_formats_of_list_numbers(form: str, number: int, printed: str | None) -> None:
    root = etree.fromstring(
        f'<w:numbering xmlns:w="{WORD}">{definition(1, (form, "%1"))}<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    lists = read_lists(root)
    assert [lists.next("1", 0) for _ in range(number)][-1] == printed
