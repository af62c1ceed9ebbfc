"""Finds table three in the stream of rows, from its first row to its last, in any form version."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache, partial
from itertools import pairwise

from extract.form.catalogue import Form, FormRow, of_any
from extract.form.labels import Label, closeness, parse_label
from extract.tables.applications_header import column_labels
from extract.tables.captions import names_whose
from extract.tables.row_stream import StreamRow, label_texts, values_end
from extract.tables.vocabulary import CLOSE, SURE, Vocabulary

_NEXT_TO = 12  # stream rows: one row of the table and its values, one per line, and a few more
_FEWEST_ROWS = 4  # labels of the table that must be found


@lru_cache(maxsize=1)
def vocabulary_of(form: Form) -> Vocabulary:
    return Vocabulary(
        of_any(form.application_rows),
        [
            form.headings.applicants,
            form.headings.organisations,
            *(column.label for column in of_any(form.application_columns)),
        ],
    )


def _is(form: Form, key: str, text: str) -> bool:
    words = parse_label(text).words
    return any(
        words in row.aliases
        or (abs(len(words) - len(row.parsed.words)) < 5 and closeness(words, row.parsed.words) >= SURE)
        for row in _rows_of(form, key)
    )


@lru_cache(maxsize=8)
def _rows_of(form: Form, key: str) -> tuple[FormRow, ...]:
    """A row in every version; kept, because a crowded file asks for it a million times."""
    return tuple(row for row in of_any(form.application_rows) if row.key == key)


def find_spans(form: Form, rows: list[StreamRow]) -> list[range]:
    """Spans of the stream that hold the table, one for each time it is printed (normally one)."""
    vocabulary = vocabulary_of(form)
    # 其他 and 总计 are columns too, and 总计 is printed in table four: without a number they are no evidence of a row.
    common = column_labels(of_any(form.application_columns))
    texts = [label_texts(rows, i, vocabulary) for i in range(len(rows))]

    def labels(index: int) -> set[str]:
        # With their numbers, 3.其他 and （七）总计 are rows.
        parsed = [parse_label(text) for text in texts[index]]
        return {
            label.words
            for label in parsed
            if label.words in vocabulary.words and (label.words not in common or label.level > 1)
        }

    held = {index: found for index in range(len(rows)) if (found := labels(index))}
    firsts = {row.parsed.words for row in _first_rows(form)}
    # 收到政府信息公开申请数 in another table is close to the first row's label too, but no row of the form follows it.
    starts = [
        i
        for i in range(len(rows))
        if firsts & held.get(i, set())
        or (
            any(_is(form, "received_new", text) for text in texts[i])
            and any(other in held for other in range(i + 1, i + 1 + _NEXT_TO))
        )
    ]
    if not starts:  # its first row may be lost or cut; any of its other labels shows where it is
        starts = [_first_row(form, texts, min(held))] if held else []
    # A first row printed twice in succession begins one table, not two.
    labelled = list(held)  # in the stream's order
    starts = [
        start
        for at, start in enumerate(starts)
        if at == 0 or bisect_left(labelled, start) - bisect_left(labelled, starts[at - 1]) >= _FEWEST_ROWS
    ]
    spans: list[range] = []
    for start, following in pairwise([*starts, len(rows)]):
        hits = [i for i in held if start <= i < following]
        ends = [i for i in hits if any(_is(form, "carried_out", text) for text in texts[i])]
        end = ends[0] if ends else hits[-1] if hits else start
        # Rows out of the form's order may stand just outside its first and last row.
        labels_seen = set().union(*(held[i] for i in hits if i <= end))
        floor = max(start - _NEXT_TO, spans[-1].stop if spans else 0)
        start = min((i for i in held if floor <= i < start and held[i] - labels_seen), default=start)
        end = max((i for i in hits if end < i <= end + _NEXT_TO and held[i] - labels_seen), default=end)
        # The label of a merged cell repeated in each of its places, or the last row printed again.
        while again := next((i for i in hits if end < i <= end + _NEXT_TO and held[i] == held[end]), None):
            end = again
        end = values_end(rows, end, following, vocabulary, partial(names_whose, form))
        if len([i for i in hits if i <= end]) >= _FEWEST_ROWS:
            spans.append(range(start, end + 1))
    return spans


def _first_row(form: Form, texts: list[list[str]], start: int) -> int:
    """The stream row where the table begins whose first known label is at `start`: its first row may be cut off."""
    firsts = [row.parsed for row in _first_rows(form)]
    for index in range(start - 1, max(start - _NEXT_TO, 0) - 1, -1):
        for label in map(parse_label, texts[index]):
            if form.headings.section in label.words:
                return start
            if any(_begins(label, first) for first in firsts):
                return index
    return start


def _first_rows(form: Form) -> tuple[FormRow, ...]:
    return of_any({version: rows[:1] for version, rows in form.application_rows.items()})


def _begins(label: Label, first: Label) -> bool:
    """Whether a label is the first row's label, cut off or misprinted."""
    if closeness(label.words, first.words) >= CLOSE:
        return True
    return label.level == first.level and len(label.words) >= 4 and first.words.startswith(label.words)
