"""A table three whose rows stand in another order is read by the words of their own labels, or in doubt."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.reading import read_report
from samples import form
from tests.support import layouts as lay
from tests.support.layouts import Block, Cell, Table, blocks
from tests.support.reading import TOLD, check_exact

WRITERS = pytest.mark.parametrize("write", [lay.html, lay.docx])
Writer = Callable[[list[Block]], bytes]


def three(seed: int, numbered: bool = True) -> Table:
    """Table three with the group's label beside each row, the rows shuffled."""
    labels = {row.key: row.label for row in form.application_rows("2021")}
    body = []
    for row in form.application_rows("2021"):
        if row.role != "group":
            label = row.label if numbered else row.label.lstrip("（一二三四五六七）1234567890.、")
            keys = [f"applications/{row.key}/{column}" for column in lay.COLUMNS]
            values = [Cell(TOLD[key], key=key) for key in keys]
            body.append([Cell(labels.get(row.parent or "", "收件情况")), Cell(label), *values])
    random.Random(seed).shuffle(body)
    return [lay.row("类别", "情形", *(label for _, label in form.application_columns())), *body]


@WRITERS
@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
def test_rows_in_another_order_with_their_own_labels(write: Writer, numbered: bool, seed: int) -> None:
    report = check_exact(write(blocks(TOLD, three=[three(seed, numbered)])))
    assert "row_order" in {problem.code for problem in report.problems}
    assert {cell.proof.row for cell in report.cells if cell.key.startswith("applications")} == {"words"}


def _lose(table: Table) -> None:
    del table[9]


def _double(table: Table) -> None:
    table.insert(4, [*table[12][:2], *(Cell("7") for _ in lay.COLUMNS)])


def _number(table: Table) -> None:
    next(row for row in table if row[1].text.startswith("2.重复"))[1].text = "5.重复申请"


def _words(table: Table) -> None:
    table[5][1].text = table[6][1].text


@WRITERS
@pytest.mark.parametrize("damage", [_lose, _double, _number, _words])
def test_a_row_that_does_not_show_which_it_is_takes_no_other_place(
    write: Writer, damage: Callable[[Table], None]
) -> None:
    table = three(1)
    damage(table)
    report = read_report(Path("report"), write(blocks(TOLD, three=[table])))
    settled = {cell.key: cell.value for cell in report.cells if cell.value and not cell.doubt}
    assert {key: value for key, value in settled.items() if value != TOLD[key]} == {}
