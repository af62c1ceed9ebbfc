"""Printed reports: drawn by the generator in many looks, web pages printed by Chromium, Word files printed by LibreOffice."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from benchmarks.reports import docx as word
from benchmarks.reports import html, pdf
from benchmarks.reports.blocks import blocks
from benchmarks.reports.development.html import div_grid, half_spans, plain
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.pdf_borders import (
    cell_edges,
    doubled,
    hairlines,
    in_form,
    open_sides,
    thin_rectangles,
)
from benchmarks.reports.pdf_look import EMBEDDED, SONG, Look, embedded_font
from benchmarks.reports.style import Style


def watermark(canvas: Canvas) -> None:
    """Pale words across the page, as a document system stamps them on."""
    canvas.saveState()
    canvas.setFont(SONG, 60)
    canvas.setFillGray(0.85)
    canvas.translate(300, 420)
    canvas.rotate(40)
    canvas.drawCentredString(0, 0, "政府信息公开")
    canvas.setFont("Helvetica", 30)
    canvas.drawCentredString(0, -60, "2024-0331")
    canvas.restoreState()


LOOKS = {
    "watermark": Look(hairlines(0.5), cut="lower", under=watermark),
    "struck-twice": Look(thin_rectangles(0.5), struck_twice=True, repeat_head=True, digits="Times-Roman"),
    "by-column": Look(cell_edges(0.5), by_column=True, body=13, cut="upper"),
    "hairlines": Look(hairlines(0.5), cut="upper"),
    "rectangles": Look(
        thin_rectangles(0.48),
        margin=80,
        small=10.5,
        leading=14,
        cut="lower",
        underline=True,
        digits="Times-Roman",
    ),
    "cell-edges": Look(cell_edges(0.4), body=16, small=8, leading=10, pad=2, repeat_head=True),
    "form-xobject": Look(
        in_form(hairlines(0.75)), margin=64, digits="Helvetica", cut="upper", label_share=0.8
    ),
    "dashed": Look(hairlines(0.5, dash=(2, 1.5)), body=12, shade=True),
    "grey": Look(hairlines(0.25, grey=0.6), body=15, pad=7, align="right", shade=True),
    "double": Look(doubled(0.4, 1.6), margin=60, small=10, leading=13, cut="lower"),
    "open-sides": Look(open_sides(0.6), small=9.5, digits="Times-Roman", raised=2.0, repeat_head=True),
    "landscape": Look(hairlines(0.5), width=842, height=595, margin=56, body=13, align="left", cut="upper"),
    "running-heads": Look(
        thin_rectangles(0.5),
        cut="lower",
        label_share=0.7,
        furniture=lambda n, m: ("霁川市政府信息公开年度报告汇编", f"第 {n} 页 共 {m} 页"),
    ),
    "embedded-font": Look(hairlines(0.5), font=EMBEDDED, cut="upper"),
}


def _drawn(name: str) -> Style:
    def write(case: Case) -> bytes:
        return pdf.write(blocks(case), LOOKS[name], "".join(case.report.title))

    def needs() -> str | None:
        return None if name != "embedded-font" or embedded_font() else "a Chinese TrueType font"

    return Style(
        f"pdf-{name}", "pdf", write, "pdf", 6, made_by="reportlab", needs=needs,
        small=name in ("hairlines", "rectangles"), also=lambda case: pdf.places(blocks(case), LOOKS[name]),
    )  # fmt: skip


def print_page(case: Case) -> bytes:
    """A report's page for printing from a browser: A4, heads of tables repeated."""
    style = "<style>body{font-family:serif;font-size:14pt} table{border-collapse:collapse;width:100%;font-size:10pt}</style>"
    page = html.bare(case, html.body(blocks(case)), f'<meta charset="utf-8">{style}')
    return page.encode()


def word_file(case: Case) -> bytes:
    """A Word file for printing; the three head rows of table three are repeated on each page."""
    return word.package(
        word.body(blocks(case), lambda grid: word.table(grid, head=3 if grid.name == "applications" else 0))
    )


def word_file_apart(case: Case) -> bytes:
    """A Word file for printing, with the clauses as separate tables and no head repeated."""
    return word.package(word.body(blocks(case, clauses_apart=True)))


def dotted_page(case: Case) -> bytes:
    """A page for printing with dotted and thick borders, padded cells and zebra stripes."""
    style = (
        "<style>body{font-size:16px;line-height:2} table{border-collapse:separate;border-spacing:0;width:100%;border:2px solid #000}"
        "td{border:1px dotted #333;padding:9px 2px;text-align:center;font-size:12px} tr:nth-child(even){background:#eef}</style>"
    )
    return html.bare(case, html.body(blocks(case)), f'<meta charset="utf-8">{style}').encode()


# Converters break full-width digits over lines in narrow cells, as they break words: whether such a cell holds one
# number or two nobody can know.
_PRINTED = Habits(digits=("plain", "plain", "thousands", "padded", "units"))
STYLES = [
    *map(_drawn, LOOKS),
    Style("pdf-chromium-bare", "pdf", print_page, "html", 6, _PRINTED, made_by="Chromium", converter="chromium", target="pdf"),
    Style("pdf-chromium-site", "pdf", plain, "html", 6, _PRINTED, made_by="Chromium", converter="chromium", target="pdf",
          options={"scale": "0.8", "margin": "12mm"}),
    Style("pdf-chromium-div-grid", "pdf", div_grid, "html", 5, _PRINTED, made_by="Chromium", converter="chromium", target="pdf"),
    Style("pdf-chromium-dotted", "pdf", dotted_page, "html", 6, _PRINTED, made_by="Chromium", converter="chromium",
          target="pdf", options={"paper": "Letter", "footer": '<span style="font-size:8px" class="pageNumber"></span>'}),
    Style("pdf-chromium-half-spans", "pdf", half_spans, "html", 6, _PRINTED, made_by="Chromium", converter="chromium",
          target="pdf", options={"landscape": "yes"}),
    Style("pdf-libreoffice", "pdf", word_file, "docx", 6, _PRINTED, made_by="LibreOffice", converter="libreoffice", target="pdf"),
    Style("pdf-libreoffice-apart", "pdf", word_file_apart, "docx", 5, _PRINTED, made_by="LibreOffice", converter="libreoffice",
          target="pdf"),
]  # fmt: skip
