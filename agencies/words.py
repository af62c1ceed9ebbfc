"""Reads words.yml: the strength of each kind of evidence, and the words that evidence is recognised by."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The entries of words.yml."""
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
    return data


def strength(kind: str) -> int:
    """The strength of a kind of evidence; 0 is the strongest."""
    return int(words()["order"][kind])
