"""Held-out prints: other borders, letters placed one by one, other pages through the converters."""

from __future__ import annotations

import re

from reportlab.pdfgen.canvas import Canvas

from benchmarks.reports import html, pdf, pdf_traps
from benchmarks.reports.blocks import Block, blocks
from benchmarks.reports.development.pdf_more import FIELDS, LATIN, PLAIN
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.pdf_borders import edges, hairlines, in_form, thin_rectangles
from benchmarks.reports.pdf_look import SONG, Box, Look
from benchmarks.reports.style import Style, joined
from samples.grid import Grid


def one_path(canvas: Canvas, height: float, boxes: list[Box]) -> None:
    """Borders of a page as one path that is stroked once."""
    path = canvas.beginPath()
    for x0, y0, x1, y1 in edges(boxes):
        path.moveTo(x0, height - y0)
        path.lineTo(x1, height - y1)
    canvas.setLineWidth(0.7)
    canvas.drawPath(path, stroke=1, fill=0)


def stroked_boxes(canvas: Canvas, height: float, boxes: list[Box]) -> None:
    """Borders as a stroked rectangle for each cell, filled with white."""
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


def red_head(canvas: Canvas) -> None:
    """The red head of an official paper on the first page, a star between two rules; a vertical line of binding on each."""
    canvas.saveState()
    if canvas.getPageNumber() == 1:
        canvas.setFillColorRGB(0.8, 0, 0)
        canvas.setStrokeColorRGB(0.8, 0, 0)
        canvas.setFont(SONG, 22)
        canvas.drawCentredString(297, 806, "霁川市政府信息公开工作文件")
        canvas.setLineWidth(1.6)
        canvas.line(60, 796, 285, 796)
        canvas.line(309, 796, 535, 796)
        canvas.circle(297, 796, 5, stroke=0, fill=1)
    canvas.setStrokeGray(0.5)
    canvas.setDash(3, 2)
    canvas.setLineWidth(0.5)
    canvas.line(30, 40, 30, 800)
    canvas.restoreState()


def two_sided(n: int, m: int) -> tuple[str, str]:
    """Running head and foot that change from page to page, as long as a line of text."""
    if n % 2:
        return (
            "霁川市政府信息与政务公开工作领导小组办公室编印（内部资料注意保存，不得翻印，编号2024-017）",
            f"— {n} —",
        )
    return (
        "各部门、各乡镇人民政府及市属有关单位政府信息公开工作年度报告（第3辑，共12辑）",
        f"— {n} — 共 {m} 页",
    )


LOOKS = {
    "red-head": Look(hairlines(0.5), under=red_head, cut="lower", margin=74, body=12.5),
    "two-sided": Look(hairlines(0.5), cut="upper", furniture=two_sided, struck_twice=True),
    "one-path": Look(one_path, body=15, small=10, leading=13, cut="upper", digits="Times-Roman"),
    "stroked-boxes": Look(stroked_boxes, margin=66, cut="lower", align="right"),
    "tiles": Look(tiles, body=13, pad=6),
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
    def laid_out(case: Case) -> list[Block]:
        return blocks(case, clauses_apart=name == "one-path")

    return Style(
        f"pdf-{name}", "pdf", lambda case: pdf.write(laid_out(case), LOOKS[name], "".join(case.report.title)), "pdf", 6,
        made_by="reportlab", also=lambda case: pdf.places(laid_out(case), LOOKS[name]),
    )  # fmt: skip


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


def text_under_picture(case: Case) -> bytes:
    """Scanned pages over the text that a program recognised on them."""
    return pdf_traps.scanned(blocks(case), PLAIN, "".join(case.report.title), under=True)


def bare_form(case: Case) -> bytes:
    """A form filled by a program: its fields have values without an appearance, which the viewer is to draw."""
    data = pdf.write(blocks(case), FIELDS, "".join(case.report.title))
    return re.sub(rb"/AP <<.*?>>", lambda match: b" " * len(match[0]), data, flags=re.DOTALL)


_PRINTED = Habits(digits=("plain", "plain", "thousands", "padded", "units"))
STYLES = [
    *map(_drawn, LOOKS),
    Style("pdf-chromium-small-page", "pdf", small_page, "html", 6, _PRINTED, "Chromium", "chromium", "pdf",
          {"paper": "A5", "margin": "9mm"}),
    Style("pdf-text-under-picture", "pdf", text_under_picture, "pdf", 3, made_by="reportlab",
          also=joined(pdf_traps.unsure_cells, lambda case: pdf.places(blocks(case), PLAIN))),
    Style("pdf-form-without-looks", "pdf", bare_form, "pdf", 4, LATIN, made_by="reportlab",
          also=lambda case: pdf.places(blocks(case), FIELDS)),
]  # fmt: skip
