"""Seeds made from form.yml."""

from __future__ import annotations

from typing import Any

from expectations.seeds.table import Seed
from extract.form.catalogue import Form, FormRow, load_form, merged

_NUMBER_TYPES = {"whole number >= 0": "whole", "signed whole number": "signed", "decimal >= 0": "decimal"}


def form_versions() -> Seed:
    """The seed `form_versions`: national versions of the form."""
    form = load_form()
    rows = [
        {
            "form": version,
            "notice": form.notices[version],
            "first_year": form.first_years[version],
            "last_year": form.last_years[version],
        }
        for version in sorted(form.versions)
    ]
    columns = {
        "form": ("varchar", "Form version, named by the year of its notice"),
        "notice": ("varchar", "The State Council office's notice 通知"),
        "first_year": ("integer", "First report year it is for"),
        "last_year": ("integer", "Last report year it is for; null while in use"),
    }
    return Seed("form_versions", "one row per national version of the statutory form", columns, rows)


def form_cells() -> Seed:
    """The seed `form_cells`: every cell of every table and version, with the group rows of table three."""
    form = load_form()
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
        for clause in form.clauses[version]:
            for row in clause.rows:
                for column in clause.columns:
                    add(
                        version,
                        "disclosures",
                        (row.key, row.label),
                        (column.key, column.label),
                        unit=column.unit,
                        number_type=_NUMBER_TYPES[column.number_type],
                        role="item",
                    )
        for form_row in form.application_rows[version]:
            for form_column in form.application_columns[version]:
                add(
                    version,
                    "applications",
                    (form_row.key, form_row.label),
                    (form_column.key, form_column.label),
                    unit="件",
                    role=form_row.role,
                )
        for block in form.appeal_blocks[version]:
            for form_column in form.appeal_columns[version]:
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
    """The seed `outcomes`: rows of table three."""
    form = load_form()
    rows = [
        {
            "key": row.key,
            "position": n,
            "label_zh": row.label,
            "label_en": row.en,
            "parent": row.parent,
            "basis": row.basis,
            "role": _roles(form, row.key),
            "leaf_in": " ".join(v for v, r in _by_version(form, row.key).items() if r.role == "outcome")
            or None,
        }
        for n, row in enumerate(merged(form.application_rows), start=1)
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


def _by_version(form: Form, key: str) -> dict[str, FormRow]:
    """A row of table three in each version that has it, the oldest first."""
    return {v: row for v in sorted(form.versions) for row in form.application_rows[v] if row.key == key}


def _roles(form: Form, key: str) -> str:
    """The role of a row of table three; as role@version|role@version where versions differ."""
    rows = _by_version(form, key)
    roles = {row.role for row in rows.values()}
    if len(roles) == 1 and len(rows) == len(form.versions):
        return roles.pop()
    return "|".join(f"{row.role}@{version}" for version, row in rows.items())


def applicant_types() -> Seed:
    """The seed `applicant_types`: columns of table three."""
    rows = [
        {
            "key": column.key,
            "position": n,
            "label_zh": column.label,
            "label_en": column.en,
            "parent": None if column.key == "total" else "total",
            "basis": None,
            "is_printed_total": column.key == "total",
        }
        for n, column in enumerate(merged(load_form().application_columns), start=1)
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
