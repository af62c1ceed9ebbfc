"""Tables with another year's columns beside the report's own are read by the headings that name the years, or in doubt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from samples import form
from tests.support import layouts as lay
from tests.support.layouts import Block, Cell, Table, blocks
from tests.support.reading import TOLD, check, check_exact
from tests.support.workbooks import report_sheet, xlsx

OTHER = lay.figures(seed=2)  # of the year before
Pair = Sequence[str]


def book(document: Sequence[Block]) -> bytes:
    return xlsx({"表": report_sheet(document)})


WRITERS = pytest.mark.parametrize("write", [lay.html, lay.docx, book])
Writer = Callable[[list[Block]], bytes]


def three(years: Pair) -> Table:
    """Table three with one line of headings and each column in two, in the order of `years`."""
    own_first = years[0].startswith(("2023", "本年"))
    labels = [label for _, label in form.application_columns()]
    head = [Cell("项目", across=3), *(Cell(label, across=2) for label in labels)]
    lines = []
    for cells in lay.applications(TOLD)[3:]:
        line = [cell for cell in cells if not cell.key]
        for cell in lay.values(cells):
            pair = [cell, replace(cell, text=OTHER[str(cell.key)])]
            line += pair if own_first else pair[::-1]
        lines.append(line)
    return [head, [Cell(across=3), *(Cell(year) for _ in labels for year in years)], *lines]


def in_groups(years: Pair) -> Table:
    """Table three with all columns of one year beside all of the other."""
    labels = [label for _, label in form.application_columns()]
    body = []
    for own, other in zip(lay.applications(TOLD)[3:], lay.applications(OTHER)[3:], strict=True):
        names = [cell for cell in own if not cell.key]
        groups = [lay.values(own), lay.values(other)]
        body.append(names + [c for g in (groups if years[0] == "2023年" else groups[::-1]) for c in g])
    return [
        [Cell("项目", down=2, across=3), *(Cell(year, across=7) for year in years)],
        lay.row(*labels, *labels),
        *body,
    ]


YEARS = pytest.mark.parametrize(
    "years",
    [
        ("2023年", "2022年"),
        ("2022年度", "2023年度"),
        ("本年", "上年"),
        ("上年同期", "本年度"),
        ("2023", "2022"),
    ],
)


@WRITERS
@YEARS
def test_each_column_in_two_years(write: Writer, years: Pair) -> None:
    report = check_exact(write(blocks(TOLD, three=[three(years)])))
    named = {p.detail.params["printed"] for p in report.problems if p.code == "extra_column"}
    assert named == set(years) - {year for year in years if "2023" in year or "本年" in year}


@WRITERS
@pytest.mark.parametrize("years", [("2023年", "2022年"), ("2022年", "2023年")])
def test_all_columns_of_a_year_beside_those_of_the_other(write: Writer, years: Pair) -> None:
    check_exact(write(blocks(TOLD, three=[in_groups(years)])))


@WRITERS
def test_the_stacked_tables_of_table_two_have_years_of_their_own(write: Writer) -> None:
    """Guards lines of years that divide the columns of one grid differently."""
    stacked: Table = []
    for clause in form.disclosure_clauses("2021"):
        span = 12 // len(clause.columns)
        stacked.append([Cell(clause.label, across=13)])
        stacked.append([Cell("信息内容"), *(Cell(label, across=span) for _, label in clause.columns)])
        stacked.append(
            [Cell(), *(Cell(year, across=span // 2) for _ in clause.columns for year in ("2023年", "2022年"))]
        )
        for name, label in clause.rows:
            keys = [f"disclosures/{name}/{column}" for column, _ in clause.columns]
            values = [Cell(told[key], across=span // 2, key=key) for key in keys for told in (TOLD, OTHER)]
            stacked.append([Cell(label), *values])
    check_exact(write(blocks(TOLD, two=[stacked])))


def _lose(table: Table) -> None:
    del table[5][-1]


def _exchange(table: Table) -> None:
    table[1][3].text, table[1][4].text = table[1][4].text, table[1][3].text


def _blank(table: Table) -> None:
    table[1][3].text = ""


def _same(table: Table) -> None:
    for cell in table[1][1:]:
        cell.text = "2023年"


def _older(table: Table) -> None:
    for cell in table[1][1:]:
        cell.text = cell.text.replace("2022", "2021").replace("2023", "2022")


def _narrow(table: Table) -> None:
    table[0][2].across, table[0][3].across = 1, 3


@WRITERS
@pytest.mark.parametrize("damage", [_lose, _exchange, _blank, _same, _older, _narrow])
def test_no_value_of_the_other_year_is_taken_where_the_years_do_not_tell(
    write: Writer, damage: Callable[[Table], Any]
) -> None:
    """Guards the other year's numbers: neither a lost cell nor a wrong heading moves them under this year's."""
    table = three(("2023年", "2022年"))
    damage(table)
    check(write(blocks(TOLD, three=[table])), settled=False)
