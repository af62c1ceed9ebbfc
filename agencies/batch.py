"""One batch of reports as reading stored it -> what each says of its agency by itself."""

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

_MOST_ROWS = 200  # of one piece of evidence: one that speaks for more divisions tells nothing
_NEEDED = {
    "reports": ["report_id", "sha256", "path", "batch", "agency_name", "agency_class", "division_code", "url", "report_year", "read_at"],
    "sections": ["report_id", "key", "text"],
    "surroundings": ["report_id", "kind", "text"],
}  # fmt: skip
READ = tuple(_NEEDED)
"""Tables of the extraction store that resolution looks at."""


def resolve_batch(
    folder: Path, entries: Sequence[Entry], gazetteer: Gazetteer
) -> dict[str, list[dict[str, Any]]]:
    """Rows of the tables `found` and `evidence` for the batch stored in `folder`."""
    tables = {
        name: pq.read_table(folder / f"{name}.parquet", columns=columns) for name, columns in _NEEDED.items()
    }
    sections, around = (
        _Texts(tables[name], by) for name, by in (("sections", "key"), ("surroundings", "kind"))
    )
    evidence: dict[str, list[dict[str, Any]]] = {}
    keyed: dict[str, Row] = {}
    overviews: dict[str, str] = {}

    def look(stored: Mapping[str, Any], lines: Sequence[Entry]) -> dict[str, Any]:
        """The row of `found`, by these lines of agencies.csv; its evidence and key beside it."""
        report = _report(stored, sections, around)
        decision = decide(report, gazetteer)
        row = _found(report, decision, lines, gazetteer)
        if decision is None:
            return row
        pieces = decision.evidence
        if row["decided_by"] == "agencies_csv":
            told = Evidence(
                "agencies_csv", f"agencies.csv, line {row['entry']}", frozenset([row["division_code"]])
            )
            pieces = (told, *pieces)
        evidence[report.report_id] = list(_evidence(report, pieces, gazetteer))
        overview = sections.joined(report.report_id, "overview")
        if overview:
            overviews[report.report_id] = overview
        names = {
            name: stored[name] for name in ("report_id", "sha256", "path", "batch", "report_year", "read_at")
        }
        keyed[report.report_id] = Row(**names, name=row["name_in_full"], division_code=row["division_code"])
        return row

    reports = tables["reports"].to_pylist()
    found = [look(stored, entries) for stored in reports]
    by_hand: dict[tuple[int, str], list[Row]] = {}
    for row in found:
        if row.get("decided_by") == "agencies_csv":
            by_hand.setdefault((row["entry"], row["canonical_name"]), []).append(keyed[row["report_id"]])
    # Two towns of one name are no versions of one report because a line names one of them.
    refused = {
        row.report_id: line for (line, _), rows in by_hand.items() for row in not_versions(rows, overviews)
    }
    for place, stored in enumerate(reports):
        if line := refused.get(stored["report_id"]):
            found[place] = look(stored, [entry for entry in entries if entry.line != line])
            found[place] |= {"refused_line": line, "refused_path": stored["path"]}
    keys = open_keys(list(keyed.values()), overviews)
    for row in found:
        if key := keys.get(row["report_id"]):
            row |= {"open_key": key.key, "rival": key.rival, "version_of": key.version_of}
        row["overview"] = overviews.get(row["report_id"], "")[:COMPARED] or None
    return {"found": found, "evidence": [piece for pieces in evidence.values() for piece in pieces]}


def _report(stored: Mapping[str, Any], sections: _Texts, around: _Texts) -> Report:
    report_id = stored["report_id"]
    host = urlsplit(stored["url"] or "").hostname if "//" in (stored["url"] or "") else None
    return Report(
        report_id,
        stored["batch"],
        stored["agency_name"],
        stored["agency_class"],
        stored["report_year"],
        stored["division_code"],
        crumbs=tuple(around.of(report_id, "crumb")),
        hosts=tuple(dict.fromkeys([*([host] if host else []), *around.of(report_id, "host")])),
        body="\n".join([*around.of(report_id, "head"), *sections.of(report_id)]),
        foot=around.joined(report_id, "foot"),
    )


class _Texts:
    """Texts of a table by report, taken out one report at a time."""

    def __init__(self, table: pa.Table, by: str) -> None:
        self._texts = table.column("text").combine_chunks()
        self._places: dict[str, list[tuple[str, int]]] = {}
        for place, (report_id, kind) in enumerate(
            zip(table.column("report_id").to_pylist(), table.column(by).to_pylist(), strict=True)
        ):
            self._places.setdefault(report_id, []).append((kind, place))

    def of(self, report_id: str, kind: str | None = None) -> Iterator[str]:
        for own, place in self._places.get(report_id, ()):
            if kind in (None, own):
                yield self._texts[place].as_py() or ""

    def joined(self, report_id: str, kind: str) -> str:
        return "\n".join(self.of(report_id, kind))


def _found(
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
            e
            for e in entries
            if e.means(names, report.batch, report.report_year) and _is_possible(e, named, gazetteer)
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
    """A line for 上塘镇 of one area does not mean 泗洪县上塘镇, which says in its name that it is another."""
    if entry.division_code is None or entry.name == squeeze(named.whole) or len(named.places) < 2:
        return True
    places = {gazetteer.last_form(code) for code in named.candidates}
    code = entry.division_code
    return (gazetteer.last_form(code) if code in gazetteer.divisions.by_code else code) in places


def _canonical(decision: Decision, code: str, gazetteer: Gazetteer) -> str:
    """The name called in full; as the report has it where the division is none of those that the name may mean."""
    named = decision.named
    division = gazetteer.divisions.by_code.get(code)
    if division is None or (named.places and code not in named.candidates):
        return named.canonical
    return named.canonical_in(division)


def _evidence(report: Report, pieces: Sequence[Evidence], gazetteer: Gazetteer) -> Iterator[dict[str, Any]]:
    for position, piece in enumerate(dict.fromkeys(pieces)):
        named = [code for code in piece.named if code in gazetteer.divisions.by_code]
        codes: list[str | None] = [*(sorted(piece.codes) or named)]
        for code in codes[:_MOST_ROWS] or [None]:
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
