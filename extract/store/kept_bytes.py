"""Keeps the bytes of every file version by their sha256: as evidence, and to be read again by another extractor.

$WAREHOUSE/raw/<sha256>
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from common.digests import file_digest_or_none
from common.whole_files import whole_file
from extract.pool import read_many
from extract.report import Report

_SAID = ("url", "agency_name", "division_code", "published_on")  # columns of the row that a sidecar may state


class _ChangedError(Exception):
    pass


def keep_bytes(path: Path, sha256: str, warehouse: Path) -> None:
    """Keep the bytes of a file that was read, unless they are kept already or are no longer those that were read."""
    target = _kept(warehouse, sha256)
    if target.exists():
        return
    try:
        with whole_file(target) as unfinished:
            shutil.copyfile(path, unfinished)
            if file_digest_or_none(unfinished) != sha256:
                raise _ChangedError
    except _ChangedError:
        return  # the file changed since: that is a new version, which the next run reads and keeps


def read_kept(
    rows: Iterable[dict[str, Any]], warehouse: Path, working: Path, jobs: int
) -> Iterator[tuple[dict[str, Any], Report]]:
    """Read file versions, rows of the table `reports`, from the kept bytes: (row, report).

    Versions whose bytes are gone or damaged are left out. What their sidecars said is taken from the rows. `working` is
    a folder to use and remove.
    """
    shutil.rmtree(working, ignore_errors=True)
    row_of: dict[str, dict[str, Any]] = {}
    for row in rows:
        path = _kept(warehouse, row["sha256"])
        if file_digest_or_none(path) != row["sha256"]:
            continue
        if row["sidecar"] is not None:
            path = _beside_sidecar(path, row, working)
        row_of[str(path)] = row
    for report in read_many(map(Path, row_of), jobs):
        yield row_of[report.path], report
    shutil.rmtree(working, ignore_errors=True)


def _kept(warehouse: Path, sha256: str) -> Path:
    return warehouse / "raw" / sha256


def _beside_sidecar(kept: Path, row: dict[str, Any], working: Path) -> Path:
    """A copy of the bytes with a sidecar of what the row says: the version's own sidecar left the landing folder with it."""
    working.mkdir(parents=True, exist_ok=True)
    copy = working / kept.name
    shutil.copyfile(kept, copy)
    said = {key: row[key] for key in _SAID if row[key] is not None}
    copy.with_name(f"{copy.name}.meta.yml").write_text(
        yaml.safe_dump(said, allow_unicode=True), encoding="utf-8"
    )
    return copy
