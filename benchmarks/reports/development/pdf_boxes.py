"""Prints whose cells are boxes apart: rounded ones on wide paper, tinted cards; upright labels and footnotes."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from reportlab.pdfgen.canvas import Canvas

from benchmarks.reports import html, open_text, pdf
from benchmarks.reports.blocks import Block, blocks, mapped
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.pdf_look import Box, Colour, Look
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell

_WHITE: Colour = (1, 1, 1)


def striped(cell: GridCell, row: int) -> Colour:
    """Heads in the colour of sand, every other row of values in a pale one."""
    if cell.kind in ("head", "note", "clause"):
        return (0.93, 0.87, 0.72)
    return (0.99, 0.97, 0.92) if row % 2 else _WHITE


def rounded(canvas: Canvas, height: float, boxes: list[Box]) -> None:
    """A dotted box with round corners for each cell, none touching another, and a frame around the whole table."""
    canvas.setStrokeColorRGB(0.55, 0.4, 0.2)
    canvas.setLineWidth(0.6)
    canvas.setDash(0.8, 1.6)
    for x0, top, x1, bottom in boxes:
        canvas.roundRect(x0 + 1.2, height - bottom + 1.2, x1 - x0 - 2.4, bottom - top - 2.4, 4)
    canvas.setDash()
    canvas.setLineWidth(1.8)
    left, right = min(box[0] for box in boxes) - 3, max(box[2] for box in boxes) + 3
    upper, lower = min(box[1] for box in boxes) - 3, max(box[3] for box in boxes) + 3
    canvas.roundRect(left, height - lower, right - left, lower - upper, 8)
    canvas.setStrokeGray(0)


ROUNDED = Look(
    rounded,
    width=1190,
    height=842,
    margin=84,
    body=16,
    small=11,
    leading=15,
    pad=5,
    paper=striped,
    ink=lambda cell: (0.3, 0.2, 0.05) if cell.kind == "value" else (0.45, 0.2, 0.05),
    digits="Helvetica",
    furniture=lambda n, m: (
        "",
        f"注：①含经网站提交的申请，每件以登记编号为准；②办理期限跨年的，计入下一年度。　— {n} —",
    ),
)


def _noted(found: list[Block]) -> list[Block]:
    """The blocks with footnote marks behind two labels of table three."""
    marks = {"一、本年新收政府信息公开申请数量": "①", "四、结转下年度继续办理": "②"}

    def change(cell: GridCell) -> GridCell:
        return replace(cell, text=cell.text + marks.get(cell.text, "")) if cell.kind == "label" else cell

    return [mapped(block, change) if isinstance(block, Grid) else block for block in found]


def upright(cell: GridCell) -> bool:
    """Whether a label is written from top to bottom, as those are that are merged over some rows."""
    return cell.kind == "label" and cell.rows > 2 and cell.columns == 1


_CARDS = """<style>
body{font-family:sans-serif;font-size:15px;line-height:1.9} h2{color:#fff;background:#0b5;text-align:center;border-radius:10px;padding:8px}
h3{border-left:8px solid #0b5;padding-left:8px;break-after:avoid} table{border-collapse:separate;border-spacing:3px;border:0;width:100%}
td{border-radius:7px;background:#f2f7f4;text-align:center;font-size:11px;line-height:1.35;padding:4px 1px;border:0;break-inside:avoid}
tr:nth-child(odd) td{background:#e3efe8} td.head{background:#0a7a44!important;color:#fff;font-weight:bold}
td.label{color:#124b2e;text-align:left;padding-left:4px} td.upright{writing-mode:vertical-rl;letter-spacing:2px;text-align:center}
</style>"""


def cards(case: Case) -> bytes:
    """A page of tinted cards for printing: no lines, white words on green heads, merged labels from top to bottom."""

    def table(grid: Grid) -> str:
        rows = []
        for row in grid.rows:
            cells = ""
            for cell in row:
                kind = (
                    "upright"
                    if upright(cell)
                    else cell.kind.replace("note", "head").replace("clause", "head")
                )
                cells += f'<td class="{kind}"{html.spans(cell)}>{escape(cell.text)}</td>'
            rows.append(f"<tr>{cells}</tr>")
        return f"<table>{''.join(rows)}</table>"

    content = html.body(blocks(case), tables=table)
    return html.bare(case, content, f'<meta charset="utf-8">{_CARDS}').encode()


_CELLS = {
    "value": 'fo:border="0.5pt dotted #555555"',
    "label": 'fo:border="0.5pt dotted #555555" fo:background-color="#f3f3f3"',
    "head": 'fo:border="0.5pt solid #ffffff" fo:background-color="#c0504d"',
    "upright": 'fo:border="0.5pt dotted #555555" fo:background-color="#f3f3f3" style:writing-mode="tb-rl"',
}
_NOTES = {
    "一、本年新收政府信息公开申请数量": "含网站、信函和当面提交的申请，同一申请人的多件分别计数。",
    "四、结转下年度继续办理": "截至当年12月31日尚未答复、期限未满的申请。",
}


def open_document(case: Case) -> bytes:
    """A text in LibreOffice's format: labels written from top to bottom, footnotes of tables, a page head that names others."""

    def kind(cell: GridCell) -> str:
        if upright(cell):
            return "upright"
        return cell.kind if cell.kind in ("value", "label") else "head"

    head = f"霁川市政务公开领导小组办公室　{case.report.year + 1}年3月汇编"
    return open_text.write(blocks(case), _CELLS, kind, _NOTES, head)


_PRINTED = Habits(digits=("plain", "plain", "thousands", "padded", "units"))
STYLES = [
    Style("pdf-wide-rounded", "pdf", lambda case: pdf.write(_noted(blocks(case)), ROUNDED, "".join(case.report.title)),
          "pdf", 6, made_by="reportlab", also=lambda case: pdf.places(_noted(blocks(case)), ROUNDED)),
    Style("pdf-chromium-cards", "pdf", cards, "html", 6, _PRINTED, "Chromium", "chromium", "pdf",
          {"margin": "14mm", "footer": '<div style="font-size:9px;width:100%;text-align:center">霁川市人民政府办公室 2017年制版 第 <span class="pageNumber"></span> 页</div>'}),
    Style("pdf-libreoffice-upright", "pdf", open_document, "fodt", 6, _PRINTED, "LibreOffice", "libreoffice", "pdf",
          {"filter": "writer_pdf_Export"}),
]  # fmt: skip
