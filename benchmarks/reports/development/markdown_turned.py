"""Markdown: grid tables whose cells are merged, and pages turned into Markdown with front matter and entities."""

from __future__ import annotations

import re

from benchmarks.reports import monospaced
from benchmarks.reports.blocks import Text, blocks
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.notation import NBSP
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell

_MARKS = re.compile(
    r"(?<=^\d)\.|(?<=^\d\d)\.|^[+-]|[\\*_|\[\]]"
)  # signs that would make a list, a rule or emphasis


def escaped(text: str) -> str:
    """The text as a converter writes it: a backslash before signs of Markdown, entities for non-breaking spaces."""
    return _MARKS.sub(lambda match: f"\\{match[0]}", text).replace(NBSP, "&nbsp;")


def merged_grid(case: Case) -> bytes:
    """Grid tables with merged cells as converters of today write them, long labels on several lines, heads over `=`."""
    parts = []
    for block in blocks(case, clauses_apart=True):
        if not isinstance(block, Text):
            parts.append(f"\n{monospaced.gridded(block, 2 if block.name == 'disclosures' else 3)}\n")
        elif block.role in ("title", "heading"):
            parts.append(f"{'#' if block.role == 'title' else '##'} {block.text} {{#{block.role}}}\n")
        else:
            parts.append("\n".join(monospaced.wrapped(block.text, 78)) + "\n")
    return "\n".join(parts).encode()


def turned_page(case: Case) -> bytes:
    """A page turned into Markdown: front matter, escapes, entities, line breaks in labels; the rule is under an empty head."""

    def inner(cell: GridCell) -> str:
        words = escaped(cell.text)
        if cell.kind == "value" or len(words) < 6:
            return words
        half = len(words) // 2
        words = words if words[half - 1] == "\\" else f"{words[:half]}<br />{words[half:]}"
        return f"**{words}**" if cell.kind == "head" else words

    def table(grid: Grid) -> str:
        across = len(grid.widths)
        rows = [
            [inner(slot.cell) if slot and slot.first_row and slot.first_column else "" for slot in slots]
            for slots in grid.slots()
        ]
        lines = [[""] * across, [":---:"] * across, *rows]
        return "\n" + "\n".join("|" + "|".join(line) + "|" for line in lines) + "\n"

    report = case.report
    parts = [
        f'---\ntitle: "{"".join(report.title)}"\ndate: {report.year + 1}-03-2{len(case.seed) % 9}\ntags: [年报, 政务公开]\n---\n'
    ]
    for block in blocks(case):
        if not isinstance(block, Text):
            parts.append(table(block))
        elif block.role in ("title", "heading"):
            parts.append(f"{'#' if block.role == 'title' else '###'} {escaped(block.text)}\n")
        else:
            parts.append(f"&emsp;&emsp;{escaped(block.text)}  \n")
    return "\n".join(parts).encode()


_FULL = Habits(digits=("full width", "full width", "plain", "padded"))
STYLES = [
    Style("markdown-merged-grid", "markdown", merged_grid, "md", 8),
    Style("markdown-turned-page", "markdown", turned_page, "md", 8, _FULL),
]
