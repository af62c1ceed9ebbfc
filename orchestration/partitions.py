"""One partition for each batch folder: the unit in which reports arrive, are read and are watched."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from extract.store.batches import list_batches

BATCHES = "batch"

batches = dg.DynamicPartitionsDefinition(name=BATCHES)


def landed_batches(landing: Path) -> dict[str, list[Path]]:
    """Return batch -> its report files; empty if the landing folder does not exist (yet)."""
    return list_batches(landing) if landing.is_dir() else {}


def register_batches(instance: dg.DagsterInstance, landing: Path) -> list[str]:
    """Add a partition for every batch folder that has none yet; return all partitions in the order they were added.

    A partition whose folder was removed is kept: its reports stay on record, and so does its history.
    """
    known = instance.get_dynamic_partitions(BATCHES)
    new = [batch for batch in landed_batches(landing) if batch not in set(known)]
    if new:
        instance.add_dynamic_partitions(BATCHES, new)
    return [*known, *new]


def ranges(keys: list[str], partitions: list[str]) -> list[list[str]]:
    """Split ``keys`` into groups that are consecutive in ``partitions``: Dagster can run a range of dynamic partitions in
    the order they were added."""
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
    """Tags that make one run process every partition of ``group``, a result of ``ranges``."""
    if len(group) == 1:
        return {"dagster/partition": group[0]}
    return {"dagster/asset_partition_range_start": group[0], "dagster/asset_partition_range_end": group[-1]}
