"""Reads table three, 收到和处理政府信息公开申请情况: found by its rows, read row by row over its seven columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from extract.digit_runs.cells import decoded, doubt_cuts
from extract.document import Cell
from extract.form.catalogue import Form, FormColumn, of_any
from extract.form.labels import parse_label
from extract.form_cells import Problem, TableReading, absent_cell, values_for_columns
from extract.messages import Detail, Doubt
from extract.tables.align import Alignment, Match, align
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
from extract.tables.heading_proof import of_form
from extract.tables.locate_applications import find_spans, vocabulary_of
from extract.tables.own_columns import without_own_columns
from extract.tables.row_cells import (
    absent_row,
    guessed,
    label_problems,
    order_problem,
    place,
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
from extract.tables.settled_by_sums import adds_up, settle_by_sums
from extract.tables.slipped_labels import doubt_slipped
from extract.tables.whose_table import Captions, own_printing
from extract.values import parse_value

_MOST = 0.8  # share of the rows
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
    return _Printed(rows, span, header, columns, _with_cut_ends(rows, printed, len(columns)))


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
    by_key = {match.row.key: match for match in alignment.matches}
    matched = {id(match.printed) for match in alignment.matches}
    filled = [count for row in printed if (count := _filled(row))]
    overfull = 2 * sum(count > len(columns) for count in filled) > len(filled)
    any_overfull = any(is_overfull(row, len(columns)) for row in printed)
    padded = any(_is_padded(row, len(columns)) for row in printed)
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
            or lost_values(match, printed, matched, any_overfull)
        )
        if (
            match.printed.at[-1] == span.stop - 1
            and is_numberless(match.printed)
            and _numbers_at(rows, span.stop)
        ):
            doubt = doubt or Doubt("numbers_behind_table")
        unsettled = padded and _edge_unsettled(match.printed, columns)
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
        doubt = doubt or _too_long(form, match.printed, columns)
        doubt = doubt or _more_places(match.printed, columns, rows, by_key.values())
        if nowhere:
            doubt = doubt or Doubt("no_value_printed")
        if remarks_are_numbers and 0 < len(match.printed.values) < len(columns):
            doubt = doubt or values_for_columns(_filled(match.printed), len(columns))
        if overfull:
            doubt = doubt or Doubt("more_values_than_columns")
        own = replace(match.printed, values=header.own(match.printed.values))
        cells, fitted = row_cells(form, f"{TABLE}/{row.key}", columns, own, doubt, of_version)
        numbered_remark = _is_numbered_remark(form, columns, match.printed.values) and not header.leaves
        shown_by = None if numbered_remark else header.shown_by(match.printed.values, fitted.fits)
        cells = shown(cells, match, shown_by)
        if unsettled or not fitted.fits:
            width = {"row": row.label, "printed": _filled(match.printed), "columns": len(columns)}
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


def _filled(row: LabelledRow) -> int:
    return sum(parse_value(cell.text).state != "blank" for cell in row.values)


def _numbers_at(rows: list[StreamRow], index: int) -> bool:
    return index < len(rows) and any(parse_value(c.text).state == "number" for c in rows[index].cells)


def _too_long(form: Form, row: LabelledRow, columns: list[FormColumn]) -> Doubt | None:
    """A doubt where the table has columns that the form does not, and a row has more cells than there are columns.

    Padding before the values is harmless; otherwise there is one value too many, or one is lost and a value of an extra
    column took its place.
    """
    leading, values = row.values[: -len(columns)], row.values[-len(columns) :]
    extra = [column for column in columns if not column.key]
    if not leading or not extra or not _filled(row):
        return None
    remarks = all(column.label.startswith(form.remark_columns) for column in extra)
    if remarks and sum(parse_value(c.text).state == "number" for c in row.values) == len(of_form(columns)):
        return None
    if _filled(replace(row, values=leading)) or parse_value(values[0].text).state == "blank":
        return values_for_columns(_filled(row), len(columns))
    return None


def _more_places(
    row: LabelledRow, columns: list[FormColumn], rows: list[StreamRow], matches: Iterable[Match]
) -> Doubt | None:
    """A doubt where a row of text has more places than there are columns, and nothing shows which of them are padding: neither its
    sum nor the other rows, by ending at the same place. Where some row has more numbers than columns, the table has a column of its
    own, and only the sum shows it.
    """
    if row.grid or len(row.values) <= len(columns) or not _filled(row):
        return None
    numbers = _numbers(row)
    whole = len(numbers) == len(columns) == len(of_form(columns))
    if whole and adds_up(numbers):
        return None
    printed = [match.printed for match in matches]
    ends = [last.column + last.span for other in printed for last in rows[other.at[-1]].cells[-1:]]
    last = rows[row.at[-1]].cells[-1]
    padded = ends.count(last.column + last.span) >= _MOST * len(ends)
    overfull = any(not other.grid and len(_numbers(other)) > len(columns) for other in printed)
    return values_for_columns(_filled(row), len(columns)) if overfull or (whole and not padded) else None


def _numbers(row: LabelledRow) -> list[int]:
    values = [parse_value(cell.text).value or "" for cell in row.values]
    return [int(value) for value in values if value.isdigit()]


def _with_cut_ends(rows: list[StreamRow], printed: list[LabelledRow], columns: int) -> list[LabelledRow]:
    """Append the blank cells that an editor may have cut off to rows of pasted text shorter than their table.

    Only rows with blank cells before the values, which could be padding: any other row is known to be short.
    """
    ends = [rows[row.at[-1]].cells[-1] for row in printed]
    widest: dict[int | None, int] = {}
    for row, last in zip(printed, ends, strict=True):
        table = rows[row.at[-1]].table
        widest[table] = max(widest.get(table, 0), last.column + last.span)
    out = []
    for row, last in zip(printed, ends, strict=True):
        table = rows[row.at[-1]].table
        cut = widest[table] - last.column - last.span
        if not row.grid and table is not None and cut > 0 and len(row.values) > columns > _filled(row) > 0:
            values = [
                *row.values,
                *[replace(last, text="", column=last.column + last.span + i) for i in range(cut)],
            ]
            row = LabelledRow(row.labels, values, row.at, row.grid)
        out.append(row)
    return out


def _is_padded(row: LabelledRow, columns: int) -> bool:
    """Whether a row of pasted text has more or fewer cells than the table has columns: merged label columns left empty
    cells, or empty cells at the end were cut off."""
    return not row.grid and len(row.values) != columns and _filled(row) > 0


def _edge_unsettled(row: LabelledRow, columns: list[FormColumn]) -> bool:
    """Whether a row of padded text, with as many cells as columns, begins or ends blank: it may have lost a value."""
    if row.grid or len(row.values) != len(columns) or not _filled(row):
        return False
    blank = [parse_value(row.values[edge].text).state == "blank" for edge in (0, -1)]
    # If every column of the form is filled, the blank last cell belongs to an extra column.
    if not blank[0] and not columns[-1].key and _filled(row) >= len(of_form(columns)):
        return False
    return any(blank)


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
