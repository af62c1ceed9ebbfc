"""Kind revision: lhs = number of cells that differ from another version of the same agency-year, rhs = 0.

One instance for each other version: its report_id.
"""

from __future__ import annotations

from expectations.failure import Failure, number
from expectations.rules.kinds.fields import unchecked
from expectations.rules.kinds.kind import RuleKind, SecondReading
from expectations.words import Sentence


def _sides(failure: Failure) -> str:
    return f"与另一版本有 {number(failure.lhs)} 个单元格不同 cells differ from the other version"


def _alert(failure: Failure) -> Sentence:
    cells = number(failure.lhs)
    return Sentence(
        f"与另一版本有 {cells} 个单元格不同", f"cells that differ from the other version: {cells}"
    )


REVISION = RuleKind(
    name="revision",
    sides_model="int_version_sides",
    judges="fct_cells",
    needed=frozenset(),
    optional=frozenset(),
    check=unchecked,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.CELLS,
    sides=_sides,
    alert=_alert,
    clerk=None,
)
