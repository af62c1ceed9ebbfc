"""A failed rule with its evidence: the compared cells as printed, and their places in the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from extract.cross_check import differ
from extract.messages import Detail, Doubt, Earlier

MOST_PLACES = 8


@dataclass(frozen=True)
class Place:
    """Position in a file; every part may be null."""

    page: int | None = None
    src_table: int | None = None
    src_row: int | None = None
    src_column: int | None = None
    line: int | None = None

    def __bool__(self) -> bool:
        return any(part is not None for part in (self.page, self.src_table, self.line))


@dataclass(frozen=True)
class CellSeen:
    """A cell on a side of a failed rule."""

    side: str  # lhs | rhs | when; of rules that have no terms: lhs
    key: str
    value: str
    number_type: str  # whole | signed | decimal, as the form requires
    place: Place
    settled: bool = False  # a person read it on the page (readings.csv)
    year: int | None = None  # of a cell in the report of the year before: its report year; else null


@dataclass(frozen=True)
class ProblemSeen:
    """A problem that a rule of kind problems counted."""

    code: str
    instance: str | None
    detail: Detail | Earlier
    place: Place


@dataclass(frozen=True)
class Other:
    """The report that a failed rule compares with: of the year before, another version, or another agency's."""

    report_id: str
    sha256: str
    path: str
    agency_name: str | None
    report_year: int | None
    explicit_cells: bool


@dataclass(frozen=True)
class Difference:
    """A cell on which two readings differ: the numbers as printed, or the cell's state where it is not a number."""

    key: str
    first: str
    second: str

    @property
    def doubt(self) -> Doubt:
        """The difference as a doubt of a cell."""
        return differ(self.first, self.second)


@dataclass(frozen=True)
class Failure:
    """One failed rule instance with its evidence."""

    row: int
    report_id: str
    sha256: str
    batch: str
    path: str
    agency_name: str | None
    report_year: int | None
    rule_id: str
    kind: str
    instance: str | None
    severity: str
    operator: str
    lhs: float
    rhs: float
    cells_json: str
    verdict: str
    sides: str  # both sides in one line; '' until the rule kind has worded them
    cells: tuple[CellSeen, ...]
    problems: tuple[ProblemSeen, ...]
    places: tuple[Place, ...]
    quote: str | None = None  # the sentence of the narrative, as printed
    explicit_cells: bool = False  # the report's format itself delimits cells
    other: Other | None = None  # the report that it is compared with
    differences: tuple[Difference, ...] = ()  # cells that a second reading reads differently
    waived: bool = False  # accepted by a person (waivers.csv)
    suggestion: str | None = None  # the smallest edit that would make the rule hold, in Chinese
    suggestion_en: str | None = None  # the same in English
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What the wording of the sides needs besides their numbers: for a kind with instances how the sides are computed
    (lhs_by, lhs_constant, rhs_constant, factor), for others the column `detail` of the kind's SQL model."""

    @property
    def place(self) -> str:
        """All places in English words; '' if none is known."""
        return places_text(self.places, ENGLISH)

    @property
    def place_zh(self) -> str:
        """All places in Chinese words; '' if none is known."""
        return places_text(self.places, CHINESE)

    @property
    def first_place(self) -> Place:
        """The first known place."""
        return next((p for p in self.places if p), Place())


def number(value: float) -> str:
    """Format a double as a person writes it: 60, not 60.0."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


class PlaceWords(NamedTuple):
    """How places are said in a language: pages, lines, the cells of a table, a cell; what stands between two of them."""

    pages: str
    lines: str
    table: str
    cell: str
    comma: str


ENGLISH = PlaceWords("p. {}", "line {}", "table {}: {}", "r{} c{}", ", ")
CHINESE = PlaceWords("第 {} 页", "第 {} 行", "表 {} {}", "第 {} 行第 {} 列", "、")


def places_text(places: Iterable[Place], words: PlaceWords) -> str:
    """'p. 2, 3' | 'line 75, 86' | 'table 5: r3 c2, r4 c2', or the same in Chinese; at most MOST_PLACES of them."""
    known = list(dict.fromkeys(p for p in places if p))
    shown, rest = known[:MOST_PLACES], len(known) - MOST_PLACES
    parts = []
    if pages := sorted({p.page for p in known if p.page is not None}):
        parts.append(words.pages.format(words.comma.join(map(str, pages))))
    elif lines := [p.line for p in shown if p.line is not None]:
        parts.append(words.lines.format(words.comma.join(map(str, dict.fromkeys(lines)))))
    else:
        by_table: dict[int, list[str]] = defaultdict(list)
        for p in shown:
            if p.src_table is not None:
                by_table[p.src_table].append(words.cell.format(p.src_row, p.src_column))
        parts += [words.table.format(table, words.comma.join(cells)) for table, cells in by_table.items()]
    if rest > 0 and parts and not pages:
        parts[-1] += f" … (+ {rest})"
    return "; ".join(parts)
