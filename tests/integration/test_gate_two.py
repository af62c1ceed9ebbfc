"""Gate 2 on a small warehouse: what it lets pass, what vanished or was doubled, and what else blocks publishing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from expectations.gates.gate_2 import certified_fingerprint, gate_2
from tests.support.drafts import consistent, failed, write_batch
from tests.support.warehouses import CERTIFIED_AND_CURRENT, change, report_id, rows


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
    change(own, f"insert into int_certified_reports values ('{report_id(name)}', '2022-990000')")
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
        ("alter table dim_report alter gate_status drop not null; update dim_report set gate_status = null where gate_status = 'failed'", "1 reports have no verdict"),
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
    change(own, "delete from int_certified_reports", "update dim_report set extraction_status = 'failed'")
    assert "not one report could be read" in gate_2(own, strict=False).reasons


def test_an_empty_certified_set_passes_but_counts_say_nothing_was_checked(own: Path) -> None:
    change(own, "delete from int_certified_reports")
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
    change(own, f"delete from int_certified_reports where report_id = '{report_id('county')}'")
    assert len({first, second, certified_fingerprint(own)}) == 3


def test_held_reports_do_not_move_the_fingerprint(own: Path) -> None:
    first = certified_fingerprint(own)
    change(own, f"update fct_cells set value = '7' where report_id = '{report_id('balance')}'")
    assert certified_fingerprint(own) == first
    assert rows(
        own, "select count(*) from fct_cells where value = '7' and report_id = ?", report_id("balance")
    ) == [(200,)]
