"""Finds which agency's series another one continues: from agencies.csv, and from divisions that replaced others."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from agencies.gazetteer import Gazetteer
from agencies.overrides import Entry

_ID = re.compile(r"[0-9a-f]{16}")
_GOVERNMENTS = ("government", "town", "township", "street_office")
# What follows the division's name in the name of its government, or of a street's office.
_ENDINGS = ("人民政府", "办事处")


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of the warehouse; `entries` are the lines of agencies.csv that apply to its reports, each once."""

    agency_id: str
    canonical_name: str
    agency_class: str | None
    division_code: str | None
    entries: tuple[Entry, ...] = ()


def successions(
    agencies: Sequence[Agency],
    entries: Sequence[Entry],
    gazetteer: Gazetteer,
    refused: Set[int] = frozenset(),
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return (rows of SUCCESSIONS, messages on lines of agencies.csv without effect). For an agency with `continues` in
    agencies.csv nothing else counts. Lines `refused` are left out: the caller reports them."""
    rows, unresolved = _from_entries(agencies)
    stated = {row["agency_id"] for row in rows}
    used = {entry.line for agency in agencies for entry in agency.entries}
    unused = [
        f"{_where(entry)}: 没有这个机关的年报 / no report of {entry.name}"
        for entry in entries
        if entry.line not in used | refused
    ]
    unused += [
        f"{_where(entry)}: 没有这个区划代码 / no such division: {entry.division_code}; add it to divisions.csv"
        for entry in entries
        if entry.division_code and entry.division_code not in gazetteer.divisions.by_code
    ]
    rows += [row for row in _from_divisions(agencies, gazetteer) if row["agency_id"] not in stated]
    rows.sort(key=lambda row: (row["agency_id"], row["predecessor_id"]))
    return rows, sorted(unused) + unresolved


def _from_entries(agencies: Sequence[Agency]) -> tuple[list[dict[str, Any]], list[str]]:
    by_id = {agency.agency_id: agency for agency in agencies}
    by_name: dict[str, set[str]] = {}
    for agency in agencies:
        for name in (agency.canonical_name, f"{agency.division_code}/{agency.canonical_name}"):
            by_name.setdefault(name, set()).add(agency.agency_id)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    unresolved: set[str] = set()
    for agency in by_id.values():
        for entry, name in ((line, name) for line in agency.entries for name in line.continues):
            matches = (
                by_name[full] for full in (name, *(name + ending for ending in _ENDINGS)) if full in by_name
            )
            meant = {name} & by_id.keys() if _ID.fullmatch(name) else next(matches, set())
            if len(meant) != 1:
                what = (
                    "没有机关 / no agency" if not meant else f"有 {len(meant)} 个机关 / {len(meant)} agencies"
                )
                unresolved.add(f"{_where(entry)}: continues: {what}: {name}")
                continue
            [predecessor] = meant
            if predecessor != agency.agency_id:
                rows[agency.agency_id, predecessor] = _row(
                    agency.agency_id, predecessor, entry.first_year, "agencies.csv"
                )
    return list(rows.values()), sorted(unresolved)


def _from_divisions(agencies: Sequence[Agency], gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Successions of governments whose divisions succeeded one another according to the reference."""
    divisions = gazetteer.divisions.by_code
    governments: dict[str, set[str]] = {}
    for agency in agencies:
        division = divisions.get(agency.division_code or "")
        if division and agency.agency_class in _GOVERNMENTS:
            place = division.name.removesuffix("办事处")
            if agency.canonical_name in {place + ending for ending in _ENDINGS}:
                governments.setdefault(division.code, set()).add(agency.agency_id)
    rows = []
    for code, ids in governments.items():
        successor, seen = divisions[code].successor, {code}
        while successor in divisions and successor not in governments and successor not in seen:
            seen.add(successor)
            successor = divisions[successor].successor
        successors = governments.get(successor, set())
        if len(ids) == len(successors) == 1 and ids != successors:
            rows.append(_row(min(successors), min(ids), None, "divisions"))
    return rows


def _where(entry: Entry) -> str:
    return f"agencies.csv 第 {entry.line} 行 / line {entry.line}"


def _row(agency_id: str, predecessor_id: str, since: int | None, source: str) -> dict[str, Any]:
    return {"agency_id": agency_id, "predecessor_id": predecessor_id, "since_year": since, "source": source}
