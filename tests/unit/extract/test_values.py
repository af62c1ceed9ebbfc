"""Text of a cell -> value and state: a blank is never 0, and nothing that is no number gets a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values import is_value_like, parse_value


@pytest.mark.parametrize(
    ("raw", "value", "state"),
    [
        ("0", "0", "number"),
        ("０", "0", "number"),
        ("零", "0", "number"),
        ("0件", "0", "number"),
        ("1,234", "1234", "number"),
        ("１２", "12", "number"),
        ("24252.311082", "24252.311082", "number"),
        ("0.00", "0.00", "number"),
        ("+1036", "1036", "number"),
        ("-15", "-15", "number"),
        ("－15", "-15", "number"),
        ("251000元", "251000", "number"),
        ("", None, "blank"),
        (" \u00a0\u3000\n", None, "blank"),
        ("\u200b", None, "blank"),
        ("/", None, "dash"),
        ("—", None, "dash"),
        ("－", None, "dash"),
        ("无", None, "dash"),
        ("不适用", None, "dash"),
        ("约12", None, "text"),
        ("详见附件", None, "text"),
        ("22（其中修订16件）", None, "text"),
        ("1,23", None, "text"),
        ("O", None, "text"),
        ("٣", None, "text"),  # a digit to Unicode, but no number to SQL
        ("5 件", "5", "number"),
        ("5①", None, "text"),
        ("5²", None, "text"),
        ("\u202a12\u202c", "12", "number"),
        ("\u206612\u2069", "12", "number"),
        ("\u202e21\u202c", None, "text"),  # a person sees 12
        ("\ufffd", None, "illegible"),
        ("(cid:18)", None, "illegible"),
    ],
)
def test_printed_forms(raw: str, value: str | None, state: str) -> None:
    read = parse_value(raw)
    assert (read.value, read.state) == (value, state)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\ufffd", True),
        ("\ufffd\ufffd件", True),
        ("1\ufffd.5", True),
        ("\ufffd\ufffd属于国家秘密", False),
        ("\uf0b7其他", False),
    ],
)
def test_a_label_whose_number_cannot_be_read_is_no_value(text: str, value: bool) -> None:
    """Guards rows not found in files whose digits have a font without a map: 1.属于国家秘密 was taken for a value."""
    assert is_value_like(text) is value


def test_text_and_joined_digits_are_doubted() -> None:
    assert parse_value("22（其中修订16件）").doubt
    joined = parse_value("1\n2")
    assert (joined.value, bool(joined.doubt)) == ("12", True)


def test_the_unit_printed_in_the_cell_is_kept() -> None:
    assert parse_value("251000元").unit == "元"
    assert parse_value("12").unit is None


@given(st.integers(min_value=0, max_value=10**12))
def test_grouped_full_width_and_plain_digits_read_the_same(number: int) -> None:
    full_width = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert {
        parse_value(text).value for text in (str(number), f"{number:,}", full_width, f" {number}\u00a0")
    } == {str(number)}


@given(st.text(max_size=12))
def test_a_value_is_given_only_with_state_number_and_always_from_digits_that_stand_there(text: str) -> None:
    read = parse_value(text)
    assert (read.value is not None) == (read.state == "number")
    if read.state == "number":
        assert any(character.isnumeric() for character in text)
    if read.state == "text":
        assert read.doubt


@pytest.mark.parametrize(
    ("raw", "doubted"),
    [("01", True), ("045", True), ("00", True), ("0", False), ("0.05", False), ("10", False)],
)
def test_a_number_that_begins_with_0_is_doubted(raw: str, doubted: bool) -> None:
    """Guards 0 with a footnote mark that a converter set beside it: 01 is no number of applications."""
    value = parse_value(raw)
    assert (value.value, value.state, bool(value.doubt)) == (raw, "number", doubted)
