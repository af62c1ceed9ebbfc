"""Gate 1 and the second reading: whose mistake a broken rule is, and what is kept of the readings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alerts import load_words
from alerts.source import failed_expectations
from expectations.evidence import second_readings
from expectations.evidence.verdicts import CellAgain, SecondReading
from expectations.gates.gate_1 import gate_1
from expectations.gates.results import BatchOutcome
from tests.support.drafts import report
from tests.support.warehouses import DRAFTS, change, gates, report_id

UNSURE = report_id("wrong_and_doubted")  # litigation_direct is broken there, on cells without a doubt
DIRECT = "appeals/litigation_direct/total"


@pytest.fixture
def second(own: Path, monkeypatch: pytest.MonkeyPatch) -> SecondReader:
    return SecondReader(own, monkeypatch)


class SecondReader:
    """Stands in for the second reader of the format: what it sees of each file, and how often it was asked."""

    def __init__(self, warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        drafts = [draft for batch in DRAFTS.values() for draft in batch.values()]
        self.sees: dict[str, SecondReading | None] = {d.sha256: SecondReading.of(report(d)) for d in drafts}
        self.asked: list[str] = []
        (warehouse / "raw").mkdir()
        for draft in drafts:
            (warehouse / "raw" / draft.sha256).write_bytes(b"kept")
        monkeypatch.setattr(second_readings, "_read", self.read)

    def read(self, paths: list[Path], jobs: int) -> Iterator[SecondReading | None]:
        for path in paths:
            self.asked.append(path.name[:16])
            yield self.sees[path.name]

    def sees_otherwise(self, report_id: str, key: str, cell: CellAgain) -> None:
        [sha256] = [sha256 for sha256 in self.sees if sha256.startswith(report_id)]
        seen = self.sees[sha256]
        assert seen is not None
        self.sees[sha256] = replace(seen, cells={**seen.cells, key: cell})


def direct(warehouse: Path) -> dict[str, Any]:
    """The result of the instance whose verdict needs a second reading."""
    [found] = [
        r for r in gates(warehouse, "rule_results")
        if (r["report_id"], r["rule_id"], r["instance"]) == (UNSURE, "appeals.total", "litigation_direct")
    ]  # fmt: skip
    return found


def gate_of(warehouse: Path, report_id: str) -> dict[str, Any]:
    [found] = [r for r in gates(warehouse, "report_gates") if r["report_id"] == report_id]
    return found


def test_a_second_reading_that_agrees_makes_it_the_publishers_and_is_asked_once(
    own: Path, second: SecondReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    gate_1(own, on_second=lambda done, total: told.append((done, total)))
    assert (direct(own)["verdict"], direct(own)["readings_differ"]) == ("source", None)
    assert told == [(1, 1)]
    kept = gates(own, "second_readings")
    assert {r["sha256"][:16] for r in kept} == {UNSURE}
    gate_1(own)
    assert direct(own)["verdict"] == "source"
    assert len(second.asked) == 1
    assert gates(own, "second_readings") == kept
    monkeypatch.setattr(second_readings, "extractor_fingerprint", lambda: "another reader")
    gate_1(own)
    assert len(second.asked) == 2
    assert {r["reader"] for r in gates(own, "second_readings")} == {"another reader"}


def test_a_second_reading_that_differs_holds_the_report_and_changes_no_value(
    own: Path, second: SecondReader
) -> None:
    second.sees_otherwise(UNSURE, DIRECT, CellAgain("number", "17"))
    gate_1(own)
    result = direct(own)
    assert (result["verdict"], result["lhs"], result["rhs"]) == ("extraction", 0.0, 5.0)
    assert json.loads(result["readings_differ"]) == [{"key": DIRECT, "first": "5", "second": "17"}]
    gate = gate_of(own, UNSURE)
    assert gate["doubted_cells"] == 2
    assert gate["reasons"] == f"cells in doubt: 1; two readings differ: {DIRECT} (5 and 17); appeals.total"


def test_a_sum_over_cells_in_doubt_gets_no_suggestion(own: Path, second: SecondReader) -> None:
    """Right numbers would be changed to mend our misreading."""
    gate_1(own)
    assert direct(own)["suggestion"]
    (own / "gates" / "second_readings.parquet").unlink()
    second.sees_otherwise(UNSURE, DIRECT, CellAgain("number", "17"))
    gate_1(own)
    assert (direct(own)["verdict"], direct(own)["suggestion"]) == ("extraction", None)
    listed = [s for s in gates(own, "suggestions") if s["report_id"] == UNSURE]
    assert "appeals/litigation_direct" not in {s["scope"] for s in listed}


def test_a_difference_under_a_mere_warning_holds_a_report_that_was_certified(
    own: Path, second: SecondReader
) -> None:
    report = report_id("county_next")
    key = "applications/carried_out/total"
    change(
        own,
        f"update stg_reports set explicit_cells = false where report_id = '{report}'",
        "update int_rule_sides set lhs = rhs + 1 where rule_id = 'applications.within_inflow' "
        f"and instance = 'total' and report_id = '{report}'",
    )
    gate_1(own)
    assert gate_of(own, report)["gate_status"] == "certified"
    (own / "gates" / "second_readings.parquet").unlink()
    second.sees_otherwise(report, key, CellAgain("blank", None))
    gate_1(own)
    value = DRAFTS["2022-990000"]["county_next"].cells[key]
    assert gate_of(own, report)["gate_status"] == "held"
    assert gate_of(own, report)["reasons"] == f"two readings differ: {key} ({value} and blank)"


def test_without_kept_bytes_or_a_second_reader_nobody_knows(own: Path, second: SecondReader) -> None:
    second.sees = dict.fromkeys(second.sees)
    gate_1(own)
    gate_1(own)
    assert direct(own)["verdict"] == "unknown"
    assert len(second.asked) == 1, "that there is none is remembered"
    (own / "gates" / "second_readings.parquet").unlink()
    for path in (own / "raw").iterdir():
        path.unlink()
    gate_1(own)
    assert direct(own)["verdict"] == "unknown"
    assert len(second.asked) == 1


def test_what_a_person_settled_is_not_asked_again(own: Path, second: SecondReader) -> None:
    second.sees_otherwise(UNSURE, DIRECT, CellAgain("number", "17"))
    change(own, f"update fct_cells set settled = 'seen' where report_id = '{UNSURE}' and key = '{DIRECT}'")
    gate_1(own)
    assert direct(own)["verdict"] == "source"


def test_a_run_that_is_broken_off_keeps_the_second_readings(own: Path, second: SecondReader) -> None:
    def stop(batch: BatchOutcome) -> None:
        if batch.batch == "2022-990000":
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        gate_1(own, stop)
    gate_1(own)
    assert second.asked == [UNSURE]
    assert direct(own)["verdict"] == "source"
    assert [path.name for path in (own / "gates").glob("*new*")] == []


def test_alerts_show_what_both_readings_saw(own: Path) -> None:
    differing = json.dumps([{"key": DIRECT, "first": "5", "second": "17"}])
    change(
        own,
        f"update fct_rule_results set verdict = 'extraction', readings_differ = '{differing}' "
        f"where report_id = '{report_id('balance')}' and instance = 'total'",
    )
    told = [
        failure.judgement for failure in failed_expectations(own / "build" / "gongkai.duckdb", load_words())
    ]
    assert [text for text in told if f"「{DIRECT}」两次读取不一致，第一次 5，第二次 17" in text]
    assert any("两次读取不一致" not in text for text in told)
