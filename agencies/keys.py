"""Keys of agencies: of a decided one its division, class and full name; of an undecided one never a bare name alone.

30 % of town names are shared (城关镇 88 times), so two files of one name and year in one folder may be two towns or two
versions of one report. They are one agency where one file took the other's place (same path), or where their first
sections read alike; otherwise each is its own agency, undecided.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz.distance import Indel

from agencies.evidence import area_code

_ALIKE = 0.6  # similarity of the first sections (normalised insertions and deletions)
_FEW_NUMBERS = 4
_NUMBER, _YEAR = re.compile(r"\d+"), re.compile(r"20\d\d")
COMPARED = 2000  # characters of a section looked at


@dataclass(frozen=True, slots=True)
class Row:
    """What keys look at of one report of a batch. `name` is called in full as far as the name alone tells;
    `division_code` is null while undecided."""

    report_id: str
    sha256: str
    path: str
    batch: str
    name: str
    report_year: int | None
    read_at: datetime
    division_code: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """The key of an undecided report. `rival` where another report of the name and year is not the same agency's;
    `version_of` is the decided report whose version this is."""

    key: str
    rival: bool = False
    version_of: str | None = None


def scope_of(batch: str) -> str:
    """What an undecided name is unique within: the batch's area code, else the batch."""
    return area_code(batch) or batch


def decided_key(division_code: str, agency_class: str | None, canonical_name: str) -> str:
    """The key (16 hex digits) of an agency whose division is known."""
    return _hash("decided", division_code, agency_class or "", canonical_name)


def parted_key(open_key: str, batch: str, year: int | None) -> str:
    """The key of an undecided agency that another batch of its area has a namesake of, in that year."""
    return _hash(open_key, batch, str(year))


def open_keys(rows: Sequence[Row], overviews: Mapping[str, str]) -> dict[str, Open]:
    """report_id -> key of each undecided row of a batch; `overviews` maps report_id to the text of the first section.

    Keys of a name that is alone in its scope are the same in every batch of that scope, so years join. Which of several
    agencies of a name another year's report belongs to is undecided: none of them joins it.
    """
    ordered = sorted(rows, key=lambda row: (row.read_at, row.path, row.sha256, row.report_id))
    decided: dict[str, list[Row]] = {}
    clusters: dict[str, list[list[Row]]] = {}
    for row in ordered:
        if row.division_code:
            decided.setdefault(row.name, []).append(row)
            continue
        own = clusters.setdefault(row.name, [])
        place = next((c for c in own if all(_same(row, member, overviews) for member in c)), None)
        if place is None:
            own.append([row])
        else:
            place.append(row)
    found: dict[str, Open] = {}
    for name, own in clusters.items():
        for cluster in own:
            for row in cluster:
                beside = [d for d in decided.get(name, []) if d.report_year == row.report_year]
                same = [d for d in beside if _same(row, d, overviews)]
                # Alike to reports of two divisions, it is a copy of either.
                several = len({d.division_code for d in same}) > 1
                rival = len(own) > 1 or len(same) < len(beside) or several
                # A batch is part of the key only where it tells rivals apart.
                parts = [row.batch, cluster[0].sha256 or cluster[0].report_id] if rival else []
                key = _hash(scope_of(row.batch), name, *parts)
                found[row.report_id] = Open(key, rival, same[0].report_id if same and not rival else None)
    return found


def not_versions(rows: Sequence[Row], overviews: Mapping[str, str]) -> list[Row]:
    """Those of the rows beside which another one of the same year is no version of the same report."""
    return [
        row for row in rows if any(not _same(row, other, overviews) for other in rows if other is not row)
    ]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _same(a: Row, b: Row, overviews: Mapping[str, str]) -> bool:
    if a.path == b.path or a.report_year != b.report_year:  # a year apart is a series, not a rival
        return True
    return alike(overviews.get(a.report_id, ""), overviews.get(b.report_id, ""))


def alike(first: str, second: str) -> bool:
    """Whether two first sections are those of two versions of one report; false where one is empty."""
    if not first.strip() or not second.strip():
        return False
    first, second = first[:COMPARED], second[:COMPARED]
    return Indel.normalized_similarity(first, second) >= _ALIKE and _share_numbers(first, second)


def _share_numbers(first: str, second: str) -> bool:
    """Whether two texts have half of their numbers in common, years apart; a few tell nothing.

    Towns of one area fill in one template: there the words are alike and the numbers are not.
    """
    a, b = (Counter(n for n in _NUMBER.findall(text) if not _YEAR.fullmatch(n)) for text in (first, second))
    most = max(a.total(), b.total())
    return most < _FEW_NUMBERS or (a & b).total() * 2 >= most
