"""Matched rows -> form cells: what tables two and three share once their rows are known."""

from __future__ import annotations

from extract.document import Source
from extract.form.catalogue import FormColumn
from extract.labels import parse_label
from extract.mapping.align import Alignment, Match
from extract.mapping.cells import FormCell, Problem, form_cell
from extract.mapping.spread import Spread, spread
from extract.mapping.stream import LabelledRow
from extract.mapping.vocabulary import SURE
from extract.values import parse_value


def place(row: LabelledRow) -> Source:
    cells = row.labels or row.values
    return cells[0].source if cells else Source()


def label_problems(table: str, alignment: Alignment) -> list[Problem]:
    """Misprinted labels and what they were taken for; rows of values for which the form has no row."""
    problems = [
        Problem(
            "label_misprint",
            f"{match.printed.leaf!r} taken for {match.row.label!r}",
            place(match.printed),
            f"{table}/{match.row.key}",
        )
        for match in alignment.matches
        if match.closeness < 1.0
    ]
    for row in alignment.unmatched:
        # A repeated header row is no row of values.
        if any(parse_value(cell.text).state == "number" for cell in row.values):
            label = row.leaf or "(no label)"
            problems.append(
                Problem(
                    "extra_row",
                    f"{label!r}: no such row in the form, left out",
                    place(row),
                )
            )
    return problems


def guessed(match: Match, alignment: Alignment) -> str | None:
    """A doubt where the label is a guess: its words are not close, and its neighbours do not settle it."""
    if match.closeness >= SURE:
        return None
    position = alignment.matches.index(match)
    around = (
        alignment.matches[max(position - 1, 0) : position] + alignment.matches[position + 1 : position + 2]
    )
    label = parse_label(match.printed.leaf)
    numbered_right = (label.level, label.ordinal) == (
        match.row.parsed.level,
        match.row.parsed.ordinal,
    )
    if numbered_right and len(around) == 2 and all(near.closeness == 1.0 for near in around):
        return None
    return f"the label {match.printed.leaf!r} was only guessed to be {match.row.label!r}"


def repeated(match: Match, alignment: Alignment) -> str | None:
    """A doubt where the same label is printed once more with other values."""
    words = parse_label(match.printed.leaf)
    mine = [parse_value(cell.text) for cell in match.printed.values]
    for other in alignment.unmatched:
        values = [parse_value(cell.text) for cell in other.values]
        printed = any(value.state != "blank" for value in values)
        if printed and parse_label(other.leaf) == words and values != mine:
            return f"the row {match.printed.leaf!r} is printed more than once with different values"
    return None


def row_cells(
    prefix: str, columns: list[FormColumn], row: LabelledRow, doubt: str | None
) -> tuple[list[FormCell], Spread]:
    """One form cell for each column of the header, in printed order, and how the row's cells fitted."""
    fitted = spread(row.values, len(columns))
    cells = [
        form_cell(f"{prefix}/{column.key}", slot.cell, doubt or slot.doubt, column.unit)
        for column, slot in zip(columns, fitted.slots, strict=True)
    ]
    return cells, fitted
