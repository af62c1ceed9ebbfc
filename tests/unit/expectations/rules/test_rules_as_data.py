"""rules.yml is the one source: it is checked, everything compiled from it is in step, and a new rule is an edit of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from expectations.check.draft import evaluate
from expectations.rules.catalogue import RULES_FILE, load_rules
from expectations.rules.rule import RulesError
from expectations.seeds.catalogue import seeds
from extract.form.catalogue import load_form
from modelling.compile import main, stale
from tests.support.drafts import arrow, zeros


def changed_rules(folder: Path, *entries: dict, **changes: dict) -> Path:
    """rules.yml with entries added, and fields of rules changed by id (`_` for the dot)."""
    data = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    for rule in data["rules"]:
        rule.update(changes.get(rule["id"].replace(".", "_", 1), {}))
    data["rules"] += entries
    path = folder / "rules.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


NEW = {
    "id": "applications.few_reopened", "severity": "warning", "basis": "heuristic", "label": "结转不超过新收",
    "en": "carried out at most what came in", "text": "carried_out <= received_new", "kind": "sum",
    "table": "applications", "each": "column", "operator": "le", "lhs": ["carried_out"], "rhs": ["received_new"],
}  # fmt: skip


def test_everything_generated_is_in_step_with_the_form_and_the_rules() -> None:
    assert stale() == [], "run `python -m modelling.compile`"
    assert main(["--check"]) == 0


def test_the_error_rules_of_tables_three_and_four_are_evaluated() -> None:
    rules = {r.rule_id: r for r in load_rules()}
    families = ("applications.", "appeals.", "shape.", "value.")
    errors = {i for i, r in rules.items() if r.severity == "error" and i.startswith(families)}
    assert {i for i in errors if not rules[i].evaluated} == set()
    assert "applications.balance" in errors


def test_every_rule_is_evaluated_but_the_one_that_only_counts() -> None:
    assert [(r.rule_id, r.status) for r in load_rules() if not r.evaluated] == [
        ("value.semantics", "counted")
    ]


def test_every_rule_says_what_it_is_in_both_languages() -> None:
    rules = load_rules()
    assert [r.rule_id for r in rules if not re.search(r"[\u4e00-\u9fff]", r.text_zh or "")] == []
    assert [r.rule_id for r in rules if not r.text] == []


def test_a_misspelt_code_of_a_problem_is_told(tmp_path: Path) -> None:
    """Regression: it loaded, and the rule could never fail."""
    rule = {k: NEW[k] for k in ("id", "severity", "basis", "label", "en", "text")}
    rule |= {"kind": "problems", "codes": ["row_widht"], "each": "report"}
    with pytest.raises(RulesError, match="row_widht"):
        load_rules(changed_rules(tmp_path, rule))


def test_a_new_rule_of_a_known_kind_is_an_edit_of_the_data(tmp_path: Path) -> None:
    path = changed_rules(tmp_path, NEW)
    carried = {
        f"applications/{row}/{c}": "3"
        for row in ("carried_in", "carried_out")
        for c in ("other_org", "total")
    }
    draft = zeros().with_cells(carried)
    found, _ = evaluate(arrow([draft]), seeds(load_rules(path)))
    assert {(f.rule_id, f.instance) for f in found} == {
        ("applications.few_reopened", "other_org"),
        ("applications.few_reopened", "total"),
    }
    assert evaluate(arrow([draft]))[0] == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"severity": "fatal"}, "severity"),
        ({"basis": "hearsay"}, "basis"),
        ({"kind": "product"}, "kind"),
        ({"operator": "lt"}, "operator"),
        ({"each": "cell"}, "each"),
        ({"colour": "red"}, "colour"),
        ({"lhs": []}, "sides"),
        ({"status": "counted"}, "status"),
        ({"years": {"from": 2020}}, "years"),
        ({"bodies": [{"class": "departement"}]}, "departement"),
        ({"bodies": [{"class": "town", "level": "village"}]}, "village"),
        ({"severity_at": {"total": "fatal"}}, "fatal"),
        ({"when": {"cells": ["received_new"], "is": "odd"}}, "when"),
    ],
)
def test_a_mistake_in_the_rules_is_named(tmp_path: Path, change: dict, told: str) -> None:
    with pytest.raises(RulesError, match=rf"applications\.within_inflow.*{told}"):
        load_rules(changed_rules(tmp_path, applications_within_inflow=change))


def test_a_rule_about_a_row_that_no_form_has_is_named(tmp_path: Path) -> None:
    path = changed_rules(tmp_path, applications_within_inflow={"lhs": ["received_old"]})
    with pytest.raises(RulesError, match=r"applications\.within_inflow.*received_old"):
        seeds(load_rules(path))


@pytest.mark.parametrize(
    ("rule", "change", "told"),
    [
        ("narrative_received", {"claims": ["recieved"]}, "recieved"),
        ("applications_fee_unpaid_told", {"section": "nosuch"}, "nosuch"),
        ("applications_fee_unpaid_told", {"cells": ["applications/nosuch/total"]}, "nosuch"),
        ("deadline_department", {"by": "13-45"}, "01-31"),
    ],
)
def test_a_mistake_in_a_rule_of_another_kind_is_named(
    tmp_path: Path, rule: str, change: dict, told: str
) -> None:
    with pytest.raises(RulesError, match=told):
        seeds(load_rules(changed_rules(tmp_path, **{rule: change})))


def test_a_rule_id_is_used_once(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="twice"):
        load_rules(changed_rules(tmp_path, NEW, NEW))


def test_the_compiled_form_is_the_form() -> None:
    form, compiled = load_form(), next(s for s in seeds() if s.name == "form_cells").rows
    for version in form.versions:
        for table in ("disclosures", "applications", "appeals"):
            found = [
                r["key"] for r in compiled
                if r["form"] == version and r["form_table"] == table and r["role"] != "group"
            ]  # fmt: skip
            assert found == form.keys(table, version)


@pytest.mark.parametrize(
    ("change", "told"), [({"form_sum": "nosuch"}, "nosuch"), ({"lhs": ["carried_in"]}, "already says lhs")]
)
def test_a_sum_of_the_form_is_named_and_not_said_twice(tmp_path: Path, change: dict, told: str) -> None:
    with pytest.raises(RulesError, match=rf"applications\.balance.*{told}"):
        load_rules(changed_rules(tmp_path, applications_balance=change))
