"""Waivers, history and suggestions all the way: from gate 1 through dbt and gate 2 to the marts."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from alerts import load_words
from alerts.source import failed_expectations
from expectations.gates.gate_1 import gate_1
from expectations.gates.gate_2 import gate_2
from expectations.rules.catalogue import load_rules
from expectations.waivers import HEADER, WaiversError
from tests.support.warehouses import DRAFTS, change, dbt, gates, report_id, rows

BALANCE, UNSURE = report_id("balance"), report_id("wrong_and_doubted")
TODAY, LAST_DAY = date(2024, 6, 30), "2024-12-31"
Row = dict[str, Any]


def failed_rows(warehouse: Path, report: str) -> list[Row]:
    """The failures that hold a report, as gate 1 wrote them."""
    return [
        row
        for row in gates(warehouse, "rule_results")
        if (row["report_id"], row["status"], row["severity"]) == (report, "failed", "error")
    ]


def waiver(failure: Row, **other: str) -> dict[str, str]:
    """A row of waivers.csv for a failure."""
    return {
        "report_id": failure["report_id"], "rule_id": failure["rule_id"], "instance": failure["instance"] or "",
        "values": failure["sides"], "reason": "来电核实，原件如此", "reviewer": "李某", "date": "2023-12-31",
        "expiry": LAST_DAY,
    } | other  # fmt: skip


def write(path: Path, *waivers: dict[str, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(waivers)


@pytest.fixture
def waive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts waivers into the file in use."""
    path = tmp_path / "waivers.csv"
    monkeypatch.setenv("GONGKAI_WAIVERS", str(path))
    return lambda *waivers: write(path, *waivers)


def status(warehouse: Path, report: str) -> tuple[str, str | None]:
    [gate] = [row for row in gates(warehouse, "report_gates") if row["report_id"] == report]
    return gate["gate_status"], gate["reasons"]


@pytest.fixture(scope="module")
def waived(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built warehouse after a second run in which one report's failures are waived: read it, never change it."""
    folder = tmp_path_factory.mktemp("waived")
    warehouse = shutil.copytree(
        built, folder / "warehouse", ignore=shutil.ignore_patterns("target", "log", "current")
    )
    [late, *_] = failed_rows(built, UNSURE)
    write(
        folder / "waivers.csv",
        *(waiver(failure) for failure in failed_rows(built, BALANCE)),
        waiver(late, expiry="2024-01-31"),
        waiver(late, report_id="unheard of"),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKAI_WAIVERS", str(folder / "waivers.csv"))
        gate_1(warehouse, today=TODAY)
    dbt(warehouse, "build", "--select", "tag:verdicts")
    assert gate_2(warehouse, strict=False).reasons == ()
    dbt(warehouse, "build", "--select", "tag:marts")
    return warehouse


def test_a_waived_report_is_certified_and_stands_in_the_marts(built: Path, waived: Path) -> None:
    mart = "select count(*) from mart_agency_year where report_id = ?"
    assert rows(built, mart, BALANCE) == [(0,)]
    assert rows(waived, mart, BALANCE) == [(1,)]
    assert status(waived, BALANCE) == ("certified", None)
    told = "select gate_status, failed_rules from dim_report where report_id = ?"
    assert rows(waived, told, BALANCE) == [("certified", 1)]  # a warning is left, which holds nothing
    # Its values are those that were printed.
    [(granted,)] = rows(waived, "select granted from mart_agency_year where report_id = ?", BALANCE)
    assert granted == 61


def test_what_is_waived_stays_a_failure_and_is_marked(waived: Path) -> None:
    marked = "select rule_id, instance, status, waived from {} where report_id = ? and rule_id = 'applications.balance' order by instance"
    expected = [
        ("applications.balance", instance, "failed", True) for instance in ("natural_person", "total")
    ]
    assert rows(waived, marked.format("fct_rule_results"), BALANCE) == expected
    violations = "select rule_id, instance, waived from mart_rule_violations where report_id = ? and severity = 'error' order by instance"
    assert rows(waived, violations, BALANCE) == [(rule, instance, True) for rule, instance, *_ in expected]
    assert rows(waived, "select distinct waived from fct_rule_results where report_id <> ?", BALANCE) == [
        (False,)
    ]


def test_what_became_of_each_waiver_is_a_row(waived: Path) -> None:
    found = rows(
        waived,
        "select line, report_id, instance, sides, reviewer, waived_on, expires_on, status, detail from fct_waivers order by line",
    )
    assert [(line, report, state, detail) for line, report, *_, state, detail in found] == [
        (2, BALANCE, "active", None),
        (3, BALANCE, "active", None),
        (4, UNSURE, "expired", "it held until 2024-01-31"),
        (5, "unheard of", "dangling", "no report of this report_id"),
    ]
    assert found[0][2:7] == (
        "natural_person", "60 + 0 ≠ 61 + 0", "李某", date(2023, 12, 31), date(2024, 12, 31),
    )  # fmt: skip


def test_gate_2_still_finds_what_nobody_waived(waived: Path, tmp_path: Path) -> None:
    own = shutil.copytree(waived, tmp_path / "warehouse")
    change(
        own,
        f"update fct_rule_results set waived = false where report_id = '{BALANCE}' and instance = 'total'",
    )
    reasons = gate_2(own, strict=False).reasons
    assert any("applications.balance fails on 1 rows" in reason for reason in reasons), reasons


def test_nobody_is_alerted_to_what_is_waived(built: Path, waived: Path) -> None:
    def told(warehouse: Path) -> bool:
        found = failed_expectations(warehouse / "build" / "gongkai.duckdb", load_words())
        return any("示例甲县人民政府" in failure.subject for failure in found)

    assert told(built)
    assert not told(waived)


def test_history_has_each_run_batch_and_rule_and_keeps_them(built: Path, waived: Path) -> None:
    rules = sum(rule.evaluated for rule in load_rules())
    runs = rows(
        waived,
        "select run_at, count(*), count(distinct batch), count(distinct rule_id) from fct_gate_history group by run_at order by run_at",
    )
    assert [(count, batches, found) for _, count, batches, found in runs] == [(2 * rules, 2, rules)] * 2
    first, second = (run for run, *_ in runs)
    counts = "select status, failed, waived, failed_reports from fct_gate_history where rule_id = 'applications.balance' and batch = '2022-990000' and run_at = ?"
    assert rows(waived, counts, first) == [("failed", 2, 0, 1)]
    assert rows(waived, counts, second) == [("passed", 0, 2, 0)]
    told = "select batch, rule_id, status, evaluated, failed, not_evaluable from fct_gate_history where run_at = ? order by all"
    assert rows(waived, told, first) == rows(built, told, first), "an earlier run is told as it was"


def test_broken_sums_have_suggestions(waived: Path) -> None:
    reports = {
        report for (report,) in rows(waived, "select distinct report_id from fct_suggestions where rank = 1")
    }
    assert reports >= {BALANCE, UNSURE}
    found = rows(
        waived,
        "select place, rank, is_tie, mends, broken, edits, zh, en from fct_suggestions where report_id = ? order by place",
        BALANCE,
    )
    assert [place for place, *_ in found] == list(range(1, len(found) + 1))
    for _, rank, is_tie, mends, broken, edits, zh, en in found:
        assert rank >= 1
        assert is_tie == (len(found) > 1)
        assert {tuple(place) for place in json.loads(broken)} == {
            ("applications.balance", "natural_person"), ("applications.balance", "total"),
        }  # fmt: skip
        assert mends == 2
        cells = DRAFTS["2022-990000"]["balance"].cells
        for edit in json.loads(edits):
            assert edit["printed"] == cells[edit["key"]] != edit["value"]
            assert edit["printed"] in zh
            assert f"{edit['printed']} → {edit['value']}" in en
    likeliest = {(edit["key"], edit["printed"], edit["value"]) for edit in json.loads(found[0][5])}
    assert likeliest == {
        (f"applications/carried_in/{column}", "0", "1") for column in ("natural_person", "total")
    }
    texts = rows(
        waived,
        "select distinct suggestion, suggestion_en from fct_rule_results where report_id = ? and rule_id = 'applications.balance'",
        BALANCE,
    )
    assert texts == [(found[0][6], found[0][7])], "the likeliest is told beside each of them"


def test_blanks_are_told_what_would_have_to_stand_in_them(waived: Path) -> None:
    found = {
        (rule, instance): (zh, en)
        for rule, instance, zh, en in rows(
            waived,
            "select rule_id, instance, suggestion, suggestion_en from fct_rule_results where report_id = ? and status = 'not_evaluable'",
            report_id("blanks"),
        )
    }
    zh, en = found["appeals.total", "reconsideration"]
    assert "须填 0" in zh
    assert en == "reconsideration/total must be 0 for the sum to hold"
    assert found["applications.balance", "total"][1] == "closed_total/total must be 0 for the sum to hold"
    [(state, value)] = rows(
        waived,
        "select state, value from fct_cells where report_id = ? and key = 'appeals/reconsideration/total'",
        report_id("blanks"),
    )
    assert (state, value) == ("dash", None), "told, never filled in"


def test_a_waiver_ends_after_its_last_day(own: Path, waive: Callable[..., None]) -> None:
    waive(*(waiver(failure) for failure in failed_rows(own, BALANCE)))
    gate_1(own, today=date(2024, 12, 31))
    assert status(own, BALANCE) == ("certified", None)
    gate_1(own, today=date(2025, 1, 1))
    assert status(own, BALANCE) == ("held", "applications.balance")
    assert {(row["status"], row["detail"]) for row in gates(own, "waivers")} == {
        ("expired", "it held until 2024-12-31")
    }
    assert not any(row["waived"] for row in failed_rows(own, BALANCE))


def test_a_changed_number_or_a_mended_rule_leaves_a_waiver_dangling(
    own: Path, waive: Callable[..., None]
) -> None:
    person, total = failed_rows(own, BALANCE)
    assert (person["instance"], total["instance"]) == ("natural_person", "total")
    waive(waiver(person, values="59 + 0 ≠ 61 + 0"), waiver(total), waiver(total, instance="other_org"))
    gate_1(own, today=TODAY)
    assert status(own, BALANCE) == ("held", "applications.balance")
    assert [(row["status"], row["detail"]) for row in gates(own, "waivers")] == [
        ("dangling", "the values are others now: 60 + 0 ≠ 61 + 0"),
        ("active", None),
        ("dangling", "the rule does not fail there any more"),
    ]


def test_a_waiver_lifts_no_doubt(own: Path, waive: Callable[..., None]) -> None:
    waive(*(waiver(failure) for failure in failed_rows(own, UNSURE)))
    gate_1(own, today=TODAY)
    assert status(own, UNSURE) == ("held", "cells in doubt: 1")


def test_a_file_that_is_not_right_stops_the_gate_and_leaves_the_last_record(
    own: Path, waive: Callable[..., None]
) -> None:
    before = {path.name: path.read_bytes() for path in (own / "gates").glob("*.parquet")}
    waive(waiver(failed_rows(own, BALANCE)[0], reviewer=""))
    with pytest.raises(WaiversError, match="line 2: reviewer is empty"):
        gate_1(own)
    assert {path.name: path.read_bytes() for path in (own / "gates").glob("*")} == before


def test_a_history_from_before_there_were_waivers_is_still_read(own: Path) -> None:
    path = own / "gates" / "gate_history.parquet"
    old = pq.read_table(path)
    pq.write_table(old.drop_columns(["waived"]), path)
    gate_1(own)
    history = gates(own, "gate_history")
    assert len(history) == 2 * old.num_rows
    assert [row["waived"] for row in history] == [None] * old.num_rows + [0] * old.num_rows
    dbt(own, "build", "--select", "fct_gate_history")
    assert rows(own, "select count(*), count(waived) from fct_gate_history") == [
        (2 * old.num_rows, old.num_rows)
    ]
