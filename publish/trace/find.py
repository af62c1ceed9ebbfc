"""Finds the row that a person means, with a helpful error if it cannot be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from publish.release.descriptions import Descriptions
from publish.trace.sources import literal
from publish.trace.walk import Tracer
from publish.warehouse import FILE_NAME

SHOWN = 8  # rows of a table in an error
MOST_NAMES = 20  # columns


class TraceError(Exception):
    """Nothing can be traced; the message says why and what to do, in Chinese and English."""


@contextmanager
def published(warehouse: Path, most: int | None) -> Iterator[Tracer]:
    """Open a tracer on the published version. Raises TraceError if there is none."""
    path = warehouse / "current" / FILE_NAME
    if not path.is_file():
        raise TraceError(
            f"{path} 不存在：先运行 make run，或用 --warehouse 指出仓库 / there is no published warehouse; run `make run` first, "
            "or name another folder with --warehouse"
        )
    with duckdb.connect(str(path.resolve()), read_only=True) as database:
        yield Tracer(database, Descriptions(), most=most)


def check_names(tracer: Tracer, table: str, column: str | None, keys: Mapping[str, str]) -> None:
    """Raise TraceError if the table or one of the columns does not exist; the message suggests similar names."""
    tables = tracer.tables()
    if table not in tables:
        raise TraceError(
            f"没有表 {table}{_nearest(table, tables)}；可追溯的表 / there is no such table; these can be traced: {', '.join(tables)}"
        )
    columns = list(tracer.columns(table))
    for name in (*keys, *([column] if column else [])):
        if name not in columns:
            near = _nearest(name, columns) or f"；它有 / it has: {', '.join(columns[:MOST_NAMES])} …"
            raise TraceError(f"{table} 没有列 / {table} has no column {name}{near}")
    if column in tracer.without_source(table):
        raise TraceError(
            f"{table}.{column} 的来源没有说明：仓库与代码版本不同时先运行 make run / nothing says what it rests on; where the warehouse is of "
            "another version of the code, run `make run` first"
        )
    if column is not None and column not in tracer.numeric(table):
        raise TraceError(
            f"{column} 不是数字列 / {column} holds no numbers; without a column the command lists those that do"
        )


def find_row(tracer: Tracer, table: str, keys: Mapping[str, str]) -> dict[str, Any]:
    """The one row with these values. Raises TraceError if there is none, or several."""
    where = " and ".join(_equals(tracer, table, name, value) for name, value in keys.items()) or "true"
    found = tracer.ask(f"select * from {table} where {where} limit {SHOWN + 1}")
    if len(found) == 1:
        return found[0]
    grain = tracer.descriptions.of(table).grain
    if found:
        raise TraceError(
            f"{table} 有多行符合，请补充 KEY=VALUE / several rows of {table} have these keys; add some of "
            f"{', '.join(grain)}:\n{_listed(tracer, table, grain, found[:SHOWN])}"
        )
    examples = tracer.ask(f"select * from {table} order by all limit {SHOWN}")
    unmatched = [
        name
        for name in keys
        if not tracer.ask(f"select 1 from {table} where {_equals(tracer, table, name, keys[name])} limit 1")
    ]
    near = "".join(
        f"\n  {name}={keys[name]}：没有这个值 / no such value{_nearest(keys[name], _values(tracer, table, name))}"
        for name in unmatched
    )
    raise TraceError(
        f"{table} 没有符合的行 / no row of {table} has these keys{near}\n例如 / some that there are:\n"
        f"{_listed(tracer, table, grain, examples)}"
    )


def _equals(tracer: Tracer, table: str, name: str, value: str) -> str:
    """SQL for a column having a value; a number may be given as 3 or 3.0."""
    if name in tracer.numeric(table):
        return f'"{name}" = try_cast({literal(value)} as double)'
    return f'cast("{name}" as varchar) = {literal(value)}'


def _values(tracer: Tracer, table: str, name: str) -> list[str]:
    return [row["v"] for row in tracer.ask(f'select distinct cast("{name}" as varchar) as v from {table} where "{name}" is not null')]  # fmt: skip


def _nearest(name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    near = get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"（是否为 / did you mean {', '.join(near)}？）" if near else ""


def _listed(tracer: Tracer, table: str, grain: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    names = [
        *(["agency_name"] if "agency_name" in tracer.columns(table) and "agency_name" not in grain else []),
        *grain,
    ]
    return "\n".join(
        "  " + " ".join(f"{name}={row[name]}" for name in names if row[name] is not None) for row in rows
    )
