"""Writes sheets of a workbook from the top down: full-width lines, rows with headings, row heights that fit the text."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from common.shown import in_xml
from publish.consolidated import notes
from publish.consolidated.source import Consolidated

FONT = "宋体"
RED = "#C00000"
SHADE = "#DCE6F1"
SIZE = 11  # font size in points
LINE = 15.0  # height of a line of that size, points
_PAPER_A4 = 9


class Book:
    """A workbook in memory; its bytes depend only on what is written."""

    def __init__(self, table: Consolidated) -> None:
        self._buffer = BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self._book.set_properties(
            {
                "title": in_xml(notes.title(table)),
                "author": in_xml(table.area_name),
                "comments": table.version,
                "created": table.published_at.replace(tzinfo=None),
            }
        )
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def look(self, **properties: Any) -> Any:
        """The cell format with these properties, created once."""
        complete = {
            "font_name": FONT,
            "font_size": SIZE,
            "valign": "vcenter",
            "text_wrap": True,
            **properties,
        }
        key = tuple(sorted(complete.items()))
        if key not in self._looks:
            self._looks[key] = self._book.add_format(complete)
        return self._looks[key]

    def sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """Add a sheet, A4 landscape, fitted to the width of the page; `widths` in characters."""
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
        """Close the workbook and return the package."""
        self._book.close()
        return self._buffer.getvalue()


class Sheet:
    """`paper` is XlsxWriter's sheet, `row` the next row to be written (from 0)."""

    def __init__(self, book: Book, paper: Any, widths: Sequence[float]) -> None:
        self.book, self.paper, self.widths, self.row = book, paper, widths, 0

    def line(self, text: str, size: float = SIZE, **look: Any) -> None:
        """Write a line over all columns."""
        text = in_xml(text)
        cell_format = self.book.look(font_size=size, **look)
        self.paper.merge_range(self.row, 0, self.row, len(self.widths) - 1, "", cell_format)
        self.paper.write_string(self.row, 0, text, cell_format)  # merge_range would make a formula of `=1+1`
        self._height(height(text, sum(self.widths) * SIZE / size) * size / SIZE)

    def warn(self, warnings: Sequence[notes.Bilingual]) -> None:
        """Write warnings in both languages, in red."""
        for warning in warnings:
            self.line(f"{warning.zh}\n{warning.en}", bold=True, font_color=RED)

    def header(self, *labels: tuple[str, str]) -> None:
        """Write column headings, the English below the Chinese."""
        for column, label in enumerate(labels):
            look = self.book.look(border=1, bold=True, align="center", bg_color=SHADE)
            self.paper.write_string(self.row, column, "\n".join(label), look)
        self._height(2 * LINE)

    def cells(self, *values: str | Decimal | None, **look: Any) -> None:
        """Write a row of texts and numbers; None is a blank."""
        for column, value in enumerate(values):
            if isinstance(value, str):
                self.paper.write_string(self.row, column, in_xml(value), self.book.look(border=1, **look))
            else:
                self.number(self.row, column, value, **look)
        texts = zip(values, self.widths, strict=False)
        self._height(max(height(text, width) for text, width in texts if isinstance(text, str)))

    def number(self, row: int, column: int, value: Decimal | None, **look: Any) -> None:
        """Write a number with all its decimals: the format General rounds what is wider than the column."""
        decimals = len(notes.printed(value).partition(".")[2])
        num_format = f"0.{'0' * decimals}" if decimals else "0"
        cell_format = self.book.look(border=1, align="center", num_format=num_format, **look)
        if value is None:
            self.paper.write_blank(row, column, None, cell_format)
        else:
            self.paper.write_number(row, column, value, cell_format)

    def skip(self) -> None:
        """Leave a row empty."""
        self.row += 1

    def _height(self, points: float) -> None:
        self.paper.set_row(self.row, points + 4)
        self.row += 1


def height(text: str, width: float) -> float:
    """The height in points of a text in a column of `width` characters."""
    return LINE * sum(max(1, math.ceil(wide(line) / max(width - 1.5, 1))) for line in text.split("\n"))


def wide(text: str) -> int:
    """The width of a text in characters; Chinese ones count twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
