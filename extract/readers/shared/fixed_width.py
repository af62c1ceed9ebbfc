"""Tables laid out with spaces, as converters of PDF to text write them or as typed in a fixed-width font.

Values that are aligned vertically form a column. A label over several lines is recognised by its numbering, a heading
by the columns below it. If a value fits no column the lines are not read as a table (None); values that may belong to
either of two rows are doubted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from extract.document import Cell, Source, Table
from extract.form.labels import parse_label
from extract.messages import Doubt
from extract.readers.shared.spaced import JITTER, Line, Piece, pieces_of, regions, width
from extract.values import is_value_like

MOVED, NO_COLUMNS = Doubt("letter_widths"), Doubt("no_columns")
TWO_LINES, APART = Doubt("numbers_on_two_lines"), Doubt("values_on_own_lines")
_FEWEST_VALUES = 3  # a row with so many values proves a table
_WIDE_GAP = 4  # character columns: narrower gaps occur within running text
_CLEARLY = 4  # character columns by which one width must align values better than the other to be certain
Rows = list[list[Cell]]


@dataclass(slots=True)
class _Row:
    labels: list[tuple[int, list[Piece]]] = field(
        default_factory=list
    )  # (start column, the lines of the label)
    values: list[Piece] = field(default_factory=list)
    doubt: Doubt | None = None


@dataclass(slots=True)
class _Reading:
    """The tables of a run of lines for one assumed character width; None if values form no columns. `misaligned`: by
    how many character columns in total the values of the columns are out of line."""

    tables: list[Table] | None
    misaligned: int = 0


def placed_tables(lines: list[Line]) -> list[tuple[int, int, list[Table]]]:
    """(first, end, tables) of every run of lines that is a table, its Chinese characters known to take two columns each, as on a page
    whose letters have places.

    Each column has a heading of its own: where a part of a table lacks its head, nothing says which of its columns are blank.
    """
    out = []
    for first, end in regions(lines):
        tables = _read(lines[first:end], wide=True, headed=True).tables
        if tables is not None and all(table.grid for table in tables):
            out.append((first, end, tables))
    return out


def laid_out_tables(lines: list[Line]) -> list[tuple[int, int, list[Table]]]:
    """(first, end, tables) of every run of lines that is laid out with spaces.

    Columns of the grid: one per position where labels begin, then one per column of values. A text does not say whether
    Chinese characters count as one or two columns: the width that aligns the values of the whole text best is used.
    """
    runs = [(first, end) for first, end in regions(lines) if _has_wide_gap(lines[first:end])]
    readings = [tuple(_read(lines[first:end], wide) for wide in (True, False)) for first, end in runs]
    tabular = [both for both in readings if any(reading.tables is not None for reading in both)]
    faults = [
        (sum(both[width].tables is None for both in tabular), sum(both[width].misaligned for both in tabular))
        for width in (0, 1)
    ]
    better, other = (0, 1) if faults[0] <= faults[1] else (1, 0)
    clear = faults[other][0] > faults[better][0] or faults[other][1] >= faults[better][1] + _CLEARLY
    out: list[tuple[int, int, list[Table]]] = []
    for (first, end), both in zip(runs, readings, strict=True):
        tables = both[better].tables
        if tables is None:
            tables = [Table(rows, grid=False)] if (rows := _unplaced(lines[first:end])) else None
        elif not clear and _texts_and_columns(tables) != _texts_and_columns(both[other].tables or []):
            tables = [Table([_doubted(row, MOVED) for row in table.rows], table.grid) for table in tables]
        if tables is not None:
            out.append((first, end, tables))
    return out


def _has_wide_gap(lines: list[Line]) -> bool:
    return any(
        right.start - left.end >= _WIDE_GAP for line in lines for left, right in pairwise(pieces_of(*line))
    )


def _texts_and_columns(tables: list[Table]) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.column, cell.span) for cell in row] for table in tables for row in table.rows]


def _doubted(row: list[Cell], doubt: Doubt) -> list[Cell]:
    return [replace(cell, doubt=cell.doubt or doubt) if is_value_like(cell.text) else cell for cell in row]


def _read(lines: list[Line], wide: bool, headed: bool = False) -> _Reading:
    """The tables of lines; None where values form no columns, or, if they must be `headed`, a column has no heading."""
    pieces_by_line = [pieces for number, line in lines if (pieces := pieces_of(number, line, wide))]
    if not any(piece.value for pieces in pieces_by_line for piece in pieces):
        return _Reading(None)
    tables: list[Table] = []
    misaligned_columns = 0
    for table_lines in _tables(pieces_by_line):
        if not any(
            piece.value for pieces in table_lines for piece in pieces
        ):  # for example the signature below the table
            tables.append(Table([_plain(pieces) for pieces in table_lines], grid=False))
            continue
        layout = _Layout(table_lines)
        rows = layout.rows()
        if rows is None or (headed and not layout.is_headed()):
            return _Reading(None)
        tables.append(Table(rows))
        misaligned_columns += layout.misaligned()
    return _Reading(tables, misaligned_columns)


def _unplaced(lines: list[Line]) -> Rows:
    """The lines as rows of doubted values, if the number of values differs between lines. [] if each line is a complete
    row or has few values: then the lines can be read like any text."""
    pieces_by_line = [pieces for number, line in lines if (pieces := pieces_of(number, line))]
    counts = [sum(piece.value for piece in pieces) for pieces in pieces_by_line]
    most = max(counts, default=0)
    if most < _FEWEST_VALUES or all(count == most for count in counts[counts.index(most) :]):
        return []
    return [_doubted(_plain(pieces), NO_COLUMNS) for pieces in pieces_by_line]


def _plain(pieces: list[Piece]) -> list[Cell]:
    return [Cell(piece.text, Source(line=piece.line, column=at + 1), at) for at, piece in enumerate(pieces)]


def _tables(lines: list[list[Piece]]) -> list[list[list[Piece]]]:
    """Split lines into tables: a line with words where values stood above begins the head of the next table."""
    out: list[list[list[Piece]]] = [[]]
    start: int | None = None  # leftmost column of the values so far
    for pieces in lines:
        values = [piece.start for piece in pieces if piece.value]
        if start is not None and not values and any(piece.end > start for piece in pieces):
            out.append([])
            start = None
        if values:
            start = min(values) if start is None else min(start, *values)
        out[-1].append(pieces)
    return out


class _Layout:
    """One table; `lanes`: (start, end) character columns of each column of values."""

    def __init__(self, lines: list[list[Piece]]) -> None:
        first = next(at for at, pieces in enumerate(lines) if any(piece.value for piece in pieces))
        body = next(
            (
                at
                for at in range(first)
                if len(lines[at]) == 1 and parse_label(lines[at][0].text).level in (1, 3)
            ),
            first,
        )  # a label whose first line stands above its values
        self.head, self.body = lines[:body], lines[body:]
        self.lanes = self._lanes(JITTER) or self._lanes(0)
        if self.lanes:
            self._part_headings()
            self._add_empty_lanes()

    def _lanes(self, jitter: int) -> list[tuple[int, int]]:
        """(start, end) of the columns of values; [] if two values of one line would fall into one column."""
        values = sorted(
            ((piece.start, piece.end) for pieces in self.body for piece in pieces if piece.value),
        )
        lanes: list[tuple[int, int]] = []
        for start, end in values:
            if lanes and start < lanes[-1][1] + jitter:
                lanes[-1] = (lanes[-1][0], max(lanes[-1][1], end))
            else:
                lanes.append((start, end))
        single = all(sum(piece.over(lane) for piece in pieces) <= 1 for pieces in self.body for lane in lanes)
        return lanes if single else []

    def _part_headings(self) -> None:
        """Split headings at single spaces if each part then stands over a column of its own."""
        for pieces in self.head:
            for piece in list(pieces):
                parts, at = [], piece.start
                wide = piece.end - piece.start == width(piece.text, wide=True)
                for part in piece.text.split(" ") if len(self._over(piece)) > 1 else ():
                    end = at + width(part, wide)
                    parts.append(replace(piece, start=at, end=end, text=part))
                    at = end + 1
                if len(parts) > 1 and len({self._over(part) for part in parts}) == len(parts):
                    place = pieces.index(piece)
                    pieces[place : place + 1] = parts

    def _add_empty_lanes(self) -> None:
        """Add columns without any value: their heading has no values and no other heading below it."""
        edge = max((p.end for pieces in self.body for p in pieces if p.end <= self.lanes[0][0]), default=0)
        for at, pieces in enumerate(self.head):
            for piece in pieces:
                lane = (piece.start, piece.end)
                below = any(other.over(lane) for line in self.head[at + 1 :] for other in line)
                if piece.start >= edge and not below and not any(piece.over(other) for other in self.lanes):
                    self.lanes = sorted([*self.lanes, lane])

    def rows(self) -> Rows | None:
        """The rows of the table; None if values form no columns or not every column has one heading of its own."""
        if not self.lanes:
            return None
        rows = self._labelled()
        headed = self._headed()
        if rows is None or headed is False:
            return None
        for row in rows:
            if headed is None and 0 < len(row.values) < len(self.lanes):
                row.doubt = row.doubt or NO_COLUMNS
        places = _places([start for row in rows for start, _ in row.labels])
        across = len(set(places.values()))
        return [*self._headings(across), *(self._cells(row, places, across) for row in rows)]

    def is_headed(self) -> bool:
        """Whether each column has one heading of its own, and no heading may be two beside each other."""
        double = any(
            all(len(part) > 1 for part in parts)
            for pieces in self.head
            for piece in pieces
            if len(self._over(piece)) == 1 and len(parts := piece.text.split(" ")) > 1
        )
        return bool(self._headed()) and not double

    def _headed(self) -> bool | None:
        """Whether each column has a lowest heading that covers no other column; None if no column has a heading."""
        lowest: dict[int, Piece] = {}
        for pieces in self.head:
            for piece in pieces:
                lowest.update(dict.fromkeys(self._over(piece), piece))
        if not lowest:
            return None
        return len(lowest) == len(self.lanes) and all(
            len(self._over(piece)) == 1 for piece in lowest.values()
        )

    def misaligned(self) -> int:
        """Sum over the columns of values: width of the column less its longest value, in character columns."""
        values = [piece for pieces in self.body for piece in pieces if piece.value]
        longest = [max((p.end - p.start for p in values if p.over(lane)), default=0) for lane in self.lanes]
        return sum(lane[1] - lane[0] - most for lane, most in zip(self.lanes, longest, strict=True) if most)

    def _over(self, piece: Piece) -> tuple[int, ...]:
        return tuple(at for at, lane in enumerate(self.lanes) if piece.over(lane))

    def _labelled(self) -> list[_Row] | None:
        """The rows of the body: each label with all its lines, and the values beside any of those lines.

        If values do not always stand beside the first line of a label, a label without values may have lost them.
        """
        rows: list[_Row] = []
        open_: dict[int, list[Piece]] = {}  # start column -> label that may continue below
        numbered = any(self._label(piece) and _numbered(piece) for pieces in self.body for piece in pieces)
        values_beside_labels = True
        awaiting: _Row | None = (
            None  # row with values on a line without a label: the label must continue below
        )
        for pieces in self.body:
            labels = [piece for piece in pieces if self._label(piece)]
            values = pieces[len(labels) :]
            if any(len(self._over(piece)) != 1 for piece in values):
                return None
            begun = goes_on = False
            for piece in labels:
                start = next((s for s in open_ if abs(s - piece.start) <= JITTER), None)
                if start is not None and not _numbered(piece) and _numbered(open_[start][0]):
                    open_[start].append(piece)
                    # A group's label, which goes on beside another row, does not say whose the values on this line are.
                    goes_on = goes_on or rows[-1].labels[-1][1] is open_[start]
                    continue
                if not begun:
                    rows.append(_Row())
                    begun = True
                values_beside_labels &= _numbered(piece) == numbered
                open_ = {s: lines for s, lines in open_.items() if s < piece.start - JITTER}
                open_[piece.start] = [piece]
                rows[-1].labels.append((piece.start, open_[piece.start]))
            if awaiting is not None and not goes_on:
                awaiting.doubt = TWO_LINES
            awaiting = None
            if values and (begun or not open_):
                if not begun:
                    rows.append(_Row())
                rows[-1].values = values
            elif values:
                values_beside_labels = False
                if rows[-1].values:
                    rows[-1].doubt = TWO_LINES
                else:
                    rows[-1].values = values
                    awaiting = None if goes_on else rows[-1]
        if awaiting is not None:
            awaiting.doubt = TWO_LINES
        for row in rows:
            if not values_beside_labels and not row.values:
                row.doubt = APART
        return rows

    def _label(self, piece: Piece) -> bool:
        return piece.end <= self.lanes[0][0] and not piece.value

    def _cells(self, row: _Row, places: dict[int, int], across: int) -> list[Cell]:
        cells = [
            Cell("\n".join(piece.text for piece in lines), Source(line=lines[0].line), places[start])
            for start, lines in row.labels
        ]
        line = row.values[0].line if row.values else row.labels[0][1][0].line
        values = {self._over(piece)[0]: piece.text for piece in row.values}
        cells += [
            Cell(values.get(at, ""), Source(line=line), across + at, doubt=row.doubt)
            for at in range(len(self.lanes))
        ]
        return [replace(cell, source=replace(cell.source, column=at + 1)) for at, cell in enumerate(cells)]

    def _headings(self, across: int) -> Rows:
        """The rows of the head; lines below one another over the same columns are one heading.

        If the lowest headings of the columns begin on different lines without a common heading above, they are one row.
        """
        lowest: dict[int, list[Piece]] = {}  # column -> lines of its lowest heading
        out: list[list[list[Piece]]] = []
        for pieces in self.head:
            lanes_below = [self._over(piece) for piece in pieces]
            row: list[list[Piece]] = []
            covered = {at for at, lines in lowest.items() if len(self._over(lines[0])) == 1}
            for piece, over in zip(pieces, lanes_below, strict=True):
                beside = {
                    at for other in lanes_below for at in other if over and at in (over[0] - 1, over[-1] + 1)
                }
                above = lowest.get(over[0]) if len(over) == 1 else None
                # The heading above continues if it covers the same column and a neighbour here continues too.
                if above and self._over(above[0]) == over and (not beside or beside & covered):
                    above.append(piece)
                    continue
                row.append([piece])
                lowest.update(dict.fromkeys(over, row[-1]))
            out.append(row)
        lowest_columns = {id(lines): at for at, lines in lowest.items()}
        if not self._in_steps(out, lowest_columns):
            out = [
                *([lines for lines in row if not self._over(lines[0])] for row in out),
                [lines for _, lines in sorted(lowest.items())],
            ]
        return [
            [
                Cell(
                    "\n".join(piece.text for piece in lines),
                    Source(line=lines[0].line, column=at + 1),
                    across + over[0] if (over := self._over(lines[0])) else 0,
                    max(len(over), 1),
                )
                for at, lines in enumerate(row)
            ]
            for row in out
            if row
        ]

    def _in_steps(self, rows: list[list[list[Piece]]], lowest_columns: dict[int, int]) -> bool:
        """Whether columns whose lowest heading begins below that of others stand together under a common heading."""
        upper: set[int] = set()  # columns under a common heading
        headed: set[int] = set()  # columns whose lowest heading is above the current row
        for row in rows:
            row_columns = {lowest_columns[id(lines)] for lines in row if id(lines) in lowest_columns}
            for at in sorted(row_columns) if headed else ():
                run = {at}
                while more := {x for y in run for x in (y - 1, y + 1) if x in row_columns} - run:
                    run |= more
                if not run & upper:
                    return False
            headed |= row_columns
            upper |= {at for lines in row if id(lines) not in lowest_columns for at in self._over(lines[0])}
        return True


def _numbered(piece: Piece) -> bool:
    return parse_label(piece.text).numbered


def _places(starts: list[int]) -> dict[int, int]:
    """Start column of a label -> its column in the grid; starts at most JITTER apart are one column."""
    out: dict[int, int] = {}
    last: int | None = None
    for start in sorted(set(starts)):
        column = max(out.values(), default=-1) + (last is None or start > last + JITTER)
        out[start] = column
        last = start
    return out
