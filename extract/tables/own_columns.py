"""Leaves out the columns that an agency adds left of the form's first: 行次 of statistical forms, 条例依据."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extract.document import Cell
from extract.form.catalogue import Form, FormColumn
from extract.form.labels import parse_label
from extract.tables.row_stream import StreamRow
from extract.tables.vocabulary import Vocabulary


def without_own_columns(
    form: Form,
    columns: Sequence[FormColumn],
    rows: list[StreamRow],
    header: range,
    span: range,
    vocabulary: Vocabulary,
) -> list[StreamRow]:
    """The rows of the stream, those of a grid in `header` and `span` without the columns that have a heading of their own, left of
    the form's first heading, and hold none of its row labels.

    Without a heading of its own a number there may be a value that moved.
    """
    own = {
        table: places
        for table in {rows[at].table for at in header if rows[at].grid and not rows[at].single}
        if (
            places := _own_places(
                form, columns, _cells(rows, table, header), _cells(rows, table, span), vocabulary
            )
        )
    }
    out = list(rows)
    for at in [*header, *span]:
        if rows[at].grid and (found := own.get(rows[at].table)):
            kept = tuple(cell for cell in rows[at].cells if not _places([cell]) <= found)
            out[at] = replace(rows[at], cells=kept) if kept else rows[at]
    return out


def _cells(rows: Sequence[StreamRow], table: int | None, part: range) -> list[Cell]:
    return [cell for at in part if rows[at].table == table for cell in rows[at].cells]


def _own_places(
    form: Form,
    columns: Sequence[FormColumn],
    head: Sequence[Cell],
    below: Sequence[Cell],
    vocabulary: Vocabulary,
) -> set[int]:
    """The grid columns to leave out of one table."""
    words = {id(cell): parse_label(cell.text).words for cell in head}
    first = [cell.column for cell in head if words[id(cell)] == columns[0].words]
    left = min(first, default=0)
    labels = _places(cell for cell in below if cell.column < left and vocabulary.near(cell.text))
    of_form = {
        form.headings.applicants,
        *(word for column in columns for word in (column.words, *column.aliases)),
    }
    if not labels:
        return set()
    headed = [
        cell
        for cell in head
        if words[id(cell)]
        and cell.column + cell.span <= left
        and not (words[id(cell)] in of_form or form.headings.note in words[id(cell)])
        and not form.headings.organisations_printed.fullmatch(words[id(cell)])
    ]
    return {place for cell in headed if not (places := _places([cell])) & labels for place in places}


def _places(cells: Iterable[Cell]) -> set[int]:
    return {place for cell in cells for place in range(cell.column, cell.column + cell.span)}
