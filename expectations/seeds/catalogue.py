"""Builds all seeds: the tables of form.yml and rules.yml that dbt and `make check` read."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.rules.catalogue import load_rules
from expectations.rules.instances import expand
from expectations.rules.rule import Rule
from expectations.seeds.form_seeds import applicant_types, form_cells, form_versions, outcomes
from expectations.seeds.rule_seeds import bodies_seed, instance_seeds, kind_seeds, rules_seed
from expectations.seeds.table import Seed
from extract.form.catalogue import load_form


def seeds(rules: Sequence[Rule] | None = None) -> list[Seed]:
    """All seeds, compiled in memory. `rules` defaults to rules.yml."""
    rules = load_rules() if rules is None else rules
    instances, terms = instance_seeds(expand(rules, load_form()))
    return [
        form_versions(),
        form_cells(),
        outcomes(),
        applicant_types(),
        rules_seed(rules),
        instances,
        terms,
        bodies_seed(rules),
        *kind_seeds(rules),
    ]
