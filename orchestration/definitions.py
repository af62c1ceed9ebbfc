"""Assembles what Dagster loads. Importing it writes and starts nothing (orchestration.prepare does).

Raises NotPreparedError if dbt's manifest is missing or out of date.
"""

from __future__ import annotations

import dagster as dg

from orchestration.assets.alerting import HOOKS, alerts
from orchestration.assets.extraction import extracted_reports
from orchestration.assets.gates import gate_2, rule_results
from orchestration.assets.models import dbt_facts, dbt_marts, dbt_verdicts
from orchestration.assets.publishing import published_warehouse
from orchestration.assets.resolution import resolved_agencies
from orchestration.assets.rule_checks import rule_checks_on_facts
from orchestration.dbt import dbt_resource
from orchestration.jobs import refresh_warehouse
from orchestration.resources import Warehouse, quiet_record
from orchestration.sensors import batch_folders, new_reports
from orchestration.settings import Settings

ASSETS = (
    extracted_reports,
    resolved_agencies,
    dbt_facts,
    rule_results,
    dbt_verdicts,
    alerts,
    dbt_marts,
    published_warehouse,
)

defs = dg.Definitions(
    # Hooks are on the assets, not on the job, because the UI can run assets without the job.
    assets=[asset.with_hooks(HOOKS) for asset in ASSETS],
    asset_checks=[rule_checks_on_facts.with_hooks(HOOKS), gate_2.with_hooks(HOOKS)],
    jobs=[refresh_warehouse],
    sensors=[batch_folders, new_reports],
    resources={
        "warehouse": Warehouse.of(Settings.from_environment()),
        "run_record": quiet_record,
        "dbt": dbt_resource(),
    },
    # One process for a run: Great Expectations and dbt take seconds to import, and the process holds the warehouse's lock.
    executor=dg.in_process_executor,
)
