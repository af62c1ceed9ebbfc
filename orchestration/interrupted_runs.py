"""Marks runs as failed whose process was killed: Dagster would count them as running and start no other run."""

from __future__ import annotations

import dagster as dg

STARTED_FROM = "gongkai/started_from"
COMMAND_LINE = "command line"

_AT_WORK = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def end_interrupted_runs(instance: dg.DagsterInstance, *, of_the_ui: bool) -> int:
    """Mark every run that is recorded as running as failed; return how many there were.

    Call it only while holding the warehouse's lock: a command-line run takes the lock before it is recorded, so none can
    be running then. A run of the UI is recorded before it waits for the lock; such runs are ended only with
    ``of_the_ui``, before the UI starts. Queued runs stay queued.
    """
    tags = {} if of_the_ui else {STARTED_FROM: COMMAND_LINE}
    runs = instance.get_runs(dg.RunsFilter(statuses=_AT_WORK, tags=tags))
    for run in runs:
        instance.report_run_failed(run, "the process of this run ended without a word")
    return len(runs)
