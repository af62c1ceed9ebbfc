"""The reader's English in the Chinese of words.yml."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """words.yml as it stands: section -> pattern, code or name -> Chinese."""
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
    return data


def say(section: str, text: str) -> str:
    """The reader's English in Chinese; as it is where words.yml does not know it."""
    for pattern, chinese in words()[section].items():
        if match := re.match(pattern, text):
            states = words()["states"]
            groups = [states.get(group, group) for group in (match[0], *match.groups())]
            return str(chinese).format(*groups)
    return text


def both(section: str, text: str) -> str:
    """Chinese beside the English; the English alone where words.yml does not know it."""
    chinese = say(section, text)
    return text if chinese == text else f"{chinese} / {text}"
