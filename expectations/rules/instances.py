"""Expands rules into instances, with the cells on their sides, for every form version (for kinds that have instances).

A side may take cells of the report of the year before: `lhs_last`, `rhs_last`, `when_last`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.rules.form_keys import known_keys
from expectations.rules.instance import Instance
from expectations.rules.kinds import KINDS
from expectations.rules.rule import Rule, RulesError
from extract.form.catalogue import Form, in_versions


def expand(rules: Sequence[Rule], form: Form) -> list[Instance]:
    """All instances, by rule and form version. Raises RulesError if a rule names a cell that the form does not have."""
    return [i for rule in rules for i in _instances(rule, form)]


def _instances(rule: Rule, form: Form) -> Iterator[Instance]:
    of_kind = KINDS[rule.kind].instances if rule.kind else None
    if of_kind is None:
        return
    found = False
    for version in _versions(rule, form):
        known = known_keys(form, version)
        for instance in of_kind(rule, form, version):
            found = True
            if unknown := [t.key for t in instance.terms if t.key is not None and t.key not in known]:
                raise RulesError(f"{rule.rule_id}: the {version} form has no {', '.join(unknown)}")
            yield instance
    if not found:
        raise RulesError(f"{rule.rule_id}: no instance in any form version")


def _versions(rule: Rule, form: Form) -> list[str]:
    """The form versions that a rule is about, the oldest first."""
    try:
        return in_versions(rule.spec.get("forms"), sorted(form.versions))
    except ValueError as error:
        raise RulesError(f"{rule.rule_id}: forms: {error}") from error
