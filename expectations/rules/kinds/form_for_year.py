"""Kind form_for_year: lhs = the form version that a table uses, rhs = the version required in the report year.

One instance per table.
"""

from __future__ import annotations

from expectations.failure import Failure, number
from expectations.names import CellNames
from expectations.rules.kinds.fields import unchecked
from expectations.rules.kinds.kind import RuleKind, SecondReading
from expectations.rules.kinds.wording import as_recorded, in_numbers
from expectations.rules.rule import Rule
from expectations.words import words


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    table = words()["tables"][failure.instance or ""]
    used, due = number(failure.lhs), number(failure.rhs)
    return f"“{table}”用的是 {used} 年格式，{failure.report_year} 年度应使用 {due} 年格式"


FORM_FOR_YEAR = RuleKind(
    name="form_for_year",
    sides_model="int_reading_sides",
    judges="stg_reports",
    needed=frozenset({"operator"}),
    optional=frozenset(),
    check=unchecked,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.FORM_VERSION,
    sides=in_numbers,
    alert=as_recorded,
    clerk=_clerk,
)
