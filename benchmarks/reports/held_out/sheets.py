"""Held-out workbooks: another writer with formulas, LibreOffice's own, old ones with a sheet a table."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl.styles import Color, Font
from xlsxwriter.utility import xl_range

from benchmarks.reports import html, sheets
from benchmarks.reports.blocks import Text, blocks
from benchmarks.reports.development.sheets import sheet_a_table
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style
from benchmarks.reports.truth import unseen_zeros
from samples.grid import Grid, GridCell, Slot


def formulas(case: Case) -> bytes:
    """Totals as formulas with the value last computed; text in several fonts; hidden rows and columns beside the table."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, bold = book.add_worksheet("政府信息公开年报"), book.add_format({"bold": True})
    y = 0
    for block in blocks(case):
        if isinstance(block, Text):
            sheet.write_string(y, 0, block.text)
            y += 1
            continue
        _table(book, sheet, bold, block, y)
        y += len(block.rows)
    book.close()
    return _computed(buffer.getvalue())


def _computed(data: bytes) -> bytes:
    """The workbook without the flag that its formulas are still to be computed, as an office program saves it."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member, old.read(member).replace(b' fullCalcOnLoad="1"', b""))
    return buffer.getvalue()


_PARTS = {"applications": 6, "appeals": 4}  # columns of which a total is the sum


def _sum_on_the_left(slots: list[Slot | None], across: int) -> int | None:
    """The result of the formula of a total; None for a cell that is no total."""
    slot = slots[across]
    cell = slot.cell if slot else None
    if cell is None or not (cell.key or "").endswith("/total"):
        return None
    parts = [slot.cell for slot in slots[across - _PARTS[str(cell.key).split("/")[0]] : across] if slot]
    return sum(value for part in parts if isinstance(value := sheets.as_number(part).value, int))


def _table(book: Any, sheet: Any, bold: Any, grid: Grid, y: int) -> None:
    for down, slots in enumerate(grid.slots()):
        for across, slot in enumerate(slots):
            if slot is None or not (slot.first_row and slot.first_column):
                continue
            cell, stored = slot.cell, sheets.as_number(slot.cell)
            at = (y + down, across)
            shown = book.add_format({"num_format": stored.shown, "border": 1})
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_range(*at, y + down + cell.rows - 1, across + cell.columns - 1, "", shown)
            if isinstance(stored.value, int) and stored.value == _sum_on_the_left(slots, across):
                first = across - _PARTS[grid.name]
                formula = f"=SUM({xl_range(y + down, first, y + down, across - 1)})"
                sheet.write_formula(*at, formula, shown, stored.value)
            elif isinstance(stored.value, int | float):
                sheet.write_number(*at, stored.value, shown)
            elif cell.kind == "label" and len(cell.text) > 3:
                sheet.write_rich_string(*at, bold, cell.text[:3], cell.text[3:])
            elif stored.value:
                sheet.write_string(*at, stored.value, shown)
            else:
                sheet.write_blank(*at, None, shown)


def spread(case: Case) -> bytes:
    """Empty rows and columns around everything, labels and titles deep in the sheet; two of three sheets are notes."""
    book = sheets.new_book()
    book.create_sheet("填表说明").cell(3, 3, "各单位请于每年一月底前报送，共需填写3张表。")
    sheets.fill(
        book.create_sheet("报告"),
        [Text(""), Text(""), *blocks(case, clauses_apart=True)],
        sheets.as_text,
        gap=3,
        left=6,
    )
    book.create_sheet("代码表").cell(1, 1, "01")
    return sheets.saved(book)


def web_page(case: Case) -> bytes:
    """A page from which LibreOffice makes a workbook."""
    return html.bare(case, html.body(blocks(case))).encode()


def theme_zeros(case: Case) -> bytes:
    """Zeros in the theme's colour of paper."""

    def stored(cell: GridCell) -> sheets.Stored:
        zero = cell.key is not None and case.report.cells[cell.key].value == "0"
        return replace(sheets.as_text(cell), font=Font(color=Color(theme=0)) if zero else None)

    book = sheets.new_book()
    sheets.fill(book.create_sheet("年报"), blocks(case), stored)
    return sheets.saved(book)


_NUMBERS = Habits(digits=("plain", "plain", "thousands"))
_WHOLE = Habits(digits=("plain",))
STYLES = [
    Style("xlsx-formulas", "xlsx", formulas, "xlsx", 8, _NUMBERS, "XlsxWriter", also=sheets.loose_decimals),
    Style("xlsx-libreoffice", "xlsx", web_page, "html", 7, _WHOLE, "LibreOffice", "libreoffice", "xlsx",
          {"infilter": "HTML (StarCalc)", "filter": "Calc MS Excel 2007 XML"}, also=sheets.loose_decimals),
    Style("xlsx-theme-zeros", "xlsx", theme_zeros, "xlsx", 5, Habits(zeros=("zero",)), "openpyxl", also=unseen_zeros),
    Style("xlsx-spread", "xlsx", spread, "xlsx", 6, made_by="openpyxl"),
    Style("xls-sheet-a-table", "xls", sheet_a_table, "xlsx", 6, Habits(), "LibreOffice", "libreoffice", "xls",
          {"filter": "MS Excel 97"}),
]  # fmt: skip
