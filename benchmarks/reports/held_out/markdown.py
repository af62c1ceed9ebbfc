"""Held-out Markdown: bare pipes with alignments, and tables left as HTML."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.reports import html
from benchmarks.reports.blocks import Text, blocks, padded
from benchmarks.reports.fiction import Case
from benchmarks.reports.style import Style
from samples.grid import Grid


def _written(case: Case, table: Callable[[Grid], str], underlined: bool) -> bytes:
    parts = []
    for block in blocks(case):
        if not isinstance(block, Text):
            parts.append("\n" + table(block) + "\n")
        elif block.role == "title" and underlined:
            parts.append(f"{block.text}\n{'=' * 20}\n")
        elif block.role == "heading":
            parts.append(f"{block.text}\n{'-' * 20}\n" if underlined else f"### {block.text} ###\n")
        else:
            parts.append(f"**{block.text}**\n" if block.role == "title" else f"{block.text}\n")
    return "\n".join(parts).encode()


def bare_pipes(case: Case) -> bytes:
    """No pipes at the edges, alignments marked, spaces before a blank cell; underlined titles."""

    def table(grid: Grid) -> str:
        rows = [" | ".join(text.replace("\u00a0", " ") or " " for text in row) for row in padded(grid)]
        rule = "|".join([":--", *[":-:"] * (len(grid.widths) - 1)])
        return "\n".join([rows[0], rule, *rows[1:]])

    return _written(case, table, underlined=True)


def html_tables(case: Case) -> bytes:
    """Markdown whose tables are HTML, as converters leave tables with merged cells."""
    return _written(case, html.table, underlined=False)


STYLES = [
    Style("markdown-bare-pipes", "markdown", bare_pipes, "md", 8),
    Style("markdown-html-tables", "markdown", html_tables, "md", 8),
]
