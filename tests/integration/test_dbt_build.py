"""The dbt project on a small warehouse: facts as printed, certified reports only in marts, names as documented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from common.paths import DBT_PROJECT
from expectations.rules.catalogue import load_rules
from orchestration.summary import find
from tests.support.messages import problem
from tests.support.warehouses import CERTIFIED_AND_CURRENT, DRAFTS, SETTLED, dbt, report_id, rows

# Names that others rely on (docs/interface.md).
INTERFACE = {
    "dim_report": "report_id sha256 path batch media_type agency_id agency_name report_year form_disclosures "
    "form_applications extraction_status gate_status doubted_cells failed_rules not_evaluable_rules is_current",
    "dim_agency": "agency_id agency_name canonical_name agency_class agency_level division_code division_name province decided_by "
    "candidates first_year last_year valid_from_year valid_to_year predecessor_id succession_source merged_from",
    "fct_agency_evidence": "report_id position kind strength division_code division_name speaks_for text agency_id is_deciding",
    "dim_outcome": "key label_zh label_en parent basis",
    "dim_applicant_type": "key label_zh label_en parent basis",
    "dim_rule": "key label_zh label_en parent basis",
    "fct_disclosures": "report_id form item measure value unit state",
    "fct_applications": "report_id applicant_type is_printed_total received_new denied__state_secret other__misc",
    "fct_application_outcomes": "report_id applicant_type outcome value state",
    "fct_appeals": "report_id channel upheld corrected other pending total",
    "fct_cells": "report_id key raw value state doubt page bbox table row column line",
    "fct_rule_results": "report_id rule_id instance status lhs rhs difference severity verdict cells suggestion waived "
    "readings_differ",
}


@pytest.mark.parametrize("table", INTERFACE)
def test_published_names_are_as_documented(built: Path, table: str) -> None:
    names = {
        n for (n,) in rows(built, "select column_name from duckdb_columns() where table_name = ?", table)
    }
    assert set(INTERFACE[table].split()) <= names


def test_every_table_says_what_a_row_is(built: Path) -> None:
    told = dict(rows(
        built,
        "select table_name, comment from duckdb_tables() union all "
        "select view_name, comment from duckdb_views() where not internal",
    ))  # fmt: skip
    published = {
        name: text
        for name, text in told.items()
        if name.startswith(("dim_", "fct_", "mart_", "int_certified_"))
    }
    assert len(published) >= 15
    assert {name for name, text in published.items() if not (text or "").startswith("one row per")} == set()


def test_facts_hold_every_cell_as_it_was_read(built: Path) -> None:
    stored = {(r, k): v for r, k, v in rows(built, "select report_id, key, value from fct_cells")}
    printed = {
        (draft.report_id, key): value if value not in ("", "/") else None
        for drafts in DRAFTS.values() for draft in drafts.values() for key, value in draft.cells.items()
    }  # fmt: skip
    assert stored == printed


def test_what_a_person_settled_can_be_seen(built: Path) -> None:
    told = rows(built, "select report_id, key, settled from fct_cells where settled is not null")
    assert told == [(report_id("county_next"), SETTLED, problem("reading_settled").detail.en)]
    counted = rows(built, "select report_id, settled_cells from dim_report where settled_cells > 0")
    assert counted == [(report_id("county_next"), 1)]
    assert rows(built, "select sum(settled_cells) from mart_quality") == [(1,)]
    [unused] = find(built / "build" / "gongkai.duckdb", built).unused
    assert unused.startswith(
        f"appeals/litigation_direct/total: {problem('reading_unused').detail.both} (2022-990000/"
    )


def test_wide_applications_are_null_where_nothing_is_printed(built: Path) -> None:
    blank = rows(
        built,
        "select granted, carried_out, denied from fct_applications where report_id = ?",
        report_id("blanks"),
    )
    assert len(blank) == 7
    assert set(blank) == {(None, 0, None)}
    draft = DRAFTS["2021-990000"]["county"]
    for kind, granted, misc in rows(
        built,
        "select applicant_type, granted, other__misc from fct_applications where report_id = ?",
        draft.report_id,
    ):
        assert granted == int(draft.cells[f"applications/granted/{kind}"])
        assert misc == int(draft.cells[f"applications/other.misc/{kind}"])


@pytest.mark.parametrize(("name", "leaves"), [("county", 21), ("old_form", 19)])
def test_outcomes_add_up_to_the_printed_total_in_both_forms(built: Path, name: str, leaves: int) -> None:
    draft = next(d[name] for d in DRAFTS.values() if name in d)
    found = rows(
        built,
        "select count(distinct outcome), count(distinct applicant_type), sum(value) "
        "from fct_application_outcomes where report_id = ?",
        draft.report_id,
    )
    assert found == [(leaves, 6, int(draft.cells["applications/closed_total/total"]))]


def test_what_is_in_the_long_view_is_told_apart_from_zero(built: Path) -> None:
    states = dict(rows(
        built, "select state, count(value) from fct_application_outcomes where report_id = ? group by state",
        report_id("blanks"),
    ))  # fmt: skip
    assert states["blank"] == 0
    assert states["number"] > 0


def test_appeals_stand_by_channel(built: Path) -> None:
    found = rows(
        built,
        "select channel, upheld, total from fct_appeals where report_id = ? order by 1",
        report_id("blanks"),
    )
    assert found == [
        ("litigation_after_reconsideration", 0, 0), ("litigation_direct", 0, 0), ("reconsideration", 0, None),
    ]  # fmt: skip


def test_the_same_bytes_in_two_batches_are_one_report(built: Path) -> None:
    assert rows(built, "select count(*) from dim_report where report_id = ?", report_id("same_bytes")) == [
        (1,)
    ]
    assert rows(built, "select count(*) from fct_cells where report_id = ?", report_id("same_bytes")) == [
        (200,)
    ]


@pytest.mark.parametrize(
    ("name", "gate_status", "is_current"),
    [
        ("county", "certified", True),
        ("balance", "held", True),
        ("doubted", "held", True),
        ("blanks", "certified", True),
        ("old_form", "certified", True),
        ("misprint", "certified", True),
        ("damaged", "failed", False),
        ("superseded", "held", False),
        ("corrected", "certified", True),
        ("withdrawn", "certified", False),
        ("standing", "certified", True),
        ("nameless", "held", True),
    ],
)
def test_status_and_currency_of_each_version(
    built: Path, name: str, gate_status: str, is_current: bool
) -> None:
    found = rows(built, "select gate_status, is_current from dim_report where report_id = ?", report_id(name))
    assert found == [(gate_status, is_current)]


def test_only_certified_current_reports_reach_a_mart(built: Path) -> None:
    wanted = {report_id(name) for name in CERTIFIED_AND_CURRENT}
    assert {r for (r,) in rows(built, "select report_id from int_certified_reports")} == wanted
    in_panel = {r for (r,) in rows(built, "select report_id from mart_agency_year")}
    assert in_panel == wanted


def test_the_panel_has_its_indicators_and_says_how_blanks_count(built: Path) -> None:
    draft = DRAFTS["2022-990000"]["county_next"]
    before = DRAFTS["2021-990000"]["county"]

    def total(row: str, of=draft) -> int:
        return int(of.cells[f"applications/{row}/total"])

    denied = sum(
        int(v)
        for k, v in draft.cells.items()
        if k.startswith("applications/denied.") and k.endswith("/total")
    )
    found = rows(
        built,
        "select grant_rate, denied, denial_rate, requests, closure_rate, year_on_year, grant_rate_blank0 "
        "from mart_agency_year where report_id = ?",
        draft.report_id,
    )
    requests = total("received_new") + total("carried_in")
    assert found == [(
        total("granted") / total("closed_total"), denied, denied / total("closed_total"), requests,
        total("closed_total") / requests, total("received_new") / total("received_new", before) - 1,
        total("granted") / total("closed_total"),
    )]  # fmt: skip
    blank = rows(
        built,
        "select granted, granted_blank0, grant_rate, grant_rate_blank0, reconsideration_total, "
        "reconsideration_total_blank0 from mart_agency_year where report_id = ?",
        report_id("blanks"),
    )
    assert blank == [(None, 0, None, None, 0, 0)]


def test_a_violation_names_both_sides_and_the_place(built: Path) -> None:
    found = rows(
        built,
        "select instance, lhs, rhs, difference, sides, place, verdict, gate_status, rule_zh from mart_rule_violations "
        "where report_id = ? and rule_id = 'applications.balance' order by instance",
        report_id("balance"),
    )
    assert [row[:5] for row in found] == [
        ("natural_person", 60.0, 61.0, -1.0, "60 + 0 ≠ 61 + 0"),
        ("total", 60.0, 61.0, -1.0, "60 + 0 ≠ 61 + 0"),
    ]
    assert all(row[5].startswith("table 3: r") for row in found)
    assert {row[6:] for row in found} == {("source", "held", "第一项加第二项之和，等于第三项加第四项之和")}
    listed = {r for (r,) in rows(built, "select report_id from mart_rule_violations")}
    assert report_id("superseded") not in listed


def test_quality_counts_every_file_once(built: Path) -> None:
    found = rows(
        built,
        "select sum(files), sum(certified), sum(held), sum(failed), sum(doubted_cells) from mart_quality",
    )
    assert found == [(15, 9, 5, 1, 2)]
    assert rows(built, "select report_year from mart_quality where failed > 0") == [(None,)]


def test_every_rule_is_listed_and_says_whether_it_is_evaluated(built: Path) -> None:
    found = dict(rows(built, "select key, evaluated from dim_rule"))
    assert found == {r.rule_id: r.evaluated for r in load_rules()}


def test_unit_tests_of_the_models_pass(built: Path, tmp_path: Path) -> None:
    import shutil

    warehouse = shutil.copytree(built, tmp_path / "w", ignore=shutil.ignore_patterns("log"))
    results = dbt(warehouse, "test", "--select", "test_type:unit")
    assert len(results) >= 5
    assert {r["status"] for r in results} == {"pass"}


def test_a_data_test_looks_at_one_step_only(built: Path) -> None:
    """dbt would run it with the first step that holds one of its models, when the others are not built yet."""
    manifest = json.loads((built / "target" / "manifest.json").read_text(encoding="utf-8"))
    steps = {name: set(node.get("tags", ())) for name, node in manifest["nodes"].items()}
    crossing = [
        name for name, node in manifest["nodes"].items()
        if node["resource_type"] == "test" and len({frozenset(steps[n]) for n in node["depends_on"]["nodes"]}) > 1
    ]  # fmt: skip
    assert crossing == []


def test_no_model_uses_what_other_engines_lack() -> None:
    text = "\n".join(p.read_text(encoding="utf-8").lower() for p in (DBT_PROJECT / "models").rglob("*.sql"))
    assert [word for word in ("qualify", "unnest(", "pivot ", "list_", "struct_", "::") if word in text] == []


def test_claims_come_as_the_text_makes_them(built: Path) -> None:
    """Numbers as numbers, days as days, the sums that a number may be counted apart."""
    [received, period] = rows(
        built,
        "select c.kind, c.section, cast(c.value_number as integer), c.certain, count(distinct k.candidate), "
        "cast(c.starts as varchar), year(c.ends) from stg_claims as c left join stg_claim_cells as k "
        "on c.report_id = k.report_id and c.position = k.position where c.report_id = ? "
        "group by c.position, c.kind, c.section, c.value_number, c.certain, c.starts, c.ends "
        "order by c.position",
        report_id("county"),
    )
    assert received == ("received", "overview", 12, True, 2, None, None)
    assert period == ("period", "intro", 2021, True, 0, "2021-01-01", 2021)
