"""Tells which empty places of a row of text are padding, as merged cells leave it, and which are blanks of the form.

Pasted text has as many places as its editor left: merged label columns as empty cells before the values, cut-off cells behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extract.form.catalogue import Form, FormColumn
from extract.form_cells import values_for_columns
from extract.messages import Doubt
from extract.tables.align import Match
from extract.tables.heading_proof import of_form
from extract.tables.row_stream import LabelledRow, StreamRow
from extract.tables.settled_by_sums import adds_up
from extract.values import parse_value, words_alone

_MOST = 0.8  # share of the rows


def filled_places(row: LabelledRow) -> int:
    """Number of a row's places that hold something."""
    return sum(parse_value(cell.text).state != "blank" for cell in row.values)


def too_long(form: Form, row: LabelledRow, columns: list[FormColumn]) -> Doubt | None:
    """A doubt where the table has columns that the form does not, and a row has more cells than there are columns.

    Padding before the values is harmless; otherwise there is one value too many, or one is lost and a value of an extra
    column took its place.
    """
    leading, values = row.values[: -len(columns)], row.values[-len(columns) :]
    extra = [column for column in columns if not column.key]
    if not leading or not extra or not filled_places(row):
        return None
    remarks = all(column.label.startswith(form.remark_columns) for column in extra)
    if remarks and sum(parse_value(c.text).state == "number" for c in row.values) == len(of_form(columns)):
        return None
    if filled_places(replace(row, values=leading)) or parse_value(values[0].text).state == "blank":
        return values_for_columns(filled_places(row), len(columns))
    return None


def more_places(
    row: LabelledRow, columns: list[FormColumn], rows: list[StreamRow], matches: Iterable[Match]
) -> Doubt | None:
    """A doubt where a row of text has more places than there are columns, and nothing shows which of them are padding: neither its
    sum nor the other rows, by ending at the same place. Where some row has more numbers than columns, the table has a column of its
    own, and only the sum shows it.
    """
    if row.grid or len(row.values) <= len(columns) or not filled_places(row):
        return None
    numbers = whole_numbers(row)
    whole = len(numbers) == len(columns) == len(of_form(columns))
    if whole and adds_up(numbers):
        return None
    printed = [match.printed for match in matches]
    ends = [last.column + last.span for other in printed for last in rows[other.at[-1]].cells[-1:]]
    last = rows[row.at[-1]].cells[-1]
    padded = ends.count(last.column + last.span) >= _MOST * len(ends)
    overfull = any(not other.grid and len(whole_numbers(other)) > len(columns) for other in printed)
    return (
        values_for_columns(filled_places(row), len(columns)) if overfull or (whole and not padded) else None
    )


def whole_numbers(row: LabelledRow) -> list[int]:
    """The whole numbers among a row's values, from left to right."""
    values = [parse_value(cell.text).value or "" for cell in row.values]
    return [int(value) for value in values if value.isdigit()]


def with_cut_ends(rows: list[StreamRow], printed: list[LabelledRow], columns: int) -> list[LabelledRow]:
    """Append the blank cells that an editor may have cut off to rows of pasted text shorter than their table.

    Only rows with blank cells before the values, which could be padding: any other row is known to be short.
    """
    ends = [rows[row.at[-1]].cells[-1] for row in printed]
    widest: dict[int | None, int] = {}
    for row, last in zip(printed, ends, strict=True):
        table = rows[row.at[-1]].table
        widest[table] = max(widest.get(table, 0), last.column + last.span)
    out = []
    for row, last in zip(printed, ends, strict=True):
        table = rows[row.at[-1]].table
        cut = widest[table] - last.column - last.span
        if (
            not row.grid
            and table is not None
            and cut > 0
            and len(row.values) > columns > filled_places(row) > 0
        ):
            values = [
                *row.values,
                *[replace(last, text="", column=last.column + last.span + i) for i in range(cut)],
            ]
            row = LabelledRow(row.labels, values, row.at, row.grid)
        out.append(row)
    return out


def is_padded(row: LabelledRow, columns: int) -> bool:
    """Whether a row of pasted text has more or fewer cells than the table has columns: merged label columns left empty
    cells, or empty cells at the end were cut off."""
    return not row.grid and len(row.values) != columns and filled_places(row) > 0


def edge_unsettled(row: LabelledRow, columns: list[FormColumn]) -> bool:
    """Whether a row of padded text, with as many cells as columns, begins or ends blank, or ends in words, which may be a remark:
    it may have lost a value."""
    if row.grid or len(row.values) != len(columns) or not filled_places(row):
        return False
    blank = [parse_value(row.values[edge].text).state == "blank" for edge in (0, -1)]
    # If every column of the form is filled, the blank last cell belongs to an extra column.
    if not blank[0] and not columns[-1].key and filled_places(row) >= len(of_form(columns)):
        return False
    return any(blank) or words_alone(row.values[-1].text)
