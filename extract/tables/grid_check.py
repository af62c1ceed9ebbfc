"""Finds pasted tables whose columns can be trusted like a real grid: every line has a cell for each column.

Lines of equal length alone are no proof, since rows may have moved left and end in tabs. The labels are: where all labels
of one level are in one column, and the header names its columns in theirs, no row has moved.
"""

from __future__ import annotations

from dataclasses import replace

from extract.form.catalogue import Form, FormColumn
from extract.form.labels import parse_label
from extract.tables.applications_header import leaves_in_grid
from extract.tables.row_stream import StreamRow
from extract.tables.vocabulary import Vocabulary

_LEVELS = 3  # numberings of the form: 一、（一） 1.
_FEWEST = 4  # labels of the deepest level, which is where rows move


def settled_grids(
    form: Form,
    columns: tuple[FormColumn, ...],
    rows: list[StreamRow],
    header: range,
    span: range,
    vocabulary: Vocabulary,
) -> list[StreamRow]:
    """Mark the rows of `header` and `span` as a grid where their table passes this check, and as no grid where not.

    Only pasted text is checked: the text reader can only guess columns.
    """
    indices = [*header, *span]
    tables = {rows[i].table for i in span if not rows[i].single and rows[i].cells[0].source.line} - {None}
    out = rows
    for table in tables:
        members = [i for i in indices if rows[i].table == table and not rows[i].single]
        marked = _marked(out, members, grid=True)
        ends = {i: rows[i].cells[-1].column + rows[i].cells[-1].span for i in members}
        settled = (
            {ends[i] for i in members if i in span} == {max(ends.values())}
            and _labels_in_their_columns([rows[i] for i in members if i in span], vocabulary)
            and bool(leaves_in_grid(form, columns, marked, header))
        )
        out = marked if settled else _marked(out, members, grid=False)
    return out


def _marked(rows: list[StreamRow], members: list[int], grid: bool) -> list[StreamRow]:
    if all(rows[i].grid == grid for i in members):
        return rows
    out = list(rows)
    for i in members:
        out[i] = replace(rows[i], grid=grid)
    return out


def _labels_in_their_columns(rows: list[StreamRow], vocabulary: Vocabulary) -> bool:
    columns: dict[int, set[int]] = {}
    deepest = 0
    for row in rows:
        last = ""
        for cell in row.cells:
            if cell.text == last or not vocabulary.knows(cell.text):
                continue  # a merged label may be repeated in each of its places
            last = cell.text
            level = parse_label(cell.text).level
            columns.setdefault(level, set()).add(cell.column)
            deepest += level == _LEVELS
    return deepest >= _FEWEST and 0 not in columns and all(len(places) == 1 for places in columns.values())
