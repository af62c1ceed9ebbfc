"""Loads words.yml: Chinese names for what clerks read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml


class Sentence(NamedTuple):
    """A text in Chinese and in English."""

    zh: str
    en: str


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Content of words.yml: section -> name -> Chinese."""
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
    return data
