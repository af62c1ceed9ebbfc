"""Texts in letters of one width: boxes drawn with lines, pages laid out with spaces, lines broken at one width."""

from __future__ import annotations

from benchmarks.reports import monospaced
from benchmarks.reports.blocks import Block, Text, blocks
from benchmarks.reports.fiction import GLUED, Case, Habits
from benchmarks.reports.notation import ZEROS
from benchmarks.reports.plain_text import text
from benchmarks.reports.style import Style
from samples.grid import Grid

PAGE = 96  # width of a page, in columns of letters
LINE = 72  # width of a message


def _broken(found: list[Block], width: int, indent: str = "") -> list[Block]:
    """The blocks with their running text broken into lines of `width`; titles are centred."""
    out: list[Block] = []
    for block in found:
        if not isinstance(block, Text):
            out.append(block)
        elif block.role == "title":
            out.append(Text(" " * ((width - monospaced.wide(block.text)) // 2) + block.text, "title"))
        else:
            before = indent if block.role == "paragraph" else ""
            out.append(Text("\n".join(monospaced.wrapped(before + block.text, width)), block.role))
    return out


def boxes(case: Case) -> bytes:
    """A page as a browser of the terminal shows it: lines drawn around the cells, long labels on several lines."""
    return text(_broken(blocks(case), PAGE), monospaced.boxed).encode()


def layout(case: Case) -> bytes:
    """A print converted to text that keeps its layout: cells stand below each other, form feeds separate the pages."""
    found = _broken(blocks(case), PAGE, "    ")
    tables = [block for block in found if not isinstance(block, Text)]

    def table(grid: Grid) -> str:
        lines = monospaced.laid_out(grid)
        return f"\n{lines}\n\n{'- 2 -':>50}\n\f" if grid is tables[-2] else f"\n{lines}\n"

    return text(found, table).encode()


def wrapped_digits(case: Case) -> bytes:
    """A message that lost the separators between cells: each table is one paragraph, broken into lines of one width.

    Lines are broken where Unicode allows it, never within digits that stand together.
    """

    def table(grid: Grid) -> str:
        together = "".join(cell.text for row in grid.rows for cell in row)
        return "\n".join(monospaced.wrapped(together, LINE))

    return text(_broken(blocks(case), LINE), table).encode()


_TRACELESS = Habits(zeros=ZEROS, digits=("plain", "plain", "thousands", "full width", "units"))
STYLES = [
    Style("text-boxes", "text", boxes, "txt", 8),
    Style("text-layout-kept", "text", layout, "txt", 8, _TRACELESS),
    Style("run-together-wrapped", "run-together", wrapped_digits, "txt", 8, GLUED, run_together=True),
]
