"""Held-out Word files: rows with numbers in a column of their own, tabs in labels, tables that lack some of their lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from xml.sax.saxutils import escape

from benchmarks.reports import docx
from benchmarks.reports.blocks import Block, Text, blocks
from benchmarks.reports.fiction import Case
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell

_NUMBERING = re.compile(r"^([（(]?[一二三四五六]+[）)、.]|\d+[.、])\s*(?=\D)")
_LINE = '<w:{} w:val="{}" w:color="auto" w:sz="4" w:space="0"/>'


def _serials(grid: Grid) -> Grid:
    """Table two with the running number of each row (序号) in a first column, counted through all clauses."""
    rows, numbers = [], count(1)
    for row in grid.rows:
        if row[0].kind == "clause":
            rows.append([replace(row[0], columns=row[0].columns + 1)])
            continue
        first = "序号" if row[0].kind == "head" else str(next(numbers))
        rows.append([GridCell(first, row[0].kind), *row])
    return Grid(grid.name, rows, (7, *grid.widths))


def _run(text: str, size: int, bold: bool = False) -> str:
    """A run as WPS stores it, with tabs as elements."""
    hint = "default" if text[:1].isascii() else "eastAsia"
    properties = (
        f'<w:rPr><w:rFonts w:hint="{hint}" w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312"'
        f' w:cs="Times New Roman"/>{"<w:b/><w:bCs/>" if bold else ""}<w:kern w:val="0"/><w:sz w:val="{size}"/>'
        f'<w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar"/></w:rPr>'
    )
    inner = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in text.split("\t")
    )
    return f"<w:r>{properties}{inner}</w:r>"


def _apart(text: str) -> str:
    """The text with a tab behind its numbering."""
    return _NUMBERING.sub(lambda match: f"{match[1]}\t", text, count=1)


def _cell(cell: GridCell) -> str:
    words = _apart(cell.text) if cell.kind == "label" and cell.rows == 1 else cell.text
    side = "left" if "\t" in words else "center"
    tabs = '<w:tabs><w:tab w:val="left" w:pos="320"/></w:tabs>' if "\t" in words else ""
    return (
        f'<w:p><w:pPr><w:keepNext w:val="0"/><w:keepLines w:val="0"/><w:widowControl/>{tabs}'
        f'<w:suppressLineNumbers w:val="0"/><w:jc w:val="{side}"/></w:pPr>'
        f"{_run(words, 18, cell.kind in ('head', 'clause')) if words else ''}</w:p>"
    )


def _lined() -> Callable[[str], str]:
    """A function that writes the rows of one table with borders: none at the outer sides, and no line between some rows."""
    numbers = count()

    def row(cells: str) -> str:
        below = "nil" if next(numbers) % 3 == 1 else "single"
        parts = cells.split("</w:tc>")[:-1]
        out = ""
        for place, part in enumerate(parts):
            sides = (
                ("left", "nil" if place == 0 else "single"),
                ("bottom", below),
                ("right", "nil" if place == len(parts) - 1 else "single"),
            )
            lines = "".join(_LINE.format(*side) for side in sides)
            out += part.replace(
                "<w:vAlign", f"<w:tcBorders>{lines}</w:tcBorders><w:noWrap w:val='0'/><w:vAlign", 1
            )
            out += "</w:tc>"
        return out

    return row


def _table(grid: Grid) -> str:
    own = docx.table(_serials(grid) if grid.name == "disclosures" else grid, _cell, row=_lined())
    for side in ("left", "right", "insideH"):
        own = own.replace(f'<w:{side} w:val="single"', f'<w:{side} w:val="none"', 1)
    return own


def _text(block: Text) -> str:
    if block.role == "title":
        return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{_run(block.text, 44, True)}</w:p>'
    if block.role == "heading":
        return f"<w:p>{_run(chr(9) + _apart(block.text), 32, True)}</w:p>"
    return f'<w:p><w:pPr><w:spacing w:line="560" w:lineRule="exact"/></w:pPr>{_run(chr(9) + block.text, 32)}</w:p>'


def numbered_rows(case: Case) -> bytes:
    """Typed in WPS: a column of row numbers in table two, tabs for indents and behind numberings, half of the lines gone."""
    found: list[Block] = blocks(case)
    return docx.package(docx.body(found, _table, _text))


STYLES = [Style("docx-numbered-rows", "docx", numbered_rows, "docx", 7)]
