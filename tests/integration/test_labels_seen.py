"""Labels and numbers printed without a space, or as one line: silent errors found by trying, kept so."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.scoring import score
from extract.reading import read_report
from tests.support.layouts import blocks, figures, html, lines, spaced, spaced_values

T = figures()


def _read(data: bytes, told: dict[str, str] | None = None) -> list[str]:
    truth = {"cells": {key: {"value": value, "state": "number"} for key, value in (told or T).items()}}
    return score(read_report(Path("seen"), data), truth).silent


@pytest.mark.parametrize("row", ["行政许可", "行政处罚", "行政强制"])
@pytest.mark.parametrize("layout", [spaced_values, lines], ids=["spaced", "lines"])
def test_a_number_behind_its_label_without_a_space_is_no_blank(
    layout: Callable[..., bytes], row: str
) -> None:
    text = layout(blocks(T)).decode()
    glued = re.sub(rf"(?m)^{row}\s+(\d+)", rf"{row}\1", text, count=1)
    assert glued != text
    assert _read(glued.encode()) == []


def test_a_number_in_a_label_cell_is_never_lost() -> None:
    page = html(blocks(T)).decode()
    glued = page.replace("（一）予以公开</td>", "（一）予以公开5</td>")
    assert glued != page
    assert _read(glued.encode()) == []


def test_table_four_with_its_headings_on_lines_of_text() -> None:
    report = read_report(Path("seen"), spaced(blocks(T)))
    assert report.status == "read"
    assert [cell.key for cell in report.cells if cell.doubt] == []


def test_the_last_rows_are_read_where_the_carried_over_row_is_not_printed() -> None:
    page = html(blocks(T)).decode()
    cut = re.sub(r"<tr>(?:(?!<tr>).)*四、结转下年度继续办理.*?</tr>", "", page, flags=re.DOTALL)
    assert cut != page
    report = read_report(Path("seen"), cut.encode())
    assert report.status == "partial"
    read = {cell.key: cell.value for cell in report.cells}
    assert read["applications/closed_total/total"] == T["applications/closed_total/total"]
    assert read["applications/other.misc/total"] == T["applications/other.misc/total"]
    assert {cell.state for cell in report.cells if "/carried_out/" in cell.key} == {"absent"}
