"""Shared by the readers of formats with markup: a placeholder for unreadable content, and tables that are only
layout."""

from __future__ import annotations

import re

from extract.document import Cell, Paragraph, Table

UNREADABLE = "\ufffd"  # stands for a picture, a symbol or generated text, which may show a number
_WORDS = re.compile(r"[\u3400-\u9fff][^\u3400-\u9fff]*[\u3400-\u9fff]")
_FRAMED = 100  # characters: a longer cell in a table of single cells is framed text


def has_words(text: str) -> bool:
    """Whether a text is a label rather than a value: it has at least two Chinese characters."""
    return bool(_WORDS.search(text))


def legible(text: str) -> str:
    """Remove UNREADABLE from a cell's text if it has words: labels keep their name, values stay unreadable."""
    return text.replace(UNREADABLE, "").strip() if UNREADABLE in text and has_words(text) else text


def frames_text(rows: list[list[Cell]]) -> bool:
    """Whether a table is only a frame around running text: one cell per row, one of them with long text."""
    return all(len(row) <= 1 for row in rows) and any(
        len(cell.text) > _FRAMED and "\n" in cell.text for row in rows for cell in row
    )


def blocks_of(rows: list[list[Cell]]) -> list[Paragraph | Table]:
    """A table as blocks: the table, the lines of the text that it frames, or nothing if all cells are empty."""
    if frames_text(rows):
        return [
            Paragraph(line.strip().replace(UNREADABLE, ""), cell.source)
            for row in rows
            for cell in row
            for line in cell.text.split("\n")
            if line.strip()
        ]
    return [Table(rows)] if any(cell.text for row in rows for cell in row) else []


def is_layout(filled: int, nested: int) -> bool:
    """Whether a table that contains tables is only layout: it has fewer `filled` cells than `nested` cells."""
    return nested > filled
