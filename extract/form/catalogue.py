"""The statutory form, both versions, typed. Everything here comes from form.yml; no label stands in code.

2019 form: 国办公开办函〔2019〕60号; 2021 form: 国办公开办函〔2021〕30号.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from extract.form.labels import Label, parse_label

TABLES = ("disclosures", "applications", "appeals")


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of table two or three. `role`: inflow, group (no numbers), outcome, total, outflow, or item (table two)."""

    key: str
    label: str
    role: str
    parent: str | None = None
    parsed: Label = field(default_factory=lambda: Label(0, 0, ""))
    aliases: tuple[str, ...] = ()  # other printings of the words, already normalised


@dataclass(frozen=True, slots=True)
class FormColumn:
    key: str
    label: str
    unit: str | None = None
    words: str = ""  # normalised label, without a bracketed unit
    aliases: tuple[str, ...] = ()
    under: str | None = None  # the heading over several columns that this one stands under


@dataclass(frozen=True, slots=True)
class Clause:
    """One of the small stacked tables of table two (one clause of art. 20)."""

    clause: str
    label: str
    rows: tuple[FormRow, ...]
    columns: tuple[FormColumn, ...]


@dataclass(frozen=True, slots=True)
class Headings:
    """Words over or beside the tables that hold no numbers; `organisations_printed` knows the ways they are printed."""

    section: str
    note: str
    applicants: str
    organisations: str
    organisations_printed: re.Pattern[str]
    lawsuits: str
    content: str
    clause: str


@dataclass(frozen=True, slots=True)
class Sum:
    """One of the form's own sums: over the columns of each `row` or `block`, or the rows of each `column`.

    `lhs` and `rhs` hold keys; `outcomes` says that the left side is every row of that role in the version in use.
    """

    table: str
    each: str
    lhs: tuple[str, ...]
    rhs: tuple[str, ...]
    outcomes: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    label: str
    ordinal: int
    keywords: tuple[str, ...]


@dataclass(
    frozen=True, slots=True, eq=False
)  # one object; known by identity, so that what depends on it may be cached
class Form:
    versions: tuple[str, ...]  # newest first
    notices: dict[str, str]  # by version: the notice that brought it
    first_years: dict[str, int]  # by version: the first report year it is for
    application_rows: dict[str, tuple[FormRow, ...]]  # by version
    application_columns: tuple[FormColumn, ...]
    application_note: str  # printed in the corner of table three
    appeal_blocks: tuple[FormColumn, ...]
    appeal_columns: tuple[FormColumn, ...]
    clauses: dict[str, tuple[Clause, ...]]  # by version
    sections: tuple[Section, ...]
    headings: Headings
    extra_columns: tuple[str, ...]
    remark_columns: tuple[str, ...]
    subtotal_columns: tuple[str, ...]
    sums: tuple[Sum, ...]

    @property
    def newest(self) -> str:
        return self.versions[0]

    def of_year(self, year: int) -> str:
        """The version that a report on this year has to use; the oldest for years before any."""
        return next((v for v in self.versions if self.first_years[v] <= year), self.versions[-1])

    def keys(self, table: str, version: str) -> list[str]:
        """Cell keys of a table in the form's order, groups left out (they count only where they print numbers)."""
        if table == "applications":
            return [
                f"applications/{row.key}/{column.key}"
                for row in self.application_rows[version]
                if row.role != "group"
                for column in self.application_columns
            ]
        if table == "appeals":
            return [f"appeals/{b.key}/{c.key}" for b in self.appeal_blocks for c in self.appeal_columns]
        return [
            f"disclosures/{row.key}/{column.key}"
            for clause in self.clauses[version]
            for row in clause.rows
            for column in clause.columns
        ]


def column_words(label: str) -> str:
    """A column label's words without a bracketed unit: 本年收费金额（单位：万元） is 本年收费金额."""
    return parse_label(re.sub(r"[（(].*?[)）]", "", label)).words


def _columns(entries: list[dict[str, Any]]) -> tuple[FormColumn, ...]:
    return tuple(
        FormColumn(
            e["key"],
            e["label"],
            e.get("unit"),
            column_words(e["label"]),
            tuple(e.get("aliases", ())),
            e.get("under"),
        )
        for e in entries
    )


def _first_year(years: list[int] | str) -> int:
    """Of [2019, 2020] or 2021- (and on)."""
    return years[0] if isinstance(years, list) else int(years.rstrip("-"))


def _role(role: str, version: str) -> str | None:
    """`outcome@2019|group@2021` -> the role in this version; None where the row is not in it."""
    if "@" not in role:
        return role
    for part in role.split("|"):
        name, _, of_version = part.partition("@")
        if of_version == version:
            return name
    return None


def _row(entry: dict[str, Any], role: str) -> FormRow:
    return FormRow(
        key=entry["key"],
        label=entry["label"],
        role=role,
        parent=entry.get("parent"),
        parsed=parse_label(entry["label"]),
        aliases=tuple(parse_label(alias).words for alias in entry.get("aliases", ())),
    )


def _headings(data: dict[str, Any]) -> Headings:
    return Headings(
        **data["applications"],
        **data["appeals"],
        **data["disclosures"],
        organisations_printed=re.compile(data["organisations_printed"]),
    )


def _sums(entries: list[dict[str, Any]]) -> tuple[Sum, ...]:
    return tuple(
        Sum(
            e["table"],
            e["each"],
            tuple(term for term in e["lhs"] if isinstance(term, str)),
            tuple(e["rhs"]),
            {"role": "outcome"} in e["lhs"],
        )
        for e in entries
    )


@lru_cache(maxsize=1)
def load_form() -> Form:
    """The form of form.yml. Shapes: 2021 10 + 175 + 15 cells, 2019 22 + 161 + 15."""
    data = yaml.safe_load(files("extract.form").joinpath("form.yml").read_text(encoding="utf-8"))
    versions = tuple(sorted(data["versions"], reverse=True))
    rows = {
        version: tuple(
            _row(entry, role)
            for entry in data["applications"]["rows"]
            if (role := _role(entry["role"], version)) is not None
        )
        for version in versions
    }
    clauses = {
        version: tuple(
            Clause(
                str(entry["clause"]),
                entry["label"],
                tuple(_row(row, "item") for row in entry["rows"]),
                _columns(entry["columns"]),
            )
            for entry in data["disclosures"][version]
        )
        for version in versions
    }
    sections = tuple(
        Section(e["key"], e["label"], position, tuple(e["keywords"]))
        for position, e in enumerate(data["sections"], start=1)
    )
    return Form(
        versions=versions,
        notices={v: data["versions"][v]["notice"] for v in versions},
        first_years={v: _first_year(data["versions"][v]["report_years"]) for v in versions},
        application_rows=rows,
        application_columns=_columns(data["applications"]["columns"]),
        application_note=data["applications"]["note"],
        appeal_blocks=_columns(data["appeals"]["blocks"]),
        appeal_columns=_columns(data["appeals"]["columns"]),
        clauses=clauses,
        sections=sections,
        headings=_headings(data["headings"]),
        extra_columns=tuple(data["extra_columns"]),
        remark_columns=tuple(data["remark_columns"]),
        subtotal_columns=tuple(data["subtotal_columns"]),
        sums=_sums(data["sums"]),
    )
