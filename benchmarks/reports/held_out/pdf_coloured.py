"""Held-out prints in colour: dark tables with white words."""

from __future__ import annotations

from benchmarks.reports import pdf
from benchmarks.reports.blocks import blocks
from benchmarks.reports.pdf_borders import hairlines
from benchmarks.reports.pdf_look import Colour, Look
from benchmarks.reports.style import Style
from samples.grid import GridCell

_WHITE: Colour = (1, 1, 1)
_BLUE: Colour = (0.18, 0.33, 0.59)


def banded(cell: GridCell, row: int) -> Colour:
    """Dark heads, labels somewhat lighter, values in stripes of two tints."""
    if cell.kind != "value":
        return (0.27, 0.45, 0.77) if cell.kind == "label" else _BLUE
    return (0.85, 0.89, 0.95) if row % 2 else (0.71, 0.78, 0.91)


LOOKS = {
    "dark-grid": Look(
        hairlines(0.8, grey=1.0),
        paper=banded,
        ink=lambda cell: _WHITE if cell.kind != "value" else (0.0, 0.0, 0.0),
        struck_twice=True,
        cut="upper",
        furniture=lambda n, m: ("霁川市人民政府办公室 2018年政务公开资料", f"{n}"),
    ),
}


def _drawn(name: str) -> Style:
    return Style(
        f"pdf-{name}", "pdf", lambda case: pdf.write(blocks(case), LOOKS[name], "".join(case.report.title)), "pdf", 6,
        made_by="reportlab", also=lambda case: pdf.places(blocks(case), LOOKS[name]),
    )  # fmt: skip


STYLES = [*map(_drawn, LOOKS)]
