"""Digits without separators: only the row's own sum may cut them, and every other cell is in doubt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.digit_runs.splits import MOST_READINGS, misprints, other_cuts, split_readings


def test_the_example_of_the_form() -> None:
    assert split_readings("640020470", 7) == ((64, 0, 0, 2, 0, 4, 70),)


def test_two_readings_where_the_sum_leaves_two() -> None:
    assert sorted(split_readings("270020130", 7)) == [(2, 7, 0, 0, 20, 1, 30), (27, 0, 0, 2, 0, 1, 30)]


def test_no_reading_fits_a_wrong_total() -> None:
    assert split_readings("1000002", 7) == ()


@settings(deadline=None)  # the search is bounded, not the machine's load
@given(st.lists(st.integers(min_value=0, max_value=9999), min_size=2, max_size=6))
def test_the_printed_numbers_are_always_among_the_readings(parts: list[int]) -> None:
    row = (*parts, sum(parts))
    readings = split_readings("".join(map(str, row)), len(row))
    assert row in readings or len(readings) >= MOST_READINGS  # then every cell is doubted


@given(st.text("0123456789", min_size=1, max_size=14), st.integers(min_value=2, max_value=7))
def test_every_reading_spells_the_digits_and_adds_up(digits: str, columns: int) -> None:
    for reading in split_readings(digits, columns):
        assert "".join(map(str, reading)) == digits
        assert sum(reading[:-1]) == reading[-1]


def test_a_quote_at_the_end_of_a_label_does_not_turn_its_digits_into_a_blank() -> None:
    # Guards a silent error: 3.危及“三安全一稳定”0000000 was read as seven blanks.
    from extract.running_text.one_line import _numbers_only

    assert _numbers_only("”0000001") == "0000001"
    assert _numbers_only("（含 2 件）0000001").startswith("（含")


def test_a_place_that_counts_no_lines_was_lost_in_running_text() -> None:
    from extract.document import Source
    from extract.running_text.placed_text import squeezed_text

    on_a_page = Source(page=2, bbox=(1, 2, 3, 4))
    text = squeezed_text([("甲乙", on_a_page), ("丙 1", Source(line=7))])
    assert text.source(1) == on_a_page
    assert text.source(text.text.index("1")) == Source(line=7, column=3)


@pytest.mark.parametrize(
    ("behind", "numbers"),
    [
        ("23 320458.2 3、收到和处理", "23 320458.2"),
        ("0 0 19 4.政府信息公开", "0 0 19"),
        ("125 — 62 5、", "125 — 62"),
        ("1 +15 第二十条", "1 +15"),
        ("640020470", "640020470"),
        ("2 4722.43", "2 4722.43"),
    ],
)
def test_the_number_of_the_next_heading_is_no_value(behind: str, numbers: str) -> None:
    # Guards needless doubts: 3、 behind a row was one value too many, and + ended the row's numbers.
    from extract.running_text.one_line import _numbers_only

    assert _numbers_only(behind).strip() == numbers


def test_only_a_cut_that_fewer_misprints_explain_is_another_reading() -> None:
    # One misprint in a number and in its sum: no other cut of the row is nearer to what the other rows want.
    reading, wanted = (86, 186, 5, 17, 13, 307), (86, 186, 5, 17, 14, 308)
    assert misprints(reading, wanted, own_sum=True) == 1
    assert other_cuts("8618651713307", reading, wanted, 1) == set()
    # 2, 0, 15, 1 with a misprinted total was cut into numbers that add up to it.
    assert other_cuts("201510027", (20, 1, 5, 1, 0, 0, 27), (2, 0, 15, 1, 0, 0, 18), 1) == {0, 1, 2}


@pytest.mark.parametrize("behind", ["5. 第二十条第（六）项 信息内容", "5. 三、收到和处理", "5．"])
def test_a_number_with_a_stray_point_before_a_heading_was_a_blank(behind: str) -> None:
    from extract.running_text.one_line import _numbers_only
    from extract.values import parse_value

    read = parse_value(_numbers_only(behind))
    assert (read.value, read.state) == (None, "text")
    assert read.doubt
