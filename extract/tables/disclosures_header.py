"""Reads the header of one clause of table two: which columns it has, and whether the file shows their order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from extract.form.catalogue import Form, FormColumn, column_words
from extract.form.labels import closeness, squeeze
from extract.tables.applications_header import is_extra
from extract.tables.heading_proof import (
    Leaf,
    ShownColumns,
    completed_in_order,
    cut_into_words,
    exchangeable,
    extent_of,
    extra_column,
    lowest_headings,
)
from extract.tables.row_stream import StreamRow
from extract.tables.vocabulary import SURE
from extract.values import is_value_like

_EXTRA = "+"  # in a header's joined words: a column that agencies add


def read_header(form: Form, columns: Sequence[FormColumn], header: Sequence[StreamRow]) -> ShownColumns:
    """The columns of a clause, given those of the form that its header names. A heading may be misprinted."""
    lines = [[_words(form, columns, text) for text in row.headings if text.strip()] for row in header]
    canonical = [column.words for column in columns]
    run = "".join(word for line in lines for word in line)
    named = cut_into_words(run, [*canonical, _EXTRA])
    extras = [
        text.strip()
        for row in header
        for text in row.headings
        if text.strip() and _words(form, columns, text) == _EXTRA
    ]
    times = named.count(canonical[0]) if canonical else 0
    leaves = _leaves(form, columns, header)
    for count in {0, len(extras) // times} if times and _begins_line(form, lines, named) else ():
        if named == [*canonical, *[_EXTRA] * count] * times:
            printed = [*columns, *map(extra_column, extras[:count])]
            same = [leaf.key or "" for leaf in leaves] == [column.key for column in printed]
            extent = _extent(form, columns, header)
            return ShownColumns(printed, True, leaves if same else (), _padding(header), extent)
    if leaves:
        by_key = {column.key: column for column in columns}
        printed = [by_key[leaf.key] if leaf.key else extra_column(leaf.cell.text.strip()) for leaf in leaves]
        return ShownColumns(printed, leaves=leaves)
    content = [form.headings.content]
    in_pieces = completed_in_order(lines, [*content, *canonical]) is not None
    pairs = combinations(range(len(canonical)), 2)
    return ShownColumns(list(columns), in_pieces and not exchangeable(lines, content, canonical, pairs))


def _extent(form: Form, columns: Sequence[FormColumn], header: Sequence[StreamRow]) -> range | None:
    """The places of the headings on the line of the first, a repeated one (as merged cells leave it) once; None where each
    heading has a line of its own."""
    known = [column.words for column in columns]
    for row in header:
        cells = reversed(() if row.single else row.cells)
        first = {_words(form, columns, cell.text): cell for cell in cells}
        if known[0] in first:
            return extent_of(first[words] for words in known if words in first)
    return None


def _begins_line(form: Form, lines: Sequence[Sequence[str]], named: Sequence[str]) -> bool:
    """Whether nothing but 信息内容 stands before the first heading on its line: it may be the heading of another column."""
    before = sum(len(word) for line in lines for word in line) - sum(map(len, named))
    for line in lines:
        text = "".join(line)
        if before < len(text):
            return not before or text[:before].endswith(form.headings.content)
        before -= len(text)
    return True


def _padding(header: Sequence[StreamRow]) -> frozenset[int]:
    """The columns of a grid in which its lowest row of headings is blank."""
    rows = [row for row in header if row.grid and not row.single]
    return frozenset(cell.column for cell in rows[-1].cells if not cell.text.strip()) if rows else frozenset()


def _words(form: Form, columns: Sequence[FormColumn], text: str) -> str:
    """A heading's words, or those of the column that it is a misprint of."""
    words = column_words(squeeze(text))
    if is_value_like(text):
        return ""
    if words in {column.words for column in columns}:
        return words
    if is_extra(form, text):
        return _EXTRA
    close = [column.words for column in columns if closeness(words, column.words) >= SURE]
    return close[0] if len(close) == 1 else words


def _leaves(form: Form, columns: Sequence[FormColumn], header: Sequence[StreamRow]) -> tuple[Leaf, ...]:
    """The lowest headings of a grid from the first of the columns on; none unless each column has exactly one."""
    keys = {column.words: column.key for column in columns}
    rows = [row for row in header if row.grid and not row.single]
    rows = [row for row in rows if row.table == rows[-1].table]
    lowest, _ = lowest_headings(
        [row.cells for row in rows], lambda text: keys.get(_words(form, columns, text))
    )
    own = [at for at, leaf in enumerate(lowest) if leaf.key]
    if sorted(str(lowest[at].key) for at in own) != sorted(keys.values()) or not own:
        return ()
    leaves = lowest[own[0] :]
    while not leaves[-1].key and not leaves[-1].cell.text.strip():
        leaves.pop()  # padding
    return tuple(leaves)
