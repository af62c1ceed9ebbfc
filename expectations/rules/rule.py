"""One rule of rules.yml as a typed record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SEVERITIES = ("error", "warning", "info")


class RulesError(ValueError):
    """rules.yml has a rule that cannot be evaluated; the message names the rule and the field."""


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
        """Does the rule have a kind, which computes its sides?"""
        return self.kind is not None
