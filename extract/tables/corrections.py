"""Doubts the cells that a correction printed in the report speaks of: the tables above it may be corrected already or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extract.form.catalogue import Form, FormColumn, FormRow
from extract.form.labels import parse_label
from extract.form_cells import TableReading
from extract.messages import Doubt
from extract.tables.form_version import lines_of

_NOTICE = re.compile(r"(?:更正|勘误|订正|有误|笔误|误写|误为)[^。]*?(?:应为|应是|改为|更正为|订正为)[^。]*\d")
_SHORTEST = 4  # characters of a row's label that names it within a sentence


def doubt_corrected(form: Form, lines: Iterable[str], readings: Sequence[TableReading]) -> None:
    """Doubt the rows whose labels a correction names, all cells where it names none. `lines` stand beside the tables."""
    for line in lines:
        found = _NOTICE.search(line)
        if not found:
            continue
        words = parse_label(line).words
        rows = tuple(
            f"{reading.table}/{row}/"
            for reading in readings
            if reading.version
            for row, label, _ in lines_of(form, reading.table, reading.version)
            if any(len(name) >= _SHORTEST and name in words for name in _names(label))
        )
        doubt = Doubt("corrected", {"printed": found[0]})
        for reading in readings:
            reading.cells = [
                cell.doubted(doubt) if not rows or cell.key.startswith(rows) else cell
                for cell in reading.cells
            ]


def _names(label: FormRow | FormColumn) -> tuple[str, ...]:
    return (label.parsed.words if isinstance(label, FormRow) else label.words, *label.aliases)
