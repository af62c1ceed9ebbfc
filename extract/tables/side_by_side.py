"""Takes apart grids in which several of the form's tables stand beside each other, with a blank column between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from extract.document import Block, Cell, Document, Paragraph, Table
from extract.form.catalogue import Form
from extract.form.labels import parse_label
from extract.tables.form_version import kinds, lines_of

_FEWEST = 3  # labels that tell whose rows a part holds
Part = list[list[Cell]]


def taken_apart(form: Form, document: Document) -> Document:
    """The document with one table for each part, from left to right; places stay those of the file.

    Where a table goes on over pages, the first part's pages come first, then the second's.
    """
    blocks: list[Block] = []
    pages: list[list[Part]] = []  # the parts of a table's pages so far
    for block in document.blocks:
        parts = _parts(form, block) if isinstance(block, Table) and block.grid else []
        if pages and _begins(parts) != _begins(pages[-1]) and not _between_pages(block):
            blocks += [Table(part) for each in zip(*pages, strict=True) for part in each]
            pages = []
        if len(parts) > 1:
            pages.append(parts)
        else:
            blocks.append(block)
    blocks += [Table(part) for each in zip(*pages, strict=True) for part in each]
    return document if blocks == document.blocks else replace(document, blocks=blocks)


def _begins(parts: Sequence[Part]) -> list[int]:
    """The column in which each part begins."""
    return [min(row[0].column for row in part) for part in parts]


def _between_pages(block: Block) -> bool:
    """Whether a block is a running head or the number of a page."""
    return isinstance(block, Paragraph) and (block.repeated or not re.search(r"[^\W\d_]", block.text))


def _parts(form: Form, table: Table) -> list[Part]:
    """The parts between blank columns, if each has labels of its own: two printings of one table are then compared."""
    cells = [cell for row in table.rows for cell in row]
    filled = {at for cell in cells if cell.text.strip() or cell.span > 1 for at in _places(cell)}
    if not filled:
        return []  # a box without a word, as one for a signature
    edges = [at for at in sorted({cell.column for cell in cells} - filled) if 0 < at < max(filled, default=0)]
    begins = [0, *(at + 1 for at in edges if at + 1 in filled)]
    parts: list[Part] = []
    named: set[str] = set()
    for begin, end in zip(begins, [*begins[1:], max(filled, default=0) + 1], strict=True):
        part = [[cell for cell in row if begin <= cell.column < end] for row in table.rows]
        tables = _tables(form, (cell for row in part for cell in row))
        if parts and not (tables and named):
            return []
        named |= tables
        parts.append([row for row in part if any(cell.text.strip() for cell in row)])
    return parts


def _places(cell: Cell) -> Sequence[int]:
    return range(cell.column, cell.column + cell.span)


def _tables(form: Form, cells: Iterable[Cell]) -> set[str]:
    """The tables of the form of which a part prints several labels of rows, or results."""
    words = [parse_label(cell.text).words for cell in cells if cell.text.strip()]
    return {table for table, labels in _labels(form) if sum(word in labels for word in words) >= _FEWEST}


@lru_cache(maxsize=1)
def _labels(form: Form) -> list[tuple[str, frozenset[str]]]:
    """Table -> the words of its rows; of table four, which has one row, those of its columns."""
    found = []
    for table in ("disclosures", "applications", "appeals"):
        lines = [line for version in kinds(form, table) for line in lines_of(form, table, version)]
        words = {w for _, row, _ in lines for w in (parse_label(row.label).words, *row.aliases)}
        if table == "appeals":
            words = {column.words for _, _, columns in lines for column in columns}
        found.append((table, frozenset(words)))
    total = frozenset.intersection(*(words for _, words in found[1:]))  # 总计, in tables three and four
    return [(table, words - total) for table, words in found]
