"""Doubts the cells that a correction printed in the report speaks of: the tables may be corrected already or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.form.catalogue import Form, FormColumn, FormRow
from extract.form.labels import parse_label
from extract.form_cells import TableReading
from extract.messages import Doubt
from extract.tables.captions import caption_words
from extract.tables.form_version import lines_of

_SENTENCE_END = re.compile(r"[。；;!！]")
_SHORTEST = 4  # characters of a row's label that names it within a sentence
_NUMBER = r"\s*[“\"]?(?:\d[\d,.]*(?!\d*[%％个次年月日])|空(?![\u4e00-\u9fff])|[零〇一二两三四五六七八九十百千]+(?=[，。；、“”\"件]|$))"
_LONGEST = 2_000  # characters of a line that are looked at behind a word of correction


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What says that something was `wrong`, gives a `new` number, and speaks of `tables`."""

    wrong: re.Pattern[str]
    new: re.Pattern[str]
    tables: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = caption_words()
    wrong, new, tables = ("|".join(words[f"correction_{kind}"]) for kind in ("wrong", "new", "tables"))
    return _Patterns(re.compile(wrong), re.compile(f"(?:{new}){_NUMBER}"), re.compile(tables))


def doubt_corrected(form: Form, lines: Iterable[str], readings: Sequence[TableReading]) -> None:
    """Doubt the rows whose labels a correction names; all cells where it names none, or fewer than it has numbers."""
    new = _patterns().new
    for notice in _notices(lines):
        words = parse_label(notice).words
        rows = tuple(
            f"{reading.table}/{row}/"
            for reading in readings
            if reading.version
            for row, label, _ in lines_of(form, reading.table, reading.version)
            if any(len(name) >= _SHORTEST and name in words for name in _names(label))
        )
        every = len(rows) < len(new.findall(notice))
        doubt = Doubt("corrected", {"printed": notice[:80]})
        for reading in readings:
            reading.cells = [
                cell.doubted(doubt) if every or cell.key.startswith(rows) else cell for cell in reading.cells
            ]


def _notices(lines: Iterable[str]) -> Iterator[str]:
    """The sentences that give another number than a table has. One may be wrapped, or have 更正说明 on the line above."""
    wrong, new, tables = _patterns().wrong, _patterns().new, _patterns().tables
    above = ""
    for line in lines:
        text = above + line[:_LONGEST]
        above = _SENTENCE_END.split(line[-80:])[-1] if not wrong.match(line) else line[-80:]
        if not new.search(text) or not wrong.search(text):
            continue
        parts = _SENTENCE_END.split(text)
        wrongs = [bool(wrong.search(part)) for part in parts]
        told = [
            part
            for at, part in enumerate(parts)
            if new.search(part) and tables.search(part) and any(wrongs[max(at - 1, 0) : at + 2])
        ]
        if told:
            yield "；".join(told)


def _names(label: FormRow | FormColumn) -> tuple[str, ...]:
    return (label.parsed.words if isinstance(label, FormRow) else label.words, *label.aliases)
