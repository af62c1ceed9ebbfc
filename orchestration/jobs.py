"""The job that refreshes the warehouse."""

from __future__ import annotations

import dagster as dg

refresh_warehouse = dg.define_asset_job(
    "refresh_warehouse",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description=(
        "更新数据仓库 · Refreshes the warehouse: reads the chosen batches, then makes facts, gate 1, verdicts, alerts, gate 2, "
        "marts and a published version of the whole warehouse. `make run` runs it for every batch at once. "
        "(Named `whole_way` in the history of older runs.)"
    ),
)
