"""The three dbt stages of a run, without Dagster: what each builds, and what is done before and after it.

Dagster's assets and benchmarks/incremental.py both go by this, so that a benchmark measures what a run does.
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
"""Unit tests are the developers' (`make test`), not a run's."""


def selection(stage: str) -> tuple[str, str]:
    """dbt's selectors (select, exclude; the second may be empty) of the models with the tag `stage` and of the data tests
    that need no later stage."""
    later = STAGES[STAGES.index(stage) + 1 :]
    return f"tag:{stage}", " ".join(f"tag:{tag}" for tag in later)


def empty_target(target: Path, stage: str) -> None:
    """An empty folder `target` for what dbt writes in `stage`, beside those of the other stages: dbt's artifacts and log stay
    readable after the run and do not pile up.

    Only what dbt parsed last in this warehouse stays: dbt takes it over where it still applies, and parsing all of it takes
    as long as building a stage. That of the project's own folder applies to one warehouse folder only.
    """
    parsed = (
        target.with_name(STAGES[STAGES.index(stage) - 1]) / PARSED
    )  # of the last stage, for the first one
    kept = parsed.read_bytes() if parsed.is_file() else None
    shutil.rmtree(target, ignore_errors=True)
    if kept is not None:
        target.mkdir(parents=True)
        (target / PARSED).write_bytes(kept)


@contextmanager
def around(stage: str, warehouse: Path, *, anew: bool = False) -> Iterator[dict[str, str]]:
    """What belongs before and after dbt's call for `stage`; gives the variables that this call needs in its environment.

    `anew`: everything is built again from what was extracted. After an error in the call nothing more is done.
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
