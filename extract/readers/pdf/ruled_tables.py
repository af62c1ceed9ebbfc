"""Assigns the characters of a PDF page to the cells of a ruled table, finds doubtful cells and makes rows of cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from operator import attrgetter

from extract.document import Cell, Source
from extract.messages import Doubt
from extract.readers.pdf.layout import bbox
from extract.readers.pdf.letters import ILLEGIBLE, cell_text
from extract.readers.pdf.objects import Char, Edges
from extract.readers.pdf.ruling_lines import TOLERANCE, Box, Grid, Line
from extract.readers.pdf.tiles import FEW
from extract.values import is_value_like

ACROSS, BESIDE, UNRULED = Doubt("across_border"), Doubt("drawn_beside"), Doubt("no_border")
_LOWEST = 0.5  # share of a letter's height: a lower row is no row
_WITHIN_WORD = 0.1  # share of a digit's height: digits closer than this are one number
_AT_EDGE = 0.2  # share of a digit's height: a border so close to its middle runs through the digit
_ACROSS = 0.25  # share of a letter's height above a border that the letter crosses
_ROOM = 2.0  # points between a border and what is drawn inside its cell


class Ruled:
    """A ruled table and the characters in its cells. Rows of one cell are frames around running text and are left
    out."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.top, self.bottom = grid.ys[0], grid.ys[-1]
        per_row = Counter(box.row for box in grid.boxes)
        self.cells: dict[int, list[Char]] = {
            index: [] for index, box in enumerate(grid.boxes) if per_row[box.row] > 1
        }
        self.doubts: dict[int, Doubt] = {}

    def takes(self, char: Char) -> bool:
        """Add a character to the cell in which it stands; False if it is in none."""
        if not self.top <= char.y <= self.bottom:
            return False
        cell = self.grid.cell_at(char.x, char.y)
        if cell is None or cell not in self.cells:
            return False
        self.cells[cell].append(char)
        return True

    def holds_values(self) -> bool:
        """Whether a row of a table without lines ends in a value, or, in a table of at least FEW cells, in a blank.

        Shaded words end in words, and so does a shaded head above values without a fill.
        """
        last = {self.grid.boxes[index].row: index for index in sorted(self.cells, key=self._left)}
        texts = ("".join(char.text for char in self.cells[index]) for index in last.values())
        return any(is_value_like(text) and (text.strip() or len(self.cells) >= FEW) for text in texts)

    def _left(self, index: int) -> int:
        return self.grid.boxes[index].column

    def chars(self) -> list[Char]:
        """All characters in the cells."""
        return [char for chars in self.cells.values() for char in chars]

    def lift_letters(self) -> None:
        """Move letters of a label that crosses its lower border from the cell below, which holds a number, to its cell.

        Some word processors draw a heading at a page end too low, so that its last line crosses the border.
        """
        for index, chars in self.cells.items():
            if len(chars) < 2 or not _is_chinese(chars[0]) or chars[-1].text > "9":
                continue
            box = self.grid.boxes[index]
            above = self.grid.cell_at(chars[0].x, box.top - TOLERANCE)
            if above is None or above == index or not self.cells.get(above):
                continue
            number = [char for char in chars if not _is_chinese(char)]
            over = [char for char in chars if _is_chinese(char)]
            if _is_number(number) and all(
                box.top - char.top > _ACROSS * (char.bottom - char.top)
                and all(char.y < digit.top for digit in number)
                and _stands_under(self.cells[above], char)
                for char in over
            ):
                self.cells[above] += over
                self.cells[index] = number

    def doubt_borders(self) -> None:
        """Doubt the cells whose border runs through a number: it is not certain to which cell the number belongs."""
        for index, chars in self.cells.items():
            if not chars or chars[0].text > "9":
                continue  # a label, as are most letters of a page
            box = self.grid.boxes[index]
            last: Char | None = None
            for char in chars:
                if not char.text.isdigit():
                    continue
                if last is None or char.x1 > last.x1:
                    last = char
                near = _AT_EDGE * (char.bottom - char.top)
                if char.y - box.top < near:
                    self._doubt(index, self.grid.cell_at(char.x, box.top - TOLERANCE))
                elif box.bottom - char.y < near:
                    self._doubt(index, self.grid.cell_at(char.x, box.bottom + TOLERANCE))
            if last is not None and box.x1 - last.x1 < TOLERANCE:
                beside = self.grid.cell_at(box.x1 + TOLERANCE, last.y)
                if beside != index and any(
                    _continues(last, char) for char in self.cells.get(beside or 0, ())
                ):
                    self._doubt(index, beside)

    def _doubt(self, *cells: int | None) -> None:
        for cell in cells:
            if cell is not None:
                self.doubts[cell] = ACROSS

    def doubt_gaps(self) -> None:
        """Doubt values beside a label that spans several of their rows, and values in the rows of a cell that is not a
        rectangle: a border is missing.

        A group's label also spans several rows, but has the labels of its rows between it and the values.
        """
        numbers = {i for i, chars in self.cells.items() if _is_number(chars)}
        columns = {self.grid.boxes[index].column for index in numbers}
        for index, chars in self.cells.items():
            box = self.grid.boxes[index]
            column = box.column + box.span
            if box.down == 1 or not chars or index in numbers or column not in columns:
                continue
            rows = self._rows_of(box, chars[0])
            beside = [self.grid.owner.get((row, column)) for row in rows]
            if len(set(beside)) < 2 or not numbers.intersection(beside):
                continue
            self._doubt_values(rows, column)
        for index in self.grid.bent:
            box = self.grid.boxes[index]
            rows = [
                row for row in range(box.row, box.row + box.down) if not self._is_before_label(index, row)
            ]
            self._doubt_values(rows, box.column)

    def _is_before_label(self, bent: int, row: int) -> bool:
        """Whether a cell without numbers that is not a rectangle covers only places left of the row's own label. On a
        new page browsers end a group's cell too early, so that the places beside the rows below have no borders."""
        if any(char.text.isdigit() for char in self.cells.get(bent, ())):
            return False
        last = max(column for (r, column), owner in self.grid.owner.items() if r == row and owner == bent)
        label = self.grid.owner.get((row, last + 1), bent)
        chars, box = self.cells.get(label), self.grid.boxes[label]
        return bool(chars) and not _is_number(chars or []) and (box.row, box.down) == (row, 1)

    def _doubt_values(self, rows: list[int], column: int) -> None:
        """Doubt the values and blank cells in these rows, from this column on."""
        for index, chars in self.cells.items():
            box = self.grid.boxes[index]
            if box.row in rows and box.column >= column and (not chars or _is_number(chars)):
                self.doubts[index] = UNRULED

    def _rows_of(self, box: Box, char: Char) -> list[int]:
        """The rows that a cell spans, without those lower than half a letter, which result from borders that do not
        meet."""
        ys, least = self.grid.ys, _LOWEST * (char.bottom - char.top)
        return [row for row in range(box.row, box.row + box.down) if ys[row + 1] - ys[row] > least]

    def doubt_shapes(self, shapes: list[Edges], is_inked: Callable[[Box], bool]) -> None:
        """Doubt the cells in which something is drawn: a digit drawn as a curve or a picture is not in the text.

        `is_inked`: whether anything is visible in a cell of the rendered page.
        """
        for index, chars in self.cells.items():
            box = self.grid.boxes[index]
            if not chars:
                if any(map(box_meets(box), shapes)) and is_inked(box):
                    self.cells[index].append(_illegible(box))
            elif chars[0].text.isdigit() and any(map(box_holds(box), shapes)):
                self.doubts.setdefault(index, BESIDE)

    def doubt_crossed(self, horizontals: list[Line]) -> None:
        """Doubt the numbers that a line runs through, which a person takes for struck out."""
        through = [line for line in horizontals if not any(abs(line[0] - y) < _ROOM for y in self.grid.ys)]
        for index, chars in self.cells.items() if through else ():
            if any(char.text.isdigit() and _crosses(line, char) for char in chars for line in through):
                self.doubts.setdefault(index, BESIDE)

    def doubtful_places(self) -> Iterator[tuple[float, float]]:
        """(x, y) of the middles of the cells in doubt, so that the other reading can doubt the same cells."""
        for index, chars in self.cells.items():
            if index in self.doubts or (len(chars) == 1 and chars[0].text == ILLEGIBLE):
                box = self.grid.boxes[index]
                yield (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2

    def rows(self, page: int, table: int) -> Iterator[tuple[float, list[Cell]]]:
        """(top, cells) of every row; a cell's column is the index of its left edge in the table."""
        rows: dict[int, list[Cell]] = {}
        ys = self.grid.ys
        labelled = {
            (self.grid.boxes[index].row, self.grid.boxes[index].down)
            for index, chars in self.cells.items()
            if chars and not _is_number(chars)
        }
        for index, chars in self.cells.items():
            box = self.grid.boxes[index]
            doubt = self.doubts.get(index)
            # A label that spans the same rows as the number belongs to it: no border is missing.
            as_label = (box.row, box.down) in labelled
            parts = [(box.row, box.row + box.down, chars)] if as_label else self._parts(box, chars)
            for first, last, part in parts:
                place = bbox((box.x0, ys[first], box.x1, ys[last]))
                source = Source(page, place, table, first + 1, box.column + 1)
                width = box.x1 - box.x0 if as_label or last - first == 1 else None
                text = cell_text(part, width) if part else ""
                doubt = UNRULED if len(parts) > 1 else doubt
                rows.setdefault(first, []).append(Cell(text, source, box.column, box.span, doubt))
        for row in sorted(rows):
            yield ys[row], sorted(rows[row], key=attrgetter("column"))

    def _parts(self, box: Box, chars: list[Char]) -> list[tuple[int, int, list[Char]]]:
        """(first row, row after the last, characters) of the cell, or of each row if it holds a number and spans
        several.

        No number of the form spans several rows: a border is missing, and the number's position decides its row.
        """
        undivided = [(box.row, box.row + box.down, chars)]
        if box.down == 1 or not any(char.text.isdigit() for char in chars):
            return undivided
        ys = self.grid.ys
        edges = [box.row, *self._rows_of(box, chars[0])[1:], box.row + box.down]
        parts = [
            (first, last, [char for char in chars if ys[first] <= char.y < ys[last]])
            for first, last in pairwise(edges)
        ]
        holds_number = any(_is_number(part) for _, _, part in parts)
        return parts if holds_number else undivided


def _is_number(chars: list[Char]) -> bool:
    return bool(chars) and all(char.text <= "9" for char in chars)


def _is_chinese(char: Char) -> bool:
    return "\u3000" <= char.text < "\ue000"


def _stands_under(above: list[Char], char: Char) -> bool:
    """Whether a letter stands directly below one of a cell's letters, as in the next line of a label."""
    height = char.bottom - char.top
    return any(
        _is_chinese(other) and other.x0 < char.x < other.x1 and 0 < char.top - other.bottom < height
        for other in above
    )


def _continues(last: Char, char: Char) -> bool:
    """Whether a digit in the next cell continues the number that ends with the last digit of this one."""
    height = last.bottom - last.top
    return (
        char.text.isdigit()
        and abs(char.y - last.y) < height / 2
        and char.x0 - last.x1 < _WITHIN_WORD * height
    )


def _crosses(line: Line, char: Char) -> bool:
    """Whether a horizontal line runs through the middle half of a character."""
    y, x0, x1 = line
    quarter = (char.bottom - char.top) / 4
    return x0 < char.x < x1 and char.top + quarter < y < char.bottom - quarter


def box_meets(box: Box) -> Callable[[Edges], bool]:
    """Return a function that tells whether a shape is partly inside the cell, away from its borders."""
    x0, top, x1, bottom = box.x0 + _ROOM, box.top + _ROOM, box.x1 - _ROOM, box.bottom - _ROOM
    return lambda shape: shape[0] < x1 and shape[2] > x0 and shape[1] < bottom and shape[3] > top


def box_holds(box: Box) -> Callable[[Edges], bool]:
    """Return a function that tells whether a shape is completely inside the cell."""
    return lambda shape: (
        shape[0] > box.x0 and shape[2] < box.x1 and shape[1] > box.top and shape[3] < box.bottom
    )


def _illegible(box: Box) -> Char:
    return Char(ILLEGIBLE, *box[:4], (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2, True)
