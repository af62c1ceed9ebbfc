"""python -m benchmarks.gate: measures what gate 1 costs, over batches of SIZES reports that are copies of a few made-up ones.

Each copy is the report of another agency: its numbers are multiplied, which leaves all sums right; then one in _WRONG has
a number changed, and a share of _BLANK a row left blank. There are no files of the copies, so that no second reading is
made for a verdict: that is part of reading, and done once for each file.

    python -m benchmarks.gate facts|gate FOLDER    one step alone, in this process
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from agencies.fallback import store_fallback
from agencies.office_tables import store_inputs
from benchmarks.alone import Cost, alone, serve
from benchmarks.commit import measured_on
from benchmarks.speed import Table, made_files
from benchmarks.stages import build, prepare
from expectations.repair.service import of
from extract.reading import read_report
from extract.report import Report
from extract.store.schemas import SCHEMAS, report_tables

SIZES = (1_400, 14_000)  # numbers of reports in a batch
SMALL_SIZES = (20, 40)
MOST_MB = 1_500
MOST_OF_READING = 0.25  # of the CPU seconds that reading the same reports takes
BATCH = "2022-990000"
_WRONG = 20  # one copy in this many has one number changed
_BLANK = 0.3  # share of the copies in which a row of table three is left blank
_WARM_UP = 8  # files that are read once before the timing begins


@dataclass(frozen=True)
class GateCost:
    """Costs of dbt's facts and of gate 1 by number of reports, for two `sizes`; `reading` is the CPU seconds to read one report."""

    sizes: tuple[int, int]
    facts: dict[int, Cost]
    gate: dict[int, Cost]
    reading: float

    @property
    def first(self) -> float:
        """CPU seconds for each report of the smaller batch, start-up included."""
        small, _ = self.sizes
        return self.gate[small].cpu / small

    @property
    def marginal(self) -> float:
        """CPU seconds for each further report of the larger batch."""
        small, large = self.sizes
        return (self.gate[large].cpu - self.gate[small].cpu) / (large - small)

    @property
    def share(self) -> float:
        """CPU of the gate over the larger batch, as a share of the CPU that reading these reports takes."""
        large = self.sizes[-1]
        return self.gate[large].cpu / (large * self.reading)


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns 0 where every target is reached, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.gate",
        description="CPU and memory of gate 1 over one batch of copies of made-up reports, of two sizes.",
        epilog="Exit code: 0 where every target is reached, 1 where one is missed; --small judges none.",
    )
    parser.add_argument("--small", action="store_true", help=f"batches of {SMALL_SIZES} reports, not {SIZES}")
    small = parser.parse_args(argv).small
    prepare()
    print(measured_on())
    table = Table(judged=not small)
    table.head()
    with tempfile.TemporaryDirectory() as folder:
        files = made_files(Path(folder), small)
        paths = [path for found in files.values() for path in found]
        report(table, measure(paths, Path(folder) / "gate", SMALL_SIZES if small else SIZES))
    return table.exit_code


def report(table: Table, cost: GateCost) -> None:
    """Print the lines of gate 1 with their targets, and before them those of dbt's facts for comparison."""
    small, large = cost.sizes
    facts = ", ".join(f"{cost.facts[size].cpu:.0f} s of {size:,} reports" for size in cost.sizes)
    print(f"(CPU of building the facts, which gate 1 starts from: {facts})")
    peak = cost.gate[large].peak_mb
    table.line(
        f"gate 1, {large:,} reports: peak memory", f"{peak:.0f} MB", "", "", f"< {MOST_MB:,} MB", peak < MOST_MB
    )  # fmt: skip
    table.line(
        f"gate 1: CPU of one more than {small:,}; of those",
        f"{cost.marginal * 1000:.2f} ms",
        f"{cost.first * 1000:.2f} ms",
        f"{cost.marginal / cost.first:.2f} x",
        "<= 1 x",
        cost.marginal <= cost.first,
    )
    table.line(
        f"gate 1, {large:,} reports: CPU against reading",
        f"{cost.gate[large].cpu:.0f} s",
        f"{cost.reading * large:.0f} s",
        f"{cost.share:.0%}",
        f"<= {MOST_OF_READING:.0%}",
        cost.share <= MOST_OF_READING,
    )


def measure(paths: Sequence[Path], folder: Path, sizes: tuple[int, int] = SIZES) -> GateCost:
    """Read the files in this process, then run dbt's facts and gate 1 over batches of copies of them.

    Each step runs in a process of its own. Raises RuntimeError where a step fails.
    """
    for path in paths[:_WARM_UP]:
        read_report(path)
    start = process_time()
    reports = [read_report(path) for path in paths]
    reading = (process_time() - start) / len(paths)
    now = datetime.now(UTC)
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in SCHEMAS}
    for report in reports:
        if sound(report):
            for name, found in report_tables(report, BATCH, Path(report.path).name, now).items():
                rows[name] += found
    tables = {name: pa.Table.from_pylist(found, schema=SCHEMAS[name]) for name, found in rows.items()}
    facts, gate = {}, {}
    for size in sizes:
        warehouse = folder / f"{size}"
        write_copies(tables, size, warehouse)
        store_inputs(folder / "no landing", warehouse)
        store_fallback(warehouse, BATCH)
        facts[size] = alone("benchmarks.gate", "facts", warehouse)
        gate[size] = alone("benchmarks.gate", "gate", warehouse)
    return GateCost(sizes, facts, gate, reading)


def sound(report: Report) -> bool:
    """Whether a report is read whole: a number and no doubt in each cell of tables three and four, and all sums right.

    Only such reports are copied, so that every broken sum of a copy is one that was planted.
    """
    empty = [c for c in report.cells if c.state != "number" and not c.key.startswith("disclosures/")]
    doubted = any(cell.doubt for cell in report.cells)
    return report.status == "read" and not doubted and not empty and not of(report).outcomes


def write_copies(tables: dict[str, pa.Table], size: int, warehouse: Path) -> None:
    """Write a batch of `size` copies of the reports in `tables` (rows by table name), as extraction stores them."""
    folder = warehouse / "extracted" / BATCH
    folder.mkdir(parents=True)
    with duckdb.connect(":memory:") as con:
        for name, table in tables.items():
            con.register(f"read_{name}", table)
        # `times` is the factor of the copy's numbers, `of_hundred` a number drawn for each copy by a hash, always the same
        con.execute(
            """
            create table copies as
            select r.report_id as of_id, n.n + 1 as times, left(md5(r.report_id || n.n), 16) as report_id,
                hash(r.report_id, n.n) % 100 as of_hundred
            from read_reports as r cross join range(?) as n(n)
            order by n.n, r.report_id limit ?
            """,
            [size, size],
        )
        for name, schema in SCHEMAS.items():
            found = con.sql(_COPIES.get(name, _AS_READ.format(name))).to_arrow_table()
            columns = {n: found.column(n) for n in schema.names}
            pq.write_table(pa.table(columns).cast(schema), folder / f"{name}.parquet", compression="zstd")


_MULTIPLIED = "try_cast(t.{0} as bigint) is not null then cast(cast(t.{0} as bigint) * c.times as varchar)"
_JOINED = "inner join copies as c on t.report_id = c.of_id"
_COPIES = {
    "reports": f"""
        select t.* replace (
            c.report_id as report_id, md5(c.report_id) || md5(t.report_id) as sha256,
            '{BATCH}/' || c.report_id || '-' || parse_filename(t.path) as path,
            t.agency_name || left(c.report_id, 6) as agency_name
        )
        from read_reports as t {_JOINED}
    """,
    "cells": f"""
        with wrong as (
            select c.report_id, max_by(t.position, hash(c.report_id, t.position)) as position
            from read_cells as t {_JOINED}
            where c.of_hundred < {100 // _WRONG} and t.state = 'number' and t.tbl <> 'disclosures'
            group by c.report_id
        ),
        blank as (
            select c.report_id, max_by(t.row_key, hash(c.report_id, t.row_key)) as row_key
            from read_cells as t {_JOINED}
            where c.of_hundred >= {100 - round(100 * _BLANK)} and t.tbl = 'applications'
            group by c.report_id
        )
        select t.* replace (
            c.report_id as report_id,
            case
                when b.report_id is not null then null
                when w.report_id is not null then cast(cast(t.value as decimal(20, 0)) * c.times + 1 as varchar)
                when t.state = 'number' and {_MULTIPLIED.format("value")}
                else t.value
            end as value,
            case when b.report_id is not null then 'blank' else t.state end as state,
            case when b.report_id is not null then '' else t.raw end as raw
        )
        from read_cells as t {_JOINED}
        left join wrong as w on c.report_id = w.report_id and t.position = w.position
        left join blank as b on c.report_id = b.report_id and t.row_key = b.row_key and t.tbl = 'applications'
    """,
    "claims": f"""
        select t.* replace (
            c.report_id as report_id,
            case when t.kind <> 'period' and {_MULTIPLIED.format("number")} else t.number end as number,
            case when {_MULTIPLIED.format("parts_total")} else t.parts_total end as parts_total
        )
        from read_claims as t {_JOINED}
    """,
    # Half of the phrases are made unique to the report, the other half is common to many.
    "phrases": f"""
        select c.report_id, case when t.phrase % 2 = 0 then t.phrase else cast(hash(t.phrase, c.times) % 4294967296 as bigint) end as phrase
        from read_phrases as t {_JOINED}
    """,
}
_AS_READ = f"select t.* replace (c.report_id as report_id) from read_{{}} as t {_JOINED}"


def _facts(warehouse: Path) -> None:
    build("facts", warehouse)


def _gate(warehouse: Path) -> None:
    from expectations.gates.gate_1 import gate_1

    result = gate_1(warehouse)
    print(f"certified {result.certified}, held {result.held}, failed {result.failed}")


STEPS = {"facts": _facts, "gate": _gate}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in STEPS:
        serve(STEPS, sys.argv[1:])
    else:
        sys.exit(main())
