"""form.yml as seeds."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from expectations.seeds.table import Seed
from extract.form.catalogue import load_form

FORM_FILE = Path(__file__).resolve().parents[2] / "extract" / "form" / "form.yml"
_NUMBER_TYPES = {"whole number >= 0": "whole", "signed whole number": "signed", "decimal >= 0": "decimal"}


@lru_cache(maxsize=1)
def form_data() -> dict[str, Any]:
    """form.yml as it stands."""
    data: dict[str, Any] = yaml.safe_load(FORM_FILE.read_text(encoding="utf-8"))
    return data


def form_versions() -> Seed:
    """National versions of the form."""
    rows = []
    for form, entry in form_data()["versions"].items():
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


def form_cells() -> Seed:
    """Every cell of every table and version, groups of table three among them."""
    data, form = form_data(), load_form()
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


def outcomes() -> Seed:
    """Rows of table three."""
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
        for n, e in enumerate(form_data()["applications"]["rows"], start=1)
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


def applicant_types() -> Seed:
    """Columns of table three."""
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
        for n, e in enumerate(form_data()["applications"]["columns"], start=1)
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
