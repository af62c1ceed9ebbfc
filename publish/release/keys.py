"""Which columns lead to which table: checked on the data, and written into the data package."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from publish.release.errors import ReleaseError
from publish.release.tables import Table

LEADS_TO: Sequence[tuple[tuple[str, ...], str, tuple[str, ...]]] = (
    (("report_id",), "dim_report", ("report_id",)),
    (("agency_id",), "dim_agency", ("agency_id",)),
    (("rule_id",), "dim_rule", ("key",)),
    (("outcome",), "dim_outcome", ("key",)),
    (("applicant_type",), "dim_applicant_type", ("key",)),
    (("form", "key"), "dim_cell", ("form", "key")),
)
"""Columns by name, in any table that has them all; the table and columns that they name a row of."""
MAY_LEAD_NOWHERE = frozenset({("fct_waivers", "dim_report"), ("fct_waivers", "dim_rule")})
"""What a person wrote: a waiver of a report or rule that is not there is told as dangling, and stays."""


def foreign_keys(table: Table, tables: Sequence[Table]) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """(columns, other table, its columns) of one table."""
    names, own = {other.name for other in tables}, {column.name for column in table.columns}
    return [
        (columns, other, theirs)
        for columns, other, theirs in LEADS_TO
        if own.issuperset(columns)
        and other in names
        and other != table.name
        and (table.name, other) not in MAY_LEAD_NOWHERE
    ]


def check_keys(con: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """Raise ReleaseError where columns name a row that the other table does not have; nulls name none."""
    for table in tables:
        for columns, other, theirs in foreign_keys(table, tables):
            named = ", ".join(f't."{column}"' for column in columns)
            there = " and ".join(f't."{column}" is not null' for column in columns)
            equal = " and ".join(
                f'o."{key}" = t."{column}"' for column, key in zip(columns, theirs, strict=True)
            )
            lost = con.execute(
                f'select distinct {named} from main."{table.name}" as t where {there} '
                f'and not exists (select 1 from main."{other}" as o where {equal}) order by all limit 3'
            ).fetchall()
            if lost:
                shown = "; ".join(" ".join(str(value) for value in row) for row in lost)
                raise ReleaseError(
                    f"{table.name} 的 {', '.join(columns)} 指向 {other} 中没有的行，未发布 / {table.name}: {', '.join(columns)} names "
                    f"rows that {other} does not have ({shown}); no release. This is a mistake in the model, not in your "
                    "reports: please report it"
                )
