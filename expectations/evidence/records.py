"""Schemas of the files that the gates write under $WAREHOUSE/gates. A file is written completely or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from common.parquet_files import write_parquet

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
        ("sides_zh", pa.string()),  # both sides as an alert words them, in Chinese
        ("sides_en", pa.string()),  # and in English
        ("place", pa.string()),  # where they stand, in English words; null unless failed
        ("place_zh", pa.string()),  # and in Chinese
        ("page", pa.int32()),  # place of the first cell or problem involved
        ("src_table", pa.int32()),
        ("src_row", pa.int32()),
        ("src_column", pa.int32()),
        ("line", pa.int32()),
        ("cells", pa.string()),  # JSON array of cell keys
        # in Chinese; of an instance over blanks, the numbers that would make the rule hold
        ("suggestion", pa.string()),
        ("suggestion_en", pa.string()),
        ("waived", pa.bool_()),
        # JSON array of {key, first, second}: cells that the second reading reads differently; null if none
        ("readings_differ", pa.string()),
        ("quote", pa.string()),  # sentence of the narrative that the rule is about, as printed
        ("other_report_id", pa.string()),  # report that the rule compares with
    ]
)
REPORT_GATES = pa.schema(
    [
        ("report_id", pa.string()),
        ("batch", pa.string()),
        ("gate_status", pa.string()),  # certified | held | failed
        ("reasons", pa.string()),  # why held or failed, in English, '; ' between them
        ("holds", pa.string()),  # why held, as expectations.gates.holds stores it; null unless held
        ("doubted_cells", pa.int32()),
        ("failed_rules", pa.int32()),
        ("not_evaluable_rules", pa.int32()),
    ]
)
# Results of the second reader of a format, for file versions with a failed rule; read once for each version of the code.
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
    """The folder $WAREHOUSE/gates; created if it is missing."""
    folder = warehouse / "gates"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def append_history(warehouse: Path, rows: list[dict[str, Any]]) -> None:
    """Append one run's counts (columns of GATE_HISTORY) to gate_history.parquet."""
    path = gates_folder(warehouse) / "gate_history.parquet"
    fresh = pa.Table.from_pylist(rows, schema=GATE_HISTORY)
    known = pq.read_table(path, schema=GATE_HISTORY) if path.is_file() else GATE_HISTORY.empty_table()
    write_parquet(path, pa.concat_tables([known, fresh]))
