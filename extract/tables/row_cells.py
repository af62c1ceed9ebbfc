"""Turns matched rows into form cells, with their doubts and problems: the code that tables two and three share."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.digit_runs.cells import cut_row, joined_digits
from extract.document import Source
from extract.form.catalogue import Form, FormColumn, FormRow
from extract.form.labels import Label, closeness, parse_label
from extract.form_cells import FormCell, Problem, absent_cell, form_cell, values_for_columns
from extract.messages import Detail, Doubt
from extract.tables.align import Alignment, Match, same_number
from extract.tables.column_assignment import ColumnAssignment, assign_columns
from extract.tables.heading_proof import COLUMNS_OPEN
from extract.tables.row_stream import LabelledRow, is_numberless
from extract.tables.vocabulary import CLOSE, SURE
from extract.values import parse_value, words_alone

_TWO_NUMBERS = re.compile(r"\d[\s/、,，;；]+\d")
_BESIDE_TWO = Doubt("beside_two_numbers")
_TELLING = 6  # characters: a longer label may end in a shorter one
_SOMETHING_ALIKE = 0.2  # below this closeness the words are different, whatever their number


def place(row: LabelledRow) -> Source:
    cells = row.labels or row.values
    return cells[0].source if cells else Source()


def label_problems(table: str, alignment: Alignment) -> list[Problem]:
    """Problems for misprinted labels and what they were taken for, and for rows of values that the form does not have."""
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
        # A repeated header row has no numbers.
        if any(parse_value(cell.text).state == "number" for cell in row.values):
            what = (
                Detail("extra_row.labelled", {"printed": row.leaf})
                if row.leaf
                else Detail("extra_row.unlabelled")
            )
            problems.append(Problem(what, place(row)))
    return problems


def guessed(match: Match, alignment: Alignment) -> Doubt | None:
    """A doubt where the label is a guess: its words are not close, and its number and neighbours do not confirm it; or where
    the label of a row that was not found stands beside it, so that the numbers may be of both."""
    printed, row = match.printed.leaf, match.row
    named = {"printed": printed, "row": row.label}
    if any(_prints_too(match, other) for other in alignment.missing):
        return Doubt("row_of_two_labels", {"printed": printed})
    if match.moved or match.closeness == 1.0:
        # The words of two rows are swapped against their numbers: either the words or the numbers are wrong.
        label = parse_label(printed)
        numbers_moved = any(m.moved and parse_label(m.printed.leaf).numbered and not m.numbered_right
                            for m in alignment.matches)  # fmt: skip
        other_lost = any(same_number(other, label) for other in alignment.missing)
        if (
            label.numbered
            and row.parsed.numbered
            and not match.numbered_right
            and (numbers_moved or other_lost)
        ):
            return Doubt("label_of_another_place", named)
        return None
    if is_numberless(match.printed) and any(c.isdigit() for c in parse_label(printed).words):
        return Doubt("label_guessed", named)  # the digits in the label may be its values
    if match.closeness >= SURE:
        return None
    position = alignment.matches.index(match)
    neighbours = (
        alignment.matches[max(position - 1, 0) : position] + alignment.matches[position + 1 : position + 2]
    )
    words = parse_label(printed).words
    of_form = [*alignment.missing, *(other.row for other in alignment.matches if other is not match)]
    of_another = any(
        closeness(words, other_words) >= SURE
        for other in of_form
        for other_words in (other.parsed.words, *other.aliases)
    )
    settled = len(neighbours) == 2 and all(near.closeness == 1.0 and not near.moved for near in neighbours)
    if match.numbered_right and settled and not of_another and match.closeness >= _SOMETHING_ALIKE:
        return None
    return Doubt("label_guessed", named)


def shown_row(match: Match) -> str:
    """What shows which row it is; where only the number does, `guessed` asks for the neighbours."""
    return "words" if match.closeness == 1.0 else "near_words" if match.closeness >= SURE else "number"


def shown(cells: list[FormCell], match: Match, column: str | None) -> list[FormCell]:
    """The cells of a row with what shows its row and, by `column`, their columns; in doubt where nothing shows these."""
    if len(match.printed.at) > 1 and any(words_alone(cell.raw) for cell in cells):
        column = None  # words on a line of their own (续表) are taken for a value, and another one may be missing for them
    cells = beside_two_numbers([cell.shown(row=shown_row(match), column=column) for cell in cells])
    return cells if column else [cell.doubted(COLUMNS_OPEN) for cell in cells]


def beside_two_numbers(cells: list[FormCell]) -> list[FormCell]:
    """A row's cells; those without a number beside one that holds two are in doubt: a border may be missing between them."""
    two = [cell.doubt is not None and bool(_TWO_NUMBERS.search(cell.raw)) for cell in cells]
    return [
        cell.doubted(_BESIDE_TWO) if cell.state == "blank" and any(two[max(at - 1, 0) : at + 2]) else cell
        for at, cell in enumerate(cells)
    ]


def order_problem(table: str, alignment: Alignment) -> list[Problem]:
    """Problems for rows printed out of the form's order and identified by their words."""
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
    """The absent cells of a row that was not found; in doubt where an unmatched printed row could be that row, or another row
    prints its label too, in one cell with its own."""
    doubt = None
    for other in alignment.unmatched:
        label = parse_label(other.leaf)
        if (
            label.words
            and not is_numberless(other)
            and (closeness(label.words, row.parsed.words) >= CLOSE or label.words in row.parsed.words)
        ):
            doubt = Doubt("row_may_be_another", {"printed": other.leaf})
    for match in alignment.matches:
        if _prints_too(match, row):
            doubt = Doubt("row_may_be_another", {"printed": match.printed.leaf})
    cells = [absent_cell(f"{table}/{row.key}/{column.key}") for column in columns]
    return [cell.doubted(doubt) for cell in cells] if doubt else cells


def _prints_too(match: Match, row: FormRow) -> bool:
    """Whether a printed row has another row's label beside its own."""
    return row.role != "group" and any(
        _names(parse_label(label.text), row) for label in match.printed.labels[:-1]
    )


def repeated(match: Match, alignment: Alignment) -> Doubt | None:
    """A doubt where the same label is printed again with other values; blank ones only where a row of the form is missing."""
    words = parse_label(match.printed.leaf)
    mine = [parse_value(cell.text) for cell in match.printed.values]
    taken = [other.printed for other in alignment.matches if other is not match]
    for row in [*alignment.unmatched, *taken]:
        values = [parse_value(cell.text) for cell in row.values]
        printed = bool(alignment.missing) or any(value.state != "blank" for value in values)
        texts = [
            row.leaf,
            *(cell.text for cell, value in zip(row.values, values, strict=True) if not value.value),
        ]
        if (
            printed
            and values != mine
            and any(
                _is_again(parse_label(text), words) or _names(parse_label(text), match.row) for text in texts
            )
        ):
            return Doubt("row_repeated", {"row": match.printed.leaf})
    return None


def _names(label: Label, row: FormRow) -> bool:
    """Whether a label names a row of the form in words of its own: 合计 and （七）总计."""
    return label.words in (row.parsed.words, *row.aliases) and (not label.numbered or same_number(row, label))


def printed_twice(alignment: Alignment) -> Doubt | None:
    """A doubt of the whole table where most of its rows are repeated: two printings were taken for one, and a row printed once
    may be of either."""
    again = sum(repeated(match, alignment) is not None for match in alignment.matches)
    return Doubt("table_repeated") if again > len(alignment.matches) / 2 else None


def _is_again(other: Label, label: Label) -> bool:
    """Whether a label is the same one, ends in it (a group's label before it on the same line), or is cut off."""
    if min(len(other.words), len(label.words)) < _TELLING:
        return other == label
    return other == label or other.words.endswith(label.words) or label.words.startswith(other.words)


def row_cells(
    form: Form,
    prefix: str,
    columns: list[FormColumn],
    row: LabelledRow,
    doubt: Doubt | None,
    summed: tuple[FormColumn, ...] = (),
) -> tuple[list[FormCell], ColumnAssignment]:
    """One form cell for each of the form's columns in the header, in printed order, and the column assignment.

    `columns` may include columns without a key, which the form does not have: their cells are left out. A missing remark
    may have no cell at all. `summed` are the form's columns if the last is the sum of the others: digits run together are
    split by that sum.
    """
    extra = [column for column in columns if not column.key]
    values = row.values
    if (
        extra
        and columns[-len(extra) :] == extra
        and all(c.label.startswith(form.remark_columns) for c in extra)
    ):
        filled = [cell for cell in values if cell.text.strip() or cell.doubt]
        # A row with a cell for every column is complete; in pasted text, only if the first cell is not blank.
        complete = len(values) == len(columns) and (row.grid or values[0] in filled)
        if (
            not complete
            and len(filled) == len(columns) - len(extra)
            and all(parse_value(c.text).state == "number" for c in filled)
        ):
            values, columns = filled, columns[: -len(extra)]
    if joined := joined_digits(values, len(columns)):
        keys = [f"{prefix}/{column.key}" for column in columns]
        cut = cut_row(keys, joined.text, joined.source, summed=tuple(columns) == summed)
        doubt = doubt or joined.doubt
        return [cell.doubted(doubt) if doubt else cell for cell in cut], ColumnAssignment([], True)
    fitted = assign_columns(values, len(columns))
    placed = zip(columns, fitted.slots, strict=True)
    if len(values) > len(columns) and any(c.key and s.cell and words_alone(s.cell.text) for c, s in placed):
        # a blank was left out as padding, but it may be a value, and the words a remark
        doubt = doubt or values_for_columns(len([c for c in values if c.text.strip()]), len(columns))
    cells = [
        form_cell(f"{prefix}/{column.key}", slot.cell, doubt or slot.doubt, column.unit)
        for column, slot in zip(columns, fitted.slots, strict=True)
        if column.key
    ]
    return cells, fitted
