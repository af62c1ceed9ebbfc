"""Reads table four, 政府信息公开行政复议、行政诉讼情况: one row of numbers (fifteen so far) under repeated headings.

The result labels are printed three times, once per block, so their order decides which is which, and is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from extract.digit_runs.cells import cut_appeals, joined_digits
from extract.document import Cell
from extract.form.catalogue import Form, FormColumn, of_any
from extract.form.labels import parse_label
from extract.form_cells import Problem, TableReading, absent_cell, form_cell
from extract.messages import Detail, Doubt
from extract.tables.appeal_layouts import (
    PATH_REACH,
    block_words,
    headings_of,
    opens_section,
    read_by_path,
)
from extract.tables.appeals_header import (
    headings_in_order,
    leaves_in_grid,
    nothing_before,
)
from extract.tables.appeals_in_pieces import shown, under_pieces
from extract.tables.applications_header import column_labels, is_extra
from extract.tables.captions import names_whose
from extract.tables.column_assignment import assign_columns
from extract.tables.form_version import Evidence, kinds, of_others, settled
from extract.tables.heading_proof import as_many_places, extent_of, stand_under, within
from extract.tables.row_stream import StreamRow
from extract.tables.whose_table import Captions, Printing, own_printing
from extract.values import is_value_like, parse_value, words_alone

TABLE = "appeals"
_LONGEST_ODD_VALUE = 12  # characters of a cell on a line of its own that is no number
_NARROW = 5  # cells: narrower rows of blanks are padding of the header
_REACH = 60  # stream rows from the first heading to the last value, where every cell is a line


def _results(form: Form, row: StreamRow) -> list[str]:
    """Keys of the result labels printed in a row, in order."""
    words = _result_words(form)
    return [words[word] for word in headings_of(form, row) if word in words]


@lru_cache(maxsize=1)
def _result_words(form: Form) -> dict[str, str]:
    return {
        word: column.key for column in of_any(form.appeal_columns) for word in (column.words, *column.aliases)
    }


def map_appeals(
    form: Form, rows: list[StreamRow], year: int | None, captions: Captions | None = None
) -> TableReading:
    """Read table four of a document on `year`. It is found by its headings; where these differ from the form's, its
    cells are doubted.

    Where the table is printed more than once with different values, every differing cell is in doubt; `captions` tell the
    report's own printing.
    """
    readings = {version: _map_on(form, version, rows, captions) for version in kinds(form, TABLE)}
    found = {version: reading for version, reading in readings.items() if reading.version}
    if not found:
        return _missing()
    headings = {w for reading in found.values() for at in reading.used for w in headings_of(form, rows[at])}
    fits = {version: _evidence(form, version, headings) for version in found}
    return settled(form, TABLE, fits, year, lambda version: found[version])


def _evidence(form: Form, version: str, headings: set[str]) -> Evidence:
    """How well a version fits. `headings` are the words of the table's rows, whichever version they were read as."""
    blocks, columns = form.appeal_blocks, form.appeal_columns
    own = column_labels(columns[version]) | _block_labels(blocks[version])
    known = column_labels(of_any(columns)) | _block_labels(of_any(blocks))
    missing = sum(not {c.words, *c.aliases} & headings for c in columns[version])
    missing += sum(not _block_labels([block]) & headings for block in blocks[version])
    return Evidence(of_others(headings & known, own, known), missing)


def _block_labels(blocks: Iterable[FormColumn]) -> set[str]:
    return {
        words
        for block in blocks
        for words in (parse_label(block.label.rpartition("／")[2]).words, *block.aliases)
    }


def _map_on(form: Form, version: str, rows: list[StreamRow], captions: Captions | None) -> TableReading:
    """Read the table as printed in one form version."""
    columns = form.appeal_columns[version]
    marks = {column.words for column in columns if column.key != "total"}
    results = [_results(form, row) for row in rows]
    begins: list[int] = []  # for each row: the first of the consecutive heading lines that it belongs to
    for at, row in enumerate(rows):
        begins.append(begins[-1] if at and row.single and results[at - 1] else at)
    printings: list[Printing] = []
    tried = -1
    at = 0
    while at < len(rows):
        reading = None
        start = begins[at]  # the first heading may be 总计, which other tables print too
        if start != tried and any(word in marks for word in headings_of(form, rows[at])):
            tried = start
            reading = _read_from(form, version, rows, start)
            keys_named = {key for keys in results[start : start + PATH_REACH] for key in keys}
            unsure = reading is None or any(cell.doubt for cell in reading.cells)
            if unsure and keys_named >= {column.key for column in columns}:
                reading = _by_path(form, version, rows, start) or reading
        if reading is None:
            at += 1
        else:
            printings.append((start, reading))
            at = max(reading.used) + 1
    printings = printings or list(under_pieces(form, version, rows))
    if not printings:
        headed = any(set(_results(form, row)) >= {column.key for column in columns} for row in rows)
        return _unread(form, version) if headed else _missing()
    return own_printing(captions, printings)


def _missing() -> TableReading:
    return TableReading(TABLE, problems=[Problem(Detail("table_missing.appeals"), instance=TABLE)])


def _unread(form: Form, version: str) -> TableReading:
    """The reading where the headings are printed, but not which value each belongs to: all cells absent and in doubt."""
    unread = Problem(Detail("table_unread.appeals_headings"), instance=TABLE)
    reading = TableReading(TABLE, version, problems=[unread])
    reading.cells = [
        absent_cell(key).doubted(Doubt("result_headings_ambiguous")) for key in form.keys(TABLE, version)
    ]
    return reading


def _by_path(form: Form, version: str, rows: list[StreamRow], start: int) -> TableReading | None:
    """Read the table in another layout (see appeal_layouts); None where its headings do not name every cell."""
    found = read_by_path(form, version, rows, start)
    if found is None:
        return None
    reading = TableReading(TABLE, version, complete=True, used=found.used)
    cells = [
        form_cell(f"{TABLE}/{block.key}/{column.key}", found.cells[f"{block.key}/{column.key}"])
        for block in form.appeal_blocks[version]
        for column in form.appeal_columns[version]
    ]
    reading.cells = shown(cells, found.column, None)
    return reading


def _take(
    form: Form, version: str, rows: list[StreamRow], start: int
) -> tuple[list[int], list[list[Cell]], set[int]]:
    """(header rows, rows of values, stream rows used) from the table's first result heading on.

    A row of values has a number, or only blanks, and no heading; a single other text among numbers is a doubted cell.
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
            if (
                filled
                and not numbers
                and not values
                and _is_odd_value(form, len(form.keys(TABLE, version)), rows, heads, row.text)
            ):
                singles += filled
            elif filled and not numbers:
                if singles or values or len(parse_label(row.text).words) > 20:
                    break
                heads.append(index)
                continue
            else:
                singles += filled
        elif _numbers_the_columns(row) or (values and not filled):
            pass
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


def _numbers_the_columns(row: StreamRow) -> bool:
    """Whether a row below the headings counts its places from 1, as statistical forms do; as values these add up to nothing."""
    return len(row.cells) > _NARROW and [cell.text.strip() for cell in row.cells] == [
        str(at + 1) for at in range(len(row.cells))
    ]


def _is_odd_value(form: Form, wanted: int, rows: list[StreamRow], heads: list[int], text: str) -> bool:
    """Whether a text alone on its line takes the place of a number: all `wanted` headings come before it, and it is no
    heading itself."""
    found = sum(len(_results(form, rows[index])) for index in heads)
    words = parse_label(text).words
    heading = words in {*block_words(form), form.headings.lawsuits} or opens_section(form, text)
    heading = heading or names_whose(form, text)
    return found >= wanted and len(text) <= _LONGEST_ODD_VALUE and not heading


def _read_from(form: Form, version: str, rows: list[StreamRow], start: int) -> TableReading | None:
    every_block, every_column = form.appeal_blocks[version], form.appeal_columns[version]
    heads, printed, used = _take(form, version, rows, start)
    labels = [key for index in heads for key in _results(form, rows[index])]
    below = _results(form, rows[heads[-1]]) if heads else []
    if len(below) == len(every_block) * len(every_column):
        labels = below  # one row names all; labels above may be repeats of merged cells
    if len(labels) < len(every_column) or (not printed and not rows[start].single):
        return None
    where = rows[heads[0]].cells[0].source
    reading = TableReading(TABLE, version, complete=True)
    result_keys = [column.key for column in every_column]
    expected = result_keys * len(every_block)
    doubt = None
    repeated = labels == expected * 2  # over a page break
    per_block = [labels[at : at + len(result_keys)] for at in range(0, len(labels), len(result_keys))]
    if any(sorted(part) != sorted(result_keys) for part in per_block) or (
        len(per_block) != len(every_block) and not repeated
    ):
        doubt = Doubt("result_headings_differ")
        detail = Detail("label_misprint.result_headings", {"found": len(labels), "expected": len(expected)})
        reading.problems.append(Problem(detail, where, TABLE))
    above = max(heads[0] - 4, 0)
    last = max(i for i in heads if _results(form, rows[i]))
    head = [
        rows[i] for i in range(above, last + 1) if not (rows[i].prose and opens_section(form, rows[i].text))
    ]
    header = {word for row in head for word in headings_of(form, row)}
    for block in every_block:
        if not any(block_words(form).get(word) == block.key for word in header):
            detail = Detail("label_misprint.block", {"label": block.label})
            reading.problems.append(Problem(detail, where, f"{TABLE}/{block.key}"))
    in_table = [row for row in head if row.table == head[-1].table]
    in_order = headings_in_order(form, version, head)
    leaves = leaves_in_grid(form, version, head)
    in_grid = [f"{TABLE}/{leaf.key}" for leaf in leaves]
    if in_order and leaves and in_grid != form.keys(TABLE, version):
        in_order, leaves, in_grid = False, (), []  # places and order of reading contradict each other
    keys = in_grid or form.keys(TABLE, version)
    reading.problems += [Problem(detail, where, TABLE) for detail in _order_problems(form, version, keys)]
    if len(printed) > 1:
        doubt = doubt or Doubt("several_rows_under_headings")
        reading.problems.append(Problem(Detail("table_repeated.rows", {"rows": len(printed)}), where, TABLE))
    cells = _without_label(printed[0], len(keys)) if printed else []
    labelled = bool(printed) and len(cells) < len(printed[0])
    in_order = in_order and (labelled or nothing_before(form, version, head))
    cells = _before_end(form, in_table, within(cells, leaves))
    extra_columns = _extra_columns(form, [rows[i] for i in range(above, heads[-1] + 1)])
    # Where each cell is a line, headings have no columns: only a remark can be distinguished from a value.
    in_lines = rows[heads[0]].single
    if (
        extra_columns
        and len(cells) == len(keys) + len(extra_columns)
        and not (in_lines and is_value_like(cells[-1].text))
    ):
        cells = cells[: len(keys)]
        reading.problems += [
            Problem(Detail("extra_column", {"printed": text}), where, TABLE) for text in extra_columns
        ]
    if not printed:  # nothing shows fifteen blank places
        doubt = doubt or Doubt("no_value_under_headings")
    joined = joined_digits(cells, len(keys))
    if joined and keys == form.keys(TABLE, version):
        cut, problems = cut_appeals(form, version, keys, joined.text, joined.source)
        doubt = doubt or joined.doubt
        reading.cells = shown(cut, "order" if in_order else None, doubt)
        reading.problems += problems
        reading.used = used | set(heads) | set(range(above, heads[0]))
        return reading
    fitted = assign_columns(cells, len(keys))
    if not fitted.fits:
        filled = sum(parse_value(cell.text).state != "blank" for cell in cells)
        detail = Detail("row_width.appeals", {"printed": filled, "columns": len(keys)})
        reading.problems.append(Problem(detail, cells[0].source, TABLE))
    if in_lines and any(words_alone(cell.text) for cell in cells):
        # words on a line of their own are taken for a value, and another one may be missing
        in_order, leaves = False, ()
    in_places = fitted.fits and as_many_places(cells, _extent(form, in_table), len(keys))
    by = "order" if in_order and in_places else "grid" if stand_under(cells, leaves) else None
    cells_read = [
        form_cell(key, slot.cell, doubt or slot.doubt) for key, slot in zip(keys, fitted.slots, strict=True)
    ]
    by_key = {cell.key: cell for cell in shown(cells_read, by, doubt)}
    reading.cells = [by_key[key] for key in form.keys(TABLE, version)]
    reading.used = used | set(heads) | set(range(above, heads[0]))
    return reading


def _before_end(form: Form, head: Sequence[StreamRow], cells: list[Cell]) -> list[Cell]:
    """The cells of a row without blank ones right of the last result heading, where both lie in one grid and no value stands
    there: the headings would not be those above the values."""
    results = _result_words(form)
    ends = [
        cell.column + cell.span
        for row in head
        for cell in (row.cells if row.grid and not row.single else ())
        if parse_label(cell.text).words in results and cells and cell.source.table == cells[0].source.table
    ]
    outside = [cell for cell in cells if ends and cell.column >= max(ends)]
    return cells if any(cell.text.strip() for cell in outside) else cells[: len(cells) - len(outside)]


def _extent(form: Form, head: Sequence[StreamRow]) -> range | None:
    """The places of the result headings; None where each has a line of its own."""
    cells = (cell for row in head if not row.single for cell in row.cells)
    return extent_of(cell for cell in cells if parse_label(cell.text).words in _result_words(form))


def _order_problems(form: Form, version: str, keys: Sequence[str]) -> Iterator[Detail]:
    """What is to be said of blocks, and of results within a block, that are printed out of the form's order."""
    paths = [key.split("/")[1:] for key in keys]
    blocks = list(dict.fromkeys(block for block, _ in paths))
    results = [result for block, result in paths if block == blocks[0]]
    block_labels = {block.key: block.label for block in form.appeal_blocks[version]}
    result_labels = {column.key: column.label for column in form.appeal_columns[version]}
    if blocks != list(block_labels):
        yield Detail("column_order.blocks", {"order": [block_labels[key] for key in blocks]})
    if results != list(result_labels):
        yield Detail("column_order.results", {"order": [result_labels[key] for key in results]})


def _without_label(cells: list[Cell], columns: int) -> list[Cell]:
    """The row's cells without a row label (件数) before its values."""
    first = cells[0].text if cells else ""
    labelled = len(cells) > columns and not is_value_like(first) and not any(c.isdigit() for c in first)
    return cells[1:] if labelled and cells[-1].text.strip() else cells


def _extra_columns(form: Form, heads: list[StreamRow]) -> list[str]:
    """Headings at the right end of the header of columns that the form does not have (备注, 合计)."""
    found: list[str] = []
    for row in heads:
        texts = [text for text in row.headings if text.strip()]
        last_is_extra = len(texts) > 1 and is_extra(form, texts[-1]) and not is_extra(form, texts[-2])
        if last_is_extra or (row.single and texts and texts[0].startswith(form.remark_columns)):
            found.append(texts[-1])
    return found
