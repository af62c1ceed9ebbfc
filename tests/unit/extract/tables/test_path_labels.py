"""Labels that name their whole path in one cell are read like the form's, in tables without merged cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extract.form.catalogue import load_form
from extract.reading import read_report
from extract.report import Report
from tests.support import layouts

FORM = load_form()
FIGURES = layouts.figures(3)
TITLE = f"{layouts.AGENCY}{layouts.YEAR}年政府信息公开工作年度报告"
ROWS = {row.key: row for row in FORM.application_rows["2021"]}


def markdown(*rows: list[str]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(rows[0])}", *lines[1:]])


def row_path(key: str, named: Callable[[str], str]) -> list[str]:
    above = ROWS[key].parent
    return [*(row_path(above, named) if above else []), named(key)]


def table_three(separator: str, named: Callable[[str], str]) -> str:
    heads = ["申请情况", *(column.label for column in FORM.application_columns["2021"])]
    rows = [
        [separator.join(row_path(key, named)), *(FIGURES[f"applications/{key}/{c}"] for c in layouts.COLUMNS)]
        for key, row in ROWS.items()
        if row.role != "group"
    ]
    return markdown(heads, *rows)


def table_four(separator: str) -> str:
    heads = [
        separator.join([*block.label.split("／"), column.label])
        for block in FORM.appeal_blocks["2021"]
        for column in FORM.appeal_columns["2021"]
    ]
    return markdown(heads, [FIGURES[key] for key in FORM.keys("appeals", "2021")])


def read(*tables: str) -> Report:
    text = "\n\n".join(
        [
            f"# {TITLE}",
            "## 三、收到和处理政府信息公开申请情况",
            tables[0],
            "## 四、行政复议、行政诉讼情况",
            *tables[1:],
        ]
    )
    return read_report(Path("report.md"), text.encode())


def without_number(key: str) -> str:
    return ROWS[key].label.partition(
        "）" if ROWS[key].label[0] == "（" else "、" if ROWS[key].label[1] == "、" else "."
    )[2]


@pytest.mark.parametrize("separator", ["", "-", " / ", "：", " > "])
def test_rows_and_headings_that_print_their_path_in_one_cell_are_read(separator: str) -> None:
    report = read(table_three(separator, lambda key: ROWS[key].label), table_four(separator))
    wanted = {key: FIGURES[key] for table in ("applications", "appeals") for key in FORM.keys(table, "2021")}
    assert {c.key: (c.value, c.doubt) for c in report.cells} == {k: (v, None) for k, v in wanted.items()}


def test_paths_without_numbers_are_read_where_something_stands_between_their_labels() -> None:
    report = read(table_three("-", without_number), table_four("-"))
    assert {c.key: (c.value, c.doubt) for c in report.cells if c.key.startswith("applications/")} == {
        key: (FIGURES[key], None) for key in FORM.keys("applications", "2021")
    }


def test_a_list_of_single_cells_below_the_table_is_no_second_printing_of_it() -> None:
    """Guards a needless doubt: the sheet of a consolidated table that compares cells, 本年新收／总计, was read as rows."""
    compared = [
        [f"{ROWS[row].label}／{column.label}", "1", "1", "9", "8", "0"]
        for row in ("received_new", "granted", "closed_total", "carried_out")
        for column in FORM.application_columns["2021"]
    ]
    heads = ["项目", "汇总，严格", "汇总，空白作 0", "本机关公布", "差额", "空白单位"]
    report = read(table_three("", lambda key: ROWS[key].label), table_four("-"), markdown(heads, *compared))
    assert {c.key: (c.value, c.doubt) for c in report.cells if c.key.startswith("applications/")} == {
        key: (FIGURES[key], None) for key in FORM.keys("applications", "2021")
    }


def test_exchanged_paths_take_their_values_with_them() -> None:
    lines = table_four("-").split("\n")
    cells = [line.strip("| ").split(" | ") for line in (lines[0], lines[2])]
    turned = markdown(*([*row[5:], *row[:5]] for row in cells))
    report = read(table_three("", lambda key: ROWS[key].label), turned)
    found = {c.key: c.value for c in report.cells if c.doubt is None and c.key.startswith("appeals/")}
    assert found == {key: FIGURES[key] for key in found}


def test_a_table_that_is_printed_but_not_read_is_not_called_missing() -> None:
    """Else the publisher would be told that it is missing, although we cannot read it."""
    rows = "".join(f"<p>{row.label}</p>" for row in ROWS.values() if row.role != "group")
    boxes = f"<table><tr><td>{rows}</td><td><p>1</p><p>2</p></td></tr></table>"
    page = f"<h1>{TITLE}</h1>{table_html(table_four('-'))}{boxes}"
    report = read_report(Path("report.html"), page.encode())
    assert report.form["applications"] is None
    problems = {problem.code: problem.instance for problem in report.problems}
    assert problems["table_unread"] == "applications"
    assert problems["table_missing"] == "disclosures"


def test_a_table_all_in_one_row_of_cells_before_another_is_not_called_missing() -> None:
    """Guards a publisher blamed: the row, all labels in one cell, was taken for a part of table four below it."""
    labels = "<br>".join(row.label for row in ROWS.values())
    columns = "".join(f"<td>{'<br>'.join('1' for _ in ROWS)}</td>" for _ in layouts.COLUMNS)
    page = f"<h1>{TITLE}</h1><table><tr><td>{labels}</td>{columns}</tr></table>{table_html(table_four('-'))}"
    problems = {(p.code, p.instance) for p in read_report(Path("report.html"), page.encode()).problems}
    assert ("table_unread", "applications") in problems
    assert ("table_missing", "applications") not in problems


def table_html(text: str) -> str:
    rows = [line.strip("| ").split(" | ") for line in text.split("\n")]
    return (
        "<table>"
        + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in (rows[0], rows[2]))
        + "</table>"
    )


def test_a_table_named_only_in_sentences_is_missing() -> None:
    sentence = "本年度予以公开3件，部分公开1件，不予公开的属于国家秘密2件，本机关不掌握相关政府信息1件，重复申请1件，其他处理0件。"
    report = read(sentence, table_four("-"))
    assert ("table_missing", "applications") in {(p.code, p.instance) for p in report.problems}
