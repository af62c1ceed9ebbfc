"""Completes a line-by-line reading from the running text where lines have no cells and long labels are wrapped.

Tables copied from a PDF viewer look like this: a row's label and digits are glued, and long labels and headings continue
on the next line. Line by line such a label is cut and its digits have no label; the running text has it complete. Both
readings are compared: a cell for which they differ is in doubt, and so is a row whose digits come from two lines, since
one of them may be a page number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from extract.cross_check import differ, value_or_state
from extract.digit_runs.cells import is_digits
from extract.document import Document, Table
from extract.form.catalogue import Form
from extract.form.labels import parse_label
from extract.form_cells import FormCell, TableReading, values_for_columns
from extract.messages import FROM_OTHER_ROWS
from extract.running_text.one_line import map_flat
from extract.tables.captions import Whose
from extract.tables.row_merging import DIGITS_APART
from extract.tables.row_stream import StreamRow

_LONGEST_HEADING = 20  # characters of words: what is longer is running text


def with_running_text(
    form: Form,
    document: Document,
    rows: list[StreamRow],
    readings: list[TableReading],
    whose: Whose,
) -> list[TableReading]:
    """The readings of tables two, three and four. In a document without tables whose digits run together, a table is
    taken from the running text where that reading has fewer absent and doubted cells."""
    cut = any(problem.code == "decoded_by_sum" for reading in readings for problem in reading.problems)
    if not cut or any(isinstance(block, Table) for block in document.blocks):
        return readings
    if not any(any(_left_open(reading)) for reading in readings):
        return readings
    running = map_flat(form, document, whose)
    if not running:
        return readings
    out = list(readings)
    if _two_rows_behind_one_label(running[1]):
        out[1] = replace(readings[1], cells=[cell.doubted(DIGITS_APART) for cell in readings[1].cells])
        return out
    if running[1].version != readings[1].version:
        return readings
    for at, (own, other) in enumerate(zip(readings, running, strict=True)):
        if other.version is None or own.version not in (None, other.version):
            continue
        together = _together(own, other)
        if own.version is None or _left_open(together) < _left_open(own):
            together.used = own.used or _headings(rows, readings[at - 1], other)
            out[at] = together
    return out


def _left_open(reading: TableReading) -> tuple[int, int]:
    """(absent cells, doubted cells)."""
    absent = sum(cell.state == "absent" for cell in reading.cells)
    return absent, sum(cell.doubt is not None for cell in reading.cells)


def _together(by_lines: TableReading, by_text: TableReading) -> TableReading:
    """The reading of the running text, each cell compared with that of the lines."""
    by_key = {cell.key: cell for cell in by_lines.cells}
    columns = Counter(_row(cell) for cell in by_text.cells)
    cells = [
        _compared(by_key.get(cell.key), _on_one_line(cell, columns[_row(cell)])) for cell in by_text.cells
    ]
    return replace(by_text, cells=cells)


def _two_rows_behind_one_label(reading: TableReading) -> bool:
    """Whether the digits of two whole rows follow one label: labels may be printed below their digits."""
    columns = Counter(_row(cell) for cell in reading.cells)
    return any(
        len(parts := cell.raw.split()) > 1
        and sum(is_digits(part) and len(part) >= columns[_row(cell)] for part in parts) > 1
        for cell in reading.cells
    )


def _row(cell: FormCell) -> str:
    """The printed row that a cell belongs to: all of table four is one row."""
    table = cell.key.partition("/")[0]
    return table if table == "appeals" else cell.key.rpartition("/")[0]


def _on_one_line(cell: FormCell, columns: int) -> FormCell:
    parts = len(cell.raw.split())
    return cell.doubted(values_for_columns(parts, columns)) if parts > 1 else cell


def _compared(by_lines: FormCell | None, by_text: FormCell) -> FormCell:
    if by_lines is None or by_lines.state == "absent":
        return by_text if by_text.raw.strip() else by_text.doubted(differ("absent", value_or_state(by_text)))
    if by_text.state == "absent":
        return by_lines
    if (by_lines.state, by_lines.value) == (by_text.state, by_text.value):
        not_doubted_itself = by_lines.doubt is None or by_lines.doubt.is_of(FROM_OTHER_ROWS)
        return by_text if by_text.raw.strip() and not_doubted_itself else by_lines
    if not by_lines.raw.strip() and by_lines.doubt:
        return by_text  # line by line, the label is cut off from its digits
    return by_text.doubted(differ(value_or_state(by_lines), value_or_state(by_text)))


def _headings(rows: list[StreamRow], before: TableReading, reading: TableReading) -> set[int]:
    """Stream rows of a table that the line-by-line reading did not find: its headings and values, after the table before
    it."""
    lines = [cell.source.line for cell in reading.cells if cell.source.line is not None]
    if not lines or not before.used:
        return set()
    return {
        at
        for at in range(max(before.used) + 1, len(rows))
        if (rows[at].cells[0].source.line or 0) <= max(lines)
        and rows[at].prose
        and len(parse_label(rows[at].text).words) <= _LONGEST_HEADING
    }
