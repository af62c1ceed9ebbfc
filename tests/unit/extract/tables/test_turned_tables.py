"""A table three with the applicants down its side is read like any other, with the places of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.form.catalogue import load_form
from extract.reading import read_report
from extract.report import Report

FORM = load_form()
ROWS = [row for row in FORM.application_rows["2021"] if row.role != "group"]
COLUMNS = FORM.application_columns["2021"]


def page(columns: list[int] | None = None, lost: str = "") -> bytes:
    """A page with table three turned: its lines are the applicants in this order. `lost` is a heading left empty."""
    head = "".join(f"<td>{'' if row.label == lost else row.label}</td>" for row in ROWS)
    order = range(len(COLUMNS)) if columns is None else columns
    lines = [
        f"<tr><td>{COLUMNS[at].label}</td>"
        + "".join(f"<td>{number(row.key, COLUMNS[at].key)}</td>" for row in ROWS)
        + "</tr>"
        for at in order
    ]
    return (
        "<html><body><h1>示例县人民政府2023年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况</p>"
        f"<table border=1><tr><td>申请人情况</td>{head}</tr>{''.join(lines)}</table></body></html>"
    ).encode()


def number(row: str, column: str) -> str:
    """Another number in each cell."""
    keys = [c.key for c in COLUMNS]
    return str(1000 + 10 * [r.key for r in ROWS].index(row) + keys.index(column))


def applications(report: Report) -> dict[tuple[str, str], tuple[str | None, bool]]:
    return {
        (row, column): (cell.value, cell.doubt is not None)
        for cell in report.cells
        for table, row, column in [cell.key.split("/")]
        if table == "applications"
    }


def test_a_turned_table_is_read_with_the_places_of_the_file() -> None:
    report = read_report(Path("report.html"), page())
    assert applications(report) == {
        (r.key, c.key): (number(r.key, c.key), False) for r in ROWS for c in COLUMNS
    }
    [granted] = [cell for cell in report.cells if cell.key == "applications/granted/total"]
    row, column = len(COLUMNS) + 1, [r.key for r in ROWS].index("granted") + 2
    assert (granted.source.row, granted.source.column) == (row, column)


@pytest.mark.parametrize("lost", [ROWS[3].label, ROWS[0].label, ROWS[-2].label])
def test_a_heading_that_is_lost_settles_no_wrong_number(lost: str) -> None:
    for (row, column), (value, doubted) in applications(
        read_report(Path("report.html"), page(lost=lost))
    ).items():
        assert doubted or value in (None, number(row, column))


def test_applicants_in_another_order_are_where_their_labels_say_or_in_doubt() -> None:
    found = applications(read_report(Path("report.html"), page([1, 0, 2, 3, 4, 5, 6])))
    assert found
    for (row, column), (value, doubted) in found.items():
        assert doubted or value == number(row, column)


def test_lines_may_name_the_organisations_heading_and_begin_with_blanks() -> None:
    """Guards 法人或其他组织：商业企业 in one cell, and a line without any number."""
    told = page().decode()
    for column in COLUMNS:
        if column.under:
            told = told.replace(f"<td>{column.label}</td>", f"<td>法人或其他组织：{column.label}</td>")
    blanks = {number(row.key, c.key) for row in ROWS for c in COLUMNS[3:4]} | {number(ROWS[0].key, "total")}
    for value in blanks:
        told = told.replace(f"<td>{value}</td>", "<td></td>")
    assert applications(read_report(Path("r"), told.encode())) == {
        (r.key, c.key): (None if number(r.key, c.key) in blanks else number(r.key, c.key), False)
        for r in ROWS
        for c in COLUMNS
    }


def test_a_line_that_lost_a_span_turns_nothing() -> None:
    """Guards against numbers a column too far left: 总计 spans two columns beside the organisations, and lost one."""
    shifted = page().decode().replace("<td>总计</td>", "")
    assert all(
        doubted or value is None
        for value, doubted in applications(read_report(Path("r"), shifted.encode())).values()
    )
