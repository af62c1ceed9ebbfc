"""The dbt models in three multi-assets: before gate 1, between the gates, and after gate 2.

They are separate because a failed blocking check on a model does not stop other models of the same multi-asset.
"""

import shutil
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.dbt import Translator
from orchestration.prepare import prepared_manifest
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord
from orchestration.settings import in_environment
from orchestration.stages import NOT_IN_A_RUN, STAGES, around, selection

MANIFEST = prepared_manifest()
TRANSLATOR = Translator()
DESCRIPTIONS = {
    "facts": "事实表 · Cells to facts, and both sides of every rule (dbt). Makes anew only the batches that changed.",
    "verdicts": "核对结论 · What gate 1 found, as tables, and the certified reports that gate 2 looks at (dbt).",
    "marts": "数据集市 · From the certified, current reports only, once gate 2 let them pass (dbt).",
}
"""Stage -> description of its step."""


def _models(stage: str) -> dg.AssetsDefinition:
    """The models with the tag ``stage``, and the data tests that need no later stage."""

    def build(
        context: dg.AssetExecutionContext,
        warehouse: Warehouse,
        dbt: DbtCliResource,
        run_record: dg.ResourceParam[RunRecord],
    ) -> Iterator[Any]:
        run_record.on_stage(stage)
        target = warehouse.settings.build.parent / "dbt" / stage
        with around(stage, warehouse.settings.warehouse, anew=warehouse.anew) as variables:
            shutil.rmtree(target, ignore_errors=True)  # its artifacts and log are to be those of this run
            with in_environment(variables):
                run = dbt.cli(["build", *NOT_IN_A_RUN], context=context, target_path=target)
            yield from run.stream()

    build.__doc__ = DESCRIPTIONS[stage]  # the step's description in Dagster
    select, exclude = selection(stage)
    return dbt_assets(
        manifest=MANIFEST,
        select=select,
        exclude=exclude,
        name=f"dbt_{stage}",
        dagster_dbt_translator=TRANSLATOR,
    )(build)


dbt_facts, dbt_verdicts, dbt_marts = map(_models, STAGES)
