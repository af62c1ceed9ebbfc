"""Kind period: the reporting period that the text states against the report year.

lhs = days by which its begin or end differs, rhs = 0. One instance per claim: section#number.
"""

from __future__ import annotations

from expectations.failure import Failure
from expectations.names import CellNames
from expectations.rules.kinds.fields import unchecked
from expectations.rules.kinds.kind import RuleKind, SecondReading
from expectations.rules.kinds.wording import of_the_text
from expectations.rules.rule import Rule
from expectations.words import Sentence


def _days(failure: Failure) -> tuple[str, str]:
    return failure.detail["starts"], failure.detail["ends"]


def _sides(failure: Failure) -> str:
    starts, ends = _days(failure)
    return f"{starts} 至 to {ends} ≠ 报告年度 report year {failure.report_year}"


def _alert(failure: Failure) -> Sentence:
    starts, ends = _days(failure)
    year = failure.report_year
    return Sentence(f"{starts} 至 {ends} ≠ 报告年度 {year}", f"{starts} to {ends} ≠ report year {year}")


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    starts, ends = _days(failure)
    return of_the_text(f"正文所述期限为 {starts} 至 {ends}，报告年度为 {failure.report_year}", failure)


PERIOD = RuleKind(
    name="period",
    sides_model="int_text_sides",
    judges="stg_reports",
    needed=frozenset(),
    optional=frozenset(),
    check=unchecked,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.NOTHING,
    sides=_sides,
    alert=_alert,
    clerk=_clerk,
)
