"""Doubts rows whose sums hold only where the values stand one place further: one was lost, and a blank is left over at the end.

The sums withdraw a proof, they change no value (docs/proof.md). Offices that type fourteen numbers under fifteen headings, and
programs that drop an empty cell, leave such rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extract.form_cells import FormCell, TableReading
from extract.messages import Doubt

SHIFTED = Doubt("shifted_by_sums")
_TABLES = {"appeals": 3}  # sums that are printed in one row; a single sum may hold so by chance
_Values = Sequence[int | None]


def doubt_shifted(readings: Iterable[TableReading], columns: dict[str, int]) -> None:
    """Doubt the cells of such rows; `columns` is for each table the number of columns, the last the sum of the others."""
    for reading in readings:
        size = columns.get(reading.table, 0)
        width = size * _TABLES.get(reading.table, 0)
        for at in range(0, len(reading.cells), width) if width else ():
            row = reading.cells[at : at + width]
            values = [_number(cell) for cell in row]
            if (
                len(row) == width
                and _fills_places(row)
                and (_is_shifted(values, size) or _may_be(row, values, size))
            ):
                reading.cells[at : at + width] = [cell.doubted(SHIFTED) for cell in row]


def _fills_places(row: Sequence[FormCell]) -> bool:
    """Whether no cell prints words (0件次): those take their place, and tell no number."""
    return all(cell.state != "text" for cell in row)


def _number(cell: FormCell) -> int | None:
    return int(cell.value) if cell.value and cell.value.isdigit() else None


def _may_be(row: Sequence[FormCell], values: _Values, size: int) -> bool:
    """Whether table four prints all numbers but the last, and only the order of its headings shows which is which."""
    lost = values.index(None) if values.count(None) == 1 else 0
    return len(values) > size and lost == len(values) - 1 and {cell.proof.column for cell in row} == {"order"}


def _is_shifted(values: _Values, size: int) -> bool:
    """Whether a sum does not hold as printed, but does with the blank at one end of the row put between the values, where
    every other sum beside that blank holds as well."""
    if all(value is None for value in values):
        return False
    moved = []
    if values[-1] is None:
        moved += [(at, [*values[:at], None, *values[at:-1]]) for at in range(len(values) - 1)]
    if values[0] is None:
        moved += [(at, [*values[1 : at + 1], None, *values[at + 1 :]]) for at in range(1, len(values))]
    return any(_holds_only_so(values, tried, at // size, size) for at, tried in moved)


def _holds_only_so(printed: _Values, tried: _Values, beside: int, size: int) -> bool:
    blocks = range(len(printed) // size)
    whole = [block for block in blocks if block != beside]
    return all(_holds(tried, block, size) for block in whole) and any(
        not _holds(printed, block, size) and tried[(block + 1) * size - 1] for block in whole
    )


def _holds(values: _Values, block: int, size: int) -> bool:
    part = [value or 0 for value in values[block * size : (block + 1) * size]]
    return sum(part[:-1]) == part[-1]
