"""The narrative sections: found however their headings are numbered, whole, and nothing else in them."""

import pytest

from extract.document import Cell, Document, Paragraph, Source, Table
from extract.form.catalogue import load_form
from extract.narrative.sections import find_sections, find_sections_in_run_on_text
from extract.tables.row_stream import stream_rows

FORM = load_form()
TABLE = Table([[Cell("规章"), Cell("1")], [Cell("行政许可"), Cell("2")]])
WORDS = [section.label.split("、", 1)[1] for section in FORM.sections]
NUMERALS = "一二三四五六"


def read(*blocks: str | Table) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """({key: (heading, text)}, problems) of a document whose tables are the statutory ones."""
    document = Document(
        "text/plain", [Paragraph(b, Source(line=1)) if isinstance(b, str) else b for b in blocks]
    )
    rows = stream_rows(document)
    tables = {
        i for i, row in enumerate(rows) if row.table is not None and document.blocks[row.table] is TABLE
    }
    sections, problems = find_sections(FORM, rows, tables)
    return {s.key: (s.heading, s.text) for s in sections}, [f"{p.code} {p.instance}" for p in problems]


def report(heading: str, **other: str) -> list[str | Table]:
    """A report; `heading` is a pattern with {numeral}, {number}, {formal} and {words}."""
    headings = [heading.format(numeral=n, number=i, formal="壹贰叁肆伍陆"[i - 1], words=w)
                for i, (n, w) in enumerate(zip(NUMERALS, WORDS, strict=True), start=1)]  # fmt: skip
    return [headings[0], "（一）主动公开。本年公开若干。", "（二）依申请公开。收到申请3件。", headings[1], TABLE, headings[2], TABLE,
            headings[3], TABLE, headings[4], "一是人手不足。", "二、加强对申请的办理。", headings[5], other.get("end", "无")]  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    ["{numeral}、{words}", "{number}、{words}", "{number}. {words}", "{numeral}.{words}", "第{numeral}部分 {words}", "（{numeral}）{words}",
     "{formal}、{words}", "{words}", "{numeral} {words}", "{numeral}、{words}：", "  {numeral} 、 {words}", "第{number}章、{words}"],
)  # fmt: skip
def test_headings_however_they_are_numbered(heading: str) -> None:
    sections, problems = read(*report(heading))
    assert problems == []
    assert [text for _, text in sections.values()] == [
        "（一）主动公开。本年公开若干。\n（二）依申请公开。收到申请3件。", "", "", "", "一是人手不足。\n二、加强对申请的办理。", "无",
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["。", "：", " ", "　"])
def test_a_heading_with_its_first_sentence_on_one_line(mark: str) -> None:
    blocks = report("{numeral}、{words}")
    blocks[0] = f"一、总体情况{mark}2023年，我局按时公开政府信息，" + "并办结全部申请，" * 10
    sections, problems = read(*blocks)
    assert problems == []
    assert sections["overview"][0] == "一、总体情况"
    assert sections["overview"][1].startswith("2023年，我局")


def test_lists_in_the_narrative_are_no_headings() -> None:
    blocks = report("{numeral}、{words}")
    blocks[1:3] = ["一、总体情况较好。", "二、主动公开稳步推进", "三、依申请公开规范", "四、监督保障"]
    sections, problems = read(*blocks)
    assert problems == []
    assert sections["overview"][1].count("\n") == 3
    assert sections["applications"][0] == "三、收到和处理政府信息公开申请情况"


def test_a_list_of_contents_before_the_report() -> None:
    blocks = report("{numeral}、{words}")
    contents = [
        block for block in blocks if isinstance(block, str) and block[1:2] == "、" and "加强" not in block
    ]
    sections, problems = read(*contents, *blocks)
    assert problems == []
    assert sections["overview"][1].startswith("（一）主动公开")
    assert sections["other_matters"][1] == "无"


def test_headings_in_rows_of_a_sheet_are_found() -> None:
    blocks = [
        Table([[Cell(b), Cell(""), Cell("")]]) if isinstance(b, str) else b
        for b in report("{numeral}、{words}")
    ]
    sections, problems = read(*blocks)
    assert problems == []
    assert sections["overview"][1].startswith("（一）主动公开")


def test_what_a_site_prints_below_the_report_is_no_section() -> None:
    blocks = [*report("{numeral}、{words}"), "青禾县教育局", "上一篇：某通知", "版权所有"]
    assert read(*blocks)[0]["other_matters"][1] == "无\n青禾县教育局"


def test_missing_and_misplaced_sections_are_reported() -> None:
    blocks = report("{numeral}、{words}")
    assert read(*blocks[:9])[1] == ["sections_missing problems", "sections_missing other_matters"]
    assert read(*blocks[9:12], *blocks[:9], *blocks[12:])[1] == ["sections_order problems"]
    assert read("没有标题")[0] == {}


@pytest.mark.parametrize("gap", ["", " "])
def test_sections_of_text_run_together(gap: str) -> None:
    text = gap.join(f"{n}、{w}{gap}甲{gap}" for n, w in zip(NUMERALS, WORDS, strict=True))
    sections, problems = find_sections_in_run_on_text(FORM, Document("text/plain", [Paragraph(text)]))
    assert problems == []
    assert [section.text for section in sections] == ["甲"] * 6
    assert find_sections_in_run_on_text(FORM, Document("text/plain", [Paragraph("甲")]))[0] == []


def test_other_words_of_a_heading_in_text_run_together() -> None:
    text = "一、总体情况 甲 二、主动公开情况 乙 三、依申请公开办理情况 丙"
    sections, _ = find_sections_in_run_on_text(FORM, Document("text/plain", [Paragraph(text)]))
    assert [(s.heading, s.text) for s in sections] == [
        ("一、总体情况", "甲"), ("二、主动公开情况", "乙"), ("三、依申请公开办理情况", "丙"),
    ]  # fmt: skip


def test_headings_in_brackets_in_text_run_together_and_subheadings_that_are_none() -> None:
    """Guards a loss: （一）总体情况 was no heading in running text; beside 一、 it numbers subheadings."""
    bracketed = " ".join(f"（{n}）{w} 甲" for n, w in zip(NUMERALS, WORDS, strict=True))
    sections, problems = find_sections_in_run_on_text(FORM, Document("text/plain", [Paragraph(bracketed)]))
    assert problems == []
    assert [section.text for section in sections] == ["甲"] * 6
    inner = " ".join(f"{n}、{w} （一）总体情况 甲" for n, w in zip(NUMERALS, WORDS, strict=True))
    sections, _ = find_sections_in_run_on_text(FORM, Document("text/plain", [Paragraph(inner)]))
    assert [section.text for section in sections] == ["（一）总体情况 甲"] * 6
