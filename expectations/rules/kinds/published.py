"""Kind published: the day on which the report was published. One instance: the report.

`operator: eq`: the year of publication = report year + 1. `operator: le`: not after the day `by` (month-day) of that year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from expectations.failure import Failure, number
from expectations.names import CellNames
from expectations.rules.kinds.kind import Entry, RuleColumn, RuleKind, SecondReading
from expectations.rules.kinds.wording import of_the_text
from expectations.rules.rule import Rule
from expectations.words import Sentence

_DAY_0 = date(1970, 1, 1)  # day 0 of the sides of `le`, which count days


def _check(entry: Entry) -> Iterator[str]:
    if entry["operator"] == "le":
        try:
            date.fromisoformat(f"2001-{entry.get('by')}")
        except ValueError:
            yield "`by` is a day of the year after, as 01-31"


def _due(failure: Failure) -> str:
    """The last day (for `le`) or the year in which the report is due."""
    if failure.operator == "le":
        return (_DAY_0 + timedelta(days=failure.rhs)).isoformat()
    return number(failure.rhs)


def _sides(failure: Failure) -> str:
    day, due = failure.detail["published_on"], _due(failure)
    return f"公布于 published {day} " + (
        f"> 应不晚于 due by {due}" if failure.operator == "le" else f"≠ {due}"
    )


def _alert(failure: Failure) -> Sentence:
    day, due = failure.detail["published_on"], _due(failure)
    if failure.operator == "le":
        return Sentence(f"公布于 {day}，应不晚于 {due}", f"published on {day}, due by {due}")
    return Sentence(f"公布于 {day}，应在 {due} 年", f"published on {day}, due in {due}")


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    return of_the_text(_alert(failure).zh, failure)


PUBLISHED = RuleKind(
    name="published",
    sides_model="int_text_sides",
    judges="stg_reports",
    needed=frozenset({"operator"}),
    optional=frozenset({"by"}),
    check=_check,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.NOTHING,
    sides=_sides,
    alert=_alert,
    clerk=_clerk,
    rule_columns=(
        RuleColumn(
            "by_day",
            "by",
            "varchar",
            "Month and day of the year after by which a report is due; null: not about that",
        ),
    ),
)
