"""Resolves which agency each stored report is from."""

import time
from collections.abc import Callable

import dagster as dg

from agencies.divisions import DivisionsError
from agencies.overrides import AgenciesError
from agencies.store import UNDECIDED, Resolved, resolve
from orchestration import groups
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord

MOST_UNUSED = 100
SECONDS_BETWEEN_COUNTS = 30.0


@dg.asset(
    deps=["extracted_reports"],
    group_name=groups.AGENCIES,
    kinds={"python", "parquet"},
    description=(
        "认定机关 · Which agency each report comes from: the division that its name means, by evidence in the text and around it "
        "(agencies/words.yml), or by agencies.csv. What stays undecided keeps its candidates. Only batches are looked at "
        "again whose reports, the divisions or agencies.csv changed."
    ),
)
def resolved_agencies(
    context: dg.AssetExecutionContext, warehouse: Warehouse, run_record: dg.ResourceParam[RunRecord]
) -> dg.MaterializeResult:
    settings = warehouse.settings
    run_record.on_stage("agencies")
    try:
        result = resolve(settings.landing, settings.warehouse, _counter(context))
    except AgenciesError as error:
        raise dg.Failure(f"机关表有误 / agencies.csv cannot be used: {error}") from error
    except DivisionsError as error:
        raise dg.Failure(f"区划表有误 / the divisions cannot be used: {error}") from error
    return dg.MaterializeResult(metadata=_metadata(result))


def _counter(context: dg.AssetExecutionContext) -> Callable[[str, int, int], None]:
    """Return a callback that logs the progress to Dagster every half minute."""
    last = time.monotonic()

    def on_batch(batch: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > SECONDS_BETWEEN_COUNTS:
            last = time.monotonic()
            context.log.info(f"{batch}: {done}/{total} batches")

    return on_batch


def _metadata(result: Resolved) -> dict[str, dg.MetadataValue]:
    return {
        "batches": dg.MetadataValue.int(result.batches),
        "looked_at_now": dg.MetadataValue.int(result.looked_at),
        "decided": dg.MetadataValue.int(result.decided),
        "undecided": dg.MetadataValue.int(result.reports[UNDECIDED]),
        "by_kind": dg.MetadataValue.json(dict(result.reports.most_common())),
        "unused_lines": dg.MetadataValue.int(len(result.unused)),
        "unused": dg.MetadataValue.table(
            records=[dg.TableRecord({"line": line}) for line in result.unused[:MOST_UNUSED]],
            schema=dg.TableSchema(columns=[dg.TableColumn("line")]),
        ),
    }
