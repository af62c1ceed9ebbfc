"""The dbt project in Dagster: names and groups of its nodes, and the resource that runs dbt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import metadata
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, DbtProject
from packaging.version import Version

from common.paths import DBT_PROJECT
from orchestration import groups
from orchestration.stages import dbt_executable

PROJECT = DbtProject(project_dir=DBT_PROJECT)
SOURCES = {
    "extracted": "extracted_reports",
    "inputs": "extracted_reports",
    "resolution": "resolved_agencies",
    "gates": "rule_results",
}
"""dbt source -> the asset that writes its Parquet files."""
CERTIFIED = "int_certified_reports"
"""The model that gate 2 checks; whatever depends on it waits for the gate."""
_GROUPS = {"facts": groups.FACTS, "verdicts": groups.VERDICTS, "marts": groups.MARTS}


class Translator(DagsterDbtTranslator):
    """How a dbt node appears in Dagster; one method for each attribute."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey(SOURCES[dbt_resource_props["source_name"]])
        return dg.AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        if dbt_resource_props["resource_type"] == "seed":
            return groups.FORM_AND_RULES
        if dbt_resource_props["name"] == CERTIFIED:
            return groups.GATE_2
        # A source belongs to the asset that writes it.
        return next((_GROUPS[tag] for tag in dbt_resource_props["tags"] if tag in _GROUPS), None)

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        # Without the SQL that dagster-dbt appends, which the repository has.
        return str(dbt_resource_props.get("description") or "")


class Dbt(DbtCliResource):
    """dbt · Runs dbt on dbt_project/ as it was prepared, by the executable of this environment."""

    # The version is pinned; dagster-dbt would call `dbt --version` for it (2 to 5 s a run).
    @cached_property
    def _cli_version(self) -> Version:
        return Version(metadata.version("dbt-core"))

    # dagster-dbt would open a handle on the warehouse at each call (2 s), for row counts and columns that no asset here asks
    # for. Without one it goes on: it does so itself where opening fails.
    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # type: ignore[override]  # its callers take None
        return None


def dbt_resource() -> Dbt:
    """The dbt resource for this project, with the executable of the running environment."""
    folder = str(PROJECT.project_dir)
    return Dbt(project_dir=folder, profiles_dir=folder, dbt_executable=dbt_executable())
