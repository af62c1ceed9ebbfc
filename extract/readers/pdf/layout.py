"""Converts rows and lines of pages to paragraphs and tables in reading order; both readings of a PDF use it.

Reports made with Word underline and shade running text, which looks like tables of one column. So only rows of two or
more cells are table rows, and every other line belongs to a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.document import Block, Cell, Paragraph, Source, Table
from extract.values import is_value_like

_PAGE_NUMBER = re.compile(
    r"^[-—–\s]*\d{1,3}[-—–\s]*$|^第?\s*\d{1,3}\s*页?\s*[/／,，共]*\s*(?:共|/|／)?\s*\d{0,3}\s*页?$"
)
_STARTS = re.compile(r"^\s*(?:[一二三四五六七]\s*[、.．]|[（(][一二三四五六七八九十][)）])")  # headings
_NOTE = re.compile(r"^\s*(?:[¹²³⁴-⁹①-⑳❶-❿]|注\s*[:：]|[〔［\[]注?\s*\d{1,2}[］\]〕])")  # begins a footnote
_PLAIN_NOTE = re.compile(r"^(\d{1,2})\s?(?=[\u4e00-\u9fff])")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ROW_OF_VALUES = 4  # least numbers of a table row: 第 2 页 共 9 页 has two, a date three
_SENTENCE_END = "。！？；："


class TextLine(NamedTuple):
    """A line of text; edges in points. `at_edge`: whether it is in the top or bottom tenth of its page."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    at_edge: bool


class PageRead(NamedTuple):
    """A page as read: (top, cells) of its table rows, and the lines outside of them."""

    number: int
    rows: list[tuple[float, list[Cell]]]
    lines: list[TextLine]
    height: float


def bbox(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Edges rounded to a hundredth of a point."""
    x0, top, x1, bottom = (round(float(edge), 2) for edge in box)
    return x0, top, x1, bottom


def blocks(pages: list[PageRead]) -> Iterator[Block]:
    """Paragraphs and tables of all pages in reading order, without page numbers and repeated running heads.

    Footnotes at the bottom of a page are put after a table that continues on the next page, not into it.
    """
    furniture = _furniture(pages)
    notes: list[Paragraph] = []
    for page in pages:
        page_blocks = list(_page_blocks(page, furniture))
        first = next((at for at, block in enumerate(page_blocks) if not _is_repeated(block)), None)
        continues = first is not None and isinstance(page_blocks[first], Table)
        at = first + 1 if first is not None and continues else 0
        page_blocks[at:at] = notes
        notes = _footnotes(page_blocks)
        yield from page_blocks[: len(page_blocks) - len(notes)]
    yield from notes


def _is_repeated(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.repeated


def _footnotes(page_blocks: list[Block]) -> list[Paragraph]:
    """The paragraphs below the last table of a page, if the first begins with a footnote mark and none is a heading."""
    last = max((at for at, block in enumerate(page_blocks) if isinstance(block, Table)), default=None)
    if last is None or last + 1 == len(page_blocks):
        return []
    under = [block for block in page_blocks[last + 1 :] if isinstance(block, Paragraph)]
    is_note = bool(_NOTE.match(under[0].text)) or _explains_mark(under[0].text, page_blocks[: last + 1])
    return under if is_note and not any(_STARTS.match(block.text) for block in under) else []


def _explains_mark(text: str, above: list[Block]) -> bool:
    """Whether a line begins with a number that is a footnote mark after a label above."""
    number = _PLAIN_NOTE.match(text)
    return number is not None and any(
        cell.text.endswith(number[1].translate(RAISED))
        for block in above
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
    )


def is_page_number(line: TextLine) -> bool:
    """Whether a line at a page's edge is its number."""
    return line.at_edge and bool(_PAGE_NUMBER.match(line.text))


def _is_left_out(line: TextLine, page: PageRead, furniture: dict[str, int]) -> bool:
    """Whether a line is a page number or a repeated running head or foot. The first occurrence at the top of a page
    stays: a report's title is often also the head of its pages."""
    if not _may_be_furniture(line):
        return False
    first = furniture.get(_without_digits(line.text))
    repeat = first is not None and not (page.number == first and line.top < page.height / 2)
    return repeat or bool(_PAGE_NUMBER.match(line.text))


def _furniture(pages: list[PageRead]) -> dict[str, int]:
    """Text of running heads and feet, digits replaced -> first page on which it occurs. These are lines at a page's
    edge that are the same, apart from digits, on at least two pages."""
    pages_by_text: dict[str, set[int]] = {}
    for page in pages:
        for line in page.lines:
            if _may_be_furniture(line):
                pages_by_text.setdefault(_without_digits(line.text), set()).add(page.number)
    return {text: min(numbers) for text, numbers in pages_by_text.items() if len(numbers) > 1}


def _may_be_furniture(line: TextLine) -> bool:
    """Whether a line at a page's edge may be a running head or foot: rows of tables without borders also stand there
    and are alike apart from their digits, but have more numbers."""
    return line.at_edge and not _holds_row(line.text)


def _holds_row(text: str) -> bool:
    """Whether a line has as many numbers as a row of a table."""
    return sum(map(is_value_like, text.split())) >= _ROW_OF_VALUES


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text))


def _paragraphs(page: PageRead, furniture: dict[str, int]) -> Iterator[tuple[float, Paragraph]]:
    """(top, paragraph) of a page's lines: wrapped lines are joined, but never a running head with the line below."""
    lines = [line for line in page.lines if not _is_left_out(line, page, furniture)]
    right = max((line.x1 for line in lines), default=0.0)
    left = min((line.x0 for line in lines), default=0.0)
    text, first, previous = "", None, None
    for line in lines:
        size = line.bottom - line.top
        if _may_be_furniture(line) and _without_digits(line.text) in furniture:
            if first is not None:
                yield first.top, _paragraph(text, first, page.number)
            yield line.top, _paragraph(line.text, line, page.number, repeated=True)
            text, first, previous = "", None, None
            continue
        continues = (
            previous is not None
            and previous.x1 > right - 2 * size
            and line.x0 < left + size
            and not text.endswith(tuple(_SENTENCE_END))
            and not _STARTS.match(line.text)
            and not _holds_row(previous.text)
            and not any(previous.top < top < line.top for top, _ in page.rows)
        )
        if first is not None and not continues:
            yield first.top, _paragraph(text, first, page.number)
            text, first = "", None
        first = first or line
        text += line.text
        previous = line
    if first is not None:
        yield first.top, _paragraph(text, first, page.number)


def _paragraph(text: str, line: TextLine, page: int, repeated: bool = False) -> Paragraph:
    place = bbox((line.x0, line.top, line.x1, line.bottom))
    return Paragraph(text, Source(page=page, bbox=place), repeated)


def _page_blocks(page: PageRead, furniture: dict[str, int]) -> Iterator[Block]:
    """Paragraphs and tables of a page from top to bottom; consecutive rows of one table stay together."""
    items: list[tuple[float, list[Cell] | Paragraph]] = [*page.rows, *_paragraphs(page, furniture)]
    table: list[list[Cell]] = []
    for _, item in sorted(items, key=lambda entry: entry[0]):
        if isinstance(item, Paragraph):
            if table:
                yield Table(table)
                table = []
            yield item
        else:
            if table and table[-1][0].source.table != item[0].source.table:
                yield Table(table)
                table = []
            table.append(item)
    if table:
        yield Table(table)
