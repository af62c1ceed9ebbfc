"""The statutory form, every version, typed. Everything here comes from form.yml; no label stands in code.

2019 form: 国办公开办函〔2019〕60号; 2021 form: 国办公开办函〔2021〕30号.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from extract.form.labels import Label, parse_label

TABLES = ("disclosures", "applications", "appeals")
FORM_FILE = Path(__file__).with_name("form.yml")
_SPAN = re.compile(r"(?P<first>\d{4})?(?P<to>-)?(?P<last>\d{4})?")


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of table two or three. `role`: inflow, group (no numbers), outcome, total, outflow, or item (table two)."""

    key: str
    label: str
    role: str
    parent: str | None = None
    parsed: Label = field(default_factory=lambda: Label(0, 0, ""))
    aliases: tuple[str, ...] = ()  # other printings of the words, already normalised
    en: str = ""
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class FormColumn:
    key: str
    label: str
    unit: str | None = None
    words: str = ""  # normalised label, without a bracketed unit
    aliases: tuple[str, ...] = ()
    under: str | None = None  # the heading over several columns that this one stands under
    number_type: str = "whole number >= 0"  # of its cells, in the words of form.yml
    en: str = ""


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

    `key` is its name; `lhs` and `rhs` hold keys. `role` says that the left side is every row (outcome) or column (part) of that role in the
    version in use.
    """

    key: str
    table: str
    each: str
    lhs: tuple[str, ...]
    rhs: tuple[str, ...]
    role: str | None = None


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
    last_years: dict[str, int | None]  # by version: the last report year it is for; none while in use
    application_rows: dict[
        str, tuple[FormRow, ...]
    ]  # by version, as are the columns, blocks and clauses below
    application_columns: dict[str, tuple[FormColumn, ...]]
    application_note: str  # printed in the corner of table three
    appeal_blocks: dict[str, tuple[FormColumn, ...]]
    appeal_columns: dict[str, tuple[FormColumn, ...]]
    clauses: dict[str, tuple[Clause, ...]]
    sections: tuple[Section, ...]
    headings: Headings
    extra_columns: tuple[str, ...]
    remark_columns: tuple[str, ...]
    subtotal_columns: tuple[str, ...]
    sums: tuple[Sum, ...]

    def of_year(self, year: int) -> str:
        """The version that a report on this year has to use; the oldest for years before any."""
        return next((v for v in self.versions if self.first_years[v] <= year), self.versions[-1])

    def table(self, table: str, version: str) -> tuple[object, ...]:
        """Everything that a version prints in a table: versions with equal results print that table alike."""
        if table == "applications":
            return self.application_rows[version], self.application_columns[version]
        if table == "appeals":
            return self.appeal_blocks[version], self.appeal_columns[version]
        return self.clauses[version]

    def alike(self, table: str, version: str) -> list[str]:
        """The versions that print a table as this one does, itself among them, newest first."""
        own = self.table(table, version)
        return [other for other in self.versions if self.table(table, other) == own]

    def left_side(self, equation: Sum, version: str) -> tuple[str, ...]:
        """Keys of the rows or columns that an equation adds up in a version."""
        if equation.role == "outcome":
            return tuple(row.key for row in self.application_rows[version] if row.role == "outcome")
        if equation.role == "part":
            return tuple(c.key for c in self.columns(equation.table, version) if c.key != "total")
        return equation.lhs

    def columns(self, table: str, version: str) -> tuple[FormColumn, ...]:
        """Columns of table three, or of a block of table four."""
        return (self.application_columns if table == "applications" else self.appeal_columns)[version]

    def keys(self, table: str, version: str) -> list[str]:
        """Cell keys of a table in the form's order, groups left out (they count only where they print numbers)."""
        if table == "applications":
            return [
                f"applications/{row.key}/{column.key}"
                for row in self.application_rows[version]
                if row.role != "group"
                for column in self.application_columns[version]
            ]
        if table == "appeals":
            return [
                f"appeals/{block.key}/{column.key}"
                for block in self.appeal_blocks[version]
                for column in self.appeal_columns[version]
            ]
        return [
            f"disclosures/{row.key}/{column.key}"
            for clause in self.clauses[version]
            for row in clause.rows
            for column in clause.columns
        ]


_Entry = TypeVar("_Entry", FormRow, FormColumn)


def of_any(by_version: Mapping[str, tuple[_Entry, ...]]) -> tuple[_Entry, ...]:
    """The rows or columns of every version, equal ones once, the newest version's first."""
    return tuple(dict.fromkeys(entry for entries in by_version.values() for entry in entries))


def of_version(by_version: Mapping[str, tuple[_Entry, ...]], version: str | None) -> tuple[_Entry, ...]:
    """The rows or columns of a version; those of every version where the table's version is not known (None)."""
    return merged(by_version) if version is None else by_version[version]


def merged(by_version: Mapping[str, tuple[_Entry, ...]]) -> tuple[_Entry, ...]:
    """One entry a key over every version, in the order of print: the newest version's where several have it."""
    found: list[_Entry] = []
    for version in sorted(by_version, reverse=True):
        at = 0
        for entry in by_version[version]:
            same = next((place for place, other in enumerate(found) if other.key == entry.key), None)
            if same is None:
                found.insert(at, entry)
            at = (at if same is None else same) + 1
    return tuple(found)


def column_words(label: str) -> str:
    """A column label's words without a bracketed unit: 本年收费金额（单位：万元） is 本年收费金额."""
    return parse_label(re.sub(r"[（(].*?[)）]", "", label)).words


def in_versions(spans: Iterable[str] | None, versions: Iterable[str]) -> list[str]:
    """The versions that `spans` name, in the order of `versions`; all of them where `spans` is None.

    A span is a version ('2021'), or a range from one on ('2021-'), up to one ('-2021') or between two ('2019-2021').
    Raises ValueError for any other text, and for an unknown version.
    """
    known = list(versions)
    if spans is None:
        return known
    chosen: set[str] = set()
    for span in spans:
        found = _SPAN.fullmatch(span)
        ends = [end for end in found.group("first", "last") if end] if found else []
        if found is None or not ends or any(end not in known for end in ends):
            raise ValueError(f"{span!r} names no version of the form: there are {', '.join(sorted(known))}")
        first = found["first"] or min(known)
        last = found["last"] or (max(known) if found["to"] else first)
        chosen.update(version for version in known if first <= version <= last)
    return [version for version in known if version in chosen]


def _of(entries: list[dict[str, Any]], version: str, versions: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The entries that belong to a version."""
    return (entry for entry in entries if version in in_versions(entry.get("forms"), versions))


def _each_once(what: str, entries: tuple[_Entry, ...]) -> tuple[_Entry, ...]:
    keys = [entry.key for entry in entries]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise ValueError(f"{what}: {', '.join(sorted(twice))} stands in one version of the form twice")
    return entries


def _columns(
    entries: list[dict[str, Any]], version: str, versions: tuple[str, ...]
) -> tuple[FormColumn, ...]:
    columns = (
        FormColumn(
            e["key"],
            e["label"],
            e.get("unit"),
            column_words(e["label"]),
            tuple(e.get("aliases", ())),
            e.get("under"),
            e.get("type", "whole number >= 0"),
            e.get("en", ""),
        )
        for e in _of(entries, version, versions)
    )
    return _each_once("columns", tuple(columns))


def _years(versions: dict[str, dict[str, Any]]) -> dict[str, tuple[int, int | None]]:
    """Version -> first and last year, from [2019, 2020] or 2021- (open end). Raises ValueError where versions overlap."""
    found: dict[str, tuple[int, int | None]] = {}
    for version in sorted(versions):
        years = versions[version]["report_years"]
        found[version] = (
            (years[0], years[-1]) if isinstance(years, list) else (int(str(years).rstrip("-")), None)
        )
    for (one, (_, last)), (other, (first, _)) in zip(
        list(found.items())[:-1], list(found.items())[1:], strict=True
    ):
        if last is None or last >= first:
            raise ValueError(
                f"the {one} form is still for report year {first}, from which the {other} form is due"
            )
    return found


def _role(entry: dict[str, Any], version: str, versions: tuple[str, ...]) -> str:
    """`outcome`, or of `{outcome: ['2019'], group: ['2021-']}` the one of this version."""
    role = entry["role"]
    if isinstance(role, str):
        return role
    found = [name for name, spans in role.items() if version in in_versions(spans, versions)]
    if len(found) != 1:
        raise ValueError(f"row {entry['key']} has {len(found)} roles in the {version} form")
    return str(found[0])


def _row(entry: dict[str, Any], role: str) -> FormRow:
    return FormRow(
        key=entry["key"],
        label=entry["label"],
        role=role,
        parent=entry.get("parent"),
        parsed=parse_label(entry["label"]),
        aliases=tuple(parse_label(alias).words for alias in entry.get("aliases", ())),
        en=entry.get("en", ""),
        basis=entry.get("basis"),
    )


def _clauses(entries: list[dict[str, Any]], version: str, versions: tuple[str, ...]) -> tuple[Clause, ...]:
    clauses = tuple(
        Clause(
            str(entry["clause"]),
            entry["label"],
            tuple(_row(row, "item") for row in _of(entry["rows"], version, versions)),
            _columns(entry["columns"], version, versions),
        )
        for entry in _of(entries, version, versions)
    )
    _each_once("rows of table two", tuple(row for clause in clauses for row in clause.rows))
    return clauses


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
            e["key"],
            e["table"],
            e["each"],
            tuple(term for term in e["lhs"] if isinstance(term, str)),
            tuple(e["rhs"]),
            next((term["role"] for term in e["lhs"] if isinstance(term, dict)), None),
        )
        for e in entries
    )


def load_form(path: Path | None = None) -> Form:
    """Load the form from a file, by default form.yml. Shapes: 2021 10 + 175 + 15 cells, 2019 22 + 161 + 15.

    A file is read once. Raises ValueError for versions that contradict each other, KeyError for a missing field.
    """
    return _load(FORM_FILE if path is None else path)


@lru_cache(maxsize=4)
def _load(path: Path) -> Form:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    versions = tuple(sorted(data["versions"], reverse=True))
    years = _years(data["versions"])
    applications, appeals = data["applications"], data["appeals"]
    rows = {
        version: tuple(
            _row(entry, _role(entry, version, versions))
            for entry in _of(applications["rows"], version, versions)
        )
        for version in versions
    }
    return Form(
        versions=versions,
        notices={v: data["versions"][v]["notice"] for v in versions},
        first_years={v: years[v][0] for v in versions},
        last_years={v: years[v][1] for v in versions},
        application_rows={v: _each_once("rows of table three", found) for v, found in rows.items()},
        application_columns={v: _columns(applications["columns"], v, versions) for v in versions},
        application_note=applications["note"],
        appeal_blocks={v: _columns(appeals["blocks"], v, versions) for v in versions},
        appeal_columns={v: _columns(appeals["columns"], v, versions) for v in versions},
        clauses={v: _clauses(data["disclosures"], v, versions) for v in versions},
        sections=tuple(
            Section(e["key"], e["label"], position, tuple(e["keywords"]))
            for position, e in enumerate(data["sections"], start=1)
        ),
        headings=_headings(data["headings"]),
        extra_columns=tuple(data["extra_columns"]),
        remark_columns=tuple(data["remark_columns"]),
        subtotal_columns=tuple(data["subtotal_columns"]),
        sums=_sums(data["sums"]),
    )
