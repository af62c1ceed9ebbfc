"""Reads the header of table three: which columns it has, in which order, including columns the form does not have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extract.form.catalogue import Form, FormColumn, of_any
from extract.form.labels import closeness, parse_label, squeeze
from extract.form_cells import Problem
from extract.messages import Detail
from extract.tables.row_merging import words_of
from extract.tables.row_stream import LabelledRow, StreamRow
from extract.tables.vocabulary import CLOSE
from extract.values import is_value_like, parse_value

TABLE = "applications"
Columns = tuple[FormColumn, ...]  # those of one form version, the total last
_HEADER_ROWS = 30  # how far above its first row a header may begin, where every cell is a line
_LONGEST_EXTRA = 12  # characters of the heading of a column that the form does not have
_FEWEST_VALUES = 3  # numbers in a row that make it a row of values
_MOST = 0.8  # share of the rows that must agree


def extra_column(label: str) -> FormColumn:
    """A printed column that the form does not have; its cells are left out."""
    return FormColumn("", label)


def of_form(columns: list[FormColumn]) -> list[FormColumn]:
    return [column for column in columns if column.key]


@dataclass(frozen=True, slots=True)
class Header:
    """`columns` as printed, from left to right; `rows` are the stream rows that may belong to the header.

    `unsettled` where the places of merged headings are lost, so that it is not known which column is which. `words` is
    the header's whole text without separators.
    """

    columns: list[FormColumn]
    problems: list[Problem]
    rows: range
    unsettled: bool = False
    words: str = ""


def is_repeated_header(form: Form, row: LabelledRow) -> bool:
    """Whether a row holds only words of the header, as when the header is repeated on the next page."""
    columns = column_labels(of_any(form.application_columns))
    columns |= {form.headings.applicants, form.headings.organisations}
    words = words_of(row)
    note = any(form.headings.note in word for word in words)
    header_words = [w for w in words if w in columns or form.headings.note in w or is_extra(form, w)]
    return len(header_words) == len(words) and (len(header_words) >= 2 or note)


def column_labels(columns: Iterable[FormColumn]) -> set[str]:
    """All words that the columns' headings may be printed with."""
    return {words for column in columns for words in (column.words, *column.aliases)}


def is_extra(form: Form, text: str) -> bool:
    """Whether a heading is one that agencies add to the form: 备注, 小计, 上年总计."""
    words = parse_label(text).words
    return len(words) <= _LONGEST_EXTRA and words.startswith(form.extra_columns)


def header_rows(form: Form, rows: list[StreamRow], start: int) -> range:
    """The stream rows above the table's first row that may belong to its header."""
    first = start
    for index in range(start - 1, max(start - _HEADER_ROWS, 0) - 1, -1):
        text = "".join(squeeze(cell.text) for cell in rows[index].cells)
        if form.headings.section in text or (len(text) > 120 and form.headings.note not in text):
            break
        first = index
    while first < start and _holds_values(rows[start - 1]):
        start -= 1  # rows that the form does not have (小计), above its first
    return range(first, start)


def _holds_values(row: StreamRow) -> bool:
    """Whether a row between the header and the table's first row holds values (小计), with or without a label."""
    return sum(parse_value(cell.text).state == "number" for cell in row.cells) >= _FEWEST_VALUES


def _find(column: FormColumn, header: str, cells: list[str]) -> tuple[int, str | None]:
    """(place in the header's joined words or -1, the misprint the column was found by or None)."""
    for words in (column.words, *column.aliases):
        at = header.rfind(words)
        if at >= 0:
            return at, None
    close = [text for text in cells if len(text) > 2 and closeness(text, column.words) >= CLOSE]
    return (header.rfind(close[0]), close[0]) if len(close) == 1 else (-1, None)


def _columns_of(columns: Columns, texts: list[str]) -> list[FormColumn | None]:
    """The form's column for each text, or None; where two texts name one column, only the exact words count."""
    words = [parse_label(text).words for text in texts]
    found: list[FormColumn | None] = []
    for at, word in enumerate(words):
        column = next((c for c in columns if word in (c.words, *c.aliases)), None)
        if column and word != column.words and column.words in words[:at] + words[at + 1 :]:
            column = None
        found.append(column)
    return found


def _all_once(columns: Columns, found: list[FormColumn | None]) -> bool:
    keys = [column.key for column in found if column]
    return len(keys) == len(set(keys)) == len(columns)


def _in_one_row(columns: Columns, rows: list[StreamRow], span: range) -> list[FormColumn] | None:
    """Columns in the order of one row that names them all; every cell right of the first column counts as one."""
    for index in reversed(span):
        texts = rows[index].headings
        found = _columns_of(columns, texts)
        if _all_once(columns, found):
            first = next(at for at, column in enumerate(found) if column)
            printed = [
                column or extra_column(text.strip())
                for column, text in zip(found[first:], texts[first:], strict=True)
            ]
            while not printed[-1].key and not printed[-1].label:
                printed.pop()  # padding
            return printed
    return None


def columns_in_grid(columns: Columns, rows: list[StreamRow], span: range) -> list[FormColumn] | None:
    """Columns in the order of a real grid with a header cell for each; the lowest cell over a grid column names it."""
    leaves: dict[int, str] = {}
    tables = set()
    for index in span:
        row = rows[index]
        if not row.grid or row.single:
            continue
        if any(_columns_of(columns, [cell.text for cell in row.cells])):
            tables.add(row.table)
        for cell in row.cells:
            text = cell.text.strip()
            if not text and cell.column in leaves:
                continue  # the continuation of a merged cell
            for at in range(cell.column, cell.column + cell.span):
                leaves.pop(at, None)
            leaves[cell.column] = text
    places = sorted(leaves)
    found = _columns_of(columns, [leaves[place] for place in places])
    if len(tables) != 1 or not _all_once(columns, found):
        return None
    first = next(at for at, column in enumerate(found) if column)
    return [
        column or extra_column(leaves[place])
        for place, column in zip(places[first:], found[first:], strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Printed:
    """A column in the header's joined words: its place there, and its stream row (None where each cell is a line)."""

    at: int
    column: FormColumn
    row: int | None = None


def _by_words(form: Form, columns: Columns, found: list[_Printed], header: str) -> list[FormColumn]:
    """Columns from left to right, from the header's joined words.

    自然人, 法人或其他组织 and 总计 are printed in one row of the header, the five organisations in the next: these five
    replace their common heading. Without that heading 总计 is the last column, since its cell spans the header's rows.
    """
    in_order = sorted(found, key=lambda entry: entry.at)
    begin = min((entry.at for entry in in_order if entry.column.under), default=0)
    beside = {entry.row for entry in in_order if entry.column.under} - {None}
    inner = [
        entry
        for entry in in_order
        if entry.column.under or (not entry.column.key and (entry.at > begin or entry.row in beside))
    ]
    if any(
        not entry.column.key and entry.row is None and entry.column.label.startswith(form.subtotal_columns)
        for entry in in_order
        if entry not in inner
    ):  # 小计 before the organisations on lines of their own: first among them, or behind 总计?
        return _by_words(form, columns, [entry for entry in in_order if entry.column.key], header)
    heading = header.rfind("|")
    apart = [entry for entry in in_order if entry.column.key and not entry.column.under]
    if heading >= 0 and all(e.at > heading and header.count(e.column.words) > 1 for e in apart):
        return [
            entry.column for entry in in_order
        ]  # merged cells repeated: the last row of the header names all
    group_at = heading if heading >= 0 else begin
    total = columns[-1]
    last = heading < 0 or _spans_down(form, total, in_order, header)
    outer = [
        (len(header) if last and entry.column is total else entry.at, [entry.column])
        for entry in in_order
        if entry not in inner
    ]
    groups = [*outer, (group_at, [entry.column for entry in inner])]
    return [column for _, members in sorted(groups, key=lambda group: group[0]) for column in members]


def _spans_down(form: Form, total: FormColumn, in_order: list[_Printed], header: str) -> bool:
    """Whether 总计 is printed after 申请人情况, on a line above that of the columns beside it.

    A cell that spans the header's rows comes first when they are read line by line, so its place does not show the order.
    """
    total_entry = next((entry for entry in in_order if entry.column is total), None)
    beside = [e for e in in_order if e.column.key and not e.column.under and e.column is not total]
    firsts = [*(entry.at for entry in beside), *([header.find("|")] if "|" in header else [])]
    if total_entry is None or not beside or total_entry.at > min(firsts):
        return False
    if total_entry.row is not None and total_entry.row in {entry.row for entry in beside}:
        return False
    return 0 <= header.find(form.headings.applicants) < total_entry.at


def _joined_words(
    form: Form, columns: Columns, rows: list[StreamRow], span: range
) -> tuple[list[str], str, list[_Printed]]:
    """(texts of the header's cells, the same joined into one string, the columns in it that the form does not have).

    In the joined string, | stands for 法人或其他组织 and a blank for an extra column, whose words must not match others.
    """
    cells = [
        (text, index if len(rows[index].headings) > 1 else None)
        for index in span
        for heading in rows[index].headings
        if (text := squeeze(heading)) and not is_value_like(text)
    ]
    texts = [text for text, _ in cells]
    run: list[str] = []
    extra: list[_Printed] = []
    length = 0
    for text, row in cells:
        form_words = next((c.words for c in columns if text in c.aliases), "")
        if is_extra(form, text) and (not form_words or form_words in texts):
            extra.append(_Printed(length, extra_column(text), row))
            part = " "
        else:
            part = form.headings.organisations_printed.sub("|", text)
        run.append(part)
        length += len(part)
    return texts, "".join(run), extra


def read_header(form: Form, columns: Columns, rows: list[StreamRow], start: int, widths: list[int]) -> Header:
    """Read the header above the table's first row `start`, for a version with these columns.

    Its words are joined into one string, because 商业企业 may be printed on two lines and spans differ between formats.
    `widths` are the numbers of values that rows print. Where a single heading is not recognised and rows print seven
    values, its place between the others identifies it; extra columns count only where a row prints that many more values.
    """
    span = header_rows(form, rows, start)
    texts, header, extra = _joined_words(form, columns, rows, span)
    found: list[_Printed] = []
    problems: list[Problem] = []
    lost: list[FormColumn] = []
    for column in columns:
        at, misprint = _find(column, header, texts)
        if at < 0:
            lost.append(column)
            continue
        names = (misprint or column.words, *column.aliases)
        row = next((i for i in span if len(rows[i].headings) > 1 and _holds(rows[i], names)), None)
        found.append(_Printed(at, column, row))
        if misprint:
            taken = Detail("label_misprint.taken_for", {"printed": misprint, "label": column.label})
            problems.append(_misprint(taken, column))
    first = min((entry.at for entry in found), default=0)
    found += [entry for entry in extra if entry.at > first]
    placed = _in_one_row(columns, rows, span) or columns_in_grid(columns, rows, span)
    ordered = placed or _by_words(form, columns, found, header)
    if len(ordered) not in widths:
        ordered = of_form(ordered)
    canonical = [column for column in columns if column in ordered]
    full = len(columns)
    if len(lost) == 1 and ordered == canonical and _wide(full, widths):
        problems.append(_misprint(Detail("label_misprint.by_place", {"label": lost[0].label}), lost[0]))
        return Header(list(columns), problems, span, words=header)
    problems += [
        Problem(
            Detail("column_missing.applications", {"column": column.label}), instance=f"{TABLE}/{column.key}"
        )
        for column in lost
    ]
    problems += [
        Problem(Detail("extra_column", {"printed": column.label}), instance=TABLE)
        for column in ordered
        if not column.key
    ]
    if of_form(ordered) != canonical:
        in_order = [column.label for column in of_form(ordered)]
        problems.append(Problem(Detail("column_order.applications", {"order": in_order}), instance=TABLE))
    in_lines = all(len(rows[i].headings) == 1 for i in span)
    unsettled = not placed and (
        _heading_in_parts(found, header)
        # A heading broken over lines of text is not found, but its column's numbers are printed.
        or (bool(lost) and all(rows[i].table is None for i in span))
        or (in_lines and _spans_down(form, columns[-1], sorted(found, key=lambda entry: entry.at), header))
        # Headings of a text are aligned by spaces: where one is lost in whole or part, those after it move.
        or (bool(problems) and any(rows[i].grid and rows[i].cells[0].source.line for i in span))
    )
    return Header(ordered, problems, span, unsettled or _one_too_many(form, ordered, header), header)


def _one_too_many(form: Form, ordered: list[FormColumn], header: str) -> bool:
    """Whether there are both a column of unknown words and one known only by an alias: either may be the form's."""
    unknown = any(not column.key and column.label and not is_extra(form, column.label) for column in ordered)
    return unknown and any(column.words not in header for column in of_form(ordered))


def _heading_in_parts(found: list[_Printed], header: str) -> bool:
    """Whether 法人或其他组织 is printed on both sides of 自然人 or 总计, so that it is unknown how many columns are on each.

    A header repeated on the next page prints 自然人 and 总计 again too, and does not count.
    """
    first, last = header.find("|"), header.rfind("|")
    return any(
        first < entry.at < last and header.count(entry.column.words) < 2
        for entry in found
        if entry.column.key and not entry.column.under
    )


def _holds(row: StreamRow, words: tuple[str, ...]) -> bool:
    return any(squeeze(text) in words for text in row.headings)


def _wide(columns: int, widths: list[int]) -> bool:
    return bool(widths) and widths.count(columns) >= _MOST * len(widths)


def _misprint(detail: Detail, column: FormColumn) -> Problem:
    return Problem(detail, instance=f"{TABLE}/{column.key}")
