"""Tables printed as records, one value a row beside its labels, are read in any order, whole or not at all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from extract.form.catalogue import load_form
from extract.reading import read_report
from extract.report import Report
from extract.tables.form_version import lines_of
from tests.support import layouts as lay
from tests.support.reading import TOLD
from tests.support.workbooks import number, rows, text, xlsx

FORM = load_form()
TITLE = "示例县人民政府2023年政府信息公开工作年度报告"
HEAD = ["序号", "年度", "填报单位", "项目", "子项", "指标", "数值"]
Lines = list[list[str]]


def records(year: str = "2023", agency: str = "示例县人民政府", first: int = 1000) -> Lines:
    """Year, agency, group, row, column and value of every cell: another number in each, so that no sum can place them."""
    groups = {row.key: row.label for row in FORM.application_rows["2021"]}
    lines: Lines = []
    for table in ("disclosures", "applications", "appeals"):
        for _, row, columns in lines_of(FORM, table, "2021"):
            group, _, label = row.label.rpartition("／")
            for column in columns:
                group = group or groups.get(getattr(row, "parent", None) or "", "")
                value = str(first + 3 * len(lines))
                lines.append([year, agency, group, label, column.label, value])
    return lines


KEYS = [f"{t}/{key}/{c.key}" for t in ("disclosures", "applications", "appeals")
        for key, _, columns in lines_of(FORM, t, "2021") for c in columns]  # fmt: skip
WANTED = dict(zip(KEYS, (line[-1] for line in records()), strict=True))


def numbered(lines: Lines) -> Lines:
    return [HEAD, *([str(at), *line] for at, line in enumerate(lines, start=1))]


def page(lines: Lines) -> bytes:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    return f"<html><title>{TITLE}</title><h1>{TITLE}</h1><table>{body}</table></html>".encode()


def pasted(lines: Lines) -> bytes:
    return "\n".join([TITLE, *("\t".join(line) for line in lines)]).encode()


def markdown(lines: Lines) -> bytes:
    piped = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([f"# {TITLE}", "", piped[0], "|---" * len(HEAD) + "|", *piped[1:]]).encode()


def book(lines: Lines) -> bytes:
    body = [[number(cell) if cell.isdigit() else text(cell) for cell in line] for line in lines]
    return xlsx({"数据": rows([text(TITLE)], *body)})


def read(data: bytes) -> Report:
    return read_report(Path("report"), data)


def settled(report: Report) -> dict[str, str]:
    return {cell.key: cell.value for cell in report.cells if cell.value and not cell.doubt}


def reordered(lines: Lines, places: Sequence[int]) -> Lines:
    return [[line[place] for place in places] for line in lines]


@pytest.mark.parametrize("printed", [page, pasted, markdown, book])
@pytest.mark.parametrize("places", [range(7), (0, 6, 1, 2, 5, 3, 4)])
def test_records_are_read_in_any_order_of_rows_and_columns(printed, places) -> None:
    lines = records()
    random.Random(1).shuffle(lines)
    report = read(printed(reordered(numbered(lines), places)))
    assert (report.status, settled(report)) == ("read", WANTED)


def test_a_path_in_one_cell_is_taken_apart() -> None:
    lines = [[year, agency, f"{group}／{label}", column, value] for year, agency, group, label, column, value in records()]  # fmt: skip
    head = [*HEAD[1:4], *HEAD[5:]]
    assert settled(read(page([head, *lines]))) == WANTED


@pytest.mark.parametrize(
    "others",
    [
        records(year="2022", first=5000),
        records(agency="示例县教育局", first=5000),
        records(agency="样表", first=5000),
    ],
    ids=["year", "agency", "example"],
)
def test_records_of_another_year_or_agency_are_left_out(others: Lines) -> None:
    for lines in ([*others, *records()], [*records(), *others]):
        report = read(page(numbered(lines)))
        assert settled(report) == WANTED
        assert "table_repeated.other" in {problem.detail.code for problem in report.problems}


def test_records_of_another_year_alone_are_not_the_reports() -> None:
    assert settled(read(page(numbered(records(year="2022"))))) == {}


@pytest.mark.parametrize(
    "damaged",
    [
        lambda lines: lines.pop(50),
        lambda lines: lines.insert(50, [*lines[60][:-1], "7"]),
        lambda lines: lines[50].__setitem__(4, "自燃人"),
        lambda lines: lines[50].__setitem__(1, "上报口径二"),
        lambda lines: lines[50].__setitem__(1, "7"),
    ],
    ids=["missing", "twice", "misprinted", "unknown word", "unknown number"],
)
def test_a_table_with_a_record_that_is_not_understood_is_not_taken(damaged) -> None:
    """Guards against one record standing for another."""
    lines = records()
    damaged(lines)
    keys = {key for key in settled(read(page(numbered(lines)))) if key.startswith("applications")}
    assert keys == set()


def test_two_columns_of_numbers_are_not_told_apart() -> None:
    lines = [[*line, str(int(line[-1]) + 7000)] for line in numbered(records())[1:]]
    assert settled(read(page([[*HEAD, "其中"], *lines]))) == {}


def test_a_list_beside_the_reports_own_tables_replaces_nothing() -> None:
    """Guards a silent error over every cell: records of other figures were taken instead of the tables."""
    own = lay.html(lay.blocks(TOLD)).decode().replace("</body>", "")
    others = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in numbered(records(first=5000))
    )
    found = settled(read(f"{own}<p>附：数据库导出</p><table>{others}</table>".encode()))
    assert {key for key, value in found.items() if TOLD[key] != value} == set()


@pytest.mark.parametrize("heads", [["2023年", "2022年"], ["本年", "上年"]])
def test_a_column_of_this_year_that_never_varies_leaves_the_other_years_column_alone(
    heads: list[str],
) -> None:
    """Guards a silent error: where this year has 0 everywhere, last year's numbers were taken."""
    lines = [[*HEAD[:-1], *heads], *([*line[:-1], "0", line[-1]] for line in numbered(records())[1:])]
    assert {value for value in settled(read(page(lines))).values() if value != "0"} == set()


@pytest.mark.parametrize("heading", ["上年数", "2022年", "数值（元）"])
def test_the_heading_over_the_values_is_understood(heading: str) -> None:
    """Guards a silent error: last year's numbers, and 元 for 万元."""
    lines = numbered(records())
    found = settled(read(page([[*HEAD[:-1], heading], *lines[1:]])))
    assert not {key: value for key, value in found.items() if heading != "数值（元）" or "fees" in key}


def test_records_in_two_lists_are_not_taken_together() -> None:
    """Guards a silent error: only the caption of the first list was asked."""
    lines = numbered(records())
    parts = [page([HEAD, *part]).decode() for part in (lines[1:90], lines[90:])]
    found = settled(read("<p>2022年数据</p>".join(parts).encode()))
    assert {key for key in found if key.startswith("applications")} == set()


def test_a_group_that_is_not_the_rows_own_is_not_understood() -> None:
    lines = records()
    at = next(at for at, line in enumerate(lines) if line[3] == "2.重复申请")
    lines[at][2] = "（三）不予公开"
    found = settled(read(page(numbered(lines))))
    assert {key for key in found if key.startswith("applications")} == set()
