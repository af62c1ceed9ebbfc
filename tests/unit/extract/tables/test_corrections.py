"""A correction printed in the report leaves open whether the tables have the number before or after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.reading import read_report
from tests.support import layouts as lay
from tests.support.layouts import blocks
from tests.support.reading import TOLD


def doubted(notice: str) -> set[str]:
    """The keys in doubt with this notice at the end of the report."""
    page = lay.html([*blocks(TOLD), notice])
    return {cell.key for cell in read_report(Path("report"), page).cells if cell.doubt}


@pytest.mark.parametrize(
    ("notice", "rows"),
    [
        ("更正说明：本报告第三部分“（一）予以公开”一栏中“自然人”数据应为48，特此更正。", ["granted"]),
        ("因笔误，表中“1.本机关不掌握相关政府信息”的数字误写，总计应为9。", ["unavailable.not_held"]),
    ],
)
def test_the_rows_that_it_names_are_in_doubt(notice: str, rows: list[str]) -> None:
    columns = [key.rpartition("/")[2] for key in TOLD if key.startswith("applications/granted/")]
    assert doubted(notice) == {f"applications/{row}/{column}" for row in rows for column in columns}


def test_one_that_names_no_row_leaves_all_in_doubt() -> None:
    assert doubted("更正：上表中的数字应为48。") == set(TOLD)


@pytest.mark.parametrize(
    "notice", ["全年更正政府信息3条。", "及时更正有误信息，应公开尽公开。", "本年度无更正。"]
)
def test_a_sentence_about_corrections_is_none(notice: str) -> None:
    assert doubted(notice) == set()
