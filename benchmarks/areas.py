"""A made-up warehouse of many batches: each area has the same agencies year after year, and each year is a batch.

The reports are copies of a few that were read. Requests carried over between years are counted as closed within the
year, and all numbers are multiplied by a factor of each year, so that the copies break no sum and no rule over years;
then one report in WRONG has a number changed, and one in BLANK a row left blank.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from extract.store.schemas import SCHEMAS

YEARS = (2021, 2022, 2023, 2024)
WRONG = 100  # one report in this many has one number changed
BLANK = 10  # one report in this many has a row of table three left blank
DIVISIONS_HEADER = "division_code,name,level,parent_code,valid_from,valid_to,former_name"
# Kinds of claims that are left out: the numbers of the copies no longer agree with their sentences.
_STALE_CLAIMS = ("received", "none", "carried_in", "closed", "handled", "carried_out", "parts")


def division(area: int) -> str:
    """The division code of a made-up area, counted from 0."""
    return f"99{area + 1:02d}00"


def batch_name(area: int, year: int) -> str:
    """The name of the batch folder of an area and year."""
    return f"{year}-{division(area)}"


def write_landing(folder: Path, areas: int) -> None:
    """Write a landing folder without reports, whose divisions.csv lists the made-up areas."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["990000,示例省,province,,,,"]
    lines += [f"{division(area)},示例{area + 1}市,prefecture,990000,,," for area in range(areas)]
    (folder / "divisions.csv").write_text("\n".join([DIVISIONS_HEADER, *lines, ""]), encoding="utf-8")


def write_batch(
    tables: dict[str, pa.Table], warehouse: Path, area: int, year: int, size: int, version: int = 0
) -> None:
    """Write one batch of `size` reports, copies of those in `tables`, as Parquet files like those of extraction.

    `tables` has the rows of extraction by table name. Another `version` has other numbers in every tenth report.
    """
    batch = batch_name(area, year)
    folder = warehouse / "extracted" / batch
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(":memory:") as con:
        for name, table in tables.items():
            con.register(f"read_{name}", table)
        con.execute(
            """
            create table copies as
            select r.report_id as of_id, left(md5(r.report_id || n.n || ?), 16) as agency_key,
                left(md5(r.report_id || n.n || ? || case when n.n % 10 = 0 then ? else 0 end), 16) as report_id,
                (n.n * 64 + ?) * 8 + ? - 2020 + case when n.n % 10 = 0 then 4 * ? else 0 end as times,
                hash(r.report_id, n.n, ?, ?) % 1000 as draw
            from read_reports as r cross join range(?) as n(n)
            order by n.n, r.report_id limit ?
            """,
            [f"{area}", batch, version, area, year, version, area, year, size, size],
        )
        for name, query in _queries(area, year).items():
            found = con.sql(query).to_arrow_table()
            columns = {n: found.column(n) for n in SCHEMAS[name].names}
            pq.write_table(
                pa.table(columns).cast(SCHEMAS[name]), folder / f"{name}.parquet", compression="zstd"
            )


_JOINED = "inner join copies as c on t.report_id = c.of_id"


def _queries(area: int, year: int) -> dict[str, str]:
    batch = batch_name(area, year)
    changed = {
        "reports": f"""
            select t.* replace (
                c.report_id as report_id, md5(c.report_id) || md5(t.report_id) as sha256, '{batch}' as batch,
                '{batch}/' || c.agency_key || '-' || parse_filename(t.path) as path, {year} as report_year,
                t.agency_name || left(c.agency_key, 6) as agency_name, '{division(area)}' as division_code
            )
            from read_reports as t {_JOINED}
        """,
        "cells": f"""
            with carried as (
                select report_id, column_key, row_key, cast(value as bigint) as number
                from read_cells where tbl = 'applications' and row_key in ('carried_in', 'carried_out')
            ),
            closed as (
                select t.* replace (
                    case
                        when t.tbl <> 'applications' or t.state <> 'number' then t.value
                        when t.row_key in ('carried_in', 'carried_out') then '0'
                        when t.row_key = 'received_new' then cast(cast(t.value as bigint) + i.number as varchar)
                        when t.row_key in ('granted', 'closed_total') then cast(cast(t.value as bigint) + o.number as varchar)
                        else t.value
                    end as value
                )
                from read_cells as t
                left join carried as i
                    on t.report_id = i.report_id and t.column_key = i.column_key and i.row_key = 'carried_in'
                left join carried as o
                    on t.report_id = o.report_id and t.column_key = o.column_key and o.row_key = 'carried_out'
            )
            select t.* replace (
                c.report_id as report_id,
                case
                    when c.draw >= {1000 - 1000 // BLANK} and t.tbl = 'applications' and t.row_key = 'granted' then null
                    when c.draw < {1000 // WRONG} and t.key = 'applications/received_new/total' then '987654321'
                    when t.state = 'number' and try_cast(t.value as bigint) is not null
                        then cast(cast(t.value as bigint) * c.times as varchar)
                    else t.value
                end as value,
                case when c.draw >= {1000 - 1000 // BLANK} and t.tbl = 'applications' and t.row_key = 'granted'
                    then 'blank' else t.state end as state
            )
            from closed as t {_JOINED}
        """,
        "claims": f"""
            select t.* replace (
                c.report_id as report_id,
                case when t.kind <> 'period' and try_cast(t.number as bigint) is not null
                    then cast(cast(t.number as bigint) * c.times as varchar) else t.number end as number,
                case when t.kind = 'period' then '{year}-01-01' end as starts,
                case when t.kind = 'period' then '{year}-12-31' end as ends
            )
            from read_claims as t {_JOINED}
            where t.kind not in {_STALE_CLAIMS}
        """,
        # Half of the phrases are made unique to the report, the other half is common to many.
        "phrases": f"""
            select c.report_id, case when t.phrase % 2 = 0 then t.phrase
                else cast(hash(t.phrase, c.report_id) % 4294967296 as bigint) end as phrase
            from read_phrases as t {_JOINED}
        """,
    }
    as_read = f"select t.* replace (c.report_id as report_id) from read_{{}} as t {_JOINED}"
    return {name: changed.get(name, as_read.format(name)) for name in SCHEMAS}
