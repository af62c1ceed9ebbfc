"""rules.yml, typed and checked. A mistake in it is an error here, before anything is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from extract.form.catalogue import load_form
from extract.messages import problem_titles
from extract.metadata.title_page import CLASSES
from extract.narrative.claim import KINDS

SEVERITIES = ("error", "warning", "info")
RULES_FILE = Path(__file__).parents[1] / "rules.yml"
BASES = ("printed", "law", "implied", "practice", "heuristic")
# What each kind must and may say besides the common fields.
_COMMON = {"id", "severity", "basis", "label", "en", "text"}
_NEEDS: dict[str, set[str]] = {
    "sum": {"each", "operator"},
    "jump": {"cells", "from", "factor"},
    "problems": {"codes", "each"},
    "number_type": set(),
    "form_for_year": {"operator"},
    "unit": {"cells"},
    "mention": {"cells", "section", "words"},
    "claims": {"claims"},
    "claim_parts": set(),
    "period": set(),
    "published": {"operator"},
    "revision": set(),
    "duplicate": {"least_numbers", "least_alike"},
    "area_sum": {"cells", "operator"},
    "roster": set(),
}
_MAY: dict[str, set[str]] = {
    "sum": {
        "table", "lhs", "rhs", "lhs_last", "rhs_last", "lhs_by", "forms", "rows", "columns", "when", "decoded_by",
        "same_form", "severity_at",
    },
    "jump": {"forms", "same_form", "severity_at", "above_zero"},
    "problems": {"among"},
    "published": {"by"},
}  # fmt: skip
_SCOPE = {"bodies", "years"}  # whose reports, and of which years, a rule of any kind is about
_EACH = {"sum": ("column", "row", "group", "block", "report"), "problems": ("report", "instance")}
_OPERATOR = {"jump": "le"}  # where a kind leaves no choice; else eq unless the rule says so
_CONDITIONS = ("zero", "positive")
LEVELS = ("national", "province", "prefecture", "county", "town", "local")


class RulesError(ValueError):
    """rules.yml says something that cannot be evaluated."""


@dataclass(frozen=True)
class Rule:
    """One rule. `spec` holds the fields of its kind as written; `kind` is None where nothing evaluates it yet."""

    rule_id: str
    severity: str
    basis: str
    label: str
    en: str
    text: str
    text_zh: str | None
    status: str  # evaluated | counted
    kind: str | None
    operator: str  # eq | le
    spec: Mapping[str, Any]

    @property
    def evaluated(self) -> bool:
        """Is there a kind that computes its sides?"""
        return self.kind is not None


@lru_cache(maxsize=8)
def load_rules(path: Path = RULES_FILE) -> tuple[Rule, ...]:
    """Every rule of rules.yml, in its order. Raises RulesError naming the rule and the field."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    rules = tuple(_rule(entry) for entry in entries)
    doubles = {r.rule_id for r in rules if sum(o.rule_id == r.rule_id for o in rules) > 1}
    if doubles:
        raise RulesError(f"rule ids used twice: {', '.join(sorted(doubles))}")
    return rules


def _rule(entry: dict[str, Any]) -> Rule:
    rule_id = entry.get("id", "?")
    kind = entry.get("kind")
    missing = _COMMON - entry.keys()
    if missing:
        raise RulesError(f"{rule_id}: missing {', '.join(sorted(missing))}")
    if entry["severity"] not in SEVERITIES:
        raise RulesError(f"{rule_id}: severity {entry['severity']!r} is none of {', '.join(SEVERITIES)}")
    if entry["basis"] not in BASES:
        raise RulesError(f"{rule_id}: basis {entry['basis']!r} is none of {', '.join(BASES)}")
    if (kind is None) != (entry.get("status") == "counted"):
        raise RulesError(f"{rule_id}: either a kind, or status counted")
    if kind is not None:
        _check_kind(rule_id, kind, entry)
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
        operator=entry.get("operator", _OPERATOR.get(kind or "", "eq")),
        spec={k: v for k, v in entry.items() if k not in _COMMON | {"text_zh", "status", "kind", "operator"}},
    )


def _check_kind(rule_id: str, kind: str, entry: dict[str, Any]) -> None:
    if kind not in _NEEDS:
        raise RulesError(f"{rule_id}: kind {kind!r} is none of {', '.join(_NEEDS)}")
    fields = entry.keys() - _COMMON - {"kind", "text_zh"}
    if missing := _NEEDS[kind] - fields:
        raise RulesError(f"{rule_id}: a rule of kind {kind} needs {', '.join(sorted(missing))}")
    if unknown := fields - _NEEDS[kind] - _MAY.get(kind, set()) - _SCOPE:
        raise RulesError(f"{rule_id}: {', '.join(sorted(unknown))} means nothing to a rule of kind {kind}")
    if entry.get("operator", "eq") not in ("eq", "le"):
        raise RulesError(f"{rule_id}: operator {entry['operator']!r} is neither eq nor le")
    if kind in _EACH and entry["each"] not in _EACH[kind]:
        raise RulesError(f"{rule_id}: each {entry['each']!r} is none of {', '.join(_EACH[kind])}")
    if kind == "sum":
        _check_sum(rule_id, entry)
    if kind == "published" and entry["operator"] == "le":
        try:
            date.fromisoformat(f"2001-{entry.get('by')}")
        except ValueError:
            raise RulesError(f"{rule_id}: `by` is a day of the year after, as 01-31") from None
    for severity in entry.get("severity_at", {}).values():
        if severity not in SEVERITIES:
            raise RulesError(f"{rule_id}: severity {severity!r} is none of {', '.join(SEVERITIES)}")
    for body in entry.get("bodies", []):
        if unknown := body.keys() - {"class", "level"}:
            raise RulesError(f"{rule_id}: bodies have a class and a level, not {', '.join(sorted(unknown))}")
        if body.get("class") not in CLASSES:
            raise RulesError(f"{rule_id}: class {body.get('class')!r} is none of {', '.join(CLASSES)}")
        if body.get("level", LEVELS[0]) not in LEVELS:
            raise RulesError(f"{rule_id}: level {body['level']!r} is none of {', '.join(LEVELS)}")
    if unknown := set(entry.get("codes", ())) - problem_titles().keys():
        raise RulesError(f"{rule_id}: no problem of the reader has the code {', '.join(sorted(unknown))}")
    if unknown := set(entry.get("claims", ())) - set(KINDS):
        raise RulesError(f"{rule_id}: the narrative makes no claims of {', '.join(sorted(unknown))}")
    if "section" in entry and entry["section"] not in {s.key for s in load_form().sections}:
        raise RulesError(f"{rule_id}: the form has no section {entry['section']!r}")
    if unknown := entry.get("years", {}).keys() - {"first", "last"}:
        raise RulesError(f"{rule_id}: years are bounded by first and last, not {', '.join(sorted(unknown))}")


def _check_sum(rule_id: str, entry: dict[str, Any]) -> None:
    if entry["each"] != "report" and "table" not in entry:
        raise RulesError(f"{rule_id}: a rule of kind sum for each {entry['each']} needs a table")
    left, right = (entry.get(side) or entry.get(f"{side}_last") for side in ("lhs", "rhs"))
    if entry["each"] != "group" and not (left and right):
        raise RulesError(f"{rule_id}: both sides need terms")
    if "when" in entry and entry["when"].get("is") not in _CONDITIONS:
        raise RulesError(f"{rule_id}: the condition of `when` is none of {', '.join(_CONDITIONS)}")
