"""Printed rows against form rows: one order-keeping alignment over the whole table.

A label decides together with its place: `3.其他` is a row, `（六）其他处理` its group, `其他` a column; and a misprint such
as （五）不予公开 for 不予处理 is settled by its numbering and its neighbours. The alignment is a shortest path (as in
Needleman and Wunsch 1970) whose costs are below; nothing is matched out of the form's order.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.form.catalogue import FormRow
from extract.labels import closeness, parse_label
from extract.mapping.stream import LabelledRow
from extract.mapping.vocabulary import CLOSE, SURE

_SKIP_PRINTED_VALUES = 1.0  # a printed row of values left unmatched
_SKIP_PRINTED_LABEL = 0.1  # headings, notes, parts of a label
_SKIP_FORM = 1.0  # a row of the form not found
_BY_NUMBER_ONLY = 0.9  # other words under the right number
_WRONG_NUMBER = 0.15


@dataclass(frozen=True, slots=True)
class Match:
    """`closeness` of the words (1.0 is exact); `by_number` where only the numbering speaks for it."""

    row: FormRow
    printed: LabelledRow
    closeness: float
    by_number: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """`cost` compares form versions; rows are in order. `missing` leaves groups out, which need no row of their own."""

    cost: float
    matches: list[Match]
    missing: list[FormRow]
    unmatched: list[LabelledRow]


def _words_closeness(row: FormRow, words: str) -> float:
    best = closeness(words, row.parsed.words)
    if best < 1 and any(words == alias for alias in row.aliases):
        return 1.0
    # A long label may be cut: its beginning decides.
    if best < SURE and len(words) >= 6 and row.parsed.words.startswith(words):
        return max(best, SURE)
    return best


def _match_cost(row: FormRow, printed: LabelledRow) -> tuple[float, float, bool] | None:
    """(cost, closeness, by number only), or None where the two cannot be the same."""
    label = parse_label(printed.leaf)
    near = _words_closeness(row, label.words)
    same_number = label.numbered and (label.level, label.ordinal) == (
        row.parsed.level,
        row.parsed.ordinal,
    )
    if near >= CLOSE:
        penalty = _WRONG_NUMBER if label.numbered and row.parsed.numbered and not same_number else 0.0
        return (0.0 if near == 1.0 else 0.1 + (1 - near)) + penalty, near, False
    if same_number and label.words:
        if row.role == "group" and not printed.values:
            return (
                0.05,
                near,
                True,
            )  # a group's heading carries no numbers: cheaper than skipping it
        # Running text may carry any number: without values it is no row.
        return (_BY_NUMBER_ONLY, near, True) if printed.values else None
    return None


def align(printed: list[LabelledRow], form: tuple[FormRow, ...]) -> Alignment:
    """The cheapest order-keeping alignment of printed rows with a version's rows."""
    rows, columns = len(printed), len(form)
    skip_printed = [_SKIP_PRINTED_VALUES if row.values else _SKIP_PRINTED_LABEL for row in printed]
    skip_form = [0.0 if row.role == "group" else _SKIP_FORM for row in form]
    costs = {
        (i, j): match
        for i in range(rows)
        for j in range(columns)
        if (match := _match_cost(form[j], printed[i]))
    }
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        best[i][columns] = best[i + 1][columns] + skip_printed[i]
    for j in range(columns - 1, -1, -1):
        best[rows][j] = best[rows][j + 1] + skip_form[j]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            options = [best[i + 1][j] + skip_printed[i], best[i][j + 1] + skip_form[j]]
            if (i, j) in costs:
                options.append(best[i + 1][j + 1] + costs[i, j][0])
            best[i][j] = min(options)
    matches: list[Match] = []
    missing: list[FormRow] = []
    unmatched: list[LabelledRow] = []
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and (i, j) in costs and best[i][j] == best[i + 1][j + 1] + costs[i, j][0]:
            matches.append(Match(form[j], printed[i], costs[i, j][1], costs[i, j][2]))
            i, j = i + 1, j + 1
        elif i < rows and best[i][j] == best[i + 1][j] + skip_printed[i]:
            unmatched.append(printed[i])
            i += 1
        else:
            if form[j].role != "group":
                missing.append(form[j])
            j += 1
    return Alignment(best[0][0], matches, missing, unmatched)
