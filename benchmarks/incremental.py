"""python -m benchmarks.incremental: measures the cost of one changed batch in a large warehouse, against building all of it.

A made-up warehouse (benchmarks/areas.py) is taken from extracted Parquet to a published version three times: from
nothing; after one batch was read anew, with other numbers in a tenth of its reports; and without any change. The steps
are those of a run (orchestration/stages.py). Each runs in a process of its own; its CPU is counted with that of its children.

    python -m benchmarks.incremental STEP LANDING WAREHOUSE    one step alone, in this process
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from agencies.office_tables import store_inputs
from benchmarks.alone import Cost, alone, serve
from benchmarks.areas import YEARS, write_batch, write_landing
from benchmarks.commit import measured_on
from benchmarks.gate import sound
from benchmarks.reports.development import STYLES
from benchmarks.reports.make import make
from benchmarks.stages import build, prepare
from extract.reading import read_report
from extract.store.schemas import SCHEMAS, report_tables
from orchestration.stages import STAGES

FORM = "2021"  # the form version that is in force in YEARS
FILES = 2  # made of each style that needs no other program
SMALL = (1, 4)  # number of areas, number of reports in a batch


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns 0 where every step ran, 1 where one failed, which it names."""
    arguments = _arguments(argv)
    prepare()
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = (arguments.folder or Path(scratch) / "warehouse").absolute()
        landing = Path(scratch) / "landing"
        tables = base_tables(Path(scratch))
        write_landing(landing, arguments.areas)
        for area in range(arguments.areas):
            for year in YEARS:
                write_batch(tables, warehouse, area, year, arguments.size)
        store_inputs(landing, warehouse)
        try:
            runs = {} if arguments.small else {"all": whole_way(landing, warehouse)}
            write_batch(tables, warehouse, arguments.areas // 2, YEARS[-1], arguments.size, version=1)
            runs["all" if arguments.small else "one batch"] = whole_way(landing, warehouse)
            if not arguments.small:
                runs["nothing"] = whole_way(landing, warehouse)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
    batches = arguments.areas * len(YEARS)
    print(measured_on())
    anew = "" if arguments.small else f", {arguments.size:,} of them read anew"
    print(f"{batches * arguments.size:,} reports in {batches} batches{anew}")
    _print(runs)
    return 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.incremental",
        description="The cost of one changed batch, from extracted Parquet to a published version, against building everything.",
        epilog="Exit code: 0 where every step ran, 1 where one failed.",
    )
    parser.add_argument("--areas", type=int, default=10, help="areas, of four batches each (default 10)")
    parser.add_argument("--size", type=int, default=1_000, help="reports of a batch (default 1,000)")
    parser.add_argument(
        "--small",
        action="store_true",
        help="every step once on the smallest warehouse, instead of --areas and --size; compares nothing",
    )
    parser.add_argument("--folder", type=Path, help="keep the warehouse here (default: a folder that goes)")
    arguments = parser.parse_args(argv)
    if arguments.small:
        arguments.areas, arguments.size = SMALL
    if arguments.areas < 1 or arguments.size < 1:
        parser.error("--areas and --size must be 1 or more")
    return arguments


def _print(runs: dict[str, dict[str, Cost]]) -> None:
    compared = "one batch" in runs
    headings = "".join(f" {name:>21}" for name in runs)
    print(f"{'':10}{headings}" + (f" {'one / all':>10}" if compared else ""))
    for step in [*STEPS, "together"]:
        costs = {name: _sum(run) if step == "together" else run[step] for name, run in runs.items()}
        cells = " ".join(f"{cost.cpu:8.1f} s {cost.peak_mb:8.0f} MB" for cost in costs.values())
        print(
            f"{step:10} {cells}" + (f" {costs['one batch'].cpu / costs['all'].cpu:10.2f}" if compared else "")
        )
    if not compared:
        return
    fixed = _sum(runs["nothing"]).cpu
    if (grown := _sum(runs["all"]).cpu - fixed) > 0:
        share = (_sum(runs["one batch"]).cpu - fixed) / grown
        print(f"without what a run costs in which nothing changed: {share:.3f}")


def base_tables(scratch: Path) -> dict[str, pa.Table]:
    """Read some sound reports on the form in force; their rows by table name, as extraction stores them."""
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


def whole_way(landing: Path, warehouse: Path) -> dict[str, Cost]:
    """Run every step from extracted Parquet to the published version, in the order of a run; the cost of each by its name.

    Raises RuntimeError where a step fails.
    """
    return {step: _cost(step, landing, warehouse) for step in STEPS}


def _cost(step: str, landing: Path, warehouse: Path) -> Cost:
    cost = alone("benchmarks.incremental", step, landing, warehouse)
    print(f"({step}: {cost.cpu:.1f} s, {cost.peak_mb:.0f} MB)", file=sys.stderr, flush=True)
    return cost


def _sum(costs: dict[str, Cost]) -> Cost:
    return Cost(sum(c.cpu for c in costs.values()), max(c.peak_mb for c in costs.values()))


def _agencies(landing: Path, warehouse: Path) -> None:
    from agencies.store import resolve

    resolve(landing, warehouse)


def _stage(stage: str) -> Callable[[Path, Path], None]:
    """The step that builds a stage with dbt."""
    return lambda landing, warehouse: build(stage, warehouse)


def _gate_1(landing: Path, warehouse: Path) -> None:
    from expectations.gates.gate_1 import gate_1

    gate_1(warehouse)


def _gate_2(landing: Path, warehouse: Path) -> None:
    from expectations.gates.gate_2 import gate_2

    if reasons := gate_2(warehouse, strict=False).reasons:
        raise SystemExit("\n".join(reasons))


def _publish(landing: Path, warehouse: Path) -> None:
    from expectations.gates.gate_2 import certified_fingerprint
    from publish import publish

    publish(warehouse / "build" / "gongkai.duckdb", warehouse, certified=certified_fingerprint(warehouse))


def _steps() -> dict[str, Callable[[Path, Path], None]]:
    facts, verdicts, marts = STAGES
    return {
        "agencies": _agencies,
        facts: _stage(facts),
        "gate_1": _gate_1,
        verdicts: _stage(verdicts),
        "gate_2": _gate_2,
        marts: _stage(marts),
        "publish": _publish,
    }


STEPS = _steps()

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in STEPS:
        serve(STEPS, sys.argv[1:])
    else:
        sys.exit(main())
