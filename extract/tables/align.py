"""Matches printed rows with form rows: one order-keeping alignment over the whole table, then the rows out of order.

A label is identified by its words and its place: `3.其他` is a row, `（六）其他处理` its group, `其他` a column; a misprint
such as （五）不予公开 for 不予处理 is resolved by its numbering and its neighbours. The alignment is a shortest path (as in
Needleman and Wunsch 1970) with the costs below. A row that it does not match is matched out of the form's order only
where its words are exactly those of one row of the form, and no other printed row has them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from extract.form.catalogue import FormRow
from extract.form.labels import Label, closeness, parse_label
from extract.tables.row_stream import LabelledRow
from extract.tables.vocabulary import CLOSE, SURE

_SKIP_PRINTED_VALUES = 1.0  # a printed row of values left unmatched
_SKIP_PRINTED_LABEL = 0.1  # headings, notes, parts of a label
_SKIP_FORM = 1.0  # a row of the form not found
_BY_NUMBER_ONLY = 0.9  # other words under the right number
_WORDS_OF_ANOTHER = 1.9  # the exact words of another row under the right number
_WRONG_NUMBER = 0.15
_TELLING = 4  # characters: shorter words (总计, 其他) stand elsewhere in the table too


@dataclass(frozen=True, slots=True)
class Match:
    """A form row and the printed row taken for it.

    `closeness` of the words (1.0 is exact); `by_number` where only the numbering agrees; `moved` where the row is
    printed out of the form's order and was identified by its words alone.
    """

    row: FormRow
    printed: LabelledRow
    closeness: float
    by_number: bool
    moved: bool = False

    @property
    def numbered_right(self) -> bool:
        return same_number(self.row, parse_label(self.printed.leaf))


@dataclass(frozen=True, slots=True)
class Alignment:
    """The result of `align`. `cost` compares form versions; rows are in order. `missing` has no groups: they need no row
    of their own."""

    cost: float
    matches: list[Match]
    missing: list[FormRow]
    unmatched: list[LabelledRow]


def same_number(row: FormRow, label: Label) -> bool:
    return label.numbered and (label.level, label.ordinal) == (row.parsed.level, row.parsed.ordinal)


def _words_closeness(row: FormRow, words: str) -> float:
    best = closeness(words, row.parsed.words)
    if best < 1 and any(words == alias for alias in row.aliases):
        return 1.0
    # A long label may be cut off, so a label that begins like the form's counts as close.
    if best < SURE and len(words) >= 6 and row.parsed.words.startswith(words):
        return max(best, SURE)
    return best


def _match_cost(row: FormRow, label: Label, has_values: bool) -> tuple[float, float, bool] | None:
    """(cost, closeness, by number only), or None where the two cannot be the same."""
    near = _words_closeness(row, label.words)
    numbered_alike = same_number(row, label)
    if numbered_alike and len(label.words) >= _TELLING and row.parsed.words.startswith(label.words):
        near = max(near, SURE)
    other_number = label.numbered and row.parsed.numbered and not numbered_alike
    # 6.其他不予处理情形 is not （六）其他处理: near words under a number of another kind are another row.
    if near >= CLOSE and not (near < SURE and other_number and label.level != row.parsed.level):
        return (0.0 if near == 1.0 else 0.1 + (1 - near)) + _WRONG_NUMBER * other_number, near, False
    if numbered_alike and label.words:
        if row.role == "group" and not has_values:
            # A group's heading carries no numbers: cheaper than skipping it.
            return 0.05, near, True
        # Running text may begin with any number: without values it is not a row.
        return (_BY_NUMBER_ONLY, near, True) if has_values else None
    return None


class _Costs:
    """Caches the cost of matching a label with each row of one version: most reports print the same few labels."""

    def __init__(self, form: tuple[FormRow, ...]) -> None:
        self.form = form
        self.words = {words for row in form for words in (row.parsed.words, *row.aliases)}
        self.of = lru_cache(maxsize=4096)(self._measure)

    def _measure(self, leaf: str, has_values: bool) -> dict[int, tuple[float, float, bool]]:
        label = parse_label(leaf)
        costs = {}
        for j, row in enumerate(self.form):
            cost = _match_cost(row, label, has_values)
            if cost and cost[1] < 1.0 and has_values and label.words in self.words:
                # （一）予以公开 is near （三）不予公开, but it is the label of another row.
                cost = (_WORDS_OF_ANOTHER, *cost[1:]) if cost[2] else None
            if cost:
                costs[j] = cost
        return costs


_costs: dict[int, _Costs] = {}  # by identity of the rows, which it keeps alive


def _costs_of(form: tuple[FormRow, ...]) -> _Costs:
    if id(form) not in _costs:
        _costs[id(form)] = _Costs(form)
    return _costs[id(form)]


def align(printed: list[LabelledRow], form: tuple[FormRow, ...], telling: int = _TELLING) -> Alignment:
    """Align printed rows with a version's rows at the lowest cost, keeping their order; then match rows out of order.

    A row out of order is matched only by words of at least `telling` characters, or by its number as well.
    """
    rows, columns = len(printed), len(form)
    skip_printed = [_SKIP_PRINTED_VALUES if row.values else _SKIP_PRINTED_LABEL for row in printed]
    skip_form = [0.0 if row.role == "group" else _SKIP_FORM for row in form]
    measured = _costs_of(form)
    costs = [measured.of(row.leaf, bool(row.values)) for row in printed]
    last = [0.0] * (columns + 1)
    for j in range(columns - 1, -1, -1):
        last[j] = last[j + 1] + skip_form[j]
    best = [last]
    for i in range(rows - 1, -1, -1):
        below, skip, near = best[-1], skip_printed[i], costs[i]
        line = [0.0] * columns + [below[columns] + skip]
        for j in range(columns - 1, -1, -1):
            cheapest = below[j] + skip
            if (passed := line[j + 1] + skip_form[j]) < cheapest:
                cheapest = passed
            if j in near and (matched := below[j + 1] + near[j][0]) < cheapest:
                cheapest = matched
            line[j] = cheapest
        best.append(line)
    best.reverse()
    matches: list[Match] = []
    missing: list[FormRow] = []
    unmatched: list[LabelledRow] = []
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and j in costs[i] and best[i][j] == best[i + 1][j + 1] + costs[i][j][0]:
            matches.append(Match(form[j], printed[i], costs[i][j][1], costs[i][j][2]))
            i, j = i + 1, j + 1
        elif i < rows and best[i][j] == best[i + 1][j] + skip_printed[i]:
            unmatched.append(printed[i])
            i += 1
        else:
            if form[j].role != "group":
                missing.append(form[j])
            j += 1
    found = Alignment(best[0][0], matches, missing, unmatched)
    return _with_moved(found, form, telling) if missing and unmatched else found


def _with_moved(found: Alignment, form: tuple[FormRow, ...], telling: int) -> Alignment:
    """Add matches for rows out of the form's order whose words are printed once and belong to one form row only."""
    printed = [*found.unmatched, *(match.printed for match in found.matches)]
    times = Counter(parse_label(row.leaf).words for row in printed if row.values)
    known = Counter(words for row in form for words in {row.parsed.words, *row.aliases})
    moved: dict[int, Match] = {}
    for row in found.missing:
        for words in (row.parsed.words, *row.aliases):
            same = [
                other for other in found.unmatched if other.values and parse_label(other.leaf).words == words
            ]
            if len(same) != 1 or times[words] > 1 or known[words] > 1:
                continue
            label = parse_label(same[0].leaf)
            if len(words) >= telling or (label.level in (1, 2) and same_number(row, label)):
                moved[id(same[0])] = Match(row, same[0], 1.0, False, moved=True)
    taken = {match.row.key for match in moved.values()}
    return Alignment(
        found.cost,
        [*found.matches, *moved.values()],
        [row for row in found.missing if row.key not in taken],
        [row for row in found.unmatched if id(row) not in moved],
    )
