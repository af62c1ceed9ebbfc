"""Loads rules.yml and checks it, so that a mistake raises RulesError before any rule is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from expectations.rules.kinds import KINDS
from expectations.rules.rule import SEVERITIES, Rule, RulesError
from extract.form.catalogue import load_form
from extract.metadata.title_page import CLASSES

RULES_FILE = Path(__file__).parents[1] / "rules.yml"
BASES = ("printed", "law", "implied", "practice", "heuristic")
LEVELS = ("national", "province", "prefecture", "county", "town", "local")
OPERATORS = ("eq", "le")
_COMMON = {"id", "severity", "basis", "label", "en", "text"}
_SCOPE = {"bodies", "years"}  # fields of any kind: the agencies and report years that a rule applies to
_FORM_SUM = "form_sum"  # field that is replaced by the fields of a sum of form.yml


@lru_cache(maxsize=8)
def load_rules(path: Path = RULES_FILE) -> tuple[Rule, ...]:
    """Every rule of rules.yml, in its order. Raises RulesError naming the rule and the field."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    rules = tuple(_rule(_with_form_sum(entry)) for entry in entries)
    doubles = {r.rule_id for r in rules if sum(o.rule_id == r.rule_id for o in rules) > 1}
    if doubles:
        raise RulesError(f"rule ids used twice: {', '.join(sorted(doubles))}")
    return rules


def _with_form_sum(entry: dict[str, Any]) -> dict[str, Any]:
    """Replace `form_sum` by the fields of that sum in form.yml, which is also used to split digits that run together."""
    if _FORM_SUM not in entry:
        return entry
    rule_id, key = entry.get("id", "?"), entry[_FORM_SUM]
    known = {s.key: s for s in load_form().sums}
    if key not in known:
        raise RulesError(f"{rule_id}: the form has no sum {key!r}, but {', '.join(known)}")
    sum_fields: dict[str, Any] = {
        "table": known[key].table,
        "each": known[key].each,
        "lhs": [{"role": known[key].role}] if known[key].role else list(known[key].lhs),
        "rhs": list(known[key].rhs),
    }
    if twice := sum_fields.keys() & entry.keys():
        raise RulesError(f"{rule_id}: {_FORM_SUM} already says {', '.join(sorted(twice))}")
    return {name: value for name, value in entry.items() if name != _FORM_SUM} | sum_fields


def _rule(entry: dict[str, Any]) -> Rule:
    rule_id, kind = entry.get("id", "?"), entry.get("kind")
    if complaint := next(_complaints(entry), None):
        raise RulesError(f"{rule_id}: {complaint}")
    return Rule(
        rule_id=rule_id,
        severity=entry["severity"],
        basis=entry["basis"],
        label=entry["label"],
        en=entry["en"],
        text=entry["text"],
        text_zh=entry.get("text_zh"),
        status=entry.get("status", "evaluated"),
        kind=kind,
        operator=entry.get("operator", KINDS[kind].operator if kind else "eq"),
        spec={k: v for k, v in entry.items() if k not in _COMMON | {"kind", "text_zh", "status", "operator"}},
    )


def _complaints(entry: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a rule. Only the first is used: later checks may assume that the earlier ones passed."""
    if missing := _COMMON - entry.keys():
        yield f"missing {', '.join(sorted(missing))}"
    if entry["severity"] not in SEVERITIES:
        yield f"severity {entry['severity']!r} is none of {', '.join(SEVERITIES)}"
    if entry["basis"] not in BASES:
        yield f"basis {entry['basis']!r} is none of {', '.join(BASES)}"
    if ("kind" not in entry) != (entry.get("status") == "counted"):
        yield "either a kind, or status counted"
    if "kind" in entry:
        yield from _of_kind(entry)
    yield from _of_scope(entry)


def _of_kind(entry: dict[str, Any]) -> Iterator[str]:
    if entry["kind"] not in KINDS:
        yield f"kind {entry['kind']!r} is none of {', '.join(KINDS)}"
    kind = KINDS[entry["kind"]]
    fields = entry.keys() - _COMMON - {"kind", "text_zh"}
    if missing := kind.needed - fields:
        yield f"a rule of kind {kind.name} needs {', '.join(sorted(missing))}"
    if unknown := fields - kind.needed - kind.optional - _SCOPE:
        yield f"{', '.join(sorted(unknown))} means nothing to a rule of kind {kind.name}"
    if entry.get("operator", "eq") not in OPERATORS:
        yield f"operator {entry['operator']!r} is neither {' nor '.join(OPERATORS)}"
    yield from kind.check(entry)


def _of_scope(entry: dict[str, Any]) -> Iterator[str]:
    for body in entry.get("bodies", []):
        if unknown := body.keys() - {"class", "level"}:
            yield f"bodies have a class and a level, not {', '.join(sorted(unknown))}"
        if body.get("class") not in CLASSES:
            yield f"class {body.get('class')!r} is none of {', '.join(CLASSES)}"
        if body.get("level", LEVELS[0]) not in LEVELS:
            yield f"level {body['level']!r} is none of {', '.join(LEVELS)}"
    if unknown := entry.get("years", {}).keys() - {"first", "last"}:
        yield f"years are bounded by first and last, not {', '.join(sorted(unknown))}"
