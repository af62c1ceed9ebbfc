"""Builds a release from the published version: written to a temporary folder, validated, then renamed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as day
from pathlib import Path

import duckdb

from common.digests import file_digest
from publish.release.checksums import read_checksums, write_checksums
from publish.release.citation import AUTHOR, DEFAULT_LICENCE, LICENCES, Edition, write_papers
from publish.release.datapackage import FILE as PACKAGE
from publish.release.datapackage import validate, write_datapackage
from publish.release.descriptions import Descriptions
from publish.release.dictionary import write_dictionary
from publish.release.errors import ReleaseError
from publish.release.inputs import write_inputs
from publish.release.keys import check_keys
from publish.release.revisions import write_revisions
from publish.release.tables import Table, write_tables
from publish.warehouse import FILE_NAME, UNFINISHED, current_manifest

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Release:
    """The result of `make_release`; `is_new` is false if the same release already existed in `folder`."""

    version: str
    previous: str | None
    folder: Path
    is_new: bool
    tables: dict[str, int]
    revisions: int


def make_release(
    warehouse: Path,
    out: Path | None = None,
    *,
    version: str | None = None,
    previous: Path | None = None,
    licence: str = DEFAULT_LICENCE,
    author: str = AUTHOR,
    date: str | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Release:
    """Make a release of the published version of `warehouse` as a folder `out`/<version> (default: `warehouse`/releases).

    The version is by default the last report year in the marts and eight digits of a hash of all tables and descriptions, so that
    the same data have the same name. `previous` is the folder of the release to compare with; by default the last one under `out`.
    `date` is the ISO day of release to state, if any. `tell` is called with lines of progress.
    Raises ReleaseError if nothing is published, if that release exists with other content, or if the release is not valid.
    """
    _check(version, licence, date)
    manifest = current_manifest(warehouse)
    if manifest is None:
        raise ReleaseError(
            f"{warehouse} 中没有已发布的版本，请先运行 make run / nothing is published in {warehouse}: run `make run` first, "
            "with the same WAREHOUSE"
        )
    # Resolve the link first: a run that publishes meanwhile moves it.
    published = (warehouse / "current").resolve()
    releases = out or warehouse / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    folder = releases / f"{UNFINISHED}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        tell(f"写出数据表 / writing the tables of version {manifest['version']}")
        folder.mkdir()
        tables = write_tables(published, folder, Descriptions(), tell)
        with duckdb.connect(str(folder / FILE_NAME), read_only=True) as con:
            con.execute("set enable_progress_bar = false")
            check_keys(con, tables)
            inputs = write_inputs(con, manifest.get("input_files", {}), folder)
            first, last = _years(con)
            own_divisions = _only_own_divisions(con)
        version = version or f"{last or 0}.{_hash(folder, tables)}"
        target = releases / version
        before = previous or _previous_release(releases, version)
        tell(
            f"与上一次发布比较 / comparing with {before.name if before else '无 / none: this is the first release'}"
        )
        revisions = write_revisions(before, folder)
        listed = [*tables, inputs, revisions]
        listed.append(write_dictionary(listed, folder))
        edition = Edition(
            version,
            _version_of(before) if before else None,
            first,
            last,
            date,
            author,
            LICENCES[licence],
            own_divisions,
        )
        write_datapackage(folder, listed, edition)
        write_papers(folder, listed, edition)
        tell("校验数据包 / validating the data package (frictionless)")
        validate(folder)
        write_checksums(folder)
        is_new = not target.exists()
        if is_new:
            folder.rename(target)
        elif _without_duckdb(target) != _without_duckdb(folder):
            raise ReleaseError(
                f"{target} 已存在且内容不同，未改动 / {target} stands there with other content and was left alone: "
                "give this release another name (RELEASE=…, --version)"
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Release(
        version, edition.previous, target, is_new, {t.name: t.rows for t in tables}, revisions.rows
    )


def _check(version: str | None, licence: str, date: str | None) -> None:
    if version is not None and not _VERSION.fullmatch(version):
        raise ReleaseError(
            f"版本名 {version!r} 只能用字母、数字、点、横线和下划线 / the version {version!r} may hold letters, digits, dots, dashes "
            "and underscores only, and begins with a letter or digit"
        )
    if licence not in LICENCES:
        raise ReleaseError(
            f"不认识的许可 {licence!r}，可选 / unknown licence {licence!r}, choose one of: {', '.join(LICENCES)}"
        )
    if date is not None and not _is_day(date):
        raise ReleaseError(f"日期 {date!r} 应写作 2024-03-31 / the date {date!r} is written as 2024-03-31")


def _is_day(text: str) -> bool:
    try:
        return day.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _only_own_divisions(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether any agency has a division, and all of those divisions come from the maker's own divisions.csv."""
    row = con.execute(
        "select count(*) > 0 and coalesce(bool_and(d.source = 'divisions.csv'), false) from dim_agency as a "
        "inner join dim_division as d on a.division_code = d.division_code"
    ).fetchone()
    return bool(row and row[0])


def _years(con: duckdb.DuckDBPyConnection) -> tuple[int | None, int | None]:
    row = con.execute("select min(report_year), max(report_year) from mart_agency_year").fetchone()
    assert row is not None  # an aggregate without grouping always gives one row
    return row


def _hash(folder: Path, tables: list[Table]) -> str:
    """Hash of the content and the descriptions of the tables; of their CSV, as Parquet bytes depend on the writer."""
    words = [(t.name, t.described, [(c.name, c.type, c.described) for c in t.columns]) for t in tables]
    content = [(t.csv, file_digest(folder / t.csv)) for t in tables]
    return hashlib.sha256(repr([words, content]).encode()).hexdigest()[:8]


def _version_of(release: Path) -> str:
    package = _package(release)
    return str(package["version"]) if package else release.name


def _package(release: Path) -> dict[str, object] | None:
    try:
        package = json.loads((release / PACKAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return package if isinstance(package, dict) and "version" in package else None


def _previous_release(releases: Path, version: str) -> Path | None:
    """The release before this one: if this version exists, its recorded predecessor, else the one without a successor.

    File times are not used: a copy or a download changes them. Raises ReleaseError if several could be meant.
    """
    packages = {
        folder.name: package
        for folder in sorted(releases.iterdir())
        if not folder.name.startswith(".") and (package := _package(folder)) is not None
    }
    if version in packages:
        known = packages[version].get("previous")
        return releases / str(known) if known in packages else None
    predecessors = {package.get("previous") for package in packages.values()}
    last = [name for name in packages if name not in predecessors]
    if len(last) > 1:
        raise ReleaseError(
            f"{releases} 中有多个发布都可能是上一个（{'、'.join(last)}），请用 PREVIOUS=… 指明 / more than one release in {releases} could "
            f"be the last ({', '.join(last)}): name it with PREVIOUS=… (--previous)"
        )
    return releases / last[0] if last else None


def _without_duckdb(release: Path) -> dict[str, str]:
    return {name: digest for name, digest in read_checksums(release).items() if name != FILE_NAME}
