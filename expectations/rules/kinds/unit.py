"""Kind unit: lhs = 1 for a number other than 0 in `cells` whose unit is given by neither form nor cell, rhs = 0.

One instance per cell.
"""

from __future__ import annotations

from expectations.failure import Failure
from expectations.names import CellNames
from expectations.rules.kinds.fields import RULE_CELLS, check_cells
from expectations.rules.kinds.kind import RuleKind, SecondReading
from expectations.rules.kinds.wording import named_cells, of_the_text
from expectations.rules.rule import Rule
from expectations.words import Sentence


def _sides(failure: Failure) -> str:
    return f"{failure.cells[0].value}：单位不明 unit unknown"


def _alert(failure: Failure) -> Sentence:
    printed = failure.cells[0].value
    return Sentence(f"{printed}：单位不明", f"{printed}: unit unknown")


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    return of_the_text(f"{named_cells(failure, names)}，没有注明单位", failure)


UNIT = RuleKind(
    name="unit",
    sides_model="int_reading_sides",
    judges="fct_cells",
    needed=frozenset({"cells"}),
    optional=frozenset(),
    check=check_cells,
    over_cells=True,
    has_edits=False,
    second_reading=SecondReading.CELLS,
    sides=_sides,
    alert=_alert,
    clerk=_clerk,
    seed_tables=(RULE_CELLS,),
)
