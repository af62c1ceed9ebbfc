"""Makes the keys of agencies: from division, class and full name if decided, else from the name and its area or batch.

30 % of town names are shared (城关镇 88 times), so two files of one name and year in one folder may be two towns or two
versions of one report. They are one agency if one file replaced the other (same path) or if their first sections are
similar; otherwise each is its own agency, undecided.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from agencies.evidence import area_code

_ALIKE = 0.6  # similarity of the first sections (normalised insertions and deletions)
_FEW_NUMBERS = 4
_NUMBER, _YEAR = re.compile(r"\d+"), re.compile(r"20\d\d")
COMPARED = 2000  # characters of a section that are compared


@dataclass(frozen=True, slots=True)
class Row:
    """What the key of one report of a batch depends on. `name` is the full name, as far as it follows from the name alone;
    `division_code` is null while undecided; a file that left the landing folder is not `in_landing`."""

    report_id: str
    sha256: str
    path: str
    batch: str
    name: str
    report_year: int | None
    division_code: str | None = None
    in_landing: bool = True


@dataclass(frozen=True, slots=True)
class UndecidedKey:
    """The key of an undecided report. `rival`: another agency's report has the same name and year. `version_of`: the
    decided report that this is a version of."""

    key: str
    rival: bool = False
    version_of: str | None = None


def scope_of(batch: str) -> str:
    """The scope in which an undecided name is unique: the batch's area code, else the batch."""
    return area_code(batch) or batch


def decided_key(division_code: str, agency_class: str | None, canonical_name: str) -> str:
    """The key (16 hex digits) of an agency whose division is known."""
    return _hash("decided", division_code, agency_class or "", canonical_name)


def parted_key(open_key: str, batch: str, year: int | None) -> str:
    """The key of an undecided agency that has a namesake of the same year in another batch of its area."""
    return _hash(open_key, batch, str(year))


def open_keys(rows: Sequence[Row], overviews: Mapping[str, str]) -> dict[str, UndecidedKey]:
    """Return report_id -> key of each undecided row of a batch; `overviews` maps report_id to the text of the first section.

    A name that is unique in its scope has the same key in every batch of that scope, so its years form one series. If
    several agencies share a name, it is unknown which one another year's report belongs to: it joins none of them.
    The keys follow from the reports alone, not from when they came in; files that left the folder change no other's key.
    """
    ordered = sorted(rows, key=lambda row: (not row.in_landing, row.report_id))
    decided: dict[str, list[Row]] = {}
    clusters: dict[str, list[list[Row]]] = {}
    for row in ordered:
        if row.division_code:
            decided.setdefault(row.name, []).append(row)
            continue
        name_clusters = clusters.setdefault(row.name, [])
        fitting = next((c for c in name_clusters if all(_same(row, member, overviews) for member in c)), None)
        if fitting is None:
            name_clusters.append([row])
        else:
            fitting.append(row)
    found: dict[str, UndecidedKey] = {}
    for name, name_clusters in clusters.items():
        present = [cluster for cluster in name_clusters if cluster[0].in_landing]
        for cluster in name_clusters:
            for row in cluster:
                same_year = [
                    d
                    for d in decided.get(name, [])
                    if d.report_year == row.report_year and (d.in_landing or not row.in_landing)
                ]
                versions = [d for d in same_year if _same(row, d, overviews)]
                # A report similar to those of two divisions may be a version of either.
                in_several_divisions = len({d.division_code for d in versions}) > 1
                others = present if cluster[0].in_landing else name_clusters
                rival = len(others) > 1 or len(versions) < len(same_year) or in_several_divisions
                # Batch and file are part of the key only where they are needed to separate rivals.
                parts = [row.batch, cluster[0].sha256 or cluster[0].report_id] if rival else []
                key = _hash(scope_of(row.batch), name, *parts)
                found[row.report_id] = UndecidedKey(
                    key, rival, versions[0].report_id if versions and not rival else None
                )
    return found


def not_versions(rows: Sequence[Row], overviews: Mapping[str, str]) -> list[Row]:
    """The rows for which there is another row of the same year that is not a version of the same report; files that left the
    folder are held against one another alone."""
    return [
        row
        for row in rows
        if any(
            not _same(row, other, overviews)
            for other in rows
            if other is not row and (other.in_landing or not row.in_landing)
        )
    ]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _same(a: Row, b: Row, overviews: Mapping[str, str]) -> bool:
    if a.path == b.path or a.report_year != b.report_year:  # different years are a series, not rivals
        return True
    return alike(overviews.get(a.report_id, ""), overviews.get(b.report_id, ""))


def alike(first: str, second: str) -> bool:
    """Whether two first sections look like two versions of one report; false if either is empty."""
    if not first.strip() or not second.strip():
        return False
    first, second = first[:COMPARED], second[:COMPARED]
    return Indel.normalized_similarity(first, second) >= _ALIKE and _share_numbers(first, second)


def _share_numbers(first: str, second: str) -> bool:
    """Whether two texts share at least half of their numbers, years not counted; true if there are too few to compare.

    Towns of one area fill in the same template: their words are similar, their numbers are not.
    """
    a, b = (Counter(n for n in _NUMBER.findall(text) if not _YEAR.fullmatch(n)) for text in (first, second))
    most = max(a.total(), b.total())
    return most < _FEW_NUMBERS or (a & b).total() * 2 >= most
