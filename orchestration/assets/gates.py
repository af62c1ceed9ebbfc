"""Gate 1 (classifies every report, blocks nothing) and gate 2 (blocks the marts and publishing)."""

import time
from collections.abc import Callable, Iterator, Sequence

import dagster as dg

from expectations.gates.results import Example, GateError, GateResult, RuleOutcome
from expectations.rules.catalogue import load_rules
from expectations.waivers import WaiversError
from orchestration import run_record as progress
from orchestration.assets.alerting import tell_of_gate
from orchestration.assets.models import dbt_facts
from orchestration.resources import Warehouse

MOST_EXAMPLES = 50
"""Failures shown beside a check; fct_rule_results has them all."""
SECONDS_BETWEEN_COUNTS = 30.0


def check_name(rule_id: str) -> str:
    """A rule's name as a check: ``.`` is not allowed in one."""
    return rule_id.replace(".", "__")


RULES = tuple(rule for rule in load_rules() if rule.evaluated)


@dg.asset(
    deps=list(dbt_facts.keys),
    group_name="gate_1",
    kinds={"greatexpectations", "parquet"},
    check_specs=[
        dg.AssetCheckSpec(
            check_name(rule.rule_id),
            asset="rule_results",
            description=f"{rule.label} · {rule.en} ({rule.severity})",
        )
        for rule in RULES
    ],
    description=(
        "第一道关：逐份核对 · Gate 1. Great Expectations compares both sides of every rule on every report, one batch "
        "at a time, and each report is certified, held or failed. A broken rule is a warning with its evidence: it "
        "holds the report, not the run."
    ),
)
def rule_results(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
    # Great Expectations takes seconds to import; the UI need not wait for it.
    from expectations.gates.gate_1 import gate_1

    settings, record = warehouse.settings, progress.current
    record.on_stage("gate_1")
    try:
        result = gate_1(
            settings.warehouse,
            lambda batch: context.log.info(f"{batch.batch}: {batch.reports} reports"),
            _counter(context, record),
            settings.jobs,
        )
    except WaiversError as error:
        raise dg.Failure(f"豁免表有误 / the waivers cannot be used: {error}") from error
    except GateError as error:
        record.gate_1 = error.result
        yield from _checks(error.result)
        raise dg.Failure(f"第一道关求值出错 / gate 1 could not be evaluated: {error}") from error
    record.gate_1 = result
    yield from _checks(result)
    yield dg.MaterializeResult(
        metadata={
            "certified": result.certified,
            "held": result.held,
            "failed": result.failed,
            "data_docs": dg.MetadataValue.path(result.data_docs),
            "batches": dg.MetadataValue.table(
                [
                    dg.TableRecord(
                        {
                            "batch": batch.batch,
                            "certified": batch.certified,
                            "held": batch.held,
                            "failed": batch.failed,
                        }
                    )
                    for batch in result.batches
                ]
            ),
        }
    )


def _counter(context: dg.AssetExecutionContext, record: progress.RunRecord) -> Callable[[int, int], None]:
    """Tells the record, and every half minute Dagster's log, how many files of a batch were read a second time."""
    last = time.monotonic()

    def on_second(done: int, total: int) -> None:
        nonlocal last
        record.on_second(done, total)
        if time.monotonic() - last > SECONDS_BETWEEN_COUNTS:
            last = time.monotonic()
            context.log.info(f"read a second time, for the verdicts: {done}/{total} files")

    return on_second


def _checks(result: GateResult) -> Iterator[dg.AssetCheckResult]:
    """One check result for each rule: failing is a warning, an expectation that itself broke is an error."""
    outcomes = {outcome.rule_id: outcome for outcome in result.rules}
    for rule in RULES:
        outcome = outcomes.get(rule.rule_id)
        if outcome is None:
            outcome = RuleOutcome(rule.rule_id, rule.label, rule.severity, 0, 0, 0, 0)
        errored = outcome.status == "errored"
        yield dg.AssetCheckResult(
            check_name=check_name(rule.rule_id),
            asset_key="rule_results",
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
                "data_docs": dg.MetadataValue.path(result.data_docs),
                **({"error": outcome.error} if outcome.error else {}),
            },
        )


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


@dg.asset_check(
    asset="certified_reports",
    blocking=True,
    description=(
        "第二道关：放行 · Gate 2. Great Expectations over the certified reports must find no failing row, and volumes must "
        "hold. When it fails no mart is built and nothing is published."
    ),
)
def gate_2(context: dg.AssetCheckExecutionContext, warehouse: Warehouse) -> dg.AssetCheckResult:
    from expectations.gates.gate_1 import gate_2 as evaluate

    settings, record = warehouse.settings, progress.current
    record.on_stage("gate_2")
    result = evaluate(settings.warehouse, settings.strict)
    record.gate_2 = result
    tell_of_gate(context, warehouse, list(result.reasons))
    return dg.AssetCheckResult(
        passed=result.success,
        severity=dg.AssetCheckSeverity.ERROR,
        description="；".join(result.reasons) or "放行 / passed",
        metadata={
            "reasons": dg.MetadataValue.json(list(result.reasons)),
            "strict": result.strict,
            "fingerprint": result.fingerprint,
            **result.counts,
            **({"data_docs": dg.MetadataValue.path(result.data_docs)} if result.data_docs else {}),
        },
    )
