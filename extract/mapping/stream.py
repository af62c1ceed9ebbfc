"""The document as one stream of rows: table rows as they are, paragraphs as rows of one cell.

Reports pasted without tabs keep a row on one line (`一、本年新收… 21 0 0 0 0 0 21`): the values at the end of such a
line become cells of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.document import Cell, Document, Paragraph
from extract.labels import parse_label
from extract.mapping.vocabulary import Vocabulary
from extract.values import is_value_like, parse_value

_NUMBER = r"(?:[+-]?\d[\d,]*(?:\.\d+)?|[/—－-]+)"
_TAIL = re.compile(rf"^(?P<label>.*[^\d\s.,，+\-—/].*?)(?P<values>(?:\s+{_NUMBER})+)\s*$")
# Labels pasted without a space before the first number: only where at least two more numbers follow.
_GLUED = re.compile(rf"^(?P<label>.*[\u4e00-\u9fff)）”\"])(?P<values>\d[\d,]*(?:\s+{_NUMBER}){{2,}})\s*$")
# A line of numbers alone is a row of them; fewer than five may be one number with white space in it.
_NUMBERS = re.compile(rf"^\s*{_NUMBER}(?:\s+{_NUMBER}){{4,}}\s*$")
_HEADING = re.compile(r"^\s*[一二三四五六1-6]\s*[、.．]")
_ENDS_IN_NUMBER = re.compile(r"^(?P<label>.*[^\d.,\s])\s*(?P<number>\d[\d,]*(?:\.\d+)?)$", re.DOTALL)
_INNER_LABEL = re.compile(r"\s+(?=[（(][一二三四五六七][)）]|\d{1,2}[.、．]\D)")
_LONGEST_ODD_VALUE = 20  # characters of a cell on a line of its own that is no number (约12, 见附件)
LABEL_LENGTH = 60  # characters: the longest label of the form has 41


@dataclass(frozen=True, slots=True)
class StreamRow:
    """`grid` as in Table; `single` marks a row of one cell, which may be a paragraph, a heading, a label or a value."""

    cells: tuple[Cell, ...]
    grid: bool
    table: int | None  # which table block of the document, None for a paragraph

    @property
    def single(self) -> bool:
        return len(self.cells) == 1

    @property
    def prose(self) -> bool:
        """Whether the row may belong to the running text."""
        return self.single or self.table is None

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)


def _from_paragraph(paragraph: Paragraph) -> StreamRow:
    text = paragraph.text
    if len(text) > LABEL_LENGTH + 40:
        return StreamRow((Cell(text, paragraph.source),), False, None)
    if _NUMBERS.match(text):
        texts = text.split()
    elif match := _TAIL.match(text) or _GLUED.match(text):
        texts = [*_INNER_LABEL.split(match["label"].strip()), *match["values"].split()]
    else:
        return StreamRow((Cell(text, paragraph.source),), False, None)
    in_line = paragraph.source.line is not None
    return StreamRow(
        tuple(
            Cell(
                part,
                replace(paragraph.source, column=position + 1) if in_line else paragraph.source,
                position,
            )
            for position, part in enumerate(texts)
        ),
        False,
        None,
    )


def stream_rows(document: Document) -> list[StreamRow]:
    """Every row of the document, in reading order. Rows without any cell are left out."""
    rows: list[StreamRow] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            rows.append(_from_paragraph(block))
        else:
            rows.extend(StreamRow(tuple(cells), block.grid, index) for cells in block.rows if cells)
    return rows


@dataclass(slots=True)
class LabelledRow:
    """A label (with the labels to its left) and the cells printed after it."""

    labels: list[Cell]
    values: list[Cell]
    at: list[int]  # stream rows it was put together from
    grid: bool

    @property
    def leaf(self) -> str:
        return self.labels[-1].text if self.labels else ""


def is_label(text: str) -> bool:
    return bool(text.strip()) and not is_value_like(text) and len(parse_label(text).words) <= LABEL_LENGTH


def labelled_rows(
    rows: list[StreamRow],
    span: range,
    vocabulary: Vocabulary,
    value_start: dict[int, int],
) -> list[LabelledRow]:
    """Put labels and values together over a span of the stream.

    `value_start` holds the first value column of a grid table, by table, where its header tells. Single cells (one
    cell a line) gather: labels open a row, values join it; text that is near no label is a value of the open row.
    """
    out: list[LabelledRow] = []
    for index in span:
        row = rows[index]
        if row.single:
            cell = row.cells[0]
            if parse_value(cell.text).state == "blank":
                continue
            if out and _joins(cell, out[-1], vocabulary):
                out[-1].values.append(cell)
                out[-1].at.append(index)
            else:
                out.append(LabelledRow(*_unglued([cell], [], vocabulary), [index], row.grid))
            continue
        labels, values = _split(row, vocabulary, value_start.get(row.table if row.table is not None else -1))
        labels, values = _unglued(labels, values, vocabulary)
        if not labels and out and not out[-1].values and not out[-1].grid:
            out[-1].values.extend(values)  # the label stands on the line above its values
            out[-1].at.append(index)
        else:
            out.append(LabelledRow(labels, values, [index], row.grid))
    return out


def _unglued(labels: list[Cell], values: list[Cell], vocabulary: Vocabulary) -> tuple[list[Cell], list[Cell]]:
    """A number printed right behind its label (行政许可399) as the value it is."""
    match = _ENDS_IN_NUMBER.match(labels[-1].text) if labels else None
    if match is None or not vocabulary.knows(match["label"]):
        return labels, values
    label, number = replace(labels[-1], text=match["label"]), replace(labels[-1], text=match["number"])
    return [*labels[:-1], label], [number, *values]


def values_end(rows: list[StreamRow], end: int, stop: int, vocabulary: Vocabulary) -> int:
    """The last stream row of a table whose last label stands at `end`: its values may follow on lines of their own.

    A short text that is near no label counts as a value (a doubted one), up to the next heading.
    """
    if not rows[end].single:
        return end  # its values stand beside it
    while end + 1 < stop:
        row = rows[end + 1]
        if row.grid and not row.single:
            break
        odd = row.single and len(row.text.strip()) <= _LONGEST_ODD_VALUE and not _HEADING.match(row.text)
        numbers = all(is_value_like(cell.text) for cell in row.cells)
        if not numbers and not (odd and not vocabulary.near(row.text)):
            break
        end += 1
    return end


def _joins(cell: Cell, above: LabelledRow, vocabulary: Vocabulary) -> bool:
    """Whether a cell on a line of its own is a value of the row above."""
    if is_value_like(cell.text):
        return True
    whole_label = bool(above.values) or vocabulary.complete(above.leaf)
    short = len(parse_label(cell.text).words) <= _LONGEST_ODD_VALUE
    return whole_label and short and vocabulary.complete(above.leaf) and not vocabulary.near(cell.text)


def _split(row: StreamRow, vocabulary: Vocabulary, start: int | None) -> tuple[list[Cell], list[Cell]]:
    """(label cells, value cells) of a row of several cells."""
    if row.grid and start is not None:
        labels = [cell for cell in row.cells if cell.column < start and cell.text.strip()]
        return labels, [cell for cell in row.cells if cell.column >= start]
    last = -1
    for position, cell in enumerate(row.cells):
        if is_label(cell.text) and (last < 0 or vocabulary.knows(cell.text)):
            last = position
    labels = [cell for cell in row.cells[: last + 1] if cell.text.strip()]
    return labels, list(row.cells[last + 1 :])
