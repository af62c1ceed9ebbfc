"""Why gate 1 holds a report, as codes with parameters; the sentences stand in holds.yml."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar

from extract.messages import Message


@dataclass(frozen=True, slots=True)
class Hold(Message):
    """One reason; that of a broken rule is the rule's id."""

    catalogue: ClassVar[Path] = Path(__file__).with_suffix(".yml")
    section: ClassVar[str] = "holds"


def stored(holds: Iterable[Hold]) -> str | None:
    """The reasons of a report as one line of JSON; null without any."""
    return json.dumps([asdict(hold) for hold in holds], ensure_ascii=False) if holds else None


def read(holds: str) -> list[Hold]:
    """The reasons of `stored`."""
    return [Hold(**hold) for hold in json.loads(holds)]
