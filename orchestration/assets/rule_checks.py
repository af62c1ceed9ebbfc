"""The rules as asset checks: on gate 1, which evaluates them, and on the asset whose facts each rule checks.

Gate 1 evaluates a rule once. The check on the facts repeats that outcome, so that a table of facts shows which rules it
breaks, with the same evidence and a history of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from expectations.gates.results import Example, GateResult, RuleOutcome
from expectations.rules.catalogue import load_rules
from expectations.rules.kinds import KINDS
from expectations.rules.rule import Rule
from orchestration.run_record import RunRecord

MOST_EXAMPLES = 50
"""Most failures shown with a check; fct_rule_results has all of them."""
GATE = "rule_results"
"""The asset of gate 1."""
RULES = tuple(rule for rule in load_rules() if rule.evaluated)
_FACTS_OF_TABLE = {
    "applications": "fct_applications",
    "appeals": "fct_appeals",
    "disclosures": "fct_disclosures",
}
"""Table of the form -> the facts made of it."""


def judged_asset(rule: Rule) -> str:
    """The asset whose facts a rule checks: the facts of the only table that its data names, else those of its kind."""
    tables = _tables(rule.spec)
    if len(tables) == 1 and tables <= _FACTS_OF_TABLE.keys():
        return _FACTS_OF_TABLE[tables.pop()]
    if rule.kind is None:
        raise ValueError(f"{rule.rule_id} is not evaluated and judges nothing")
    return KINDS[rule.kind].judges


def _tables(spec: Any) -> set[str]:
    """Tables of the form that a rule names: in `table`, in `among`, and in the keys of its cells."""
    if "table" in spec:
        return {spec["table"]}
    among = spec.get("among", [])
    if isinstance(among, dict):
        return {among["rows_of"]} if "rows_of" in among else set()
    cells = [*spec.get("cells", []), *spec.get("lhs", []), *spec.get("rhs", [])]
    return {*among, *(str(cell).split("/")[0] for cell in cells if "/" in str(cell))}


def check_name(rule_id: str) -> str:
    """The name of a rule's check, in which ``.`` is not allowed."""
    return rule_id.replace(".", "__")


def check_spec(rule: Rule, asset: str) -> dg.AssetCheckSpec:
    """The rule as a check of ``asset``. It never blocks: a broken rule holds the report, not the run."""
    where = "" if asset == GATE else f" · 由第一道关核对，同见 / evaluated by gate 1, and shown there: {GATE}"
    return dg.AssetCheckSpec(
        check_name(rule.rule_id),
        asset=asset,
        description=f"{rule.label} · {rule.en} ({rule.severity}){where}",
        additional_deps=None if asset == GATE else [GATE],
        metadata={"rule": rule.rule_id, "severity": rule.severity, "basis": rule.basis},
    )


def check_results(result: GateResult, asset_of: Callable[[Rule], str]) -> Iterator[dg.AssetCheckResult]:
    """Yield gate 1's outcome of every rule as the result of its check on ``asset_of(rule)``."""
    outcomes = {outcome.rule_id: outcome for outcome in result.rules}
    for rule in RULES:
        not_evaluated = RuleOutcome(rule.rule_id, rule.label, rule.severity, 0, 0, 0, 0)
        yield _result(rule, asset_of(rule), outcomes.get(rule.rule_id, not_evaluated), result.data_docs)


def _result(rule: Rule, asset: str, outcome: RuleOutcome, data_docs: Path) -> dg.AssetCheckResult:
    """The result of a check: a failed rule is a warning, an expectation that raised an error is an error."""
    errored = outcome.status == "errored"
    return dg.AssetCheckResult(
        check_name=check_name(rule.rule_id),
        asset_key=asset,
        passed=outcome.status in ("passed", "not_checked"),
        severity=dg.AssetCheckSeverity.ERROR if errored else dg.AssetCheckSeverity.WARN,
        description=_description(outcome),
        metadata={
            "status": outcome.status,
            "severity": outcome.severity,
            "evaluated": outcome.evaluated,
            "failed": outcome.failed,
            "failed_reports": outcome.failed_reports,
            "not_evaluable": outcome.not_evaluable,
            "examples": _table(outcome.examples),
            "data_docs": dg.MetadataValue.path(data_docs),
            **({"error": outcome.error} if outcome.error else {}),
        },
    )


@dg.multi_asset_check(
    name="rule_checks_on_facts",
    specs=[check_spec(rule, judged_asset(rule)) for rule in RULES],
    can_subset=True,  # so that checks may have no result if gate 1 was not part of the run
    description=(
        "规则核对，显示在所核对的事实表上 · Shows gate 1's outcome of each rule on the asset whose facts the rule judges. Evaluates "
        "nothing: in a run without gate 1 these checks are skipped."
    ),
)
def rule_checks_on_facts(
    context: dg.AssetCheckExecutionContext, run_record: dg.ResourceParam[RunRecord]
) -> Iterator[dg.AssetCheckResult]:
    result = run_record.gate_1
    if result is None:
        context.log.warning(
            f"gate 1 ({GATE}) is no part of this run: no rule was evaluated, and no outcome is shown"
        )
        return
    selected = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
    for found in check_results(result, judged_asset):
        if (found.asset_key, found.check_name) in selected:
            yield found


def _description(outcome: RuleOutcome) -> str:
    words = {
        "passed": f"{outcome.title}：核对 {outcome.evaluated} 处，全部相符",
        "failed": f"{outcome.title}：核对 {outcome.evaluated} 处，{outcome.failed} 处不符（{outcome.failed_reports} 份年报）",
        "not_checked": f"{outcome.title}：没有可核对之处",
        "errored": f"{outcome.title}：求值出错，没有核对",
    }
    return words[outcome.status]


def _table(examples: Sequence[Example]) -> dg.TableMetadataValue:
    columns = (
        "agency",
        "year",
        "batch",
        "file",
        "rule",
        "instance",
        "sides",
        "place",
        "verdict",
        "suggestion",
        "second_reading",
    )
    return dg.MetadataValue.table(
        records=[
            dg.TableRecord(
                dict(
                    zip(
                        columns,
                        (
                            example.agency_name or "",
                            example.report_year or "",
                            example.batch,
                            example.path,
                            example.rule_id,
                            example.instance or "",
                            example.sides,
                            example.place,
                            example.verdict,
                            example.suggestion,
                            "; ".join(f"{d.key}: {d.first} and {d.second}" for d in example.differences),
                        ),
                        strict=True,
                    )
                )
            )
            for example in examples[:MOST_EXAMPLES]
        ],
        schema=dg.TableSchema(columns=[dg.TableColumn(column) for column in columns]),
    )
