"""Markdown: tables drawn with lines, and marks escaped as converters out of Word leave them."""

from __future__ import annotations

import re

from benchmarks.reports.blocks import Text, blocks, padded
from benchmarks.reports.fiction import Case
from benchmarks.reports.style import Style
from samples.grid import Grid


def _drawn(grid: Grid) -> str:
    rows = padded(grid)
    widths = [max(len(row[place]) for row in rows) for place in range(len(grid.widths))]
    line = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    out = [line]
    for number, row in enumerate(rows):
        out.append(
            "|" + "|".join(f" {text:<{width}} " for text, width in zip(row, widths, strict=True)) + "|"
        )
        out.append(line if number else line.replace("-", "="))
    return "\n".join(out)


def drawn(case: Case) -> bytes:
    """Tables drawn with plus signs and dashes, a line under every row; headings with #."""
    marks = {"title": "# ", "heading": "# "}
    parts = [
        marks.get(block.role, "") + block.text if isinstance(block, Text) else _drawn(block)
        for block in blocks(case)
    ]
    return ("\n\n".join(parts) + "\n").encode()


def _escaped(text: str) -> str:
    return re.sub(r"(?<=\d)\.|[-*_#+()|]", lambda match: "\\" + match[0], text)


def escaped(case: Case) -> bytes:
    """Markdown with every possible mark escaped; empty head rows, headings as bold lines, the title in a quotation."""

    def table(grid: Grid) -> str:
        lines = ["| " + " | ".join(map(_escaped, row)) + " |" for row in padded(grid)]
        return "\n".join(["|" + "   |" * len(grid.widths), "|" + ":-:|" * len(grid.widths), *lines])

    parts = []
    for block in blocks(case):
        if not isinstance(block, Text):
            parts.append(table(block))
        elif block.role in ("title", "heading"):
            parts.append(("> " if block.role == "title" else "") + f"**{_escaped(block.text)}**")
        else:
            parts.append(_escaped(block.text))
    return ("\n\n".join(parts) + "\n").encode()


STYLES = [
    Style("markdown-drawn", "markdown", drawn, "md", 8),
    Style("markdown-escaped", "markdown", escaped, "md", 8),
]
