"""Table four, 政府信息公开行政复议、行政诉讼情况: one row of fifteen numbers under headings that repeat.

The five result labels stand three times, once a block, so their order carries the meaning and is checked.
"""

from __future__ import annotations

from extract.document import Cell
from extract.form.catalogue import Form
from extract.labels import parse_label
from extract.mapping.cells import Problem, TableReading, form_cell
from extract.mapping.spread import spread
from extract.mapping.stream import StreamRow
from extract.values import is_value_like, parse_value

TABLE = "appeals"
_REACH = 60  # stream rows from the first heading to the last value, where every cell is a line


def _results(form: Form, row: StreamRow) -> list[str]:
    """Keys of the result labels printed in a row, in order."""
    words = {word: column.key for column in form.appeal_columns for word in (column.words, *column.aliases)}
    return [words[word] for cell in row.cells if (word := parse_label(cell.text).words) in words]


def map_appeals(form: Form, rows: list[StreamRow]) -> TableReading:
    """Table four of a document. Without its headings it is not found; with other headings its cells are doubted."""
    missing = TableReading(TABLE, problems=[
        Problem("table_missing", "table four (行政复议、行政诉讼情况) was not found", instance=TABLE)
    ])  # fmt: skip
    marks = {column.words for column in form.appeal_columns if column.key != "total"}
    starts = [
        i for i, row in enumerate(rows) if any(parse_label(cell.text).words in marks for cell in row.cells)
    ]
    for start in starts:
        reading = _read_from(form, rows, start)
        if reading is not None:
            return reading
    return missing


def _read_from(form: Form, rows: list[StreamRow], start: int) -> TableReading | None:
    heads: list[int] = []
    values: list[Cell] = []
    used: set[int] = set()
    grid = rows[start].grid
    for index in range(start, min(start + _REACH, len(rows))):
        row = rows[index]
        filled = [cell for cell in row.cells if cell.text.strip()]
        if _results(form, row) or (
            not values and filled and not all(is_value_like(cell.text) for cell in filled)
        ):
            if values:
                break
            if row.single and len(parse_label(row.text).words) > 20:
                break  # running text: the table ended without values
            heads.append(index)
            continue
        if all(is_value_like(cell.text) for cell in row.cells):
            if row.single:
                values.extend(filled)
            elif (
                len(row.cells) > 5 and not values
            ):  # padding rows of two or three cells are part of the header
                values.extend(row.cells)
                used.add(index)
                break
            used.add(index)
            continue
        break
    labels = [key for index in heads for key in _results(form, rows[index])]
    if len(labels) < 5 or (not values and grid):
        return None
    reading = TableReading(TABLE, version=form.newest)
    expected = [column.key for column in form.appeal_columns] * len(form.appeal_blocks)
    doubt = None
    if labels != expected:
        doubt = "the table's result headings are not the form's fifteen in order"
        reading.problems.append(
            Problem("label_misprint", f"{len(labels)} result headings of {len(expected)} in the form's order",
                    rows[heads[0]].cells[0].source, TABLE)
        )  # fmt: skip
    above = max(heads[0] - 4, 0)
    header = "".join(
        parse_label(cell.text).words for index in range(above, heads[-1] + 1) for cell in rows[index].cells
    )
    for block in form.appeal_blocks:
        words = (parse_label(block.label.split("／")[-1]).words, *block.aliases)
        if not any(word in header for word in words):
            reading.problems.append(
                Problem("label_misprint", f"heading {block.label!r} is not printed as such",
                        rows[heads[0]].cells[0].source, f"{TABLE}/{block.key}")
            )  # fmt: skip
    keys = form.keys(TABLE, form.newest)
    fitted = spread(values, len(keys))
    if not fitted.fits:
        filled_count = sum(parse_value(cell.text).state != "blank" for cell in values)
        reading.problems.append(
            Problem("row_width", f"the row prints {filled_count} values for {len(keys)} columns",
                    values[0].source if values else rows[heads[0]].cells[0].source, TABLE)
        )  # fmt: skip
    reading.cells = [
        form_cell(key, slot.cell, doubt or slot.doubt) for key, slot in zip(keys, fitted.slots, strict=True)
    ]
    reading.used = used | set(heads) | set(range(above, heads[0]))
    reading.complete = True
    return reading
