"""Word files with sections lying across, table four in two, heads of pages that name another office and year."""

from __future__ import annotations

from dataclasses import replace
from xml.sax.saxutils import escape

from benchmarks.reports import docx
from benchmarks.reports.blocks import Block, Text, blocks
from benchmarks.reports.fiction import Case
from benchmarks.reports.style import Style
from benchmarks.reports.word_parts import HEAD, OFFICE, with_parts
from samples.grid import Grid, GridCell


def _section(across: bool) -> str:
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if across else 'w:w="11906" w:h="16838"'
    around = (
        f'<w:headerReference xmlns:r="{OFFICE}" w:type="default" r:id="rId_header1"/>'
        f'<w:footerReference xmlns:r="{OFFICE}" w:type="default" r:id="rId_footer1"/>'
    )
    margins = (
        '<w:pgMar w:top="1440" w:right="1300" w:bottom="1440" w:left="1300" w:header="720" w:footer="720"/>'
    )
    return f'<w:sectPr>{around}<w:type w:val="nextPage"/><w:pgSz {size}/>{margins}<w:docGrid w:type="lines" w:linePitch="312"/></w:sectPr>'


def _turned(across: bool) -> str:
    """The paragraph that ends a section, whose pages lie across where `across`."""
    return f"<w:p><w:pPr>{_section(across)}</w:pPr></w:p>"


def _halves(grid: Grid) -> list[Block]:
    """Table four as two tables: reconsideration, and the lawsuits with heads of their own."""
    rows = grid.rows
    review = [
        [rows[0][0]],
        [replace(cell, rows=1) for cell in rows[1][:5]],
        rows[3][:5],
    ]
    suits = [[rows[0][1]], rows[1][5:], rows[2], rows[3][5:]]
    return [Grid(grid.name, review, (1,) * 5), Text(""), Grid(grid.name, suits, (1,) * 10)]


def _typed_cell(cell: GridCell) -> str:
    """A cell as an office program stores typed text: runs with font hints, numbers in a run of the other font."""
    fonts = '<w:rPr><w:rFonts w:hint="{}" w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:cs="仿宋_GB2312"/><w:sz w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    hint = "default" if cell.kind == "value" else "eastAsia"
    words = cell.text
    parts = [words[:2], words[2:]] if cell.kind == "label" and words[1:2] == "." else [words]
    runs = "".join(
        f'<w:r>{fonts.format(hint)}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part in parts
        if part
    )
    return (
        f'<w:p><w:pPr><w:keepNext w:val="0"/><w:widowControl/><w:suppressLineNumbers w:val="0"/><w:jc w:val="center"/>'
        f"</w:pPr>{runs}</w:p>"
    )


def _conditional(cells: str) -> str:
    """A row's cells with the marks of conditional formats that a table style leaves."""
    return cells.replace("<w:tcPr>", '<w:tcPr><w:cnfStyle w:val="000000100000" w:oddHBand="1"/>')


def across(case: Case) -> bytes:
    """Table three on pages that lie across with its head repeated, table four in two, heads of pages in other words.

    The head of each page names the office above and another year, as templates that are used again do.
    """
    parts: list[str] = []
    for block in blocks(case):
        if isinstance(block, Text):
            parts.append(docx.text(block))
            continue
        if block.name == "applications":
            heading = parts.pop()
            table = docx.table(block, _typed_cell, head=3, row=_conditional)
            parts += [_turned(False), heading, table, _turned(True)]
            continue
        pieces = _halves(block) if block.name == "appeals" else [block]
        parts += [
            docx.text(piece)
            if isinstance(piece, Text)
            else docx.table(piece, _typed_cell, row=_conditional) + "<w:p/>"
            for piece in pieces
        ]
    spaces = docx.NAMESPACES
    head = docx.paragraph(f"霁川市人民政府办公室　{case.report.year - 1}年政务公开材料汇编", 18, True)
    number = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    page = f"{number.format('begin')}<w:r><w:instrText> PAGE </w:instrText></w:r>{number.format('separate')}{docx.run('7')}{number.format('end')}"
    return with_parts(
        docx.package("".join(parts), _section(False)),
        {
            "header1": f"{HEAD}<w:hdr {spaces}>{head}</w:hdr>",
            "footer1": f'{HEAD}<w:ftr {spaces}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{docx.run("— ")}{page}{docx.run(" —")}</w:p></w:ftr>',
        },
    )


STYLES = [Style("docx-across", "docx", across, "docx", 7)]
