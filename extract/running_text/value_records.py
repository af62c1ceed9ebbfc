"""Reads tables that are printed as records: each value on a row of its own, beside the labels of its row and of its column.

    年度 | 单位     | 项目                 | 子项           | 申请人 | 数值
    2023 | 某县政府 | 三、本年度办理结果   | （一）予以公开 | 自然人 | 3

Databases export tables so, in any order of rows and columns. The labels of a record say where its value belongs, so no order
counts. A table is taken only where nothing else prints it, from one list under a heading that says no more than 数值, whole, with
every cell of a form version once and nothing in a record that is not understood. Records of another year, agency or example
are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extract.document import Cell
from extract.form.catalogue import TABLES, Form, FormColumn, FormRow
from extract.form.labels import parse_label, squeeze
from extract.form_cells import FormCell, Problem, TableReading, form_cell
from extract.messages import Detail
from extract.tables.captions import Caption, Whose, names_whose, read_caption
from extract.tables.form_version import kinds, lines_of
from extract.tables.row_stream import StreamRow
from extract.tables.whose_table import in_doubt
from extract.values import is_value_like

_FEWEST = 10  # records of a table; the smallest has that many cells
_PARTS = re.compile(r"[／/>→|｜]")
_YEAR = re.compile(r"20\d\d")
_NOTE = re.compile(r"[（(][^（()）]*[)）]$")
_UNIT = re.compile("万元|元|件|项")
_VALUES = re.compile(r"(?:数值|数量|数据|数|值|件数|填报数)")  # the heading of the values


class _Record(NamedTuple):
    """A row of the stream with its value and the labels beside it."""

    at: int
    list: int | None  # the table block that it stands in
    labels: tuple[str, ...]
    value: Cell


class _Place(NamedTuple):
    """A cell of the form, and where in a record the labels of its row and its column stand."""

    key: str
    row: int
    column: int
    unit: str | None


def map_records(form: Form, rows: Sequence[StreamRow], whose: Whose) -> dict[str, TableReading]:
    """The tables that are printed so, by name."""
    records = list(_records(rows))
    said = _Context(form, whose, records)
    found: dict[str, TableReading] = {}
    for table in TABLES if len(records) >= _FEWEST else ():
        readings = [
            reading for version in kinds(form, table) if (reading := _read(form, table, version, said))
        ]
        if len(readings) == 1:
            found[table] = readings[0]
    return found


def without_lists_of_others(form: Form, rows: list[StreamRow]) -> list[StreamRow]:
    """The rows of the stream, blank where a list has one value a row under a heading of another year or agency (上年数)."""
    out = list(rows)
    for _, heading, records in _lists(rows):
        if names_whose(form, heading):
            for record in records:
                out[record.at] = replace(rows[record.at], cells=(replace(record.value, text=""),))
    return out


def _records(rows: Sequence[StreamRow]) -> Iterator[_Record]:
    """The records of the lists whose values stand under a heading that says no more than that."""
    for _, heading, records in _lists(rows):
        if _VALUES.fullmatch(squeeze(heading)):
            yield from records


def _lists(rows: Sequence[StreamRow]) -> Iterator[tuple[int | None, str, list[_Record]]]:
    """(table, heading of its values, records) of every table whose rows have one value each, always in the same place."""
    tables: dict[tuple[int | None, int], list[tuple[int, StreamRow]]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.table is not None and len(row.cells) > 2:
            tables[row.table, len(row.cells)].append((at, row))
    for (table, width), lines in tables.items():
        head = [cell.text for cell in lines[0][1].cells]  # printed again on each page
        lines = [(at, row) for at, row in lines if [cell.text for cell in row.cells] != head]
        if len(lines) < _FEWEST:
            continue
        inside = [[row.cells[place].text.strip() for _, row in lines] for place in range(width)]
        counted = {place for place in range(width) if _counts(inside[place])}
        values = [
            place
            for place in set(range(width)) - counted
            if all(map(is_value_like, inside[place])) and not all(map(_YEAR.fullmatch, inside[place]))
        ]
        if len(values) == 1:
            apart = {*counted, *values}
            yield (
                table,
                head[values[0]],
                [
                    _Record(
                        at,
                        table,
                        tuple(
                            cell.text.strip() for place, cell in enumerate(row.cells) if place not in apart
                        ),
                        row.cells[values[0]],
                    )
                    for at, row in lines
                ],
            )


def _counts(texts: Sequence[str]) -> bool:
    """Whether a column only numbers the rows."""
    whole = [int(text) if text.isdecimal() else -1 for text in texts]
    return min(whole) >= 0 and all(after == before + 1 for before, after in pairwise(whole))


@lru_cache(maxsize=1 << 14)
def _parts(text: str) -> tuple[str, ...]:
    """The labels in a cell: its whole text, and the parts of a path (法人或其他组织／商业企业)."""
    return (text, *_PARTS.split(text)) if _PARTS.search(text) else (text,)


@lru_cache(maxsize=1 << 10)
def _names(label: FormRow | FormColumn) -> frozenset[str]:
    """The words of a label; of litigation's blocks the part of its own; a note in brackets may be left out."""
    own = label.label.rpartition("／")[2]
    return frozenset({parse_label(own).words, parse_label(_NOTE.sub("", own)).words, *label.aliases})


class _Context:
    """What the records say, and what stands in them beside the labels of the form."""

    def __init__(self, form: Form, whose: Whose, records: Sequence[_Record]) -> None:
        self._form, self._whose = form, whose
        self.records = records
        self._titles = {parse_label(section.label).words for section in form.sections}

    def places(self, table: str, version: str, record: _Record) -> list[_Place]:
        """Where a record's labels let its value belong."""
        labels = [[parse_label(part) for part in _parts(text)] for text in record.labels]
        words = [{label.words for label in parts} for parts in labels]
        bare = [{label.words for label in parts if not label.numbered} for parts in labels]
        return [
            _Place(f"{table}/{key}/{column.key}", at, other, column.unit)
            for key, row, columns in lines_of(self._form, table, version)
            for at, found in enumerate(words)
            if found & _names(row)
            for column in columns
            for other, unnumbered in enumerate(bare)
            if other != at and unnumbered & _names(column)
        ]

    def beside(
        self, record: _Record, place: _Place, above: Mapping[str, set[str]]
    ) -> tuple[bool, Caption | None, str | None]:
        """(whether all else in a record is understood, what in it is not the report's own, a unit).

        `above` are the labels of groups and clauses, each with the rows under it: one that stands beside another row is not understood.
        """
        others = [
            text for at, text in enumerate(record.labels) if text and at not in (place.row, place.column)
        ]
        unit = next((text for text in others if _UNIT.fullmatch(text)), None)
        known = True
        row = place.key.split("/")[1]
        for text in others:
            words = parse_label(text).words
            if words in above or words in self._titles:
                known = known and row in above.get(words, {row})
                continue
            caption = read_caption(self._form, self._whose, f"{text}年" if _YEAR.fullmatch(text) else text)
            if caption is not None and caption.other:
                return True, caption, unit
            known = known and (caption is not None or text == unit)
        return known, None, unit


def _above(form: Form, table: str, version: str) -> dict[str, set[str]]:
    """The words of each group or clause of a table -> the rows under it."""
    above: dict[str, set[str]] = defaultdict(set)
    if table == "disclosures":
        for clause in form.clauses[version]:
            above[parse_label(clause.label).words] |= {row.key for row in clause.rows}
    elif table == "appeals":
        for block in form.appeal_blocks[version]:
            above[parse_label(block.label.partition("／")[0]).words].add(block.key)
    else:
        parents = {row.key: row for row in form.application_rows[version]}
        for row in form.application_rows[version]:
            group = row.parent
            while group is not None:
                above[parents[group].parsed.words].add(row.key)
                group = parents[group].parent
    return above


def _read(form: Form, table: str, version: str, said: _Context) -> TableReading | None:
    """The table in one version; None unless each of its cells is there once. Where all records are another year's, agency's
    or an example's, those are read, in doubt."""
    placed = [(record, said.places(table, version, record)) for record in said.records]
    # 其他 and 总计 are rows as well as columns: which they are is told by the place of the others.
    sides = {places[0].row < places[0].column for _, places in placed if len(places) == 1}
    above = _above(form, table, version)
    cells: dict[str, FormCell] = {}
    aside: dict[str, FormCell] = {}  # of another year, agency or example
    used: dict[bool, set[int]] = {False: set(), True: set()}
    captions: dict[str, Caption] = {}
    lists: set[int | None] = set()
    for record, places in placed:
        if len(places) > 1 and len(sides) == 1:
            places = [place for place in places if (place.row < place.column) in sides]
        if not places:
            continue
        known, caption, unit = said.beside(record, places[0], above)
        if not known or len(places) > 1 or (caption is None and places[0].key in cells):
            return None
        cell = form_cell(places[0].key, record.value, None, unit or places[0].unit)
        (aside if caption else cells).setdefault(cell.key, cell.shown(row="words", column="own_label"))
        used[caption is not None].add(record.at)
        lists.add(record.list)
        captions |= {caption.text: caption} if caption else {}
    keys = form.keys(table, version)
    taken = cells or aside
    if taken.keys() != set(keys) or len(lists) > 1:
        return None
    reading = TableReading(
        table, version, [taken[key] for key in keys], complete=True, used=used[taken is aside]
    )
    if taken is aside:
        return in_doubt(reading, captions[min(captions)])
    reading.problems = [
        Problem(Detail("table_repeated.other", {"printed": text}), instance=table)
        for text in sorted(captions)
    ]
    return reading
