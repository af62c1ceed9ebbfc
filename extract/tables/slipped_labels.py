"""Doubts rows of table three whose labels may stand a row too low or too high against their numbers."""

from __future__ import annotations

from extract.document import Cell
from extract.form.catalogue import Form
from extract.form_cells import FormCell, TableReading
from extract.messages import Doubt
from extract.tables.align import Alignment
from extract.tables.row_stream import StreamRow
from extract.values import is_value_like, parse_value

_SLIPPED = Doubt("labels_slipped")


def doubt_slipped(form: Form, reading: TableReading, alignment: Alignment, rows: list[StreamRow]) -> None:
    """Doubt the rows of a group that prints numbers of its own, other than their sums, while one of its rows prints none, and those
    between such a row and numbers without a label, also right above or below the table's labels in `rows`, the whole stream."""
    for match in alignment.matches:
        if match.row.role != "group" or not any(_number(cell) is not None for cell in match.printed.values):
            continue
        of_group = {
            row.key: [cell for cell in reading.cells if cell.key.split("/")[1] == row.key]
            for row in form.application_rows[str(reading.version)]
            if row.parent == match.row.key
        }
        numberless = any(cells and all(cell.value is None for cell in cells) for cells in of_group.values())
        if numberless and not _adds_up(match.printed.values, list(of_group.values())):
            _doubt(reading, set(of_group))
    _doubt(reading, _beside_unlabelled(reading, alignment, rows))


def _doubt(reading: TableReading, rows: set[str]) -> None:
    reading.cells = [
        cell.doubted(_SLIPPED) if cell.key.split("/")[1] in rows else cell for cell in reading.cells
    ]


def _beside_unlabelled(reading: TableReading, alignment: Alignment, rows: list[StreamRow]) -> set[str]:
    """The rows from one that prints no number to numbers that have no label: each of their labels may belong one line away."""
    unlabelled = [
        row.at[0]
        for row in alignment.unmatched
        if not row.leaf.strip() and any(_number(cell) is not None for cell in row.values)
    ]
    at = {match.row.key: match.printed.at[0] for match in alignment.matches if match.row.role != "group"}
    labels = [line for match in alignment.matches for line in match.printed.at]
    edges = (min(labels, default=0) - 1, max(labels, default=len(rows)) + 1)
    unlabelled += [line for line in edges if 0 <= line < len(rows) and _only_numbers(rows[line])]
    filled = {cell.key.split("/")[1] for cell in reading.cells if cell.value is not None}
    spans = [sorted((at[key], line)) for key in at if key not in filled for line in unlabelled]
    return {key for key, line in at.items() if any(first <= line <= last for first, last in spans)}


def _only_numbers(row: StreamRow) -> bool:
    """Whether a row of a grid holds numbers and nothing else; one that counts the columns (1, 2, 3; 2, 3, 4) is none of values."""
    texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    counts = any(texts == [str(at + first) for at in range(len(texts))] for first in (1, 2, 3))
    return row.grid and len(texts) > 1 and all(map(is_value_like, texts)) and not counts


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
