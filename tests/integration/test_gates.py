"""Both gates on a small warehouse: what holds a report, what an error of the checking itself does, what blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from alerts.source import failed_expectations
from expectations import second_readings
from expectations.gate import BatchOutcome, GateError, certified_fingerprint, gate_1, gate_2
from expectations.verdict import CellAgain, SecondReading
from tests.support.drafts import consistent, failed, report, write_batch
from tests.support.warehouses import CERTIFIED_AND_CURRENT, DRAFTS, change, report_id, rows


def gates(warehouse: Path, table: str) -> list[dict[str, Any]]:
    """Rows of a table that gate 1 wrote."""
    found: list[dict[str, Any]] = pq.read_table(warehouse / "gates" / f"{table}.parquet").to_pylist()
    return found


# --- gate 1 ---


def test_a_report_is_held_for_a_reason(built: Path) -> None:
    reasons = {r["report_id"]: (r["gate_status"], r["reasons"]) for r in gates(built, "report_gates")}
    assert reasons[report_id("balance")] == ("held", "applications.balance")
    assert reasons[report_id("nameless")] == ("held", "agency or report year unknown")
    assert reasons[report_id("doubted")] == ("held", "cells in doubt: 1")
    assert reasons[report_id("wrong_and_doubted")] == ("held", "cells in doubt: 1; appeals.total")
    assert reasons[report_id("damaged")] == ("failed", "the file is damaged")
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
    told = [failure.sides for failure in failed_expectations(own / "build" / "gongkai.duckdb")]
    assert [text for text in told if f"「{DIRECT}」两次读取不一致，第一次 5，第二次 17" in text]
    assert any("两次读取不一致" not in text for text in told)


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

    from expectations import suites

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
    from expectations import gate

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


def test_without_facts_a_gate_says_what_is_missing(tmp_path: Path) -> None:
    for call in (lambda: gate_1(tmp_path), lambda: gate_2(tmp_path, strict=False)):
        with pytest.raises(FileNotFoundError, match="facts have not been built"):
            call()


# --- gate 2 ---


def test_gate_2_lets_a_sound_build_pass_and_says_what_it_looked_at(own: Path) -> None:
    result = gate_2(own, strict=False)
    assert (result.success, result.reasons) == (True, ())
    assert result.counts["certified_current"] == len(CERTIFIED_AND_CURRENT)
    assert result.counts["error_rows_compared"] > 40 * len(CERTIFIED_AND_CURRENT) / 2
    assert result.counts["held_current"] == 4
    record = json.loads((own / "gates" / "gate_2.json").read_text(encoding="utf-8"))
    assert (record["success"], record["strict"]) == (True, False)
    assert record["fingerprint"] == result.fingerprint == certified_fingerprint(own)


def test_strict_lets_no_held_report_through(own: Path) -> None:
    result = gate_2(own, strict=True)
    assert not result.success
    assert result.reasons == ("STRICT: 4 current reports are held",)
    assert json.loads((own / "gates" / "gate_2.json").read_text(encoding="utf-8"))["success"] is False


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("balance", "applications.balance fails on 2 rows"),
        ("doubted", "certified.doubted_cells fails on 1 rows"),
        ("damaged", "certified.status fails on 1 rows"),
        ("superseded", "certified.is_current fails on 1 rows"),
    ],
)
def test_a_broken_quarantine_is_found(own: Path, name: str, told: str) -> None:
    change(own, f"insert into certified_reports values ('{report_id(name)}', '2022-990000')")
    result = gate_2(own, strict=False)
    assert not result.success
    assert any(told in reason for reason in result.reasons), result.reasons


def test_a_certified_report_that_nothing_was_compared_on_is_found(own: Path) -> None:
    change(own, f"delete from int_rule_sides where report_id = '{report_id('county')}'")
    assert any("certified.error_rows" in reason for reason in gate_2(own, strict=False).reasons)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("delete from dim_report where batch = '2021-990000'", "batch 2021-990000: 2 extracted reports are not in dim_report"),
        ("insert into dim_report select * from dim_report where gate_status = 'held' limit 1", "1 reports stand twice"),
        ("update dim_report set gate_status = null where gate_status = 'failed'", "1 reports have no verdict"),
        (f"delete from fct_cells where report_id = '{report_id('county')}' and key like '%/granted/total'",
         "1 reports read whole have not the cells"),
        (f"insert into fct_cells select * from fct_cells where report_id = '{report_id('county')}' limit 1",
         "1 reports read whole have not the cells"),
    ],
)  # fmt: skip
def test_what_vanished_or_was_doubled_blocks(own: Path, statement: str, told: str) -> None:
    change(own, statement)
    result = gate_2(own, strict=False)
    assert not result.success
    assert any(told in reason for reason in result.reasons), result.reasons


def test_a_batch_written_twice_blocks(own: Path) -> None:
    path = own / "extracted" / "2021-990000" / "reports.parquet"
    with duckdb.connect() as con:
        con.execute(f"create table r as select * from '{path}' union all select * from '{path}'")
        con.execute(f"copy r to '{path}' (format parquet)")
    assert "batch 2021-990000: 2 reports are doubled" in gate_2(own, strict=False).reasons


def test_a_batch_that_was_there_before_and_is_gone_blocks(own: Path) -> None:
    (own / "extracted" / "2021-990000").rename(own / "elsewhere")
    reasons = gate_2(own, strict=False).reasons
    assert any("2021-990000 has vanished" in reason for reason in reasons)


def test_too_many_unread_files_block_but_a_few_do_not(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_UNREAD_SHARE", "0")
    assert gate_2(own, strict=False).success, "a share of a handful of files says nothing"
    many = [failed(f"{n}.pdf") for n in range(12)] + [
        consistent(f"示例{n}局", 2023, seed=n) for n in range(2)
    ]
    write_batch(own, "2023-990000", many)
    change(
        own,
        *(
            "insert into dim_report (report_id, batch, extraction_status, gate_status, is_current, in_landing, "
            f"form_disclosures, form_applications) values ('{d.report_id}', '2023-990000', 'failed', 'failed', false, "
            "true, null, null)"
            for d in many
        ),
    )
    reasons = gate_2(own, strict=False).reasons
    assert [r for r in reasons if "could not be read" in r] == [
        "15 of 28 files could not be read, more than the limit of 0% (GONGKAI_UNREAD_SHARE sets another)"
    ]
    monkeypatch.setenv("GONGKAI_UNREAD_SHARE", "0.9")
    assert gate_2(own, strict=False).success
    monkeypatch.setenv("GONGKAI_UNREAD_SHARE", "viel")
    with pytest.raises(ValueError, match="GONGKAI_UNREAD_SHARE"):
        gate_2(own, strict=False)


def test_nothing_readable_blocks(own: Path) -> None:
    change(own, "delete from certified_reports", "update dim_report set extraction_status = 'failed'")
    assert "not one report could be read" in gate_2(own, strict=False).reasons


def test_an_empty_certified_set_passes_but_counts_say_nothing_was_checked(own: Path) -> None:
    change(own, "delete from certified_reports")
    result = gate_2(own, strict=False)
    assert result.success
    assert (result.counts["certified_current"], result.counts["error_rows_compared"]) == (0, 0)


def test_the_fingerprint_changes_with_the_certified_set_and_with_any_cell(own: Path) -> None:
    first = certified_fingerprint(own)
    change(
        own,
        f"update fct_cells set value = '7' where report_id = '{report_id('county')}' and key like '%/granted/total'",
    )
    second = certified_fingerprint(own)
    change(own, f"delete from certified_reports where report_id = '{report_id('county')}'")
    assert len({first, second, certified_fingerprint(own)}) == 3


def test_held_reports_do_not_move_the_fingerprint(own: Path) -> None:
    first = certified_fingerprint(own)
    change(own, f"update fct_cells set value = '7' where report_id = '{report_id('balance')}'")
    assert certified_fingerprint(own) == first
    assert rows(
        own, "select count(*) from fct_cells where value = '7' and report_id = ?", report_id("balance")
    ) == [(200,)]
