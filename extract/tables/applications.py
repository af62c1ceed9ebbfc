"""Reads table three, 收到和处理政府信息公开申请情况: found by its rows, read row by row over its seven columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.digit_runs.cells import decoded, doubt_cuts
from extract.document import Cell
from extract.form.catalogue import Form, FormColumn, of_any
from extract.form.labels import parse_label
from extract.form_cells import Problem, TableReading, absent_cell, values_for_columns
from extract.messages import Detail, Doubt
from extract.tables.align import Alignment, align
from extract.tables.applications_header import (
    TABLE,
    Columns,
    Header,
    column_labels,
    header_rows,
    is_repeated_header,
    read_header,
)
from extract.tables.form_version import Evidence, kinds, of_others, row_labels, settled, words_in
from extract.tables.grid_check import settled_grids
from extract.tables.locate_applications import find_spans, vocabulary_of
from extract.tables.merged_down import with_merged_doubted
from extract.tables.own_columns import without_own_columns
from extract.tables.padding import (
    edge_unsettled,
    filled_places,
    is_padded,
    more_places,
    too_long,
    with_cut_ends,
)
from extract.tables.row_cells import (
    absent_row,
    guessed,
    label_problems,
    order_problem,
    place,
    printed_twice,
    repeated,
    row_cells,
    shown,
)
from extract.tables.row_merging import (
    ABOVE_LABELS,
    DIGITS_APART,
    goes_on,
    is_overfull,
    join_rows,
    lost_values,
    numbers_above,
    unplaced_digits,
)
from extract.tables.row_stream import (
    LabelledRow,
    StreamRow,
    is_label,
    is_numberless,
    labelled_rows,
)
from extract.tables.settled_by_sums import settle_by_sums
from extract.tables.slipped_labels import doubt_slipped
from extract.tables.whose_table import Captions, own_printing
from extract.values import parse_value

_TELLING = 6  # characters: a shorter label (其他处理) may name something else outside the table
_VALUES_AT_END = re.compile(r"\d+\s*$")  # digits of a row that stand right behind its label


def _value_starts(
    form: Form, columns: Columns, rows: list[StreamRow], header: range, span: range
) -> dict[int, int]:
    """Grid table -> its first value column: below the heading of the form's first column, or else counted from the end.

    A table is left out unless nearly all of its rows have one cell for each of the form's columns from there on.
    """
    wanted, first = len(columns), columns[0].words
    starts: dict[int, int] = {}
    tables: dict[int, list[StreamRow]] = {}
    for index in span:
        row = rows[index]
        if row.grid and row.table is not None and not row.single:
            tables.setdefault(row.table, []).append(row)
    for table, members in tables.items():
        heads = [
            cell.column
            for index in header
            if rows[index].table == table
            for cell in rows[index].cells
            if parse_label(cell.text).words == first
        ]
        width = max(cell.column + cell.span for row in members for cell in row.cells)
        start = heads[-1] if heads else width - wanted
        fitting = sum(
            sum(cell.column >= start for cell in row.cells) == wanted
            and any(cell.column < start and cell.text.strip() for cell in row.cells)
            for row in members
        )
        # A label where the values should begin: a part of the table without a header, whose rows moved left.
        labels = any(
            cell.column == start and is_label(cell.text) and vocabulary_of(form).near(cell.text)
            for row in members
            for cell in row.cells
        )
        if start > 0 and fitting >= 0.8 * len(members) and not labels:
            starts[table] = start
    return starts


@dataclass(frozen=True, slots=True)
class _Printed:
    """One printing of the table, laid out over the columns of a version. `rows` is the stream, each row marked as grid or
    text."""

    rows: list[StreamRow]
    span: range
    header: Header
    columns: list[FormColumn]  # as printed, the form's where no header is found
    printed: list[LabelledRow]


def _laid_out(form: Form, wanted: Columns, rows: list[StreamRow], span: range) -> _Printed:
    vocabulary = vocabulary_of(form)
    above = header_rows(form, rows, span.start)
    rows = without_own_columns(form, wanted, rows, above, span, vocabulary)
    rows = settled_grids(form, wanted, rows, above, span, vocabulary)
    starts = _value_starts(form, wanted, rows, above, span)
    printed = labelled_rows(rows, span, vocabulary, starts, len(wanted))
    printed = join_rows(printed, vocabulary, lambda row: is_repeated_header(form, row))
    widths = [len(row.values) for row in printed if row.values]
    header = read_header(form, wanted, rows, span.start, widths)
    columns = header.columns or list(wanted)
    printed = with_merged_doubted(rows, with_cut_ends(rows, printed, len(columns)))
    return _Printed(rows, span, header, columns, printed)


def _evidence(form: Form, version: str, laid: _Printed, alignment: Alignment) -> Evidence:
    rows, columns = form.application_rows, form.application_columns
    labels = {
        parse_label(_VALUES_AT_END.sub("", row.leaf)).words
        for row in laid.printed
        if row.values or _VALUES_AT_END.search(row.leaf)
    }
    headings = column_labels(of_any(columns))
    unexplained = of_others(labels, row_labels(rows[version]), row_labels(of_any(rows)))
    unexplained += of_others(words_in(laid.header.words, headings), column_labels(columns[version]), headings)
    lost = sum(problem.code == "column_missing" for problem in laid.header.problems)
    # A row of values that the version has no place for speaks as much against it as one of its own that is missing.
    over = sum(
        any(parse_value(cell.text).state == "number" for cell in row.values) for row in alignment.unmatched
    )
    # A label without a value may be a group's, which another version has under the same words (（六）其他处理).
    groups = {row.parsed.words for row in of_any(rows) if row.role == "group"}
    empty = sum(
        match.row.role != "group" and match.row.parsed.words in groups and not match.printed.values
        for match in alignment.matches
    )
    return Evidence(unexplained, alignment.cost + lost + over + empty)


def _one_printing(
    form: Form, rows: list[StreamRow], span: range, year: int | None, outside: set[str]
) -> TableReading:
    """Read one printing of the table, from one span of the stream; `outside` are the labels of rows beside all printings."""
    of_columns = {wanted: _laid_out(form, wanted, rows, span) for wanted in form.application_columns.values()}
    laid = {version: of_columns[form.application_columns[version]] for version in kinds(form, TABLE)}
    aligned = {v: align(printing.printed, form.application_rows[v]) for v, printing in laid.items()}
    fits = {v: _evidence(form, v, laid[v], alignment) for v, alignment in aligned.items()}
    return settled(form, TABLE, fits, year, lambda v: _read(form, v, laid[v], aligned[v], outside))


def _read(form: Form, version: str, laid: _Printed, alignment: Alignment, outside: set[str]) -> TableReading:
    """Read the table as printed in one form version."""
    rows, span, printed, columns = laid.rows, laid.span, laid.printed, laid.columns
    header, of_version = laid.header, form.application_columns[version]
    reading = TableReading(TABLE, version, problems=list(header.problems))
    reading.used = {*header.rows, *span}
    reading.problems += label_problems(TABLE, alignment) + order_problem(TABLE, alignment)
    reading.problems += _group_label_problems(form, version, alignment)
    twice = printed_twice(alignment)
    by_key = {match.row.key: match for match in alignment.matches}
    matched = {id(match.printed) for match in alignment.matches}
    filled = [count for row in printed if (count := filled_places(row))]
    overfull = 2 * sum(count > len(columns) for count in filled) > len(filled)
    any_overfull = any(is_overfull(row, len(columns)) for row in printed)
    padded = any(is_padded(row, len(columns)) for row in printed)
    digits_apart = unplaced_digits(printed, alignment.matches, len(columns))
    moved = numbers_above(rows, span.start, len(columns))
    nowhere = not any(row.grid or row.values for row in printed)
    remarks_are_numbers = any(_is_numbered_remark(form, columns, row.values) for row in printed)
    for row in form.application_rows[version]:
        match = by_key.get(row.key)
        if match is None:
            if row.role != "group":
                reading.problems.append(
                    Problem(Detail("row_missing", {"row": row.label}), instance=f"{TABLE}/{row.key}")
                )
                reading.cells += absent_row(TABLE, row, of_version, alignment)
            continue
        if row.role == "group":  # the form has no cells for it
            if any(parse_value(cell.text).state == "number" for cell in match.printed.values):
                printed_sum = Detail("extra_row.labelled", {"printed": match.printed.leaf})
                reading.problems.append(Problem(printed_sum, place(match.printed)))
            continue
        doubt = (
            guessed(match, alignment)
            or repeated(match, alignment)
            or twice
            or lost_values(match, printed, matched, any_overfull)
        )
        if (
            match.printed.at[-1] == span.stop - 1
            and is_numberless(match.printed)
            and _numbers_at(rows, span.stop)
        ):
            doubt = doubt or Doubt("numbers_behind_table")
        unsettled = padded and edge_unsettled(match.printed, columns)
        if unsettled:
            doubt = doubt or Doubt("empty_edge")
        if goes_on(match.printed, printed, matched):
            doubt = doubt or Doubt("values_go_on")
        if digits_apart and is_numberless(match.printed):
            doubt = doubt or DIGITS_APART
        if moved:
            doubt = doubt or ABOVE_LABELS
        if not header.columns:
            doubt = doubt or Doubt("table_without_header")
        doubt = doubt or too_long(form, match.printed, columns)
        doubt = doubt or more_places(match.printed, columns, rows, by_key.values())
        if nowhere:
            doubt = doubt or Doubt("no_value_printed")
        if remarks_are_numbers and 0 < len(match.printed.values) < len(columns):
            doubt = doubt or values_for_columns(filled_places(match.printed), len(columns))
        if overfull:
            doubt = doubt or Doubt("more_values_than_columns")
        own = replace(match.printed, values=header.own(match.printed.values))
        cells, fitted = row_cells(form, f"{TABLE}/{row.key}", columns, own, doubt, of_version)
        numbered_remark = _is_numbered_remark(form, columns, match.printed.values) and not header.leaves
        shown_by = None if numbered_remark else header.shown_by(match.printed.values, fitted.fits)
        cells = shown(cells, match, shown_by)
        if unsettled or not fitted.fits:
            width = {"row": row.label, "printed": filled_places(match.printed), "columns": len(columns)}
            reading.problems.append(Problem(Detail("row_width.row", width), place(match.printed), row.key))
        reading.problems += decoded(cells, f"{TABLE}/{row.key}")
        found = {cell.key: cell for cell in cells}
        for column in of_version:
            key = f"{TABLE}/{row.key}/{column.key}"
            reading.cells.append(found.get(key) or absent_cell(key))
    reading.complete = not any(
        problem.code in ("row_missing", "column_missing") for problem in reading.problems
    )
    _doubt_repeated(form, reading, alignment, outside)
    doubt_slipped(form, reading, alignment, rows)
    if header.exchanges:
        settle_by_sums(reading, len(of_version), header.exchanges)
    doubt_cuts(form, [reading])
    return reading


def _is_numbered_remark(form: Form, columns: list[FormColumn], values: list[Cell]) -> bool:
    """Whether a row prints a number where a remark is expected: the column may be another one."""
    last = columns[-1]
    return (
        not last.key
        and last.label.startswith(form.remark_columns)
        and len(values) >= len(columns)
        and parse_value(values[-1].text).state == "number"
    )


def _numbers_at(rows: list[StreamRow], index: int) -> bool:
    return index < len(rows) and any(parse_value(c.text).state == "number" for c in rows[index].cells)


def _group_label_problems(form: Form, version: str, alignment: Alignment) -> list[Problem]:
    """Problems for misprinted group headings printed left of the group's first row: （五）不予公开 before 信访举报投诉类申请."""
    labels = {row.key: row for row in form.application_rows[version]}
    problems = []
    for match in alignment.matches:
        parent = labels.get(match.row.parent or "")
        if parent is None or len(match.printed.labels) < 2:
            continue
        printed = match.printed.labels[-2]
        label = parse_label(printed.text)
        if label.level == 2 and label.words not in (
            parent.parsed.words,
            *parent.aliases,
        ):
            if parent.parsed.words.startswith(label.words) and printed.source.page:
                continue  # cut by a page break
            what = Detail("label_misprint.taken_for", {"printed": printed.text, "label": parent.label})
            problems.append(Problem(what, printed.source, f"{TABLE}/{parent.key}"))
    return problems


def map_applications(
    form: Form, rows: list[StreamRow], year: int | None, captions: Captions | None = None
) -> TableReading:
    """Read table three of a document on `year`; where it is printed twice with different values, every differing cell is
    in doubt. `captions` tell the report's own printing."""
    spans = find_spans(form, rows)
    if not spans:
        missing = Problem(Detail("table_missing.applications"), instance=TABLE)
        return TableReading(TABLE, problems=[missing])
    outside = _labels_outside(rows, spans)
    printings = [(span.start, _one_printing(form, rows, span, year, outside)) for span in spans]
    return own_printing(captions, printings)


def _labels_outside(rows: list[StreamRow], spans: list[range]) -> set[str]:
    """The words of cells with a number behind them that stand in no printing of the table."""
    taken = {at for span in spans for at in span}
    return {
        parse_label(row.cells[place].text).words
        for at, row in enumerate(rows)
        if at not in taken
        for place in range(len(row.cells))
        if _number_behind(rows, at, place)
    }


def _number_behind(rows: list[StreamRow], at: int, place: int) -> bool:
    row = rows[at]
    if row.single:
        return _numbers_at(rows, at + 1)
    return any(parse_value(cell.text).state == "number" for cell in row.cells[place + 1 :])


def _doubt_repeated(form: Form, reading: TableReading, alignment: Alignment, outside: set[str]) -> None:
    """Doubt rows whose label is printed outside the table as well, in the form's words or its own: as its first or last row
    again, it is cut off there."""
    printed = {match.row.key: parse_label(match.printed.leaf).words for match in alignment.matches}
    groups = {"", *(row.parsed.words for row in of_any(form.application_rows) if row.role == "group")}
    for row in form.application_rows[str(reading.version)]:
        words = {row.parsed.words, *row.aliases, printed.get(row.key, "")}
        telling = [known for known in words if len(known) >= _TELLING]
        # A group's label may stand before it in the same cell: （三）不予公开—5.属于三类内部事务信息.
        if any(
            word.endswith(known) and word.removesuffix(known).rstrip("0123456789") in groups
            for word in outside
            for known in telling
        ):
            again = Doubt("row_repeated", {"row": row.label})
            prefix = f"{TABLE}/{row.key}/"
            reading.cells = [c.doubted(again) if c.key.startswith(prefix) else c for c in reading.cells]
