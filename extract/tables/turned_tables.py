"""Turns a table three upright that is printed with the applicants down its side and the form's rows across its head."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import takewhile

from extract.document import Cell, Document, Table
from extract.form.catalogue import Form
from extract.form.labels import parse_label
from extract.tables.organisations import heading_words
from extract.values import is_value_like

_MOST = 0.7  # share of the form's applicants, and of its rows, that a turned table prints as such


def upright(form: Form, document: Document) -> Document:
    """The document with such tables turned; places stay those of the file."""
    blocks = [
        _turned(block) if isinstance(block, Table) and _is_turned(form, block) else block
        for block in document.blocks
    ]
    return document if blocks == document.blocks else replace(document, blocks=blocks)


def _is_turned(form: Form, table: Table) -> bool:
    """Whether a grid prints most applicants beside rows of values, which all begin and end in the same columns, and most rows
    of the form above them."""
    if not table.grid:
        return False
    beside: set[str] = set()
    above: set[str] = set()
    edges: set[tuple[int, int]] = set()
    for row in table.rows:
        values = list(takewhile(lambda cell: is_value_like(cell.text), reversed(row)))
        labels = row[: len(row) - len(values)]
        if labels and len(values) > len(labels):
            edges.add((values[-1].column, values[0].column + values[0].span))
            beside |= {heading_words(form, cell.text) for cell in labels}
        else:
            above |= {parse_label(cell.text).words for cell in row}
    return len(edges) == 1 and any(
        _share({column.words for column in form.application_columns[version]}, beside) >= _MOST
        and _share({row.parsed.words for row in form.application_rows[version] if row.role != "group"}, above)
        >= _MOST
        for version in form.versions
    )


def _share(words: set[str], found: set[str]) -> float:
    return len(words & found) / len(words)


def _turned(table: Table) -> Table:
    """Rows for columns; how far a cell reaches down becomes how wide it is."""
    begins: dict[int, list[int]] = defaultdict(list)  # column -> rows in which a cell begins
    for at, row in enumerate(table.rows):
        for cell in row:
            for column in range(cell.column, cell.column + cell.span):
                begins[column].append(at)
    rows: dict[int, list[Cell]] = defaultdict(list)
    for at, row in enumerate(table.rows):
        for cell in row:
            below = min(
                next((other for other in begins[column] if other > at), len(table.rows))
                for column in range(cell.column, cell.column + cell.span)
            )
            rows[cell.column].append(replace(cell, column=at, span=below - at))
    return Table([rows[column] for column in sorted(rows)], grid=True)
