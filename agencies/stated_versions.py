"""Reads versions.csv: of several versions of a report, which one stands for its agency and year, where a person settled it.

    report_id,reason,reviewer,date

is the header of the file, which whoever runs the warehouse puts into the landing folder. `report_id` is the version that
stands (from dim_report), `date` the day on which the person said so: of two statements on one agency-year the later holds. A
statement on a version that left the folder, or that nobody read, changes nothing and is told in the summary of a run.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa

from common.csv_tables import Line, day, lines
from common.parquet_files import write_parquet
from extract.store.batches import VERSIONS as VERSIONS_FILE

HEADER = ("report_id", "reason", "reviewer", "date")
STATED_VERSIONS = pa.schema(
    [
        ("line", pa.int32()),  # of the file
        ("report_id", pa.string()),
        ("reason", pa.string()),
        ("reviewer", pa.string()),
        ("stated_on", pa.string()),  # ISO date
    ]
)


class StatedVersionsError(ValueError):
    """versions.csv cannot be used; the message names the file, the line, what is wrong and what to write there."""


def stated_versions_path(landing: Path) -> Path:
    """`versions.csv` in the landing folder."""
    return landing / VERSIONS_FILE


def load_stated_versions(path: Path) -> pa.Table:
    """The file as a table with the schema STATED_VERSIONS; empty if there is no file. Raises StatedVersionsError."""
    rows: dict[str, dict[str, Any]] = {}
    for line in lines(path, HEADER, StatedVersionsError) if path.is_file() else ():
        row = _row(line)
        if known := rows.get(row["report_id"]):
            raise StatedVersionsError(
                f"{line.where}: {row['report_id']} 已在第 {known['line']} 行，请删去一行 / "
                f"stands in line {known['line']} already: take one of them out"
            )
        rows[row["report_id"]] = row
    return pa.Table.from_pylist(list(rows.values()), schema=STATED_VERSIONS)


def store_stated_versions(landing: Path, warehouse: Path) -> Path:
    """Write them where dbt reads them: $WAREHOUSE/inputs/versions.parquet. Raises StatedVersionsError."""
    table = load_stated_versions(stated_versions_path(landing))
    target = warehouse / "inputs" / "versions.parquet"
    write_parquet(target, table)
    return target


def _row(line: Line) -> dict[str, Any]:
    fields = {name: field.strip() for name, field in line.fields.items()}
    if not re.fullmatch(r"[0-9a-f]{16}", fields["report_id"]):
        raise StatedVersionsError(
            f"{line.where}: report_id {fields['report_id']!r} 应为 dim_report 中的 16 位十六进制数 / "
            f"must be the 16 hex digits that dim_report has"
        )
    for name in ("reason", "reviewer"):
        if not fields[name]:
            raise StatedVersionsError(f"{line.where}: {name} 未填 / is empty")
    stated_on = day(line.where, "date", fields["date"], StatedVersionsError)
    return {"line": line.number, **fields, "stated_on": stated_on.isoformat()}
