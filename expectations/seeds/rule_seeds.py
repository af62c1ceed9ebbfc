"""rules.yml as seeds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fnmatch import fnmatchcase

from expectations.rules.catalogue import Rule, RulesError
from expectations.rules.instances import Instance
from expectations.seeds.table import Seed
from extract.form.catalogue import TABLES, load_form, merged


def rules_seed(rules: Sequence[Rule]) -> Seed:
    """Every rule with what it is about."""
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
            "by_day": r.spec.get("by"),
            "section": r.spec.get("section"),
            "least_numbers": r.spec.get("least_numbers"),
            "least_alike": r.spec.get("least_alike"),
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
        "by_day": (
            "varchar",
            "Month and day of the year after by which a report is due; null: not about that",
        ),
        "section": ("varchar", "Section of the narrative it looks into"),
        "least_numbers": (
            "integer",
            "Different numbers other than 0 from which on equal tables tell something",
        ),
        "least_alike": ("double", "Share of the narrative's own phrases from which on it is the same"),
        "formula": ("varchar", "What it says, in words"),
        "formula_zh": ("varchar", "The same in Chinese; null where a rule does not say it"),
    }
    return Seed("rules", "one row per rule of expectations/rules.yml", columns, rows)


def instance_seeds(instances: Sequence[Instance]) -> tuple[Seed, Seed]:
    """Instances of the rules over cells, and their terms."""
    rows, terms = [], []
    for number, i in enumerate(instances, start=1):
        rows.append(
            {
                "instance_id": number,
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
                "side_cells": i.count("lhs", "rhs", "lhs_last", "rhs_last"),
                "when_cells": i.count("when", "when_last"),
                "cells": json.dumps(i.keys(), ensure_ascii=False),
            }
        )
        terms += [
            {
                "instance_id": number,
                "form": i.form,
                "side": t.side,
                "position": n,
                "key": t.key,
                "anchor": t.anchor,
            }
            for n, t in enumerate((t for t in i.terms if t.key is not None), start=1)
        ]
    columns = {
        "instance_id": ("integer", "Number of the rule instance in this compilation"),
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
        "side_cells": ("integer", "Cells on both sides"),
        "when_cells": ("integer", "Cells of the condition"),
        "cells": ("varchar", "Keys of all cells of the report itself, a JSON array"),
    }
    term_columns = {
        "instance_id": ("integer", "Rule instance"),
        "form": ("varchar", "Form version of the table"),
        "side": ("varchar", "lhs, rhs or when; with _last, of the report of the year before"),
        "position": ("integer", "Order within the instance"),
        "key": ("varchar", "Cell key"),
        "anchor": ("boolean", "The instance exists only where this cell is printed"),
    }
    return (
        Seed(
            "rule_instances",
            "one row per rule over cells (kinds sum and jump) x form version x instance",
            columns,
            rows,
        ),
        Seed("rule_terms", "one row per cell of a rule instance", term_columns, terms),
    )


def codes_seed(rules: Sequence[Rule]) -> Seed:
    """Problem codes that rules count."""

    def among(rule: Rule) -> list[str | None]:
        wanted = rule.spec.get("among")
        if isinstance(wanted, dict):  # {rows_of: applications}
            return [row.key for row in merged(load_form().application_rows)]
        return wanted or [None]

    rows = [
        {"rule_id": r.rule_id, "code": code, "each": r.spec["each"], "among": instance}
        for r in rules
        if r.kind == "problems"
        for code in r.spec["codes"]
        for instance in among(r)
    ]
    columns = {
        "rule_id": ("varchar", "Rule"),
        "code": ("varchar", "Problem code of the reader"),
        "each": ("varchar", "report: counted together; instance: apart"),
        "among": ("varchar", "Only problems with this instance; null: any"),
    }
    return Seed(
        "rule_codes", "one row per rule of kind problems x problem code x instance looked at", columns, rows
    )


def bodies_seed(rules: Sequence[Rule]) -> Seed:
    """Bodies that rules are about."""
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


def cells_seed(rules: Sequence[Rule]) -> Seed:
    """Cells named by pattern, of the kinds that have no terms."""
    form = load_form()
    keys = list(
        dict.fromkeys(k for v in sorted(form.versions) for table in TABLES for k in form.keys(table, v))
    )
    rows = [
        {"rule_id": r.rule_id, "key": key}
        for r in rules
        if "cells" in r.spec and r.kind != "jump"
        for key in keys
        if any(fnmatchcase(key, pattern) for pattern in r.spec["cells"])
    ]
    for rule in rules:
        for pattern in rule.spec.get("cells", ()):
            if not any(fnmatchcase(key, pattern) for key in keys):
                raise RulesError(f"{rule.rule_id}: no form version has a cell {pattern!r}")
    columns = {"rule_id": ("varchar", "Rule"), "key": ("varchar", "Cell key")}
    return Seed(
        "rule_cells", "one row per rule of kind unit, mention or area_sum x cell it is about", columns, rows
    )


def words_seed(rules: Sequence[Rule]) -> Seed:
    """Words that sections should hold."""
    rows = [{"rule_id": r.rule_id, "word": word} for r in rules for word in r.spec.get("words", [])]
    columns = {
        "rule_id": ("varchar", "Rule"),
        "word": ("varchar", "One of the words that its section should hold"),
    }
    return Seed("rule_words", "one row per rule of kind mention x word", columns, rows)


def claims_seed(rules: Sequence[Rule]) -> Seed:
    """Claims of the narrative that rules are about."""
    rows = [
        {"rule_id": r.rule_id, "claim": claim}
        for r in rules
        if r.kind == "claims"
        for claim in r.spec["claims"]
    ]
    columns = {
        "rule_id": ("varchar", "Rule"),
        "claim": ("varchar", "Kind of claim of the narrative (docs/interface.md)"),
    }
    return Seed("rule_claims", "one row per rule of kind claims x kind of claim", columns, rows)
