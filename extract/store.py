"""The only writer of extraction results: Parquet, one folder a batch, written whole or not at all.

    $WAREHOUSE/extracted/<batch>/{reports,cells,sections,problems}.parquet
    $WAREHOUSE/raw/<sha256>                                     the bytes themselves, so that evidence stays

A file version is its sha256. What was read once is not read again, and versions that left the landing folder stay.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extract import readings
from extract.agencies import agency_keys
from extract.metadata import sidecar_of
from extract.pool import read_many
from extract.schemas import SCHEMAS, extractor_fingerprint, report_tables

UNSORTED = "unsorted"

OnRead = Callable[[str, str, str], None]


@dataclass(slots=True)
class BatchResult:
    """What reading one batch came to. `failures` are (path in landing, reason); `changed` whether Parquet was written."""

    batch: str
    read: int = 0
    unchanged: int = 0
    gone: int = 0
    by_status: dict[str, int] = field(default_factory=dict)
    changed: bool = False
    failures: list[tuple[str, str]] = field(default_factory=list)


def is_report_file(path: Path) -> bool:
    """Whether a file in a batch folder is a report: no sidecar, truth file, hidden file or Office lock file."""
    name = path.name
    furniture = name.lower() in ("thumbs.db", "desktop.ini")
    return not (furniture or name.startswith((".", "~$")) or name.endswith((".meta.yml", ".truth.json")))


def _files_below(folder: Path, root: Path) -> list[Path]:
    """Report files below a folder, sorted. Links are followed only while they stay inside the landing folder."""
    found = []
    for directory, names, files in os.walk(folder, followlinks=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(directory) / name
            if is_report_file(path) and path.is_file() and path.resolve().is_relative_to(root):
                found.append(path)
    return found


def list_batches(landing: Path) -> dict[str, list[Path]]:
    """Batch name -> its report files, sorted: one batch a folder; files directly under landing are `unsorted`."""
    root = landing.resolve()
    batches: dict[str, list[Path]] = {}
    loose = sorted(
        path for path in landing.iterdir()
        if path.is_file() and is_report_file(path) and path.resolve().is_relative_to(root)
    )  # fmt: skip
    for folder in sorted(
        path for path in landing.iterdir() if path.is_dir() and not path.name.startswith(".")
    ):
        batches[folder.name] = _files_below(folder, root)
    if loose:
        batches[UNSORTED] = sorted([*loose, *batches.get(UNSORTED, [])])
    return batches


def _folder(warehouse: Path, batch: str) -> Path:
    return warehouse / "extracted" / batch


def _working(folder: Path, what: str) -> Path:
    """Where a batch is while it is replaced: beside `extracted/`, out of sight of whoever reads that."""
    return folder.parents[1] / ".extracting" / f"{folder.name}.{what}"


def _recover(folder: Path) -> None:
    """Finish what a crash between the two renames of `_replace` left: the older whole batch comes back."""
    backup = _working(folder, "old")
    if backup.exists():
        if folder.exists():
            shutil.rmtree(backup)
        else:
            backup.rename(folder)
    shutil.rmtree(_working(folder, "new"), ignore_errors=True)


def _replace(folder: Path, tables: dict[str, pa.Table]) -> None:
    new, old = _working(folder, "new"), _working(folder, "old")
    new.mkdir(parents=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pq.write_table(table, new / f"{name}.parquet", compression="zstd")
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _load(folder: Path) -> dict[str, pa.Table]:
    return {
        name: pq.read_table(path, schema=schema)
        if (path := folder / f"{name}.parquet").is_file()
        else schema.empty_table()
        for name, schema in SCHEMAS.items()
    }


def _sha256(path: Path) -> str | None:
    """Hash of a file's bytes; None where it cannot be opened (the reader then says why)."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _sidecar_hash(path: Path) -> str | None:
    sidecar = sidecar_of(path)
    return _sha256(sidecar) if sidecar else None


def _keep_bytes(path: Path, sha256: str, warehouse: Path) -> None:
    target = warehouse / "raw" / sha256
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{sha256}.new")
        shutil.copyfile(path, temporary)
        # A file that changed since it was read is a new version, which the next run reads and keeps.
        if _sha256(temporary) == sha256:
            os.replace(temporary, target)
        else:
            temporary.unlink()


def extract_batch(
    batch: str,
    files: list[Path],
    landing: Path,
    warehouse: Path,
    jobs: int = 1,
    on_read: OnRead = lambda path, status, detail: None,
) -> BatchResult:
    """Bring one batch's Parquet up to date with its files.

    Only versions not read before (by sha256 and by this extractor) are read, and those whose sidecar or rows in
    readings.csv changed; `on_read(path, status, detail)` is told of each. Versions no longer under landing stay, marked
    `in_landing` false. Nothing is written when nothing changed. Raises ReadingsError when readings.csv cannot be used.
    """
    folder = _folder(warehouse, batch)
    _recover(folder)
    known = _load(folder)
    rows: dict[str, dict[str, Any]] = {row["sha256"]: row for row in known["reports"].to_pylist()}
    current = extractor_fingerprint()
    result = BatchResult(batch)
    present: dict[str, str] = {}  # sha256 -> path in landing; the same bytes twice are one report
    to_read: list[Path] = []
    sidecars: dict[Path, str | None] = {}  # an edited sidecar is news, though the report's bytes are not
    for path in files:
        sha256 = _sha256(path)
        known_as = sha256 or f"unreadable:{path}"
        if known_as in present:
            continue
        present[known_as] = path.relative_to(landing).as_posix()
        known_row = rows.get(sha256 or "")
        sidecars[path] = _sidecar_hash(path)
        if known_row and _as_read(known_row) == (current, sidecars[path], readings.fingerprint(known_as)):
            result.unchanged += 1
        else:
            to_read.append(path)
    fresh: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for path, report in zip(to_read, read_many(to_read, jobs), strict=True):
        relative = path.relative_to(landing).as_posix()
        on_read(relative, report.status, report.failure or "")
        if not report.sha256:  # could not even be opened: no version to keep, but the run must say so
            result.failures.append((relative, report.failure or "cannot be opened"))
            continue
        _keep_bytes(path, report.sha256, warehouse)
        # A version read by an earlier extractor keeps the time it was first read: it is not news.
        read_at = rows[report.sha256]["read_at"] if report.sha256 in rows else datetime.now(UTC)
        for name, table_rows in report_tables(report, batch, relative, read_at).items():
            fresh[name].extend(table_rows)
        fresh["reports"][-1]["sidecar"] = sidecars[path]
    result.read = len(fresh["reports"])
    again = {row["report_id"] for row in fresh["reports"]}
    merged = [row for row in rows.values() if row["report_id"] not in again] + fresh["reports"]
    for row in merged:
        row["in_landing"] = row["sha256"] in present
        row["path"] = present.get(row["sha256"], row["path"])
    merged.sort(key=lambda row: (row["path"], row["read_at"], row["sha256"]))
    for row, key in zip(merged, agency_keys(merged, _overviews(known, fresh, again)), strict=True):
        row["agency_key"] = key
    reports = pa.Table.from_pylist(merged, schema=SCHEMAS["reports"])
    result.gone = sum(not row["in_landing"] for row in merged)
    _count(result, merged)
    result.changed = bool(fresh["reports"]) or not reports.equals(known["reports"])
    if result.changed:
        tables = {
            name: _merge(known[name], fresh[name], again, SCHEMAS[name])
            for name in SCHEMAS
            if name != "reports"
        }
        _replace(folder, {"reports": reports, **tables})
    return result


def _as_read(row: dict[str, Any]) -> tuple[str, str | None, str | None]:
    """What a version was read by, and with: when any of it changes, it is read again."""
    return row["extractor"], row["sidecar"], row["readings"]


def _count(result: BatchResult, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        if row["in_landing"]:
            result.by_status[row["status"]] = result.by_status.get(row["status"], 0) + 1
            if row["status"] == "failed":
                result.failures.append((row["path"], row["failure"] or ""))


def _merge(known: pa.Table, fresh: list[dict[str, Any]], again: set[str], schema: pa.Schema) -> pa.Table:
    keep = known.filter(
        pa.compute.invert(
            pa.compute.is_in(known["report_id"], value_set=pa.array(sorted(again), pa.string()))
        )
    )
    return pa.concat_tables([keep, pa.Table.from_pylist(fresh, schema=schema)])


def _overviews(
    known: dict[str, pa.Table], fresh: dict[str, list[dict[str, Any]]], again: set[str]
) -> dict[str, str]:
    """report_id -> the text of its first section, which tells two agencies of one name apart."""
    texts = {
        row["report_id"]: row["text"]
        for row in known["sections"]
        .filter(pa.compute.equal(known["sections"]["key"], "overview"))
        .to_pylist()
        if row["report_id"] not in again
    }
    return texts | {row["report_id"]: row["text"] for row in fresh["sections"] if row["key"] == "overview"}
