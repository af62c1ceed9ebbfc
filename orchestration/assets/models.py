"""The dbt models, in three groups: what stands before gate 1, between the gates, and behind gate 2.

They are three because a failed blocking check on a model holds back nothing that belongs to the same group.
"""

import shutil
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from expectations.gates.batch_digests import BY_BATCH, start_over, store_batches
from orchestration.dbt import Translator
from orchestration.prepare import prepared_manifest
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord
from orchestration.settings import in_environment
from publish import marts_begin, marts_stand, withdraw

MANIFEST = prepared_manifest()
TRANSLATOR = Translator()
STAGES = {
    "facts": "事实表 · Cells to facts, and both sides of every rule (dbt). Makes anew only the batches that changed.",
    "verdicts": "核对结论 · What gate 1 found, as tables, and the certified reports that gate 2 looks at (dbt).",
    "marts": "数据集市 · From the certified, current reports only, once gate 2 let them pass (dbt).",
}
"""Tag of the models -> what their step does."""


def _models(stage: str) -> dg.AssetsDefinition:
    """The models with the tag ``stage``, and the data tests that need no later stage."""
    later = list(STAGES)[list(STAGES).index(stage) + 1 :]

    def build(
        context: dg.AssetExecutionContext,
        warehouse: Warehouse,
        dbt: DbtCliResource,
        run_record: dg.ResourceParam[RunRecord],
    ) -> Iterator[Any]:
        run_record.on_stage(stage)
        folder = warehouse.settings.warehouse
        environment = {}
        if stage == "facts":
            withdraw(folder)
            if warehouse.anew:
                start_over(folder)
            environment[BY_BATCH] = store_batches(folder)
        elif stage == "marts":
            marts_begin(folder)
        # One folder a stage, written anew: dbt's artifacts and log stay readable after the run and do not pile up.
        target = warehouse.settings.build.parent / "dbt" / stage
        shutil.rmtree(target, ignore_errors=True)
        # Unit tests are the developers' (`make test`), not a run's.
        command = ["build", "--exclude-resource-type", "unit_test"]
        with in_environment(environment):
            run = dbt.cli(command, context=context, target_path=target)
        yield from run.stream()
        if stage == "marts":
            marts_stand(folder)

    build.__doc__ = STAGES[stage]  # the step's description in Dagster
    return dbt_assets(
        manifest=MANIFEST,
        select=f"tag:{stage}",
        exclude=" ".join(f"tag:{tag}" for tag in later),
        name=f"dbt_{stage}",
        dagster_dbt_translator=TRANSLATOR,
    )(build)


dbt_facts, dbt_verdicts, dbt_marts = map(_models, STAGES)
