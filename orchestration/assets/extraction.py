"""Reads the landing folder into Parquet: the only partitioned asset."""

import time
from pathlib import Path

import dagster as dg

from agencies.office_tables import InputsError, store_inputs
from extract.messages import Refusal
from extract.settled_readings import ReadingsError
from extract.store.batches import BatchResult, OnRead, extract_batch
from orchestration import groups
from orchestration.partitions import batches, landed_batches
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord

MOST_FAILURES = 100
"""Most files listed in a partition's metadata; the count beside the list includes all."""
SECONDS_BETWEEN_COUNTS = 30.0


@dg.asset(
    partitions_def=batches,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name=groups.READING,
    kinds={"python", "parquet"},
    description=(
        "读取年报 · One partition per batch folder under the landing folder. Every report that was not read before "
        "is read into cells, sections and problems (Parquet, one folder a batch) and its bytes are kept by sha256. "
        "A file that cannot be read is a row with its reason, not a failed run."
    ),
)
def extracted_reports(
    context: dg.AssetExecutionContext, warehouse: Warehouse, run_record: dg.ResourceParam[RunRecord]
) -> None:
    settings = warehouse.settings
    if not settings.landing.is_dir():
        # A folder that is just not mounted must not mark all its reports as withdrawn.
        raise dg.Failure(f"找不到文件夹 / no such folder: {settings.landing}")
    try:
        store_inputs(settings.landing, settings.warehouse)
    except InputsError as error:
        raise dg.Failure(str(error)) from error
    landed = landed_batches(settings.landing)
    for batch in context.partition_keys:
        files = landed.get(batch, [])
        if not files:
            context.log.warning(
                f"{batch}: no reports under {settings.landing}; what was read from it before stays on record"
            )
        on_read = _reporter(context, run_record, len(files))
        try:
            result = extract_batch(batch, files, settings.landing, settings.warehouse, settings.jobs, on_read)
        except ReadingsError as error:
            raise dg.Failure(f"人工核对表有误 / the settled readings cannot be used: {error}") from error
        run_record.batches.append(result)
        context.add_asset_metadata(_metadata(result, len(files)), partition_key=batch)


def _reporter(context: dg.AssetExecutionContext, record: RunRecord, total: int) -> OnRead:
    """Return a callback for each file: it updates the record, and every half minute logs the progress to Dagster (an
    event for each file would cost more than reading it)."""
    done, last = 0, time.monotonic()

    def on_read(path: str, status: str, failure: Refusal | None) -> None:
        nonlocal done, last
        done += 1
        record.on_read(path, status, failure)
        if time.monotonic() - last > SECONDS_BETWEEN_COUNTS:
            last = time.monotonic()
            context.log.info(f"{done}/{total} files")

    return on_read


def _metadata(result: BatchResult, files: int) -> dict[str, dg.MetadataValue]:
    by_status = result.by_status
    return {
        "files": dg.MetadataValue.int(files),
        "read_now": dg.MetadataValue.int(result.read),
        "unchanged": dg.MetadataValue.int(result.unchanged),
        "gone_from_landing": dg.MetadataValue.int(result.gone),
        "read": dg.MetadataValue.int(by_status.get("read", 0)),
        "partial": dg.MetadataValue.int(by_status.get("partial", 0)),
        "failed": dg.MetadataValue.int(by_status.get("failed", 0)),
        "failures": dg.MetadataValue.table(
            records=[
                dg.TableRecord({"file": str(Path(path)), "reason": failure.both})
                for path, failure in result.failures[:MOST_FAILURES]
            ],
            schema=dg.TableSchema(columns=[dg.TableColumn("file"), dg.TableColumn("reason")]),
        ),
    }
