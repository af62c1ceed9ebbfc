"""Sheets of a workbook written from the top down: lines over their whole width, headed rows, heights by the text."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from publish.consolidated import notes
from publish.consolidated.source import Consolidated

FONT = "宋体"
RED = "#C00000"
SHADE = "#DCE6F1"
SIZE = 11  # of letters, points
LINE = 15.0  # points a line of them takes
_PAPER_A4 = 9


class Book:
    """A workbook in memory; its bytes depend on nothing but what is written."""

    def __init__(self, table: Consolidated) -> None:
        self._buffer = BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self._book.set_properties(
            {
                "title": notes.title(table),
                "author": table.area_name,
                "comments": table.version,
                "created": table.published_at.replace(tzinfo=None),
            }
        )
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def look(self, **properties: Any) -> Any:
        """A cell format, made once."""
        told = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", "text_wrap": True, **properties}
        key = tuple(sorted(told.items()))
        if key not in self._looks:
            self._looks[key] = self._book.add_format(told)
        return self._looks[key]

    def sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """A new sheet, A4 across, as wide as the page; `widths` in characters."""
        paper = self._book.add_worksheet(name)
        paper.set_landscape()
        paper.set_paper(_PAPER_A4)
        paper.fit_to_pages(1, 0)
        paper.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        paper.center_horizontally()
        paper.set_footer("&C&P / &N")
        for column, width in enumerate(widths):
            paper.set_column(column, column, width)
        return Sheet(self, paper, widths)

    def bytes(self) -> bytes:
        """Close it; the package."""
        self._book.close()
        return self._buffer.getvalue()


class Sheet:
    """`paper` is XlsxWriter's sheet, `row` the next row to be written (from 0)."""

    def __init__(self, book: Book, paper: Any, widths: Sequence[float]) -> None:
        self.book, self.paper, self.widths, self.row = book, paper, widths, 0

    def line(self, text: str, size: float = SIZE, **look: Any) -> None:
        """A line over all columns."""
        made = self.book.look(font_size=size, **look)
        self.paper.merge_range(self.row, 0, self.row, len(self.widths) - 1, text, made)
        self._height(height(text, sum(self.widths) * SIZE / size) * size / SIZE)

    def warn(self, warnings: Sequence[notes.Said]) -> None:
        """What a reader must not miss, in both languages."""
        for said in warnings:
            self.line(f"{said.zh}\n{said.en}", bold=True, font_color=RED)

    def header(self, *labels: tuple[str, str]) -> None:
        """Headings of columns, the English below the Chinese."""
        for column, label in enumerate(labels):
            look = self.book.look(border=1, bold=True, align="center", bg_color=SHADE)
            self.paper.write_string(self.row, column, "\n".join(label), look)
        self._height(2 * LINE)

    def cells(self, *values: str | Decimal | None, **look: Any) -> None:
        """A row of texts and numbers; None is a blank."""
        for column, value in enumerate(values):
            if isinstance(value, str):
                self.paper.write_string(self.row, column, value, self.book.look(border=1, **look))
            else:
                self.number(self.row, column, value, **look)
        texts = zip(values, self.widths, strict=False)
        self._height(max(height(text, width) for text, width in texts if isinstance(text, str)))

    def number(self, row: int, column: int, value: Decimal | None, **look: Any) -> None:
        """A number with every decimal that it has: General would round what is wider than the column."""
        decimals = len(notes.printed(value).partition(".")[2])
        shown = f"0.{'0' * decimals}" if decimals else "0"
        made = self.book.look(border=1, align="center", num_format=shown, **look)
        if value is None:
            self.paper.write_blank(row, column, None, made)
        else:
            self.paper.write_number(row, column, value, made)

    def skip(self) -> None:
        """An empty row."""
        self.row += 1

    def _height(self, points: float) -> None:
        self.paper.set_row(self.row, points + 4)
        self.row += 1


def height(text: str, width: float) -> float:
    """Points that a text takes in a column of `width` characters."""
    return LINE * sum(max(1, math.ceil(wide(line) / max(width - 1.5, 1))) for line in text.split("\n"))


def wide(text: str) -> int:
    """Characters that a text takes; Chinese ones count twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
