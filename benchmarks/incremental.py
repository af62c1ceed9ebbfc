"""python -m benchmarks.incremental: what one changed batch of a large warehouse costs, against building all of it.

A made-up warehouse (benchmarks/areas.py) goes the whole way from extracted Parquet to a published version twice: once with
nothing there, and once after one batch was read anew, a tenth of its reports with other numbers. Each step runs in a process
of its own; its CPU is counted with that of its children.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pyarrow as pa

from agencies.roster import store_roster
from benchmarks.areas import YEARS, write_batch
from benchmarks.gate import sound
from benchmarks.reports.development import STYLES
from benchmarks.reports.make import make
from common.paths import DBT_PROJECT
from expectations.gates.batch_digests import BY_BATCH, store_batches
from extract.reading import read_report
from extract.store.schemas import SCHEMAS, report_tables

STAGES = ("facts", "verdicts", "marts")
FORM = "2021"  # the one in force in YEARS
FILES = 2  # of each style that needs no other program


@dataclass(frozen=True)
class Cost:
    """What a step took: CPU seconds, and the most memory in MB that its process held."""

    cpu: float
    peak_mb: float


def main(argv: list[str] | None = None) -> int:
    """The command; returns 0."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.incremental",
        description="The cost of one changed batch, from extracted Parquet to a published version, against building everything.",
    )
    parser.add_argument("--areas", type=int, default=10, help="areas, of four batches each (default 10)")
    parser.add_argument("--size", type=int, default=1_000, help="reports of a batch (default 1,000)")
    parser.add_argument("--folder", type=Path, help="keep the warehouse here (default: a folder that goes)")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = (arguments.folder or Path(scratch) / "warehouse").absolute()
        tables = base_tables(Path(scratch))
        for area in range(arguments.areas):
            for year in YEARS:
                write_batch(tables, warehouse, area, year, arguments.size)
        store_roster(warehouse / "no landing", warehouse)
        whole = whole_way(warehouse)
        write_batch(tables, warehouse, arguments.areas // 2, YEARS[-1], arguments.size, version=1)
        one = whole_way(warehouse)
        nothing = whole_way(warehouse)
    reports = arguments.areas * len(YEARS) * arguments.size
    print(
        f"{reports:,} reports in {arguments.areas * len(YEARS)} batches, {arguments.size:,} of them read anew"
    )
    print(f"{'':10} {'all':>21} {'one batch':>21} {'nothing':>21} {'one / all':>10}")
    for step in [*whole, "together"]:
        costs = [_sum(run) if step == "together" else run[step] for run in (whole, one, nothing)]
        cells = " ".join(f"{cost.cpu:8.1f} s {cost.peak_mb:8.0f} MB" for cost in costs)
        print(f"{step:10} {cells} {costs[1].cpu / costs[0].cpu:10.2f}")
    fixed = _sum(nothing).cpu
    print(
        f"without what a run costs in which nothing changed: {(_sum(one).cpu - fixed) / (_sum(whole).cpu - fixed):.3f}"
    )
    return 0


def base_tables(scratch: Path) -> dict[str, pa.Table]:
    """Rows of some sound reports of the form in force, as extraction has them."""
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in SCHEMAS}
    now = datetime.now(UTC)
    for style in STYLES:
        if style.converter or style.format not in ("markdown", "html"):
            continue
        for path in make(style, scratch / style.name, files=FILES):
            report = read_report(path)
            if sound(report) and report.form["applications"] == report.form["disclosures"] == FORM:
                for name, found in report_tables(report, "", path.name, now).items():
                    rows[name] += found
    return {name: pa.Table.from_pylist(found, schema=SCHEMAS[name]) for name, found in rows.items()}


def whole_way(warehouse: Path) -> dict[str, Cost]:
    """Every step from extracted Parquet to the published version, as a run does them; what each cost."""
    (warehouse / "build").mkdir(exist_ok=True)
    start = perf_counter()
    token = store_batches(warehouse)
    print(f"(digests of the batches: {perf_counter() - start:.2f} s)", file=sys.stderr)
    steps: dict[str, list[str]] = {}
    for stage, gate in zip(STAGES, ("gate_1", "gate_2", "publish"), strict=True):
        steps[stage] = _dbt(warehouse, stage)
        steps[gate] = [sys.executable, "-m", "benchmarks.incremental", gate, str(warehouse)]
    return {name: _cost(name, command, warehouse, token) for name, command in steps.items()}


def _dbt(warehouse: Path, stage: str) -> list[str]:
    later = [f"tag:{name}" for name in STAGES[STAGES.index(stage) + 1 :]]
    return [
        str(Path(sys.executable).with_name("dbt")), "build", "--select", f"tag:{stage}", *(["--exclude", *later] if later else []),
        "--exclude-resource-types", "unit_test", "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
        "--target-path", str(warehouse / "target" / stage), "--log-path", str(warehouse / "log"),
    ]  # fmt: skip


def _cost(name: str, command: list[str], warehouse: Path, token: str) -> Cost:
    with (warehouse / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            command,
            env=os.environ | {"GONGKAI_WAREHOUSE": str(warehouse), BY_BATCH: token},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{name} failed: see {log.name}")
    kilobyte = 1e6 if sys.platform == "darwin" else 1e3
    cost = Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / kilobyte)
    print(f"({name}: {cost.cpu:.1f} s, {cost.peak_mb:.0f} MB)", file=sys.stderr, flush=True)
    return cost


def _sum(costs: dict[str, Cost]) -> Cost:
    return Cost(sum(c.cpu for c in costs.values()), max(c.peak_mb for c in costs.values()))


def _gate_1(warehouse: Path) -> None:
    from expectations.gates.gate_1 import gate_1

    gate_1(warehouse)


def _gate_2(warehouse: Path) -> None:
    from expectations.gates.gate_1 import gate_2

    if reasons := gate_2(warehouse, strict=False).reasons:
        raise SystemExit("\n".join(reasons))


def _publish(warehouse: Path) -> None:
    from expectations.gates.gate_1 import certified_fingerprint
    from publish import marts_stand, publish

    marts_stand(warehouse)
    publish(warehouse / "build" / "gongkai.duckdb", warehouse, certified=certified_fingerprint(warehouse))


_STEPS: dict[str, Callable[[Path], None]] = {"gate_1": _gate_1, "gate_2": _gate_2, "publish": _publish}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in _STEPS:
        _STEPS[sys.argv[1]](Path(sys.argv[2]))
    else:
        sys.exit(main())
