"""Rule instances: a rule over cells, evaluated at one place of a form version, with the cells on its sides."""

from __future__ import annotations

from dataclasses import dataclass

SIDES = ("when", "lhs", "rhs")
LAST_SIDES = tuple(f"{side}_last" for side in SIDES)


@dataclass(frozen=True)
class Term:
    """A cell (or a number) on a side of an instance. An instance exists only where its anchor cells are printed."""

    side: str  # lhs | rhs | when | lhs_last | rhs_last | when_last
    key: str | None
    number: float = 0.0
    anchor: bool = True
    position: int = 1  # position of the rule's term; the cells of one term are in the form's order


@dataclass(frozen=True)
class Instance:
    """One place where a rule is evaluated in one form version."""

    rule_id: str
    form: str
    table: str
    instance: str
    terms: tuple[Term, ...]
    lhs_by: str = "sum"  # sum | max | ratio: of two years the larger against `factor` times the smaller
    applies: str = "always"  # always | zero | positive | at_least
    decoded_by: str | None = None
    severity: str | None = None  # null: the rule's severity
    same_form: bool = False  # the report of the year before must use the same form version
    least: float | None = None  # for `at_least`
    factor: float | None = None  # for `ratio`
    above_zero: bool = False  # for `ratio`: does not apply where either year has 0

    @property
    def key(self) -> str:
        """Natural key of the instance: applications.balance@2021/natural_person."""
        return f"{self.rule_id}@{self.form}/{self.instance}"

    def constant(self, side: str) -> float:
        """Sum of the numbers that the rule itself puts on the side."""
        return sum(t.number for t in self.terms if t.side == side and t.key is None)

    def count(self, *sides: str) -> int:
        """Number of cells on these sides."""
        return sum(t.side in sides and t.key is not None for t in self.terms)

    def keys(self) -> list[str]:
        """Keys of all cells of the report itself (not of the year before), each once, in order."""
        return list(dict.fromkeys(t.key for t in self.terms if t.key is not None and t.side in SIDES))

    @property
    def over_years(self) -> bool:
        """Does the instance use cells of the report of the year before?"""
        return any(t.side in LAST_SIDES for t in self.terms)
