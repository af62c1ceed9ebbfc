"""The three dbt stages of a run, without Dagster: what each builds, and what happens before and after it.

Dagster's assets and benchmarks/incremental.py both use this, so that the benchmark measures what a run does.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from expectations.gates.batch_digests import BY_BATCH, start_over, store_batches
from publish import marts_begin, marts_stand, withdraw

STAGES = ("facts", "verdicts", "marts")
NOT_IN_A_RUN = ("--exclude-resource-type", "unit_test")
"""Unit tests are run by developers (`make test`), not in a run."""


def dbt_executable() -> str:
    """orchestration.prepared_dbt as a command of the running virtual environment, which need not be on the path."""
    beside = Path(sys.executable).parent
    return shutil.which("gongkai-dbt", path=str(beside)) or str(beside / "gongkai-dbt")


def selection(stage: str) -> tuple[str, str]:
    """Return dbt's selectors (select, exclude; the latter may be empty) for the models with the tag `stage` and the data
    tests that need no later stage."""
    later = STAGES[STAGES.index(stage) + 1 :]
    return f"tag:{stage}", " ".join(f"tag:{tag}" for tag in later)


@contextmanager
def around(stage: str, warehouse: Path, *, anew: bool = False) -> Iterator[dict[str, str]]:
    """Do what is needed before and after dbt's call for `stage`; yield the environment variables for this call.

    `anew`: build everything again from the extracted data. After an error in the call nothing more is done.
    """
    variables = {}
    if stage == "facts":
        withdraw(warehouse)
        if anew:
            start_over(warehouse)
        variables[BY_BATCH] = store_batches(warehouse)
    elif stage == "marts":
        marts_begin(warehouse)
    yield variables
    if stage == "marts":
        marts_stand(warehouse)
