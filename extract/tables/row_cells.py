"""Matched rows -> form cells: what tables two and three share once their rows are known."""

from __future__ import annotations

from collections.abc import Iterable

from extract.digit_runs.cells import cut_row, joined_digits
from extract.document import Source
from extract.form.catalogue import Form, FormColumn, FormRow
from extract.form.labels import closeness, parse_label
from extract.form_cells import FormCell, Problem, absent_cell, form_cell
from extract.messages import Detail, Doubt
from extract.tables.align import Alignment, Match
from extract.tables.column_assignment import Spread, spread
from extract.tables.row_stream import LabelledRow, is_numberless
from extract.tables.vocabulary import CLOSE, SURE
from extract.values import parse_value

_SOMETHING_ALIKE = 0.2  # words below this are others altogether, whatever number stands before them


def place(row: LabelledRow) -> Source:
    cells = row.labels or row.values
    return cells[0].source if cells else Source()


def label_problems(table: str, alignment: Alignment) -> list[Problem]:
    """Misprinted labels and what they were taken for; rows of values for which the form has no row."""
    problems = [
        Problem(
            Detail("label_misprint.taken_for", {"printed": match.printed.leaf, "label": match.row.label}),
            place(match.printed),
            f"{table}/{match.row.key}",
        )
        for match in alignment.matches
        if match.closeness < 1.0
    ]
    for row in alignment.unmatched:
        # A repeated header row is no row of values.
        if any(parse_value(cell.text).state == "number" for cell in row.values):
            what = (
                Detail("extra_row.labelled", {"printed": row.leaf})
                if row.leaf
                else Detail("extra_row.unlabelled")
            )
            problems.append(Problem(what, place(row)))
    return problems


def guessed(match: Match, alignment: Alignment) -> Doubt | None:
    """A doubt where the label is a guess: its words are not close, and its number and neighbours do not settle it."""
    printed, row = match.printed.leaf, match.row
    named = {"printed": printed, "row": row.label}
    if match.moved or match.closeness == 1.0:
        # Words and numbers of two rows changed over: which of the two is the slip is not said.
        label = parse_label(printed)
        numbers_moved = any(m.moved and parse_label(m.printed.leaf).numbered and not m.numbered_right
                            for m in alignment.matches)  # fmt: skip
        if label.numbered and row.parsed.numbered and not match.numbered_right and numbers_moved:
            return Doubt("label_of_another_place", named)
        return None
    if is_numberless(match.printed) and any(c.isdigit() for c in parse_label(printed).words):
        return Doubt("label_guessed", named)  # its values may stand in it
    if match.closeness >= SURE:
        return None
    position = alignment.matches.index(match)
    around = (
        alignment.matches[max(position - 1, 0) : position] + alignment.matches[position + 1 : position + 2]
    )
    words = parse_label(printed).words
    of_another = any(words in (other.parsed.words, *other.aliases) for other in alignment.missing)
    settled = len(around) == 2 and all(near.closeness == 1.0 and not near.moved for near in around)
    if match.numbered_right and settled and not of_another and match.closeness >= _SOMETHING_ALIKE:
        return None
    return Doubt("label_guessed", named)


def order_problem(table: str, alignment: Alignment) -> list[Problem]:
    """Rows that stand out of the form's order, known by their words."""
    return [
        Problem(
            Detail("row_order", {"printed": match.printed.leaf}),
            place(match.printed),
            f"{table}/{match.row.key}",
        )
        for match in alignment.matches
        if match.moved
    ]


def absent_row(
    table: str, row: FormRow, columns: Iterable[FormColumn], alignment: Alignment
) -> list[FormCell]:
    """Cells of a row that was not found; in doubt where a row left over could be it."""
    doubt = None
    for other in alignment.unmatched:
        label = parse_label(other.leaf)
        if (
            label.words
            and not is_numberless(other)
            and (closeness(label.words, row.parsed.words) >= CLOSE or label.words in row.parsed.words)
        ):
            doubt = Doubt("row_may_be_another", {"printed": other.leaf})
    cells = [absent_cell(f"{table}/{row.key}/{column.key}") for column in columns]
    return [cell.doubted(doubt) for cell in cells] if doubt else cells


def repeated(match: Match, alignment: Alignment) -> Doubt | None:
    """A doubt where the same label is printed once more with other values."""
    words = parse_label(match.printed.leaf)
    mine = [parse_value(cell.text) for cell in match.printed.values]
    for other in alignment.unmatched:
        values = [parse_value(cell.text) for cell in other.values]
        printed = any(value.state != "blank" for value in values)
        if printed and parse_label(other.leaf) == words and values != mine:
            return Doubt("row_repeated", {"row": match.printed.leaf})
    return None


def row_cells(
    form: Form,
    prefix: str,
    columns: list[FormColumn],
    row: LabelledRow,
    doubt: Doubt | None,
    summed: tuple[FormColumn, ...] = (),
) -> tuple[list[FormCell], Spread]:
    """One form cell for each of the form's columns in the header, in printed order, and how the row's cells fitted.

    `columns` may hold the office's own (without a key): what is printed there is left out. A remark that is not given
    may leave no cell behind. `summed` are the form's columns where the last is the sum of the others: digits that run together
    are cut by it.
    """
    own = [column for column in columns if not column.key]
    values = row.values
    if own and columns[-len(own) :] == own and all(c.label.startswith(form.remark_columns) for c in own):
        filled = [cell for cell in values if cell.text.strip() or cell.doubt]
        # A row with a cell for every column is whole; in pasted text, only if none stands empty before the first value.
        whole = len(values) == len(columns) and (row.grid or values[0] in filled)
        if (
            not whole
            and len(filled) == len(columns) - len(own)
            and all(parse_value(c.text).state == "number" for c in filled)
        ):
            values, columns = filled, columns[: -len(own)]
    if joined := joined_digits(values, len(columns)):
        keys = [f"{prefix}/{column.key}" for column in columns]
        cut = cut_row(keys, joined.text, joined.source, summed=tuple(columns) == summed)
        doubt = doubt or joined.doubt
        return [cell.doubted(doubt) if doubt else cell for cell in cut], Spread([], True)
    fitted = spread(values, len(columns))
    cells = [
        form_cell(f"{prefix}/{column.key}", slot.cell, doubt or slot.doubt, column.unit)
        for column, slot in zip(columns, fitted.slots, strict=True)
        if column.key
    ]
    return cells, fitted
