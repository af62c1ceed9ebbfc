"""Table three, 收到和处理政府信息公开申请情况: found by its rows, read row by row over its seven columns."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from extract.digit_runs.cells import decoded, doubt_cuts
from extract.form.catalogue import Form, FormColumn, FormRow
from extract.form.labels import closeness, parse_label
from extract.form_cells import AMBIGUOUS, Problem, TableReading, absent_cell, compared
from extract.tables.align import Alignment, Match, align
from extract.tables.applications_header import TABLE, header_rows, is_repeated_header, of_form, read_header
from extract.tables.grid_check import settled_grids
from extract.tables.row_cells import (
    absent_row,
    guessed,
    label_problems,
    order_problem,
    place,
    repeated,
    row_cells,
)
from extract.tables.row_merging import (
    ABOVE_LABELS,
    DIGITS_APART,
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
    label_texts,
    labelled_rows,
    values_end,
)
from extract.tables.vocabulary import CLOSE, SURE, Vocabulary
from extract.values import parse_value

_NEXT_TO = 12  # stream rows: one row of the table and its values, one a line, and a little more
_UNPLACED = "the header's merged cells leave open which column is which"
_OVERFULL = "most rows print more values than the header has columns: which stands where is not settled"
_FEWEST_ROWS = 4  # labels of the table that must be there for it to be the table


@lru_cache(maxsize=1)
def _vocabulary(form: Form) -> Vocabulary:
    return Vocabulary(
        (row for version in form.versions for row in form.application_rows[version]),
        [
            form.headings.applicants,
            form.headings.organisations,
            *(column.label for column in form.application_columns),
        ],
    )


def _is(form: Form, key: str, text: str) -> bool:
    row = next(row for row in form.application_rows[form.newest] if row.key == key)
    words = parse_label(text).words
    return words in row.aliases or (abs(len(words) - len(row.parsed.words)) < 5
                                    and closeness(words, row.parsed.words) >= SURE)  # fmt: skip


def find_spans(form: Form, rows: list[StreamRow]) -> list[range]:
    """Spans of the stream that hold the table, one for each time it is printed (normally one)."""
    vocabulary = _vocabulary(form)
    # 其他 and 总计 are columns too, and 总计 stands in table four: they show no row of this table.
    common = {words for column in form.application_columns for words in (column.words, *column.aliases)}
    texts = [label_texts(rows, i, vocabulary) for i in range(len(rows))]

    def labels(index: int) -> set[str]:
        # With their numbers, 3.其他 and （七）总计 are rows.
        parsed = [parse_label(text) for text in texts[index]]
        return {
            label.words
            for label in parsed
            if label.words in vocabulary.words and (label.words not in common or label.level > 1)
        }

    held = {index: found for index in range(len(rows)) if (found := labels(index))}
    first = form.application_rows[form.newest][0].parsed.words
    # 收到政府信息公开申请数 in another table is near it as well, but no row of the form follows there.
    starts = [
        i
        for i in range(len(rows))
        if first in held.get(i, ())
        or (
            any(_is(form, "received_new", text) for text in texts[i])
            and any(other in held for other in range(i + 1, i + 1 + _NEXT_TO))
        )
    ]
    if not starts:  # its first row may be lost or cut; any of its other labels shows where it is
        starts = [_first_row(form, texts, min(held))] if held else []
    # The first row printed twice in a row is one table.
    labelled = list(held)  # in the stream's order
    starts = [
        start
        for at, start in enumerate(starts)
        if at == 0 or bisect_left(labelled, start) - bisect_left(labelled, starts[at - 1]) >= _FEWEST_ROWS
    ]
    spans: list[range] = []
    for start, following in pairwise([*starts, len(rows)]):
        hits = [i for i in held if start <= i < following]
        ends = [i for i in hits if any(_is(form, "carried_out", text) for text in texts[i])]
        end = ends[0] if ends else hits[-1] if hits else start
        # Rows out of the form's order may stand just outside its first and last row.
        seen = set().union(*(held[i] for i in hits if i <= end))
        floor = max(start - _NEXT_TO, spans[-1].stop if spans else 0)
        start = min((i for i in held if floor <= i < start and held[i] - seen), default=start)
        end = max((i for i in hits if end < i <= end + _NEXT_TO and held[i] - seen), default=end)
        # The label of a merged cell, repeated for each of its places, or the last row printed once more.
        while again := next((i for i in hits if end < i <= end + _NEXT_TO and held[i] == held[end]), None):
            end = again
        end = values_end(rows, end, following, vocabulary)
        if len([i for i in hits if i <= end]) >= _FEWEST_ROWS:
            spans.append(range(start, end + 1))
    return spans


def _first_row(form: Form, texts: list[list[str]], start: int) -> int:
    """Where the table begins whose first known label stands at `start`: its first row may be printed in part."""
    first = form.application_rows[form.newest][0].parsed
    for index in range(start - 1, max(start - _NEXT_TO, 0) - 1, -1):
        for label in map(parse_label, texts[index]):
            if form.headings.section in label.words:
                return start
            near = closeness(label.words, first.words) >= CLOSE
            if near or (
                label.level == first.level and len(label.words) >= 4 and first.words.startswith(label.words)
            ):
                return index
    return start


def _value_starts(form: Form, rows: list[StreamRow], header: range, span: range) -> dict[int, int]:
    """First value column of each grid table of the span: under the form's first column, or else that of the last seven.

    Kept only where nearly all rows of that table really have so many cells from there on.
    """
    columns, first = len(form.application_columns), form.application_columns[0].words
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
        start = heads[-1] if heads else width - columns
        fitting = sum(
            sum(cell.column >= start for cell in row.cells) == columns
            and any(cell.column < start and cell.text.strip() for cell in row.cells)
            for row in members
        )
        # A label where the values should begin: a part of the table without a header, whose rows moved left.
        labels = any(
            cell.column == start and is_label(cell.text) and _vocabulary(form).near(cell.text)
            for row in members
            for cell in row.cells
        )
        if start > 0 and fitting >= 0.8 * len(members) and not labels:
            starts[table] = start
    return starts


def _one_printing(form: Form, rows: list[StreamRow], span: range) -> TableReading:
    """Read the table once, from one span of the stream."""
    vocabulary = _vocabulary(form)
    above = header_rows(form, rows, span.start)
    rows = settled_grids(form, rows, above, span, vocabulary)
    starts = _value_starts(form, rows, above, span)
    printed = labelled_rows(rows, span, vocabulary, starts, len(form.application_columns))
    printed = join_rows(printed, vocabulary, lambda row: is_repeated_header(form, row))
    widths = [len(row.values) for row in printed if row.values]
    header = read_header(form, rows, span.start, widths)
    columns = header.columns or list(form.application_columns)
    printed = _with_cut_ends(rows, printed, len(columns))
    version, alignment = min(
        ((version, align(printed, form.application_rows[version])) for version in form.versions),
        key=lambda candidate: candidate[1].cost,
    )
    reading = TableReading(TABLE, version, problems=header.problems)
    reading.used = {*header.rows, *span}
    reading.problems += label_problems(TABLE, alignment) + order_problem(TABLE, alignment)
    reading.problems += _group_label_problems(form, version, alignment)
    by_key = {match.row.key: match for match in alignment.matches}
    matched = {id(match.printed) for match in alignment.matches}
    filled = [count for row in printed if (count := _filled(row))]
    overfull = 2 * sum(count > len(columns) for count in filled) > len(filled)
    padded = any(_is_padded(row, len(columns)) for row in printed)
    digits_apart = unplaced_digits(printed, alignment.matches, len(columns))
    moved = numbers_above(rows, span.start, len(columns))
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
                reading.cells += absent_row(TABLE, row, form.application_columns, alignment)
            continue
        if row.role == "group" and not any(
            parse_value(cell.text).state == "number" for cell in match.printed.values
        ):
            continue
        if row.role == "group" and _only_in_part(row, by_key, form.application_rows[version]):
            continue  # the numbers are those of the row that is missing
        doubt = (
            guessed(match, alignment) or repeated(match, alignment) or lost_values(match, printed, matched)
        )
        if (
            match.printed.at[-1] == span.stop - 1
            and is_numberless(match.printed)
            and _numbers_at(rows, span.stop)
        ):
            doubt = doubt or "no value stands beside the label, and numbers follow behind the table"
        unsettled = padded and _edge_unsettled(match.printed, columns)
        if unsettled:
            doubt = (
                doubt or "an empty cell at the row's edge may be padding or a blank, as other rows are padded"
            )
        if digits_apart and (is_numberless(match.printed) or _a_row_is_blank(row, by_key)):
            doubt = doubt or DIGITS_APART
        if moved:
            doubt = doubt or ABOVE_LABELS
        if not header.columns:
            doubt = doubt or "the table has no header, so its columns are guessed"
        doubt = doubt or _too_long(form, match.printed, columns)
        if header.unsettled:
            doubt = doubt or _UNPLACED
        if overfull:
            doubt = doubt or _OVERFULL
        cells, fitted = row_cells(form, f"{TABLE}/{row.key}", columns, match.printed, doubt)
        if unsettled or not fitted.fits:
            reading.problems.append(
                Problem("row_width", f"{row.label!r} prints {_filled(match.printed)} values for {len(columns)} columns",
                        place(match.printed), row.key)
            )  # fmt: skip
        reading.problems += decoded(cells, f"{TABLE}/{row.key}")
        found = {cell.key: cell for cell in cells}
        for column in form.application_columns:
            key = f"{TABLE}/{row.key}/{column.key}"
            reading.cells.append(found.get(key) or absent_cell(key))
    reading.complete = not any(
        problem.code in ("row_missing", "column_missing") for problem in reading.problems
    )
    doubt_cuts(form, [reading])
    return reading


def _filled(row: LabelledRow) -> int:
    return sum(parse_value(cell.text).state != "blank" for cell in row.values)


def _numbers_at(rows: list[StreamRow], index: int) -> bool:
    return index < len(rows) and any(parse_value(c.text).state == "number" for c in rows[index].cells)


def _too_long(form: Form, row: LabelledRow, columns: list[FormColumn]) -> str | None:
    """A doubt where the office has columns of its own and a row has more cells than there are columns.

    Padding in front of the values may go; otherwise a value is one too many, or one is lost and the office's counts.
    """
    front, values = row.values[: -len(columns)], row.values[-len(columns) :]
    own = [column for column in columns if not column.key]
    if not front or not own or not _filled(row):
        return None
    remarks = all(column.label.startswith(form.remark_columns) for column in own)
    if remarks and sum(parse_value(c.text).state == "number" for c in row.values) == len(of_form(columns)):
        return None
    if _filled(replace(row, values=front)) or parse_value(values[0].text).state == "blank":
        return AMBIGUOUS.format(printed=_filled(row), columns=len(columns))
    return None


def _only_in_part(group: FormRow, by_key: dict[str, Match], rows: tuple[FormRow, ...]) -> bool:
    """Whether some rows of a group were found and others not: numbers beside its heading may be one of theirs.

    A group of which no row was found may be printed as one row.
    """
    found = [row.key in by_key for row in rows if row.parent == group.key]
    return any(found) and not all(found)


def _a_row_is_blank(group: FormRow, by_key: dict[str, Match]) -> bool:
    """Whether nothing stands beside a row of a group: numbers beside its heading may be that row's."""
    return any(match.row.parent == group.key and is_numberless(match.printed) for match in by_key.values())


def _with_cut_ends(rows: list[StreamRow], printed: list[LabelledRow], columns: int) -> list[LabelledRow]:
    """Rows of pasted text that are shorter than their table is wide, with the blank cells that an editor may have cut off.

    Only where blank cells stand in front that could be padding: otherwise the row is seen to be short.
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
    """Whether a row of pasted text has another number of cells than the table columns: then label columns were merged
    and left empty cells behind, or empty cells at the end were cut off."""
    return not row.grid and len(row.values) != columns and _filled(row) > 0


def _edge_unsettled(row: LabelledRow, columns: list[FormColumn]) -> bool:
    """In padded text, a row of as many cells as columns that begins or ends empty may have lost a value instead."""
    if row.grid or len(row.values) != len(columns) or not _filled(row):
        return False
    blank = [parse_value(row.values[edge].text).state == "blank" for edge in (0, -1)]
    # With every column of the form filled, only the office's own is empty.
    if not blank[0] and not columns[-1].key and _filled(row) >= len(of_form(columns)):
        return False
    return any(blank)


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
