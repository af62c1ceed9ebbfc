"""Kind number_type: lhs = 1 for a cell whose number does not have its type in form.yml (or is 10^15 or more), rhs = 0.

One instance per cell.
"""

from __future__ import annotations

from expectations.failure import Failure
from expectations.names import CellNames, where
from expectations.rules.kinds.fields import unchecked
from expectations.rules.kinds.kind import RuleKind, SecondReading
from expectations.rules.rule import Rule
from expectations.words import Sentence

LARGEST = 1e15  # a number from this size is wrong for every type; a test holds int_reading_sides to it
_WANTED = {
    "whole": Sentence("非负整数", "a whole number >= 0"),
    "signed": Sentence("整数", "a whole number"),
    "decimal": Sentence("非负数", "a number >= 0"),
    "large": Sentence("小于 10^15 的数", "a number below 10^15"),
}


def _wanted(failure: Failure) -> Sentence:
    cell = failure.cells[0]
    return _WANTED["large" if abs(float(cell.value)) >= LARGEST else cell.number_type]


def _sides(failure: Failure) -> str:
    """1.5 ≠ a whole number >= 0"""
    return _alert(failure).en


def _alert(failure: Failure) -> Sentence:
    printed, wanted = failure.cells[0].value, _wanted(failure)
    return Sentence(f"{printed} ≠ {wanted.zh}", f"{printed} ≠ {wanted.en}")


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    cell = failure.cells[0]
    return f"{names.cell(cell.key)}：{cell.value}，应为{_wanted(failure).zh}{where(failure.places)}"


NUMBER_TYPE = RuleKind(
    name="number_type",
    sides_model="int_reading_sides",
    judges="fct_cells",
    needed=frozenset(),
    optional=frozenset(),
    check=unchecked,
    over_cells=True,
    has_edits=False,
    second_reading=SecondReading.CELLS,
    sides=_sides,
    alert=_alert,
    clerk=_clerk,
)
