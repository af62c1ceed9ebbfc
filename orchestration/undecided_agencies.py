"""Lists agencies whose division is undecided, and unused lines of agencies.csv, for the summary of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from agencies.store import unused_lines

# Codes are compared between bars, so that no code matches the beginning of a longer one.
UNDECIDED = """
select agency.agency_name, agency.first_year, agency.last_year, agency.candidates, string_agg(division.full_name, '、' order by division.division_code)
from (
    select * from dim_agency where division_code is null order by agency_name, agency_id limit 200
) as agency
left join dim_division as division
    on '|' || agency.candidates || '|' like '%|' || division.division_code || '|%'
group by agency.agency_id, agency.agency_name, agency.first_year, agency.last_year, agency.candidates
order by agency.agency_name, agency.agency_id
"""


@dataclass(frozen=True)
class Undecided:
    """`agencies`: a line for each agency of unknown division, with its candidates; `unused`: unused lines of agencies.csv."""

    agencies: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def undecided(database: duckdb.DuckDBPyConnection, warehouse: Path) -> Undecided:
    """Read both from the build file's dim_agency and the files that resolution wrote in the warehouse."""
    rows = database.execute(UNDECIDED).fetchall()
    return Undecided(tuple(_line(*row) for row in rows), tuple(unused_lines(warehouse)))


def _line(name: str, first: int | None, last: int | None, candidates: str | None, names: str | None) -> str:
    years = f" {first}" if first and first == last else f" {first}–{last}" if first else ""
    known = f"可能是 one of {names or candidates}" if candidates else "没有可能的区划 no division it may mean"
    return f"{name}{years}: {known}"
