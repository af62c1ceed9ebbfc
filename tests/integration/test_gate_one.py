"""Gate 1 on a small warehouse: what holds a report, what an error of the checking itself does, what is told and kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from expectations.gates.gate_1 import gate_1
from expectations.gates.gate_2 import gate_2
from expectations.gates.results import BatchOutcome, GateError
from extract.messages import Refusal
from tests.support.warehouses import DRAFTS, change, gates, report_id


def test_a_report_is_held_for_a_reason(built: Path) -> None:
    reasons = {r["report_id"]: (r["gate_status"], r["reasons"]) for r in gates(built, "report_gates")}
    assert reasons[report_id("balance")] == ("held", "applications.balance")
    assert reasons[report_id("nameless")] == ("held", "agency or report year unknown")
    assert reasons[report_id("doubted")] == ("held", "cells in doubt: 1")
    assert reasons[report_id("wrong_and_doubted")] == ("held", "cells in doubt: 1; appeals.total")
    assert reasons[report_id("damaged")] == ("failed", Refusal("damaged_pdf").en)
    assert reasons[report_id("old_form")] == ("certified", None)
    assert len(reasons) == len({d.report_id for drafts in DRAFTS.values() for d in drafts.values()})


def test_results_keep_failures_and_what_could_not_be_evaluated(built: Path) -> None:
    results = gates(built, "rule_results")
    blank = [r for r in results if r["report_id"] == report_id("blanks")]
    assert {r["status"] for r in blank} == {"not_evaluable"}
    assert {(r["rule_id"], r["instance"], r["reason"]) for r in blank} >= {
        ("applications.balance", "total", "blank: 1"),
        ("applications.outcome_total", "natural_person", "blank: 3"),
        ("appeals.total", "reconsideration", "dash: 1"),
    }
    assert all(r["lhs"] is None and r["verdict"] is None for r in blank)
    form = [r for r in results if r["rule_id"] == "shape.form_for_year" and r["status"] == "failed"]
    assert {(r["report_id"], r["instance"], r["lhs"], r["rhs"], r["severity"]) for r in form} == {
        (report_id("old_form"), "applications", 2019.0, 2021.0, "warning")
    }
    label = next(r for r in results if r["report_id"] == report_id("misprint"))
    assert (label["rule_id"], label["instance"], label["place"]) == ("shape.labels", None, "line 57")
    assert "（五）不予公开" in label["sides"]


def test_the_verdict_tells_the_publisher_from_us(built: Path) -> None:
    verdicts = {
        (r["report_id"], r["instance"]): r["verdict"] for r in gates(built, "rule_results")
        if r["rule_id"] in ("appeals.total", "applications.balance") and r["status"] == "failed"
    }  # fmt: skip
    assert verdicts == {
        (report_id("balance"), "natural_person"): "source",
        (report_id("balance"), "total"): "source",
        (report_id("superseded"), "reconsideration"): "source",
        (report_id("wrong_and_doubted"), "reconsideration"): "extraction",
        (report_id("wrong_and_doubted"), "litigation_direct"): "unknown",
    }


def test_the_result_counts_and_tells_examples(own: Path) -> None:
    seen: list[BatchOutcome] = []
    result = gate_1(own, seen.append)
    assert [b.batch for b in seen] == ["2021-990000", "2022-990000"]
    assert tuple(seen) == result.batches
    assert (result.reports, result.certified, result.held, result.failed) == (15, 9, 5, 1)
    outcome = {r.rule_id: r for r in result.rules}
    assert outcome["applications.balance"].status == "failed"
    assert outcome["applications.balance"].failed == 2
    assert outcome["applications.balance"].failed_reports == 1
    assert outcome["applications.subtotal"].status == "not_checked"
    assert outcome["applications.row_total"].status == "passed"
    lines = [e.line() for e in result.examples]
    assert "示例甲县人民政府 2022: applications.balance, natural_person: 60 + 0 ≠ 61 + 0" in lines
    assert [e.severity for e in result.examples] == sorted(
        (e.severity for e in result.examples), key=("error", "warning", "info").index
    )


def test_data_docs_have_a_page_for_each_batch(built: Path) -> None:
    folder = built / "data_docs"
    front = (folder / "index.html").read_text(encoding="utf-8")
    pages = [part.split('"')[0] for part in front.split('href="')[1:]]
    assert len(pages) == 4  # two batches, two gates
    assert "2021-990000" in front
    assert "2022-990000" in front
    told = [(folder / page).read_text(encoding="utf-8") for page in pages]
    assert any(
        "第一项加第二项之和，等于第三项加第四项之和" in text and "示例甲县人民政府" in text for text in told
    )


def test_what_a_file_says_is_text_in_data_docs(tmp_path: Path, own: Path) -> None:
    change(
        own,
        "update stg_reports set agency_name = '<img src=x onerror=alert(1)>' where agency_name like '示例甲县%'",
    )
    gate_1(own)
    pages = [p.read_text(encoding="utf-8") for p in (own / "data_docs").rglob("*.html")]
    assert not any("<img src=x" in text for text in pages)


def test_an_expectation_that_errors_is_not_one_that_fails(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import great_expectations as gx

    from expectations.gates import suites

    right = suites.expectation_for

    def broken(rule: Any) -> Any:
        if rule.rule_id != "appeals.total":
            return right(rule)
        return gx.expectations.ExpectColumnPairValuesToBeEqual(
            column_A="lhs", column_B="no_such_column", meta={"rule_id": rule.rule_id}
        )

    monkeypatch.setattr(suites, "expectation_for", broken)
    with pytest.raises(GateError, match=r"appeals\.total.*no_such_column") as raised:
        gate_1(own)
    outcome = {r.rule_id: r for r in raised.value.result.rules}
    assert outcome["appeals.total"].status == "errored"
    assert outcome["applications.balance"].status == "failed"  # the others are told as they are
    statuses = {r["gate_status"] for r in gates(own, "report_gates")}
    assert statuses == {"held", "failed"}
    kept = next(r for r in gates(own, "report_gates") if r["report_id"] == report_id("county"))
    assert kept["reasons"] == "not compared, the expectation errored: appeals.total"
    assert {r["status"] for r in gates(own, "gate_history") if r["rule_id"] == "appeals.total"} >= {"errored"}


def test_a_suite_that_cannot_run_certifies_nothing(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import great_expectations as gx

    def stop(*_: Any, **__: Any) -> None:
        raise RuntimeError("no engine")

    monkeypatch.setattr(gx.ValidationDefinition, "run", stop)
    with pytest.raises(GateError, match="no engine"):
        gate_1(own)
    assert {r["gate_status"] for r in gates(own, "report_gates")} == {"held", "failed"}


def test_a_gate_that_breaks_off_leaves_the_last_record_whole(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from expectations.gates import gate_1 as gate

    before = {p.name: p.read_bytes() for p in (own / "gates").glob("*.parquet")}

    def stop(*_: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(gate, "failures", stop)
    with pytest.raises(RuntimeError, match="power cut"):
        gate_1(own)
    assert {p.name: p.read_bytes() for p in (own / "gates").iterdir() if p.suffix != ".json"} == before
    assert not (own / "gates" / "gate_2.json").exists(), "an older permission must not outlive a new gate 1"


def test_history_grows_by_one_page_a_run(own: Path) -> None:
    before = len(gates(own, "gate_history"))
    gate_1(own)
    assert len(gates(own, "gate_history")) == 2 * before


def test_a_batch_that_is_gone_through_in_parts_gives_the_same_results(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from expectations.gates import gate_1 as gate

    before = {name: gates(own, name) for name in ("rule_results", "report_gates", "suggestions")}
    assert any(row["status"] == "not_evaluable" and row["suggestion"] for row in before["rule_results"])
    monkeypatch.setattr(gate, "REPORTS_AT_ONCE", 1)
    gate_1(own)
    assert {name: gates(own, name) for name in before} == before


def test_without_facts_a_gate_says_what_is_missing(tmp_path: Path) -> None:
    for call in (lambda: gate_1(tmp_path), lambda: gate_2(tmp_path, strict=False)):
        with pytest.raises(FileNotFoundError, match="facts have not been built"):
            call()
