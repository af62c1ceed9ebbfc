"""Held-out prints: other borders, turned pages, letters placed one by one, other pages through the converters."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from benchmarks.reports import docx as word
from benchmarks.reports import html, pdf
from benchmarks.reports.blocks import blocks
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.held_out.html import wps as wps_page
from benchmarks.reports.pdf_borders import edges, hairlines, in_form, thin_rectangles
from benchmarks.reports.pdf_look import Box, Look
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell


def one_path(canvas: Canvas, height: float, boxes: list[Box]) -> None:
    """All borders of a page in one path, stroked once."""
    path = canvas.beginPath()
    for x0, y0, x1, y1 in edges(boxes):
        path.moveTo(x0, height - y0)
        path.lineTo(x1, height - y1)
    canvas.setLineWidth(0.7)
    canvas.drawPath(path, stroke=1, fill=0)


def stroked_boxes(canvas: Canvas, height: float, boxes: list[Box]) -> None:
    """A stroked rectangle a cell, filled white."""
    canvas.setLineWidth(0.5)
    canvas.setFillGray(1)
    for x0, top, x1, bottom in boxes:
        canvas.rect(x0, height - bottom, x1 - x0, bottom - top, stroke=1, fill=1)
    canvas.setFillGray(0)


def tiles(canvas: Canvas, height: float, boxes: list[Box]) -> None:
    """No lines: each cell is a tinted tile with a white gap around it."""
    for number, (x0, top, x1, bottom) in enumerate(boxes):
        canvas.setFillGray(0.93 if number % 2 else 0.86)
        canvas.rect(x0 + 0.5, height - bottom + 0.5, x1 - x0 - 1, bottom - top - 1, stroke=0, fill=1)
    canvas.setFillGray(0)


def letterhead(canvas: Canvas) -> None:
    """A tinted page with ruled bands at the top and bottom and a box of ornament at the side."""
    canvas.setFillColorRGB(0.97, 0.98, 1)
    canvas.rect(0, 0, 595, 842, stroke=0, fill=1)
    canvas.setFillColorRGB(0.7, 0.1, 0.1)
    canvas.rect(0, 818, 595, 6, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.setLineWidth(0.8)
    for y in (812, 30, 26):
        canvas.line(40, y, 555, y)
    canvas.rect(14, 100, 18, 640, stroke=1, fill=0)


LOOKS = {
    "letterhead": Look(
        hairlines(0.5), under=letterhead, cut="lower", struck_twice=True, margin=70, body=12.5
    ),
    "one-path": Look(one_path, body=15, small=10, leading=13, cut="upper", digits="Times-Roman"),
    "stroked-boxes": Look(stroked_boxes, margin=66, cut="lower", align="right"),
    "tiles": Look(tiles, body=13, pad=6),
    "turned-page": Look(hairlines(0.5), width=842, height=595, margin=50, rotated=True, repeat_head=True),
    "letters-apart": Look(
        thin_rectangles(0.6),
        letters_apart=True,
        cut="upper",
        underline=True,
        furniture=lambda n, m: ("", f"{n} / {m}"),
    ),
    "letter-paper": Look(
        in_form(thin_rectangles(0.5)),
        width=612,
        height=792,
        margin=58,
        small=8.5,
        digits="Courier",
        label_share=1.2,
    ),
}


def _drawn(name: str) -> Style:
    def write(case: Case) -> bytes:
        return pdf.write(
            blocks(case, clauses_apart=name == "one-path"), LOOKS[name], "".join(case.report.title)
        )

    return Style(f"pdf-{name}", "pdf", write, "pdf", 6, made_by="reportlab")


def small_page(case: Case) -> bytes:
    """A page for printing on small paper: collapsed borders, tight cells set to the top, a head repeated on each page."""
    style = (
        "<style>body{font-size:11px;letter-spacing:1px} table{border-collapse:collapse;width:100%;border:1.5px solid #222}"
        "td,th{border:0.6px solid #222;padding:0 1px;vertical-align:top;font-size:8px;letter-spacing:0}</style>"
    )

    def table(grid: Grid) -> str:
        head = 0 if grid.name == "disclosures" else 3
        rows = html.table(grid).removeprefix('<table border="1">\n').removesuffix("\n</table>").split("\n")
        return f"<table><thead>{''.join(rows[:head])}</thead><tbody>{''.join(rows[head:])}</tbody></table>"

    page = html.bare(case, html.body(blocks(case), tables=table), f'<meta charset="utf-8">{style}')
    return page.encode()


def double_word(case: Case) -> bytes:
    """A Word file to be printed: double borders, numbers at the right, larger type, clauses apart."""

    def cell(cell: GridCell) -> str:
        side = "right" if cell.kind == "value" else "left"
        return f'<w:p><w:pPr><w:jc w:val="{side}"/></w:pPr>{word.run(cell.text)}</w:p>'

    return word.package(
        word.body(blocks(case, clauses_apart=True), lambda grid: word.table(grid, cell, border="double")),
        '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1200" w:right="1200" w:bottom="1200" w:left="1200"/></w:sectPr>',
    )


_PRINTED = Habits(digits=("plain", "plain", "thousands", "padded", "units"))
STYLES = [
    *map(_drawn, LOOKS),
    Style("pdf-chromium-small-page", "pdf", small_page, "html", 6, _PRINTED, "Chromium", "chromium", "pdf",
          {"paper": "A5", "margin": "9mm"}),
    Style("pdf-chromium-wps", "pdf", wps_page, "html", 6, _PRINTED, "Chromium", "chromium", "pdf",
          {"scale": "0.9", "footer": '<span style="font-size:8px" class="pageNumber"></span>'}),
    Style("pdf-libreoffice-double", "pdf", double_word, "docx", 6, _PRINTED, "LibreOffice", "libreoffice", "pdf"),
]  # fmt: skip
