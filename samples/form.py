"""The statutory form for the generator: rows, columns and labels of every version, from form.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FORM_FILE = Path(__file__).parent.parent / "extract" / "form" / "form.yml"
USUAL = "2021"  # the version of a made-up report that names none; its table four and its columns are those of 2019 too


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


def _form() -> dict[str, Any]:
    return _load(FORM_FILE)


@cache
def _load(path: Path) -> dict[str, Any]:
    form: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return form


def _in(entries: list[dict[str, Any]], version: str) -> list[dict[str, Any]]:
    """The entries that belong to a version: those without ``forms``, and those whose ``forms`` name it."""
    return [entry for entry in entries if _names(entry.get("forms", ["-"]), version)]


def _names(spans: list[str], version: str) -> bool:
    """Whether a list of versions ('2021') and spans ('2021-', '-2021', '2019-2021') names this one."""
    for span in spans:
        first, dash, last = span.partition("-")
        if first <= version and (version <= (last or version) if dash else version == first):
            return True
    return False


def headings() -> dict[str, str]:
    """Section key -> statutory heading, in order."""
    return {section["key"]: section["label"] for section in _form()["sections"]}


def applications_note() -> str:
    """The note on the cross totals that is printed in the corner of table three."""
    return str(_form()["applications"]["note"])


def application_columns(version: str = USUAL) -> list[tuple[str, str]]:
    """The columns of table three as (key, label), the total last."""
    return _keys_and_labels(_form()["applications"]["columns"], version)


def _keys_and_labels(entries: list[dict[str, Any]], version: str) -> list[tuple[str, str]]:
    return [(entry["key"], entry["label"]) for entry in _in(entries, version)]


def application_rows(version: str) -> list[Row]:
    """The rows of table three as printed in ``version``, group rows among them."""
    return [
        Row(row["key"], row["label"], row["parent"], _role(row["role"], version))
        for row in _in(_form()["applications"]["rows"], version)
    ]


def _role(role: str | dict[str, list[str]], version: str) -> str:
    """The role of a row in one version; ``{outcome: ['2019'], group: ['2021-']}`` gives one for each."""
    if isinstance(role, str):
        return role
    return next(name for name, spans in role.items() if _names(spans, version))


def appeal_blocks(version: str = USUAL) -> list[str]:
    """The keys of the three blocks of table four."""
    return [key for key, _ in _keys_and_labels(_form()["appeals"]["blocks"], version)]


def appeal_columns(version: str = USUAL) -> list[tuple[str, str]]:
    """The columns of each block as (key, label), the total last."""
    return _keys_and_labels(_form()["appeals"]["columns"], version)


def disclosure_clauses(version: str) -> list[Clause]:
    """The clauses of table two in ``version``, in order."""
    return [
        Clause(
            clause["label"],
            tuple(_keys_and_labels(clause["rows"], version)),
            tuple(_keys_and_labels(clause["columns"], version)),
        )
        for clause in _in(_form()["disclosures"], version)
    ]


def cell_keys(disclosures: str, applications: str, appeals: str = USUAL) -> list[str]:
    """Every cell key of a report whose tables use the versions given, in the form's order."""
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
        for column, _ in application_columns(applications)
    ]
    keys += [
        f"appeals/{block}/{column}"
        for block in appeal_blocks(appeals)
        for column, _ in appeal_columns(appeals)
    ]
    return keys
