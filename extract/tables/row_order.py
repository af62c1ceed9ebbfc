"""Puts the rows of a table three that stand in another order into the form's, where each shows itself which it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from extract.document import Block, Cell, Document, Table
from extract.form.catalogue import Form, FormRow
from extract.form.labels import parse_label
from extract.messages import Detail
from extract.tables.form_version import kinds
from extract.values import is_value_like


def in_form_order(form: Form, document: Document) -> Document:
    """The document with such tables put in order, and a note for each; places stay those of the file."""
    blocks: list[Block] = []
    notes = list(document.notes)
    for block in document.blocks:
        if isinstance(block, Table) and block.grid and (ordered := _in_order(form, block)) is not block:
            moved = next(one for one, other in zip(block.rows, ordered.rows, strict=True) if one is not other)
            notes.append(Detail("row_order", {"printed": parse_label(_leaf(moved) or "").words}))
            blocks.append(ordered)
        else:
            blocks.append(block)
    return replace(document, blocks=blocks, notes=notes) if len(notes) > len(document.notes) else document


def _in_order(form: Form, table: Table) -> Table:
    """The grid with its rows in the form's order, where one version's rows of values follow one another, each once, with the
    words of its own label and no other number before them."""
    leaves = [_leaf(row) for row in table.rows]
    for version in kinds(form, "applications"):
        wanted = [row for row in form.application_rows[version] if row.role != "group"]
        places = [_place(wanted, leaf) for leaf in leaves]
        begin = next((at for at, place in enumerate(places) if place is not None), 0)
        end = begin + len(wanted)
        found = [place for place in places if place is not None]
        if found != places[begin:end] or sorted(found) != list(range(len(wanted))) or found == sorted(found):
            continue
        rows = dict(zip(found, table.rows[begin:end], strict=True))
        return Table([*table.rows[:begin], *(rows[at] for at in sorted(rows)), *table.rows[end:]], table.grid)
    return table


def _leaf(row: Sequence[Cell]) -> str | None:
    """The label next to a row's values."""
    values = list(takewhile(lambda cell: is_value_like(cell.text), reversed(row)))
    labels = row[: len(row) - len(values)]
    return labels[-1].text if labels and values else None


def _place(rows: Sequence[FormRow], text: str | None) -> int | None:
    """Which of the rows has these words, and this number where one is printed."""
    label = parse_label(text or "")
    for at, row in enumerate(rows):
        if label.words in (row.parsed.words, *row.aliases):
            same = (label.level, label.ordinal) == (row.parsed.level, row.parsed.ordinal)
            return at if same or not label.numbered else None
    return None
