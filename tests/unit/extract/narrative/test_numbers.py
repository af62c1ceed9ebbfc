"""Numbers in running text: Chinese numerals, and what looks like a number and is a date or an ordinal."""

from __future__ import annotations

import pytest
from cn2an import an2cn
from hypothesis import example, given
from hypothesis import strategies as st

from extract.narrative.numbers import chinese_number, find_numbers


@given(st.integers(min_value=0, max_value=99_999))
@example(0)
@example(10)
@example(217)
@example(10_800)
def test_chinese_numerals_and_back(number: int) -> None:
    written = an2cn(str(number), "low")
    assert chinese_number(written) == number
    assert chinese_number(written.replace("零", "〇")) == number


@pytest.mark.parametrize(("text", "number"), [("两", 2), ("两百", 200), ("二〇", 20), ("一〇五", 105), ("三五", None), ("一百五", None), ("百", None), ("", None)])  # fmt: skip
def test_numerals_that_are_one_number_and_those_that_are_not(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


def test_numbers_are_told_from_dates_and_ordinals() -> None:
    assert find_numbers("2021年3月5日第12件,12.3%,三个工作日,第三条") == []
