"""Printed reports, drawn cell by cell: running text and tables over page ends, with a given look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from benchmarks.reports.blocks import Block, Text
from benchmarks.reports.pdf_look import Box, Colour, Look, measure, register, runs, wrap
from samples.grid import Grid, GridCell, Slot

Drawing = Callable[[Canvas], None]
SHADE: Colour = (0.88, 0.88, 0.88)  # of heads


def write(blocks: list[Block], look: Look, title: str = "") -> bytes:
    """The blocks as PDF; the same blocks give the same bytes."""
    register(look.font)
    printer = _Printer(look)
    for block in blocks:
        printer.text(block) if isinstance(block, Text) else printer.table(block)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(look.width, look.height), invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for number, page in enumerate(printer.pages, start=1):
        if look.rotated:
            canvas.setPageRotation(90)  # reportlab then stores the page upright and turns it
            canvas.transform(0, 1, -1, 0, look.height, 0)
        around = (look.under, look.over)
        for draw in [around[0], *page, *_furniture(printer.words, number, len(printer.pages)), around[1]]:
            if draw:
                draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def places(blocks: list[Block], look: Look) -> dict[str, dict[str, object]]:
    """Cell key -> `page` and `at`: the middle of what is printed in the cell, in points from the top left of the page."""
    register(look.font)
    printer = _Printer(look)
    for block in blocks:
        printer.text(block) if isinstance(block, Text) else printer.table(block)
    return printer.placed


def _furniture(look: Look, number: int, pages: int) -> list[Drawing]:
    head, foot = look.furniture(number, pages)
    drawings = []
    for text, y in ((head, look.margin * 0.55), (foot, look.height - look.margin * 0.45)):
        x = (look.width - measure(text, look.small, look)) / 2
        drawings += [_letters(text, x, y, look.small, look)] if text else []
    return drawings


def _letters(
    text: str, x: float, y: float, size: float, look: Look, ink: Colour = (0.0, 0.0, 0.0)
) -> Drawing:
    """A function that draws a line of text whose baseline is `y` points below the top of the page."""

    def draw(canvas: Canvas) -> None:
        at = x
        if any(ink):
            canvas.setFillColorRGB(*ink)
        for font, part in runs(text, look):
            canvas.setFont(font, size)
            for piece in part if look.letters_apart else [part]:
                canvas.drawString(at, look.height - y, piece, mode=3 if look.invisible else None)
                at += canvas.stringWidth(piece, font, size)
        if any(ink):
            canvas.setFillGray(0)

    return draw


def _field(name: str, text: str, box: Box, y: float, look: Look) -> Drawing:
    """A function that draws a filled form field in the cell `box`; the end of its line is `y` points below the top of the page."""

    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(
            text, name=name, x=box[0] + 1, y=look.height - y - 1, width=box[2] - box[0] - 2,
            height=look.leading + 1, fontName="Helvetica", fontSize=look.small, borderWidth=0,
        )  # fmt: skip

    return draw


@dataclass
class _Portion:
    """The part of a row that stands on one page, or the whole row; `lines` is (first, last) of its lines."""

    row: int
    height: float
    part: str = "whole"  # whole, upper or lower
    lines: tuple[int, int | None] = (0, None)


@dataclass
class _Measured:
    """A table with its column edges, wrapped texts and row heights."""

    slots: list[list[Slot | None]]
    edges: list[float]
    lines: dict[int, list[str]] = field(default_factory=dict)
    rest: dict[int, list[str]] = field(
        default_factory=dict
    )  # texts of merged cells that the next page prints
    heights: list[float] = field(default_factory=list)
    most: list[int] = field(default_factory=list)  # lines of the tallest cell of each row


class _Printer:
    """Fills pages from top to bottom.

    `y` is where the next block begins, in points from the top; `words` is the look of all text but values.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self.words = replace(look, digits="") if look.digits_of_values else look
        self.pages: list[list[Drawing]] = [[]]
        self.placed: dict[str, dict[str, object]] = {}
        self.y = look.margin

    @property
    def room(self) -> float:
        return self.look.height - self.look.margin - self.y

    def turn(self) -> None:
        self.pages.append([])
        self.y = self.look.margin

    def text(self, block: Text) -> None:
        """Print a paragraph, wrapped; titles are centred, the end of the report stands at the right."""
        look = self.words
        size = {"title": look.body + 5, "heading": look.body + 1}.get(block.role, look.body)
        inner = look.width - 2 * look.margin
        indent = "　　" if block.role == "paragraph" else ""
        for line in wrap(indent + block.text, size, inner, look):
            if self.room < size * 1.6:
                self.turn()
            self.y += size * 1.6
            free = inner - measure(line, size, look)
            x = look.margin + {"title": free / 2, "end": free}.get(block.role, 0.0)
            self.pages[-1].append(_letters(line, x, self.y - size * 0.4, size, look))
            if look.underline and block.role == "paragraph":
                self.pages[-1].append(self._rule(x, self.y - size * 0.2, measure(line, size, look)))

    def _rule(self, x: float, y: float, length: float) -> Drawing:
        def draw(canvas: Canvas) -> None:
            canvas.setLineWidth(0.6)
            canvas.line(x, self.look.height - y, x + length, self.look.height - y)

        return draw

    def table(self, grid: Grid) -> None:
        """Print a table over as many pages as it needs."""
        look, table = self.look, self._measure(grid)
        self.y += look.leading / 2
        portions: list[_Portion] = []
        for row, height in enumerate(table.heights):
            left = self.room - sum(portion.height for portion in portions)
            if height <= left:
                portions.append(_Portion(row, height))
                continue
            fit = int((left - 2 * look.pad) // look.leading)
            rest: list[_Portion] = [_Portion(row, height)]
            if look.cut and 0 < fit < table.most[row]:
                portions.append(_Portion(row, fit * look.leading + 2 * look.pad, "upper", (0, fit)))
                below = (table.most[row] - fit) * look.leading + 2 * look.pad
                rest = [_Portion(row, below, "lower", (fit, None))]
            self._draw(table, portions)
            self.turn()
            head = 3 if look.repeat_head and grid.name == "applications" and row > 3 else 0
            portions = [_Portion(again, table.heights[again]) for again in range(head)] + rest
        self._draw(table, portions)
        self.y += look.leading / 2

    def _measure(self, grid: Grid) -> _Measured:
        look = self.look
        widths = list(grid.widths)
        if grid.name == "applications":
            widths[:3] = [width * look.label_share for width in widths[:3]]
        unit = (look.width - 2 * look.margin) / sum(widths)
        table = _Measured(
            grid.slots(), [look.margin + unit * sum(widths[:i]) for i in range(len(widths) + 1)]
        )
        table.most = [1] * len(grid.rows)
        tall: list[tuple[int, GridCell, int]] = []
        for y, slots in enumerate(table.slots):
            for x, slot in enumerate(slots):
                if slot is None or not (slot.first_row and slot.first_column):
                    continue
                room = table.edges[x + slot.cell.columns] - table.edges[x] - 5
                used = look if slot.cell.kind == "value" else self.words
                lines = wrap(slot.cell.text.replace("\u00a0", " ").strip(), look.small, room, used)
                table.lines[id(slot.cell)] = lines
                if slot.cell.rows == 1:
                    table.most[y] = max(table.most[y], len(lines))
                else:
                    tall.append((y, slot.cell, len(lines)))
        table.heights = [count * look.leading + 2 * look.pad for count in table.most]
        for (
            y,
            cell,
            count,
        ) in tall:  # a merged cell that needs more than its rows have makes the last one higher
            lack = count * look.leading + 2 * look.pad - sum(table.heights[y : y + cell.rows])
            if lack > 0:
                table.heights[y + cell.rows - 1] += lack
        return table

    def _draw(self, table: _Measured, portions: list[_Portion]) -> None:
        """Draw the portions of one page: the boxes of the cells over those of their rows that stand here, then the texts."""
        if not portions:
            return
        look, page = self.look, self.pages[-1]
        tops = [self.y]
        for portion in portions:
            tops.append(tops[-1] + portion.height)
        boxes: list[Box] = []
        shaded: list[tuple[Box, Colour]] = []
        done: set[int] = set()
        texts: dict[int, list[Drawing]] = {}
        for i, portion in enumerate(portions):
            for x, slot in enumerate(table.slots[portion.row]):
                if slot is None or id(slot.cell) in done or not slot.first_column:
                    continue
                done.add(id(slot.cell))
                here = [p for p in range(i, len(portions)) if _covers(table, portions[p].row, x, slot.cell)]
                box = (table.edges[x], tops[i], table.edges[x + slot.cell.columns], tops[here[-1] + 1])
                boxes.append(box)
                if look.paper:
                    shaded.append((box, look.paper(slot.cell, portion.row)))
                elif look.shade and slot.cell.kind in ("head", "note", "clause"):
                    shaded.append((box, SHADE))
                texts.setdefault(x if look.by_column else 0, []).extend(
                    self._cell(slot.cell, slot.first_row, portion, box, table)
                )
        page.append(lambda canvas: _fill(canvas, look.height, shaded))
        page.append(lambda canvas: look.borders(canvas, look.height, boxes))
        for column in sorted(texts):
            page += texts[column]
        self.y = tops[-1]

    def _cell(
        self, cell: GridCell, begins: bool, portion: _Portion, box: Box, table: _Measured
    ) -> list[Drawing]:
        """Functions that draw the text of a cell in its box; of a row that is cut, only the lines on this page."""
        look, lines = self.look if cell.kind == "value" else self.words, table.lines[id(cell)]
        if cell.rows > 1:
            # A merged cell over a page end: lines that do not fit on the first page are printed on the next.
            fit = max(1, int((box[3] - box[1] - 2 * look.pad + 0.01) // look.leading))
            goes_on = not begins or portion.part == "lower"  # the cells of a repeated head begin once more
            lines = table.rest.get(id(cell), []) if goes_on else lines
            lines, table.rest[id(cell)] = lines[:fit], lines[fit:]
        elif portion.part != "whole":
            if len(lines) > 1 and len(lines) == table.most[portion.row]:
                lines = lines[slice(*portion.lines)]
            elif portion.part != look.cut:
                return []  # shorter cells of a cut row stand on one of the two pages only
        y = (
            (box[1] + box[3]) / 2
            - len(lines) * look.leading / 2
            - (look.raised if cell.kind == "value" else 0)
        )
        drawings = []
        for line in lines:
            y += look.leading
            free = box[2] - box[0] - measure(line, look.small, look)
            shift = free / 2
            if cell.kind == "value" and look.align != "centre":
                shift = 3.0 if look.align == "left" else free - 3
            if cell.key and line:
                middle = (box[0] + shift + (box[2] - box[0] - free) / 2, y - look.leading * 0.5)
                self.placed.setdefault(cell.key, {"page": len(self.pages), "at": middle})
            if look.fields and cell.key and line:
                drawings.append(_field(cell.key, line, box, y, look))
                continue
            for by in (0.0, 0.3) if look.struck_twice and cell.kind != "value" else (0.0,):
                drawings.append(
                    _letters(
                        line,
                        box[0] + shift + by,
                        y - look.leading * 0.25,
                        look.small,
                        look,
                        look.ink(cell),
                    )
                )
        return drawings


def _covers(table: _Measured, row: int, column: int, cell: GridCell) -> bool:
    slot = table.slots[row][column]
    return slot is not None and slot.cell is cell


def _fill(canvas: Canvas, height: float, boxes: list[tuple[Box, Colour]]) -> None:
    for (x0, top, x1, bottom), colour in boxes:
        canvas.setFillColorRGB(*colour)
        canvas.rect(x0, height - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
    canvas.setFillGray(0)
