"""Collects the text around a report's sections and tables: lines above and below them, breadcrumbs, and link hosts.

It shows which agency a bare 上塘镇 is (see agencies/). This module knows no place names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.document import NOWHERE, Document, Source
from extract.form.labels import unified
from extract.narrative.sections import SectionText, is_chrome
from extract.readers.shared.hosts import hosts_in
from extract.tables.row_stream import StreamRow

_FIRST, _LAST = (
    1_000,
    3_000,
)  # characters kept of the head: its beginning has the site's name, its end the lines just above the report
_FOOT = 2_000
_MOST_HOSTS = 8
_WHERE = re.compile(r"(?:当前|所在|现在)(?:的)?位置|您(?:的)?位置")
_STEP = re.compile(r"[>›»＞]")
_LONGEST_STEP, _MOST_STEPS, _LONGEST_CRUMB = 20, 8, 300


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is head or foot (a line above or below the report), crumb (where the page stands on its site) or host."""

    kind: str
    text: str
    source: Source = NOWHERE


def find_surroundings(
    document: Document, rows: list[StreamRow], tables: set[int], sections: list[SectionText]
) -> list[Piece]:
    """Pieces in the document's order, hosts last; stream rows in `tables` belong to the statutory tables."""
    head, foot = _around(rows, tables, sections)
    titles = [Piece("head", title) for title in document.titles]
    pieces = [*titles, *_ends(head), *_crumbs(head), *foot]
    return [*pieces, *(Piece("host", host) for host in _hosts(document, rows))]


def _around(
    rows: list[StreamRow], tables: set[int], sections: list[SectionText]
) -> tuple[list[Piece], list[Piece]]:
    """(lines above the first section, lines below the last, from the first line that is page furniture on)."""
    if sections and sections[0].at is None:  # a text without lines
        text = "\n".join(row.text for row in rows if row.prose).partition(sections[0].heading)[0]
        return [Piece("head", line) for line in text.split("\n") if line.strip()], []
    opened = [section.at for section in sections if section.at is not None]
    first, last = (min(opened), max(opened)) if opened else (len(rows), len(rows))
    head = [_piece("head", row) for index, row in enumerate(rows[:first]) if index not in tables]
    below = [(index, row) for index, row in enumerate(rows[last:], last) if index not in tables]
    begins = next((index for index, row in below if is_chrome(row.text)), len(rows))
    foot, length = [], 0
    for index, row in below:
        if index >= begins and row.text.strip():
            length += len(row.text)
            if length > _FOOT:
                break
            foot.append(_piece("foot", row))
    return [piece for piece in head if piece.text], foot


def _piece(kind: str, row: StreamRow) -> Piece:
    return Piece(kind, row.text.strip()[:_FOOT], row.cells[0].source if row.cells else NOWHERE)


def _ends(pieces: list[Piece]) -> list[Piece]:
    """The first and last lines, up to _FIRST and _LAST characters, in their order."""
    first, length = 0, 0
    for piece in pieces:
        length += len(piece.text)
        if length > _FIRST:
            break
        first += 1
    last, length = len(pieces), 0
    while last > first and (length := length + len(pieces[last - 1].text)) <= _LAST:
        last -= 1
    return pieces[:first] + pieces[last:]


def _crumbs(head: list[Piece]) -> Iterator[Piece]:
    """The breadcrumb lines of the page; the steps of one may be on separate lines."""
    for index, piece in enumerate(head):
        text = piece.text
        if _WHERE.search(text):
            steps = [text]
            for step in head[index + 1 : index + 1 + _MOST_STEPS] if len(text) <= _LONGEST_STEP else ():
                if len(step.text) > _LONGEST_STEP:
                    break
                steps.append(step.text)
            yield Piece("crumb", " > ".join(steps)[:_LONGEST_CRUMB], piece.source)
        elif len(_STEP.findall(text)) > 1 and len(text) <= _LONGEST_CRUMB:
            yield Piece("crumb", text, piece.source)


def _hosts(document: Document, rows: Iterable[StreamRow]) -> list[str]:
    """The hosts named in the text, then those that the page links to; government hosts first."""
    named = (
        host
        for row in rows
        for cell in row.cells
        if "." in cell.text or "．" in cell.text
        for host in hosts_in(unified(cell.text))
    )
    hosts = dict.fromkeys([*named, *document.hosts])
    return sorted(hosts, key=lambda host: not host.endswith(".gov.cn"))[:_MOST_HOSTS]
