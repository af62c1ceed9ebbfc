"""Data Docs without a network: nothing is fetched, and a failed rule never looks like a passed one."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from expectations.evidence import records
from expectations.gates import data_docs as docs
from expectations.gates.data_docs import offline

PAGE = """<html><head><link rel="stylesheet" href="https://example.org/all.css"><link rel="icon" href="../icon.ico">
<script src="https://example.org/x.js"></script><script>var own = 1</script></head>
<body><img src="https://example.org/logo.png"><i class="fas fa-times text-danger"></i></body></html>"""


def test_nothing_is_fetched_and_what_is_local_stays() -> None:
    page = offline(PAGE)
    assert "example.org" not in page
    assert '<link rel="icon" href="../icon.ico">' in page
    assert "var own = 1" in page


def test_the_marks_are_words_of_the_page_itself() -> None:
    page = offline(PAGE)
    assert '.fa-times::before{content:"✗ 不符"}' in page
    assert offline(page) == page


def test_the_front_page_shows_earlier_runs_the_newest_first(tmp_path: Path) -> None:
    def run(day: int, failed: int) -> list[dict[str, Any]]:
        same = {
            "run_at": datetime(2024, 1, day, 8, tzinfo=UTC),
            "batch": "2023-a",
            "status": "failed",
            "evaluated": 9,
        }
        return [
            same | {"rule_id": "a", "severity": "error", "failed": failed, "waived": 1, "not_evaluable": 2},
            same | {"rule_id": "b", "severity": "info", "failed": 3, "waived": 0, "not_evaluable": 2},
        ]

    docs.site(tmp_path, "gate_1").mkdir(parents=True)
    for rows in (run(1, 7), run(2, 4)):
        records.append_history(tmp_path, rows)
    page = docs.write(tmp_path, "gate_1", {}, []).read_text(encoding="utf-8")
    cells = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", page)[1:]]
    assert cells == [
        ["2024-01-02 08:00", "1", "18", "4", "3", "1", "4"],
        ["2024-01-01 08:00", "1", "18", "7", "3", "1", "4"],
    ]
