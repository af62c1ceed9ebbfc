"""Lists reports that are due by the roster and missing, for the summary of a run. Empty if there is no roster."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
from rapidfuzz import process
from rapidfuzz.distance import Indel

ALIKE = 0.75
"""Similarity from which an existing agency name is suggested for a name that no report has."""
_YEARS = """
select
    report_year, sum(due), sum(due * received), sum(case when status in ('missing', 'unknown_body') then due else 0 end),
    sum(case when status = 'ambiguous' then due else 0 end), sum(case when is_late then due else 0 end)
from int_coverage group by report_year order by report_year desc
"""
# The newest first, consolidated reports before others. Each name is listed once, with its years.
MISSING = """
select due.agency_name, string_agg(cast(due.report_year as varchar), '、' order by due.report_year desc) as years,
    due.status, max(body.units) as units
from int_coverage as due
left join (
    select agency_name, report_year, max(units_due) as units from int_coverage where role = 'consolidating'
    group by agency_name, report_year
) as body on due.agency_name = body.agency_name and due.report_year = body.report_year
where due.status in ('missing', 'unknown_body') and due.due = 1
group by due.agency_name, due.status, coalesce(due.division_code, ''), coalesce(due.batch, '')
order by max(due.report_year) desc, case when max(body.units) is null then 1 else 0 end, due.status desc, due.agency_name
"""
_NAMES = "select distinct agency_name from dim_report where agency_name is not null order by agency_name"


@dataclass(frozen=True)
class Coverage:
    """`years`: one line per year, newest first; `missing`: one line per body with a due report that is missing."""

    years: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def coverage(database: duckdb.DuckDBPyConnection) -> Coverage:
    """Read the coverage from the build file's int_coverage; empty if there is no roster."""
    years = database.execute(_YEARS).fetchall()
    rows = database.execute(MISSING).fetchall()
    names = [] if not rows else [name for (name,) in database.execute(_NAMES).fetchall()]
    return Coverage(tuple(_year(*row) for row in years), tuple(_missing(names, *row) for row in rows))


def _year(year: int, due: int, received: int, missing: int, ambiguous: int, late: int) -> str:
    line = f"{year}: 应报 due {due} · 已收 received {received or 0} · 未报 missing {missing}"
    if ambiguous:
        line += f" · 同名待定 namesakes, not told apart {ambiguous}"
    return line + (f" · 逾期公布 late {late}" if late else "")


def _missing(names: list[str], name: str, years: str, status: str, units: int | None) -> str:
    line = f"{name} {years}"
    if status == "unknown_body":
        line += ": 名单上的汇总机关，没有任何报告用此名称，请核对写法 / no report bears this consolidating name: check its spelling"
        near = process.extractOne(name, names, scorer=Indel.normalized_similarity, score_cutoff=ALIKE)
        return line + (f"（是否 {near[0]}？ / perhaps {near[0]}?）" if near else "")
    if units is not None:
        line += f": 汇总报告未到，应汇总 {units} 个单位 / consolidated report of {units} units not there"
    return line
