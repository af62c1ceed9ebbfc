"""Lists agency-years of which nothing tells the version that stands, and unused lines of versions.csv, for the summary of a run."""

from __future__ import annotations

import duckdb

OPEN = """
select one.agency_name, one.report_year, one.report_id, one.path, string_agg(other.report_id || ' ' || other.path, '、' order by other.path)
from dim_report as one
inner join dim_report as other
    on one.agency_id = other.agency_id and one.report_year = other.report_year and one.report_id <> other.report_id
        and one.in_landing = other.in_landing
where one.version_basis = 'open' and other.version_number is not null
group by one.agency_name, one.report_year, one.report_id, one.path
order by one.path
"""
UNUSED = """
select stated.report_id, stated.reason from stg_versions as stated
left join dim_report as report on stated.report_id = report.report_id and report.in_landing and report.version_number is not null
where report.report_id is null order by stated.report_id
"""


def open_versions(database: duckdb.DuckDBPyConnection) -> list[str]:
    """A line for each open choice: the version taken, and the others, by report_id and file."""
    return [
        f"{agency} {year}: 取 taken {report_id} {path}；另有 others {others}"
        for agency, year, report_id, path, others in database.execute(OPEN).fetchall()
    ]


def unused_statements(database: duckdb.DuckDBPyConnection) -> list[str]:
    """A line for each line of versions.csv whose report is not in the folder, or names no agency or year."""
    return [f"{report_id} ({reason})" for report_id, reason in database.execute(UNUSED).fetchall()]
