"""The dbt models, in three groups: what stands before gate 1, between the gates, and behind gate 2.

They are three because a failed blocking check on a model holds back nothing that belongs to the same group.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from expectations.gates.batch_digests import BY_BATCH, start_over, store_batches
from orchestration import run_record as progress
from orchestration.dbt import Translator, manifest_path
from orchestration.resources import Warehouse
from publish import marts_begin, marts_stand, withdraw

MANIFEST = manifest_path()
TRANSLATOR = Translator()
STAGES = ("facts", "verdicts", "marts")


@contextmanager
def _environment(told: dict[str, str]) -> Iterator[None]:
    """What a process that starts meanwhile finds in its environment beside the rest."""
    os.environ.update(told)
    try:
        yield
    finally:
        for name in told:
            del os.environ[name]


def _models(stage: str) -> dg.AssetsDefinition:
    """The models with the tag ``stage``, and the data tests that need no later stage."""
    later = STAGES[STAGES.index(stage) + 1 :]

    @dbt_assets(
        manifest=MANIFEST,
        select=f"tag:{stage}",
        exclude=" ".join(f"tag:{tag}" for tag in later),
        name=f"dbt_{stage}",
        dagster_dbt_translator=TRANSLATOR,
    )
    def build(context: dg.AssetExecutionContext, warehouse: Warehouse, dbt: DbtCliResource) -> Iterator[Any]:
        progress.current.on_stage(stage)
        folder = warehouse.settings.warehouse
        told = {}
        if stage == "facts":
            withdraw(folder)
            if progress.current.anew:
                start_over(folder)
            told[BY_BATCH] = store_batches(folder)
        elif stage == "marts":
            marts_begin(folder)
        # One folder a stage, written anew: dbt's artifacts and log stay readable after the run and do not pile up.
        target = warehouse.settings.build.parent / "dbt" / stage
        shutil.rmtree(target, ignore_errors=True)
        # Unit tests are the developers' (`make test`), not a run's.
        command = ["build", "--exclude-resource-type", "unit_test"]
        with _environment(told):
            run = dbt.cli(command, context=context, target_path=target)
        yield from run.stream()
        if stage == "marts":
            marts_stand(folder)

    return build


dbt_facts, dbt_verdicts, dbt_marts = map(_models, STAGES)
