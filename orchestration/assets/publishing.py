"""The last asset: publishes a new version if gate 2's record allows it."""

import dagster as dg

from orchestration import groups
from orchestration.assets.models import dbt_marts, dbt_verdicts
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord
from orchestration.unchanged_inputs import users_files
from publish import PublishError, publish


@dg.asset(
    deps=[*dbt_marts.keys, *dbt_verdicts.keys],
    group_name=groups.PUBLISHING,
    kinds={"duckdb", "parquet"},
    description=(
        "发布 · A whole version (DuckDB file, Parquet files, manifest) under versions/, then the link current/ moves to it "
        "in one step. Gate 2's record is read again first; when no table changed, no version is written."
    ),
)
def published_warehouse(
    context: dg.AssetExecutionContext, warehouse: Warehouse, run_record: dg.ResourceParam[RunRecord]
) -> dg.MaterializeResult:
    from expectations.gates.gate_2 import certified_fingerprint

    settings = warehouse.settings
    run_record.on_stage("publish")
    try:
        published = publish(
            settings.build,
            settings.warehouse,
            certified=certified_fingerprint(settings.warehouse),
            strict=settings.strict,
            input_files=users_files(settings),
        )
    except PublishError as error:
        raise dg.Failure(str(error)) from error
    run_record.published = published
    if not published.is_new:
        context.log.info(f"nothing changed, no new version: current stays {published.version}")
    return dg.MaterializeResult(
        metadata={
            "version": published.version,
            "new_version": published.is_new,
            "changed_tables": ", ".join(published.changed) or "none",
            "folder": dg.MetadataValue.path(published.folder),
            "tables": dg.MetadataValue.table(
                [
                    dg.TableRecord({"table": name, "rows": table.rows, "content": table.content[:12]})
                    for name, table in published.tables.items()
                ]
            ),
        }
    )
