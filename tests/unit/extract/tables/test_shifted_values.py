"""Sums withdraw the proof of a row that lost a value, or whose number took a footnote's mark; they change no value."""

from __future__ import annotations

import pytest

from extract.form.catalogue import load_form
from extract.form_cells import FormCell, TableReading
from extract.proof import Proof
from extract.tables.footnote_digits import doubt_footnotes
from extract.tables.shifted_values import doubt_shifted

FORM = load_form()
COLUMNS = {"applications": 7, "appeals": 5}
FIFTEEN = [1, 5, 4, 6, 16, 4, 6, 6, 4, 20, 1, 3, 6, 2, 12]


def doubted(table: str, values: list[int | None], column: str = "grid") -> bool:
    cells = [
        FormCell(
            key,
            None if value is None else str(value),
            "blank" if value is None else "number",
            "",
            proof=Proof(column=column),
        )
        for key, value in zip(FORM.keys(table, "2021"), values, strict=False)
    ]
    reading = TableReading(table, "2021", cells)
    doubt_shifted([reading], COLUMNS)
    assert [cell.value for cell in reading.cells] == [cell.value for cell in cells]
    return all(cell.doubt for cell in reading.cells)


@pytest.mark.parametrize("lost", [0, 3, 7, 9])
def test_fourteen_numbers_under_fifteen_headings_are_in_doubt(lost: int) -> None:
    """Guards a silent error of the sixth hand: two blocks were read one place too far left."""
    assert doubted("appeals", [*FIFTEEN[:lost], *FIFTEEN[lost + 1 :], None])
    if lost > 4:  # the first block is whole, and stands one place too far right
        assert doubted("appeals", [None, *FIFTEEN[:lost], *FIFTEEN[lost + 1 :]])


def test_a_row_whose_total_is_left_blank_is_as_printed() -> None:
    assert not doubted("appeals", [*FIFTEEN[:14], None])
    assert not doubted("appeals", [*FIFTEEN[:4], None, *FIFTEEN[5:]])
    assert not doubted("appeals", [None] * 15)
    assert not doubted("appeals", [0] * 14 + [None])
    assert not doubted("applications", [3, 0, 0, 0, 0, 1, None])


def test_words_in_a_cell_take_its_place() -> None:
    """Guards a needless doubt: a last cell that prints 0件次 was taken for one that lost its value."""
    keys = FORM.keys("appeals", "2021")
    cells = [FormCell(key, "0", "number", "0", proof=Proof(column="order")) for key in keys[:-1]]
    words = FormCell(keys[-1], None, "text", "0件次", proof=Proof(column="order"))
    reading = TableReading("appeals", "2021", [*cells, words])
    doubt_shifted([reading], COLUMNS)
    assert not any(cell.doubt for cell in reading.cells)


def test_where_only_the_order_of_headings_shows_the_columns_the_last_blank_is_open() -> None:
    """Guards a silent error: 6 4 6 18 and a blank for 6 4 2 6 18, which no sum tells."""
    assert doubted("appeals", [*FIFTEEN[:14], None], column="order")


@pytest.mark.parametrize(
    ("note", "open_cells"), [("注1：含当面申请3件。", [0]), ("注2：含网络申请。", []), ("1.主动公开。", [])]
)
def test_a_digit_that_a_note_explains_and_the_sum_does_not_need_is_in_doubt(
    note: str, open_cells: list[int]
) -> None:
    """Guards a silent error of the sixth hand: 19 with a raised 1 was copied as 191."""
    values = [191, 0, 1, 0, 4, 0, 24]
    keys = FORM.keys("applications", "2021")
    reading = TableReading(
        "applications",
        "2021",
        [FormCell(k, str(v), "number", "") for k, v in zip(keys, values, strict=False)],
    )
    doubt_footnotes([note], [reading], COLUMNS)
    assert [at for at, cell in enumerate(reading.cells) if cell.doubt] == open_cells
    assert [cell.value for cell in reading.cells] == [str(value) for value in values]
