"""Defines the schemas of the store's tables, and turns a report into their rows."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any

import pyarrow as pa

from common.digests import code_digest
from common.paths import ROOT
from extract.document import Source
from extract.messages import Message
from extract.metadata.levels import level
from extract.narrative.likeness import phrases
from extract.report import Report
from extract.settled_readings import fingerprint

_PLACE = [
    ("page", pa.int32()),
    ("bbox", pa.list_(pa.float64())),
    ("src_table", pa.int32()),
    ("src_row", pa.int32()),
    ("src_column", pa.int32()),
    ("line", pa.int32()),
]

SCHEMAS: dict[str, pa.Schema] = {
    # one row per file version (sha256) of the batch
    "reports": pa.schema(
        [
            ("report_id", pa.string()),
            ("sha256", pa.string()),
            ("path", pa.string()),
            ("batch", pa.string()),
            ("media_type", pa.string()),
            ("size", pa.int64()),
            ("status", pa.string()),
            ("agency_name", pa.string()),
            ("agency_class", pa.string()),
            ("agency_level", pa.string()),
            ("division_code", pa.string()),
            ("url", pa.string()),
            ("published_on", pa.string()),
            ("correction_notice", pa.string()),  # the line that says that it was corrected or published again
            ("corrected_on", pa.string()),  # ISO date that the notice gives
            ("report_year", pa.int32()),
            ("form_disclosures", pa.string()),
            ("form_applications", pa.string()),
            ("form_appeals", pa.string()),
            ("explicit_cells", pa.bool_()),
            ("read_at", pa.timestamp("us", tz="UTC")),
            ("in_landing", pa.bool_()),
            ("cells_doubted", pa.int32()),
            ("extractor", pa.string()),
            ("sidecar", pa.string()),
            ("readings", pa.string()),
            ("failure", pa.string()),  # in English; its code and parameters, as JSON, of extract/messages.yml
            ("failure_code", pa.string()),
            ("failure_params", pa.string()),
        ]
    ),
    # one row per report and cell of its form version
    "cells": pa.schema(
        [
            ("report_id", pa.string()),
            ("position", pa.int32()),
            ("key", pa.string()),
            ("tbl", pa.string()),
            ("row_key", pa.string()),
            ("column_key", pa.string()),
            ("value", pa.string()),
            ("state", pa.string()),
            ("raw", pa.string()),
            ("unit", pa.string()),
            ("doubt", pa.string()),  # in English; its code and parameters, as JSON, of extract/messages.yml
            ("doubt_code", pa.string()),
            ("doubt_params", pa.string()),
            (
                "proof",
                pa.string(),
            ),  # the kinds of extract/proof.py in the order of the axes; null for an absent cell
            *_PLACE,
        ]
    ),
    # one row per report and section found
    "sections": pa.schema(
        [
            ("report_id", pa.string()),
            ("position", pa.int32()),
            ("key", pa.string()),
            ("heading", pa.string()),
            ("text", pa.string()),
        ]
    ),
    # one row per report and piece that stands around its sections: a line above or below, a breadcrumb, a host
    "surroundings": pa.schema(
        [
            ("report_id", pa.string()),
            ("position", pa.int32()),
            ("kind", pa.string()),
            ("text", pa.string()),
            *_PLACE,
        ]
    ),
    # one row per claim of a report's running text about its tables
    "claims": pa.schema(
        [
            ("report_id", pa.string()),
            ("position", pa.int32()),
            ("section", pa.string()),
            ("kind", pa.string()),
            ("number", pa.string()),
            ("unit", pa.string()),
            ("raw", pa.string()),
            ("sentence", pa.string()),
            ("certain", pa.bool_()),
            ("parts_total", pa.string()),
            ("starts", pa.string()),
            ("ends", pa.string()),
            *_PLACE,
        ]
    ),
    # one row per claim, sum of cells that it may mean, and cell of that sum
    "claim_cells": pa.schema(
        [
            ("report_id", pa.string()),
            ("position", pa.int32()),  # of the claim
            ("candidate", pa.int32()),
            ("key", pa.string()),
        ]
    ),
    # one row per report and phrase of its narrative's sketch
    "phrases": pa.schema([("report_id", pa.string()), ("phrase", pa.int64())]),
    # one row per problem met while reading a report
    "problems": pa.schema(
        [
            ("report_id", pa.string()),
            ("code", pa.string()),
            ("instance", pa.string()),
            ("detail", pa.string()),  # in English; its code and parameters, as JSON, of extract/messages.yml
            ("detail_code", pa.string()),
            ("detail_params", pa.string()),
            *_PLACE,
        ]
    ),
}


@lru_cache(maxsize=1)
def extractor_fingerprint() -> str:
    """Hash of the extraction code, the form and common/: when any of them changes, files are read again."""
    return code_digest(ROOT / "extract", ROOT / "common")[:16]


def _place(source: Source) -> dict[str, Any]:
    return {
        "page": source.page,
        "bbox": list(source.bbox) if source.bbox else None,
        "src_table": source.table,
        "src_row": source.row,
        "src_column": source.column,
        "line": source.line,
    }


def message_columns(name: str, message: Message | None) -> dict[str, str | None]:
    """The three columns of a message: its English sentence, its code, its parameters as JSON."""
    values = (message.en, message.code, message.stored_params) if message else (None, None, None)
    return dict(zip((name, f"{name}_code", f"{name}_params"), values, strict=True))


def report_id(sha256: str, path: str) -> str:
    """The id of a file version, from its sha256; for a file that cannot be opened, from its path in the landing folder."""
    return (
        sha256[:16] or hashlib.sha256(f"not opened: {path}".encode(errors="surrogateescape")).hexdigest()[:16]
    )


def _report_row(report: Report, batch: str, path: str, read_at: datetime) -> dict[str, Any]:
    metadata = report.metadata
    return {
        "report_id": report_id(report.sha256, path),
        "sha256": report.sha256,
        "path": path,
        "batch": batch,
        "media_type": report.media_type,
        "size": report.size,
        "status": report.status,
        "agency_name": metadata.agency_name,
        "agency_class": metadata.agency_class,
        "agency_level": level(metadata.agency_name, metadata.division_code) if metadata.agency_name else None,
        "division_code": metadata.division_code,
        "url": metadata.url,
        "published_on": metadata.published_on,
        "correction_notice": metadata.correction_notice,
        "corrected_on": metadata.corrected_on,
        "report_year": metadata.report_year,
        "form_disclosures": report.form["disclosures"],
        "form_applications": report.form["applications"],
        "form_appeals": report.form["appeals"],
        "explicit_cells": report.explicit_cells,
        "read_at": read_at,
        "in_landing": True,
        "cells_doubted": sum(cell.doubt is not None for cell in report.cells),
        "extractor": extractor_fingerprint(),
        "sidecar": None,  # known to the store, which compares it
        "readings": fingerprint(report.sha256),
        **message_columns("failure", report.failure),
    }


def report_tables(
    report: Report, batch: str, path: str, read_at: datetime
) -> dict[str, list[dict[str, Any]]]:
    """One report as rows of the tables, in the shapes of SCHEMAS."""
    version = report_id(report.sha256, path)
    cells = []
    for position, cell in enumerate(report.cells):
        table, row_key, column_key = cell.key.split("/")
        cells.append(
            {
                "report_id": version,
                "position": position,
                "key": cell.key,
                "tbl": table,
                "row_key": row_key,
                "column_key": column_key,
                "value": cell.value,
                "state": cell.state,
                "raw": cell.raw,
                "unit": cell.unit,
                **message_columns("doubt", cell.doubt),
                "proof": None if cell.state == "absent" else str(cell.proof),
                **_place(cell.source),
            }
        )
    return {
        "reports": [_report_row(report, batch, path, read_at)],
        "cells": cells,
        "sections": [
            {
                "report_id": version,
                "position": i,
                "key": s.key,
                "heading": s.heading,
                "text": s.text,
            }
            for i, s in enumerate(report.sections)
        ],
        "surroundings": [
            {"report_id": version, "position": i, "kind": p.kind, "text": p.text, **_place(p.source)}
            for i, p in enumerate(report.surroundings)
        ],
        "claims": [
            {
                "report_id": version,
                "position": i,
                "section": c.section,
                "kind": c.kind,
                "number": None if c.number is None else str(c.number),
                "unit": c.unit,
                "raw": c.raw,
                "sentence": c.sentence,
                "certain": c.certain,
                "parts_total": str(sum(c.parts)) if c.parts else None,
                "starts": c.starts,
                "ends": c.ends,
                **_place(c.source),
            }
            for i, c in enumerate(report.claims)
        ],
        "claim_cells": [
            {"report_id": version, "position": i, "candidate": n, "key": key}
            for i, c in enumerate(report.claims)
            for n, candidate in enumerate(c.candidates)
            for key in candidate.split("+")
        ],
        "phrases": [
            {"report_id": version, "phrase": phrase}
            for phrase in phrases((s.text for s in report.sections), report.metadata.agency_name)
        ],
        "problems": [
            {
                "report_id": version,
                "code": p.code,
                "instance": p.instance,
                **message_columns("detail", p.detail),
                **_place(p.source),
            }
            for p in report.problems
        ],
    }
