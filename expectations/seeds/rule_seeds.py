"""Seeds made from rules.yml."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.rules.instance import Instance
from expectations.rules.kinds import ALL, KINDS
from expectations.rules.kinds.kind import RuleColumn, RuleKind, SeedTable
from expectations.rules.rule import Rule
from expectations.seeds.table import Seed


def rules_seed(rules: Sequence[Rule]) -> Seed:
    """The seed `rules`: one row per rule, with the columns that kinds add."""
    kind_columns = [column for kind in ALL for column in kind.rule_columns]
    rows = [
        {
            "rule_id": r.rule_id,
            "position": n,
            "kind": r.kind,
            "severity": r.severity,
            "basis": r.basis,
            "operator": r.operator,
            "label_zh": r.label,
            "label_en": r.en,
            "parent": r.rule_id.split(".")[0],
            "status": r.status,
            "evaluated": r.evaluated,
            "first_year": r.spec.get("years", {}).get("first"),
            "last_year": r.spec.get("years", {}).get("last"),
            "over_cells": r.kind is not None and KINDS[r.kind].over_cells,
            **{c.name: r.spec.get(c.field) if c in _columns_of(r) else None for c in kind_columns},
            "formula": r.text,
            "formula_zh": r.text_zh,
        }
        for n, r in enumerate(rules, start=1)
    ]
    columns = {
        "rule_id": ("varchar", "Rule"),
        "position": ("integer", "Place in rules.yml, from 1"),
        "kind": ("varchar", "How its sides are computed; null where nothing evaluates it"),
        "severity": ("varchar", "error, warning or info"),
        "basis": ("varchar", "printed, law, implied, practice or heuristic"),
        "operator": ("varchar", "eq or le"),
        "label_zh": ("varchar", "Title in Chinese"),
        "label_en": ("varchar", "Title in English"),
        "parent": ("varchar", "Family of rules"),
        "status": ("varchar", "evaluated or counted"),
        "evaluated": ("boolean", "Is it evaluated now?"),
        "first_year": ("integer", "First report year it is about; null: any"),
        "last_year": ("integer", "Last report year it is about; null: any"),
        "over_cells": ("boolean", "Does each instance rest on cells of the report?"),
        **{c.name: (c.data_type, c.description) for c in kind_columns},
        "formula": ("varchar", "What it says, in words"),
        "formula_zh": ("varchar", "The same in Chinese; null where a rule does not say it"),
    }
    return Seed("rules", "one row per rule of expectations/rules.yml", columns, rows)


def _columns_of(rule: Rule) -> tuple[RuleColumn, ...]:
    return KINDS[rule.kind].rule_columns if rule.kind else ()


def instance_seeds(instances: Sequence[Instance]) -> tuple[Seed, Seed]:
    """The seeds `rule_instances` and `rule_terms`.

    Rows are in the order of rules.yml and the form and have natural keys, so that a new row of the form only adds lines.
    """
    rows = [
        {
            "instance_key": i.key,
            "rule_id": i.rule_id,
            "form": i.form,
            "form_table": i.table,
            "instance": i.instance,
            "severity": i.severity,
            "lhs_by": i.lhs_by,
            "factor": i.factor,
            "above_zero": i.above_zero,
            "lhs_constant": i.constant("lhs"),
            "rhs_constant": i.constant("rhs"),
            "applies": i.applies,
            "least": i.least,
            "decoded_by": i.decoded_by,
            "over_years": i.over_years,
            "same_form": i.same_form,
        }
        for i in instances
    ]
    terms = [
        {
            "instance_key": i.key,
            "form": i.form,
            "side": t.side,
            "position": t.position,
            "key": t.key,
            "anchor": t.anchor,
        }
        for i in instances
        for t in i.terms
        if t.key is not None
    ]
    columns = {
        "instance_key": ("varchar", "Rule instance: rule@form/instance"),
        "rule_id": ("varchar", "Rule"),
        "form": ("varchar", "Form version of the table"),
        "form_table": ("varchar", "Table the cells stand in"),
        "instance": ("varchar", "Where it is evaluated: column, row, block, or row/column"),
        "severity": ("varchar", "Where it differs from the rule's; null: the rule's"),
        "lhs_by": (
            "varchar",
            "sum or max of the left cells; ratio: of two years the larger against factor times the smaller",
        ),
        "factor": ("double", "Of ratio"),
        "above_zero": ("boolean", "Of ratio: a 0 in either year is no case of it"),
        "lhs_constant": ("double", "Number added to the left side"),
        "rhs_constant": ("double", "Number added to the right side"),
        "applies": (
            "varchar",
            "always, or only where the sum of its when-cells is zero, positive, or at_least `least`",
        ),
        "least": ("double", "Of at_least"),
        "decoded_by": ("varchar", "Problem code that says this sum was used to read the cells"),
        "over_years": ("boolean", "Does it take cells of the report of the year before?"),
        "same_form": ("boolean", "Only where the year before stands on the same form version"),
    }
    term_columns = {
        "instance_key": ("varchar", "Rule instance"),
        "form": ("varchar", "Form version of the table"),
        "side": ("varchar", "lhs, rhs or when; with _last, of the report of the year before"),
        "position": ("integer", "Place of the rule's term; cells of one term stand in the form's order"),
        "key": ("varchar", "Cell key"),
        "anchor": ("boolean", "The instance exists only where this cell is printed"),
    }
    kinds = " and ".join(kind.name for kind in ALL if kind.instances is not None)
    return (
        Seed(
            "rule_instances",
            f"one row per rule over cells (kinds {kinds}) x form version x instance",
            columns,
            rows,
        ),
        Seed("rule_terms", "one row per cell of a rule instance", term_columns, terms),
    )


def kind_seeds(rules: Sequence[Rule]) -> list[Seed]:
    """The seeds that kinds define, each once, with the rules of all kinds that list it."""
    by_table: dict[str, tuple[SeedTable, list[RuleKind]]] = {}
    for kind in ALL:
        for table in kind.seed_tables:
            by_table.setdefault(table.name, (table, []))[1].append(kind)
    return [_kind_seed(table, [kind.name for kind in kinds], rules) for table, kinds in by_table.values()]


def _kind_seed(table: SeedTable, kinds: Sequence[str], rules: Sequence[Rule]) -> Seed:
    *most, last = kinds
    return Seed(
        table.name,
        table.description.format(kinds=f"{', '.join(most)} or {last}" if most else last),
        {"rule_id": ("varchar", "Rule"), **table.columns},
        [{"rule_id": r.rule_id, **row} for r in rules if r.kind in kinds for row in table.rows(r)],
    )


def bodies_seed(rules: Sequence[Rule]) -> Seed:
    """The seed `rule_bodies`: classes of agencies that a rule is limited to."""
    rows = [
        {"rule_id": r.rule_id, "agency_class": body.get("class"), "agency_level": body.get("level")}
        for r in rules
        for body in r.spec.get("bodies", [])
    ]
    columns = {
        "rule_id": ("varchar", "Rule"),
        "agency_class": ("varchar", "Class of agency it is about"),
        "agency_level": ("varchar", "Level of administration it is about; null: any"),
    }
    return Seed(
        "rule_bodies", "one row per rule that is not about every agency x class it is about", columns, rows
    )
