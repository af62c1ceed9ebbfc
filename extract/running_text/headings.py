"""Whether the headings of a table in running text stand in the form's order: digits without places have no other proof."""

from __future__ import annotations

from collections.abc import Sequence

from extract.document import Cell
from extract.form.catalogue import Clause, Form, FormColumn
from extract.form.labels import bare, squeeze
from extract.running_text.placed_text import loose
from extract.tables import disclosures_header
from extract.tables.appeals_header import headings_in_order, nothing_before
from extract.tables.applications_header import columns_in_order
from extract.tables.row_stream import StreamRow
from extract.values import is_value_like


def applications_in_order(form: Form, columns: tuple[FormColumn, ...], lines: Sequence[str]) -> bool:
    """Whether these lines, which end before table three's first row, print its headings once each in the form's order."""
    lines = _without(lines, form.application_note)
    found = columns_in_order(
        form, columns, [[squeeze(part) for part in line.split() if _is_heading(part)] for line in lines]
    )
    return found == list(columns)


def appeals_in_order(form: Form, version: str, lines: Sequence[str]) -> bool:
    """The same of table four, whose lines end before its first value."""
    section = next(section for section in form.sections if section.key == "appeals")
    head = _rows(_behind(lines, section.label))
    return headings_in_order(form, version, head) and nothing_before(form, version, head)


def clause_in_order(form: Form, clause: Clause, lines: Sequence[str]) -> bool:
    """The same of one clause of table two."""
    shown = disclosures_header.read_header(form, clause.columns, _rows(lines))
    return shown.in_order and shown.columns == list(clause.columns)


def _is_heading(part: str) -> bool:
    return bool(bare(part)) and not is_value_like(part)


def _rows(lines: Sequence[str]) -> list[StreamRow]:
    parts = (" ".join(part for part in line.split() if _is_heading(part)) for line in lines)
    return [StreamRow((Cell(text),), False, None) for text in parts if text]


def _without(lines: Sequence[str], label: str) -> list[str]:
    """The lines without a label, which may go on over several of them."""
    text = "\n".join(lines)
    return loose(label).sub(" ", text).split("\n")


def _behind(lines: Sequence[str], label: str) -> list[str]:
    """The lines behind a label."""
    text = "\n".join(lines)
    found = list(loose(label).finditer(text))
    return text[found[-1].end() if found else 0 :].split("\n")
