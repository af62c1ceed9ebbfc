"""What the readers of marked-up formats share: marks for what cannot be read, and tables that only frame a page."""

from __future__ import annotations

import re

from extract.document import Cell, Paragraph, Table

UNREADABLE = "\ufffd"  # stands for a picture, a symbol or generated text, which may show a number
_WORDS = re.compile(r"[\u3400-\u9fff][^\u3400-\u9fff]*[\u3400-\u9fff]")
_FRAMED = 100  # characters in one cell from which a table of single cells frames text


def has_words(text: str) -> bool:
    """Whether a text is a label rather than a value: two Chinese characters tell."""
    return bool(_WORDS.search(text))


def legible(text: str) -> str:
    """A cell's text without the marks where words stand beside them: a label keeps its name, a number its doubt."""
    return text.replace(UNREADABLE, "").strip() if UNREADABLE in text and has_words(text) else text


def frames_text(rows: list[list[Cell]]) -> bool:
    """Whether a table only draws a frame around running text: one cell a row, and long text in it."""
    return all(len(row) <= 1 for row in rows) and any(
        len(cell.text) > _FRAMED and "\n" in cell.text for row in rows for cell in row
    )


def blocks_of(rows: list[list[Cell]]) -> list[Paragraph | Table]:
    """A table's block, the lines of the text that it frames, or nothing where its cells are all empty."""
    if frames_text(rows):
        return [
            Paragraph(line.strip().replace(UNREADABLE, ""), cell.source)
            for row in rows
            for cell in row
            for line in cell.text.split("\n")
            if line.strip()
        ]
    return [Table(rows)] if any(cell.text for row in rows for cell in row) else []


def is_layout(own: int, nested: int) -> bool:
    """Whether a table that holds tables is the page's layout, from the filled cells of its own and of theirs."""
    return nested > own
