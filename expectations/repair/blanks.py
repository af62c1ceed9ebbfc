"""Computes the number that a blank would have to hold for a sum to hold. The sum stays not evaluable, never passed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from expectations.repair.cell_names import cell_name, short_key
from expectations.repair.equations import Relation, exact, relations
from expectations.rules.rule import Rule

EMPTY = ("blank", "dash")  # states of a cell that may stand for a number


@dataclass(frozen=True)
class Wanted:
    """A sum that cannot be evaluated only because of blanks.

    The sum of the numbers for `plus` less the sum of those for `minus` must be `total` (for a single blank: its number).
    `possible` is False where no counts (whole, not negative) satisfy this.
    """

    rule_id: str
    instance: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    total: Decimal
    possible: bool
    zh: str
    en: str


def wanted(
    cells: Mapping[str, Decimal],
    states: Mapping[str, str],
    forms: Mapping[str, str | None],
    left_out: Collection[tuple[str, str]] = (),
    rules: Sequence[Rule] | None = None,
) -> tuple[Wanted, ...]:
    """Every sum of severity error in tables three and four whose only non-numbers are blanks or dashes, in rule order.

    `cells`: key -> number of the cells in state number; `states`: key -> state of every cell. A sum whose condition
    depends on a blank (nothing received or carried in …) is left out: whether it applies is not known. `left_out`:
    (rule, instance) of further sums to leave out.
    """
    values = {key: number for key, value in cells.items() if (number := exact(value)) is not None}
    found = []
    for relation in relations(forms, rules):
        if not relation.is_equation or (relation.rule_id, relation.instance) in left_out:
            continue
        if not any(key in states for key in relation.anchors):
            continue  # the report does not print it
        empty = [key for key in relation.coefficients if key not in values]
        if not empty or any(states.get(key) not in EMPTY for key in empty):
            continue
        if any(key not in values for key in relation.when) or not relation.applies_to(values):
            continue
        if (blank_sum := _wanted(relation, empty, values, forms)) is not None:
            found.append(blank_sum)
    return tuple(found)


def _wanted(
    relation: Relation,
    empty: Sequence[str],
    values: Mapping[str, int | Fraction],
    forms: Mapping[str, str | None],
) -> Wanted | None:
    factors = relation.coefficients
    if any(abs(factors[key]) != 1 for key in empty):
        return None  # a cell that counts twice cannot be put into one sentence
    left = sum(factor * values[key] for key, factor in factors.items() if key in values)
    total = -(left + relation.lhs_constant - relation.rhs_constant)
    plus = tuple(key for key in empty if factors[key] > 0)
    minus = tuple(key for key in empty if factors[key] < 0)
    if not plus:
        plus, minus, total = minus, (), -total
    fraction = Fraction(total)
    possible = fraction.denominator == 1 and (total >= 0 or bool(minus))
    number = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    zh, en = _in_words(relation, plus, minus, number, possible, forms)
    return Wanted(relation.rule_id, relation.instance, plus, minus, number, possible, zh, en)


def _in_words(
    relation: Relation,
    plus: Sequence[str],
    minus: Sequence[str],
    total: Decimal,
    possible: bool,
    forms: Mapping[str, str | None],
) -> tuple[str, str]:
    names = [f"“{cell_name(key, forms)}”" for key in plus], [f"“{cell_name(key, forms)}”" for key in minus]
    keys = [short_key(key) for key in plus], [short_key(key) for key in minus]
    if minus:
        what = (
            "、".join(names[0]) + ("之和" if len(plus) > 1 else ""),
            "、".join(names[1]) + ("之和" if len(minus) > 1 else ""),
        )
        zh = f"{what[0]}减去{what[1]}须为 {total}，才能相符"
        en = f"{' + '.join(keys[0])} less {' + '.join(keys[1])} must be {total} for the sum to hold"
    elif len(plus) == 1:
        zh = f"{names[0][0]}须填 {total}，才能相符"
        en = f"{keys[0][0]} must be {total} for the sum to hold"
    else:
        zh = f"{'、'.join(names[0])}合计须为 {total}，才能相符"
        en = f"{' + '.join(keys[0])} must add up to {total} for the sum to hold"
    if not possible:
        zh, en = f"{zh}；填不出这样的件数，其他单元格必有错误", f"{en}: cannot hold, some other cell is wrong"
    return zh, en
