"""Sums confirm an order that headings in pieces leave open, where no other order adds up; they change no value."""

from __future__ import annotations

import pytest

from extract.form_cells import FormCell, TableReading
from extract.messages import Doubt
from extract.tables.heading_proof import COLUMNS_OPEN
from extract.tables.settled_by_sums import settle_by_sums

LAST_TWO = [(1, 2)]


def reading(*rows: list[int | None], doubt: Doubt = COLUMNS_OPEN) -> TableReading:
    cells = [
        FormCell(
            f"t/{at}/{place}",
            None if value is None else str(value),
            "blank" if value is None else "number",
            "",
            doubt=doubt,
        )
        for at, row in enumerate(rows)
        for place, value in enumerate(row)
    ]
    return TableReading("t", "2021", cells)


def settled(found: TableReading) -> list[str]:
    return [cell.key for cell in found.cells if cell.doubt is None]


def test_the_only_order_that_adds_up_is_taken_and_its_sums_are_no_rule() -> None:
    found = reading([3, 4, 7], [0, 0, 0])
    settle_by_sums(found, 3, LAST_TWO)
    assert len(settled(found)) == 6
    assert {cell.proof.column for cell in found.cells} == {"sums"}
    assert [cell.value for cell in found.cells] == ["3", "4", "7", "0", "0", "0"]
    assert [(p.code, p.instance) for p in found.problems] == [
        ("decoded_by_sum", "t/0"),
        ("decoded_by_sum", "t/1"),
    ]


@pytest.mark.parametrize(
    "found",
    [
        reading([0, 4, 4]),  # either order adds up
        reading([3, 7, 4]),  # only the other one does
        reading([3, 4, 7], [3, 4, 8]),  # a row does not add up as printed
        reading([3, None, 3]),
        reading([3, 4, 7], doubt=Doubt("label_guessed", {"printed": "a", "row": "b"})),
        reading([0, 0, 0]),
    ],
)  # fmt: skip
def test_what_they_do_not_show_stays_open(found: TableReading) -> None:
    before = list(found.cells)
    settle_by_sums(found, 3, LAST_TWO)
    assert found.cells == before
    assert found.problems == []
