"""Gate 1 (classifies every report, blocks nothing) and gate 2 (blocks the marts and publishing)."""

import time
from collections.abc import Callable, Iterator

import dagster as dg

from common.shown import in_markdown
from expectations.gates.results import GateError
from expectations.waivers import WaiversError
from orchestration import groups
from orchestration.assets.alerting import tell_of_gate
from orchestration.assets.models import dbt_facts
from orchestration.assets.rule_checks import GATE, RULES, check_results, check_spec
from orchestration.dbt import CERTIFIED
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord

SECONDS_BETWEEN_COUNTS = 30.0


@dg.asset(
    deps=list(dbt_facts.keys),
    group_name=groups.GATE_1,
    kinds={"greatexpectations", "parquet"},
    check_specs=[check_spec(rule, GATE) for rule in RULES],
    description=(
        "第一道关：逐份核对 · Gate 1. Great Expectations compares both sides of every rule on every report, one batch "
        "at a time, and each report is certified, held or failed. A broken rule is a warning with its evidence: it "
        "holds the report, not the run."
    ),
)
def rule_results(
    context: dg.AssetExecutionContext, warehouse: Warehouse, run_record: dg.ResourceParam[RunRecord]
) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult]:
    # Great Expectations takes seconds to import; the UI must not wait for it.
    from expectations.gates.gate_1 import gate_1

    settings = warehouse.settings
    run_record.on_stage("gate_1")
    try:
        result = gate_1(
            settings.warehouse,
            lambda batch: context.log.info(f"{batch.batch}: {batch.reports} reports"),
            _counter(context, run_record),
            settings.jobs,
        )
    except WaiversError as error:
        raise dg.Failure(f"豁免表有误 / the waivers cannot be used: {error}") from error
    except GateError as error:
        run_record.gate_1 = error.result
        yield from check_results(error.result, lambda rule: GATE)
        raise dg.Failure(f"第一道关求值出错 / gate 1 could not be evaluated: {error}") from error
    run_record.gate_1 = result
    yield from check_results(result, lambda rule: GATE)
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


def _counter(context: dg.AssetExecutionContext, record: RunRecord) -> Callable[[int, int], None]:
    """Return a callback that updates the record, and every half minute Dagster's log, with the files read a second time."""
    last = time.monotonic()

    def on_second(done: int, total: int) -> None:
        nonlocal last
        record.on_second(done, total)
        if time.monotonic() - last > SECONDS_BETWEEN_COUNTS:
            last = time.monotonic()
            context.log.info(f"read a second time, for the verdicts: {done}/{total} files")

    return on_second


@dg.asset_check(asset=CERTIFIED, blocking=True)
def gate_2(
    context: dg.AssetCheckExecutionContext, warehouse: Warehouse, run_record: dg.ResourceParam[RunRecord]
) -> dg.AssetCheckResult:
    """第二道关：放行 · Gate 2. Great Expectations over the certified reports must find no failing row, and volumes must
    hold. When it fails no mart is built and nothing is published."""
    from expectations.gates.gate_2 import gate_2 as evaluate

    settings = warehouse.settings
    run_record.on_stage("gate_2")
    result = evaluate(settings.warehouse, settings.strict)
    run_record.gate_2 = result
    tell_of_gate(context, settings, run_record, list(result.reasons))
    return dg.AssetCheckResult(
        passed=result.success,
        severity=dg.AssetCheckSeverity.ERROR,
        description=in_markdown("；".join(result.reasons)) or "放行 / passed",
        metadata={
            "reasons": dg.MetadataValue.json(list(result.reasons)),
            "strict": result.strict,
            "fingerprint": result.fingerprint,
            **result.counts,
            **({"data_docs": dg.MetadataValue.path(result.data_docs)} if result.data_docs else {}),
        },
    )
