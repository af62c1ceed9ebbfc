"""Reads words.yml: the texts of alerts in each language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

WORDS_FILE = Path(__file__).with_name("words.yml")
DEFAULT = "zh"


class LanguageError(ValueError):
    """A language that words.yml does not have."""


@dataclass(frozen=True, eq=False)
class Words:
    """One language of words.yml. ``language`` is its name there."""

    language: str
    catalogue: dict[str, Any]

    def say(self, key: str, /, **gaps: object) -> str:
        """The text of ``key`` (``section.key`` for one in a section) with its placeholders filled."""
        entry: Any = self.catalogue
        for part in key.split("."):
            entry = entry[part]
        return str(entry).format(**gaps)


@lru_cache(maxsize=8)
def load_words(language: str = DEFAULT) -> Words:
    """The texts of a language (``zh``, ``en``). Raises LanguageError, which lists the available ones."""
    catalogues = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    if language not in catalogues:
        raise LanguageError(
            f"GONGKAI_ALERT_LANGUAGE={language}: 可以是 / may be {', '.join(sorted(catalogues))}"
        )
    return Words(language, catalogues[language])
