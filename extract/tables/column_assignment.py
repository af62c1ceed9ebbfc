"""Assigns a row's printed cells to the form's columns, of which there may be more or fewer than cells.

Rule shape.applications_row: with more or fewer cells than columns, a value is accepted where every order-keeping
assignment puts it in that column; any other is in doubt. Blank cells may be left out (padding of merged columns), unless
the reader doubts that they are blank; a printed value is left out only where there are more values than columns.
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
    """The printed cell assigned to one column, None where there is none."""

    cell: Cell | None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class ColumnAssignment:
    """One Slot per column; `fits` is false where there are too many values, or too few to place."""

    slots: list[Slot]
    fits: bool


def _value(cell: Cell | None) -> tuple[str, str | None]:
    value: Value = parse_value(cell.text if cell else "")
    return value.state, value.value


def assign_columns(cells: list[Cell], columns: int) -> ColumnAssignment:
    """Assign `cells` (in printed order) to `columns` columns.

    Shapes: any number of cells in, exactly `columns` slots out. A row without cells gives blanks.
    """
    if len(cells) == columns:
        return ColumnAssignment([Slot(cell) for cell in cells], True)
    filled = [cell for cell in cells if cell.doubt or parse_value(cell.text).state != "blank"]
    if not filled:
        padding: list[Cell | None] = [
            *cells[:columns],
            *([None] * (columns - len(cells))),
        ]
        return ColumnAssignment([Slot(cell) for cell in padding], True)
    if len(cells) < columns:
        short = values_for_columns(len(filled), columns)
        row: list[Cell | None] = [*cells, *([None] * (columns - len(cells)))]
        return ColumnAssignment([Slot(cell, short) for cell in row], False)
    candidates = filled if len(filled) > columns else cells
    overfull = len(filled) > columns
    must = [not overfull and (bool(c.doubt) or parse_value(c.text).state != "blank") for c in candidates]
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
        # All may be blank, and the reader may doubt one of the blanks: that one carries the doubt.
        slots.append(Slot(next((cell for cell in possible if cell.doubt), possible[0]), doubt))
    return ColumnAssignment(slots, settled and len(filled) <= columns)


def _may_stand(index: int, column: int, columns: int, before: list[int]) -> bool:
    """Whether some order-keeping choice of `columns` cells that includes all required ones puts cell `index` at `column`.

    `before[i]` is the number of required cells left of cell i; it has one entry more than there are cells.
    """
    cells = len(before) - 1
    after = before[-1] - before[index + 1]
    return before[index] <= column <= index and after <= columns - 1 - column <= cells - 1 - index
