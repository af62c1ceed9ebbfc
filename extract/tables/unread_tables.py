"""Tells a table that is printed but was not read from one that is missing: only the latter is said of the publisher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from extract.form.catalogue import Form, FormRow, of_any
from extract.form.labels import bare, parse_label, squeeze
from extract.form_cells import Problem, TableReading
from extract.messages import Detail
from extract.tables.appeal_layouts import block_words
from extract.tables.form_version import kinds, row_labels, words_in
from extract.tables.row_stream import StreamRow

_TELLING = 4  # characters: shorter labels (其他, 总计, 规章) stand in other tables and sentences too
_FEWEST = 3  # labels that show a table


def tell_unread(form: Form, rows: Sequence[StreamRow], readings: Iterable[TableReading]) -> None:
    """Say `table_unread` instead of `table_missing` where `rows`, those between two other tables among them, print several of its
    labels."""
    for reading in readings:
        if reading.version is None:
            known = _labels(form)[reading.table]
            found = set().union(*(_printed(row, known) for row in rows))
            if len(found) >= _FEWEST:
                detail = Detail("table_unread.labels", {"labels": sorted(found)[:_FEWEST]})
                reading.problems = [Problem(detail, instance=reading.table)]


def _printed(row: StreamRow, known: set[str]) -> set[str]:
    """The labels in a row's cells; of running text only a line that is nothing but one of them."""
    if row.prose:
        return {parse_label(row.text).words} & known
    return set().union(*(words_in(bare(squeeze(cell.text)), known) for cell in row.cells))


@lru_cache(maxsize=1)
def _labels(form: Form) -> dict[str, set[str]]:
    """Table -> the labels of its rows; of table four, which has one row, those of its blocks and results."""
    rows = {
        table: row_labels(row for version in kinds(form, table) for row in rows_of(form, version))
        for table, rows_of in (("disclosures", _items), ("applications", _applications))
    }
    results = {words for column in of_any(form.appeal_columns) for words in (column.words, *column.aliases)}
    known = {**rows, "appeals": results | block_words(form).keys()}
    return {table: {words for words in labels if len(words) >= _TELLING} for table, labels in known.items()}


def _items(form: Form, version: str) -> Iterator[FormRow]:
    return (row for clause in form.clauses[version] for row in clause.rows)


def _applications(form: Form, version: str) -> Iterator[FormRow]:
    return iter(form.application_rows[version])
