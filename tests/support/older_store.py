"""A store in the layout of the versions before 0.2.0, made of one in today's."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

LATER = {
    "reports": ("failure_code", "failure_params", "form_appeals"),
    "cells": ("doubt_code", "doubt_params"),
    "problems": ("detail_code", "detail_params"),
}


def age(warehouse: Path, read_anew: str = "") -> None:
    """Take from every batch but `read_anew` what those versions did not store; their reading code was another."""
    for table, columns in LATER.items():
        for path in (warehouse / "extracted").glob(f"*/{table}.parquet"):
            if path.parent.name == read_anew:
                continue
            rows = pq.read_table(path).drop_columns(list(columns))
            if table == "reports":
                place = rows.schema.get_field_index("extractor")
                rows = rows.set_column(place, "extractor", pa.array(["older"] * len(rows), pa.string()))
            pq.write_table(rows, path)
