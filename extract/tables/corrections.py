"""Doubts the cells that a correction printed in the report speaks of: the tables may be corrected already or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from extract.form.catalogue import Form, FormColumn, FormRow
from extract.form.labels import parse_label
from extract.form_cells import TableReading
from extract.messages import Doubt
from extract.tables.form_version import lines_of

_WRONG = re.compile(r"更正|勘误|订正|修正|改正|[有笔之]误|误[写为填印]|错误|填错")
_NEW = re.compile(
    r"(?:应(?:当)?(?:为|是|由|改)|改[为成]|[更订修]正为|正确为|实为|现为)\s*[“\"]?"
    r"(?:\d[\d,.]*(?!\d*[%％个次年月日])|空(?![\u4e00-\u9fff])|[零〇一二两三四五六七八九十百千]+(?=[，。；、“”\"件]|$))"
)
_OF_TABLES = re.compile(
    r"(?:更正|勘误|订正|说明|注)\s*[:：]|表|栏|行|总计|合计|数据|数字|数值|件数|第[一二三四]部分"
)
_SENTENCE_END = re.compile(r"[。；;!！]")
_SHORTEST = 4  # characters of a row's label that names it within a sentence
_LONGEST = 2_000  # characters of a line that are looked at behind a word of correction


def doubt_corrected(form: Form, lines: Iterable[str], readings: Sequence[TableReading]) -> None:
    """Doubt the rows whose labels a correction names; all cells where it names none, or fewer than it has numbers."""
    for notice in _notices(lines):
        words = parse_label(notice).words
        rows = tuple(
            f"{reading.table}/{row}/"
            for reading in readings
            if reading.version
            for row, label, _ in lines_of(form, reading.table, reading.version)
            if any(len(name) >= _SHORTEST and name in words for name in _names(label))
        )
        every = len(rows) < len(_NEW.findall(notice))
        doubt = Doubt("corrected", {"printed": notice[:80]})
        for reading in readings:
            reading.cells = [
                cell.doubted(doubt) if every or cell.key.startswith(rows) else cell for cell in reading.cells
            ]


def _notices(lines: Iterable[str]) -> Iterator[str]:
    """The sentences that give another number than a table has. One may be wrapped, or have 更正说明 on the line above."""
    above = ""
    for line in lines:
        text = above + line[:_LONGEST]
        above = _SENTENCE_END.split(line[-80:])[-1] if not _WRONG.match(line) else line[-80:]
        if not _NEW.search(text) or not _WRONG.search(text):
            continue
        parts = _SENTENCE_END.split(text)
        wrong = [bool(_WRONG.search(part)) for part in parts]
        told = [
            part
            for at, part in enumerate(parts)
            if _NEW.search(part) and _OF_TABLES.search(part) and any(wrong[max(at - 1, 0) : at + 2])
        ]
        if told:
            yield "；".join(told)


def _names(label: FormRow | FormColumn) -> tuple[str, ...]:
    return (label.parsed.words if isinstance(label, FormRow) else label.words, *label.aliases)
