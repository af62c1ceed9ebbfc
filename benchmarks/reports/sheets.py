"""Workbooks: tables laid into the cells of a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side

from benchmarks.reports.blocks import Block, Text
from benchmarks.reports.fiction import Case
from samples.grid import Grid, GridCell

NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?")
RULED = Border(*[Side("thin")] * 4)
WIDE = 12  # columns over which running text is merged


@dataclass(frozen=True)
class Stored:
    """What a cell of a sheet stores: a text or number, the format by which it is shown, and a font of its own."""

    value: str | int | float | None
    shown: str = "General"
    font: Font | None = None


def as_text(cell: GridCell) -> Stored:
    """A cell stored as text."""
    return Stored(cell.text or None)


def as_number(cell: GridCell) -> Stored:
    """A cell stored as a number with a format that prints it as the agency writes it; as text where it is no plain number."""
    match = NUMBER.fullmatch(cell.text)
    if cell.kind != "value" or not match or not cell.text.isascii():
        return Stored(cell.text or None)
    places = len(match[2] or ".") - 1
    shown = ("#,##0" if "," in cell.text else "0") + ("." + "0" * places if places else "")
    plain = cell.text.replace(",", "")
    return Stored(float(plain) if places else int(plain), shown)


def loose_decimals(case: Case) -> dict[str, dict[str, object]]:
    """Marks for numbers with decimals, which may be read with or without trailing zeros.

    A number that is stored as one has no trailing zeros; its format prints them.
    """
    found: dict[str, dict[str, object]] = {}
    for key, cell in case.report.cells.items():
        if cell.value and "." in cell.value:
            found[key] = {"value_any": [cell.value, cell.value.rstrip("0").rstrip(".")]}
    return found


def fill(
    sheet: Any, blocks: list[Block], stored: Callable[[GridCell], Stored], gap: int = 1, left: int = 1
) -> None:
    """Write the blocks down the sheet from column `left` on, with `gap` empty rows after each table."""
    y = 1
    for block in blocks:
        if isinstance(block, Text):
            sheet.cell(y, left, block.text).alignment = Alignment(wrap_text=True)
            sheet.merge_cells(start_row=y, end_row=y, start_column=left, end_column=left + WIDE)
            y += 1
        else:
            _table(sheet, block, stored, y, left)
            y += len(block.rows) + gap


def _table(sheet: Any, grid: Grid, stored: Callable[[GridCell], Stored], y: int, left: int) -> None:
    for down, slots in enumerate(grid.slots()):
        for across, slot in enumerate(slots):
            if slot is None:
                continue
            cell = sheet.cell(y + down, left + across)
            cell.border = RULED  # without a border a blank cell could not be seen
            if not (slot.first_row and slot.first_column):
                continue
            what = stored(slot.cell)
            cell.value, cell.number_format = what.value, what.shown
            if what.font:
                cell.font = what.font
            if slot.cell.rows > 1 or slot.cell.columns > 1:
                sheet.merge_cells(
                    start_row=y + down, end_row=y + down + slot.cell.rows - 1,
                    start_column=left + across, end_column=left + across + slot.cell.columns - 1,
                )  # fmt: skip


def saved(book: Any) -> bytes:
    """The workbook's bytes."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def new_book() -> Any:
    """A workbook without sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    return book
