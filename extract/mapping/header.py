"""The header of table three: which columns stand in which order."""

from __future__ import annotations

import re

from extract.form.catalogue import Form, FormColumn
from extract.labels import closeness, parse_label, squeeze
from extract.mapping.cells import Problem
from extract.mapping.joining import words_of
from extract.mapping.stream import LabelledRow, StreamRow
from extract.mapping.vocabulary import CLOSE
from extract.values import is_value_like

TABLE = "applications"
ORGANISATIONS = "法人或其他组织"
_HEADER_ROWS = 30  # how far above its first row a header may begin, where every cell is a line
_OTHER_WORDS = ("申请人情况", ORGANISATIONS)
_NOTE = "勾稽关系"
_GROUP_HEADING = re.compile(r"法人(?:或者|或|和|及|与|、)?其[他它](?:组织)?")


def is_repeated_header(form: Form, row: LabelledRow) -> bool:
    """Whether a row says nothing but the header's words, as on the next page of a table."""
    columns = {words for column in form.application_columns for words in (column.words, *column.aliases)}
    words = words_of(row)
    said = [word for word in words if word in columns or word in _OTHER_WORDS or _NOTE in word]
    return len(said) == len(words) and (len(said) >= 2 or any(_NOTE in word for word in words))


def header_rows(form: Form, rows: list[StreamRow], start: int) -> range:
    """The stream rows above the table's first row that may belong to its header."""
    first = start
    for index in range(start - 1, max(start - _HEADER_ROWS, 0) - 1, -1):
        text = "".join(squeeze(cell.text) for cell in rows[index].cells)
        if "公开申请情况" in text or (len(text) > 120 and _NOTE not in text):
            break
        first = index
    return range(first, start)


def _find(column: FormColumn, header: str, cells: list[str]) -> tuple[int, str | None]:
    """(place in the header's run of words or -1, the misprint it was found under or None)."""
    for words in (column.words, *column.aliases):
        at = header.rfind(words)
        if at >= 0:
            return at, None
    close = [text for text in cells if len(text) > 2 and closeness(text, column.words) >= CLOSE]
    return (header.rfind(close[0]), close[0]) if len(close) == 1 else (-1, None)


def _column_of(form: Form, text: str) -> str | None:
    words = parse_label(text).words
    return next((c.key for c in form.application_columns if words in (c.words, *c.aliases)), None)


def _by_grid(form: Form, rows: list[StreamRow], span: range) -> list[FormColumn] | None:
    """Columns by their place in one row that names all seven, or in a real grid where each has a header cell."""
    for index in reversed(span):
        keys = [_column_of(form, cell.text) for cell in rows[index].cells]
        named = [key for key in keys if key]
        if len(named) == len(set(named)) == len(form.application_columns):
            return sorted(form.application_columns, key=lambda column: named.index(column.key))
    places: dict[str, tuple[int | None, int]] = {}
    for index in span:
        for cell in rows[index].cells if rows[index].grid else ():
            if key := _column_of(form, cell.text):
                places[key] = (rows[index].table, cell.column)
    tables = {table for table, _ in places.values()}
    if (
        len(places) < len(form.application_columns)
        or len(tables) > 1
        or len(set(places.values())) < len(places)
    ):
        return None
    return sorted(form.application_columns, key=lambda column: places[column.key][1])


def _by_words(found: list[tuple[int, FormColumn]], header: str) -> list[FormColumn]:
    """Columns from left to right, from the header as one run of words.

    自然人, 法人或其他组织 and 总计 stand in one row of the header, the five organisations in the next: there the five
    take the place of their common heading. Without it 总计 is the last column, whose cell spans the header's rows.
    """
    organisations = sorted(
        (entry for entry in found if entry[1].key not in ("natural_person", "total")),
        key=lambda entry: entry[0],
    )
    heading = header.rfind("|")
    group_at = heading if heading >= 0 else min((at for at, _ in organisations), default=0)
    last = len(header)
    outer = [
        (at if heading >= 0 or column.key != "total" else last, [column])
        for at, column in found
        if column.key in ("natural_person", "total")
    ]
    groups = [*outer, (group_at, [column for _, column in organisations])]
    return [column for _, columns in sorted(groups, key=lambda entry: entry[0]) for column in columns]


def read_header(
    form: Form, rows: list[StreamRow], start: int, widths: list[int]
) -> tuple[list[FormColumn], list[Problem], range]:
    """(columns in printed order, problems, header span) from the rows above the table's first row.

    The header is read as one run of words, because 商业企业 may stand on two lines and spans differ in every format.
    `widths` are the numbers of values that rows print: where one label alone is not known and rows print seven values,
    its place between the others settles it.
    """
    span = header_rows(form, rows, start)
    cells = [
        text
        for index in span
        for cell in rows[index].cells
        if (text := squeeze(cell.text)) and not is_value_like(text)
    ]
    header = _GROUP_HEADING.sub("|", "".join(cells))
    found: list[tuple[int, FormColumn]] = []
    problems: list[Problem] = []
    lost: list[FormColumn] = []
    for column in form.application_columns:
        at, misprint = _find(column, header, cells)
        if at < 0:
            lost.append(column)
            continue
        found.append((at, column))
        if misprint:
            problems.append(_misprint(f"{misprint!r} taken for {column.label!r}", column))
    ordered = _by_grid(form, rows, span) or _by_words(found, header)
    canonical = [column for column in form.application_columns if column in ordered]
    full = len(form.application_columns)
    if len(lost) == 1 and ordered == canonical and widths and widths.count(full) >= 0.8 * len(widths):
        problems.append(
            _misprint(
                f"{lost[0].label!r} is not in the header; its place among the others settles it", lost[0]
            )
        )
        return list(form.application_columns), problems, span
    problems += [
        Problem(
            "column_missing",
            f"column {column.label!r} is not in the header",
            instance=f"{TABLE}/{column.key}",
        )
        for column in lost
    ]
    if ordered != canonical:
        names = "、".join(column.label for column in ordered)
        problems.append(Problem("column_order", f"columns stand in another order: {names}", instance=TABLE))
    return ordered, problems, span


def _misprint(detail: str, column: FormColumn) -> Problem:
    return Problem("label_misprint", detail, instance=f"{TABLE}/{column.key}")
