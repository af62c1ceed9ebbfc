"""versions.csv: read as written, or refused with the line and what to write there."""

from __future__ import annotations

from pathlib import Path

import pytest

from agencies.stated_versions import StatedVersionsError, load_stated_versions

HEADER = "report_id,reason,reviewer,date\n"


def test_a_statement_is_read_and_a_missing_file_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "versions.csv"
    assert len(load_stated_versions(file)) == 0
    file.write_text(f"{HEADER}07f087906dd5eeea, 网站上是这一份 ,示例员,2024-05-01\n", encoding="utf-8")
    assert load_stated_versions(file).to_pylist() == [
        {"line": 2, "report_id": "07f087906dd5eeea", "reason": "网站上是这一份", "reviewer": "示例员", "stated_on": "2024-05-01"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2023.html,x,示例员,2024-05-01", "16 hex digits"),
        ("07f087906dd5eeea,,示例员,2024-05-01", "reason"),
        ("07f087906dd5eeea,x,,2024-05-01", "reviewer"),
        ("07f087906dd5eeea,x,示例员,2024-02-30", "not a day"),
        ("07f087906dd5eeea,x,示例员,2024-05-01\n07f087906dd5eeea,y,示例员,2024-05-02", "line 2 already"),
    ],
)
def test_a_line_that_cannot_be_used_is_told(tmp_path: Path, row: str, why: str) -> None:
    file = tmp_path / "versions.csv"
    file.write_text(f"{HEADER}{row}\n", encoding="utf-8")
    with pytest.raises(StatedVersionsError, match=why):
        load_stated_versions(file)
