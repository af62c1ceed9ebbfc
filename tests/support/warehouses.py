"""A small warehouse built the real way, dbt and both gates, but without Dagster: once a test session, copied to change."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from agencies.office_tables import store_inputs
from common.paths import DBT_PROJECT
from extract.cross_check import differ
from extract.document import Source
from extract.form_cells import Problem
from extract.messages import Detail
from tests.support.dbt_process import run_dbt
from tests.support.drafts import consistent, failed, following, later, write_batch, zeros
from tests.support.messages import problem

_SAME = consistent("示例丙县人民政府", 2022, seed=13)
_BALANCE = zeros("示例甲县人民政府", 2022).with_cells({
    f"applications/{row}/{column}": value
    for row, value in {"received_new": "60", "granted": "61", "closed_total": "61"}.items()
    for column in ("natural_person", "total")
})  # fmt: skip
SETTLED = "applications/granted/total"  # a person settled the doubt of this cell of county_next
_COUNTY = consistent("示例乙县人民政府", 2021, seed=1, claims=[
    {"kind": "received", "number": "12", "unit": "件", "raw": "十二", "sentence": "全年收到政府信息公开申请十二件。", "candidates": [
        "applications/received_new/total", "applications/received_new/total+applications/carried_in/total",
    ]},
    {"kind": "period", "number": "2021", "sentence": "统计期限自2021年1月1日至12月31日。", "starts": "2021-01-01",
     "ends": "2021-12-31", "section": "intro"},
])  # fmt: skip
_TABLE_3 = [key for key in zeros().cells if key.startswith("applications/")]

DRAFTS = {
    "2021-990000": {
        "county": _COUNTY,
        "same_bytes": _SAME,
    },
    "2022-990000": {
        "balance": _BALANCE,
        "county_next": following(_COUNTY, seed=2, problems=[
            problem("reading_settled", SETTLED), problem("reading_unused", "appeals/litigation_direct/total"),
        ]),
        "old_form": consistent("示例丁局", 2022, applications="2019", seed=3),
        "blanks": zeros("示例戊镇人民政府", 2022).with_cells(
            {k: "" for k in _TABLE_3 if "/granted" in k or "closed_total" in k} | {"appeals/reconsideration/total": "/"}
        ),
        "doubted": consistent("示例己局", 2022, seed=4, doubts={"applications/granted/total": differ("1", "7")}),
        "wrong_and_doubted": zeros(
            "示例庚局", 2022, explicit=False, doubts={"appeals/reconsideration/total": differ("1", "7")}
        ).with_cells({"appeals/reconsideration/total": "4", "appeals/litigation_direct/total": "5"}),
        "damaged": failed(),
        "superseded": consistent("示例辛县人民政府", 2022, seed=5).with_cells({"appeals/reconsideration/total": "99"}),
        "corrected": consistent("示例辛县人民政府", 2022, seed=5, correction_notice="更正版"),
        "withdrawn": consistent("示例壬县人民政府", 2022, seed=6, read_at=later(48), in_landing=False),
        "standing": consistent("示例壬县人民政府", 2022, seed=7),
        "nameless": consistent(None, 2022, seed=8),
        "same_bytes": _SAME,
        "misprint": zeros("示例癸镇人民政府", 2022, problems=[
            Problem(Detail("label_misprint.taken_for", {"printed": "（五）不予公开", "label": "（五）不予处理"}),
                    Source(line=57), "applications/not_processed"),
        ]),
    },
}  # fmt: skip
CERTIFIED_AND_CURRENT = {
    "county", "same_bytes", "county_next", "old_form", "blanks", "corrected", "standing", "misprint",
}  # fmt: skip


def gates(warehouse: Path, table: str) -> list[dict[str, Any]]:
    """Rows of a table that gate 1 wrote."""
    found: list[dict[str, Any]] = pq.read_table(warehouse / "gates" / f"{table}.parquet").to_pylist()
    return found


def report_id(name: str) -> str:
    """Of a draft by its name above."""
    return next(drafts[name].report_id for drafts in DRAFTS.values() if name in drafts)


def dbt(warehouse: Path, *arguments: str, written: str = "run_results.json") -> list[dict[str, Any]]:
    """Run dbt on a warehouse; the results of its nodes, out of the file that the command writes. Raises with dbt's own
    words when it fails."""
    (warehouse / "build").mkdir(parents=True, exist_ok=True)
    target = warehouse / "target"
    printed = warehouse / "dbt.txt"
    folders = {
        "project-dir": DBT_PROJECT, "profiles-dir": DBT_PROJECT, "target-path": target, "log-path": warehouse / "log",
    }  # fmt: skip
    options = [part for name, folder in folders.items() for part in (f"--{name}", str(folder))]
    code = run_dbt([*arguments, *options], os.environ | {"GONGKAI_WAREHOUSE": str(warehouse)}, printed)
    assert code == 0, printed.read_text(encoding="utf-8")[-6000:]
    results: list[dict[str, Any]] = json.loads((target / written).read_text(encoding="utf-8"))["results"]
    return results


def build(warehouse: Path, *, tests: bool = True) -> None:
    """Facts, gate 1, verdicts, gate 2, marts; without dbt's data tests where they were run on another warehouse already.

    The models' unit tests look at no warehouse: tests/integration/test_dbt_build.py runs them, once.
    """
    from expectations.gates.gate_1 import gate_1
    from expectations.gates.gate_2 import gate_2

    command = ["build", "--exclude-resource-types", "unit_test", *([] if tests else ["test"])]
    dbt(warehouse, *command, "--select", "tag:facts")
    gate_1(warehouse)
    dbt(warehouse, *command, "--select", "tag:verdicts")
    assert gate_2(warehouse, strict=False).reasons == ()
    dbt(warehouse, *command, "--select", "tag:marts")


def build_once(folder: Path) -> Path:
    """The warehouse of DRAFTS under `folder`, built by whoever comes first."""
    from filelock import FileLock

    warehouse = folder / "warehouse"
    with FileLock(str(folder / "warehouse.lock")):
        if not (folder / "whole").exists():
            shutil.rmtree(warehouse, ignore_errors=True)
            for batch, drafts in DRAFTS.items():
                write_batch(warehouse, batch, drafts.values())
            store_inputs(folder / "landing", warehouse)
            build(warehouse)
            (folder / "whole").touch()
    return warehouse


def rows(warehouse: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of a query on the build file."""
    with duckdb.connect(str(warehouse / "build" / "gongkai.duckdb"), read_only=True) as con:
        return con.execute(query, list(values)).fetchall()


def change(warehouse: Path, *statements: str) -> None:
    """Change the build file behind dbt's back."""
    with duckdb.connect(str(warehouse / "build" / "gongkai.duckdb")) as con:
        for statement in statements:
            con.execute(statement)
