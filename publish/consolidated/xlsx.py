"""Writes the consolidated table as a workbook: the statutory tables, the units, the comparison and the notes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from common.shown import in_xml
from extract.form.catalogue import Form
from extract.form.names import Names
from publish.consolidated import notes
from publish.consolidated.layout import Cell, Table
from publish.consolidated.sheet import LINE, RED, SHADE, Book, Sheet, height, wide
from publish.consolidated.source import Consolidated
from publish.consolidated.sums import checked_sums
from publish.consolidated.warnings import warnings

WIDTH, UPRIGHT_WIDTH = 118, 104  # total width of a statutory table in characters, landscape and portrait
UNITS, COMPARISON, ABOUT = "单位明细", "核对", "说明"
_LOOKS: dict[str, dict[str, Any]] = {
    "head": {"bold": True},
    "clause": {"bold": True, "bg_color": SHADE},
    "label": {"align": "left"},
    "side": {"rotation": 270, "text_wrap": False},  # 270: letter below letter
}


def workbook(form: Form, table: Consolidated, grids: Sequence[Table]) -> bytes:
    """The XLSX package; its bytes depend only on the arguments."""
    book = Book(table)
    found_warnings = warnings(form, table, grids)
    for grid in grids:
        _statutory(book, table, grid, found_warnings)
    _units(book, table)
    _comparison(book, form, table)
    _about(book, form, table, found_warnings)
    return book.bytes()


def _statutory(
    book: Book, table: Consolidated, grid: Table, found_warnings: Sequence[notes.Bilingual]
) -> None:
    """Write a sheet with one statutory table below the warnings."""
    total_width = UPRIGHT_WIDTH if grid.fills_page else WIDTH
    widths = [width * total_width / sum(grid.widths) for width in grid.widths]
    sheet = book.sheet(grid.heading, widths)
    if grid.fills_page:
        sheet.paper.set_portrait()
        sheet.paper.fit_to_pages(1, 1)
    sheet.warn(found_warnings)
    sheet.line(notes.title(table), size=16, bold=True, align="center")
    sheet.line(grid.heading, size=14, bold=True)
    heights = [LINE + 5] * grid.rows
    for cell in grid.cells:
        width = sum(widths[cell.column : cell.column + cell.columns])
        text = _in_twos(cell.text, width) if cell.kind == "head" else cell.text
        if cell.kind != "side":
            for at in range(cell.row, cell.row + cell.rows):
                heights[at] = max(heights[at], (height(text, width) + 5) / cell.rows)
        _cell(sheet, table, cell, text)
    for at, points in enumerate(heights):
        sheet.paper.set_row(sheet.row + at, points)


def _cell(sheet: Sheet, table: Consolidated, cell: Cell, text: str) -> None:
    row, column = sheet.row + cell.row, cell.column
    look = sheet.book.look(border=1, **{"align": "center", **_LOOKS.get(cell.kind, {})})
    if cell.rows > 1 or cell.columns > 1:
        sheet.paper.merge_range(row, column, row + cell.rows - 1, column + cell.columns - 1, "", look)
    if cell.key is None:
        sheet.paper.write_string(row, column, in_xml(text), look)
        return
    sheet.number(row, column, table.value(cell.key))
    comment = notes.comment(table, table.figures[cell.key])
    if comment:
        sheet.paper.write_comment(
            row, column, in_xml(comment), {"author": in_xml(table.area_name), "x_scale": 2.2}
        )


def _units(book: Book, table: Consolidated) -> None:
    sheet = book.sheet(UNITS, (6, 28, 24, 8, 38, 36))
    sheet.paper.freeze_panes(1, 0)
    sheet.paper.repeat_rows(0)
    sheet.header(
        ("序号", "No."), ("单位", "unit"), ("状态", "status"), ("计入", "counted"), ("未计入的原因", "why not"),
        ("年报文件", "report file"),
    )  # fmt: skip
    for place, unit in enumerate(table.units, start=1):
        sheet.cells(
            Decimal(place),
            unit.name,
            "\n".join(notes.STATUS[unit.status]),
            "是 yes" if unit.is_counted else "否 no",
            "" if unit.is_counted else "\n".join(notes.why(unit)),
            unit.path or "",
            **({"font_color": RED} if unit in table.left_out else {}),
        )


def _comparison(book: Book, form: Form, table: Consolidated) -> None:
    """Write the cells in which the body's own report differs, and the form's sums that the table breaks."""
    sheet = book.sheet(COMPARISON, (56, 16, 16, 16, 16, 12))
    names = Names(form, {"disclosures": table.form, "applications": table.form})
    published = [figure for figure in table.figures.values() if figure.published is not None]
    differing = [f for f in published if f.residual]
    unknown = [f for f in published if f.residual is None]
    sheet.line(_compared(len(published), len(differing), len(unknown)), bold=True)
    if differing or unknown:
        sheet.header(
            ("项目", "cell"), ("汇总，严格", "sum, strict"), ("汇总，空白作 0", "sum, blanks as 0"),
            ("本机关公布", "own report"), ("差额", "residual"), ("空白单位", "blanks"),
        )  # fmt: skip
    for figure in [*differing, *unknown]:
        numbers = (figure.strict, figure.blank0, figure.published, figure.residual, Decimal(figure.blanks))
        sheet.cells(names.cell(figure.key), *numbers)
    sheet.skip()
    checked = checked_sums(form, table)
    broken = [check for check in checked if check.difference]
    unknown_sums = sum(check.difference is None for check in checked)
    sheet.line(
        f"勾稽关系：本汇总表共 {len(checked)} 处，不符 {len(broken)} 处，有空白而无法核对 {unknown_sums} 处\n"
        f"sums of the form in this table: {len(checked)}, broken {len(broken)}, not evaluable for a blank {unknown_sums}",
        bold=True,
    )
    if broken:
        sheet.header(
            ("相加的各格 ＝ 合计", "terms = total"), ("左边", "left"), ("右边", "right"), ("相差", "off by")
        )
    for check in broken:
        sheet.cells(check.in_words(names), check.left, check.right, check.difference)


def _compared(published: int, differing: int, unknown: int) -> str:
    if not published:
        return "本机关没有已通过的年报可对照\nthe body has no certified report of its own to compare with"
    equal = published - differing - unknown
    return (
        f"与本机关公布的年报对照：{published} 格，相同 {equal} 格，不同 {differing} 格，无法对照 {unknown} 格\n"
        f"against the body's own report: {published} cells, {equal} equal, {differing} differ, {unknown} not comparable"
    )


def _about(book: Book, form: Form, table: Consolidated, found_warnings: Sequence[notes.Bilingual]) -> None:
    sheet = book.sheet(ABOUT, (14, 20, 50, 50))
    sheet.warn(found_warnings)
    for item, text in notes.about(form, table):
        sheet.cells(*item, *text)


def _in_twos(text: str, width: float) -> str:
    """Split a heading that is too long into lines of two characters, as on the form: 社会 over 公益 over 组织."""
    fits = wide(text) <= width - 1
    return text if fits else "\n".join(text[at : at + 2] for at in range(0, len(text), 2))
