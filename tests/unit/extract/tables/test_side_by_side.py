"""Tables beside each other on one sheet or page are read as if they stood below each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import pytest

from extract.document import Cell as DocumentCell
from extract.document import Document
from extract.document import Table as DocumentTable
from extract.form.catalogue import load_form
from extract.reading import read_report
from extract.tables.side_by_side import taken_apart
from samples import form
from tests.support import layouts as lay
from tests.support.layouts import Block, Cell, Figures, Table
from tests.support.reading import TOLD, check_exact
from tests.support.workbooks import report_sheet, xlsx

TITLE = f"{lay.AGENCY}{lay.YEAR}年政府信息公开工作年度报告"


def framed(document: Sequence[Block]) -> bytes:
    return xlsx({"年报": report_sheet(document)})


def bare(document: Sequence[Block]) -> bytes:
    return xlsx({"年报": report_sheet(document, framed=False)})


WRITERS = pytest.mark.parametrize("write", [lay.html, framed, bare])
Writer = Callable[[list[Block]], bytes]


def _width(table: Table) -> int:
    return max(sum(cell.across for cell, _ in line) for line in lay.slots(table))


def beside(left: Table, right: Table, gap: str = "") -> Table:
    """Both tables on the same lines, with one column between."""
    blank_left, blank_right = [Cell(across=1)] * _width(left), [Cell(across=1)] * _width(right)
    rows = zip_longest(left, right, fillvalue=None)
    return [
        [
            *(a if a is not None else map(replace, blank_left)),
            Cell(gap),
            *(b if b is not None else map(replace, blank_right)),
        ]
        for a, b in rows
    ]


def stacked() -> Table:
    """Tables two and four under their headings, as the right part of a sheet."""
    two, four = lay.disclosures(TOLD), lay.appeals(TOLD)
    headings = list(form.headings().values())
    width = max(_width(two), _width(four))

    def line(cells: Sequence[Cell]) -> list[Cell]:
        return [*cells, *(Cell() for _ in range(width - sum(cell.across for cell in cells)))]

    padded = [line(cells) for cells in two]
    return [line([Cell(headings[1])]), *padded, line([]), line([Cell(headings[3])]), *four]


@WRITERS
@pytest.mark.parametrize("mirrored", [False, True])
def test_tables_on_either_side_of_a_blank_column(write: Writer, mirrored: bool) -> None:
    three = [[Cell("三、收到和处理政府信息公开申请情况", across=10)], *lay.applications(TOLD)]
    parts = (stacked(), three) if mirrored else (three, stacked())
    check_exact(write([TITLE, beside(*parts)]))


@WRITERS
def test_a_blank_column_inside_a_table_parts_nothing(write: Writer) -> None:
    """Guards a column of blanks without a heading: the values right of it are this table's."""
    table = lay.applications(TOLD)
    for cells in table:
        for at, cell in enumerate(cells):
            if cell.text == "科研机构" or (cell.key or "").endswith("/research_institution"):
                cells[at] = replace(cell, text="")
    report = read_report(Path("report"), write(lay.blocks(TOLD, three=[table])))
    settled = {cell.key: cell.value for cell in report.cells if cell.value and not cell.doubt}
    assert {key: value for key, value in settled.items() if TOLD[key] != value} == {}


def plain(told: Figures) -> Table:
    """Table three with one column of labels."""
    lines = [[Cell(cells[-8].text), *cells[-7:]] for cells in lay.applications(told)[3:]]
    return [[Cell("项目"), *(Cell(label) for _, label in form.application_columns())], *lines]


@WRITERS
@pytest.mark.parametrize("mirrored", [False, True])
def test_two_printings_beside_each_other_are_compared(write: Writer, mirrored: bool) -> None:
    """Guards a silent error: of the own table and another year's without a caption, the right one won."""
    other = {key: str(int(value) + 1) if value.isdecimal() else value for key, value in TOLD.items()}
    parts = plain(TOLD), plain(other)
    table = beside(*(reversed(parts) if mirrored else parts))
    report = read_report(Path("report"), write(lay.blocks(TOLD, three=[table])))
    settled = {cell.key: cell.value for cell in report.cells if cell.value and not cell.doubt}
    assert {key: value for key, value in settled.items() if TOLD[key] != value} == {}


def test_parts_that_go_on_over_pages_stay_together() -> None:
    """Guards a silent error: the second page of last year's part stood behind the first page of this year's."""
    other = {key: str(int(value) + 1) if value.isdecimal() else value for key, value in TOLD.items()}
    old, new = plain(other), plain(TOLD)
    years = beside([[Cell("2022年", across=8)]], [[Cell(f"{lay.YEAR}年", across=8)]])
    pages: list[Block] = [[*years, *beside(old[:9], new[:9])], "— 3 —", beside(old[9:], new[9:])]
    report = read_report(Path("report"), lay.html(lay.blocks(TOLD, three=pages)))
    settled = {cell.key: cell.value for cell in report.cells if cell.value and not cell.doubt}
    assert {key: value for key, value in settled.items() if TOLD[key] != value} == {}
    assert {key for key in settled if key.startswith("applications/")} == {
        key for key in TOLD if key.startswith("applications/")
    }


def test_a_box_without_a_word_below_them_is_left_alone() -> None:
    """Guards a report that could not be read: an empty ruled box, as for a signature, below two tables side by side."""
    lines = [
        ["行政许可", "1", "", "行政许可", "1"],
        ["行政处罚", "2", "", "行政处罚", "2"],
        ["行政强制", "3", "", "行政强制", "3"],
    ]
    both, box = (
        DocumentTable(
            [[DocumentCell(text, column=at) for at, text in enumerate(line)] for line in rows], grid=True
        )
        for rows in (lines, [["", ""], ["", ""]])
    )
    *parts, last = taken_apart(load_form(), Document("application/pdf", [both, box])).blocks
    assert (len(parts), last) == (2, box)
