"""Number formats: what a stored number prints, and which formats leave that open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.readers.sheets.number_format import printed_number, printed_text

ACCOUNTING = '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ '


@pytest.mark.parametrize(
    ("stored", "code", "printed"),
    [
        (5, "General", "5"), (24252.311081999999, "General", "24252.311082"), (0.1 + 0.2, "General", "0.3"),
        (0, "0", "0"), (0, "0.00", "0.00"), (31.265, "0.00", "31.27"), (31.265, "0.0000_ ", "31.2650"),
        (61384, "#,##0", "61,384"), (1234567.5, "#,##0.00", "1,234,567.50"), (5, "0.##", "5."), (5, "000", "005"),
        (5, '0"件"', "5件"), (0.5, "0%", "50%"), (-5, "0;[Red]-0", "-5"), (-5, "#,##0_);(#,##0)", "(5)"),
        (0, "0;-0;;@", ""), (5, "0;-0;;@", "5"), (0, "#", ""), (5, ";;;", ""), (0, ACCOUNTING, "-"),
        (12, ACCOUNTING, "12"), (0, '0;-0;"—"', "—"), (7, "[红色]0", "7"), (2, "G/通用格式", "2"), (3, '"a;b"0', "a;b3"),
        (45000, "yyyy/m/d", "2023/3/15"), (45000, 'yyyy"年"m"月"d"日";@', "2023年3月15日"), (1, "yyyy/m/d", "1900/1/1"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_its_format_prints_it(stored: float, code: str, printed: str) -> None:
    assert printed_number(stored, code) == printed


@pytest.mark.parametrize(
    ("stored", "code"),
    [(5, "[>3]0"), (5, "[DBNum1][$-804]General"), (5000, "0,"), (5, "000-0000"), (0.5, "# ?/?"), (5, "0.0E+0"), (5, "[h]:mm"),
     (-0.4, "0"), (45000, "dddd"), (float("inf"), "0"), (-5, "yyyy/m/d"), (5, "0;0;0;0;0"), (5, "0*1")],
)  # fmt: skip
def test_a_format_whose_print_is_not_certain_is_not_guessed(stored: float, code: str) -> None:
    assert printed_number(stored, code) is None


@given(st.floats(), st.text('0#?,.;"\\[]@%-_*GyYmd年 E/', max_size=12))
def test_any_format_prints_or_does_not(stored: float, code: str) -> None:
    assert printed_number(stored, code) is None or isinstance(printed_number(stored, code), str)
    assert printed_text("规章", code) is None or isinstance(printed_text("规章", code), str)


@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_print_their_digits(stored: int) -> None:
    assert printed_number(stored, "0") == printed_number(stored, "General") == str(stored)
    assert (printed_number(stored, "#,##0") or "").replace(",", "") == str(stored).lstrip("0") or stored == 0
