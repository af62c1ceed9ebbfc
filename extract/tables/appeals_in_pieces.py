"""Reads table four under headings that a program printed in pieces (结果 结果 其他 above 维持 纠正 结果), line by line.

Where the lines leave the order of two headings open, the blocks' sums settle it if only one order adds up; they are then no
rule for these blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from extract.form.catalogue import Form
from extract.form_cells import FormCell, Problem, TableReading, form_cell
from extract.messages import Detail, Doubt
from extract.tables.appeal_layouts import PATH_REACH, headings_of, opens_section
from extract.tables.appeals_header import exchanges_in_pieces, headings_in_order
from extract.tables.heading_proof import COLUMNS_OPEN
from extract.tables.row_cells import beside_two_numbers
from extract.tables.row_stream import StreamRow
from extract.tables.settled_by_sums import adds_up, exchanged
from extract.tables.whose_table import Printing
from extract.values import is_value_like

TABLE = "appeals"


def under_pieces(form: Form, version: str, rows: list[StreamRow]) -> Iterator[Printing]:
    """Lines of exactly as many values as the form has, with no other heading above them than its own in pieces."""
    keys = form.keys(TABLE, version)
    for values, lines in groupby(range(len(rows)), key=lambda at: _only_values(rows[at])):
        own = list(lines)
        printed = [cell for at in own for cell in rows[at].cells]
        if not values or len(printed) != len(keys):
            continue
        begin = own[0]
        while begin > max(own[0] - PATH_REACH, 0) and not opens_section(form, rows[begin - 1].text):
            begin -= 1
        exchanges = _left_open(form, version, rows[begin : own[0]])
        if exchanges is None:
            continue
        cells = [form_cell(key, cell) for key, cell in zip(keys, printed, strict=True)]
        size = len(form.appeal_columns[version])
        open_pairs = [pair for pair in exchanges if cells[pair[0]].value != cells[pair[1]].value]
        column = ("sums" if _only_so(cells, open_pairs, size) else None) if open_pairs else "order"
        reading = TableReading(TABLE, version, shown(cells, column, None), complete=True)
        reading.used = set(range(begin, own[-1] + 1))
        reading.problems = [
            Problem(Detail("decoded_by_sum"), cells[0].source, keys[block * size].rpartition("/")[0])
            for block in sorted({one // size for one, _ in open_pairs})
        ]
        yield begin, reading


def shown(cells: list[FormCell], column: str | None, doubt: Doubt | None) -> list[FormCell]:
    """The cells of the table's one row, with what shows their columns; in doubt where nothing does, or for `doubt`."""
    doubt = doubt or (None if column else COLUMNS_OPEN)
    cells = beside_two_numbers([cell.shown(row="one_row", column=column) for cell in cells])
    return [cell.doubted(doubt) for cell in cells] if doubt else cells


def _only_values(row: StreamRow) -> bool:
    """Whether a row prints nothing but values, blank places among them."""
    return bool(row.text.strip()) and all(is_value_like(cell.text) for cell in row.cells)


def _left_open(form: Form, version: str, head: list[StreamRow]) -> list[tuple[int, int]] | None:
    """The pairs of columns whose order the headings leave open; None where they are not those of the form."""
    if headings_in_order(form, version, head):
        return []
    return exchanges_in_pieces(form, version, [headings_of(form, line) for line in head])


def _only_so(cells: list[FormCell], pairs: list[tuple[int, int]], size: int) -> bool:
    """Whether the blocks of these pairs add up as printed, and none does with a pair exchanged."""
    for one, other in pairs:
        begin = one // size * size
        values = [cell.value for cell in cells[begin : begin + size]]
        if not all(value and value.isdigit() for value in values):
            return False
        numbers = [int(value) for value in values if value]
        if not adds_up(numbers) or adds_up(exchanged(numbers, one - begin, other - begin)):
            return False
    return True
