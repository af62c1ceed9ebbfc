"""The dbt project as Dagster sees it: its manifest, kept fresh, and how its nodes are named and grouped."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource
from filelock import FileLock
from packaging.version import Version

from modelling.compile import bring_up_to_date
from orchestration.settings import ROOT, Settings

PROJECT = ROOT / "dbt_project"
TARGET = PROJECT / "target"
SOURCE_SUFFIXES = {".sql", ".yml", ".csv"}
SOURCES = {
    "extracted": "extracted_reports",
    "inputs": "extracted_reports",
    "resolution": "resolved_agencies",
    "gates": "rule_results",
}
"""dbt source -> the asset that writes its Parquet files."""


class DbtError(Exception):
    """dbt could not read its project."""


def dbt_executable() -> str:
    """dbt of the running virtual environment, also when it is not on the path; else whatever the path has."""
    beside = Path(sys.executable).with_name("dbt")
    return str(beside) if beside.exists() else shutil.which("dbt") or "dbt"


def manifest_path() -> Path:
    """``target/manifest.json``, parsed again whenever a file of the project changed (6 s, so only then).

    Raises DbtError with dbt's own words when the project cannot be parsed.
    """
    manifest, stamp = TARGET / "manifest.json", TARGET / "manifest.of"
    TARGET.mkdir(parents=True, exist_ok=True)
    with FileLock(TARGET / ".lock"):
        bring_up_to_date()  # an edit of rules.yml is all that a new rule takes
        wanted = _fingerprint()
        if manifest.exists() and stamp.exists() and stamp.read_text() == wanted:
            return manifest
        settings = Settings.from_environment()
        done = subprocess.run(
            [dbt_executable(), "parse", "--quiet", "--project-dir", PROJECT, "--profiles-dir", PROJECT],
            env={
                **os.environ,
                "GONGKAI_WAREHOUSE": str(settings.warehouse),
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
                "DBT_TARGET_PATH": str(TARGET),
                "DBT_LOG_PATH": str(TARGET),
            },
            cwd=PROJECT,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise DbtError(f"dbt cannot parse {PROJECT}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
        stamp.write_text(wanted)
    return manifest


def _fingerprint() -> str:
    files = sorted(
        path
        for path in PROJECT.rglob("*")
        if path.suffix in SOURCE_SUFFIXES and not path.is_relative_to(TARGET) and path.is_file()
    )
    whole = hashlib.sha256()
    for path in files:
        whole.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


class Translator(DagsterDbtTranslator):
    """How a dbt node appears in Dagster; one small method an attribute."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey(SOURCES[dbt_resource_props["source_name"]])
        return dg.AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        tags = dbt_resource_props.get("tags", [])
        return next((group for group in ("facts", "verdicts", "marts") if group in tags), "catalogues")

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        # Without the SQL that dagster-dbt appends: the grain comes first and the repository has the SQL.
        return str(dbt_resource_props.get("description") or "")


class Dbt(DbtCliResource):
    """dagster-dbt's resource, without its call of ``dbt --version`` (2 to 5 s a run) to learn what is pinned."""

    @cached_property
    def _cli_version(self) -> Version:
        return Version(metadata.version("dbt-core"))


def dbt_resource() -> Dbt:
    """dbt on this project, by the executable of the running environment."""
    return Dbt(project_dir=str(PROJECT), profiles_dir=str(PROJECT), dbt_executable=dbt_executable())
