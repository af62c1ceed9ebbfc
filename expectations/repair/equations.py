"""Evaluates the sums of rules.yml on one report's numbers, in exact arithmetic.

The warehouse's verdicts come from SQL (docs/adr/0004); here the same instances are equations that can be solved for
another number in a cell. A new rule of kind sum needs no change here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from expectations.rules.catalogue import load_rules
from expectations.rules.instance import Instance
from expectations.rules.instances import expand
from expectations.rules.kinds import KINDS
from expectations.rules.rule import Rule
from extract.form.catalogue import Form, load_form

Number = int | Fraction
TABLES = ("applications", "appeals")  # the tables whose cells are all counts
LARGEST_EXPONENT = 30  # a larger number is no count and is left out of all equations


@dataclass(frozen=True)
class Relation:
    """One instance of a rule of kind sum: `lhs operator rhs`, under the condition `applies` on the sum of the `when` cells."""

    rule_id: str
    instance: str
    table: str
    severity: str  # error | warning | info
    operator: str  # eq | le
    by_max: bool  # the left side is its largest cell, not their sum
    lhs: tuple[str, ...]
    rhs: tuple[str, ...]
    lhs_constant: Number
    rhs_constant: Number
    when: tuple[str, ...]
    applies: str  # always | zero | positive
    anchors: tuple[str, ...] = ()  # the relation exists only where one of these cells is printed
    decoded_by: str | None = None  # the problem code that says this sum was used to read the cells

    @cached_property
    def keys(self) -> frozenset[str]:
        """All cells that the relation depends on."""
        return frozenset((*self.lhs, *self.rhs, *self.when))

    @cached_property
    def coefficients(self) -> dict[str, int]:
        """Cell -> its factor in lhs - rhs; meaningless with `by_max`, which is not linear."""
        found: dict[str, int] = {}
        for side, factor in ((self.lhs, 1), (self.rhs, -1)):
            for key in side:
                found[key] = found.get(key, 0) + factor
        return {key: factor for key, factor in found.items() if factor}

    @property
    def is_equation(self) -> bool:
        """Must suggested edits make it hold? True for equalities of sums with severity error."""
        return self.operator == "eq" and self.severity == "error" and not self.by_max

    def applies_to(self, values: Mapping[str, Number]) -> bool:
        """Does its condition hold?"""
        return applies(self.applies, sum(values[key] for key in self.when))

    def residual(self, values: Mapping[str, Number]) -> Number:
        """lhs - rhs for these numbers."""
        left: list[Number] = [values[key] for key in self.lhs]
        first = max(left, default=0) if self.by_max else sum(left)
        return first + self.lhs_constant - sum(values[key] for key in self.rhs) - self.rhs_constant

    def holds(self, values: Mapping[str, Number]) -> bool:
        """Does the relation hold for these numbers? True also where it does not apply."""
        if self.when and not self.applies_to(values):
            return True
        residual = self.residual(values)
        return residual == 0 if self.operator == "eq" else residual <= 0


def applies(condition: str, total: Number) -> bool:
    """Does a condition (always, zero, positive) hold for the sum of its cells?"""
    return condition == "always" or (total == 0 if condition == "zero" else total > 0)


def exact(value: Decimal | int) -> Number | None:
    """A printed number as an exact int or Fraction; None if it is not finite or too large or small to be a count."""
    if isinstance(value, int):
        return value
    if not value.is_finite() or abs(value.adjusted()) > LARGEST_EXPONENT:
        return None
    number = int(value)
    return number if number == value else Fraction(value)


def relations(
    forms: Mapping[str, str | None], rules: Sequence[Rule] | None = None, form: Form | None = None
) -> tuple[Relation, ...]:
    """Every relation over tables three and four of a report on these form versions (table -> version).

    A table without version, which was not found, has none.
    """
    form = form or load_form()
    if rules is None:
        return _of_the_project(form, forms.get("applications"), forms.get("appeals"))
    return _relations(
        rules,
        form,
        forms.get("applications"),
        forms.get("appeals"),
    )


@lru_cache(maxsize=16)
def _of_the_project(form: Form, applications: str | None, appeals: str | None) -> tuple[Relation, ...]:
    return _relations(load_rules(), form, applications, appeals)


def _relations(
    rules: Sequence[Rule], form: Form, applications: str | None, appeals: str | None
) -> tuple[Relation, ...]:
    versions = {"applications": applications, "appeals": appeals}
    by_id = {rule.rule_id: rule for rule in rules}
    return tuple(
        _relation(instance, by_id[instance.rule_id])
        for instance in expand(rules, form)
        if _is_sum(by_id[instance.rule_id])
        and instance.table in TABLES
        and instance.form == versions[instance.table]
        and not instance.over_years
    )


def _is_sum(rule: Rule) -> bool:
    return rule.kind is not None and KINDS[rule.kind].has_edits


def _relation(instance: Instance, rule: Rule) -> Relation:
    sides = {
        side: tuple(t.key for t in instance.terms if t.side == side and t.key is not None)
        for side in ("lhs", "rhs", "when")
    }
    left, right = (Fraction(str(instance.constant(side))) for side in ("lhs", "rhs"))
    return Relation(
        rule_id=instance.rule_id, instance=instance.instance, table=instance.table,
        severity=instance.severity or rule.severity,
        operator=rule.operator, by_max=instance.lhs_by == "max", lhs=sides["lhs"], rhs=sides["rhs"],
        lhs_constant=_as_int_if_whole(left), rhs_constant=_as_int_if_whole(right), when=sides["when"], applies=instance.applies,
        anchors=tuple(t.key for t in instance.terms if t.anchor and t.key is not None),
        decoded_by=instance.decoded_by,
    )  # fmt: skip


def _as_int_if_whole(number: Fraction) -> Number:
    return int(number) if number.denominator == 1 else number


def used_to_read(
    problems: Iterable[tuple[str, str | None]], among: Iterable[Relation]
) -> frozenset[tuple[str, str]]:
    """(rule, instance) of sums that prove nothing because they were used to read the cells; the same as in int_rule_sides.

    `problems`: (code, instance) of the problems that the reader recorded.
    """
    met = set(problems)
    return frozenset(
        (r.rule_id, r.instance)
        for r in among
        if r.decoded_by is not None
        for instance in (None, r.instance, r.table, f"{r.table}/{r.instance}")
        if (r.decoded_by, instance) in met
    )


@dataclass(frozen=True)
class Numbers:
    """A report's numbers, and the relations all of whose cells are numbers (a blank is not 0)."""

    values: Mapping[str, Number]
    equations: tuple[Relation, ...]
    others: tuple[Relation, ...]  # need not be made to hold; an edit should not newly break them

    @classmethod
    def of(
        cls,
        cells: Mapping[str, Decimal],
        among: Iterable[Relation],
        left_out: Collection[tuple[str, str]] = (),
    ) -> Numbers:
        """`left_out`: (rule, instance) of sums that prove nothing, as those that were used to read the cells."""
        values = {key: number for key, value in cells.items() if (number := exact(value)) is not None}
        usable = [r for r in among if r.keys <= values.keys() and (r.rule_id, r.instance) not in left_out]
        return cls(
            values,
            tuple(r for r in usable if r.is_equation),
            tuple(r for r in usable if not r.is_equation),
        )

    def broken(self) -> list[Relation]:
        """The equations that do not hold."""
        return [e for e in self.equations if not e.holds(self.values)]

    def components(self) -> list[Numbers]:
        """Split into parts that share no cell; returns those with a broken equation, in the order of the rules."""
        parts: list[tuple[set[str], list[Relation]]] = []
        for equation in self.equations:
            keys, members = set(equation.keys), [equation]
            rest = []
            for part in parts:
                if part[0] & equation.keys:
                    keys |= part[0]
                    members = part[1] + members
                else:
                    rest.append(part)
            parts = [*rest, (keys, members)]
        order = {id(e): n for n, e in enumerate(self.equations)}
        sorted_parts = sorted(
            (sorted(m, key=lambda e: order[id(e)]) for _, m in parts), key=lambda m: order[id(m[0])]
        )
        return [
            Numbers(self.values, tuple(members), self.others)
            for members in sorted_parts
            if any(not e.holds(self.values) for e in members)
        ]
