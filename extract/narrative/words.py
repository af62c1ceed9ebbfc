"""Loads the words and patterns of form/narrative.yml, compiled for a report year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

_NEVER = "(?!)"  # matches nothing: the pattern of an unknown year


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of stating a number: the words before and after it, and the cells that it may be the sum of."""

    kind: str
    topic: str
    candidates: tuple[str, ...]
    before: re.Pattern[str]
    after: re.Pattern[str] | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The parts of narrative.yml that depend on the report year or are used often."""

    year: int | None
    claims: tuple[Pattern, ...]
    filler: re.Pattern[str]
    leading_filler: re.Pattern[str]
    part: re.Pattern[str]
    timely: re.Pattern[str]
    organ: re.Pattern[str]
    other_year: re.Pattern[str]
    cumulative: re.Pattern[str]
    yearly: re.Pattern[str]
    topics: dict[str, re.Pattern[str]]
    appeal_filler: re.Pattern[str]
    relevant: re.Pattern[str]  # a sentence without a match makes no claim
    verbs: re.Pattern[str]  # a number without a match beside it makes no claim about requests or appeals
    patterns: dict[str, dict[str, re.Pattern[str]]] = field(default_factory=dict)  # by block of the file


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        files("extract.form").joinpath("narrative.yml").read_text(encoding="utf-8")
    )
    return loaded


def _any_of(words: list[str]) -> str:
    return "(?:" + "|".join(words) + ")"


@lru_cache(maxsize=32)
def load_words(year: int | None) -> Words:
    """The words for the reports of one year; None where the report does not tell its year."""
    loaded = data()

    def compiled(pattern: str) -> re.Pattern[str]:
        for name, of_year in (("last", -1), ("this", 0), ("next", 1)):
            pattern = pattern.replace("{" + name + "}", _NEVER if year is None else str(year + of_year))
        return re.compile(pattern)

    def block(name: str) -> dict[str, re.Pattern[str]]:
        return {key: compiled(text) for key, text in loaded[name].items() if isinstance(text, str)}

    cells = loaded["cells"]
    claims = tuple(
        Pattern(
            entry["kind"],
            entry["topic"],
            tuple("+".join(cells[name] for name in names) for names in entry["cells"]),
            compiled(entry["before"] + "$"),
            compiled(entry["after"]) if "after" in entry else None,
            entry.get("certain", True),
        )
        for entry in loaded["claims"]
    )
    filler = _any_of(loaded["filler"])
    return Words(
        year=year,
        claims=claims,
        filler=compiled(filler),
        leading_filler=compiled(f"^{filler}+"),
        part=compiled(_any_of(loaded["part"])),
        timely=compiled(loaded["timely"]),
        organ=compiled(loaded["organ"]),
        other_year=compiled(loaded["other_year"]),
        cumulative=compiled(loaded["cumulative"]),
        yearly=compiled(loaded["yearly"]),
        topics={name: compiled(text) for name, text in loaded["topics"].items()},
        appeal_filler=compiled(_any_of([loaded["appeal"]["filler"], *loaded["filler"]])),
        relevant=compiled(loaded["relevant"]),
        verbs=compiled(loaded["verbs"]),
        patterns={name: block(name) for name in ("appeal", "none", "documents", "parts", "period")},
    )
