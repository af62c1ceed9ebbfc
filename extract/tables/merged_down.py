"""Doubts numbers in cells that reach down over rows of the form: of which of these rows they are the file does not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.document import Cell
from extract.messages import Doubt
from extract.tables.row_stream import LabelledRow, StreamRow
from extract.values import parse_value

MERGED_DOWN = Doubt("merged_down")


def with_merged_doubted(rows: Sequence[StreamRow], printed: Sequence[LabelledRow]) -> list[LabelledRow]:
    """The rows of a grid, with a number in doubt where the row below prints cells on both sides of its place and none there."""
    below = [*printed[1:], None]
    return [
        _doubted(row, _covered(rows, under)) if under else row
        for row, under in zip(printed, below, strict=True)
    ]


def _covered(rows: Sequence[StreamRow], row: LabelledRow) -> set[int]:
    """The columns that the cells of a row's last line cover."""
    cells = rows[row.at[-1]].cells if row.grid and not rows[row.at[-1]].single else ()
    return {at for cell in cells for at in range(cell.column, cell.column + cell.span)}


def _doubted(row: LabelledRow, covered: set[int]) -> LabelledRow:
    if not row.grid or not covered:
        return row

    def reaches_down(cell: Cell) -> bool:
        inside = min(covered) < cell.column < max(covered)
        return inside and cell.column not in covered and parse_value(cell.text).state == "number"

    if not any(map(reaches_down, row.values)):
        return row
    values = [replace(c, doubt=c.doubt or MERGED_DOWN) if reaches_down(c) else c for c in row.values]
    return replace(row, values=values)
