"""The only writer of extraction results: Parquet, one folder a batch, written whole or not at all.

    $WAREHOUSE/extracted/<batch>/<table>.parquet                 the tables of extract/store/schemas.py
    $WAREHOUSE/raw/<sha256>                                     the bytes themselves, so that evidence stays

A file version is its sha256. What was read once is not read again, and versions that left the landing folder stay.
What cannot be opened, a link out of the folder among it, is a failed report without a hash, by its path.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from common.digests import digest_of, file_digest_or_none
from common.file_names import batch_text, path_text
from extract import settled_readings
from extract.form_cells import Problem
from extract.messages import Message, Refusal
from extract.metadata.sidecar import sidecar_of
from extract.pool import read_many
from extract.report import Report
from extract.store.kept_bytes import keep_bytes, read_kept
from extract.store.schemas import SCHEMAS, extractor_fingerprint, report_id, report_tables

UNSORTED = "unsorted"

OnRead = Callable[[str, str, Refusal | None], None]  # path in landing, status, why it failed
# What a supervising office may keep beside the reports: who should report, and what is known of agencies and areas.
ROSTER, AGENCIES, DIVISIONS, POPULATION = "roster.csv", "agencies.csv", "divisions.csv", "population.csv"
VERSIONS = "versions.csv"


@dataclass(slots=True)
class BatchResult:
    """The result of reading one batch. `failures` are (path in landing, why); `changed`: whether Parquet was written."""

    batch: str
    read: int = 0
    unchanged: int = 0
    gone: int = 0
    by_status: dict[str, int] = field(default_factory=dict)
    changed: bool = False
    failures: Sequence[tuple[str, Message]] = field(default_factory=list)


def is_report_file(path: Path) -> bool:
    """Whether a file in a batch folder is a report: no sidecar, roster, truth file, hidden file or Office lock file."""
    name = path.name
    furniture = name.lower() in (
        "thumbs.db",
        "desktop.ini",
        ROSTER,
        AGENCIES,
        DIVISIONS,
        POPULATION,
        VERSIONS,
    )
    return not (furniture or name.startswith((".", "~$")) or name.endswith((".meta.yml", ".truth.json")))


def _leads_out(path: Path, root: Path) -> bool:
    # Unlike Path.resolve, this does not break on links in a circle.
    return not Path(os.path.realpath(path)).is_relative_to(root)


def not_opened(path: Path, root: Path) -> Refusal | None:
    """Why an entry of the landing folder (`root`, resolved) is not opened; None for a file that may be.

    A link is followed only while it stays inside: what lies elsewhere was not handed in.
    """
    if _leads_out(path, root):
        return Refusal("link_out")
    if path.is_file():
        return None
    if path.is_symlink():
        return Refusal("link_to_nothing")
    return Refusal("no_file")


def _files_below(folder: Path, root: Path) -> list[Path]:
    """Report files below a folder, sorted, including entries that `not_opened` refuses."""
    if _leads_out(folder, root):
        return [folder]
    found = []
    for directory, names, files in os.walk(folder, followlinks=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        away = [name for name in names if _leads_out(Path(directory) / name, root)]
        found += [path for name in sorted([*files, *away]) if is_report_file(path := Path(directory) / name)]
    return found


def list_batches(landing: Path) -> dict[str, list[Path]]:
    """Batch name (as text) -> its report files, sorted: one batch a folder; files directly under landing are `unsorted`.

    Links that lead out, and other entries that are not opened, stand among them: each is a report that failed.
    """
    root = landing.resolve()
    batches: dict[str, list[Path]] = {}
    loose = [path for path in landing.iterdir() if not path.is_dir() and is_report_file(path)]
    for folder in sorted(
        path for path in landing.iterdir() if path.is_dir() and not path.name.startswith(".")
    ):
        batches[batch_text(folder.name)] = _files_below(folder, root)
    if loose:
        batches[UNSORTED] = sorted([*loose, *batches.get(UNSORTED, [])])
    return batches


def fingerprint(landing: Path) -> str:
    """Hash of everything in the landing folder that affects reading: names, bytes, sidecars, and refused entries."""
    root = landing.resolve()
    return digest_of(
        [
            (
                batch,
                [
                    (
                        path.relative_to(landing).as_posix(),
                        refusal.code if (refusal := not_opened(path, root)) else file_digest_or_none(path),
                        _sidecar_hash(path),
                    )
                    for path in paths
                ],
            )
            for batch, paths in list_batches(landing).items()
        ]
    )


def _folder(warehouse: Path, batch: str) -> Path:
    return warehouse / "extracted" / batch


def _working(folder: Path, what: str) -> Path:
    """The folder of a batch while it is replaced: beside `extracted/`, so that readers of that never see it."""
    return folder.parents[1] / ".extracting" / f"{folder.name}.{what}"


def _recover(folder: Path) -> None:
    """Restore the previous complete batch after a crash between the two renames of `_replace`."""
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


def _of_older_layout(folder: Path) -> bool:
    """Whether the batch is stored in other tables or columns than SCHEMAS, which dbt reads all batches by."""
    return folder.is_dir() and any(
        not (path := folder / f"{name}.parquet").is_file() or not pq.read_schema(path).equals(schema)
        for name, schema in SCHEMAS.items()
    )


def _of_sidecar(problems: pa.Table, row: dict[str, Any]) -> list[dict[str, Any]]:
    """What was wrong with the sidecar of a version that left the folder, and the sidecar with it."""
    if row["sidecar"] is None:
        return []
    wanted = pc.and_(
        pc.equal(problems["report_id"], row["report_id"]), pc.equal(problems["code"], "sidecar_unreadable")
    )
    found: list[dict[str, Any]] = problems.filter(wanted).to_pylist()
    return found


def _sidecar_hash(path: Path) -> str | None:
    sidecar = sidecar_of(path)
    return file_digest_or_none(sidecar) if sidecar else None


def extract_batch(
    batch: str,
    files: list[Path],
    landing: Path,
    warehouse: Path,
    jobs: int = 1,
    on_read: OnRead = lambda path, status, failure: None,
) -> BatchResult:
    """Bring one batch's Parquet up to date with its files.

    Reads only versions not read before (by sha256 and by this extractor), and those whose sidecar or rows in
    readings.csv changed; calls `on_read(path, status, failure)` for each. A file that cannot be opened is tried in each
    run, since its bytes cannot be compared, and is a failed report identified by its path. Versions no longer under
    landing stay, marked `in_landing` false; another extractor reads them again from the bytes that were kept. Nothing is
    written when nothing changed. Raises ReadingsError when readings.csv cannot be used.
    """
    root = landing.resolve()
    folder = _folder(warehouse, batch)
    _recover(folder)
    known = _load(folder)
    rows: dict[str, dict[str, Any]] = {row["report_id"]: row for row in known["reports"].to_pylist()}
    current = extractor_fingerprint()
    result = BatchResult(batch)
    present: dict[str, str] = {}  # report_id -> path in landing; the same bytes twice are one report
    to_read: list[Path] = []
    sidecars: dict[
        Path, str | None
    ] = {}  # an edited sidecar makes a report be read again, though its bytes are the same
    refused: list[Report] = []
    for path in files:
        relative = path_text(path.relative_to(landing).as_posix())
        refusal = not_opened(path, root)
        if refusal is not None:
            refused.append(Report(str(path), problems=[Problem(refusal)]))
            continue
        sha256 = file_digest_or_none(path)
        version = report_id(sha256 or "", relative)
        if version in present:
            continue
        present[version] = relative
        sidecars[path] = _sidecar_hash(path)
        known_row = rows.get(version)
        if sha256 and known_row and _read_with(known_row) == (
            current, sidecars[path], settled_readings.fingerprint(sha256)
        ):  # fmt: skip
            result.unchanged += 1
        else:
            to_read.append(path)
    fresh: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for report in chain(refused, read_many(to_read, jobs)):
        path = Path(report.path)
        relative = path_text(path.relative_to(landing).as_posix())
        on_read(relative, report.status, report.failure)
        version = report_id(report.sha256, relative)
        if report.sha256:
            keep_bytes(path, report.sha256, warehouse)
        else:  # nothing was opened: there is no version to keep, only a row that says so
            present[version] = relative
        # A version read by an earlier extractor keeps the time it was first read: it is not a new report.
        read_at = rows[version]["read_at"] if version in rows else datetime.now(UTC)
        tables = report_tables(report, batch, relative, read_at)
        [row] = tables["reports"]
        row["sidecar"] = sidecars.get(path)
        if not report.sha256 and version in rows and _failed_with(rows[version]) == _failed_with(row):
            result.unchanged += 1
            continue
        for name, table_rows in tables.items():
            fresh[name].extend(table_rows)
    result.read = len(fresh["reports"])
    # Rules, gates and marts look at every version, so none may stay as an older extractor stored it.
    left = [row for version, row in rows.items() if version not in present and row["sha256"] and (
        row["extractor"], row["readings"]) != (current, settled_readings.fingerprint(row["sha256"]))]  # fmt: skip
    for row, report in read_kept(left, warehouse, _working(folder, "again"), jobs):
        tables = report_tables(report, batch, row["path"], row["read_at"])
        tables["reports"][0]["sidecar"] = row["sidecar"]
        tables["problems"] += _of_sidecar(known["problems"], row)
        for name, table_rows in tables.items():
            fresh[name].extend(table_rows)
    read_again = {row["report_id"] for row in fresh["reports"]}
    merged = [row for row in rows.values() if row["report_id"] not in read_again] + fresh["reports"]
    for row in merged:
        row["in_landing"] = row["report_id"] in present
        row["path"] = present.get(row["report_id"], row["path"])
    merged.sort(key=lambda row: (row["path"], row["sha256"]))
    reports = pa.Table.from_pylist(merged, schema=SCHEMAS["reports"])
    result.gone = sum(not row["in_landing"] for row in merged)
    _count(result, merged)
    result.changed = (
        bool(fresh["reports"]) or not reports.equals(known["reports"]) or _of_older_layout(folder)
    )
    if result.changed:
        others = {
            name: _merge(known[name], fresh[name], read_again, SCHEMAS[name])
            for name in SCHEMAS
            if name != "reports"
        }
        _replace(folder, {"reports": reports, **others})
    return result


def _read_with(row: dict[str, Any]) -> tuple[str, str | None, str | None]:
    """The extractor, sidecar and readings that a version was read with: when one changes, it is read again."""
    return row["extractor"], row["sidecar"], row["readings"]


def _failed_with(row: dict[str, Any]) -> tuple[str, str | None]:
    """The fields of a report that cannot be opened which make its row be written again when they change."""
    return row["extractor"], row["failure"]


def _count(result: BatchResult, rows: Iterable[dict[str, Any]]) -> None:
    failures: list[tuple[str, Message]] = []
    for row in rows:
        if row["in_landing"]:
            result.by_status[row["status"]] = result.by_status.get(row["status"], 0) + 1
            if row["status"] == "failed":
                why = Refusal.stored_by_any(row["failure_code"], row["failure_params"], row["failure"])
                failures.append((row["path"], why))
    result.failures = failures


def _merge(known: pa.Table, fresh: list[dict[str, Any]], again: set[str], schema: pa.Schema) -> pa.Table:
    keep = known.filter(
        pc.invert(pc.is_in(known["report_id"], value_set=pa.array(sorted(again), pa.string())))
    )
    return pa.concat_tables([keep, pa.Table.from_pylist(fresh, schema=schema)])
