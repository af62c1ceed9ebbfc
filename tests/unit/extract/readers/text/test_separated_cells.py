"""Tables whose cells are separated by commas, in a text with other lines."""

from __future__ import annotations

import pytest

from extract.readers.text.lines import between_bars, one_cell_a_line, with_separated_cells

PROSE = "2023年，本机关认真贯彻落实条例，共公开1,234条。"


def cells(*lines: str) -> list[str]:
    return [line for _, line in with_separated_cells(list(enumerate(lines, start=1)))]


@pytest.mark.parametrize("mark", [",", ";"])
def test_lines_with_as_many_separators_are_a_table(mark: str) -> None:
    rows = [["规章", "1", "6", ""], ["行政许可", "4119", "", ""], ["行政处罚", "0", "", ""]]
    assert cells(PROSE, *(mark.join(row) for row in rows), PROSE) == [PROSE, *map(between_bars, rows), PROSE]


def test_a_line_of_quoted_cells_needs_no_neighbours() -> None:
    assert cells('"规章","1,200","6"', PROSE) == ["| 规章 | 1,200 | 6 |", PROSE]
    assert cells('"本列数据,勾稽关系","","a ""b"""') == ['| 本列数据,勾稽关系 |  | a "b" |']


@pytest.mark.parametrize(
    "lines",
    [
        ["一、本年新收 1,234 2,345 3,456 4,567"] * 3,  # thousands, not cells
        ["规章,1,6,2", PROSE, "行政许可,4,,"],  # alone
        ["规章,1,6,2", "行政许可,4,,,", "行政处罚,4,,,,"],  # of different lengths
        ["a, b, c\td"] * 3,  # a table with tabs already
    ],
)  # fmt: skip
def test_other_lines_stay_as_they_are(lines: list[str]) -> None:
    assert cells(*lines) == lines


def test_many_lines_take_linear_time() -> None:
    """Guards against looking back over a table once a line."""
    assert len(cells(*["1,2,3,4"] * 200_000)) == 200_000


def test_a_page_in_one_line_of_bars_is_a_cell_a_line() -> None:
    row = "| 行政许可 | 1 | 2 |"
    page = "|".join(["规章", *map(str, range(120))])
    broken = one_cell_a_line([(1, row), (2, page)])
    assert broken[:3] == [(1, row), (2, "规章"), (2, "0")]
    assert len(broken) == 122
