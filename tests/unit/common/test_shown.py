"""Texts escaped for where they are shown: nothing acts, and an ordinary text stays as it is."""

from __future__ import annotations

import html
import io
import json
import re

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from common.shown import (
    FORMULA,
    csv_field,
    has_controls,
    in_a_line,
    in_csv,
    in_html,
    in_json,
    in_markdown,
    in_xml,
    out_of_csv,
    say,
    visible,
)
from tests.support.hostile_strings import HOSTILE

ORDINARY = [
    "青禾县人民政府 2023",
    "applications.balance, total: 18 + 1 ≠ 16",
    "1 ≠ 0 [2022]",
    "dim_report",
    "a & b",
    "（一）",
    "'收到' N 件",
    "",
]
TEXTS = st.text(max_size=30) | st.text("'=+-@1.x\t", max_size=5) | st.sampled_from(sorted(HOSTILE.values()))


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    for shown in (visible, in_a_line, in_json, in_markdown, in_xml, in_csv):
        assert shown(text) == text
    assert in_html(text) == html.escape(text)
    assert not has_controls(text)


@given(TEXTS)
def test_a_terminal_obeys_nothing(text: str) -> None:
    out = io.StringIO()
    say(text, out)
    line = out.getvalue()[:-1]
    assert len(line.splitlines()) <= 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", line)
    line.encode()


@given(st.text(max_size=30))
def test_json_means_the_same(text: str) -> None:
    line = in_json(json.dumps({"a": text}, ensure_ascii=False))
    assert json.loads(line) == {"a": text}
    assert not re.search("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)


@given(TEXTS)
def test_html_and_xml_show_a_text(text: str) -> None:
    page = etree.HTML(f'<p title="{in_html(text)}">{in_html(text)}</p>')
    assert [element.tag for element in page.iter()] == ["html", "body", "p"]
    etree.fromstring(f"<a>{html.escape(in_xml(text))}</a>")


@given(TEXTS)
def test_markdown_has_nothing_of_its_own(text: str) -> None:
    rendered = MarkdownIt().enable("table").render(f"| a |\n|---|\n| x{in_markdown(text)}x |\n")
    assert not re.search("<(?!/?(?:table|thead|tbody|tr|th|td)>)", rendered), rendered
    assert rendered.count("<td>") == 1


@given(TEXTS)
def test_a_field_of_a_csv_is_no_formula_and_gives_the_text_back(text: str) -> None:
    field = in_csv(text)
    assert out_of_csv(field) == text
    assert not field.startswith(tuple(FORMULA)) or re.fullmatch(r"[-+]?[0-9]*\.?[0-9]*", field)
    row = duckdb.execute(f"select {csv_field('t')} from (select ? as t)", [text.replace("\0", "")]).fetchone()
    assert row == (in_csv(text.replace("\0", "")),)


@pytest.mark.parametrize("number", ["-15", "+3", "-", "-1.5", "0"])
def test_numbers_stay_numbers(number: str) -> None:
    assert in_csv(number) == number
