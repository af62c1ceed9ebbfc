"""Held-out texts: aligned columns, half-padded rows, other encodings and line ends; other ways to run digits together."""

from __future__ import annotations

from html import escape

from benchmarks.reports import html
from benchmarks.reports.blocks import Text, blocks
from benchmarks.reports.fiction import GLUED, Case, Habits
from benchmarks.reports.notation import ZEROS
from benchmarks.reports.plain_text import text
from benchmarks.reports.style import Style
from samples.grid import Grid


def aligned(case: Case) -> bytes:
    """Columns aligned with spaces, as a PDF viewer copies them; a blank cell could not be seen, so there are none."""
    return text(
        blocks(case),
        lambda grid: "\n".join("   ".join(f"{cell.text:>4}" for cell in row) for row in grid.rows),
    ).encode()


def numbered_lines(case: Case) -> bytes:
    """One cell a line with CRLF in UTF-8 with a byte order mark, two empty lines between blocks; blanks are dashes."""
    found = text(
        blocks(case), lambda grid: "\n".join(cell.text for row in grid.rows for cell in row), gap="\n\n\n"
    )
    return b"\xef\xbb\xbf" + found.replace("\n", "\r\n").encode()


def labels_first(case: Case) -> bytes:
    """A row a line: the labels with spaces between them, then a tab before each value; GBK."""

    def table(grid: Grid) -> str:
        lines = []
        for row in grid.rows:
            labels = " ".join(cell.text for cell in row if cell.kind != "value")
            values = [cell.text for cell in row if cell.kind == "value"]
            lines.append("\t".join([labels, *values] if labels else values))
        return "\n".join(lines)

    return text(blocks(case), table).encode("gb18030")


def glued_below(case: Case) -> bytes:
    """Each label on a line of its own, the row's digits run together on the line below; CRLF."""

    def table(grid: Grid) -> str:
        lines: list[str] = []
        for row in grid.rows:
            lines += [cell.text for cell in row if cell.kind != "value"]
            if numbers := "".join(cell.text for cell in row if cell.kind == "value"):
                lines.append(numbers)
        return "\r\n".join(lines)

    return text(blocks(case), table, gap="\r\n").encode()


def glued_page(case: Case) -> bytes:
    """A page whose tables lost their markup: each is one paragraph without anything between its cells."""
    parts = [
        f"<p>{escape(block.text)}</p>"
        if isinstance(block, Text)
        else f"<div>{escape(''.join(cell.text for row in block.rows for cell in row))}</div>"
        for block in blocks(case)
    ]
    return html.site(case, "\n".join(parts), index=False).encode()


_TRACELESS = Habits(zeros=ZEROS, digits=("plain", "plain", "full width"))
STYLES = [
    Style("text-aligned", "text", aligned, "txt", 8, _TRACELESS),
    Style("text-numbered-lines", "text", numbered_lines, "txt", 8, _TRACELESS),
    Style("text-labels-first", "text", labels_first, "txt", 8),
    Style("run-together-below", "run-together", glued_below, "txt", 8, GLUED, run_together=True),
    Style("run-together-page", "run-together", glued_page, "html", 8, GLUED, run_together=True),
]
