"""A correction printed in the report leaves open whether the tables have the number before or after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.reading import read_report
from tests.support import layouts as lay
from tests.support.layouts import blocks
from tests.support.reading import TOLD

COLUMNS = [key.rpartition("/")[2] for key in TOLD if key.startswith("applications/granted/")]
GRANTED = {f"applications/granted/{column}" for column in COLUMNS}


def doubted(*notice: str, at: int = -3) -> set[str]:
    """The keys in doubt with this notice in the report, before its fifth section or elsewhere."""
    document = blocks(TOLD)
    document[at:at] = notice
    return {cell.key for cell in read_report(Path("report"), lay.html(document)).cells if cell.doubt}


@pytest.mark.parametrize(
    "notice",
    [
        ("更正说明：本报告第三部分“（一）予以公开”一栏中“自然人”数据应为48，特此更正。",),
        ("更正：表三予以公开自然人由5改为六。",),
        ("更正：表三予以公开自然人由5改为空。",),
        ("第三表“予以公开”自然人数应为6，表中系笔误。",),
        ("原表三予以公开自然人5更正为6。",),
        ("更正：予以公开 自然人 原为5，现为6。",),
        ("更正：予以公开自然人5，正确为6。",),
        ("更正说明", "表三予以公开自然人应为6。"),
        ("表三予以公开自然人一栏数字填写有", "误，应为6。"),
    ],
    ids=lambda lines: lines[0][:12],
)
def test_the_row_that_it_names_is_in_doubt(notice: tuple[str, ...]) -> None:
    assert doubted(*notice) == GRANTED


@pytest.mark.parametrize(
    "notice",
    [
        "更正：上表中的数字应为48。",
        "更正：规章现行有效件数有误，应为3。全年予以公开1件。",
        "更正：规章现行有效件数有误，应为3；行政许可处理决定数量应为5。",
    ],
)
def test_one_with_a_number_of_no_row_that_can_be_told_leaves_all_in_doubt(notice: str) -> None:
    assert doubted(notice) == set(TOLD)


@pytest.mark.parametrize(
    "sentence",
    [
        "全年更正政府信息3条。",
        "及时更正有误信息，应公开尽公开。",
        "针对网站错误信息及时更正，累计纠错32条，将政策解读率改为100%。",
        "部分信息更正不及时，政府网站栏目由原来的12个改为15个。",
        "二是个别栏目信息更新有误，下一步应为群众提供更便捷的服务，计划2024年完成。",
        "因申请内容有误，补正后改为申请公开3件，予以公开1件。",
    ],
)
def test_a_sentence_about_corrections_is_none(sentence: str) -> None:
    assert doubted(sentence, at=3) == set()


def test_a_remark_in_a_table_counts_as_well() -> None:
    table = [*lay.applications(TOLD), [lay.Cell("更正：予以公开自然人应为6", across=10)]]
    page = lay.html(blocks(TOLD, three=[table]))
    doubts = {cell.key for cell in read_report(Path("report"), page).cells if cell.doubt}
    assert doubts >= GRANTED


def test_a_line_full_of_its_words_is_looked_at_in_no_time() -> None:
    """Guards an expression whose time grew with the cube of a line's length."""
    report = read_report(Path("report"), lay.html([*blocks(TOLD), "更正应为" * 100_000]))
    assert report.status == "read"
