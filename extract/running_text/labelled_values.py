"""Reads tables that are printed as a list of values, each behind the labels of its row and of its column.

    行政处罚-本年处理决定数量：88
    一、本年新收政府信息公开申请数量：自然人951；法人或其他组织：商业企业199、科研机构178 …；总计2011。

Lists, definitions, sentences and tables with one value a row are printed so. A table is taken only whole: each row of a
form version is there once, in its order, with each of its columns once and no number over. Then its own labels show where
each value belongs, in whatever order the columns stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from extract.cross_check import differ, value_or_state
from extract.document import Cell
from extract.form.catalogue import Form, FormColumn, FormRow
from extract.form.labels import squeeze
from extract.form_cells import FormCell, TableReading, form_cell
from extract.running_text.placed_text import PlacedText, loose, squeezed_text
from extract.tables.form_version import Lines, kinds, lines_of
from extract.tables.row_stream import StreamRow

_BULLET = re.compile(
    r"^\s*[-*+•·●]\s+(?=(?:\d{1,2}[.．、]\s*)?[\u3400-\u9fff（(])"
)  # of a list; before a label it is no value of the line above
_FEWEST_BULLETS = 10  # lines of a list; a hyphen before one label may be a value
_MOST_BEGINNINGS = 8  # places at which the first label of a table is tried
_NOTE = re.compile(r"^(.+?)\([^()]*\)$")  # a label and a note in brackets, which may be left out
_OPTIONAL_NOTE = r"\s*(?:\(([^()]*)\))?"
_VALUE = (
    r"[)\]\s]*(?P<mark>[:=])?[|\s.·]*[\"']?(?P<value>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d.])|[-—/无](?![-—\d])"
    r"|(?=[\"']?\s*(?:[\w,;。、|()\[\]{}*•·●+-]|$)))"  # a blank, and none where a mark of no meaning here follows
    r"[\"']?(?:件|项|万元|元)?"
)
_LONGEST_LAST_ROW = 300  # characters behind the last label of a table that may hold its row
_UNIT = re.compile(r"单位:?(.+)")


class _Value(NamedTuple):
    """A value: where it begins in the text of its row, as printed, and the note in its label."""

    at: int
    raw: str
    note: str


def map_labelled(form: Form, rows: Sequence[StreamRow]) -> dict[str, TableReading]:
    """The tables that are printed so, by name; none where a row or a column is missing, or a number is left over."""
    bulleted = sum(bool(_BULLET.match(cell.text)) for row in rows for cell in row.cells) >= _FEWEST_BULLETS
    pieces = [
        (at, squeezed_text([(_BULLET.sub("", cell.text) if bulleted else cell.text, cell.source)]))
        for at, row in enumerate(rows)
        for cell in row.cells
    ]
    text = PlacedText(
        "".join(piece.text for _, piece in pieces), [place for _, piece in pieces for place in piece.places]
    )
    owners = [at for at, piece in pieces for _ in piece.text]
    found: dict[str, TableReading] = {}
    for table in ("disclosures", "applications", "appeals"):
        readings = [
            reading
            for version in kinds(form, table)
            if (reading := _read(form, table, version, text, owners)) is not None
        ]
        if len(readings) == 1:
            found[table] = readings[0]
    return found


def preferred(structured: TableReading, labelled: TableReading | None) -> TableReading:
    """The reading to use; a cell is in doubt where the structured reading is sure of another value."""
    if labelled is None or (structured.complete and not any(cell.doubt for cell in structured.cells)):
        return structured
    sure = {
        cell.key: (cell.state, cell.value)
        for cell in structured.cells
        if cell.doubt is None and cell.state == "number"
    }
    cells = []
    for cell in labelled.cells:
        other = sure.get(cell.key)
        differs = other is not None and other != (cell.state, cell.value)
        cells.append(cell.doubted(differ(str(other[1]), value_or_state(cell))) if other and differs else cell)
    return replace(labelled, cells=cells)


def _read(
    form: Form, table: str, version: str, text: PlacedText, owners: Sequence[int]
) -> TableReading | None:
    lines = lines_of(form, table, version)
    labels = [_pattern(row) for _, row, _ in lines]
    headings = _headings(form, version)
    begin = 0
    for _ in range(_MOST_BEGINNINGS):
        first = labels[0].search(text.text, begin)
        if first is None:
            return None
        places = _places(labels, text.text, first.start())
        cells = places and _cells(table, lines, labels, headings, text, places)
        if places and cells:
            end = max(at for at, _ in cells)
            again = labels[0].search(text.text, end)
            if again and _places(labels, text.text, again.start()):
                return None  # printed twice, in one way or another
            # A blank behind the last label stands where the text ends.
            used = set(range(owners[places[0][0]], owners[min(end, len(owners) - 1)] + 1))
            return TableReading(table, version, [cell for _, cell in cells], complete=True, used=used)
        begin = first.end()
    return None


def _pattern(row: FormRow | FormColumn) -> re.Pattern[str]:
    """A pattern of a label: of litigation's blocks the part of its own; a note in brackets may be left out."""
    label = squeeze(row.label.rpartition("／")[2])
    note = _NOTE.match(label)
    return re.compile(loose(note[1] if note else label).pattern + _OPTIONAL_NOTE)


def _headings(form: Form, version: str) -> list[re.Pattern[str]]:
    """Patterns of what may be printed beside the labels of each value: headings of sections, clauses, groups and columns."""
    groups = [row.label for row in form.application_rows[version] if row.role == "group"]
    clauses = [clause.label for clause in form.clauses[version]]
    words = [section.label for section in form.sections] + clauses + groups + [form.headings.lawsuits]
    return [form.headings.organisations_printed, *map(loose, words)]


def _places(labels: Sequence[re.Pattern[str]], text: str, begin: int) -> list[tuple[int, int]] | None:
    """(begin, end) of the rows' labels, one after the other; None where one is not there."""
    places = []
    for label in labels:
        match = label.search(text, begin)
        if match is None:
            return None
        places.append(match.span())
        begin = match.end()
    return places


def _cells(
    table: str,
    lines: Lines,
    labels: Sequence[re.Pattern[str]],
    headings: Sequence[re.Pattern[str]],
    text: PlacedText,
    places: Sequence[tuple[int, int]],
) -> list[tuple[int, FormCell]] | None:
    """(where its value begins, cell) of every cell of a table; None where a row is not printed so."""
    cells: list[tuple[int, FormCell]] = []
    last = places[-1][1] + _LONGEST_LAST_ROW
    stops = [*(begin for begin, _ in places[1:]), last]
    for (row_key, _, columns), label, (_, end), stop in zip(lines, labels, places, stops, strict=True):
        own = text.text[end:stop]
        for words in (*headings, label):
            own = words.sub(lambda match: " " * len(match[0]), own)
        values = _values(columns, own, open_end=stop == last)
        if values is None:
            return None
        for column, value in zip(columns, values, strict=True):
            at, unit = end + value.at, _UNIT.search(value.note)
            cell = form_cell(
                f"{table}/{row_key}/{column.key}",
                Cell(value.raw, text.source(at)),
                None,
                unit[1] if unit else column.unit,
            )
            cells.append((at, cell.shown(row="words", column="own_label")))
    return cells


def _values(columns: Sequence[FormColumn], text: str, *, open_end: bool) -> list[_Value] | None:
    """What stands behind each column's label in the text of one row; None unless each label is there once, and nothing but
    labels and values behind the first of them. With an `open_end` what follows the values is not the row's own."""
    found: list[re.Match[str]] = []
    for column in columns:
        label = re.compile(_pattern(column).pattern.replace("([^()]*)", "(?P<note>[^()]*)") + _VALUE)
        matches = list(label.finditer(text))
        if len(matches) != 1 and not (open_end and matches):
            return None
        found.append(matches[0])
    in_order = sorted(found, key=lambda match: match.start())
    begins = [*(match.start() for match in in_order[1:]), None]
    rests = [text[match.end() : end] for match, end in zip(in_order, begins, strict=True)]
    before = text[: in_order[0].start()]
    # Values may stand before their labels: with a number before the first of them, or none behind one, they are not taken.
    if re.search(r"\d", before) or any(not match["value"] and not match["mark"] for match in found):
        return None
    if any(re.search(r"\w", rest) for rest in (rests[:-1] if open_end else rests)):
        return None
    return [_written(match, last) for match, last in _after(found, in_order)]


def _after(
    found: Sequence[re.Match[str]], in_order: Sequence[re.Match[str]]
) -> Iterator[tuple[re.Match[str], int]]:
    """Each match, and where the value printed before it ends."""
    ends = dict(zip(map(id, in_order[1:]), (match.end() for match in in_order), strict=False))
    for match in found:
        yield match, ends.get(id(match), 0)


def _written(match: re.Match[str], last: int) -> _Value:
    """The value. A dash is none where it is the separator of the next label (… -商业企业：), or the bullet of the next line, as one
    stands before this label; right behind the label's colon it is the value."""
    text, (begin, end) = match.string, match.span("value")
    bullet = text[last : match.start()].rstrip()[-1:]
    apart = begin > 0 and text[begin - 1].isspace()
    of_next = apart and text[end : end + 1].isalnum() and text[end] not in "件项万元"
    behind_colon = not apart and (end == len(text) or text[end].isspace())
    is_dash = not match["value"][:1].isdigit()
    none = is_dash and (of_next or (match["value"] == bullet and not behind_colon))
    return _Value(begin, "" if none else match["value"], match["note"] or "")
