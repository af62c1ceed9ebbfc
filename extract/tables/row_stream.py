"""Turns a document into one stream of rows: table rows unchanged, paragraphs as rows of one cell.

Reports pasted without tabs keep a row on one line (`一、本年新收… 21 0 0 0 0 0 21`): the values at the end of such a
line are split off into cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from extract.document import Cell, Document, Paragraph
from extract.form.labels import parse_label
from extract.tables.vocabulary import Vocabulary
from extract.values import is_value_like, parse_value

# Labels pasted without a space before the first number: only where at least two more numbers follow.
_GLUED = re.compile(r"^(.*[\u4e00-\u9fff)）”\"])(\d[\d,]*)$", re.DOTALL)
# A number with a word before it, separated from the label (约12): an unusual value, not the end of the label.
_ABOUT = re.compile(r"[\u4e00-\u9fff]{2}\S*\s+([\u4e00-\u9fff(（]{1,2}\d[\d,]*)$")
_ODD = re.compile(
    r"[^。，；]{1,8}$"
)  # a text among the numbers (行政许可 399 含备案), not the words of a sentence
_FEWEST_NUMBERS = 5  # on a line without a label: fewer may be one number with white space in it
SECTION = re.compile(  # the number before a section's heading
    r"^\s*(?:第[一二三四五六1-6](?:部分|章|节)|[一二三四五六1-6]\s*[、.．])"
)
_ENDS_IN_NUMBER = re.compile(
    r"^(?P<label>.*[^\d.,+\-\s])\s*(?P<number>[+-]?\d[\d,+-]*(?:\.\d+)?)$", re.DOTALL
)
# Dashes behind a label and a comma (规章，-，/，/): values, which the label's words do not show.
_ENDS_IN_DASHES = re.compile(
    r"^(?P<label>.*?)\s*[,，、:：\s]\s*(?P<marks>[-—–/／][-—–/／,，、\s]*)$", re.DOTALL
)
_INNER_LABEL = re.compile(r"\s+(?=[（(](?:[一二三四五六七]|\d)[)）]|\d{1,2}[.、．]\D|[①-⑩])")
_INNER_NUMBER = re.compile(
    r"(?<=[^\s\d])(?=\s*(?:[（(](?:[一二三四五六七]|\d)[)）]|\d{1,2}\s*[.、．](?=\D)|[①-⑩]))"
)
_SEPARATOR = re.compile(r"\s*[-—–→>＞/／|:：]+\s*")  # between the labels of a path (本年度办理结果-予以公开)
_LONGEST_ODD_VALUE = 20  # characters of a cell on a line of its own that is no number (约12, 见附件)
_MOST_PARTS = 5  # rows over which a label may be broken
_LONGEST_LABEL_CELL = 120  # characters: longer cells hold running text
_LONGEST_HEADER_LINE = 90  # characters of a header row pasted as one line
LABEL_LENGTH = 60  # characters: the longest label of the form has 41


@dataclass(frozen=True, slots=True)
class StreamRow:
    """One row of the stream. `grid` as in Table; a `single` cell may be a paragraph, a heading, a label or a value."""

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

    @property
    def headings(self) -> list[str]:
        """The cells' texts; a short line of text without cells is split at white space."""
        texts = [cell.text for cell in self.cells]
        if self.table is None and len(texts) == 1 and len(texts[0]) < _LONGEST_HEADER_LINE:
            return texts[0].split()
        return texts


# A page number such as - 3 - or 第 3 页 inside a table that continues: never a value, unlike a bare number.
_PAGE_MARK = re.compile(
    r"^\s*(?:([-—－])\s*\d{1,3}\s*\1|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)\s*$"
)


def _label_and_values(text: str) -> list[str]:
    """Split a line into its label and the values after it, or into values alone; one text where it is neither."""
    if len(text) > LABEL_LENGTH + 40:
        return [text]
    parts = text.split()
    numbers = [parse_value(part).state in ("number", "dash") for part in parts]
    if not any(numbers):
        return [text]
    first = len(parts)
    while first and numbers[first - 1]:
        first -= 1
    if first == len(parts):  # the last part is text: the line holds unusual values, or is a sentence
        first = numbers.index(True)
        odd = [part for part, number in zip(parts[first:], numbers[first:], strict=True) if not number]
        if not all(map(_ODD.match, odd)) or (first and re.search("[。；]", text)):
            return [text]
    if first == 0:
        return parts if sum(numbers) >= _FEWEST_NUMBERS else [text]
    values = parts[first:]
    label = text.rsplit(None, len(values))[0].strip()
    if about := _ABOUT.search(label):
        label, values = label[: about.start(1)].strip(), [about[1], *values]
    elif len(values) >= 2 and (glued := _GLUED.match(label)):
        label, values = glued[1], [glued[2], *values]
    return [*_INNER_LABEL.split(label), *values]


def _from_paragraph(paragraph: Paragraph) -> StreamRow:
    texts = _label_and_values(paragraph.text)
    if len(texts) == 1:
        return StreamRow((Cell(paragraph.text, paragraph.source),), False, None)
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
    """Every row of the document, in reading order. Rows without any cell and page marks are left out."""
    rows: list[StreamRow] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            if not _PAGE_MARK.match(block.text):
                rows.append(_from_paragraph(block))
        else:
            rows.extend(StreamRow(tuple(cells), block.grid, index) for cells in block.rows if cells)
    return rows


@dataclass(slots=True)
class LabelledRow:
    """A label (with the labels to its left) and the value cells printed after it."""

    labels: list[Cell]
    values: list[Cell]
    at: list[int]  # stream rows that it is made of
    grid: bool

    @property
    def leaf(self) -> str:
        return self.labels[-1].text if self.labels else ""


def is_numberless(row: LabelledRow) -> bool:
    """Whether all of the row's values are blank."""
    return all(parse_value(cell.text).state == "blank" for cell in row.values)


def is_label(text: str) -> bool:
    return bool(text.strip()) and not is_value_like(text) and len(parse_label(text).words) <= LABEL_LENGTH


def _whole_label(rows: list[StreamRow], index: int, vocabulary: Vocabulary) -> tuple[str, int] | None:
    """(the label that is cut off in row `index`, completed from the rows below it; the last of these), or None."""
    texts = [cell.text for cell in rows[index].cells if len(cell.text) <= _LONGEST_LABEL_CELL]
    whole = next((text for text in reversed(texts) if vocabulary.begins(text)), None)
    if whole is None:
        return None
    for at in range(index + 1, min(index + _MOST_PARTS, len(rows))):
        part = next((cell.text for cell in rows[at].cells if cell.text.strip()), "")
        if is_value_like(part) or vocabulary.knows(part):
            break
        whole += part
        if vocabulary.complete(whole):
            return whole, at
    return None


def label_texts(rows: list[StreamRow], index: int, vocabulary: Vocabulary) -> list[str]:
    """Texts of a row that may be labels, with a cut-off label completed from the rows below it where possible."""
    texts = [cell.text for cell in rows[index].cells if len(cell.text) <= _LONGEST_LABEL_CELL]
    for text in texts:
        glued = _ENDS_IN_NUMBER.match(text) if text[-1:].isdigit() else None
        if glued and vocabulary.knows(glued["label"]):
            return [*texts, glued["label"]]
    texts += [part for text in texts for part in _labels_in(text, vocabulary)]
    completed = _whole_label(rows, index, vocabulary)
    return [*texts, completed[0]] if completed else texts


def labelled_rows(
    rows: list[StreamRow],
    span: range,
    vocabulary: Vocabulary,
    value_start: dict[int, int],
    full: int | None = None,
) -> list[LabelledRow]:
    """Combine labels and values over a span of the stream into rows.

    `value_start` maps a grid table to its first value column, where its header shows it. Where each cell is a line, a
    label opens a row and values are added to it; text close to no label is a value of the open row, unless that row
    stands in another table with values of its own, or already has its `full` number of values: then the text is the label of
    a row that the form does not have.
    """
    out: list[LabelledRow] = []
    for index in span:
        row = rows[index]
        if row.single:
            cell = row.cells[0]
            if parse_value(cell.text).state == "blank":
                continue
            table = rows[out[-1].at[-1]].table if out and out[-1].values else None
            if out and table in (None, row.table) and _joins(cell, out[-1], vocabulary, full):
                out[-1].values.append(cell)
                out[-1].at.append(index)
            else:
                out.append(LabelledRow(*_unglued([cell], [], vocabulary, row.grid), [index], row.grid))
            continue
        labels, values = _split(row, vocabulary, value_start.get(row.table if row.table is not None else -1))
        labels, values = _unglued(labels, values, vocabulary, row.grid)
        above = rows[out[-1].at[-1]].cells if out else ()
        if (
            not labels
            and out
            and not out[-1].values
            and not out[-1].grid
            and not any(vocabulary.is_heading(cell.text) for cell in above)
        ):
            out[-1].values.extend(values)  # the label is on the line above its values
            out[-1].at.append(index)
        else:
            out.append(LabelledRow(labels, values, [index], row.grid))
    return out


def _labels_in(text: str, vocabulary: Vocabulary) -> list[str]:
    """The labels of a cell that holds several; [] where it holds one label or something else."""
    if vocabulary.complete(text) or len(text) > 2 * LABEL_LENGTH:
        return []
    for parts in (_INNER_NUMBER.split(text), text.split()):
        if len(parts) > 1 and all(vocabulary.complete(part) for part in parts):
            return parts
    # A path leads through groups alone: 本年新收／总计 is one cell's, in a list of single cells, and no row's.
    *above, last = _SEPARATOR.split(text)
    is_path = above and all(map(vocabulary.is_group, above)) and vocabulary.complete(last)
    return [*above, last] if is_path else []


def _unglued(
    labels: list[Cell], values: list[Cell], vocabulary: Vocabulary, grid: bool
) -> tuple[list[Cell], list[Cell]]:
    """Split several labels in one cell (（三）不予公开1.属于国家秘密), and a number glued to a label (行政许可399) as a value.

    Dashes behind a label are values in text alone: in a grid the cell covers its row, and which column each is for is open.
    """
    last = labels[-1] if labels else None
    if last and not grid and not values and len(last.text) <= 2 * LABEL_LENGTH:
        dashes = _ENDS_IN_DASHES.match(last.text)
        if dashes and vocabulary.knows(dashes["label"]):
            value = replace(last, text=dashes["marks"])
            return [*labels[:-1], replace(last, text=dashes["label"])], [value]
    if last is None or vocabulary.complete(last.text):
        return labels, values
    if match := _ENDS_IN_NUMBER.match(last.text):
        if not vocabulary.knows(match["label"]) and not _labels_in(match["label"], vocabulary):
            return labels, values
        values = [replace(last, text=match["number"]), *values]
        last = replace(last, text=match["label"])
    parts = _labels_in(last.text, vocabulary) or [last.text]
    return [*labels[:-1], *(replace(last, text=part.strip()) for part in parts)], values


def values_end(
    rows: list[StreamRow], end: int, stop: int, vocabulary: Vocabulary, is_caption: Callable[[str], bool]
) -> int:
    """The last stream row of a table whose last label is at `end`: its values may follow on separate lines.

    A short text close to no label counts as a (doubted) value, up to the next heading or caption.
    """
    if whole := _whole_label(rows, end, vocabulary):
        end = whole[1]
    if not rows[end].single:
        return end  # its values are in the same row
    while end + 1 < stop:
        row = rows[end + 1]
        if row.grid and not row.single:
            break
        odd = row.single and len(row.text.strip()) <= _LONGEST_ODD_VALUE and not SECTION.match(row.text)
        numbers = all(is_value_like(cell.text) for cell in row.cells)
        if not numbers and not (odd and not vocabulary.near(row.text) and not is_caption(row.text)):
            break
        end += 1
    return end


def _joins(cell: Cell, above: LabelledRow, vocabulary: Vocabulary, full: int | None) -> bool:
    """Whether a cell alone on its line is a value of the row above."""
    if is_value_like(cell.text):
        return True
    glued = _ENDS_IN_NUMBER.match(cell.text)
    if len(above.values) == full or (glued and vocabulary.knows(glued["label"])):
        return False
    whole_label = bool(above.values) or vocabulary.complete(above.leaf)
    short = len(parse_label(cell.text).words) <= _LONGEST_ODD_VALUE
    return whole_label and short and vocabulary.complete(above.leaf) and not vocabulary.near(cell.text)


def _split(row: StreamRow, vocabulary: Vocabulary, start: int | None) -> tuple[list[Cell], list[Cell]]:
    """(label cells, value cells) of a row of several cells."""
    if row.grid and start is not None:
        labels = [cell for cell in row.cells if cell.column < start and cell.text.strip()]
        if len(labels) < 2 or not is_value_like(
            labels[-1].text
        ):  # otherwise the row begins further left than others
            return labels, [cell for cell in row.cells if cell.column >= start]
    last = -1
    for position, cell in enumerate(row.cells):
        if is_label(cell.text) and (
            last < 0 or vocabulary.knows(cell.text) or _labels_in(cell.text, vocabulary)
        ):
            last = position
    labels = [cell for cell in row.cells[: last + 1] if cell.text.strip()]
    return labels, list(row.cells[last + 1 :])
