"""Reasons why gate 1 holds a report, as codes with parameters; their sentences are in holds.yml."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar

from extract.messages import Message


@dataclass(frozen=True, slots=True)
class Hold(Message):
    """One reason why a report is held; for a broken rule the parameter `rule` is its id."""

    catalogue: ClassVar[Path] = Path(__file__).with_suffix(".yml")
    section: ClassVar[str] = "holds"


def stored(holds: Iterable[Hold]) -> str | None:
    """A report's reasons as one line of JSON; null if there are none."""
    return json.dumps([asdict(hold) for hold in holds], ensure_ascii=False) if holds else None


def read(holds: str) -> list[Hold]:
    """Parse the JSON written by `stored`."""
    return [Hold(**hold) for hold in json.loads(holds)]
