"""All suggestions for a report in one list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from expectations.repair.suggestions import STEPS, Suggestion, outcomes
from expectations.rules.rule import Rule


def suggest(
    cells: Mapping[str, Decimal],
    forms: Mapping[str, str | None],
    left_out: Collection[tuple[str, str]] = (),
    rules: Sequence[Rule] | None = None,
    steps: int = STEPS,
) -> tuple[Suggestion, ...]:
    """The suggestions of every part of a report, by part and rank; see `outcomes`."""
    found = outcomes(cells, forms, left_out, rules, steps)
    return tuple(suggestion for outcome in found for suggestion in outcome.suggestions)
