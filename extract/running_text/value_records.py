"""Reads tables that are printed as records: each value on a row of its own, beside the labels of its row and of its column.

    年度 | 单位     | 项目                 | 子项           | 申请人 | 数值
    2023 | 某县政府 | 三、本年度办理结果   | （一）予以公开 | 自然人 | 3

Databases export tables so, in any order of rows and columns. A record says itself where its value belongs, so no order counts;
a table is taken only whole, with every cell of a form version once. Records of another year, agency or example are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extract.document import Cell
from extract.form.catalogue import TABLES, Form, FormColumn, FormRow
from extract.form.labels import parse_label
from extract.form_cells import FormCell, Problem, TableReading, form_cell
from extract.messages import Detail
from extract.tables.captions import Caption, Whose, read_caption
from extract.tables.form_version import kinds, lines_of
from extract.tables.row_stream import StreamRow
from extract.tables.whose_table import in_doubt
from extract.values import is_value_like

_FEWEST = 10  # records of a table; the smallest has that many cells
_PARTS = re.compile(r"[／/>→|｜]")
_YEAR = re.compile(r"20\d\d")
_NOTE = re.compile(r"[（(][^（()）]*[)）]$")
_UNIT = re.compile("万元|元|件|项")


class _Record(NamedTuple):
    """A row of the stream with its value and the labels beside it."""

    at: int
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


def _records(rows: Sequence[StreamRow]) -> Iterator[_Record]:
    """The records of every table whose rows have one value each, always in the same place."""
    tables: dict[tuple[int | None, int], list[tuple[int, StreamRow]]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.table is not None and len(row.cells) > 2:
            tables[row.table, len(row.cells)].append((at, row))
    for (_, width), lines in tables.items():
        head = [cell.text for cell in lines[0][1].cells]  # printed again on each page
        lines = [(at, row) for at, row in lines if [cell.text for cell in row.cells] != head]
        if len(lines) < _FEWEST:
            continue
        inside = [[row.cells[place].text.strip() for _, row in lines] for place in range(width)]
        counted = {place for place in range(width) if _counts(inside[place])}
        values = [
            place
            for place in set(range(width)) - counted
            if all(map(is_value_like, inside[place]))
            and len(set(inside[place])) > 1
            and not all(map(_YEAR.fullmatch, inside[place]))
        ]
        if len(values) == 1:
            apart = {*counted, *values}
            for at, row in lines:
                labels = tuple(
                    cell.text.strip() for place, cell in enumerate(row.cells) if place not in apart
                )
                yield _Record(at, labels, row.cells[values[0]])


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
        texts = [set(record.labels) for record in records]
        self._everywhere = set.intersection(*texts) if texts else set()

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

    def beside(self, record: _Record, place: _Place) -> tuple[bool, Caption | None, str | None]:
        """(whether all else in a record is understood, what in it is not the report's own, a unit)."""
        others = [
            text for at, text in enumerate(record.labels) if text and at not in (place.row, place.column)
        ]
        unit = next((text for text in others if _UNIT.fullmatch(text)), None)
        known = True
        for text in others:
            caption = read_caption(self._form, self._whose, f"{text}年" if _YEAR.fullmatch(text) else text)
            if caption is not None and caption.other:
                return True, caption, unit
            known = known and (caption is not None or text == unit or text in self._everywhere)
        return known, None, unit


def _read(form: Form, table: str, version: str, said: _Context) -> TableReading | None:
    """The table in one version; None unless each of its cells is there once. Where all records are another year's, agency's
    or an example's, those are read, in doubt."""
    placed = [(record, said.places(table, version, record)) for record in said.records]
    # 其他 and 总计 are rows as well as columns: which they are is told by the place of the others.
    sides = {places[0].row < places[0].column for _, places in placed if len(places) == 1}
    cells: dict[str, FormCell] = {}
    aside: dict[str, FormCell] = {}  # of another year, agency or example
    used: dict[bool, set[int]] = {False: set(), True: set()}
    captions: dict[str, Caption] = {}
    for record, places in placed:
        if len(places) > 1 and len(sides) == 1:
            places = [place for place in places if (place.row < place.column) in sides]
        if not places:
            continue
        known, caption, unit = said.beside(record, places[0])
        if not known or len(places) > 1 or (caption is None and places[0].key in cells):
            return None
        cell = form_cell(places[0].key, record.value, None, unit or places[0].unit)
        (aside if caption else cells).setdefault(cell.key, cell.shown(row="words", column="own_label"))
        used[caption is not None].add(record.at)
        captions |= {caption.text: caption} if caption else {}
    keys = form.keys(table, version)
    taken = cells or aside
    if taken.keys() != set(keys):
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
