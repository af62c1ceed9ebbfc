"""Doubts numbers whose last digit may be a footnote's mark: copies as text print a raised 1 behind 19 as 191.

Only where the text has such notes (注1：…) and the row adds up without the digit. No value is changed (docs/proof.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extract.form_cells import FormCell, TableReading
from extract.messages import Doubt

_NOTE = re.compile(r"^\s*[（(\[【]?\s*注?释?\s*([1-9])\s*[)）\]】:：、.．]")
_ABOUT_NUMBERS = re.compile(r"注\s*\d|注释|注[:：]")
FOOTNOTE = Doubt("footnote_digit")


def doubt_footnotes(texts: Iterable[str], readings: Iterable[TableReading], columns: dict[str, int]) -> None:
    """Doubt such numbers. `texts` are lines outside the tables; `columns` is for each table the number of columns, the last the
    sum of the others."""
    marks = {match[1] for text in texts if _ABOUT_NUMBERS.search(text) and (match := _NOTE.match(text))}
    for reading in readings if marks else ():
        size = columns.get(reading.table, 0)
        for at in range(0, len(reading.cells), size) if size else ():
            row = reading.cells[at : at + size]
            for place in _marked(row, marks):
                reading.cells[at + place] = row[place].doubted(FOOTNOTE)


def _marked(row: Sequence[FormCell], marks: set[str]) -> list[int]:
    """The places of the numbers without whose last digit the row adds up."""
    values = [int(cell.value) if cell.value and cell.value.isdigit() else 0 for cell in row]
    over = sum(values[:-1]) - values[-1]
    return [
        at
        for at, value in enumerate(values)
        if value > 9
        and str(value)[-1] in marks
        and over == (value - value // 10) * (-1 if at == len(row) - 1 else 1)
    ]
