"""Table three, 收到和处理政府信息公开申请情况: found by its rows, read row by row over its seven columns."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from extract.document import Cell
from extract.form.catalogue import Form
from extract.labels import closeness, parse_label
from extract.mapping.align import Alignment, Match, align
from extract.mapping.cells import Problem, TableReading, absent_cell, compared
from extract.mapping.header import ORGANISATIONS, TABLE, header_rows, is_repeated_header, read_header
from extract.mapping.joining import is_numberless, join_rows, orphaned
from extract.mapping.rows import guessed, label_problems, place, repeated, row_cells
from extract.mapping.stream import LabelledRow, StreamRow, labelled_rows, values_end
from extract.mapping.vocabulary import SURE, Vocabulary
from extract.values import parse_value

_FEWEST_ROWS = 4  # labels of the table that must be there for it to be the table


@lru_cache(maxsize=1)
def _vocabulary(form: Form) -> Vocabulary:
    return Vocabulary(
        (row for version in form.versions for row in form.application_rows[version]),
        ["申请人情况", ORGANISATIONS, *(column.label for column in form.application_columns)],
    )


def _is(form: Form, key: str, cell: Cell) -> bool:
    row = next(row for row in form.application_rows[form.newest] if row.key == key)
    words = parse_label(cell.text).words
    return words in row.aliases or (abs(len(words) - len(row.parsed.words)) < 5
                                    and closeness(words, row.parsed.words) >= SURE)  # fmt: skip


def find_spans(form: Form, rows: list[StreamRow]) -> list[range]:
    """Spans of the stream that hold the table, one for each time it is printed (normally one)."""
    vocabulary = _vocabulary(form)
    # 其他 and 总计 are columns too, and 总计 stands in table four: they show no row of this table.
    common = {words for column in form.application_columns for words in (column.words, *column.aliases)}

    def holds_label(row: StreamRow) -> bool:
        # With their numbers, 3.其他 and （七）总计 are rows.
        return any(
            vocabulary.knows(cell.text)
            and (parse_label(cell.text).words not in common or parse_label(cell.text).level > 1)
            for cell in row.cells
        )

    starts = [i for i, row in enumerate(rows) if any(_is(form, "received_new", cell) for cell in row.cells)]
    if not starts:  # its first row may be lost; any of its other labels shows where it is
        starts = [i for i, row in enumerate(rows) if holds_label(row)][:1]
    # The first row printed twice in a row is one table.
    starts = [
        start
        for at, start in enumerate(starts)
        if at == 0 or sum(holds_label(row) for row in rows[starts[at - 1] : start]) >= _FEWEST_ROWS
    ]
    spans = []
    for start, following in pairwise([*starts, len(rows)]):
        hits = [i for i in range(start, following) if holds_label(rows[i])]
        ends = [i for i in hits if any(_is(form, "carried_out", cell) for cell in rows[i].cells)]
        end = ends[0] if ends else hits[-1] if hits else start
        end = values_end(rows, end, following, vocabulary)
        if len([i for i in hits if i <= end]) >= _FEWEST_ROWS:
            spans.append(range(start, end + 1))
    return spans


def _value_starts(rows: list[StreamRow], header: range, span: range, columns: int) -> dict[int, int]:
    """First value column of each grid table of the span: under 自然人, or else the last `columns` columns.

    Kept only where nearly all rows of that table really have so many cells from there on.
    """
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
            if parse_label(cell.text).words == "自然人"
        ]
        width = max(cell.column + cell.span for row in members for cell in row.cells)
        start = heads[-1] if heads else width - columns
        fitting = sum(
            sum(cell.column >= start for cell in row.cells) == columns
            and any(cell.column < start and cell.text.strip() for cell in row.cells)
            for row in members
        )
        if start > 0 and fitting >= 0.8 * len(members):
            starts[table] = start
    return starts


def _one_printing(form: Form, rows: list[StreamRow], span: range) -> TableReading:
    """Read the table once, from one span of the stream."""
    vocabulary, full = _vocabulary(form), len(form.application_columns)
    starts = _value_starts(rows, header_rows(form, rows, span.start), span, full)
    printed = labelled_rows(rows, span, vocabulary, starts)
    printed = join_rows(printed, vocabulary, lambda row: is_repeated_header(form, row))
    widths = [len(row.values) for row in printed if row.values]
    columns, problems, header = read_header(form, rows, span.start, widths)
    guessed_header = not columns
    if guessed_header:
        columns = list(form.application_columns)
    version, alignment = min(
        ((version, align(printed, form.application_rows[version])) for version in form.versions),
        key=lambda candidate: candidate[1].cost,
    )
    reading = TableReading(TABLE, version, problems=problems)
    reading.used = {*header, *span}
    reading.problems += label_problems(TABLE, alignment) + _group_label_problems(form, version, alignment)
    by_key = {match.row.key: match for match in alignment.matches}
    matched = {id(match.printed) for match in alignment.matches}
    padded = any(_is_padded(row, len(columns)) for row in printed)
    for row in form.application_rows[version]:
        match = by_key.get(row.key)
        if match is None:
            if row.role != "group":
                reading.problems.append(
                    Problem(
                        "row_missing",
                        f"row {row.label!r} is not in the table",
                        instance=f"{TABLE}/{row.key}",
                    )
                )
                reading.cells += [
                    absent_cell(f"{TABLE}/{row.key}/{column.key}") for column in form.application_columns
                ]
            continue
        if row.role == "group" and not any(
            parse_value(cell.text).state == "number" for cell in match.printed.values
        ):
            continue
        doubt = (
            guessed(match, alignment) or repeated(match, alignment) or _lost_values(match, printed, matched)
        )
        unsettled = padded and _edge_unsettled(match.printed, len(columns))
        if unsettled:
            doubt = (
                doubt or "an empty cell at the row's edge may be padding or a blank, as other rows are padded"
            )
        if guessed_header:
            doubt = doubt or "the table has no header, so its columns are guessed"
        cells, fitted = row_cells(f"{TABLE}/{row.key}", columns, match.printed, doubt)
        if unsettled or not fitted.fits:
            reading.problems.append(
                Problem("row_width", f"{row.label!r} prints {_filled(match.printed)} values for {len(columns)} columns",
                        place(match.printed), row.key)
            )  # fmt: skip
        found = {cell.key: cell for cell in cells}
        for column in form.application_columns:
            key = f"{TABLE}/{row.key}/{column.key}"
            reading.cells.append(found.get(key) or absent_cell(key))
    reading.complete = not any(
        problem.code in ("row_missing", "column_missing") for problem in reading.problems
    )
    return reading


def _filled(row: LabelledRow) -> int:
    return sum(parse_value(cell.text).state != "blank" for cell in row.values)


def _lost_values(match: Match, printed: list[LabelledRow], matched: set[int]) -> str | None:
    """A doubt where a row without values may have had some: they never become blanks in silence."""
    row = match.printed
    if not is_numberless(row):
        return None
    if match.closeness < 1.0:
        return (
            "no value stands beside a label that is only part of the form's: its values may stand elsewhere"
        )
    if orphaned(row, printed, matched):
        return "no value stands beside the label, and a row of numbers next to it has no label"
    if row.grid and not row.values:
        return "the row has no cells of its own: its values may be merged with those of another row"
    return None


def _is_padded(row: LabelledRow, columns: int) -> bool:
    """Whether a row of pasted text has another number of cells than the table columns: then label columns were merged
    and left empty cells behind, or empty cells at the end were cut off."""
    return not row.grid and len(row.values) != columns and _filled(row) > 0


def _edge_unsettled(row: LabelledRow, columns: int) -> bool:
    """In padded text, a row of as many cells as columns that begins or ends empty may have lost a value instead."""
    if row.grid or len(row.values) != columns or not _filled(row):
        return False
    return any(parse_value(row.values[edge].text).state == "blank" for edge in (0, -1))


def _group_label_problems(form: Form, version: str, alignment: Alignment) -> list[Problem]:
    """Misprinted headings of groups that stand left of their first row: （五）不予公开 before 信访举报投诉类申请."""
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
            problems.append(
                Problem("label_misprint", f"{printed.text!r} taken for {parent.label!r}", printed.source,
                        f"{TABLE}/{parent.key}")
            )  # fmt: skip
    return problems


def map_applications(form: Form, rows: list[StreamRow]) -> TableReading:
    """Table three of a document; printed twice with different values, every differing cell is in doubt."""
    readings = [_one_printing(form, rows, span) for span in find_spans(form, rows)]
    if not readings:
        missing = Problem(
            "table_missing",
            "table three (收到和处理政府信息公开申请情况) was not found",
            instance=TABLE,
        )
        return TableReading(TABLE, problems=[missing])
    return compared(readings)
