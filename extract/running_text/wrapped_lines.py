"""Lines without cells: a row's label and its digits stand together, and long labels and headings go on over lines.

A viewer of prints copies tables so. Row by row such a label is cut and its digits stand beside nothing; the running
text has it whole. What is taken from there is held against what the lines say: where both have something for a cell
and differ, it is in doubt, and digits that two lines make together are too, as one may be a page's number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from extract.cross_check import differ, told
from extract.digit_runs.cells import is_digits
from extract.document import Document, Table
from extract.form.catalogue import Form
from extract.form.labels import parse_label
from extract.form_cells import FormCell, TableReading, values_for_columns
from extract.messages import FROM_OTHER_ROWS
from extract.running_text.one_line import map_flat
from extract.tables.row_merging import DIGITS_APART
from extract.tables.row_stream import StreamRow

_LONGEST_HEADING = 20  # characters of words: what is longer is running text


def with_running_text(
    form: Form,
    document: Document,
    rows: list[StreamRow],
    readings: list[TableReading],
    year: int | None,
) -> list[TableReading]:
    """The readings of tables two, three and four; where lines are all there is and digits run together, those of the
    running text for the tables of which it leaves less open."""
    cut = any(problem.code == "decoded_by_sum" for reading in readings for problem in reading.problems)
    if not cut or any(isinstance(block, Table) for block in document.blocks):
        return readings
    if not any(any(_left_open(reading)) for reading in readings):
        return readings
    running = map_flat(form, document, year)
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


def _together(own: TableReading, other: TableReading) -> TableReading:
    """The reading of the running text, each cell held against that of the lines."""
    said = {cell.key: cell for cell in own.cells}
    columns = Counter(_row(cell) for cell in other.cells)
    cells = [_weighed(said.get(cell.key), _on_one_line(cell, columns[_row(cell)])) for cell in other.cells]
    return replace(other, cells=cells)


def _two_rows_behind_one_label(reading: TableReading) -> bool:
    """Whether the digits of two whole rows stand behind a label of the table: labels may stand below their digits."""
    columns = Counter(_row(cell) for cell in reading.cells)
    return any(
        len(parts := cell.raw.split()) > 1
        and sum(is_digits(part) and len(part) >= columns[_row(cell)] for part in parts) > 1
        for cell in reading.cells
    )


def _row(cell: FormCell) -> str:
    """The row that prints a cell: all of table four is one."""
    table = cell.key.partition("/")[0]
    return table if table == "appeals" else cell.key.rpartition("/")[0]


def _on_one_line(cell: FormCell, columns: int) -> FormCell:
    parts = len(cell.raw.split())
    return cell.doubted(values_for_columns(parts, columns)) if parts > 1 else cell


def _weighed(own: FormCell | None, other: FormCell) -> FormCell:
    if own is None or own.state == "absent":
        return other if other.raw.strip() else other.doubted(differ("absent", told(other)))
    if other.state == "absent":
        return own
    if (own.state, own.value) == (other.state, other.value):
        settled_anew = own.doubt is None or own.doubt.is_of(FROM_OTHER_ROWS)
        return other if other.raw.strip() and settled_anew else own
    if not own.raw.strip() and own.doubt:
        return other  # the lines' label is cut off from its digits
    return other.doubted(differ(told(own), told(other)))


def _headings(rows: list[StreamRow], before: TableReading, reading: TableReading) -> set[int]:
    """Stream rows of a table that the lines did not show: its headings and its values, behind the table before it."""
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
