"""What dbt and `make check` read of form.yml and rules.yml: seeds, built in memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from expectations.rules import Rule, load_rules
from expectations.terms import Instance, expand
from extract.form.catalogue import load_form

FORM_FILE = Path(__file__).resolve().parents[1] / "extract" / "form" / "form.yml"
_NUMBER_TYPES = {"whole number >= 0": "whole", "signed whole number": "signed", "decimal >= 0": "decimal"}


@dataclass(frozen=True)
class Seed:
    """One seed: columns as name -> (DuckDB type, description), and its rows."""

    name: str
    description: str
    columns: dict[str, tuple[str, str]]
    rows: list[dict[str, Any]]

    def csv(self) -> str:
        """The file's text; null is an empty field."""
        out = io.StringIO()
        writer = csv.DictWriter(out, list(self.columns), lineterminator="\n")
        writer.writeheader()
        for row in self.rows:
            writer.writerow({c: _plain(row[c]) for c in self.columns})
        return out.getvalue()


def _plain(value: Any) -> Any:
    return (
        {None: "", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else value
    )


@lru_cache(maxsize=1)
def _form_data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(FORM_FILE.read_text(encoding="utf-8"))
    return data


def _form_versions() -> Seed:
    rows = []
    for form, entry in _form_data()["versions"].items():
        years = entry["report_years"]
        first, last = (
            (years[0], years[-1]) if isinstance(years, list) else (int(str(years).rstrip("-")), None)
        )
        rows.append({"form": form, "notice": entry["notice"], "first_year": first, "last_year": last})
    columns = {
        "form": ("varchar", "Form version, named by the year of its notice"),
        "notice": ("varchar", "The State Council office's notice 通知"),
        "first_year": ("integer", "First report year it is for"),
        "last_year": ("integer", "Last report year it is for; null while in use"),
    }
    return Seed("form_versions", "one row per national version of the statutory form", columns, rows)


def _form_cells() -> Seed:
    """Every cell of every table and version, groups of table three among them."""
    data, form = _form_data(), load_form()
    rows: list[dict[str, Any]] = []

    def add(version: str, table: str, row: tuple[str, str], column: tuple[str, str], **more: Any) -> None:
        rows.append(
            {
                "form": version,
                "form_table": table,
                "position": sum(r["form"] == version for r in rows) + 1,
                "key": f"{table}/{row[0]}/{column[0]}",
                "row_key": row[0],
                "column_key": column[0],
                "row_label": row[1],
                "column_label": column[1],
                "unit": more.get("unit"),
                "number_type": more.get("number_type", "whole"),
                "role": more["role"],
            }
        )

    for version in sorted(form.versions):
        for clause in data["disclosures"][version]:
            for row in clause["rows"]:
                for column in clause["columns"]:
                    add(
                        version,
                        "disclosures",
                        (row["key"], row["label"]),
                        (column["key"], column["label"]),
                        unit=column["unit"],
                        number_type=_NUMBER_TYPES[column["type"]],
                        role="item",
                    )
        for form_row in form.application_rows[version]:
            for form_column in form.application_columns:
                add(
                    version,
                    "applications",
                    (form_row.key, form_row.label),
                    (form_column.key, form_column.label),
                    unit="件",
                    role=form_row.role,
                )
        for block in form.appeal_blocks:
            for form_column in form.appeal_columns:
                add(
                    version,
                    "appeals",
                    (block.key, block.label),
                    (form_column.key, form_column.label),
                    unit="件",
                    role="appeal",
                )
    columns = {
        "form": ("varchar", "Form version of the table"),
        "form_table": ("varchar", "disclosures 主动公开, applications 依申请公开 or appeals 复议诉讼"),
        "position": ("integer", "Place in the form's order, from 1"),
        "key": ("varchar", "Cell key: table/row/column"),
        "row_key": ("varchar", "Row, or block of table four"),
        "column_key": ("varchar", "Column"),
        "row_label": ("varchar", "Row label as the notice prints it"),
        "column_label": ("varchar", "Column label as the notice prints it"),
        "unit": ("varchar", "Unit the form gives"),
        "number_type": ("varchar", "whole (>= 0), signed (whole) or decimal (>= 0)"),
        "role": ("varchar", "item, inflow, group, outcome, total, outflow or appeal"),
    }
    return Seed(
        "form_cells", "one row per form version x cell, group rows of table three among them", columns, rows
    )


def _outcomes() -> Seed:
    form = load_form()
    rows = [
        {
            "key": e["key"],
            "position": n,
            "label_zh": e["label"],
            "label_en": e["en"],
            "parent": e.get("parent"),
            "basis": e.get("basis"),
            "role": e["role"],
            "leaf_in": " ".join(
                v
                for v in sorted(form.versions)
                if any(r.key == e["key"] and r.role == "outcome" for r in form.application_rows[v])
            )
            or None,
        }
        for n, e in enumerate(_form_data()["applications"]["rows"], start=1)
    ]
    columns = {
        "key": ("varchar", "Row key of table three"),
        "position": ("integer", "Place in the form's order, from 1"),
        "label_zh": ("varchar", "Label as the notice prints it"),
        "label_en": ("varchar", "Label in English"),
        "parent": ("varchar", "Row it stands under"),
        "basis": ("varchar", "Article of the regulation 条例 it rests on"),
        "role": ("varchar", "inflow, group, outcome, total or outflow; role@version where versions differ"),
        "leaf_in": (
            "varchar",
            "Form versions in which it is a leaf outcome, blanks between them; null: in none",
        ),
    }
    return Seed("outcomes", "one row per row of table three (both form versions)", columns, rows)


def _applicant_types() -> Seed:
    rows = [
        {
            "key": e["key"],
            "position": n,
            "label_zh": e["label"],
            "label_en": e["en"],
            "parent": None if e["key"] == "total" else "total",
            "basis": None,
            "is_printed_total": e["key"] == "total",
        }
        for n, e in enumerate(_form_data()["applications"]["columns"], start=1)
    ]
    columns = {
        "key": ("varchar", "Column key of table three"),
        "position": ("integer", "Place in the form's order, from 1"),
        "label_zh": ("varchar", "Label as the notice prints it"),
        "label_en": ("varchar", "Label in English"),
        "parent": ("varchar", "The printed total it is a part of"),
        "basis": ("varchar", "Legal basis; the notice names none for columns"),
        "is_printed_total": ("boolean", "The printed 总计 column, not a kind of applicant"),
    }
    return Seed("applicant_types", "one row per column of table three", columns, rows)


def _rules(rules: Sequence[Rule]) -> Seed:
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
            "formula": r.text,
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
        "status": ("varchar", "evaluated, planned or counted"),
        "evaluated": ("boolean", "Is it evaluated now?"),
        "formula": ("varchar", "What it says, in words"),
    }
    return Seed("rules", "one row per rule of expectations/rules.yml", columns, rows)


def _instances(instances: Sequence[Instance]) -> tuple[Seed, Seed]:
    rows, terms = [], []
    for number, i in enumerate(instances, start=1):
        rows.append(
            {
                "instance_id": number,
                "rule_id": i.rule_id,
                "form": i.form,
                "form_table": i.table,
                "instance": i.instance,
                "lhs_by": i.lhs_by,
                "lhs_constant": i.constant("lhs"),
                "rhs_constant": i.constant("rhs"),
                "applies": i.applies,
                "decoded_by": i.decoded_by,
                "side_cells": i.count("lhs", "rhs"),
                "when_cells": i.count("when"),
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
        "lhs_by": ("varchar", "sum or max of the left cells"),
        "lhs_constant": ("double", "Number added to the left side"),
        "rhs_constant": ("double", "Number added to the right side"),
        "applies": ("varchar", "always, or only where the sum of its when-cells is zero or positive"),
        "decoded_by": ("varchar", "Problem code that says this sum was used to read the cells"),
        "side_cells": ("integer", "Cells on both sides"),
        "when_cells": ("integer", "Cells of the condition"),
        "cells": ("varchar", "Keys of all cells involved, a JSON array"),
    }
    term_columns = {
        "instance_id": ("integer", "Rule instance"),
        "form": ("varchar", "Form version of the table"),
        "side": ("varchar", "lhs, rhs or when"),
        "position": ("integer", "Order within the instance"),
        "key": ("varchar", "Cell key"),
        "anchor": ("boolean", "The instance exists only where this cell is printed"),
    }
    return (
        Seed("rule_instances", "one row per rule of kind sum x form version x instance", columns, rows),
        Seed("rule_terms", "one row per cell of a rule instance", term_columns, terms),
    )


def _codes(rules: Sequence[Rule]) -> Seed:
    def among(rule: Rule) -> list[str | None]:
        wanted = rule.spec.get("among")
        if isinstance(wanted, dict):  # {rows_of: applications}
            return [r["key"] for r in _form_data()[wanted["rows_of"]]["rows"]]
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


def seeds(rules: Sequence[Rule] | None = None) -> list[Seed]:
    """All seeds, compiled in memory. `rules` defaults to rules.yml."""
    rules = load_rules() if rules is None else rules
    instances, terms = _instances(expand(rules, load_form()))
    return [
        _form_versions(),
        _form_cells(),
        _outcomes(),
        _applicant_types(),
        _rules(rules),
        instances,
        terms,
        _codes(rules),
    ]
