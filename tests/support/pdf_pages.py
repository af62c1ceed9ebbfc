"""PDF pages drawn for the reader: a small table, its borders in every manner, and what is read of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import pairwise

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from extract.document import Document, Table

FONT = "STSong-Light"
registerFont(UnicodeCIDFont(FONT))
XS, YS = (
    (60.0, 160.0, 220.0, 280.0, 340.0),
    (700.0, 676.0, 652.0, 628.0),
)  # edges of a table of 3 rows, 4 columns
TEXTS = [["行政许可", "12", "0", "345"], ["行政处罚", "", "7", "8"], ["行政强制", "61", "—", "1036"]]
Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, size: tuple[float, float] = (595.0, 842.0)) -> bytes:
    """A PDF with a page for each drawing."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    for draw in pages:
        canvas.setFont(FONT, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def texts(canvas: Canvas, rows: list[list[str]] = TEXTS) -> None:
    for row, top in zip(rows, YS, strict=False):
        for text, left in zip(row, XS, strict=False):
            for line, part in enumerate(text.split("\n")):
                canvas.drawString(left + 4, top - 10 - 11 * line, part)


def strokes(canvas: Canvas) -> None:
    for x in XS:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)


def thin_rectangles(canvas: Canvas) -> None:
    for x in XS:
        canvas.rect(x - 0.25, YS[-1], 0.5, YS[0] - YS[-1], stroke=0, fill=1)
    for y in YS:
        canvas.rect(XS[0], y - 0.25, XS[-1] - XS[0], 0.5, stroke=0, fill=1)


def boxes_per_cell(canvas: Canvas) -> None:
    for top, bottom in pairwise(YS):
        for left, right in pairwise(XS):
            canvas.rect(left, bottom, right - left, top - bottom, stroke=1, fill=0)


def double_lines(canvas: Canvas) -> None:
    strokes(canvas)
    canvas.translate(1.5, 1.5)
    strokes(canvas)
    canvas.translate(-1.5, -1.5)


def dotted(canvas: Canvas) -> None:
    for y in YS:
        for x in range(int(XS[0]), int(XS[-1]), 2):
            canvas.line(x, y, x + 1, y)
    for left in XS:
        for low in range(int(YS[-1]), int(YS[0]), 2):
            canvas.line(left, low, left, low + 1)


def open_sides(canvas: Canvas) -> None:
    for x in XS[1:-1]:
        canvas.line(x, YS[0], x, YS[-1])
    for y in YS:
        canvas.line(XS[0], y, XS[-1], y)


def one_path(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for x in XS:
        path.moveTo(x, YS[0])
        path.lineTo(x, YS[-1])
    for y in YS:
        path.moveTo(XS[0], y)
        path.lineTo(XS[-1], y)
    canvas.drawPath(path, stroke=1, fill=0)


def in_a_form(canvas: Canvas) -> None:
    if not canvas.hasForm("grid"):
        canvas.beginForm("grid")
        canvas.translate(-100, 50)
        strokes(canvas)
        canvas.endForm()
    canvas.saveState()
    canvas.translate(100, -50)
    canvas.doForm("grid")
    canvas.restoreState()


def shaded(canvas: Canvas) -> None:
    canvas.setFillGray(0.85)
    for top, bottom in pairwise(YS):
        canvas.rect(XS[0], bottom, XS[-1] - XS[0], top - bottom, stroke=0, fill=1)
    canvas.setFillGray(0)
    strokes(canvas)


BORDERS = [
    strokes, thin_rectangles, boxes_per_cell, double_lines, dotted, open_sides, one_path, in_a_form, shaded,
]  # fmt: skip


def rows_of(document: Document) -> list[list[str]]:
    return [
        [cell.text for cell in row]
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]
