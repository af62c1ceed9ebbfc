"""The parts of a trace: a figure, the figures and cells that it is computed from, and their files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PLACES = ("page", "bbox", "table", "row", "column", "line")


@dataclass(frozen=True)
class File:
    """The file version of a report: `path` below the landing folder, `url` where it was published, if known."""

    report_id: str
    path: str | None
    sha256: str
    url: str | None
    gate_status: str | None


@dataclass(frozen=True)
class Cell:
    """A cell of a report as printed, and the number that it counts as.

    `how`: printed, parts (a blank total: the sum of `parts`), zero (a blank taken for 0) or unknown. `settled`: who settled a
    doubt of the reading. `place` has those of PLACES that the file format gives.
    """

    file: File
    key: str
    zh: str
    raw: str | None
    value: str | None
    state: str
    unit: str | None
    doubt: str | None
    settled: str | None
    place: dict[str, Any]
    counts_as: float | None
    how: str
    parts: tuple[Cell, ...] = ()


@dataclass
class Figure:
    """A number of a table: `value` as published, `computed` recomputed from its sources.

    `told` is the source as stated in the column's meta (a key of the command's JSON), `expression` the same with this row's
    values. `parts` are the figures and `cells` the cells that it is computed from. `rows` is the number of rows of `over`
    that it aggregates, `sql` lists them, and `left_out` of them were not traced. `note` is bilingual, `quote` the sentence
    that a number is read from.
    """

    table: str
    column: str
    row: dict[str, Any]
    value: Any
    kind: str
    told: str
    expression: str = ""
    computed: Any = None
    parts: list[Figure] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    over: str | None = None
    rows: int = 0
    sql: str | None = None
    left_out: int = 0
    note: str | None = None
    quote: str | None = None
    file: File | None = None
    place: dict[str, Any] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """Whether published and recomputed value agree, to 1e-9 relative: no value is rounded."""
        if self.value is None or self.computed is None:
            return self.value is None and self.computed is None
        return abs(float(self.value) - float(self.computed)) <= 1e-9 * max(1.0, abs(float(self.value)))

    def walk(self) -> Iterator[Figure]:
        """Yield this figure and every figure below it, each once."""
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            figure = waiting.pop()
            if id(figure) not in seen:
                seen.add(id(figure))
                yield figure
                waiting.extend(figure.parts)

    @property
    def holds(self) -> bool:
        """Whether this figure and all below it agree."""
        return all(figure.agrees for figure in self.walk())
