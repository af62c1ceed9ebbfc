"""Table four, 政府信息公开行政复议、行政诉讼情况: one row of fifteen numbers under headings that repeat.

The five result labels stand three times, once a block, so their order carries the meaning and is checked.
"""

from __future__ import annotations

import re

from extract.document import Cell
from extract.form.catalogue import Form, FormColumn
from extract.labels import parse_label
from extract.mapping.cells import Problem, TableReading, compared, form_cell
from extract.mapping.spread import spread
from extract.mapping.stream import StreamRow
from extract.values import is_value_like, parse_value

TABLE = "appeals"
_LONGEST_ODD_VALUE = 12  # characters of a cell on a line of its own that is no number
_SECTION = re.compile(r"^\s*[一二三四五六1-6]\s*[、.．]")
_LONGEST_HEADER_LINE = 90  # characters of a header row pasted as one line
_NARROW = 5  # cells: narrower rows of blanks are padding of the header
_REACH = 60  # stream rows from the first heading to the last value, where every cell is a line


def _results(form: Form, row: StreamRow) -> list[str]:
    """Keys of the result labels printed in a row, in order."""
    words = {word: column.key for column in form.appeal_columns for word in (column.words, *column.aliases)}
    return [words[word] for word in _words(row) if word in words]


def _words(row: StreamRow) -> list[str]:
    """Bare words of a row's cells; a line of text without cells is taken apart at its white space."""
    texts = [cell.text for cell in row.cells]
    if row.table is None and len(row.cells) == 1 and len(texts[0]) < _LONGEST_HEADER_LINE:
        texts = texts[0].split()
    return [parse_label(text).words for text in texts]


def map_appeals(form: Form, rows: list[StreamRow]) -> TableReading:
    """Table four of a document. Without its headings it is not found; with other headings its cells are doubted.

    Printed more than once with different values, every differing cell is in doubt.
    """
    marks = {column.words for column in form.appeal_columns if column.key != "total"}
    readings: list[TableReading] = []
    at = 0
    while at < len(rows):
        reading = None
        if any(word in marks for word in _words(rows[at])):
            reading = _read_from(form, rows, at)
        if reading is None:
            at += 1
        else:
            readings.append(reading)
            at = max(reading.used) + 1
    if not readings:
        missing = Problem(
            "table_missing", "table four (行政复议、行政诉讼情况) was not found", instance=TABLE
        )
        return TableReading(TABLE, problems=[missing])
    return compared(readings)


def _take(form: Form, rows: list[StreamRow], start: int) -> tuple[list[int], list[list[Cell]], set[int]]:
    """(header rows, rows of values, stream rows used) from the table's first result heading on.

    A row of values has a number, or nothing but blanks, and no heading; one odd text among numbers is a doubted cell.
    """
    heads: list[int] = []
    values: list[list[Cell]] = []
    singles: list[Cell] = []
    used: set[int] = set()
    for index in range(start, min(start + _REACH, len(rows))):
        row = rows[index]
        filled = [cell for cell in row.cells if cell.text.strip()]
        numbers = [cell for cell in filled if is_value_like(cell.text)]
        if _results(form, row):
            if values or singles:
                break
            heads.append(index)
        elif row.single:
            if filled and not numbers and _is_odd_value(form, rows, heads, row.text):
                singles += filled
            elif filled and not numbers:
                if singles or values or len(parse_label(row.text).words) > 20:
                    break
                heads.append(index)
                continue
            else:
                singles += filled
        elif len(row.cells) > _NARROW and (not filled or len(numbers) >= 0.6 * len(filled)):
            values.append(list(row.cells))
        elif not row.grid and len(numbers) == len(filled) > 0:
            singles += filled  # fifteen numbers over several lines
        elif numbers or values:
            break
        else:
            heads.append(index)
            continue
        used.add(index)
    return heads, [*([singles] if singles else []), *values], used


def _is_odd_value(form: Form, rows: list[StreamRow], heads: list[int], text: str) -> bool:
    """Whether a text on a line of its own stands where a number should: all fifteen headings are there, no section is."""
    wanted = len(form.appeal_columns) * len(form.appeal_blocks)
    found = sum(len(_results(form, rows[index])) for index in heads)
    return found >= wanted and len(text) <= _LONGEST_ODD_VALUE and not _SECTION.match(text)


def _blocks_in_order(form: Form, header: list[str]) -> tuple[list[FormColumn], list[FormColumn]]:
    """(blocks in printed order, blocks whose heading is not printed as such).

    行政复议 and 行政诉讼 stand in one row, the two kinds of lawsuit under the second.
    """

    def place(block: FormColumn) -> int:
        words = (parse_label(block.label.split("／")[-1]).words, *block.aliases)
        return next((i for i, text in enumerate(header) if text in words), -1)

    def lawsuit(block: FormColumn) -> int:
        return next(
            (i for i, text in enumerate(header) if text == parse_label(block.label.split("／")[0]).words), -1
        )

    unnamed = [block for block in form.appeal_blocks if place(block) < 0]
    if unnamed:
        return list(form.appeal_blocks), unnamed
    return sorted(form.appeal_blocks, key=lambda block: (lawsuit(block), place(block))), []


def _read_from(form: Form, rows: list[StreamRow], start: int) -> TableReading | None:
    heads, printed, used = _take(form, rows, start)
    labels = [key for index in heads for key in _results(form, rows[index])]
    if len(labels) < len(form.appeal_columns) or (not printed and not rows[start].single):
        return None
    where = rows[heads[0]].cells[0].source
    reading = TableReading(TABLE, version=form.newest, complete=True)
    expected = [column.key for column in form.appeal_columns] * len(form.appeal_blocks)
    doubt = None
    if labels != expected:
        doubt = "the table's result headings are not the form's fifteen in order"
        detail = f"{len(labels)} result headings of {len(expected)} in the form's order"
        reading.problems.append(Problem("label_misprint", detail, where, TABLE))
    above = max(heads[0] - 4, 0)
    header = [word for i in range(above, heads[-1] + 1) for word in _words(rows[i])]
    blocks, unnamed = _blocks_in_order(form, header)
    for block in unnamed:
        detail = f"heading {block.label!r} is not printed as such"
        reading.problems.append(Problem("label_misprint", detail, where, f"{TABLE}/{block.key}"))
    if blocks != list(form.appeal_blocks):
        names = "、".join(block.label for block in blocks)
        reading.problems.append(
            Problem("column_order", f"blocks stand in another order: {names}", where, TABLE)
        )
    if len(printed) > 1:
        doubt = (
            doubt
            or "several rows of numbers stand under the headings, and which one is this year's is not said"
        )
        reading.problems.append(Problem("table_repeated", f"{len(printed)} rows of values", where, TABLE))
    cells = printed[0] if printed else []
    keys = [f"{TABLE}/{block.key}/{column.key}" for block in blocks for column in form.appeal_columns]
    fitted = spread(cells, len(keys))
    if not fitted.fits:
        filled = sum(parse_value(cell.text).state != "blank" for cell in cells)
        detail = f"the row prints {filled} values for {len(keys)} columns"
        reading.problems.append(Problem("row_width", detail, cells[0].source, TABLE))
    read = {
        key: form_cell(key, slot.cell, doubt or slot.doubt)
        for key, slot in zip(keys, fitted.slots, strict=True)
    }
    reading.cells = [read[key] for key in form.keys(TABLE, form.newest)]
    reading.used = used | set(heads) | set(range(above, heads[0]))
    return reading
