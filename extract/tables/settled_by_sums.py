"""Settles the order of two columns that headings in pieces leave open, where only one order makes every row add up.

Sums change no value: they only confirm the one axis that is missing, and are then no rule for these rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.form_cells import FormCell, Problem, TableReading
from extract.messages import Detail
from extract.tables.heading_proof import COLUMNS_OPEN


def settle_by_sums(reading: TableReading, columns: int, exchanges: Sequence[tuple[int, int]]) -> None:
    """Take the doubt `columns_open` from rows of numbers, where all of them add up as printed, and for each pair of columns
    one does not with the two exchanged. `columns` is the number of columns, the last the sum of the others."""
    rows = [reading.cells[at : at + columns] for at in range(0, len(reading.cells), columns)]
    numbers = {at: found for at, row in enumerate(rows) if (found := _numbers(row))}
    if not numbers or not all(adds_up(found) for found in numbers.values()):
        return
    for one, other in exchanges:
        if all(adds_up(exchanged(found, one, other)) for found in numbers.values()):
            return
    for at in numbers:
        rows[at] = [replace(cell, doubt=None).shown(column="sums") for cell in rows[at]]
        reading.problems.append(
            Problem(Detail("decoded_by_sum"), rows[at][0].source, rows[at][0].key.rpartition("/")[0])
        )
    reading.cells = [cell for row in rows for cell in row]


def _numbers(row: Sequence[FormCell]) -> list[int] | None:
    """The values of a row in which nothing but the columns is open."""
    if any(cell.doubt not in (None, COLUMNS_OPEN) for cell in row):
        return None
    values = [cell.value for cell in row]
    return [int(value) for value in values if value] if all(v and v.isdigit() for v in values) else None


def adds_up(numbers: Sequence[int]) -> bool:
    """Whether the last number is the sum of the others."""
    return sum(numbers[:-1]) == numbers[-1]


def exchanged(numbers: Sequence[int], one: int, other: int) -> list[int]:
    """The numbers with two of them exchanged."""
    out = list(numbers)
    out[one], out[other] = numbers[other], numbers[one]
    return out
