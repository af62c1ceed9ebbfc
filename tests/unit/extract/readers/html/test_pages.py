"""Pages as a whole: what they are wrapped in, their running text and its lines, and any markup at random."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Table, UnreadableFileError
from extract.readers.html.reader import looks_like_html, read_html
from tests.support.blocks import lines, tables
from tests.support.budget import examples


def test_scripts_and_chrome_are_no_text() -> None:
    page = "<body><p>外面</p><script>3</script><select><option>跳转</select><iframe src=a></iframe><img src=b>后</body>"
    assert lines(read_html(page)) == ["外面", "后"]


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
