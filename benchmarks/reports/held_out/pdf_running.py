"""Held-out prints over page ends: narrow margins with rows that break, the report's title at the head of each page."""

from __future__ import annotations

import re
from dataclasses import replace

from reportlab.pdfgen.canvas import Canvas

from benchmarks.reports import docx, pdf
from benchmarks.reports.blocks import Text, blocks
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.pdf_borders import hairlines
from benchmarks.reports.pdf_look import Look
from benchmarks.reports.style import More, Style
from samples.grid import Grid, GridCell

_ROOM = 10_600  # width between the margins, in twentieths of a point
_FONTS = (
    '<w:rFonts w:ascii="DejaVu Sans" w:hAnsi="DejaVu Sans" w:eastAsia="Noto Sans CJK SC" w:cs="DejaVu Sans"/>'
)
_NARROW = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="760" w:right="650" w:bottom="760" w:left="650" w:header="300" w:footer="300"/></w:sectPr>'
)


def _lined(words: str, size: int, side: str, above: int, line: int) -> str:
    place = f'<w:pPr><w:spacing w:before="{above}" w:after="{above}" w:line="{line}" w:lineRule="auto"/><w:jc w:val="{side}"/></w:pPr>'
    look = f'<w:rPr>{_FONTS}<w:sz w:val="{size}"/></w:rPr>'
    return f"<w:p>{place}{docx.run(words).replace('<w:r>', f'<w:r>{look}') if words else ''}</w:p>"


def _text(block: Text) -> str:
    size, side = {"title": (34, "center"), "heading": (26, "left"), "end": (22, "right")}.get(
        block.role, (22, "left")
    )
    return _lined(block.text, size, side, 60, 340)


def _cell(cell: GridCell) -> str:
    return _lined(cell.text, 16, "left" if cell.kind == "label" else "center", 70, 300)


def _table(grid: Grid) -> str:
    """The table as wide as the page; labels have little room, so that their rows are high."""
    if grid.name == "applications":
        grid = Grid(grid.name, grid.rows, (5, 9, 17, *grid.widths[3:]))
    return re.sub(
        r'(?<= w:w=")\d+',
        lambda match: str(round(int(match[0]) * _ROOM / docx.WIDTH)),
        docx.table(grid, _cell),
    )


def narrow(case: Case) -> bytes:
    """A Word file for printing: narrow margins, letters without serifs, rows that continue on the next page."""
    return docx.package(docx.body(blocks(case), _table, _text), _NARROW)


def head_rule(canvas: Canvas) -> None:
    """The thin line under the head of a page."""
    canvas.setStrokeGray(0.7)
    canvas.setLineWidth(0.4)
    canvas.line(62, 842 - 42, 533, 842 - 42)
    canvas.setStrokeGray(0)


RUNNING = Look(
    hairlines(0.35, grey=0.62),
    margin=62,
    body=13,
    small=9.5,
    leading=13,
    pad=6,
    digits="Helvetica",
    repeat_head=True,
    under=head_rule,
)


def _look(case: Case) -> Look:
    title = "".join(case.report.title)
    return replace(RUNNING, furniture=lambda n, m: (title, f"— {n} —"))


def running_title(case: Case) -> bytes:
    """Thin grey lines, the title with its year at the head of every page; the head of table three comes again."""
    return pdf.write(blocks(case), _look(case), "".join(case.report.title))


def _places(case: Case) -> More:
    return pdf.places(blocks(case), _look(case))


_PRINTED = Habits(digits=("plain", "plain", "thousands", "padded", "units"))
STYLES = [
    Style("pdf-libreoffice-narrow", "pdf", narrow, "docx", 6, _PRINTED, "LibreOffice", "libreoffice", "pdf"),
    Style("pdf-running-title", "pdf", running_title, "pdf", 6, made_by="reportlab", also=_places),
]
