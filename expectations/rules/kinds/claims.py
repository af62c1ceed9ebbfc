"""Kind claims: a number stated in the narrative must equal one of the sums of cells that it may mean.

`claims`: kinds of claim (extract/narrative). Only claims whose meaning the sentence makes certain. One instance
per claim: section#number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from expectations.failure import Failure, number
from expectations.names import CellNames
from expectations.rules.kinds.kind import Entry, RuleKind, SecondReading, SeedTable
from expectations.rules.kinds.wording import as_recorded, in_numbers, named_cells, of_the_text
from expectations.rules.rule import Rule
from extract.narrative.claim import KINDS as CLAIMS_MADE


def _check(entry: Entry) -> Iterator[str]:
    if unknown := set(entry["claims"]) - set(CLAIMS_MADE):
        yield f"the narrative makes no claims of {', '.join(sorted(unknown))}"


def _claims(rule: Rule) -> Iterator[dict[str, Any]]:
    return ({"claim": claim} for claim in rule.spec["claims"])


RULE_CLAIMS = SeedTable(
    name="rule_claims",
    description="one row per rule of kind {kinds} x kind of claim",
    columns={"claim": ("varchar", "Kind of claim of the narrative (docs/interface.md)")},
    rows=_claims,
)


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    cells = named_cells(failure, names)
    return of_the_text(f"正文为 {number(failure.lhs)}，表中{cells or ' ' + number(failure.rhs)}", failure)


CLAIMS = RuleKind(
    name="claims",
    sides_model="int_text_sides",
    judges="stg_claims",
    needed=frozenset({"claims"}),
    optional=frozenset(),
    check=_check,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.CELLS,
    sides=in_numbers,
    alert=as_recorded,
    clerk=_clerk,
    seed_tables=(RULE_CLAIMS,),
)
