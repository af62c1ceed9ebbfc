"""Builds a stage of dbt on a made-up warehouse, as a run does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from common.paths import DBT_PROJECT
from orchestration.stages import NOT_IN_A_RUN, around, dbt_executable, selection


def prepare() -> None:
    """Bring the prepared project up to date, in a process of its own: it imports Dagster. Raises CalledProcessError."""
    subprocess.run([sys.executable, "-m", "orchestration.prepare"], check=True, stdout=subprocess.DEVNULL)


def build(stage: str, warehouse: Path) -> None:
    """Build the models of `stage` in the warehouse and run their data tests. Raises CalledProcessError where dbt fails."""
    (warehouse / "build").mkdir(exist_ok=True)
    select, exclude = selection(stage)
    target = warehouse / "build" / "dbt" / stage
    command = [
        dbt_executable(), "build", "--select", select,
        *(["--exclude", *exclude.split()] if exclude else []), *NOT_IN_A_RUN,
        "--profiles-dir", str(DBT_PROJECT),
        "--target-path", str(target), "--log-path", str(warehouse / "log"),
    ]  # fmt: skip
    settings = {"GONGKAI_WAREHOUSE": str(warehouse), "DBT_PROJECT_DIR": str(DBT_PROJECT)}
    with around(stage, warehouse) as variables:
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run(command, env=os.environ | settings | variables, check=True)
