"""Splits digits run together by the form's own sums, and adds the doubts that such splits need.

`640020470` is 64, 0, 0, 2, 0, 4, 70, because no other split into seven numbers adds up. Where several do, every cell on
which they differ is in doubt. A sum used to split a row cannot check it: the problem decoded_by_sum names the row.
"""

from __future__ import annotations

import re
import unicodedata
from operator import add

from extract.digit_runs.splits import MOST_READINGS, appeal_readings, misprints, other_cuts, split_readings
from extract.document import Cell, Source
from extract.form.catalogue import Form
from extract.form_cells import FormCell, Problem, TableReading, form_cell, values_for_columns
from extract.messages import Detail, Doubt
from extract.proof import Proof
from extract.values import parse_value

NO_READING = Doubt("no_cut")
CUT = Proof(cell="cut")
BLANKS_LEFT, COLUMNS_BROKEN, UNCHECKED = (
    Doubt("blanks_left"),
    Doubt("columns_do_not_add_up"),
    Doubt("columns_unchecked"),
)
_APART = 3  # numbers with white space between them; fewer may be one run of digits broken by a line end
_SIGNED = re.compile(r"(?:^|[+-])\d+")
_TOGETHER = re.compile(r"[+-]?\d+(?:[+-]\d+)*$")


def _is_mark(text: str) -> bool:
    """Whether a text is a footnote's mark alone, which takes the place of no value."""
    return all(unicodedata.category(character) == "No" for character in text)


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def joined_digits(cells: list[Cell], columns: int) -> Cell | None:
    """The one cell that holds all of a row's digits without separators; None where the row is printed otherwise."""
    filled = [cell for cell in cells if cell.text.strip() or cell.doubt]
    if columns < 2 or len(filled) != 1 or len(cells) >= columns:
        return None
    text = filled[0].text.strip()
    return filled[0] if _TOGETHER.match(text) and len(text) >= columns else None


def cut_row(keys: list[str], raw: str, source: Source, summed: bool) -> list[FormCell]:
    """The cells of one row from the characters printed after its label.

    `summed`: whether the form defines the last cell as the sum of the others.
    """
    raw = raw.strip()
    if len(keys) == 1:
        return [form_cell(keys[0], Cell(raw, source))]
    if not raw:
        return [form_cell(key, None) for key in keys]
    parts = raw.split()
    if len(parts) == len(keys) and not any(map(_is_mark, parts)):
        return [form_cell(key, Cell(part, source)) for key, part in zip(keys, parts, strict=True)]
    if len(parts) >= _APART:  # the numbers are separated by white space: one is missing, or one too many
        doubt = values_for_columns(len(parts), len(keys))
        return [FormCell(key, None, "illegible", raw, source, doubt) for key in keys]
    digits = "".join(parts)
    signed = _SIGNED.findall(digits)
    if len(signed) == len(keys) and "".join(signed) == digits:  # a sign begins a number: 0+15
        return [form_cell(key, Cell(part, source)) for key, part in zip(keys, signed, strict=True)]
    if not is_digits(digits):
        return [FormCell(key, None, "illegible", raw, source, NO_READING) for key in keys]
    if summed:
        return _cells(keys, raw, source, list(split_readings(digits, len(keys))))
    if not digits.strip("0") and len(digits) == len(
        keys
    ):  # as many zeros as cells can be split in one way only
        return [FormCell(key, "0", "number", raw, source, proof=CUT) for key in keys]
    return [FormCell(key, None, "illegible", raw, source, Doubt("no_sum")) for key in keys]


def cut_appeals(
    form: Form, version: str, keys: list[str], raw: str, source: Source
) -> tuple[list[FormCell], list[Problem]]:
    """(cells, problems) of table four's one row; each block has its own sum."""
    size = len(form.appeal_columns[version])
    readings = appeal_readings("".join(raw.split()), len(keys) // size, size)
    cells = _cells(keys, raw, source, readings)
    problems = []
    for at in range(0, len(keys), size):
        problems += decoded(cells[at : at + size], keys[at].rsplit("/", 1)[0])
    return cells, problems


def _cells(keys: list[str], raw: str, source: Source, readings: list[tuple[int, ...]]) -> list[FormCell]:
    if not readings:
        return [FormCell(key, None, "illegible", raw, source, NO_READING) for key in keys]
    cells = []
    for position, key in enumerate(keys):
        values = {reading[position] for reading in readings}
        doubt = None if len(values) == 1 else Doubt("several_cuts", {"readings": len(readings)})
        if len(readings) >= MOST_READINGS:
            doubt = Doubt("too_many_cuts")  # there may be others beyond the limit
        cells.append(FormCell(key, str(readings[0][position]), "number", raw, source, doubt, proof=CUT))
    return cells


def is_cut(cell: FormCell) -> bool:
    """Whether the cell's value was cut out of a longer run of digits."""
    return cell.value is not None and cell.value != parse_value(cell.raw).value


def decoded(cells: list[FormCell], instance: str) -> list[Problem]:
    """The problem decoded_by_sum where a row was split by its own sum, so that the rule of that sum cannot check it."""
    if not any(is_cut(cell) for cell in cells):
        return []
    return [Problem(Detail("decoded_by_sum"), cells[0].source, instance)]


def doubt_cuts(form: Form, readings: list[TableReading]) -> None:
    """Doubt cuts that other rows contradict: some cells may be blank, or the columns of table three do not add up.

    A blank cell leaves no trace between digits run together. A document with blank cells is recognised by a row with fewer
    digits than columns, or a row that no sum can cut, unless the columns show that only one number is wrong in that row.
    Rows of zeros only are not doubted.
    """
    if not any(is_cut(cell) for reading in readings for cell in reading.cells):
        return
    tables = [
        _Columns(form, reading) for reading in readings if reading.table == "applications" and reading.version
    ]
    blanks = any(table.leaves_blanks() for table in tables)
    for table in tables:
        table.doubt_broken()
    if blanks:
        for reading in readings:
            reading.cells = [_doubted(cell, BLANKS_LEFT) for cell in reading.cells]


def _doubted(cell: FormCell, doubt: Doubt) -> FormCell:
    return cell.doubted(doubt) if is_cut(cell) and cell.raw.strip("0 ") else cell


_Row = tuple[int, ...]
_MOST_WAYS = 200_000  # sums of readings that one equation is tried with


class _Columns:
    """Table three as numbers, with the equations that hold in each of its columns (they do not select a reading).

    `readings` holds the possible readings of each row: one, several if its digits allow them, none if nothing fits.
    """

    def __init__(self, form: Form, reading: TableReading) -> None:
        self.reading = reading
        version = str(reading.version)
        self.columns = len(form.application_columns[version])
        self.equations = [
            (form.left_side(equation, version), equation.rhs)
            for equation in form.sums
            if (equation.table, equation.each) == ("applications", "column")
        ]
        self.rows: dict[str, list[FormCell]] = {}
        for cell in reading.cells:
            self.rows.setdefault(cell.key.split("/")[1], []).append(cell)
        self.readings = {row: self._readings(cells) for row, cells in self.rows.items()}

    def _readings(self, cells: list[FormCell]) -> list[_Row]:
        digits = _printed_together(cells)
        if digits and is_digits(digits) and len(digits) >= self.columns:
            found = split_readings(digits, self.columns)
            return list(found) if len(found) < MOST_READINGS else []
        values = [cell.value for cell in cells if cell.doubt is None and cell.value and is_digits(cell.value)]
        return [tuple(map(int, values))] if len(values) == self.columns else []

    def leaves_blanks(self) -> bool:
        for row, cells in self.rows.items():
            digits = _printed_together(cells)
            if digits is None or cells[0].state == "absent":
                continue
            unread = len(digits) < self.columns or cells[0].doubt == NO_READING
            if unread and not self._one_odd_number(row, digits):
                return True
        return False

    def _too_many(self, rows: tuple[str, ...]) -> bool:
        return self._sums(rows) is None

    def _ways(self, rows: tuple[str, ...]) -> set[_Row]:
        """The sums of these rows, column by column, for every combination of their readings; none if too many."""
        return self._sums(rows) or set()

    def _sums(self, rows: tuple[str, ...]) -> set[_Row] | None:
        ways: set[_Row] = {(0,) * self.columns}
        for readings in sorted((self.readings.get(row, []) for row in rows), key=len):
            if len(ways) * len(readings) > _MOST_WAYS:
                return None
            ways = {tuple(map(add, way, reading)) for way in ways for reading in readings}
        return ways

    def _one_odd_number(self, row: str, digits: str) -> bool:
        """Whether the other rows of an equation imply this row, and all but one of its numbers are printed as implied.

        That one is misprinted or left blank. A row cut wrongly differs in at least two columns.
        """
        for sides in self.equations:
            for mine, others in (sides, sides[::-1]):
                if row in mine:
                    beside = self._ways(tuple(other for other in mine if other != row))
                    for theirs in self._ways(others):
                        for known in beside:
                            implied = [a - b for a, b in zip(theirs, known, strict=True)]
                            if min(implied) >= 0 and _spelled_but_one(implied, digits):
                                return True
        return False

    def doubt_broken(self) -> None:
        """Doubt the cells that another cut of a row reads differently, if it explains columns that do not add up as well.

        A row whose own sum is misprinted may be cut wrongly. Cut correctly it adds up in nearly every column; where every
        other cut requires more misprints than the reading, the numbers are taken to be the publisher's.
        """
        broken: dict[str, set[int]] = {}
        unchecked: set[str] = set()
        for left, right in self.equations:
            if self._too_many(left) or self._too_many(right):
                unchecked.update(left, right)
                continue
            if self._ways(left) & self._ways(right):
                continue  # some reading of every row adds up
            left_open = {row: self._left_open(row, left, right) for row in left}
            left_open |= {row: self._left_open(row, right, left) for row in right}
            for row, columns in self._cut_otherwise(left_open).items():
                broken.setdefault(row, set()).update(columns)
        self.reading.cells = [
            _doubted(cell, COLUMNS_BROKEN)
            if column in broken.get(row, ())
            else _doubted(cell, UNCHECKED)
            if row in unchecked
            else cell
            for row, cells in self.rows.items()
            for column, cell in enumerate(cells)
        ]

    def _left_open(
        self, row: str, mine: tuple[str, ...], others: tuple[str, ...]
    ) -> tuple[int, list[tuple[_Row, _Row]]] | None:
        """(fewest misprints that explain the equation, the pairs of a reading of the row and the numbers its other rows
        imply that need only so many); `mine` is the row's side. None where there are too many."""
        beside, theirs = self._ways(tuple(other for other in mine if other != row)), self._ways(others)
        if len(beside) * len(theirs) > _MOST_WAYS:
            return None
        implied_rows = {
            tuple(a - b for a, b in zip(total, part, strict=True)) for total in theirs for part in beside
        }
        needed = {
            (reading, implied): misprints(reading, implied, own_sum=True)
            for reading in self.readings[row]
            for implied in implied_rows
        }
        fewest = min(needed.values(), default=0)
        nearest = [pair for pair, count in needed.items() if count == fewest]
        return (fewest, nearest) if len(nearest) <= MOST_READINGS else None

    def _cut_otherwise(
        self, left_open: dict[str, tuple[int, list[tuple[_Row, _Row]]] | None]
    ) -> dict[str, set[int]]:
        """Row -> columns that another cut reads differently, for the cuts that require the fewest misprints."""
        if any(found is None for found in left_open.values()):
            return {row: set(range(self.columns)) for row in left_open}
        known = {row: found for row, found in left_open.items() if found is not None}
        for most in range(1, max((fewest for fewest, _ in known.values()), default=0) + 1):
            cuts = {
                row: set().union(*(other_cuts(digits, *pair, most) for pair in nearest))
                for row, (_, nearest) in known.items()
                if is_digits(digits := _printed_together(self.rows[row]) or "")
            }
            if any(cuts.values()):
                return cuts
        return {}


def _printed_together(cells: list[FormCell]) -> str | None:
    """The text of a row printed in one piece; None where its cells are separate."""
    printed = {cell.raw.replace(" ", "") for cell in cells} - {""}
    return None if len(printed) > 1 else next(iter(printed), "")


def _spelled_but_one(numbers: list[int], digits: str) -> bool:
    texts = [str(number) for number in numbers]
    return any(
        digits.startswith(before := "".join(texts[:at]))
        and digits.endswith(after := "".join(texts[at + 1 :]))
        and len(digits) >= len(before) + len(after)
        for at in range(len(texts))
    )
