"""Cells that hold more than one cell of the form does: two rows' labels, a row's label and its dashes, a value without a heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.reading import read_report

PAGE = Path("landing/2023-990000/jichuan-jiaotong.html").read_text(encoding="utf-8")


def row_of(label: str) -> str:
    found = re.search(rf"<tr>\s*<td[^>]*>{label}.*?</tr>", PAGE, re.DOTALL)
    assert found
    return found[0]


def doubted(page: str, *rows: str) -> set[bool]:
    """Whether the cells of these rows are in doubt."""
    cells = [
        c for c in read_report(Path("page.html"), page.encode()).cells if c.key.rpartition("/")[0] in rows
    ]
    assert cells
    return {cell.doubt is not None for cell in cells}


@pytest.mark.parametrize("first", ["一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量"])
def test_numbers_beside_the_labels_of_two_rows_are_in_doubt(first: str) -> None:
    """Guards a silent error: the numbers of both rows together were taken for the second row's."""
    page = PAGE.replace(row_of("一、本年新收"), "").replace(
        '<td colspan="3">二、上年结转', f'<td colspan="3">{first}<br>二、上年结转'
    )
    assert first in page
    assert doubted(page, "applications/received_new", "applications/carried_in") == {True}
    page = PAGE.replace(row_of("行政处罚"), "").replace(">行政强制", ">行政处罚<br>行政强制")
    assert doubted(page, "disclosures/penalties", "disclosures/coercion") == {True}


@pytest.mark.parametrize("marks", ["，-，/，/", " - - -"])
def test_dashes_in_the_cell_of_a_label_are_no_blanks(marks: str) -> None:
    """Guards a silent error: dashes that a merged cell prints behind its label were read as blanks."""
    page = PAGE.replace(row_of("规章"), f"<tr><td colspan=4>规章{marks}</td></tr>")
    assert doubted(page, "disclosures/government_rules") == {True}


def test_a_value_below_an_unknown_heading_is_not_called_absent() -> None:
    """Guards a publisher blamed for our misreading: 许可数量 is no heading that we know, and its number was said to be missing."""
    page = PAGE.replace("本年处理决定数量", "许可数量", 1)
    assert doubted(page, "disclosures/licensing") == {True}
