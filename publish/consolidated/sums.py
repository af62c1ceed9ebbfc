"""Checks the form's own sums over a consolidated table, which hold if they hold in every unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extract.form.catalogue import Form, Sum
from extract.form.names import Names
from publish.consolidated.source import Consolidated

MOST_TERMS = 6  # of a sum that are listed one by one


@dataclass(frozen=True, slots=True)
class Checked:
    """One sum at one place: the keys on both sides, and the totals of the sides; null if one of their cells is blank.

    `by_column`: the sum adds rows of one column.
    """

    by_column: bool
    lhs: tuple[str, ...]
    rhs: tuple[str, ...]
    left: Decimal | None
    right: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """0 if the sum holds; null if it cannot be evaluated."""
        return None if self.left is None or self.right is None else self.left - self.right

    def in_words(self, names: Names) -> str:
        """The sum in words: 自然人：第一项 ＋ 第二项 ＝ 第三项."""
        sides = [
            f"{len(keys)} 项之和"
            if len(keys) > MOST_TERMS
            else " ＋ ".join(names.subject(key, not self.by_column) for key in keys)
            for keys in (self.lhs, self.rhs)
        ]
        return f"{names.subject(self.lhs[0], self.by_column)}：{' ＝ '.join(sides)}"


def checked_sums(form: Form, table: Consolidated) -> list[Checked]:
    """Every sum of the form's tables three and four, at every row, column or block."""
    return [
        Checked(rule.each == "column", lhs, rhs, _added(table, lhs), _added(table, rhs))
        for rule in form.sums
        for lhs, rhs in _places(form, table.form, rule)
    ]


def _places(form: Form, version: str, rule: Sum) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    rows = form.application_rows[version]
    left = form.left_side(rule, version)
    if rule.each == "column":
        for column in form.application_columns[version]:
            yield (
                tuple(f"{rule.table}/{row}/{column.key}" for row in left),
                tuple(f"{rule.table}/{row}/{column.key}" for row in rule.rhs),
            )
        return
    over = [row.key for row in rows if row.role != "group"] if rule.each == "row" else None
    for row in over or [block.key for block in form.appeal_blocks[version]]:
        yield (
            tuple(f"{rule.table}/{row}/{column}" for column in left),
            tuple(f"{rule.table}/{row}/{column}" for column in rule.rhs),
        )


def _added(table: Consolidated, keys: tuple[str, ...]) -> Decimal | None:
    values = [table.value(key) for key in keys]
    numbers = [value for value in values if value is not None]
    return sum(numbers, Decimal(0)) if len(numbers) == len(values) else None
