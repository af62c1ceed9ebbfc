"""The three dbt stages of a run, without Dagster: what each builds, and what happens before and after it.

Dagster's assets and benchmarks/incremental.py both use this, so that the benchmark measures what a run does.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from expectations.gates.batch_digests import BY_BATCH, start_over, store_batches
from publish import marts_begin, marts_stand, withdraw

STAGES = ("facts", "verdicts", "marts")
PARSED = "partial_parse.msgpack"
NOT_IN_A_RUN = ("--exclude-resource-type", "unit_test")
"""Unit tests are run by developers (`make test`), not in a run."""


def selection(stage: str) -> tuple[str, str]:
    """Return dbt's selectors (select, exclude; the latter may be empty) for the models with the tag `stage` and the data
    tests that need no later stage."""
    later = STAGES[STAGES.index(stage) + 1 :]
    return f"tag:{stage}", " ".join(f"tag:{tag}" for tag in later)


def empty_target(target: Path, stage: str) -> None:
    """Empty the folder `target` that dbt writes to in `stage`. Each stage has its own, so that dbt's artifacts and log can be
    read after the run and do not accumulate.

    dbt's last partial parse in this warehouse is kept, because parsing everything takes as long as building a stage; dbt
    reuses what still applies. The partial parse in the project's own folder fits only one warehouse folder.
    """
    parsed = (
        target.with_name(STAGES[STAGES.index(stage) - 1]) / PARSED
    )  # index -1: the first stage uses that of the last one
    partial_parse = parsed.read_bytes() if parsed.is_file() else None
    shutil.rmtree(target, ignore_errors=True)
    if partial_parse is not None:
        target.mkdir(parents=True)
        (target / PARSED).write_bytes(partial_parse)


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
