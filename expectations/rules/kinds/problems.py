"""Kind problems: lhs = number of problems with these `codes` that the reader met, rhs = 0.

`each: report` counts all of a report, `each: instance` those of each instance. `among` limits the instances: a list, or
{rows_of: applications}.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from expectations.failure import Failure
from expectations.names import CellNames, where
from expectations.rules.kinds.fields import check_each
from expectations.rules.kinds.kind import Entry, RuleKind, SecondReading, SeedTable
from expectations.rules.rule import Rule
from expectations.words import Sentence
from extract.form.catalogue import load_form, merged
from extract.messages import problem_titles


def _check(entry: Entry) -> Iterator[str]:
    yield from check_each(entry, ("report", "instance"))
    if isinstance(entry.get("among"), dict) and entry["among"] != {"rows_of": "applications"}:
        yield "`among` is a list, or {rows_of: applications}"
    if unknown := set(entry["codes"]) - problem_titles().keys():
        yield f"no problem of the reader has the code {', '.join(sorted(unknown))}"


def _codes(rule: Rule) -> Iterator[dict[str, Any]]:
    for code in rule.spec["codes"]:
        for instance in _among(rule):
            yield {"code": code, "each": rule.spec["each"], "among": instance}


def _among(rule: Rule) -> list[str | None]:
    wanted = rule.spec.get("among")
    if isinstance(wanted, dict):  # {rows_of: applications}
        return [row.key for row in merged(load_form().application_rows)]
    return wanted or [None]


RULE_CODES = SeedTable(
    name="rule_codes",
    description="one row per rule of kind {kinds} x problem code x instance looked at",
    columns={
        "code": ("varchar", "Problem code of the reader"),
        "each": ("varchar", "report: counted together; instance: apart"),
        "among": ("varchar", "Only problems with this instance; null: any"),
    },
    rows=_codes,
)


def _sides(failure: Failure) -> str:
    """The reader's English message for each problem."""
    return "; ".join(dict.fromkeys(p.detail.en for p in failure.problems))


def _alert(failure: Failure) -> Sentence:
    return Sentence("; ".join(dict.fromkeys(p.detail.zh for p in failure.problems)), failure.sides)


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    titles = dict.fromkeys(
        problem_titles()[p.code].format(instance=names.instance(p.instance)) for p in failure.problems
    )
    return f"{'；'.join(titles)}{where(failure.places)}"


PROBLEMS = RuleKind(
    name="problems",
    sides_model="int_reading_sides",
    judges="stg_problems",
    needed=frozenset({"codes", "each"}),
    optional=frozenset({"among"}),
    check=_check,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.PROBLEMS,
    sides=_sides,
    alert=_alert,
    clerk=_clerk,
    seed_tables=(RULE_CODES,),
)
