"""Sensors that watch the landing folder."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg

from common.digests import digest_of
from orchestration.jobs import refresh_warehouse
from orchestration.partitions import BATCHES, batches, landed_batches, ranges, run_tags
from orchestration.settings import Settings


@dg.sensor(
    name="batch_folders",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="新批次 · Adds a partition for every new batch folder. Starts nothing: opening the UI must not start work.",
)
def batch_folders(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    known = set(context.instance.get_dynamic_partitions(BATCHES))
    new = [batch for batch in landed_batches(Settings.from_environment().landing) if batch not in known]
    if not new:
        return dg.SkipReason("no new batch folder")
    return dg.SensorResult(dynamic_partitions_requests=[batches.build_add_request(new)])


@dg.sensor(
    name="new_reports",
    job=refresh_warehouse,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description=(
        "新年报 · Runs refresh_warehouse for batch folders with new or changed files, once they have stood still for one "
        "look (a file half copied is not a report). Off until you switch it on."
    ),
)
def new_reports(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    state = json.loads(context.cursor or '{"seen": {}, "asked": {}}')
    digests = {
        batch: _folder_digest(files)
        for batch, files in landed_batches(Settings.from_environment().landing).items()
    }
    ready = [
        batch
        for batch, digest in digests.items()
        if state["seen"].get(batch) == digest and state["asked"].get(batch) != digest
    ]
    cursor = json.dumps(
        {"seen": digests, "asked": {**state["asked"], **{batch: digests[batch] for batch in ready}}}
    )
    known = context.instance.get_dynamic_partitions(BATCHES)
    new = [batch for batch in ready if batch not in set(known)]
    partitions = [*known, *new]
    return dg.SensorResult(
        cursor=cursor,
        dynamic_partitions_requests=[batches.build_add_request(new)] if new else [],
        run_requests=[
            dg.RunRequest(
                run_key=digest_of([digests[batch] for batch in group]),
                tags=run_tags(group),
            )
            for group in ranges(ready, partitions)
        ],
    )


def _folder_digest(files: list[Path]) -> str:
    """A digest of the names, sizes and times of a folder's reports."""
    stats = [(path, path.stat()) for path in files if path.exists()]
    listed = [[path.name, stat.st_size, stat.st_mtime_ns] for path, stat in stats]
    return digest_of(listed)
