"""More printed reports: letterheads, long running heads, turned pages, misleading text layers, forms, files of other makers."""

from __future__ import annotations

from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas

from benchmarks.reports import docx as word
from benchmarks.reports import pdf, pdf_traps
from benchmarks.reports.blocks import blocks
from benchmarks.reports.development.html_more import wps
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.pdf_borders import hairlines, thin_rectangles
from benchmarks.reports.pdf_look import Look
from benchmarks.reports.style import More, Style, joined
from samples.grid import GridCell

PLAIN = Look(hairlines(0.5), cut="lower")
FIELDS = Look(thin_rectangles(0.5), fields=True)
CODED = Look(hairlines(0.5), digits=pdf_traps.CODED, digits_of_values=True)


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


def long_heads(n: int, m: int) -> tuple[str, str]:
    """A running head as long as the text is wide, with numbers in it."""
    head = "霁川市人民政府办公室关于印发2024年度政府信息公开工作年度报告汇编（共36册）的通知附件之12"
    return head, f"政府信息公开专栏网址 gk.example.invalid/2024/03 第 {n} 页（共 {m} 页）"


LOOKS = {
    "letterhead": Look(
        hairlines(0.5), under=letterhead, cut="lower", struck_twice=True, margin=70, body=12.5
    ),
    "long-heads": Look(hairlines(0.5), cut="lower", furniture=long_heads),
    "turned-page": Look(hairlines(0.5), width=842, height=595, margin=50, rotated=True, repeat_head=True),
}


def _drawn(name: str, look: Look) -> Style:
    return Style(
        f"pdf-{name}", "pdf", lambda case: pdf.write(blocks(case), look, "".join(case.report.title)), "pdf", 6,
        made_by="reportlab", also=lambda case: pdf.places(blocks(case), look),
    )  # fmt: skip


def _coded(case: Case) -> bytes:
    pdf_traps.register_coded()
    return pdf.write(blocks(case), CODED, "".join(case.report.title))


def no_map(case: Case) -> bytes:
    """Digits in a font whose codes are no characters, without a map that says which characters they are."""
    return pdf_traps.without_map(_coded(case))


def holed_map(case: Case) -> bytes:
    """Digits in such a font with a map that lacks two of them."""
    return pdf_traps.with_holes(_coded(case), "37")


def text_layer(case: Case) -> bytes:
    """Scanned pages with letters over them that are not drawn."""
    return pdf_traps.scanned(blocks(case), PLAIN, "".join(case.report.title), under=False)


def form(case: Case) -> bytes:
    """A form in which every value is filled into a field."""
    return pdf.write(blocks(case), FIELDS, "".join(case.report.title))


def _placed(look: Look) -> Callable[[Case], More]:
    def also(case: Case) -> More:
        pdf_traps.register_coded()
        return pdf.places(blocks(case), look)

    return also


def double_word(case: Case) -> bytes:
    """A Word file for printing: double borders, numbers at the right, larger type, clauses as separate tables."""

    def cell(cell: GridCell) -> str:
        side = "right" if cell.kind == "value" else "left"
        return f'<w:p><w:pPr><w:jc w:val="{side}"/></w:pPr>{word.run(cell.text)}</w:p>'

    return word.package(
        word.body(blocks(case, clauses_apart=True), lambda grid: word.table(grid, cell, border="double")),
        '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="1200" w:right="1200" w:bottom="1200" w:left="1200"/></w:sectPr>',
    )


_PRINTED = Habits(digits=("plain", "plain", "thousands", "padded", "units"))
LATIN = Habits(zeros=("zero", "blank for zero"), digits=("plain", "thousands"))
STYLES = [
    *(_drawn(name, look) for name, look in LOOKS.items()),
    Style("pdf-no-map", "pdf", no_map, "pdf", 4, LATIN, made_by="reportlab",
          also=joined(_placed(CODED), pdf_traps.open_cells)),
    Style("pdf-holed-map", "pdf", holed_map, "pdf", 4, LATIN, made_by="reportlab",
          also=joined(_placed(CODED), pdf_traps.open_cells)),
    Style("pdf-text-layer", "pdf", text_layer, "pdf", 3, made_by="reportlab",
          also=joined(_placed(PLAIN), pdf_traps.unsure_cells)),
    Style("pdf-form", "pdf", form, "pdf", 4, LATIN, made_by="reportlab", also=_placed(FIELDS)),
    Style("pdf-chromium-wps", "pdf", wps, "html", 6, _PRINTED, "Chromium", "chromium", "pdf",
          {"scale": "0.9", "footer": '<span style="font-size:8px" class="pageNumber"></span>'}),
    Style("pdf-libreoffice-double", "pdf", double_word, "docx", 6, _PRINTED, "LibreOffice", "libreoffice", "pdf"),
]  # fmt: skip
