"""Doubts rows of table three whose labels may stand a row too low or too high against their numbers."""

from __future__ import annotations

from extract.document import Cell
from extract.form.catalogue import Form
from extract.form_cells import FormCell, TableReading
from extract.messages import Doubt
from extract.tables.align import Alignment
from extract.values import parse_value

_SLIPPED = Doubt("labels_slipped")


def doubt_slipped(form: Form, reading: TableReading, alignment: Alignment) -> None:
    """Doubt the rows of a group that prints numbers of its own, other than their sums, while one of its rows prints none."""
    for match in alignment.matches:
        if match.row.role != "group" or not any(_number(cell) is not None for cell in match.printed.values):
            continue
        rows = {
            row.key: [cell for cell in reading.cells if cell.key.split("/")[1] == row.key]
            for row in form.application_rows[str(reading.version)]
            if row.parent == match.row.key
        }
        numberless = any(cells and all(cell.value is None for cell in cells) for cells in rows.values())
        if numberless and not _adds_up(match.printed.values, list(rows.values())):
            _doubt(reading, set(rows))
    _doubt(reading, _beside_unlabelled(reading, alignment))


def _doubt(reading: TableReading, rows: set[str]) -> None:
    reading.cells = [
        cell.doubted(_SLIPPED) if cell.key.split("/")[1] in rows else cell for cell in reading.cells
    ]


def _beside_unlabelled(reading: TableReading, alignment: Alignment) -> set[str]:
    """The rows from one that prints no number to numbers that have no label: each of their labels may belong one line away."""
    unlabelled = [
        row.at[0]
        for row in alignment.unmatched
        if not row.leaf.strip() and any(_number(cell) is not None for cell in row.values)
    ]
    at = {match.row.key: match.printed.at[0] for match in alignment.matches if match.row.role != "group"}
    filled = {cell.key.split("/")[1] for cell in reading.cells if cell.value is not None}
    spans = [sorted((at[key], line)) for key in at if key not in filled for line in unlabelled]
    return {key for key, line in at.items() if any(first <= line <= last for first, last in spans)}


def _adds_up(printed: list[Cell], rows: list[list[FormCell]]) -> bool:
    """Whether the group's own numbers are the sums of its rows."""
    numbers = [number for cell in printed if (number := _number(cell)) is not None]
    columns = zip(*rows, strict=False)
    sums = [
        sum(int(cell.value) for cell in column if cell.value and cell.value.isdigit()) for column in columns
    ]
    return numbers == sums


def _number(cell: Cell) -> int | None:
    value = parse_value(cell.text).value
    return int(value) if value and value.isdigit() else None
