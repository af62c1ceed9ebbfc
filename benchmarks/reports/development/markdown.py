"""Markdown: tables of pipes in several shapes, and tables left as HTML."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.reports import html
from benchmarks.reports.blocks import Text, blocks, padded
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style
from samples.grid import Grid


def _pipes(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n" + "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]) + "\n"


def _written(case: Case, table: Callable[[Grid], str]) -> bytes:
    marks = {"title": "# ", "heading": "## "}
    parts = [
        f"{marks.get(block.role, '')}{block.text}\n" if isinstance(block, Text) else table(block)
        for block in blocks(case)
    ]
    return "\n".join(parts).encode()


def blank_places(case: Case) -> bytes:
    """Tables of pipes in which a merged cell stands in its first place and its other places are empty."""
    return _written(case, lambda grid: _pipes(padded(grid)))


def repeated_places(case: Case) -> bytes:
    """Tables of pipes in which a merged label stands in all of its places, as converters write it, and a merged value in its first."""

    def table(grid: Grid) -> str:
        once, again = padded(grid), padded(grid, repeat=True)
        rows = [
            [
                b if slot is not None and slot.cell.kind != "value" else a
                for a, b, slot in zip(x, y, slots, strict=True)
            ]
            for x, y, slots in zip(once, again, grid.slots(), strict=True)
        ]
        return _pipes(rows)

    return _written(case, table)


def bold(case: Case) -> bytes:
    """Heads in bold with line breaks, numbers aligned and padded."""

    def table(grid: Grid) -> str:
        rows = []
        for slots in grid.slots():
            row = []
            for slot in slots:
                begins = slot is not None and slot.first_row and slot.first_column
                cell = slot.cell if slot is not None and begins else None
                words = cell.text if cell else ""
                if cell and cell.kind == "head":
                    words = f"**{words[:2]}<br>{words[2:]}**" if len(words) in (4, 6) else f"**{words}**"
                row.append(f"{words:>6}")
            rows.append(row)
        return _pipes(rows)

    return _written(case, table)


def _underlined_or_closed(case: Case, table: Callable[[Grid], str], underlined: bool) -> bytes:
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

    return _underlined_or_closed(case, table, underlined=True)


def html_tables(case: Case) -> bytes:
    """Markdown whose tables are HTML, as converters leave tables with merged cells."""
    return _underlined_or_closed(case, html.table, underlined=False)


_NO_PADDING = Habits(digits=("plain", "plain", "thousands", "full width", "units"))
STYLES = [
    Style("markdown-blank-places", "markdown", blank_places, "md", 10, small=True),
    Style("markdown-repeated-places", "markdown", repeated_places, "md", 8, _NO_PADDING),
    Style("markdown-bold", "markdown", bold, "md", 8),
    Style("markdown-bare-pipes", "markdown", bare_pipes, "md", 8),
    Style("markdown-html-tables", "markdown", html_tables, "md", 8),
]
