"""The foreign keys of released tables: checked on the data, and listed in the data package."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from publish.release.errors import ReleaseError
from publish.release.tables import Table

REFERENCES: Sequence[tuple[tuple[str, ...], str, tuple[str, ...]]] = (
    (("report_id",), "dim_report", ("report_id",)),
    (("agency_id",), "dim_agency", ("agency_id",)),
    (("rule_id",), "dim_rule", ("key",)),
    (("outcome",), "dim_outcome", ("key",)),
    (("applicant_type",), "dim_applicant_type", ("key",)),
    (("form", "key"), "dim_cell", ("form", "key")),
)
"""(columns, referenced table, its columns), for any table that has all of the columns."""
MAY_DANGLE = frozenset({("fct_waivers", "dim_report"), ("fct_waivers", "dim_rule")})
"""(table, referenced table) pairs that may dangle: a person may have written a waiver of a missing report or rule."""


def foreign_keys(table: Table, tables: Sequence[Table]) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """The foreign keys of one table: (columns, other table, its columns)."""
    names, columns_of_table = {other.name for other in tables}, {column.name for column in table.columns}
    return [
        (columns, other, theirs)
        for columns, other, theirs in REFERENCES
        if columns_of_table.issuperset(columns)
        and other in names
        and other != table.name
        and (table.name, other) not in MAY_DANGLE
    ]


def check_keys(con: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """Raise ReleaseError if a foreign key refers to a missing row; nulls are allowed."""
    for table in tables:
        for columns, other, theirs in foreign_keys(table, tables):
            named = ", ".join(f't."{column}"' for column in columns)
            not_null = " and ".join(f't."{column}" is not null' for column in columns)
            equal = " and ".join(
                f'o."{key}" = t."{column}"' for column, key in zip(columns, theirs, strict=True)
            )
            dangling = con.execute(
                f'select distinct {named} from main."{table.name}" as t where {not_null} '
                f'and not exists (select 1 from main."{other}" as o where {equal}) order by all limit 3'
            ).fetchall()
            if dangling:
                shown = "; ".join(" ".join(str(value) for value in row) for row in dangling)
                raise ReleaseError(
                    f"{table.name} 的 {', '.join(columns)} 指向 {other} 中没有的行，未发布 / {table.name}: {', '.join(columns)} names "
                    f"rows that {other} does not have ({shown}); no release. This is a mistake in the model, not in your "
                    "reports: please report it"
                )
