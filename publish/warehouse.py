"""Publishes the build file as a whole version behind one link.

Readers open ``$WAREHOUSE/current/gongkai.duckdb`` or ``current/parquet/<table>.parquet``. ``current`` is a link
to one folder under ``versions/``; a folder is written under another name and renamed when complete, and only then
does the link move, in one step. A reader therefore sees one version or another, never half of one, and a reader
that holds an old file open keeps its version (measured: replacing a link under an open DuckDB reader is safe,
writing to a file that is being read is not). Published files are never opened for writing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from common.digests import rows_digest
from publish.permission import PublishError, permission

FILE_NAME = "gongkai.duckdb"
MANIFEST_NAME = "manifest.json"
MANIFEST_FORMAT = 1
UNFINISHED = ".unfinished-"
"""Prefix of what is being written; anything with it at the start of a run is left over from a crash."""

TABLES: tuple[str, ...] = (
    "dim_report",
    "dim_agency",
    "dim_division",
    "bridge_division_tree",
    "dim_outcome",
    "dim_applicant_type",
    "dim_rule",
    "dim_cell",
    "fct_agency_evidence",
    "fct_disclosures",
    "fct_applications",
    "fct_application_outcomes",
    "fct_appeals",
    "fct_cells",
    "fct_rule_results",
    "fct_suggestions",
    "fct_waivers",
    "fct_gate_history",
)
"""Tables of every version, besides every ``mart_*`` of the build file. Other people's scripts use these names."""
OF_RUNS = ("fct_gate_history",)
"""Tables about runs, not reports: a change in them alone makes no new version."""


@dataclass(frozen=True)
class TableRecord:
    """One published table: ``rows``, and ``content``, a hash of its columns and of its rows in any order."""

    rows: int
    content: str


@dataclass(frozen=True)
class Published:
    """The result of ``publish``.

    ``version`` is the version that ``current`` names now, ``is_new`` whether this call wrote it, ``tables`` its
    tables by name, ``changed`` the tables whose content differs from the version before (for the first version: all).
    """

    version: str
    folder: Path
    is_new: bool
    tables: dict[str, TableRecord]
    changed: tuple[str, ...]


def publish(
    build: Path,
    warehouse: Path,
    *,
    certified: str,
    strict: bool = False,
    input_files: Mapping[str, str | None] | None = None,
    keep: int = 5,
    now: datetime | None = None,
) -> Published:
    """Write ``build`` (a closed DuckDB file) as a new version under ``warehouse`` and point ``current`` at it.

    Gate 2's record must be of exactly this build: ``certified`` is the fingerprint of its certified set,
    ``strict`` whether the run asked for the strict gate. When every table's content equals the current version's,
    nothing is written and ``is_new`` is false. ``input_files`` are hashes of the files that people fill in beside the reports
    (None: missing), for the manifest. The newest ``keep`` versions are kept.
    The caller must ensure that only one publisher at a time works on a warehouse.

    Raises PublishError when the record does not allow it, the build file or one of ``TABLES`` is missing, or
    ``current`` is not a link.
    """
    gate = permission(warehouse, certified, strict)
    if not build.is_file():
        raise PublishError(f"there is no build file {build}; nothing to publish")
    versions = warehouse / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    link = warehouse / "current"
    if link.exists() and not link.is_symlink():
        raise PublishError(f"{link} is not a link to a version; move it away and run again")
    _clear_leftovers(warehouse)

    before = current_manifest(warehouse)
    unfinished = versions / f"{UNFINISHED}{os.getpid()}"
    with duckdb.connect(str(build), read_only=True) as source:
        names = _tables_to_publish(source)
        tables = {name: _record(source, name) for name in names}
        inputs = _inputs(source)
    known = {name: TableRecord(**record) for name, record in before["tables"].items()} if before else {}
    changed = tuple(
        name for name in {**known, **tables} if known.get(name) != tables.get(name) and name not in OF_RUNS
    )
    if before and not changed:
        return Published(before["version"], link.resolve(), False, tables, ())

    moment = (now or datetime.now(UTC)).astimezone(UTC)
    version = _free_name(versions, f"{moment:%Y%m%dT%H%M%SZ}-{_fingerprint(tables)[:8]}")
    try:
        (unfinished / "parquet").mkdir(parents=True)
        _write_tables(build, unfinished, names)
        manifest = {
            "format": MANIFEST_FORMAT,
            "version": version,
            "published_at": moment.isoformat(timespec="seconds"),
            "previous": before["version"] if before else None,
            "duckdb": duckdb.__version__,
            "tables": {name: asdict(record) for name, record in tables.items()},
            "inputs": inputs,
            "input_files": dict(input_files or {}),
            "gate": gate,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=False)
        (unfinished / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")
        unfinished.rename(versions / version)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _point_link(link, version)
    _remove_old(versions, version, keep)
    return Published(version, versions / version, True, tables, changed)


def standing(warehouse: Path) -> Published | None:
    """The current version as the result of a publication without changes; None if nothing is published."""
    manifest = current_manifest(warehouse)
    if manifest is None:
        return None
    tables = {name: TableRecord(**record) for name, record in manifest["tables"].items()}
    return Published(manifest["version"], (warehouse / "current").resolve(), False, tables, ())


def current_manifest(warehouse: Path) -> dict[str, Any] | None:
    """The manifest of the version that ``current`` names; None if there is no complete version."""
    folder = warehouse / "current"
    try:
        manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_complete = manifest.get("format") == MANIFEST_FORMAT and (folder / FILE_NAME).is_file()
    return manifest if is_complete else None


def _inputs(source: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return batch -> number of file versions and a hash over their sha256: the inputs of a version."""
    rows = source.execute("select batch, sha256 from dim_report order by batch, sha256").fetchall()
    batches: dict[str, list[str]] = {}
    for batch, sha256 in rows:
        batches.setdefault(batch, []).append(sha256)
    return {
        batch: {"files": len(hashes), "sha256": hashlib.sha256("".join(hashes).encode()).hexdigest()}
        for batch, hashes in batches.items()
    }


def _tables_to_publish(source: duckdb.DuckDBPyConnection) -> list[str]:
    present = {
        row[0]
        for row in source.execute(
            "select table_name from information_schema.tables where table_schema = 'main'"
        ).fetchall()
    }
    missing = [name for name in TABLES if name not in present]
    if missing:
        raise PublishError(f"the build file lacks {', '.join(missing)}; nothing published")
    return [*TABLES, *sorted(name for name in present if name.startswith("mart_"))]


def _record(source: duckdb.DuckDBPyConnection, name: str) -> TableRecord:
    """The row count of a table and the hash of its columns, comments and rows, whatever their order."""
    columns = source.execute(
        "select column_name, data_type, comment from duckdb_columns() "
        "where database_name = current_database() and schema_name = 'main' and table_name = ? "
        "order by column_index",
        [name],
    ).fetchall()
    row = source.execute(f'select count(*), {rows_digest("t")} from main."{name}" as t').fetchone()
    assert row is not None  # an aggregate without grouping always gives one row
    rows, content = row
    comment = source.execute(
        "select comment from duckdb_tables() where database_name = current_database() and table_name = $1 union all "
        "select comment from duckdb_views() where database_name = current_database() and view_name = $1",
        [name],
    ).fetchone()
    described = json.dumps([comment, columns, content], ensure_ascii=False)
    return TableRecord(int(rows), hashlib.sha256(described.encode()).hexdigest()[:32])


def _write_tables(build: Path, folder: Path, names: Sequence[str]) -> None:
    """Copy ``names`` with their comments into a new DuckDB file and one Parquet file each; views stay views."""
    with duckdb.connect(str(folder / FILE_NAME)) as target:
        target.execute(f"attach {literal(str(build))} as build (read_only)")
        views = dict(
            target.execute(
                "select view_name, sql from duckdb_views() where database_name = 'build' and schema_name = 'main'"
            ).fetchall()
        )
        # Views read tables, so they are created after them.
        for name in sorted(names, key=lambda name: name in views):
            if name in views and copy_view(target, views[name]):
                continue
            target.execute(f'create table main."{name}" as select * from build.main."{name}"')
        copy_comments(target, names, "build")
        for name in names:
            path = folder / "parquet" / f"{name}.parquet"
            target.execute(
                f'copy (select * from main."{name}") to {literal(str(path))} (format parquet, compression zstd)'
            )
        target.execute("detach build")
        target.execute("checkpoint")


def copy_view(target: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Create a view by its definition; False if it needs something unpublished (the caller makes it a table)."""
    try:
        target.execute(sql)
    except (duckdb.CatalogException, duckdb.BinderException):
        return False
    return True


def copy_comments(target: duckdb.DuckDBPyConnection, names: Sequence[str], source: str) -> None:
    """Give the tables, views and columns of `target` the comments that they have in the attached database `source`."""
    kinds = dict(
        target.execute(
            "select table_name, table_type from information_schema.tables "
            "where table_catalog = current_database() and table_schema = 'main'"
        ).fetchall()
    )
    present = set(
        target.execute(
            "select table_name, column_name from duckdb_columns() "
            "where database_name = current_database() and schema_name = 'main'"
        ).fetchall()
    )
    comments = dict(
        target.execute(
            "select table_name, comment from duckdb_tables() where database_name = $1 and schema_name = 'main' "
            "union all "
            "select view_name, comment from duckdb_views() where database_name = $1 and schema_name = 'main'",
            [source],
        ).fetchall()
    )
    columns = target.execute(
        "select table_name, column_name, comment from duckdb_columns() "
        "where database_name = ? and schema_name = 'main' and comment is not null",
        [source],
    ).fetchall()
    target.begin()  # one for all: each by itself would be written to the disk
    for name in names:
        if comments.get(name):
            kind = "view" if kinds[name] == "VIEW" else "table"
            target.execute(f'comment on {kind} main."{name}" is {literal(comments[name])}')
    for name, column, comment in columns:
        if name in names and (name, column) in present:
            target.execute(f'comment on column main."{name}"."{column}" is {literal(comment)}')
    target.commit()


def _fingerprint(tables: Mapping[str, TableRecord]) -> str:
    listed = sorted((name, record.rows, record.content) for name, record in tables.items())
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()


def _free_name(versions: Path, wanted: str) -> str:
    """``wanted``, with a counter appended if two different versions fall into one second."""
    name, counter = wanted, 2
    while (versions / name).exists():
        name, counter = f"{wanted}-{counter}", counter + 1
    return name


def _point_link(link: Path, version: str) -> None:
    """Make ``link`` name ``version`` in one step: a link of another name, then a rename over the old one."""
    new = link.with_name(f"{UNFINISHED}{os.getpid()}")
    new.symlink_to(Path("versions") / version, target_is_directory=True)
    os.replace(new, link)


def _clear_leftovers(warehouse: Path) -> None:
    for leftover in (*warehouse.glob(f"{UNFINISHED}*"), *(warehouse / "versions").glob(f"{UNFINISHED}*")):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def _remove_old(versions: Path, current: str, keep: int) -> None:
    """Remove all but the newest ``keep`` versions (their names begin with the time); never the current one."""
    folders = sorted((path for path in versions.iterdir() if path.is_dir()), key=lambda path: path.name)
    for path in folders[: -max(keep, 1)]:
        if path.name != current:
            shutil.rmtree(path, ignore_errors=True)


def literal(value: str) -> str:
    """A string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"
