"""Years in Chinese digits, with every nought that is printed."""

import pytest

from extract.form.years import years_in_digits


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("二〇二二年度", "2022年度"),
        ("二○一九年", "2019年"),
        ("二零二三 年", "2023 年"),
        ("二O二一年", "2021年"),
        ("二〇二二个", "二〇二二个"),
        ("2022年", "2022年"),
    ],
)
def test_a_year_in_chinese_digits(printed: str, read: str) -> None:
    assert years_in_digits(printed) == read
