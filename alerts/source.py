"""The failed expectations that people are told of, from the tables that record them."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from alerts.digest import Failure

_FAILED = """
select
    report.agency_id, report.agency_name, report.report_year, report.batch, report.path,
    result.rule_id, rule.label_zh, result.instance, result.lhs, result.rhs, result.difference, result.sides, result.place,
    result.verdict, result.readings_differ
from fct_rule_results as result
inner join dim_report as report on result.report_id = report.report_id
inner join dim_rule as rule on result.rule_id = rule.key
where result.status = 'failed' and result.severity = 'error' and not result.waived and report.is_current
order by report.batch, report.path, result.rule_id, result.instance
"""


def failed_expectations(build: Path) -> list[Failure]:
    """Every failed rule of severity error on a current report: what holds it, and what its sender must correct.

    Warnings are in the tables, the UI and the Data Docs; a message for each would bury these. Waived failures were
    accepted by a person.
    """
    with duckdb.connect(str(build), read_only=True) as database:
        rows = database.execute(_FAILED).fetchall()
    return [_failure(*row) for row in rows]


def _failure(
    agency_id: str | None,
    agency: str | None,
    year: int | None,
    batch: str,
    path: str,
    rule_id: str,
    label: str,
    instance: str | None,
    lhs: float,
    rhs: float,
    difference: float,
    sides: str,
    place: str | None,
    verdict: str | None,
    readings_differ: str | None,
) -> Failure:
    known = agency_id is not None and year is not None
    where = f"「{instance}」" if instance else ""
    doubt = "，读数存疑，先核对原件" if verdict == "extraction" else ""
    if readings_differ:
        doubt += "：" + "；".join(
            f"「{cell['key']}」两次读取不一致，第一次 {cell['first']}，第二次 {cell['second']}"
            for cell in json.loads(readings_differ)
        )
    return Failure(
        key="|".join([agency_id or "", str(year or ""), "" if known else path, rule_id, instance or ""]),
        value=f"{lhs!r}|{rhs!r}",
        subject=f"{agency or path} {year} 年" if year else agency or path,
        rule=f"{label} {rule_id}{where}",
        sides=f"{sides}（差 {difference:+.10g}{doubt}）",
        place=f"{path} {place or ''}".strip(),
    )
