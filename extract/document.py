"""Defines what every reader returns: paragraphs and tables in reading order, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.messages import Detail, Doubt, Refusal


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a file. All counts start at 1; `bbox` is (x0, top, x1, bottom) in points from the top left."""

    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None

    def to_json(self) -> dict[str, object]:
        """Only the parts that are known; {} when nothing is."""
        out: dict[str, object] = {}
        for name in ("page", "bbox", "table", "row", "line", "column"):
            value = getattr(self, name)
            if value is not None:
                out[name] = list(value) if name == "bbox" else value
        return out


NOWHERE = Source()


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell, listed once at its first grid position; `column` (from 0) and `span` are grid columns.

    `doubt` says why the text may differ from what a person sees, for a reason in the file's format (tracked changes,
    automatic numbering); null otherwise.
    """

    text: str
    source: Source = NOWHERE
    column: int = 0
    span: int = 1
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or paragraph of running text; `repeated` where it stands at the edge of several pages (a running head)."""

    text: str
    source: Source = NOWHERE
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. `grid` is true where the format has real columns (HTML, DOCX, PDF rules), so that `Cell.column`
    can be trusted; in pasted text `Cell.column` only numbers the cells of the row."""

    rows: list[list[Cell]]
    grid: bool = True


Block = Paragraph | Table


@dataclass(slots=True)
class Document:
    """A file as its reader sees it. `explicit_cells` says whether the format itself delimits cells."""

    media_type: str
    blocks: list[Block] = field(default_factory=list)
    explicit_cells: bool = True
    titles: list[str] = field(default_factory=list)  # <title> and the like, outside the running text
    unsure_pages: set[int] = field(default_factory=set)  # pages whose text comes from OCR
    unseen: list[tuple[int, float, float]] = field(
        default_factory=list
    )  # (page, x, y) of letters nobody can read there
    unmapped: bool = False  # the file gives no Unicode value for some letters, and hides none
    hosts: list[str] = field(default_factory=list)  # of the addresses that it links to
    sheets: dict[int, str] = field(default_factory=dict)  # names by the number in the cells' places
    notes: list[Detail] = field(default_factory=list)  # of problems seen while reading

    def paragraphs(self) -> Iterator[Paragraph]:
        return (block for block in self.blocks if isinstance(block, Paragraph))


class UnreadableFileError(Exception):
    """The file cannot be read as a report; the refusal tells people what is wrong and what to do next."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal
