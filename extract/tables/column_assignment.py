"""A row's printed cells over the form's columns, where there may be too many or too few of them.

Rule shape.applications_row: with more or fewer cells than columns, a cell on which every order-keeping alignment
agrees stands, any other is in doubt. Empty cells may be left out (padding of merged columns), unless the reader doubts
that they are empty; a printed value is left out only where more values stand than there are columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from extract.document import Cell
from extract.form_cells import values_for_columns
from extract.messages import Doubt
from extract.values import Value, parse_value


@dataclass(frozen=True, slots=True)
class Slot:
    cell: Cell | None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """One Slot a column; `fits` is false where values are too many, or too few to place."""

    slots: list[Slot]
    fits: bool


def _value(cell: Cell | None) -> tuple[str, str | None]:
    value: Value = parse_value(cell.text if cell else "")
    return value.state, value.value


def spread(cells: list[Cell], columns: int) -> Spread:
    """Place `cells` (in printed order) on `columns` columns.

    Shapes: any number of cells in, exactly `columns` slots out. No cell at all is a row of blanks.
    """
    if len(cells) == columns:
        return Spread([Slot(cell) for cell in cells], True)
    filled = [cell for cell in cells if cell.doubt or parse_value(cell.text).state != "blank"]
    if not filled:
        padding: list[Cell | None] = [
            *cells[:columns],
            *([None] * (columns - len(cells))),
        ]
        return Spread([Slot(cell) for cell in padding], True)
    if len(cells) < columns:
        short = values_for_columns(len(filled), columns)
        row: list[Cell | None] = [*cells, *([None] * (columns - len(cells)))]
        return Spread([Slot(cell, short) for cell in row], False)
    candidates = filled if len(filled) > columns else cells
    whole = len(filled) > columns
    must = [not whole and (bool(c.doubt) or parse_value(c.text).state != "blank") for c in candidates]
    before = list(accumulate(must, initial=0))
    slots = []
    settled = True
    for column in range(columns):
        possible = [
            cell for index, cell in enumerate(candidates) if _may_stand(index, column, columns, before)
        ]
        agreed = len({_value(cell) for cell in possible}) == 1
        settled = settled and agreed
        doubt = None if agreed else values_for_columns(len(filled), columns)
        # Blanks all, but one may be a blank that its reader doubts.
        slots.append(Slot(next((cell for cell in possible if cell.doubt), possible[0]), doubt))
    return Spread(slots, settled and len(filled) <= columns)


def _may_stand(index: int, column: int, columns: int, before: list[int]) -> bool:
    """Whether some order-keeping choice of `columns` cells, holding all that must be in it, puts `index` at `column`.

    `before` counts, for each cell and the end, those that must be in it to the left.
    """
    cells = len(before) - 1
    after = before[-1] - before[index + 1]
    return before[index] <= column <= index and after <= columns - 1 - column <= cells - 1 - index
