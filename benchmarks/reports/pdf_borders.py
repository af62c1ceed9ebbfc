"""Ways to draw the borders of table cells."""

from __future__ import annotations

from itertools import pairwise

from reportlab.pdfgen.canvas import Canvas

from benchmarks.reports.pdf_look import Borders, Box

Edge = tuple[float, float, float, float]  # x0, y0, x1, y1 from the top left, either level or upright


def edges(boxes: list[Box]) -> list[Edge]:
    """The four edges of every box; an edge that two boxes share is given once."""
    found: dict[Edge, None] = {}
    for x0, top, x1, bottom in boxes:
        for edge in (
            (x0, top, x1, top),
            (x0, bottom, x1, bottom),
            (x0, top, x0, bottom),
            (x1, top, x1, bottom),
        ):
            found[edge] = None
    return list(found)


def joined(found: list[Edge]) -> list[Edge]:
    """Edges in one line that touch each other, joined to long ones."""
    lines: dict[tuple[bool, float], list[tuple[float, float]]] = {}
    for x0, y0, x1, y1 in found:
        level = y0 == y1
        lines.setdefault((level, y0 if level else x0), []).append((x0, x1) if level else (y0, y1))
    out: list[Edge] = []
    for (level, at), parts in lines.items():
        run: list[tuple[float, float]] = []
        for begin, end in sorted(parts):
            if run and begin <= run[-1][1] + 0.01:
                run[-1] = (run[-1][0], max(run[-1][1], end))
            else:
                run.append((begin, end))
        out += [(begin, at, end, at) if level else (at, begin, at, end) for begin, end in run]
    return out


def hairlines(weight: float, grey: float = 0.0, dash: tuple[float, float] | None = None) -> Borders:
    """Borders of long lines through the whole table."""

    def paint(canvas: Canvas, height: float, boxes: list[Box]) -> None:
        canvas.setLineWidth(weight)
        canvas.setStrokeGray(grey)
        if dash:
            canvas.setDash(*dash)
        for x0, y0, x1, y1 in joined(edges(boxes)):
            canvas.line(x0, height - y0, x1, height - y1)
        canvas.setDash()
        canvas.setStrokeGray(0)

    return paint


def thin_rectangles(weight: float) -> Borders:
    """Borders of filled rectangles as thin as a line, one for each edge of a cell, as word processors print them."""

    def paint(canvas: Canvas, height: float, boxes: list[Box]) -> None:
        for x0, y0, x1, y1 in edges(boxes):
            canvas.rect(x0, height - y1, max(x1 - x0, weight), max(y1 - y0, weight), stroke=0, fill=1)

    return paint


def cell_edges(weight: float) -> Borders:
    """Borders that each cell draws by itself, a little too long; those between two cells are drawn twice."""

    def paint(canvas: Canvas, height: float, boxes: list[Box]) -> None:
        canvas.setLineWidth(weight)
        for x0, top, x1, bottom in boxes:
            corners = [(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)]
            for (ax, ay), (bx, by) in pairwise(corners):
                canvas.line(ax - 0.2, height - ay, bx + 0.2, height - by)

    return paint


def doubled(weight: float, gap: float) -> Borders:
    """Borders of double lines."""

    def paint(canvas: Canvas, height: float, boxes: list[Box]) -> None:
        canvas.setLineWidth(weight)
        for x0, y0, x1, y1 in joined(edges(boxes)):
            for shift in (-gap / 2, gap / 2):
                dx, dy = (0.0, shift) if y0 == y1 else (shift, 0.0)
                canvas.line(x0 + dx, height - y0 + dy, x1 + dx, height - y1 + dy)

    return paint


def open_sides(weight: float) -> Borders:
    """Borders without the lines at the left and right of the table."""

    def paint(canvas: Canvas, height: float, boxes: list[Box]) -> None:
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        canvas.setLineWidth(weight)
        for x0, y0, x1, y1 in joined(edges(boxes)):
            if x0 == x1 and x0 in (left, right):
                continue
            canvas.line(x0, height - y0, x1, height - y1)

    return paint


def in_form(inner: Borders) -> Borders:
    """The borders `inner`, drawn inside a form XObject that is moved to its place where it is used."""

    def paint(canvas: Canvas, height: float, boxes: list[Box]) -> None:
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        name = f"borders{canvas.getPageNumber()}x{round(top * 10)}"
        canvas.beginForm(name, -3, -3, right - left + 3, bottom - top + 3)
        inner(canvas, bottom - top, [(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in boxes])
        canvas.endForm()
        canvas.saveState()
        canvas.translate(left, height - bottom)
        canvas.doForm(name)
        canvas.restoreState()

    return paint
