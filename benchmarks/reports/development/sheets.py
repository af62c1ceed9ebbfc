"""Workbooks written by openpyxl, and old ones made of them by LibreOffice."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from openpyxl.styles import Font

from benchmarks.reports import sheets
from benchmarks.reports.blocks import Block, Text, blocks, mapped
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style, joined
from benchmarks.reports.truth import unseen_zeros
from samples.grid import Grid, GridCell
from samples.model import Cell


def one_sheet(case: Case) -> bytes:
    """The whole report down one sheet, numbers as numbers."""
    book = sheets.new_book()
    sheets.fill(book.create_sheet("年报"), blocks(case), sheets.as_number)
    return sheets.saved(book)


def _parts(found: list[Block]) -> list[list[Block]]:
    """The blocks in five parts: what stands before table two, each table under its heading, the rest."""
    cuts = [i for i, block in enumerate(found) if isinstance(block, Text) and block.role == "heading"]
    bounds = [0, *cuts[1:5], len(found)]
    return [found[a:b] for a, b in pairwise(bounds)]


def sheet_a_table(case: Case) -> bytes:
    """A sheet a table, beginning in the second column, everything as text."""
    book = sheets.new_book()
    names = ("封面和总体情况", "主动公开", "依申请公开", "复议诉讼", "问题和其他")
    for name, part in zip(names, _parts(blocks(case)), strict=True):
        sheets.fill(book.create_sheet(name), part, sheets.as_text, left=2)
    return sheets.saved(book)


def no_gaps(case: Case) -> bytes:
    """Clauses apart with empty rows, then tables without any; numbers as numbers with formats that show separators."""
    book = sheets.new_book()
    sheets.fill(book.create_sheet("Sheet1"), blocks(case, clauses_apart=True), sheets.as_number, gap=2)
    book.create_sheet("Sheet2")
    book.create_sheet("Sheet3")
    return sheets.saved(book)


def hidden_sheet(case: Case) -> bytes:
    """A workbook with last year's report in a hidden sheet, which must not be read."""
    book = sheets.new_book()
    sheets.fill(book.create_sheet("本年"), blocks(case), sheets.as_text)
    cells = {key: Cell("77", "77", "number") for key in case.report.cells}
    title = [line.replace(str(case.report.year), str(case.report.year - 1)) for line in case.report.title]
    before = replace(case, report=replace(case.report, cells=cells, title=title, year=case.report.year - 1))
    old = book.create_sheet("上年")
    sheets.fill(old, blocks(before), sheets.as_text)
    old.sheet_state = "hidden"
    return sheets.saved(book)


def doubled(case: Case) -> bytes:
    """Twice the columns: every cell is merged over two, as in a form made for wide screens; everything as text."""

    def wide(grid: Grid) -> Grid:
        widened = mapped(grid, lambda cell: replace(cell, columns=cell.columns * 2))
        return Grid(grid.name, widened.rows, tuple(width / 2 for width in grid.widths for _ in (0, 1)))

    book = sheets.new_book()
    found: list[Block] = [wide(block) if isinstance(block, Grid) else block for block in blocks(case)]
    sheets.fill(book.create_sheet("报送稿"), found, sheets.as_text)
    return sheets.saved(book)


def white_zeros(case: Case) -> bytes:
    """Zeros written in white on cells without a fill: nobody sees them."""

    def stored(cell: GridCell) -> sheets.Stored:
        found = sheets.as_number(cell)
        zero = cell.key is not None and case.report.cells[cell.key].value == "0"
        return replace(found, font=Font(color="FFFFFFFF")) if zero else found

    book = sheets.new_book()
    sheets.fill(book.create_sheet("年报"), blocks(case), stored)
    return sheets.saved(book)


_NUMBERS = Habits(digits=("plain", "plain", "thousands", "units"))
STYLES = [
    Style("xlsx-one-sheet", "xlsx", one_sheet, "xlsx", 9, _NUMBERS, "openpyxl", also=sheets.loose_decimals),
    Style("xlsx-sheet-a-table", "xlsx", sheet_a_table, "xlsx", 9, made_by="openpyxl", small=True),
    Style("xlsx-no-gaps", "xlsx", no_gaps, "xlsx", 8, _NUMBERS, "openpyxl", also=sheets.loose_decimals, small=True),
    Style("xlsx-doubled", "xlsx", doubled, "xlsx", 6, made_by="openpyxl"),
    Style("xlsx-white-zeros", "xlsx", white_zeros, "xlsx", 5, Habits(zeros=("zero",), digits=("plain", "thousands")),
          "openpyxl", also=joined(sheets.loose_decimals, unseen_zeros)),
    Style("xlsx-hidden-sheet", "xlsx", hidden_sheet, "xlsx", 6, made_by="openpyxl"),
    Style("xls-one-sheet", "xls", one_sheet, "xlsx", 8, _NUMBERS, "LibreOffice", "libreoffice", "xls",
          {"filter": "MS Excel 97"}, also=sheets.loose_decimals),
    Style("xls-hidden-sheet", "xls", hidden_sheet, "xlsx", 5, Habits(), "LibreOffice", "libreoffice", "xls",
          {"filter": "MS Excel 97"}),
]  # fmt: skip
