"""The one job."""

from __future__ import annotations

import dagster as dg

whole_way = dg.define_asset_job(
    "whole_way",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description=(
        "全程 · From the landing folder to the published warehouse: reads the chosen batches, then facts, gate 1, verdicts, "
        "alerts, gate 2, marts and publishing for the whole warehouse. `make run` runs it for every batch at once."
    ),
)
