"""Reports as PDF: running text and ruled tables over page breaks, drawn cell by cell with reportlab.

The tables are drawn here rather than by reportlab's own table, because that one moves merged cells to the
next page whole, where word processors cut straight through them, and through a row of several lines as well.
"""

from __future__ import annotations

import re
from io import BytesIO

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from samples import form, grid
from samples.grid import Grid, GridCell, Slot
from samples.model import Report

PAGE = (595.0, 842.0)  # A4 in points
MARGIN = 72.0
WIDTH = PAGE[0] - 2 * MARGIN
FONT = "STSong-Light"  # a font that PDF readers bring along, so that no font file is needed
SMALL, LEADING = 9.0, 12.0
PAD, SIDE = 5.0, 3.0  # above and below the text of a table cell; beside it
RULE = 0.5

Band = tuple[
    int, int, int | None, float
]  # grid row, first line printed, line to stop before (None: last), height


def write(report: Report, font: str = FONT) -> bytes:
    """The report as PDF.

    Options: ``body`` size of the running text; ``label_width`` of table three's third column (relative, 27 if
    not given); ``cut`` where a row that is cut by a page end prints its numbers (``above``, ``below``), or
    absent to break between rows only; ``rules`` draws borders as thin rectangles instead of lines;
    ``repeat_head`` repeats the head of table three on its next page; ``underline`` underlines the intro.
    """
    if font == FONT:
        registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    # invariant: no creation date and no random id, so that the same report gives the same bytes
    canvas = Canvas(buffer, pagesize=PAGE, invariant=1, pageCompression=1)
    canvas.setTitle("".join(report.title))
    canvas.setAuthor(report.agency)
    page = _Page(canvas, report, font)
    headings = form.headings()
    for line in report.title:
        page.line(line, 18.0, centred=True)
    for line in report.top:
        page.line(line, 10.5, centred=True)
    for text in report.prose["intro"]:
        page.paragraph(text, underline=bool(report.options.get("underline")))
    page.section(headings["overview"], report.prose["overview"])
    page.section(headings["disclosures"], [])
    page.table(grid.stacked(grid.disclosures(report)))
    page.section(headings["applications"], [])
    three = grid.applications(report)
    narrow = float(report.options.get("label_width", three.widths[2]))
    three = Grid(three.name, three.rows, (*three.widths[:2], narrow, *three.widths[3:]))
    page.table(three, head=3 if report.options.get("repeat_head") else 0)
    page.section(headings["appeals"], [])
    page.table(grid.appeals(report))
    page.section(headings["problems"], report.prose["problems"])
    page.section(headings["other_matters"], report.prose["other_matters"])
    for line in report.end:
        page.line(line, page.body, right=True)
    page.close()
    canvas.save()
    return buffer.getvalue()


class _Page:
    """The page that is being filled; nothing stands yet below ``y``, a height in points."""

    def __init__(self, canvas: Canvas, report: Report, font: str) -> None:
        self.canvas = canvas
        self.font = font
        self.body = float(report.options.get("body", 12.0))
        self.cut = report.options.get("cut")
        self.as_rectangles = bool(report.options.get("rules"))
        self.number = 1
        self.y = PAGE[1] - MARGIN

    def turn(self) -> None:
        """End the page and begin the next."""
        self.close()
        self.canvas.showPage()
        self.number += 1
        self.y = PAGE[1] - MARGIN

    def close(self) -> None:
        """Print the page number."""
        self.canvas.setFont(self.font, SMALL)
        self.canvas.drawCentredString(PAGE[0] / 2, MARGIN / 2, f"- {self.number} -")

    def line(
        self, text: str, size: float, centred: bool = False, right: bool = False, rule: bool = False
    ) -> None:
        """Print one line of running text."""
        leading = size * 1.6
        if self.y - leading < MARGIN:
            self.turn()
        self.y -= leading
        self.canvas.setFont(self.font, size)
        width = self.canvas.stringWidth(text, self.font, size)
        x = MARGIN + (WIDTH - width) / 2 if centred else MARGIN + (WIDTH - width if right else 0.0)
        self.canvas.drawString(x, self.y + size * 0.4, text)
        if rule:
            self.rule(x, self.y + size * 0.2, x + width, self.y + size * 0.2)

    def paragraph(self, text: str, underline: bool = False) -> None:
        """Print a paragraph, wrapped."""
        for line in _wrap("　　" + text, self.font, self.body, WIDTH):
            self.line(line, self.body, rule=underline)

    def section(self, heading: str, texts: list[str]) -> None:
        """Print a heading and the paragraphs under it."""
        self.line(heading, self.body + 2)
        for text in texts:
            self.paragraph(text)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a straight rule: a line, or the thin rectangle that word processors make of it."""
        if self.as_rectangles:
            self.canvas.rect(x0, y0, max(x1 - x0, RULE), max(y1 - y0, RULE), stroke=0, fill=1)
        else:
            self.canvas.setLineWidth(RULE)
            self.canvas.line(x0, y0, x1, y1)

    def table(self, table: Grid, head: int = 0) -> None:
        """Print a ruled table, broken over pages; ``head`` rows are repeated at the top of each further page."""
        layout = _Table(table, self.font)
        bands: list[Band] = []
        for row, height in enumerate(layout.heights):
            room = self.y - MARGIN - sum(band[3] for band in bands)
            if height <= room:
                bands.append((row, 0, None, height))
                continue
            lines = layout.lines_of_row[row]
            upper = int((room - 2 * PAD) // LEADING)
            if self.cut and 0 < upper < lines:
                bands.append((row, 0, upper, upper * LEADING + 2 * PAD))
            self._draw(layout, bands)
            self.turn()
            bands = [(repeated, 0, None, layout.heights[repeated]) for repeated in range(head)]
            if self.cut and 0 < upper < lines:
                bands.append((row, upper, None, (lines - upper) * LEADING + 2 * PAD))
            else:
                bands.append((row, 0, None, height))
        self._draw(layout, bands)
        self.y -= LEADING

    def _draw(self, layout: _Table, bands: list[Band]) -> None:
        """Draw the rows of one page; a merged cell is drawn once, over those of its rows that stand here."""
        tops = [self.y - sum(band[3] for band in bands[:i]) for i in range(len(bands) + 1)]
        drawn: set[int] = set()
        for i, band in enumerate(bands):
            for column, slot in enumerate(layout.slots[band[0]]):
                if slot is None or id(slot.cell) in drawn:
                    continue
                drawn.add(id(slot.cell))
                last = i
                while last + 1 < len(bands) and _covers(layout, bands[last + 1][0], column, slot.cell):
                    last += 1
                box = (
                    layout.edges[column],
                    tops[last + 1],
                    layout.edges[column + slot.cell.columns],
                    tops[i],
                )
                for x0, y0, x1, y1 in _frame(box):
                    self.rule(x0, y0, x1, y1)
                if slot.first_row and slot.first_column:
                    self._text(layout, slot, band, box)
        self.y = tops[-1]

    def _text(self, layout: _Table, slot: Slot, band: Band, box: tuple[float, float, float, float]) -> None:
        """Draw the text of a cell in the middle of its box; of a row that is cut, only the lines on this page.

        Raises ValueError where a page end leaves a merged cell too low for its text; the options of the sample avoid that.
        """
        lines = layout.lines[id(slot.cell)]
        _, start, stop, _ = band
        if slot.cell.rows == 1 and (start or stop is not None):
            if len(lines) == layout.lines_of_row[band[0]] and slot.cell.kind != "value":
                lines = lines[start:stop]
            elif (self.cut == "above") == bool(start):
                return  # short cells of a cut row stand on one of the two pages only
        elif start:
            return  # a merged cell that began on the page before has been printed there
        x0, bottom, x1, top = box
        if len(lines) * LEADING > top - bottom + PAD:
            raise ValueError(
                f"page {self.number}: {slot.cell.text} does not fit its cell; choose another body size"
            )
        y = (top + bottom) / 2 + len(lines) * LEADING / 2
        self.canvas.setFont(self.font, SMALL)
        for text in lines:
            y -= LEADING
            self.canvas.drawCentredString((x0 + x1) / 2, y + 3, text)


class _Table:
    """A grid with its measures: edges of the columns in points, wrapped lines of each cell, heights of the rows."""

    def __init__(self, table: Grid, font: str) -> None:
        self.slots = table.slots()
        unit = WIDTH / sum(table.widths)
        self.edges = [MARGIN + unit * sum(table.widths[:i]) for i in range(len(table.widths) + 1)]
        self.lines: dict[int, list[str]] = {}
        self.lines_of_row = [1] * len(table.rows)
        for r, row in enumerate(self.slots):
            for c, slot in enumerate(row):
                if slot is None or not (slot.first_row and slot.first_column):
                    continue
                room = self.edges[c + slot.cell.columns] - self.edges[c] - SIDE * 2
                wrapped = _wrap(slot.cell.text, font, SMALL, room)
                self.lines[id(slot.cell)] = wrapped
                if slot.cell.rows == 1:
                    self.lines_of_row[r] = max(self.lines_of_row[r], len(wrapped))
        self.heights = [count * LEADING + 2 * PAD for count in self.lines_of_row]


def _wrap(text: str, font: str, size: float, width: float) -> list[str]:
    """The text in lines of at most ``width`` points, broken anywhere but in numbers and before a full stop."""
    lines, line = [], ""
    for token in re.findall(r"[0-9A-Za-z.,]+|.", text):
        if line and stringWidth(line + token, font, size) > width and token not in "，。、；）":
            lines.append(line)
            line = ""
        line += token
    return [*lines, line]


def _covers(layout: _Table, row: int, column: int, cell: GridCell) -> bool:
    slot = layout.slots[row][column]
    return slot is not None and slot.cell is cell


def _frame(box: tuple[float, float, float, float]) -> list[tuple[float, float, float, float]]:
    x0, y0, x1, y1 = box
    return [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
