"""One partition a batch folder: the grain at which reports arrive, are read and are watched."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from extract.store.batches import list_batches

BATCHES = "batch"

batches = dg.DynamicPartitionsDefinition(name=BATCHES)


def landed_batches(landing: Path) -> dict[str, list[Path]]:
    """Batch -> its report files; nothing where the folder is not there (yet): a look is not a run."""
    return list_batches(landing) if landing.is_dir() else {}


def register_batches(instance: dg.DagsterInstance, landing: Path) -> list[str]:
    """Add a partition for every batch folder that has none yet; all partitions, in the order they were added.

    A partition whose folder has gone stays: its reports stay on record, and so does its history.
    """
    known = instance.get_dynamic_partitions(BATCHES)
    new = [batch for batch in landed_batches(landing) if batch not in set(known)]
    if new:
        instance.add_dynamic_partitions(BATCHES, new)
    return [*known, *new]


def ranges(keys: list[str], partitions: list[str]) -> list[list[str]]:
    """``keys`` in groups that stand next to each other in ``partitions``: Dagster runs a range of dynamic partitions,
    from one to another in the order they were added."""
    wanted, previous = set(keys), -2
    groups: list[list[str]] = []
    for place, key in enumerate(partitions):
        if key not in wanted:
            continue
        if place != previous + 1:
            groups.append([])
        groups[-1].append(key)
        previous = place
    return groups


def run_tags(group: list[str]) -> dict[str, str]:
    """Tags that make one run take every partition of ``group``, one of ``ranges``."""
    if len(group) == 1:
        return {"dagster/partition": group[0]}
    return {"dagster/asset_partition_range_start": group[0], "dagster/asset_partition_range_end": group[-1]}
