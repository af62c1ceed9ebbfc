"""The statutory form as the generator needs it: rows, columns and labels of both versions, from form.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FORM_FILE = Path(__file__).parent.parent / "extract" / "form" / "form.yml"


@dataclass(frozen=True)
class Row:
    """One row of table three; ``role`` is inflow, group, outcome, total or outflow."""

    key: str
    label: str
    parent: str | None
    role: str


@dataclass(frozen=True)
class Clause:
    """One small table of table two: a clause of article 20, its rows and columns as (key, label)."""

    label: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]


@cache
def _form() -> dict[str, Any]:
    form: dict[str, Any] = yaml.safe_load(FORM_FILE.read_text(encoding="utf-8"))
    return form


def headings() -> dict[str, str]:
    """Section key -> statutory heading, in order."""
    return {section["key"]: section["label"] for section in _form()["sections"]}


def applications_note() -> str:
    """The note on the cross totals that is printed in the corner of table three."""
    return str(_form()["applications"]["note"])


def application_columns() -> list[tuple[str, str]]:
    """The seven columns of table three as (key, label), the total last."""
    return [(column["key"], column["label"]) for column in _form()["applications"]["columns"]]


def application_rows(version: str) -> list[Row]:
    """The rows of table three as printed in ``version``, group rows among them."""
    rows = []
    for row in _form()["applications"]["rows"]:
        role = _role(row["role"], version)
        if role:
            rows.append(Row(row["key"], row["label"], row["parent"], role))
    return rows


def _role(spec: str, version: str) -> str | None:
    """``outcome@2019|group@2021`` read for one version; None when the row is not printed there."""
    for part in spec.split("|"):
        role, _, only = part.partition("@")
        if not only or only == version:
            return role
    return None


def appeal_blocks() -> list[str]:
    """The keys of the three blocks of table four."""
    return [block["key"] for block in _form()["appeals"]["blocks"]]


def appeal_columns() -> list[tuple[str, str]]:
    """The five columns of each block as (key, label), the total last."""
    return [(column["key"], column["label"]) for column in _form()["appeals"]["columns"]]


def disclosure_clauses(version: str) -> list[Clause]:
    """The clauses of table two in ``version``, in order."""
    return [
        Clause(
            clause["label"],
            tuple((row["key"], row["label"]) for row in clause["rows"]),
            tuple((column["key"], column["label"]) for column in clause["columns"]),
        )
        for clause in _form()["disclosures"][version]
    ]


def cell_keys(disclosures: str, applications: str) -> list[str]:
    """Every cell key of a report whose tables two and three use the versions given, in the form's order."""
    keys = [
        f"disclosures/{row}/{column}"
        for clause in disclosure_clauses(disclosures)
        for row, _ in clause.rows
        for column, _ in clause.columns
    ]
    keys += [
        f"applications/{row.key}/{column}"
        for row in application_rows(applications)
        if row.role != "group"
        for column, _ in application_columns()
    ]
    keys += [f"appeals/{block}/{column}" for block in appeal_blocks() for column, _ in appeal_columns()]
    return keys
