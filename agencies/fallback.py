"""Resolves agencies without the reference: by the name, sidecar and batch that reading stored, and nothing else.

Used for a single draft that is checked before it is sent up, which needs no division, and for made-up reports of tests:
there, the same name in the same place is one agency.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from agencies.keys import decided_key, scope_of
from agencies.schemas import SCHEMAS, SUCCESSIONS


def resolve_by_name(reports: pa.Table) -> pa.Table:
    """Rows of the table `agencies` for rows of the extraction store's table `reports`."""
    rows = []
    for report in reports.to_pylist():
        name, place = report["agency_name"], report["division_code"]
        rows.append(
            {
                "report_id": report["report_id"],
                "batch": report["batch"],
                "agency_key": decided_key(place or scope_of(report["batch"] or ""), None, name)
                if name
                else None,
                "canonical_name": name,
                "agency_class": report["agency_class"],
                "agency_level": report["agency_level"],
                "division_code": place,
                "decided_by": "sidecar" if place else None,
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMAS["agencies"])


def store_fallback(warehouse: Path, batch: str) -> None:
    """Write this resolution of a stored batch where dbt reads it; no evidence and no successions."""
    reports = pq.read_table(warehouse / "extracted" / batch / "reports.parquet")
    folder = warehouse / "agencies" / batch
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(resolve_by_name(reports), folder / "agencies.parquet")
    pq.write_table(SCHEMAS["evidence"].empty_table(), folder / "evidence.parquet")
    pq.write_table(SUCCESSIONS.empty_table(), folder.parent / "successions.parquet")
