"""The texts of a document as a reader gives it: its paragraphs, and its tables as rows of cells."""

from __future__ import annotations

from extract.document import Document, Paragraph, Table


def tables(document: Document) -> list[list[list[str]]]:
    """The texts of every table, a list for each row."""
    return [
        [[c.text for c in row] for row in block.rows] for block in document.blocks if isinstance(block, Table)
    ]


def lines(document: Document) -> list[str]:
    """The texts of the paragraphs."""
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]
