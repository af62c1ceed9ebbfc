"""Completes the short entries of the data files before reports are made of them.

An entry with ``say`` gives only three sentences of its agency: what was published, how records are kept, what went
wrong. Title, opening and the sentences around its numbers are chosen from ``prose.yml`` by the file's name. ``request``
replaces the sentence about requests. ``at`` is the division whose site the page stands on, ``published_on`` the day that
the page or the text prints.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

HERE = Path(__file__).parent
INPUTS = HERE / "inputs"  # tables that an office puts beside the reports: the roster and others


@cache
def _prose() -> dict[str, list[Any]]:
    prose: dict[str, list[Any]] = yaml.safe_load((HERE / "prose.yml").read_text(encoding="utf-8"))
    return prose


@cache
def _places() -> dict[str, str]:
    with (INPUTS / "divisions.csv").open(encoding="utf-8", newline="") as table:
        return {row["division_code"]: row["name"] for row in csv.DictReader(table)}


def spelled_out(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with title, prose and page as ``samples.model`` expects them; an entry without ``say`` is returned unchanged."""
    if "say" not in entry:
        return entry
    active, records, problem = entry["say"]
    appeals = "appeals" if entry.get("appeals") or entry.get("consolidates") else "no_appeals"
    requests = entry.get("request") or _one("requests", entry)
    filled: dict[str, Any] = {
        "title": [line.replace("{agency}", entry["agency"]) for line in _one("titles", entry)],
        "intro": [_one("intro", entry).replace("{agency}", entry["agency"])],
        "overview": [
            _one("active", entry) + active,
            requests,
            _one("records", entry) + records,
            _one("places", entry),
            _one(appeals, entry),
        ],
        "problems": [problem],
        "other_matters": [_one("other_matters", entry)],
    }
    if entry["layout"].startswith("html"):
        filled["options"] = {"site": _site(entry)}
    elif "published_on" in entry:
        filled["top"] = [f"发布时间：{entry['published_on']}"]
    return filled | entry


def _chosen(what: str, entry: dict[str, Any]) -> int:
    return crc32(f"{what} {entry['file']}".encode())


def _one(what: str, entry: dict[str, Any]) -> Any:
    among = _prose()[what]
    return among[_chosen(what, entry) % len(among)]


def _site(entry: dict[str, Any]) -> dict[str, Any]:
    """Name, index number, publisher, date and identification code of the page."""
    at, number = str(entry["at"]), _chosen("index", entry)
    return {
        "name": f"{_places()[at]}人民政府网",
        "index": f"{at}{number % 40 + 2:03d}/{entry['year'] + 1}-{number % 90 + 3:05d}",
        "publisher": entry["agency"],
        "published_on": entry["published_on"],
        "code": f"{at}0001",
    }
