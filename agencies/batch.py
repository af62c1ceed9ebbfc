"""Resolves the agencies of one batch: for each stored report, what it says of its agency on its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from agencies.decide import Decision, decide
from agencies.evidence import Evidence, Report
from agencies.gazetteer import Gazetteer
from agencies.keys import COMPARED, Row, not_versions, open_keys
from agencies.names import Named
from agencies.overrides import Entry
from agencies.words import strength
from extract.form.labels import squeeze
from extract.metadata.title_page import classify

_MOST_DIVISIONS = 200  # rows stored for one piece of evidence: one that fits more divisions says little
_COLUMNS = {
    "reports": ["report_id", "sha256", "path", "batch", "agency_name", "agency_class", "division_code", "url", "report_year", "in_landing"],
    "sections": ["report_id", "key", "text"],
    "surroundings": ["report_id", "kind", "text"],
}  # fmt: skip
TABLES_READ = tuple(_COLUMNS)
"""Tables of the extraction store that resolution reads."""


def resolve_batch(
    folder: Path, entries: Sequence[Entry], gazetteer: Gazetteer
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the tables `found` and `evidence` for the batch stored in `folder`."""
    tables = {
        name: pq.read_table(folder / f"{name}.parquet", columns=columns) for name, columns in _COLUMNS.items()
    }
    sections, surroundings = (
        _TextsByReport(tables[name], by) for name, by in (("sections", "key"), ("surroundings", "kind"))
    )
    evidence: dict[str, list[dict[str, Any]]] = {}
    key_rows: dict[str, Row] = {}
    overviews: dict[str, str] = {}

    def resolve_report(stored: Mapping[str, Any], lines: Sequence[Entry]) -> dict[str, Any]:
        """Return the report's row of `found` by these lines of agencies.csv; also note its evidence and what its key needs."""
        report = _report(stored, sections, surroundings)
        decision = decide(report, gazetteer)
        row = _found_row(report, decision, lines, gazetteer)
        if decision is None:
            return row
        pieces = decision.evidence
        if row["decided_by"] == "agencies_csv":
            override = Evidence(
                "agencies_csv", f"agencies.csv, line {row['entry']}", frozenset([row["division_code"]])
            )
            pieces = (override, *pieces)
        evidence[report.report_id] = list(_evidence(report, pieces, gazetteer))
        overview = sections.joined(report.report_id, "overview")
        if overview:
            overviews[report.report_id] = overview
        names = {
            name: stored[name]
            for name in ("report_id", "sha256", "path", "batch", "report_year", "in_landing")
        }
        key_rows[report.report_id] = Row(
            **names, name=row["name_in_full"], division_code=row["division_code"]
        )
        return row

    reports = tables["reports"].to_pylist()
    found = [resolve_report(stored, entries) for stored in reports]
    rows_by_line: dict[tuple[int, str], list[Row]] = {}
    for row in found:
        if row.get("decided_by") == "agencies_csv":
            rows_by_line.setdefault((row["entry"], row["canonical_name"]), []).append(
                key_rows[row["report_id"]]
            )
    # A line that names one of two towns of the same name does not make their reports versions of one report.
    refused = {
        row.report_id: line
        for (line, _), rows in rows_by_line.items()
        for row in not_versions(rows, overviews)
    }
    for index, stored in enumerate(reports):
        if line := refused.get(stored["report_id"]):
            found[index] = resolve_report(stored, [entry for entry in entries if entry.line != line])
            found[index] |= {"refused_line": line, "refused_path": stored["path"]}
    keys = open_keys(list(key_rows.values()), overviews)
    in_landing = {stored["report_id"]: stored["in_landing"] for stored in reports}
    for row in found:
        if key := keys.get(row["report_id"]):
            row |= {"open_key": key.key, "rival": key.rival, "version_of": key.version_of}
        row["in_landing"] = in_landing[row["report_id"]]
        row["overview"] = overviews.get(row["report_id"], "")[:COMPARED] or None
    return {"found": found, "evidence": [piece for pieces in evidence.values() for piece in pieces]}


def _report(stored: Mapping[str, Any], sections: _TextsByReport, surroundings: _TextsByReport) -> Report:
    report_id = stored["report_id"]
    host = urlsplit(stored["url"] or "").hostname if "//" in (stored["url"] or "") else None
    return Report(
        report_id,
        stored["batch"],
        stored["agency_name"],
        stored["agency_class"],
        stored["report_year"],
        stored["division_code"],
        crumbs=tuple(surroundings.of(report_id, "crumb")),
        hosts=tuple(dict.fromkeys([*([host] if host else []), *surroundings.of(report_id, "host")])),
        body="\n".join([*surroundings.of(report_id, "head"), *sections.of(report_id)]),
        foot=surroundings.joined(report_id, "foot"),
    )


class _TextsByReport:
    """The texts of one table, looked up by report; only those of the report asked for become Python strings."""

    def __init__(self, table: pa.Table, by: str) -> None:
        self._texts = table.column("text").combine_chunks()
        self._positions: dict[str, list[tuple[str, int]]] = {}
        for index, (report_id, kind) in enumerate(
            zip(table.column("report_id").to_pylist(), table.column(by).to_pylist(), strict=True)
        ):
            self._positions.setdefault(report_id, []).append((kind, index))

    def of(self, report_id: str, kind: str | None = None) -> Iterator[str]:
        for kind_of_text, index in self._positions.get(report_id, ()):
            if kind in (None, kind_of_text):
                yield self._texts[index].as_py() or ""

    def joined(self, report_id: str, kind: str) -> str:
        return "\n".join(self.of(report_id, kind))


def _found_row(
    report: Report, decision: Decision | None, entries: Sequence[Entry], gazetteer: Gazetteer
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "report_id": report.report_id,
        "batch": report.batch,
        "agency_name": report.name,
        "report_year": report.report_year,
        "agency_class": report.agency_class,
        "rival": False,
    }
    if decision is None:
        return row
    named = decision.named
    in_full = canonical = named.canonical
    if decision.division_code:
        canonical = _canonical(decision, decision.division_code, gazetteer)
    row["agency_class"] = classify(squeeze(canonical)) or report.agency_class
    names = {squeeze(name) for name in (named.whole, named.canonical, canonical)}
    entry = next(
        (
            candidate_entry
            for candidate_entry in entries
            if candidate_entry.means(names, report.batch, report.report_year)
            and _is_possible(candidate_entry, named, gazetteer)
        ),
        None,
    )
    if entry:
        row["entry"] = entry.line
        row["agency_class"] = entry.agency_class or row["agency_class"]
        if entry.division_code:
            decision = replace(
                decision, division_code=entry.division_code, decided_by="agencies_csv", candidates=()
            )
            canonical = _canonical(decision, entry.division_code, gazetteer)
        if entry.canonical_name:
            in_full = canonical = entry.canonical_name
    return row | {
        "name_in_full": in_full,
        "canonical_name": canonical,
        "division_code": decision.division_code,
        "decided_by": decision.decided_by,
        "candidates": "|".join(decision.candidates) or None,
    }


def _is_possible(entry: Entry, named: Named, gazetteer: Gazetteer) -> bool:
    """Whether a line may mean this agency: a line for 上塘镇 of one area cannot mean 泗洪县上塘镇, whose name says another area."""
    if entry.division_code is None or entry.name == squeeze(named.whole) or len(named.places) < 2:
        return True
    places = {gazetteer.last_form(code) for code in named.candidates}
    code = entry.division_code
    return (gazetteer.last_form(code) if code in gazetteer.divisions.by_code else code) in places


def _canonical(decision: Decision, code: str, gazetteer: Gazetteer) -> str:
    """The agency's full name in that division; the name as printed if the division is none of the name's candidates."""
    named = decision.named
    division = gazetteer.divisions.by_code.get(code)
    if division is None or (named.places and code not in named.candidates):
        return named.canonical
    return named.canonical_in(division)


def _evidence(report: Report, pieces: Sequence[Evidence], gazetteer: Gazetteer) -> Iterator[dict[str, Any]]:
    for position, piece in enumerate(dict.fromkeys(pieces)):
        named = [code for code in piece.named if code in gazetteer.divisions.by_code]
        codes: list[str | None] = [*(sorted(piece.codes) or named)]
        for code in codes[:_MOST_DIVISIONS] or [None]:
            yield {
                "report_id": report.report_id,
                "batch": report.batch,
                "position": position,
                "kind": piece.kind,
                "strength": strength(piece.kind),
                "division_code": code,
                "speaks_for": bool(piece.codes),
                "text": piece.text,
            }
