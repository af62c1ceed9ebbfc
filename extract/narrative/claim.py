"""A claim: one number (or the statement that there were none) that a sentence of the report gives for table cells."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extract.document import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class Claim:
    """`kind` is one of KINDS. `number` is null where the text rounds (30余件) or gives a range; `raw` is as printed.

    `candidates` are sums of cells (keys joined by +), any one of which the number may be; a sum with a cell that has no
    number is not compared. `certain` is false where the sentence may mean only a part: such a claim is shown, but never
    counted as an error. `parts` are the numbers of a list, `starts` and `ends` the ISO dates of a reporting period.
    """

    kind: str
    number: Decimal | None
    unit: str | None
    raw: str
    sentence: str
    section: str
    certain: bool = True
    candidates: tuple[str, ...] = ()
    parts: tuple[Decimal, ...] = ()
    starts: str | None = None
    ends: str | None = None
    source: Source = NOWHERE

    def to_json(self) -> dict[str, Any]:
        """As `python -m extract` prints it: numbers as decimal strings."""
        return {
            "kind": self.kind,
            "number": None if self.number is None else str(self.number),
            "unit": self.unit,
            "raw": self.raw,
            "sentence": self.sentence,
            "section": self.section,
            "certain": self.certain,
            "candidates": list(self.candidates),
            "parts": [str(part) for part in self.parts],
            "starts": self.starts,
            "ends": self.ends,
            "source": self.source.to_json(),
        }


KINDS = (
    "received",
    "none",
    "carried_in",
    "closed",
    "handled",
    "carried_out",
    "reconsiderations",
    "lawsuits",
    "appeals",
    "documents",
    "parts",
    "period",
)
