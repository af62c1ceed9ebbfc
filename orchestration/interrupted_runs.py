"""Marks runs as failed whose process was killed: Dagster still counts them as running, and would start no other run."""

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
    """Mark every run that is recorded as running as failed; returns how many there were.

    For whoever holds the warehouse's lock: a command-line run takes the lock before it is recorded, so none can be
    at work then. Runs of the UI wait for the lock when they have begun; they are ended only ``of_the_ui``, before
    the UI starts. Queued runs stay queued.
    """
    tags = {} if of_the_ui else {STARTED_FROM: COMMAND_LINE}
    runs = instance.get_runs(dg.RunsFilter(statuses=_AT_WORK, tags=tags))
    for run in runs:
        instance.report_run_failed(run, "the process of this run ended without a word")
    return len(runs)
