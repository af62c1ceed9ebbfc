"""Which reports come from one agency: a key that never rests on a bare name alone.

30 % of town names are shared (城关镇 88 times), so two files of one name and year in one folder may be two towns or two
versions of one report. They are one agency where the division code says so, where one file took the other's place
(same path), or where their first sections read alike; otherwise each is its own agency, undecided.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from rapidfuzz.distance import Indel

_ALIKE = 0.6  # similarity of the first sections (normalised insertions and deletions)
_COMPARED = 2000  # characters of a section looked at
_AREA_CODE = re.compile(r"(?<!\d)(\d{6}|\d{9}|\d{12})(?!\d)")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _scope(row: dict[str, Any]) -> str:
    """What a name is unique within: the division, else the batch's area code, else the batch."""
    if row["division_code"]:
        return str(row["division_code"])
    match = _AREA_CODE.search(row["batch"])
    return match[1] if match else str(row["batch"])


def _same(a: dict[str, Any], b: dict[str, Any], overviews: dict[str, str]) -> bool:
    if a["division_code"] and a["division_code"] == b["division_code"]:
        return True
    if a["path"] == b["path"]:
        return True
    if a["report_year"] != b["report_year"]:
        return True  # a year apart is a series, not a rival
    first, second = overviews.get(a["report_id"], ""), overviews.get(b["report_id"], "")
    if not first.strip() or not second.strip():
        return False
    return Indel.normalized_similarity(first[:_COMPARED], second[:_COMPARED]) >= _ALIKE


def agency_keys(rows: list[dict[str, Any]], overviews: dict[str, str]) -> list[str | None]:
    """A key (16 hex digits) for each row of a batch's reports, null where no agency is named.

    `rows` have the columns of the reports table; `overviews` maps report_id to the text of the first section. Keys of
    a name that is alone in its scope are the same in every batch of that scope, so years join.
    """
    keys: list[str | None] = []
    groups: dict[tuple[str, str], list[list[dict[str, Any]]]] = {}
    placed: dict[str, tuple[tuple[str, str], int]] = {}
    for row in sorted(rows, key=lambda row: (row["read_at"], row["path"], row["sha256"])):
        if not row["agency_name"]:
            continue
        name = (_scope(row), re.sub(r"\s+", "", row["agency_name"]))
        clusters = groups.setdefault(name, [])
        index = next(
            (
                i
                for i, cluster in enumerate(clusters)
                if all(_same(row, member, overviews) for member in cluster)
            ),
            None,
        )
        if index is None:
            clusters.append([row])
            index = len(clusters) - 1
        else:
            clusters[index].append(row)
        placed[row["sha256"]] = (name, index)
    for row in rows:
        if row["sha256"] not in placed:
            keys.append(None)
            continue
        name, index = placed[row["sha256"]]
        # Which of several agencies of a name another year's report belongs to is undecided: none of them joins it.
        rival = [row["batch"], groups[name][index][0]["sha256"]] if len(groups[name]) > 1 else []
        keys.append(_hash(*name, *rival))
    return keys
