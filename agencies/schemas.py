"""Schemas of the tables that resolution writes."""

from __future__ import annotations

import pyarrow as pa

SCHEMAS: dict[str, pa.Schema] = {
    # one row per file version of the batch: what the report says on its own, and what agencies.csv says of it
    "found": pa.schema(
        [
            ("report_id", pa.string()),
            ("batch", pa.string()),
            ("agency_name", pa.string()),
            ("report_year", pa.int32()),
            ("agency_class", pa.string()),
            ("name_in_full", pa.string()),  # as far as it follows from the name alone
            ("canonical_name", pa.string()),
            ("division_code", pa.string()),
            ("decided_by", pa.string()),
            ("candidates", pa.string()),
            ("open_key", pa.string()),
            ("rival", pa.bool_()),
            ("version_of", pa.string()),
            ("entry", pa.int32()),  # line of agencies.csv
            (
                "refused_line",
                pa.int32(),
            ),  # a line not used because it means several different reports of one year
            ("refused_path", pa.string()),
            ("in_landing", pa.bool_()),
            ("overview", pa.string()),  # the beginning of the first section, compared to recognise versions
        ]
    ),
    # one row per file version of the batch, with or without an agency
    "agencies": pa.schema(
        [
            ("report_id", pa.string()),
            ("batch", pa.string()),
            ("agency_key", pa.string()),
            ("canonical_name", pa.string()),
            ("agency_class", pa.string()),
            ("agency_level", pa.string()),
            ("division_code", pa.string()),
            ("decided_by", pa.string()),
            ("candidates", pa.string()),
            ("valid_from_year", pa.int32()),
            ("valid_to_year", pa.int32()),
        ]
    ),
    # one row per report, piece of evidence and division that it supports (or names, if it contradicts all candidates)
    "evidence": pa.schema(
        [
            ("report_id", pa.string()),
            ("batch", pa.string()),
            ("position", pa.int32()),
            ("kind", pa.string()),
            ("strength", pa.int32()),
            ("division_code", pa.string()),
            ("speaks_for", pa.bool_()),
            ("text", pa.string()),
        ]
    ),
}
SUCCESSIONS = pa.schema(
    [
        ("agency_id", pa.string()),
        ("predecessor_id", pa.string()),
        ("since_year", pa.int32()),
        ("source", pa.string()),
    ]
)
"""One row per agency and predecessor: an agency whose series it continues."""
