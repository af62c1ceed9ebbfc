"""Kind area_sum: a consolidated report's `cells` against those of its units on the roster. One instance per cell.

`operator: eq`: equal to the sum of its units; severity error where the roster is complete. `operator: le`: at least the
sum of the units whose reports were collected.
"""

from __future__ import annotations

from expectations.failure import Failure, number
from expectations.rules.kinds.fields import RULE_CELLS, check_cells
from expectations.rules.kinds.kind import RuleKind, SecondReading
from expectations.words import Sentence


def _sides(failure: Failure) -> str:
    left, right, units = number(failure.lhs), number(failure.rhs), failure.detail["units"]
    if failure.operator == "le":
        return f"已收 {units} 个单位合计 sum of units {left} > 本级汇总 consolidated {right}"
    rest = number(failure.lhs - failure.rhs)
    return f"本级汇总 consolidated {left} ≠ {units} 个单位合计 sum of units {right}（余 residual {rest}）"


def _alert(failure: Failure) -> Sentence:
    left, right, units = number(failure.lhs), number(failure.rhs), failure.detail["units"]
    if failure.operator == "le":
        return Sentence(
            f"已收 {units} 个单位合计 {left} > 本级汇总 {right}",
            f"sum of the {units} units received {left} > consolidated {right}",
        )
    rest = number(failure.lhs - failure.rhs)
    return Sentence(
        f"本级汇总 {left} ≠ {units} 个单位合计 {right}（余 {rest}）",
        f"consolidated {left} ≠ sum of {units} units {right} (residual {rest})",
    )


AREA_SUM = RuleKind(
    name="area_sum",
    sides_model="int_area_sides",
    judges="fct_cells",
    needed=frozenset({"cells", "operator"}),
    optional=frozenset(),
    check=check_cells,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.TOO_MANY,
    sides=_sides,
    alert=_alert,
    clerk=None,
    seed_tables=(RULE_CELLS,),
)
