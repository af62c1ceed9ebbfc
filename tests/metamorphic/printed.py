"""A report as cells that can be changed: what each prints, which value, label or heading it is, and what the file then shows.

`Table.shown` is the truth: for each cell of the form the texts that may be read without a doubt. None at all means that
the file leaves the cell open, so that a doubt is required. Mutations keep it true.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, replace

from extract.document import NOWHERE, Block, Cell, Document, Paragraph, Source
from extract.document import Table as ReadTable
from extract.messages import Doubt
from tests.support import layouts

TYPED = "typed"  # as a Document, without the bytes of a file
TEXTS = (
    "markdown",
    "tsv",
    "tsv_padded",
    "tsv_trimmed",
    "lines",
    "spaced",
    "run_on",
)  # formats without cells of their own

WITHOUT_BLANKS = ("tsv_trimmed", "lines", "spaced", "run_on")  # those of them that lose blank cells


@dataclass(slots=True)
class Place:
    """One printed cell. `key` is the value's; `line` is set on the label of that row; `says` and `over` on headings:
    which heading is printed, and the columns (of its part) that it stands over."""

    text: str
    down: int = 1
    across: int = 1
    source: Source = NOWHERE
    doubt: Doubt | None = None
    key: str | None = None
    line: str | None = None
    says: str | None = None
    over: frozenset[str] = frozenset()
    part: str | None = None  # of the heading's table


Row = list[Place]


@dataclass(slots=True)
class Grid:
    """The rows of one printed table; `grid` as in extract.document.Table."""

    rows: list[Row]
    grid: bool = True

    def laid(self) -> list[list[tuple[int, Place]]]:
        """For each row its cells with their first column, placed as a browser does."""
        out: list[list[tuple[int, Place]]] = []
        over: list[tuple[int, int, int]] = []  # first column, the one after the last, rows still to cover
        for row in self.rows:
            taken = {at for first, end, _ in over for at in range(first, end)}
            over = [(first, end, left - 1) for first, end, left in over if left > 1]
            line: list[tuple[int, Place]] = []
            at = 0
            for place in row:
                while at in taken:
                    at += 1
                line.append((at, place))
                if place.down > 1:
                    over.append((at, at + place.across, place.down - 1))
                at += place.across
            out.append(line)
        return out


@dataclass(slots=True)
class Part:
    """A head and the rows under it: table three, table four, or one clause of table two. A cell's key is <line>/<column>."""

    name: str
    columns: list[str]
    lines: list[str]
    headed: bool = False  # each column has exactly one lowest heading (and one block), which is known

    def key(self, line: str, column: str) -> str:
        return f"{line}/{column}"


@dataclass(slots=True)
class Table:
    """One statutory table: `texts` are the values as printed at first, `shown` what may be read of the changed file."""

    name: str
    version: str
    parts: list[Part]
    texts: dict[str, str]
    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    in_rows: bool = True  # each row of values is one row of the form (or table four is one row)
    in_order: bool = True  # its columns stand in the form's order


@dataclass(slots=True)
class Printed:
    """A whole report."""

    name: str
    year: int | None
    media_type: str
    blocks: list[Paragraph | Grid]
    tables: dict[str, Table]
    typed: bool = True  # its grids are the format's own, not guessed from text
    writer: str = TYPED  # how the changed report is given to the reader

    def copied(self) -> Printed:
        """A copy whose cells and truths may be changed."""
        blocks = [
            Grid([[copy(place) for place in row] for row in block.rows], block.grid)
            if isinstance(block, Grid)
            else block
            for block in self.blocks
        ]
        tables = {
            name: replace(table, texts=dict(table.texts), shown=dict(table.shown))
            for name, table in self.tables.items()
        }
        return replace(self, blocks=blocks, tables=tables)

    @property
    def is_text(self) -> bool:
        """Whether it is written in a format that knows no merged cells and may lose blank ones."""
        return self.writer in TEXTS

    @property
    def is_ragged(self) -> bool:
        """Whether the cells of its rows do not lie in columns, as in text behind tabs."""
        return any(not grid.grid for grid in self.grids())

    def grids(self) -> Iterator[Grid]:
        return (block for block in self.blocks if isinstance(block, Grid))

    def document(self) -> Document:
        """The report as a reader would give it."""
        return Document(self.media_type, [_read_block(block) for block in self.blocks])

    def written(self) -> list[layouts.Block]:
        """The report for the writers of tests.support.layouts; a table that lost its only row is not written."""
        return [
            [[layouts.Cell(self._text(p), p.down, p.across) for p in row] for row in block.rows]
            if isinstance(block, Grid)
            else block.text
            for block in self.blocks
            if isinstance(block, Paragraph) or block.rows
        ]

    def _text(self, place: Place) -> str:
        """What is written of a cell: a line of text cannot hold a line break."""
        return place.text.replace("\n", "") if self.is_text else place.text


def _read_block(block: Paragraph | Grid) -> Block:
    if isinstance(block, Paragraph):
        return block
    return ReadTable(
        [
            [Cell(place.text, place.source, column, place.across, place.doubt) for column, place in row]
            for row in block.laid()
        ],
        block.grid,
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row of the form stands: the grid and the row in it."""

    grid: Grid
    at: int

    @property
    def row(self) -> Row:
        return self.grid.rows[self.at]


def spots(printed: Printed, part: Part) -> list[Spot]:
    """The rows that hold values of a part, in order of print."""
    lines = {f"{line}/" for line in part.lines}
    return [
        Spot(grid, at)
        for grid in printed.grids()
        for at, row in enumerate(grid.rows)
        if any(place.key and place.key.startswith(tuple(lines)) for place in row)
    ]


def has_values(grid: Grid, table: str) -> bool:
    """Whether a grid holds values of a statutory table."""
    return any(place.key and place.key.startswith(f"{table}/") for row in grid.rows for place in row)


def values(row: Row) -> list[int]:
    """The places in a row that hold values."""
    return [at for at, place in enumerate(row) if place.key]


def headings(printed: Printed, part: Part) -> list[Place]:
    """The cells that print a heading of a part."""
    return [
        place
        for grid in printed.grids()
        for row in grid.rows
        for place in row
        if place.part == part.name and place.over
    ]


def lowest(printed: Printed, part: Part) -> list[Place]:
    """The lowest headings, each over one column, from left to right."""
    found = {next(iter(p.over)): p for p in headings(printed, part) if len(p.over) == 1}
    return [found[column] for column in part.columns if column in found]


def label_of(row: Row) -> Place | None:
    """The label of a row of values."""
    return next((place for place in row if place.line), None)


def open_cells(table: Table, keys: list[str]) -> None:
    """Say that the file leaves these cells open."""
    for key in keys:
        table.shown[key] = ()


def keys_of(row: Row) -> list[str]:
    return [place.key for place in row if place.key]
