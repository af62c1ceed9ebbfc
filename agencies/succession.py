"""Which agency's series another one continues: by agencies.csv, and where a division came in another one's place."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from agencies.gazetteer import Gazetteer
from agencies.overrides import Entry

_ID = re.compile(r"[0-9a-f]{16}")
_GOVERNMENTS = ("government", "town", "township", "street_office")
# What a division's government, or the office of a street, is called behind its name.
_OWN = ("人民政府", "办事处")


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of the warehouse; `entries` are the lines of agencies.csv that its reports go by, each once."""

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
    """(rows of SUCCESSIONS, what of agencies.csv leads nowhere). What a person says of an agency is all that counts for it.
    Of lines that were `refused` is told elsewhere."""
    told, nowhere = _told(agencies)
    said = {row["agency_id"] for row in told}
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
    told += [row for row in _of_divisions(agencies, gazetteer) if row["agency_id"] not in said]
    told.sort(key=lambda row: (row["agency_id"], row["predecessor_id"]))
    return told, sorted(unused) + nowhere


def _told(agencies: Sequence[Agency]) -> tuple[list[dict[str, Any]], list[str]]:
    by_id = {agency.agency_id: agency for agency in agencies}
    by_name: dict[str, set[str]] = {}
    for agency in agencies:
        for name in (agency.canonical_name, f"{agency.division_code}/{agency.canonical_name}"):
            by_name.setdefault(name, set()).add(agency.agency_id)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    nowhere: set[str] = set()
    for agency in by_id.values():
        for entry, name in ((line, name) for line in agency.entries for name in line.continues):
            ways = (by_name[full] for full in (name, *(name + own for own in _OWN)) if full in by_name)
            meant = {name} & by_id.keys() if _ID.fullmatch(name) else next(ways, set())
            if len(meant) != 1:
                what = (
                    "没有机关 / no agency" if not meant else f"有 {len(meant)} 个机关 / {len(meant)} agencies"
                )
                nowhere.add(f"{_where(entry)}: continues: {what}: {name}")
                continue
            [before] = meant
            if before != agency.agency_id:
                rows[agency.agency_id, before] = _row(
                    agency.agency_id, before, entry.first_year, "agencies.csv"
                )
    return list(rows.values()), sorted(nowhere)


def _of_divisions(agencies: Sequence[Agency], gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Governments of divisions that the reference knows to have followed one another."""
    divisions = gazetteer.divisions.by_code
    own: dict[str, set[str]] = {}
    for agency in agencies:
        division = divisions.get(agency.division_code or "")
        if division and agency.agency_class in _GOVERNMENTS:
            place = division.name.removesuffix("办事处")
            if agency.canonical_name in {place + ending for ending in _OWN}:
                own.setdefault(division.code, set()).add(agency.agency_id)
    rows = []
    for code, ids in own.items():
        after, seen = divisions[code].successor, {code}
        while after in divisions and after not in own and after not in seen:
            seen.add(after)
            after = divisions[after].successor
        heirs = own.get(after, set())
        if len(ids) == len(heirs) == 1 and ids != heirs:
            rows.append(_row(min(heirs), min(ids), None, "divisions"))
    return rows


def _where(entry: Entry) -> str:
    return f"agencies.csv 第 {entry.line} 行 / line {entry.line}"


def _row(agency_id: str, predecessor_id: str, since: int | None, source: str) -> dict[str, Any]:
    return {"agency_id": agency_id, "predecessor_id": predecessor_id, "since_year": since, "source": source}
