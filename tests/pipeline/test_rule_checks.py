"""The rules as checks of the facts they judge: gate 1's outcome, repeated, and nothing where gate 1 did not run."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from expectations.gates.results import BatchOutcome, GateResult, RuleOutcome
from expectations.rules.catalogue import load_rules
from expectations.rules.rule import Rule
from orchestration import groups
from orchestration.assets.rule_checks import GATE, RULES, check_name, judged_asset, rule_checks_on_facts
from orchestration.definitions import defs
from orchestration.run_record import RunRecord

GRAPH = defs.resolve_asset_graph()


def rule(rule_id: str) -> Rule:
    return next(found for found in load_rules() if found.rule_id == rule_id)


@pytest.mark.parametrize(
    ("rule_id", "asset"),
    [
        ("applications.balance", "fct_applications"),
        ("shape.applications_row", "fct_applications"),
        ("shape.appeals_row", "fct_appeals"),
        ("appeals.total", "fct_appeals"),
        ("appeals.without_requests", "fct_appeals"),
        ("disclosures.magnitude_fees", "fct_disclosures"),
        ("series.carry_over", "fct_applications"),
        ("series.jump", "fct_cells"),
        ("value.whole_number", "fct_cells"),
        ("hierarchy.sum", "fct_cells"),
        ("hierarchy.roster", "stg_roster"),
        ("shape.sections", "stg_problems"),
        ("narrative.received", "stg_claims"),
        ("deadline.department", "stg_reports"),
    ],
)
def test_a_rule_is_a_check_of_the_facts_it_judges(rule_id: str, asset: str) -> None:
    assert judged_asset(rule(rule_id)) == asset


def test_every_rule_is_a_check_in_both_places_and_blocks_in_neither() -> None:
    for found in RULES:
        asset = judged_asset(found)
        assert GRAPH.get(dg.AssetKey(asset)).group_name == groups.FACTS
        for place in (asset, GATE):
            spec = GRAPH.get_check_spec(dg.AssetCheckKey(dg.AssetKey(place), check_name(found.rule_id)))
            assert not spec.blocking
            assert found.label in (spec.description or "")


def evaluated(record: RunRecord) -> list[dg.AssetCheckEvaluation]:
    """What the checks on facts say of a run with this record, alone."""
    keys = {judged_asset(found) for found in RULES} | {GATE}
    small = dg.Definitions(
        assets=[dg.AssetSpec(key) for key in keys],
        asset_checks=[rule_checks_on_facts],
        jobs=[dg.define_asset_job("checks", selection=dg.AssetSelection.checks(rule_checks_on_facts))],
        resources={"run_record": dg.ResourceDefinition.hardcoded_resource(record)},
    )
    result = small.resolve_job_def("checks").execute_in_process()
    assert result.success
    return list(result.get_asset_check_evaluations())


def test_the_outcome_of_gate_1_is_repeated_where_the_facts_stand() -> None:
    broken = RuleOutcome("applications.balance", "收支平衡", "error", 5, 2, 1, 1)
    held = RuleOutcome("appeals.total", "合计", "error", 3, 0, 0, 0)
    batch = BatchOutcome("2022-a", 2, 1, 1, 0, (broken, held))

    found = evaluated(RunRecord(gate_1=GateResult((batch,), Path("/docs/index.html"))))

    by_name = {(check.asset_key.to_user_string(), check.check_name): check for check in found}
    assert len(by_name) == len(found) == len(RULES)
    balance = by_name["fct_applications", "applications__balance"]
    assert not balance.passed
    assert balance.severity == dg.AssetCheckSeverity.WARN
    assert balance.metadata["failed"].value == 2
    assert by_name["fct_appeals", "appeals__total"].passed
    assert by_name["fct_cells", "value__whole_number"].metadata["status"].value == "not_checked"


def test_without_gate_1_in_the_run_no_outcome_is_shown() -> None:
    assert evaluated(RunRecord()) == []
