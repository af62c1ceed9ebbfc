"""Splits headings of table four that name block and result in one cell (行政复议结果维持) into two rows of headings.

Flat tables print so: Markdown and CSV have no merged cells, and workbooks for further use avoid them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from extract.document import Block, Cell, Document, Table
from extract.form.catalogue import Form, of_any
from extract.form.labels import parse_label
from extract.tables.appeal_layouts import block_words

_SEVERAL = 5  # headings of one row: the results of a block


def split_paths(form: Form, document: Document) -> Document:
    """The document with a row of blocks above such results; places stay those of the file."""
    blocks: list[Block] = [
        Table([part for row in block.rows for part in _split(form, row)], block.grid)
        if isinstance(block, Table)
        else block
        for block in document.blocks
    ]
    return document if blocks == document.blocks else replace(document, blocks=blocks)


def _split(form: Form, row: Sequence[Cell]) -> list[list[Cell]]:
    paths = [_paths(form).get(parse_label(cell.text).words) for cell in row]
    if len(set(paths) - {None}) < _SEVERAL:
        return [list(row)]
    pairs = [(cell, path or ("", cell.text)) for cell, path in zip(row, paths, strict=True)]
    return [[replace(cell, text=path[level]) for cell, path in pairs] for level in (0, 1)]


@lru_cache(maxsize=1)
def _paths(form: Form) -> dict[str, tuple[str, str]]:
    """Words of a block and a result -> (label of the block, label of the result)."""
    labels = {block.key: block.label.rpartition("／")[2] for block in of_any(form.appeal_blocks)}
    return {
        f"{above}{words}": (labels[key], column.label)
        for above, key in block_words(form).items()
        for column in of_any(form.appeal_columns)
        for words in (column.words, *column.aliases)
    }
