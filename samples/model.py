"""A sample report: its numbers completed to a whole form, its prose, and what is wrong with it on purpose.

The data stand in ``samples/reports/*.yml``. There, table three is given by its leaf rows without totals (rows that are
left out are zero), table four without totals. The totals and what is carried over are computed here, so that a report
adds up unless its ``printed`` entries say that the agency printed something else. A row may be given shorter than it is:
the cells missing at its end are zero. A report that ``consolidates`` others has the sums of theirs, plus rows of its own.
``samples/compact.py`` completes entries that give little more than numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from samples import form
from samples.compact import spelled_out

DATA = Path(__file__).parent / "reports"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is installed
DASHES = ("—", "－", "-", "/", "无")


@dataclass(frozen=True)
class Cell:
    """The text that the agency printed (``raw``) and how it is to be read: ``state`` is number, blank or dash."""

    raw: str
    value: str | None
    state: str


@dataclass(frozen=True)
class Report:
    """One sample report, ready to be laid out.

    ``cells`` has every cell of the form versions in use, in the form's order. ``dropped`` names cells that the layout leaves
    out, so that their row is short. ``labels`` replaces a row's label by a misprint. ``broken`` lists the rules that the
    report breaks on purpose as (rule_id, instance); ``across`` those that only other reports, or the roster, can show.
    """

    file: str
    layout: str
    agency: str
    agency_any: tuple[str, ...]
    year: int
    form_disclosures: str
    form_applications: str
    form_appeals: str
    cells: dict[str, Cell]
    prose: dict[str, list[str]]
    title: list[str]
    top: list[str]
    end: list[str]
    labels: dict[str, str]
    dropped: frozenset[str]
    broken: list[tuple[str, str | None]]
    sidecar: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)
    readable: bool = True
    across: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def stem(self) -> str:
        """``<batch>/<file name without its ending>``."""
        return self.file.rsplit(".", 1)[0]

    def label(self, key: str, statutory: str) -> str:
        """The label printed for a row: the statutory one unless the agency misprinted it."""
        return self.labels.get(key, statutory)


def load_reports() -> list[Report]:
    """Every sample report, in the order of the data files; always the same objects, which must not be changed."""
    return list(_reports(DATA))


@lru_cache(maxsize=1)
def _reports(folder: Path) -> tuple[Report, ...]:
    entries: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), _LOADER):
            if entry["file"] in entries:
                raise ValueError(f"{entry['file']} stands in {path.name} a second time")
            entries[entry["file"]] = spelled_out(entry)
    return tuple(_report(entry, entries) for entry in entries.values())


def _report(entry: dict[str, Any], entries: dict[str, dict[str, Any]]) -> Report:
    forms = dict.fromkeys(("disclosures", "applications", "appeals"), form.USUAL) | entry.get("forms", {})
    tables = {table: _rows(entry, table, entries) for table in ("disclosures", "applications", "appeals")}
    numbers = dict(_disclosures(tables["disclosures"], forms["disclosures"]))
    numbers |= dict(_applications(tables["applications"], forms["applications"], entry["file"]))
    numbers |= dict(_appeals(tables["appeals"], forms["appeals"]))
    cells = {}
    for key in form.cell_keys(forms["disclosures"], forms["applications"], forms["appeals"]):
        cells[key] = _printed(key, numbers[key], entry.get("printed", {}))
    words = _numbers_for_prose(cells, entry["year"])
    return Report(
        file=entry["file"],
        layout=entry["layout"],
        agency=entry["agency"],
        agency_any=tuple(dict.fromkeys([entry["agency"], *entry.get("agency_any", [])])),
        year=entry["year"],
        form_disclosures=forms["disclosures"],
        form_applications=forms["applications"],
        form_appeals=forms["appeals"],
        cells=cells,
        prose={key: [text.format_map(words) for text in entry[key]] for key in PROSE},
        title=[line.format_map(words) for line in entry.get("title", [])],
        top=entry.get("top", []),
        end=entry.get("end", []),
        labels=entry.get("labels", {}),
        dropped=frozenset(entry.get("dropped", [])),
        broken=[(rule, instance) for rule, instance in entry.get("broken", [])],
        sidecar=entry.get("sidecar", {}),
        options=entry.get("options", {}),
        readable=entry.get("readable", True),
        across=[(rule, instance) for rule, instance in entry.get("across", [])],
    )


PROSE = ("intro", "overview", "problems", "other_matters")
Rows = dict[str, list[Any]]


def _rows(entry: dict[str, Any], table: str, entries: dict[str, dict[str, Any]]) -> Rows:
    """The rows of a table as an entry gives them, plus the sums of the reports that it consolidates."""
    rows = [dict(entry.get(table, {}))]
    rows += [_rows(entries[file], table, entries) for file in entry.get("consolidates", [])]
    keys = dict.fromkeys(key for given in rows for key in given)
    return {key: _sums([given[key] for given in rows if key in given]) for key in keys}


def _sums(rows: list[list[Any]]) -> list[Any]:
    """Rows added up place by place; a single row is returned as printed."""
    if len(rows) == 1:
        return rows[0]
    return [sum(map(Decimal, map(str, places))) for places in zip_longest(*rows, fillvalue=0)]


def _row(rows: Rows, key: str, length: int) -> list[Any]:
    """A row in its whole length; cells that are not given are zero."""
    given = rows.get(key, [])
    if len(given) > length:
        raise ValueError(f"{key}: {len(given)} values for {length} columns")
    return [*given, *[0] * (length - len(given))]


def _disclosures(given: Rows, version: str) -> Iterator[tuple[str, str]]:
    for clause in form.disclosure_clauses(version):
        for row, _ in clause.rows:
            values = _row(given, row, len(clause.columns))
            for (column, _), value in zip(clause.columns, values, strict=True):
                yield f"disclosures/{row}/{column}", str(value)


def _applications(given: Rows, version: str, file: str) -> Iterator[tuple[str, str]]:
    rows = form.application_rows(version)
    columns = [key for key, _ in form.application_columns(version)]
    kinds = range(len(columns) - 1)
    leaves = {row.key: _row(given, row.key, len(kinds)) for row in rows if row.role in ("inflow", "outcome")}
    if unknown := set(given) - set(leaves):
        raise ValueError(f"{file}: rows not on the {version} form: {sorted(unknown)}")
    closed = [sum(leaves[row.key][i] for row in rows if row.role == "outcome") for i in kinds]
    open_ = [leaves["received_new"][i] + leaves["carried_in"][i] - closed[i] for i in kinds]
    if min(open_) < 0:
        raise ValueError(f"{file}: more requests closed than there were: {open_}")
    for row, values in {**leaves, "closed_total": closed, "carried_out": open_}.items():
        for column, value in zip(columns, [*values, sum(values)], strict=True):
            yield f"applications/{row}/{column}", str(value)


def _appeals(given: Rows, version: str) -> Iterator[tuple[str, str]]:
    columns = [key for key, _ in form.appeal_columns(version)]
    for block in form.appeal_blocks(version):
        values = _row(given, block, len(columns) - 1)
        for column, value in zip(columns, [*values, sum(values)], strict=True):
            yield f"appeals/{block}/{column}", str(value)


def _printed(key: str, number: str, printed: dict[str, Any]) -> Cell:
    """The cell as printed: the number, or the text that the first matching pattern of ``printed`` gives."""
    for pattern, what in printed.items():
        if fnmatchcase(key, pattern):
            if isinstance(what, dict):
                return Cell(what["raw"], what["value"], "number")
            if what == "":
                return Cell("", None, "blank")
            if what in DASHES:
                return Cell(what, None, "dash")
            return Cell(str(what), str(what), "number")
    return Cell(number, number, "number")


def _numbers_for_prose(cells: dict[str, Cell], year: int) -> dict[str, str]:
    """The numbers that sentences may quote, taken from the tables so that text and tables agree."""

    def count(key: str) -> int:
        cell = cells.get(key)
        return int(cell.value) if cell and cell.value is not None and cell.value.isdigit() else 0

    def group(name: str) -> int:
        return sum(
            count(key) for key in cells if key.startswith(f"applications/{name}") and key.endswith("/total")
        )

    total = {
        row: count(f"applications/{row}/total") for row in ("received_new", "carried_in", "closed_total")
    }
    words = {
        "year": str(year),
        "next": str(year + 1),
        "received": str(total["received_new"]),
        "natural": str(count("applications/received_new/natural_person")),
        "organisations": str(total["received_new"] - count("applications/received_new/natural_person")),
        "carried_in": str(total["carried_in"]),
        "closed": str(total["closed_total"]),
        "carried_out": str(count("applications/carried_out/total")),
        "granted": str(count("applications/granted/total")),
        "granted_in_part": str(count("applications/granted_in_part/total")),
        "denied": str(group("denied.")),
        "unavailable": str(group("unavailable.")),
        "not_processed": str(group("not_processed.")),
        "other": str(group("other")),
        "reconsiderations": str(count("appeals/reconsideration/total")),
        "lawsuits": str(
            count("appeals/litigation_direct/total") + count("appeals/litigation_after_reconsideration/total")
        ),
    }
    for key, cell in cells.items():
        table, row, column = key.split("/")
        if table == "disclosures" and cell.value is not None:
            words[f"{row}_{column}"] = cell.value
    return words
