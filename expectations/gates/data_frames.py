"""Reads rows of the build file into the data frames that expectations evaluate, one batch at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

# Columns listed beside a failing row. GX prints a failing pair in either order, so both sides are repeated by name.
SHOWN = ["agency", "year", "file", "instance", "left_side", "right_side"]
_COLUMNS = """s.rule_id, s.lhs, s.rhs, s.lhs as left_side, s.rhs as right_side, s.instance,
        r.agency_name as agency, r.report_year as year, r.path as file
    from int_rule_sides as s
    inner join stg_reports as r on s.report_id = r.report_id"""


def build_file(warehouse: Path) -> Path:
    """The DuckDB file dbt builds. Raises FileNotFoundError when the facts have not been built."""
    path = warehouse / "build" / "gongkai.duckdb"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not there: the facts have not been built yet")
    return path


def query(con: duckdb.DuckDBPyConnection, text: str, *values: Any) -> pa.Table:
    """A query's rows as an arrow table."""
    table = con.sql(text, params=list(values)).to_arrow_table()
    if table is None:
        raise ValueError("the statement gave no rows to read")
    return table


def frame(con: duckdb.DuckDBPyConnection, text: str, *values: Any) -> pd.DataFrame:
    """A query's rows as a pandas frame; strings as categories, so that a million rule sides fit in a few hundred MB."""
    rows: pd.DataFrame = query(con, text, *values).to_pandas(strings_to_categorical=True)
    return rows


def sides_frame(con: duckdb.DuckDBPyConnection, narrowed: str, batch: str) -> pd.DataFrame:
    """Evaluable rule sides of a batch; `row` is the rowid in int_rule_sides. `narrowed`: joins and a where clause
    with one `?` for the batch."""
    return frame(con, f"select s.rowid as row, {_COLUMNS} {narrowed} and s.evaluable", batch)


def sides_of_batches(narrowed: str) -> str:
    """SQL for the rows of `sides_frame` in all batches, with the column batch instead of `row`. `narrowed`: joins, among
    them one with alias `c` that has the column batch, and a where clause."""
    return f"select c.batch, {_COLUMNS} {narrowed} and s.evaluable"
