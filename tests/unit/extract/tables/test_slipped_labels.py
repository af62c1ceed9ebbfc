"""Labels that stand a line too low against their numbers leave their group in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.form.catalogue import load_form
from extract.reading import read_report

FORM = load_form()
COLUMNS = FORM.application_columns["2021"]
GROUP = "denied"
ITEMS = [row.key for row in FORM.application_rows["2021"] if row.parent == GROUP]


def doubted(own: list[int], blank: str | None) -> set[str]:
    """The rows in doubt of a report whose group prints `own` numbers and whose row `blank` none."""
    lines = []
    for at, row in enumerate(FORM.application_rows["2021"]):
        own_row = own if row.key == GROUP else [at] * 6 + [6 * at]
        printed = (row.role != "group" or row.key == GROUP) and row.key != blank
        numbers = [str(number) for number in own_row] if printed else [""] * 7
        lines.append("".join(f"<td>{text}</td>" for text in [row.label, *numbers]))
    return _slipped(lines)


def _slipped(lines: list[str]) -> set[str]:
    """The rows so doubted of a report with these rows of table three."""
    head = "".join(f"<td>{column.label}</td>" for column in COLUMNS)
    page = (
        "<h1>示例县人民政府2023年政府信息公开工作年度报告</h1><p>三、收到和处理政府信息公开申请情况</p>"
        f"<table><tr><td>申请人情况</td>{head}</tr><tr>{'</tr><tr>'.join(lines)}</tr></table>"
    )
    report = read_report(Path("report.html"), page.encode())
    return {
        cell.key.split("/")[1] for cell in report.cells if cell.doubt and cell.doubt.code == "labels_slipped"
    }


def sums(blank: str | None) -> list[int]:
    ats = [
        at for at, row in enumerate(FORM.application_rows["2021"]) if row.parent == GROUP and row.key != blank
    ]
    return [sum(ats)] * 6 + [6 * sum(ats)]


def test_numbers_beside_the_group_and_none_beside_its_last_row_leave_the_group_open() -> None:
    assert doubted([5, 1, 0, 0, 0, 0, 6], ITEMS[-1]) == set(ITEMS)


@pytest.mark.parametrize(
    ("own", "blank"),
    [
        (sums(ITEMS[-1]), ITEMS[-1]),  # the group's own sums
        ([5, 1, 0, 0, 0, 0, 6], None),  # every row has its numbers
    ],
)
def test_sums_beside_the_group_and_whole_rows_leave_nothing_open(own: list[int], blank: str | None) -> None:
    assert doubted(own, blank) == set()


def test_labels_from_a_row_without_numbers_to_numbers_without_a_label_are_open() -> None:
    """Guards a silent error: the labels of a group stood a line too high, and its last numbers had none."""
    labels = [row.label for row in FORM.application_rows["2021"] if row.role != "group"]
    first, last = labels.index("1.属于国家秘密") + 1, labels.index("（七）总计") - 1
    numbers: list[list[int] | None] = [[at] * 6 + [6 * at] for at in range(len(labels))]
    printed = list(
        zip(
            [*labels[: last + 1], "", *labels[last + 1 :]],
            [*numbers[:first], None, *numbers[first:]],
            strict=True,
        )
    )
    lines = [
        "".join(f"<td>{text}</td>" for text in [label, *([""] * 7 if row is None else row)])
        for label, row in printed
    ]
    keys = [row.key for row in FORM.application_rows["2021"] if row.role != "group"]
    assert _slipped(lines) == set(keys[first : last + 1])
    assert _slipped([line for line in lines if not line.endswith("<td></td>")]) == set(), (
        "every label has its numbers"
    )


@pytest.mark.parametrize("above", [True, False])
def test_numbers_without_a_label_at_the_table_s_edge_leave_all_rows_open(above: bool) -> None:
    """Guards 389 cells a line away from their labels, read without a doubt: the last numbers stood below the last label."""
    labels = [row.label for row in FORM.application_rows["2021"] if row.role != "group"]
    numbers = [[str(at)] * 6 + [str(6 * at)] for at in range(10, 10 + len(labels))]
    blank = [""] * 7
    printed = list(
        zip(["", *labels], [*numbers, blank], strict=True)
        if above
        else zip([*labels, ""], [blank, *numbers], strict=True)
    )
    lines = ["".join(f"<td>{text}</td>" for text in [label, *row]) for label, row in printed]
    keys = {row.key for row in FORM.application_rows["2021"] if row.role != "group"}
    assert _slipped(lines) == keys


@pytest.mark.parametrize("first", [1, 2])
def test_a_line_that_counts_the_columns_is_no_row_without_a_label(first: int) -> None:
    labels = [row.label for row in FORM.application_rows["2021"] if row.role != "group"]
    numbers = [[""] * 7 if at < 2 else ["1"] * 6 + ["6"] for at in range(len(labels))]
    printed = [("", [str(first + at) for at in range(7)]), *zip(labels, numbers, strict=True)]
    assert (
        _slipped(["".join(f"<td>{text}</td>" for text in [label, *row]) for label, row in printed]) == set()
    )
