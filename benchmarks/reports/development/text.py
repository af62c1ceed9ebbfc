"""Text with one value a cell, and text whose digits ran together."""

from __future__ import annotations

from benchmarks.reports.blocks import blocks, padded
from benchmarks.reports.fiction import GLUED, Case, Habits
from benchmarks.reports.notation import PLAIN, ZEROS
from benchmarks.reports.plain_text import text
from benchmarks.reports.style import Style
from samples.grid import Grid
from samples.layouts import text as bundled


def one_a_line(case: Case) -> bytes:
    """One cell a line, merged cells once, a blank cell an empty line."""
    return text(blocks(case), lambda grid: "\n".join(cell.text for row in grid.rows for cell in row)).encode()


def behind_tabs(case: Case) -> bytes:
    """One cell a line behind a tab, a merged cell going on as a lone tab, an empty line after each row."""

    def table(grid: Grid) -> str:
        rows = [
            "\n".join(
                "\t" + (slot.cell.text if slot.first_row else "")
                for slot in slots
                if slot and slot.first_column
            )
            for slots in grid.slots()
        ]
        return "\n\n".join(rows) + "\n"

    return text(blocks(case), table).encode()


def tabs(case: Case) -> bytes:
    """A row a line, tabs between cells, merged cells once."""
    return text(
        blocks(case), lambda grid: "\n".join("\t".join(cell.text for cell in row) for row in grid.rows)
    ).encode()


def tabs_padded(case: Case) -> bytes:
    """A row a line with a place for every column of the grid, as pasted out of a spreadsheet; GB18030, CRLF."""
    found = text(blocks(case), lambda grid: "\n".join("\t".join(row) for row in padded(grid)))
    return found.replace("\n", "\r\n").encode("gb18030")


def spaces(case: Case) -> bytes:
    """A row a line, one space between cells; a blank cell could not be seen, so there are none."""
    return text(
        blocks(case), lambda grid: "\n".join(" ".join(cell.text for cell in row) for row in grid.rows)
    ).encode()


def glued(case: Case) -> bytes:
    """Nothing between anything: the whole report on one line without white space."""
    lines = text(blocks(case), lambda grid: "".join(cell.text for row in grid.rows for cell in row), gap="")
    return "".join(lines.split()).encode()


def glued_numbers(case: Case) -> bytes:
    """A row a line: a space between the label and the numbers, nothing between the numbers."""

    def table(grid: Grid) -> str:
        lines = []
        for row in grid.rows:
            labels = " ".join(cell.text for cell in row if cell.kind != "value")
            lines.append(f"{labels} {''.join(cell.text for cell in row if cell.kind == 'value')}".strip())
        return "\n".join(lines)

    return text(blocks(case), table).encode()


def glued_rows(case: Case) -> bytes:
    """A row a line, nothing between its cells; paragraphs on lines of their own."""
    return text(
        blocks(case), lambda grid: "\n".join("".join(cell.text for cell in row) for row in grid.rows)
    ).encode()


def spaced_out(case: Case) -> bytes:
    """Everything on one line, one space between cells and paragraphs."""
    return text(
        blocks(case), lambda grid: " ".join(cell.text for row in grid.rows for cell in row), gap=" "
    ).encode()


def paged(case: Case) -> bytes:
    """Copied page by page: tabs between cells, and after some lines a page's foot, a form feed and the next page's head."""

    def table(grid: Grid) -> str:
        lines = ["\t".join(cell.text for cell in row) for row in grid.rows]
        at = len(lines) * 2 // 3
        head = "".join(case.report.title)
        return "\n".join([*lines[:at], "第 2 页 / 共 5 页", f"\f{head}", *lines[at:]])

    return text(blocks(case), table).encode()


_TRACELESS = Habits(zeros=ZEROS, digits=("plain", "plain", "thousands", "full width", "units"))
_NO_UNITS = Habits(zeros=ZEROS, digits=("plain", "plain", "full width"))
_FULL = Habits(zeros=ZEROS, digits=PLAIN, label_misprints=False)
_VISIBLE = Habits(digits=("plain", "plain", "thousands", "full width", "units"))

STYLES = [
    Style("text-labels-broken", "text", lambda case: bundled.cells_broken(case.report), "txt", 6, _FULL),
    Style("text-tabs-shifted", "text", lambda case: bundled.tsv_shifted(case.report), "txt", 6, _FULL),
    Style("text-one-a-line", "text", one_a_line, "txt", 9, _VISIBLE, small=True),
    Style("text-behind-tabs", "text", behind_tabs, "txt", 9, _VISIBLE),
    Style("text-tabs", "text", tabs, "txt", 9, small=True),
    Style("text-tabs-padded", "text", tabs_padded, "txt", 9),
    Style("text-spaces", "text", spaces, "txt", 9, _TRACELESS),
    Style("text-spaced-out", "text", spaced_out, "txt", 6, _NO_UNITS),
    Style("text-paged", "text", paged, "txt", 6, _TRACELESS),
    Style("run-together-glued", "run-together", glued, "txt", 12, GLUED, run_together=True, small=True),
    Style("run-together-numbers", "run-together", glued_numbers, "txt", 10, GLUED, run_together=True),
    Style("run-together-rows", "run-together", glued_rows, "txt", 8, GLUED, run_together=True),
]
