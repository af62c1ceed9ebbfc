"""The header of table three: which columns stand in which order, those of the office's own among them."""

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
_LONGEST_EXTRA = 12  # characters of the heading of an office's own column
_FEWEST_VALUES = 3  # numbers in a row that make it a row of values
_MOST = 0.8  # of the rows: as many have to agree


def extra_column(label: str) -> FormColumn:
    """A column that is not of the form; its cells are left out."""
    return FormColumn("", label)


def of_form(columns: list[FormColumn]) -> list[FormColumn]:
    return [column for column in columns if column.key]


@dataclass(frozen=True, slots=True)
class Header:
    """`columns` as printed, from left to right; `rows` are the stream rows that may belong to the header.

    `unsettled` where merged headings have lost their places and leave open which column is which. `words` is all that
    they print, as one run.
    """

    columns: list[FormColumn]
    problems: list[Problem]
    rows: range
    unsettled: bool = False
    words: str = ""


def is_repeated_header(form: Form, row: LabelledRow) -> bool:
    """Whether a row says nothing but the header's words, as on the next page of a table."""
    columns = column_labels(of_any(form.application_columns))
    columns |= {form.headings.applicants, form.headings.organisations}
    words = words_of(row)
    note = any(form.headings.note in word for word in words)
    said = [w for w in words if w in columns or form.headings.note in w or is_extra(form, w)]
    return len(said) == len(words) and (len(said) >= 2 or note)


def column_labels(columns: Iterable[FormColumn]) -> set[str]:
    """Every printing of their headings."""
    return {words for column in columns for words in (column.words, *column.aliases)}


def is_extra(form: Form, text: str) -> bool:
    """Whether a heading is one of those that offices add: 备注, 小计, 上年总计."""
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
        start -= 1  # the office's own rows (小计) above the first of the form
    return range(first, start)


def _holds_values(row: StreamRow) -> bool:
    """Whether a row between the header and the table's first row is one of values (小计), whatever stands before them."""
    return sum(parse_value(cell.text).state == "number" for cell in row.cells) >= _FEWEST_VALUES


def _find(column: FormColumn, header: str, cells: list[str]) -> tuple[int, str | None]:
    """(place in the header's run of words or -1, the misprint it was found under or None)."""
    for words in (column.words, *column.aliases):
        at = header.rfind(words)
        if at >= 0:
            return at, None
    close = [text for text in cells if len(text) > 2 and closeness(text, column.words) >= CLOSE]
    return (header.rfind(close[0]), close[0]) if len(close) == 1 else (-1, None)


def _columns_of(columns: Columns, texts: list[str]) -> list[FormColumn | None]:
    """The form's column for each text; where two texts are one column's, the one with its very words is it."""
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
    """Columns by their place in one row that names them all; whatever stands to the right of the first is a column."""
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
    """Columns by their place in a real grid, where each has a header cell; the lowest cell over a column is its own."""
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
                continue  # a merged cell that goes on
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
    """A column in the header's run of words: its place there, and the stream row, None where each cell is a line."""

    at: int
    column: FormColumn
    row: int | None = None


def _by_words(form: Form, columns: Columns, found: list[_Printed], header: str) -> list[FormColumn]:
    """Columns from left to right, from the header as one run of words.

    自然人, 法人或其他组织 and 总计 stand in one row of the header, the five organisations in the next: there the five
    take the place of their common heading. Without it 总计 is the last column, whose cell spans the header's rows.
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
    """Whether 总计 is printed behind 申请人情况, on a line above that of the columns beside it.

    A cell that spans the header's rows comes first where they are read line by line, and says nothing of the order.
    """
    own = next((entry for entry in in_order if entry.column is total), None)
    beside = [e for e in in_order if e.column.key and not e.column.under and e.column is not total]
    firsts = [*(entry.at for entry in beside), *([header.find("|")] if "|" in header else [])]
    if own is None or not beside or own.at > min(firsts):
        return False
    if own.row is not None and own.row in {entry.row for entry in beside}:
        return False
    return 0 <= header.find(form.headings.applicants) < own.at


def _run_of_words(
    form: Form, columns: Columns, rows: list[StreamRow], span: range
) -> tuple[list[str], str, list[_Printed]]:
    """(texts of the header's cells, the same as one run of words, the office's own columns in it).

    In the run, | stands for 法人或其他组织 and a blank for an own column, whose words must not be taken for others.
    """
    cells = [
        (text, index if len(rows[index].headings) > 1 else None)
        for index in span
        for heading in rows[index].headings
        if (text := squeeze(heading)) and not is_value_like(text)
    ]
    texts = [text for text, _ in cells]
    run: list[str] = []
    own: list[_Printed] = []
    length = 0
    for text, row in cells:
        instead = next((c.words for c in columns if text in c.aliases), "")
        if is_extra(form, text) and (not instead or instead in texts):
            own.append(_Printed(length, extra_column(text), row))
            part = " "
        else:
            part = form.headings.organisations_printed.sub("|", text)
        run.append(part)
        length += len(part)
    return texts, "".join(run), own


def read_header(form: Form, columns: Columns, rows: list[StreamRow], start: int, widths: list[int]) -> Header:
    """The header above the table's first row `start`, of a version with these columns.

    It is read as one run of words, because 商业企业 may stand on two lines and spans differ in every format. `widths`
    are the numbers of values that rows print. Where one label alone is not known and rows print seven values, its
    place between the others settles it; columns of the office's own count where a row prints as many values more.
    """
    span = header_rows(form, rows, start)
    texts, header, own = _run_of_words(form, columns, rows, span)
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
    found += [entry for entry in own if entry.at > first]
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
        # A heading broken over lines of text is not found, and its column's numbers are printed all the same.
        or (bool(lost) and all(rows[i].table is None for i in span))
        or (in_lines and _spans_down(form, columns[-1], sorted(found, key=lambda entry: entry.at), header))
        # Headings of a text stand under one another by spaces: one lost in whole or part moves what is read behind it.
        or (bool(problems) and any(rows[i].grid and rows[i].cells[0].source.line for i in span))
    )
    return Header(ordered, problems, span, unsettled or _one_too_many(form, ordered, header), header)


def _one_too_many(form: Form, ordered: list[FormColumn], header: str) -> bool:
    """Whether a column of unknown words stands beside one known only by an alias: either may be the form's."""
    unknown = any(not column.key and column.label and not is_extra(form, column.label) for column in ordered)
    return unknown and any(column.words not in header for column in of_form(ordered))


def _heading_in_parts(found: list[_Printed], header: str) -> bool:
    """Whether 法人或其他组织 stands on both sides of 自然人 or 总计: how many columns lie on each side is not said.

    A heading printed again on the next page names those again too.
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
