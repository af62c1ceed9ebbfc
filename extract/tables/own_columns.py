"""Leaves out the columns that an agency adds left of the form's first: 行次 of statistical forms, 条例依据."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.document import Cell
from extract.form.catalogue import Form, FormColumn
from extract.form.labels import parse_label
from extract.tables.row_stream import StreamRow
from extract.tables.vocabulary import Vocabulary
from extract.values import parse_value


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

    A number there that does not count the rows may be a value that moved, and a heading one of the form's in other words; where a
    line of numbers has no label, the column may tell several lines of one item apart (上年, 本年).
    """
    own = {
        table: places
        for table in {rows[at].table for at in header if rows[at].grid and not rows[at].single}
        if (
            places := _own_places(
                form,
                columns,
                [cell for at in header if rows[at].table == table for cell in rows[at].cells],
                [rows[at] for at in span if rows[at].table == table],
                vocabulary,
            )
        )
    }
    out = list(rows)
    for at in [*header, *span]:
        if rows[at].grid and (found := own.get(rows[at].table)):
            kept = tuple(cell for cell in rows[at].cells if not _places([cell]) <= found)
            out[at] = replace(rows[at], cells=kept) if kept else rows[at]
    return out


def _own_places(
    form: Form,
    columns: Sequence[FormColumn],
    head: Sequence[Cell],
    below: Sequence[StreamRow],
    vocabulary: Vocabulary,
) -> set[int]:
    """The grid columns to leave out of one table."""
    words = {id(cell): parse_label(cell.text).words for cell in head}
    first = [cell.column for cell in head if words[id(cell)] == columns[0].words]
    left = min(first, default=0)
    labels = [
        [cell for cell in row.cells if cell.column < left and vocabulary.near(cell.text)] for row in below
    ]
    unlabelled = any(not found and _numbers(row, left) for found, row in zip(labels, below, strict=True))
    labelled = _places(cell for found in labels for cell in found)
    of_form = {
        form.headings.applicants,
        *(word for column in columns for word in (column.words, *column.aliases)),
    }
    right = {words[id(cell)] for cell in head if cell.column >= left}
    renamed = not all({column.words, *column.aliases} & right for column in columns)
    if not labelled or unlabelled or renamed:
        return set()
    headed = [
        cell
        for cell in head
        if words[id(cell)]
        and cell.column + cell.span <= left
        and not (words[id(cell)] in of_form or form.headings.note in words[id(cell)])
        and not form.headings.organisations_printed.fullmatch(words[id(cell)])
    ]
    return {
        place
        for cell in headed
        if not (places := _places([cell])) & labelled and _says_of_rows(below, places)
        for place in places
    }


def _says_of_rows(below: Sequence[StreamRow], places: set[int]) -> bool:
    """Whether a column holds no numbers, or none but those that count the rows."""
    texts = [cell.text.strip() for row in below for cell in row.cells if _places([cell]) <= places]
    numbers = [text for text in texts if parse_value(text).state == "number"]
    whole = [int(text) if text.isdecimal() else -1 for text in numbers]
    return all(after == before + 1 for before, after in pairwise(whole)) and (not whole or whole[0] in (0, 1))


def _numbers(row: StreamRow, left: int) -> bool:
    """Whether a row prints numbers in the form's columns, and not those of the columns themselves (1, 2, 3)."""
    texts = [cell.text.strip() for cell in row.cells if cell.column >= left and cell.text.strip()]
    counted = texts == [str(at + 1) for at in range(len(texts))]
    return not counted and any(parse_value(text).state == "number" for text in texts)


def _places(cells: Iterable[Cell]) -> set[int]:
    return {place for cell in cells for place in range(cell.column, cell.column + cell.span)}
