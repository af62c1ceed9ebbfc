"""Checks of fields that several kinds share, and the seed of cells that a rule names by pattern."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from expectations.rules.form_keys import every_key, matching
from expectations.rules.kinds.kind import Entry, SeedTable
from expectations.rules.rule import SEVERITIES, Rule
from extract.form.catalogue import load_form


def unchecked(entry: Entry) -> Iterator[str]:
    """Yield nothing: for a kind without fields of its own, or with none that can be wrong."""
    return iter(())


def check_cells(entry: Entry) -> Iterator[str]:
    """Check `cells`: each pattern must match a cell key of some form version."""
    keys = every_key(load_form())
    for pattern in entry["cells"]:
        if not any(matching(keys, [pattern])):
            yield f"no form version has a cell {pattern!r}"


def check_severities(entry: Entry) -> Iterator[str]:
    """Check `severity_at` (instance -> severity): each severity must be known."""
    for severity in entry.get("severity_at", {}).values():
        if severity not in SEVERITIES:
            yield f"severity {severity!r} is none of {', '.join(SEVERITIES)}"


def check_each(entry: Entry, known: tuple[str, ...]) -> Iterator[str]:
    """Check `each`: it must be one of `known`."""
    if entry["each"] not in known:
        yield f"each {entry['each']!r} is none of {', '.join(known)}"


def _cells(rule: Rule) -> Iterator[dict[str, Any]]:
    return ({"key": key} for key in matching(every_key(load_form()), rule.spec["cells"]))


RULE_CELLS = SeedTable(
    name="rule_cells",
    description="one row per rule of kind {kinds} x cell it is about",
    columns={"key": ("varchar", "Cell key")},
    rows=_cells,
)
