"""Marts that lay a report beside another year, its own text and its other versions, on the small warehouse."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.warehouses import DRAFTS, report_id, rows

OWN = {
    "dim_report", "mart_carry_over", "mart_consolidated_table", "mart_consolidation", "mart_consolidation_units",
    "mart_narrative", "mart_revisions", "mart_rule_violations",
}  # fmt: skip


def test_a_chain_continues_into_the_next_year_column_by_column(built: Path) -> None:
    before, after = report_id("county"), report_id("county_next")
    found = rows(
        built,
        "select applicant_type, status, previous_report_id, previous_carried_out, carried_in, unbroken_links "
        "from mart_carry_over where report_id = ?",
        after,
    )
    printed = DRAFTS["2022-990000"]["county_next"].cells
    assert len(found) == 7
    assert {row[1:3] for row in found} == {("continues", before)}
    assert {row[0]: (row[3], row[4], row[5]) for row in found} == {
        kind: (float(value), float(value), 1)
        for key, value in printed.items() if key.startswith("applications/carried_in/")
        for kind in [key.rsplit("/", 1)[1]]
    }  # fmt: skip
    [status] = {s for (s,) in rows(built, "select status from mart_carry_over where report_id = ?", before)}
    assert status == "previous_missing"


def test_a_sentence_stands_beside_what_the_tables_print(built: Path) -> None:
    printed = DRAFTS["2021-990000"]["county"].cells
    received, carried = (int(printed[f"applications/{row}/total"]) for row in ("received_new", "carried_in"))
    [found] = rows(
        built,
        "select number, candidates, agrees, reason from mart_narrative where report_id = ? and kind = 'received'",
        report_id("county"),
    )
    assert found == (
        12.0,
        f"applications/received_new/total = {received}; applications/carried_in/total + "
        f"applications/received_new/total = {received + carried}",
        12 in (received, received + carried),
        None,
    )


def test_a_correction_lists_what_it_changed(built: Path) -> None:
    changed = "appeals/reconsideration/total"
    now = DRAFTS["2022-990000"]["corrected"].cells[changed]
    found = rows(
        built,
        "select report_id, old_report_id, key, old_raw, raw, old_gate_status, old_version_number, version_number "
        "from mart_revisions",
    )
    row = (report_id("corrected"), report_id("superseded"), changed, "99", now, "held", 1, 2)
    assert row in found
    assert [r for r in found if r[0] == report_id("corrected")] == [row]


def test_versions_know_each_other(built: Path) -> None:
    found = {
        r: (number, of, older, newer)
        for r, number, of, older, newer in rows(
            built, "select report_id, version_number, versions, supersedes, superseded_by from dim_report"
        )
    }
    old, new = report_id("superseded"), report_id("corrected")
    assert (found[old], found[new]) == ((1, 2, None, new), (2, 2, old, None))
    # a file that was withdrawn gives way to the one that is still there
    gone, stands = report_id("withdrawn"), report_id("standing")
    assert (found[gone], found[stands]) == ((1, 2, None, stands), (2, 2, gone, None))
    assert found[report_id("damaged")] == (None, None, None, None)


def test_every_column_of_these_tables_is_told_in_chinese_too(built: Path) -> None:
    manifest = json.loads((built / "target" / "manifest.json").read_text(encoding="utf-8"))
    own = {node["name"]: node for node in manifest["nodes"].values() if node["name"] in OWN}
    assert set(own) == OWN
    silent = [
        f"{name}.{column}"
        for name, node in own.items()
        for column, told in [("", node), *node["columns"].items()]
        if not told["config"]["meta"].get("zh")
    ]
    assert silent == []
