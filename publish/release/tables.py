"""Writes the released tables: copies of the published ones in a fixed row order, as DuckDB, Parquet and CSV.

Tables about runs (`publish.warehouse.OF_RUNS`) and columns with the time of a run (`read_at`) are left out: they differ
between two rebuilds of the same reports.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from common.shown import csv_field
from publish.release.descriptions import Described, Descriptions
from publish.release.errors import ReleaseError
from publish.warehouse import FILE_NAME, OF_RUNS, copy_comments, copy_view, literal

BOM = b"\xef\xbb\xbf"
_OF_A_RUN = "TIMESTAMP WITH TIME ZONE"
_SOURCE = "published"


@dataclass(frozen=True)
class Column:
    """A released column: its DuckDB type and its description."""

    name: str
    type: str
    described: Described


@dataclass(frozen=True)
class Table:
    """A released table. `key` is its grain, if the project states one; rows are ordered by it, else by all columns.
    `has_nulls`: whether a column of the key has nulls. `csv` and `parquet` are its files in the release; `parquet` is
    empty if there is none."""

    name: str
    described: Described
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: int
    has_nulls: bool
    csv: str
    parquet: str = ""


def write_tables(
    published: Path,
    folder: Path,
    descriptions: Descriptions,
    tell: Callable[[str], None] = lambda line: None,
) -> list[Table]:
    """Write every released table of the published version in the folder `published` into `folder`.

    `tell` is called with a line for each table. Raises ReleaseError if the descriptions are not those of the published
    tables, or a key is not unique.
    """
    (folder / "parquet").mkdir(parents=True)
    (folder / "csv").mkdir()
    tables = []
    with duckdb.connect(str(folder / FILE_NAME)) as target:
        target.execute("set enable_progress_bar = false")  # `tell` shows the progress
        target.execute(f"attach {literal(str(published / FILE_NAME))} as {_SOURCE} (read_only)")
        names = _names(target)
        views = dict(
            target.execute(
                "select view_name, sql from duckdb_views() where database_name = ? and schema_name = 'main'",
                [_SOURCE],
            ).fetchall()
        )
        # Views read tables, so they are created after them.
        for name in sorted(names, key=lambda name: (name in views, names.index(name))):
            found = _columns(target, name, descriptions)
            columns = tuple(column for column in found if column.type != _OF_A_RUN)
            words = descriptions.of(name)
            order = _order(words.grain or [column.name for column in columns])
            if name not in views or columns != found or not copy_view(target, views[name]):
                listed = ", ".join(_name(column.name) for column in columns)
                target.execute(
                    f"create table main.{_name(name)} as select {listed} from {_SOURCE}.main.{_name(name)} {order}"
                )
                order = ""  # the copy is stored, and read again, in this order
            table = _table(target, name, columns, descriptions)
            # One thread: the row groups of Parquet must not depend on the scheduling of threads.
            target.execute("set threads = 1")
            rows = f"(select * from main.{_name(name)} {order})"
            target.execute(
                f"copy {rows} to {literal(str(folder / table.parquet))} (format parquet, compression zstd)"
            )
            write_csv(target, rows, folder / table.csv)
            target.execute("reset threads")
            tables.append(table)
            tell(f"{name}: {table.rows} 行 / rows")
        copy_comments(target, names, _SOURCE)
        target.execute(f"detach {_SOURCE}")
        target.execute("checkpoint")
    return sorted(tables, key=lambda table: names.index(table.name))


def write_csv(con: duckdb.DuckDBPyConnection, rows: str, path: Path) -> None:
    """Write a query's rows as CSV, UTF-8 with a header: plain with a byte order mark (for Excel), or gzipped without one.
    Texts that a spreadsheet would take for formulas are guarded (`common.shown.in_csv`)."""
    rows = _guarded(con, rows)
    if path.suffix == ".gz":
        con.execute(f"copy {rows} to {literal(str(path))} (format csv, header, compression gzip)")
        return
    plain = path.with_name(f".{path.name}")
    con.execute(f"copy {rows} to {literal(str(plain))} (format csv, header)")
    with plain.open("rb") as source, path.open("wb") as target:
        target.write(BOM)
        shutil.copyfileobj(source, target)
    plain.unlink()


def _guarded(con: duckdb.DuckDBPyConnection, rows: str) -> str:
    """A query for the same rows, their texts as fields that no spreadsheet takes for a formula."""
    columns = [(_name(name), kind) for name, kind, *_ in con.execute(f"describe {rows}").fetchall()]
    fields = [f"{csv_field(name)} as {name}" if kind == "VARCHAR" else name for name, kind in columns]
    return f"(select {', '.join(fields)} from {rows})"


def _names(con: duckdb.DuckDBPyConnection) -> list[str]:
    names = [
        name
        for (name,) in con.execute(
            "select table_name from information_schema.tables where table_catalog = ? and table_schema = 'main' "
            "order by table_name",
            [_SOURCE],
        ).fetchall()
    ]
    return [name for name in names if name not in OF_RUNS]


def _columns(con: duckdb.DuckDBPyConnection, name: str, descriptions: Descriptions) -> tuple[Column, ...]:
    """The columns of a published table. Raises ReleaseError if the descriptions differ from the comments in the file, which
    come from the descriptions that it was built with."""
    words = descriptions.of(name)
    row = con.execute(
        "select comment from duckdb_tables() where database_name = $1 and table_name = $2 union all "
        "select comment from duckdb_views() where database_name = $1 and view_name = $2",
        [_SOURCE, name],
    ).fetchone()
    found = con.execute(
        "select column_name, data_type, comment from duckdb_columns() where database_name = ? and schema_name = 'main' "
        "and table_name = ? order by column_index",
        [_SOURCE, name],
    ).fetchall()
    pairs = [(words.described, row and row[0])]
    pairs += [(words.columns.get(column, Described()), comment) for column, _, comment in found]
    if not words.described.en or any(
        not (comment or "").startswith(described.en) for described, comment in pairs
    ):
        raise ReleaseError(
            f"{name} 的说明与已发布的版本不一致，请先运行 make run 再发布 / the descriptions of {name} are not those of the "
            "published version, which other code built: run `make run`, then `make release` again"
        )
    return tuple(Column(column, kind, words.columns.get(column, Described())) for column, kind, _ in found)


def _table(
    con: duckdb.DuckDBPyConnection, name: str, columns: tuple[Column, ...], descriptions: Descriptions
) -> Table:
    words = descriptions.of(name)
    key = ", ".join(_name(column) for column in words.grain)
    empty = " or ".join(f"{_name(column)} is null" for column in words.grain)
    keys = f"(select count(*) from (select {key} from main.{_name(name)} group by {key}))"
    row = con.execute(
        f"select count(*), {keys if key else 'count(*)'}, count(*) filter ({empty or 'false'}) from main.{_name(name)}"
    ).fetchone()
    assert row is not None  # an aggregate without grouping always gives one row
    if row[0] != row[1]:
        raise ReleaseError(
            f"{name} 的主键（{key}）有重复，未发布 / {name}: {row[0] - row[1]} rows repeat the key {key}; no release. "
            "This is a mistake in the model, not in your reports: please report it"
        )
    return Table(
        name,
        words.described,
        columns,
        words.grain,
        int(row[0]),
        bool(row[2]),
        _csv(name),
        f"parquet/{name}.parquet",
    )


def _csv(name: str) -> str:
    """The CSV file of a table: gzipped for facts, which are for tools; plain for the rest, which Excel can open."""
    return f"csv/{name}.csv.gz" if name.startswith("fct_") else f"csv/{name}.csv"


def _order(columns: Sequence[str]) -> str:
    return "order by " + ", ".join(f"{_name(column)} nulls first" for column in columns)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
