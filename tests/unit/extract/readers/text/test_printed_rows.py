"""Rows as a program printed them: Python lists and tuples, JSON, what pandas prints for rows, columns and blank cells."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract.document import Cell, Table
from extract.readers.text.printed_rows import with_blank_cells, with_printed_rows, without_index
from extract.readers.text.reader import read_text
from tests.support import layouts as lay
from tests.support.layouts import Block, blocks
from tests.support.reading import TOLD, check_exact

Print = Callable[[list[str]], str]
CELLS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="|\x00"), max_size=8), min_size=2, max_size=6
)


def printed(document: list[Block], one: Print, *, merged: bool) -> bytes:
    """Each row as `one` prints it; a merged cell in each of its places, or only in the first."""
    lines: list[str] = []
    for block in document:
        if isinstance(block, str):
            lines.append(block)
            continue
        for line in lay.slots(block):
            first = [
                cell.text if begins or merged else "" for cell, begins in line for _ in range(cell.across)
            ]
            lines.append(one(first))
    return "\n".join(lines).encode()


def as_tuple(row: list[str]) -> str:
    """As openpyxl's values_only prints it: numbers without quotes, None for blank cells."""
    return repr(tuple(int(text) if text.isdigit() else text or None for text in row))


@pytest.mark.parametrize("one", [str, as_tuple, lambda row: json.dumps(row, ensure_ascii=False)])
def test_a_report_whose_rows_a_program_printed(one: Print) -> None:
    """Guards needless failures: no row of ['规章', '31', '21', '4'] was a row of the form."""
    check_exact(printed(blocks(TOLD), one, merged=True))


@given(CELLS)
@example(["", "\r"])
def test_a_printed_row_has_the_cells_that_were_printed(cells: list[str]) -> None:
    [(number, line)] = with_printed_rows([(7, repr(cells))])
    assert number == 7
    wanted = [" ".join(cell.split()) for cell in cells]
    assert line == (f"| {' | '.join(wanted)} |" if any(wanted[1:]) else wanted[0])


@pytest.mark.parametrize(
    "line",
    ["(1)", "（一）予以公开", "[注]", "(a, b)", "[1, 2", "(3) 12 4", "[" * 10_000 + "]" * 10_000, "[]"],
)
def test_what_is_no_printed_row_stays_as_it_is(line: str) -> None:
    assert with_printed_rows([(1, line)]) == [(1, line)]


def test_what_stands_for_no_content_is_blank_and_columns_stay_aligned() -> None:
    text = "规章 | 0 | NaN\n行政许可 | 3 | None\n行政处罚 | Unnamed: 5 | 0"
    assert with_blank_cells(text) == "规章 | 0 |    \n行政许可 | 3 |     \n行政处罚 |            | 0"
    assert with_blank_cells("None of it, NaN") == "None of it, NaN", "an accident"


def test_an_index_is_left_out_and_a_column_of_values_is_not() -> None:
    def rows(*texts: str) -> list[list[Cell]]:
        return [[Cell(text, column=at) for at, text in enumerate(line.split())] for line in texts]

    indexed = rows("i 0 1 2", "0 规章 3 1", "1 行政许可 3 1", "2 行政处罚 3 1")
    assert [[cell.text for cell in row] for row in without_index(indexed)] == [
        ["规章", "3", "1"], ["行政许可", "3", "1"], ["行政处罚", "3", "1"],
    ]  # fmt: skip
    values = rows("a b c d", "3 规章 3 1", "1 行政许可 3 1", "2 行政处罚 3 1")
    assert without_index(values) == values


def test_a_number_repeated_under_a_repeated_heading_is_one() -> None:
    """Guards a needless doubt: python-docx and pandas print a merged cell in each of its places."""
    [table] = [
        block
        for block in read_text(
            "| 信息内容 | 决定数量 | 决定数量 |\n| 行政许可 | 7 | 7 |\n| 行政处罚 | 7 | 8 |"
        ).blocks
        if isinstance(block, Table)
    ]
    assert [[(cell.text, cell.span) for cell in row] for row in table.rows] == [
        [("信息内容", 1), ("决定数量", 2)],
        [("行政许可", 1), ("7", 2)],
        [("行政处罚", 1), ("7", 1), ("8", 1)],
    ]


def test_digits_stay_as_they_are_printed_and_other_figures_are_no_row() -> None:
    """Guards the digits: 0.10 was read as 0.1, 0x10 as 16, and "1" "2" as 12."""
    assert with_printed_rows([(1, "['规章', 0.10, -3]")]) == [(1, "| 规章 | 0.10 | -3 |")]
    for line in ("['规章', 0x10]", "['规章', 1e2]", "['规章', 1_0]", "['规章', '1' '2']", "['规章', True]"):
        assert with_printed_rows([(1, line)]) == [(1, line)]


def test_an_escape_brings_no_character_that_a_text_file_cannot_hold() -> None:
    """Guards the store: half a character ended the batch of its file."""
    [(_, line)] = with_printed_rows([(1, r'["\ud800规章", "\u0000\ufeff5"]')])
    assert line == "| \ufffd规章 | 5 |"
