"""Converts a sheet's cells to blocks; shared by the readers of workbooks.

What does not print is left out: hidden rows, columns and sheets, and cells covered by a merged cell. In a sheet that
contains a complete report, text lines become paragraphs and the rows between them tables, as in an office document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.document import Block, Cell, Document, Paragraph, Source, Table, UnreadableFileError
from extract.messages import Detail, Doubt, Refusal
from extract.readers.shared.placeholders import UNREADABLE, has_words
from extract.readers.sheets.number_format import printed_number, printed_text

MAX_CELLS = 200_000
MAX_MERGES = 5_000
_MOST_COLUMNS = 200
_WORD = re.compile(r"[^\W\d_]")
_LONGEST_LABEL = 60  # characters: a longer framed cell on a row of its own is running text


class Merge(NamedTuple):
    """A merged range, edges included (from 1); its text is stored in its first cell."""

    top: int
    left: int
    bottom: int
    right: int


class Look(NamedTuple):
    """A cell's style: number format, struck out or raised (`apart`), border at a side, text in the background's
    colour."""

    format: str = "General"
    apart: bool = False
    framed: bool = False
    unseen: bool = False


class Shown(NamedTuple):
    """What a cell shows; `doubt`: why the print may differ, None if it is certain."""

    text: str
    doubt: Doubt | None = None

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.doubt)


NOTHING = Shown("")


@dataclass(slots=True)
class Sheet:
    """Cells as printed, by row and column (both from 1), with the hidden rows and columns.

    `framed`: row -> columns of cells with a border at a side; such a cell belongs to a table even if it is blank.
    """

    name: str
    number: int
    cells: dict[int, dict[int, Shown]] = field(default_factory=dict)
    framed: dict[int, set[int]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    pictures: list[Merge] = field(default_factory=list)  # the cells that each picture covers
    size: int = 0

    def put(self, row: int, column: int, shown: Shown) -> None:
        """Add a cell; raises UnreadableFileError beyond what a report may hold."""
        if shown:
            self._count(1)
            self.cells.setdefault(row, {})[column] = shown

    def merge(self, merge: Merge) -> None:
        """Add a merged range; raises UnreadableFileError beyond what a report may hold."""
        if len(self.merges) >= MAX_MERGES:
            raise UnreadableFileError(Refusal("merged_ranges", {"most": MAX_MERGES}))
        self.merges.append(merge)

    def doubt_looks(self, where: Merge, only: float | None) -> None:
        """Mark the numbers of a range as in doubt, because a conditional format may hide them. `only`: just this
        number."""
        for row in [row for row in self.cells if where.top <= row <= where.bottom]:
            for column, shown in self.cells[row].items():
                if where.left <= column <= where.right and not shown.doubt and _is_about(shown.text, only):
                    self.cells[row][column] = Shown(shown.text, Doubt("conditional_format"))

    def blocks(self) -> Iterator[Block]:
        """Paragraphs and tables. A place is the sheet's number, row and column (from 1, as the program counts them)."""
        table: list[_Row] = []
        columns = range(0)
        last = 0
        for row in self._rows():
            text = row.running_text
            if table and (text is not None or self._blank_between(last, row) or not row.is_table_row):
                columns = _grid(table, columns)
                yield self._table(table, columns)
                table = []
            if text is not None:
                at = row.filled[0]
                lines = text.replace(UNREADABLE, "").split("\n")
                source = Source(table=self.number, row=row.number, column=at)
                yield from (Paragraph(line.strip(), source) for line in lines if line.strip())
                if len(text) > _LONGEST_LABEL or (
                    columns and at <= columns[0] and row.starts[at][1] >= columns[-1] > at
                ):
                    columns = range(0)  # running text ends a table; a short line may be a row of blanks
            elif row.is_table_row:
                table.append(row)
            last = row.number
        if table:
            yield self._table(table, _grid(table, columns))

    def hidden_note(self) -> Detail | None:
        """Describes the hidden rows and columns that were left out; None if there are none."""
        rows = [row for row in self.hidden_rows if self.cells.get(row)]
        columns = {column for cells in self.cells.values() for column in cells} & self.hidden_columns
        where = {"rows": len(rows), "first_row": min(rows)} if rows else {}
        where |= {"columns": len(columns), "first_column": min(columns)} if columns else {}
        which = "_and_".join(name for name in ("rows", "columns") if name in where)
        return Detail(f"hidden_cells.{which}", {"sheet": self.name, **where}) if which else None

    def _count(self, cells: int) -> None:
        self.size += cells
        if self.size > MAX_CELLS:
            raise UnreadableFileError(Refusal("sheet_cells", {"most": MAX_CELLS}))

    def _rows(self) -> Iterator[_Row]:
        """Visible rows that have a cell, the beginning of a merged range or a frame."""
        waiting = sorted(
            (first_visible, merge)
            for merge in self.merges
            if (first_visible := _first(range(merge.top, merge.bottom + 1), self.hidden_rows)) is not None
        )
        numbers = {
            *self.cells,
            *self.framed,
            *(first_visible for first_visible, _ in waiting),
        } - self.hidden_rows
        over: list[Merge] = []
        for number in sorted(numbers):
            begun: dict[int, Merge] = {}
            while waiting and waiting[0][0] <= number:
                merge = waiting.pop(0)[1]
                over.append(merge)
                left = _first(range(merge.left, merge.right + 1), self.hidden_columns)
                if left is not None:
                    begun[left] = merge
            over = [merge for merge in over if merge.bottom >= number]
            # The text of a range shows in its first visible cell.
            starts = {
                left: (self.cells.get(merge.top, {}).get(merge.left, NOTHING), merge.right)
                for left, merge in begun.items()
            }
            for column, shown in self.cells.get(number, {}).items():
                if column not in self.hidden_columns and not _covered(over, column):
                    starts[column] = (shown, column)
            framed = {
                column
                for column in self.framed.get(number, set()) - self.hidden_columns
                if column in begun or not _covered(over, column)
            }
            yield _Row(number, starts, framed, list(over))

    def _blank_between(self, last: int, row: _Row) -> bool:
        return (
            row.number > last + 1
            and last + 1 not in self.hidden_rows
            and not any(merge.top <= last < merge.bottom for merge in row.over)
        )

    def _table(self, rows: list[_Row], columns: Sequence[int]) -> Table:
        if len(columns) > _MOST_COLUMNS:  # a stray cell far to the right
            used = {column for row in rows for column in (*row.filled, *row.framed)}
            columns = [column for column in columns if column in used]
        self._count(len(columns) * len(rows))
        return Table([[*self._cells(row, columns)] for row in rows])

    def _cells(self, row: _Row, columns: Sequence[int]) -> Iterator[Cell]:
        for column in columns:
            if column in self.hidden_columns or (column not in row.starts and _covered(row.over, column)):
                continue
            shown, right = row.starts.get(column, (NOTHING, column))
            if not shown and any(
                p.top <= row.number <= p.bottom for p in self.pictures if _covered([p], column)
            ):
                shown = Shown("", Doubt("picture_over_cell"))
            source = Source(table=self.number, row=row.number, column=column)
            span = min(right, columns[-1]) - column + 1
            yield Cell(shown.text.strip(), source, column - 1, span, shown.doubt)


class _Row(NamedTuple):
    """A visible row. `starts`: column -> (cell, its last column); `over`: merged ranges that cover the row."""

    number: int
    starts: dict[int, tuple[Shown, int]]
    framed: set[int]
    over: list[Merge]

    @property
    def filled(self) -> list[int]:
        return [column for column, (shown, _) in self.starts.items() if shown]

    @property
    def running_text(self) -> str | None:
        """The text of a row with one filled cell and no other framed one: a title, heading or line of text; else
        None."""
        filled = self.filled
        if len(filled) != 1:
            return None
        text = self.starts[filled[0]][0].text
        if not _WORD.search(text):
            return None  # a number alone is the only value of its row
        return text if len(text) > _LONGEST_LABEL or not self.framed - set(filled) else None

    @property
    def is_table_row(self) -> bool:
        return bool(self.filled) or len(self.framed) > 1


def _grid(rows: list[_Row], above: range) -> range:
    """The columns of a table's rows. If they lie within those of the table above, these are used, so that a part of a
    table whose outer columns are blank keeps its column numbers."""
    ends = [row.starts[column][1] for row in rows for column in row.filled]
    framed = [column for row in rows for column in row.framed]
    used = range(
        min([*framed, *(column for row in rows for column in row.filled)]), max([*framed, *ends]) + 1
    )
    return above if above and above[0] <= used[0] and used[-1] <= above[-1] else used


def _is_about(text: str, only: float | None) -> bool:
    """Whether a cell holds a number that may be `only` (None: any number)."""
    if has_words(text) or not any(letter.isdigit() for letter in text):
        return False
    try:
        return only is None or float(text.replace(",", "")) == only
    except ValueError:
        return True


def _first(places: range, hidden: set[int]) -> int | None:
    return next((place for place in places if place not in hidden), None)


def _covered(merges: list[Merge], column: int) -> bool:
    return any(merge.left <= column <= merge.right for merge in merges)


def shown_number(number: float, look: Look, from_1904: bool = False, show_zeros: bool = True) -> Shown:
    """A number cell as it prints; in doubt if it is stored but not visible, or if its print is not certain."""
    text = printed_number(number, look.format, from_1904)
    if text is None:
        return Shown(f"{number:.15g}", Doubt("number_format", {"format": look.format}))
    if not text or (number == 0 and not show_zeros):
        return Shown("", Doubt("not_shown", {"stored": f"{number:.15g}"}))
    return _with_look(text, look)


def shown_text(text: str, look: Look) -> Shown:
    """A text cell as it prints. Struck-out and raised text is put in brackets, as it is no part of a number."""
    if not text.strip():
        return NOTHING
    shown = printed_text(text, look.format)
    if not shown:
        return Shown(text, Doubt("number_format", {"format": look.format}))
    return _with_look(shown, look)


def _with_look(text: str, look: Look) -> Shown:
    """Apply a style to a cell's text: invisible values are in doubt, invisible words stay, as they are a label."""
    if look.unseen and not has_words(text):
        return Shown("", Doubt("colour_of_ground", {"stored": text}))
    return Shown(f"[{text}]" if look.apart else text)


def uncomputed(shown: Shown) -> Shown:
    """A formula's stored result that is in doubt, because the program computes it anew on opening."""
    return Shown(shown.text or UNREADABLE, Doubt("not_computed"))


def document_of(media_type: str, sheets: Iterable[Sheet], hidden: Iterable[str]) -> Document:
    """One Document of all visible sheets. `hidden`: names of the others. Sheet names become titles."""
    document = Document(media_type, explicit_cells=True)
    for sheet in sheets:
        document.titles.append(sheet.name)
        document.sheets[sheet.number] = sheet.name
        document.blocks.extend(sheet.blocks())
        if note := sheet.hidden_note():
            document.notes.append(note)
    document.notes += [Detail("hidden_cells.sheet", {"sheet": name}) for name in hidden]
    return document
