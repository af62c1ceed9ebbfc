"""Kind claim_parts: the sum of a list in a sentence against the total that the sentence states.

Only claims whose meaning the sentence makes certain. One instance per claim: section#number.
"""

from __future__ import annotations

from expectations.failure import Failure, number
from expectations.names import CellNames
from expectations.rules.kinds.fields import unchecked
from expectations.rules.kinds.kind import RuleKind, SecondReading
from expectations.rules.kinds.wording import as_recorded, in_numbers, of_the_text
from expectations.rules.rule import Rule


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    return of_the_text(f"各项合计 {number(failure.lhs)}，正文总数 {number(failure.rhs)}", failure)


CLAIM_PARTS = RuleKind(
    name="claim_parts",
    sides_model="int_text_sides",
    judges="stg_claims",
    needed=frozenset(),
    optional=frozenset(),
    check=unchecked,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.NOTHING,
    sides=in_numbers,
    alert=as_recorded,
    clerk=_clerk,
)
