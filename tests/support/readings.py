"""A file of settled readings for one test."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extract.settled_readings import HEADER

SHA, OTHER = "a" * 64, "b" * 64


def written(folder: Path, monkeypatch: pytest.MonkeyPatch, *rows: tuple[str, ...]) -> Path:
    """A readings.csv with these rows (sha256, key, raw, value, reviewer, date), made the one in use."""
    number = len(list(folder.glob("readings-*.csv")))
    path = folder / f"readings-{number}.csv"  # a new name: two writes within a tick of the clock look alike
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    monkeypatch.setenv("GONGKAI_READINGS", str(path))
    return path
