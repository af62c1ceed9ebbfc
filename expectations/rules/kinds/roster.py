"""Kind roster: number of reports due from the units on the roster = number received. One instance: the report."""

from __future__ import annotations

from expectations.failure import Failure, number
from expectations.rules.kinds.fields import unchecked
from expectations.rules.kinds.kind import RuleKind, SecondReading
from expectations.rules.kinds.wording import SIGNS
from expectations.words import Sentence


def _sides(failure: Failure) -> str:
    due, received, missing = number(failure.lhs), number(failure.rhs), failure.detail["missing"]
    absent = f"（缺 missing {missing}）" if missing else ""
    return f"应报 due {due} {SIGNS[failure.operator]} 已收 received {received}{absent}"


def _alert(failure: Failure) -> Sentence:
    due, received, missing = number(failure.lhs), number(failure.rhs), failure.detail["missing"]
    return Sentence(
        f"应报 {due}，已收 {received}" + (f"（缺 {missing}）" if missing else ""),
        f"due {due}, received {received}" + (f" (missing {missing})" if missing else ""),
    )


ROSTER = RuleKind(
    name="roster",
    sides_model="int_area_sides",
    judges="stg_roster",
    needed=frozenset(),
    optional=frozenset(),
    check=unchecked,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.NOTHING,
    sides=_sides,
    alert=_alert,
    clerk=None,
)
