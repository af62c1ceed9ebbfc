"""Table four whose headings stand in pieces on lines of their own, as programs print narrow columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.reading import read_report
from tests.unit.extract.running_text.test_labelled_values import numbers, printed

PIECES = (
    "行政复议 行政诉讼\n结果\n维持\n结果\n纠正\n其他\n结果\n尚未\n审结 总计\n未经复议直接起诉 复议后起诉\n"
    + ("结果\n维持\n结果\n纠正\n其他\n结果\n尚未\n审结\n总计\n" * 2)
)
VALUES = "0 11 0 0 11 0 0 0 15 15 0 25 8 26 59"


def appeals(table: str) -> list[tuple[str | None, bool]]:
    text = printed(numbers(), "lines")
    begin, end = text.index("四、"), text.index("五、")
    page = f"{text[:begin]}四、政府信息公开行政复议、行政诉讼情况\n{table}\n{text[end:]}"
    report = read_report(Path("report.txt"), page.encode())
    found = [(cell.value, cell.doubt is not None) for cell in report.cells if cell.key.startswith("appeals/")]
    assert not found or all("15 15" not in section.text for section in report.sections)
    return found


def test_headings_in_pieces_in_the_forms_order_show_fifteen_values() -> None:
    assert appeals(PIECES + VALUES) == [(value, False) for value in VALUES.split()]


@pytest.mark.parametrize(
    "table",
    [
        PIECES + VALUES.rpartition(" ")[0],  # one value lost
        PIECES + VALUES + " 7",  # one too many
        PIECES.replace("维持\n结果\n纠正", "纠正\n结果\n维持", 1) + VALUES,  # two headings exchanged
        PIECES.replace("结果\n维持\n", "", 1) + VALUES,  # one heading lost
        PIECES + VALUES.replace("15 15", "15 见附件"),
    ],
)
def test_whatever_does_not_show_them_settles_none(table: str) -> None:
    assert all(value is None or doubted for value, doubted in appeals(table))
