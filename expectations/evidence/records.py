"""What the gates write under $WAREHOUSE/gates: schemas in one place, every file whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

RULE_RESULTS = pa.schema(
    [
        ("report_id", pa.string()),
        ("rule_id", pa.string()),
        ("instance", pa.string()),
        ("status", pa.string()),  # failed | not_evaluable
        ("severity", pa.string()),
        ("lhs", pa.float64()),
        ("rhs", pa.float64()),
        ("difference", pa.float64()),  # lhs - rhs
        ("verdict", pa.string()),  # source | extraction | unknown; null unless failed
        ("reason", pa.string()),  # why not evaluable; null when failed
        ("sides", pa.string()),  # both sides as printed; null unless failed
        ("place", pa.string()),  # where they stand, in words; null unless failed
        ("page", pa.int32()),  # place of the first cell or problem involved
        ("src_table", pa.int32()),
        ("src_row", pa.int32()),
        ("src_column", pa.int32()),
        ("line", pa.int32()),
        ("cells", pa.string()),  # JSON array of cell keys
        (
            "suggestion",
            pa.string(),
        ),  # in Chinese; of an instance over blanks, what would have to stand in them
        ("suggestion_en", pa.string()),
        ("waived", pa.bool_()),
        # JSON array of {key, first, second}: cells that the second reading sees otherwise; null without any
        ("readings_differ", pa.string()),
        ("quote", pa.string()),  # sentence of the narrative that it is about, as printed
        ("other_report_id", pa.string()),  # report that it is compared with
    ]
)
REPORT_GATES = pa.schema(
    [
        ("report_id", pa.string()),
        ("batch", pa.string()),
        ("gate_status", pa.string()),  # certified | held | failed
        ("reasons", pa.string()),  # why held or failed, '; ' between them
        ("doubted_cells", pa.int32()),
        ("failed_rules", pa.int32()),
        ("not_evaluable_rules", pa.int32()),
    ]
)
# What the second reader of a format saw, for file versions with a failed rule: asked once for each reading code.
SECOND_READINGS = pa.schema(
    [
        ("sha256", pa.string()),
        ("reader", pa.string()),  # extract.store.schemas.extractor_fingerprint
        ("kind", pa.string()),  # cell | form | problem | none (no second reading could be had)
        ("key", pa.string()),  # of the cell; table; problem code
        ("state", pa.string()),  # of the cell
        ("value", pa.string()),  # of the cell; form version; problem instance
        ("doubted", pa.bool_()),  # of the cell
    ]
)
GATE_HISTORY = pa.schema(
    [
        ("run_at", pa.timestamp("us", tz="UTC")),
        ("batch", pa.string()),
        ("rule_id", pa.string()),
        ("severity", pa.string()),
        ("status", pa.string()),  # passed | failed | errored | not_checked
        ("evaluated", pa.int64()),
        ("failed", pa.int64()),
        ("waived", pa.int64()),
        ("not_evaluable", pa.int64()),
        ("failed_reports", pa.int64()),
        ("error", pa.string()),
    ]
)


def gates_folder(warehouse: Path) -> Path:
    """Created when absent."""
    folder = warehouse / "gates"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_table(path: Path, table: pa.Table) -> None:
    """Write Parquet beside `path` and move it there in one step."""
    temporary = path.with_name(f".{path.name}.new")
    pq.write_table(table, temporary, compression="zstd")
    os.replace(temporary, path)


class TableWriter:
    """Parquet written in parts, and moved into place only by `commit`."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._schema = path, schema
        self._temporary = path.with_name(f".{path.name}.new")
        self._writer = pq.ParquetWriter(self._temporary, schema, compression="zstd")

    def write(self, rows: pa.Table) -> None:
        """Append rows."""
        if rows.num_rows:
            self._writer.write_table(rows.select(self._schema.names).cast(self._schema))

    def commit(self) -> None:
        """Close, and replace the file."""
        self._writer.close()
        os.replace(self._temporary, self._path)

    def discard(self) -> None:
        """Close, and leave the file as it was."""
        self._writer.close()
        self._temporary.unlink(missing_ok=True)


def append_history(warehouse: Path, rows: list[dict[str, Any]]) -> None:
    """Add one run's counts to gate_history.parquet: the history of quality."""
    path = gates_folder(warehouse) / "gate_history.parquet"
    fresh = pa.Table.from_pylist(rows, schema=GATE_HISTORY)
    known = pq.read_table(path, schema=GATE_HISTORY) if path.is_file() else GATE_HISTORY.empty_table()
    write_table(path, pa.concat_tables([known, fresh]))


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write JSON beside `path` and move it there in one step."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    os.replace(temporary, path)
