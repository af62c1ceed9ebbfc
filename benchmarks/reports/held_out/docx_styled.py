"""Held-out Word files with style sheets and page heads: sections lying across, table four in two, zeros styled away."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from xml.sax.saxutils import escape

from benchmarks.reports import docx
from benchmarks.reports.blocks import Block, Text, blocks
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style
from benchmarks.reports.truth import unseen_zeros
from samples.grid import Grid, GridCell

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TINT = "DBE5F1"  # the first accent of the theme, four fifths lighter


def with_parts(data: bytes, parts: dict[str, str]) -> bytes:
    """The Word file with more parts, name -> XML: `styles`, `header1` and the like, each known as rId_<name>."""
    kinds = {name: name.rstrip("0123456789") for name in parts}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    relations = "".join(
        f'<Relationship Id="rId_{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
        for name, kind in kinds.items()
    )
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member).decode()
            new.writestr(member, content.replace("</Types>", f"{types}</Types>"), zipfile.ZIP_DEFLATED)
        more = {f"word/{name}.xml": xml for name, xml in parts.items()}
        more["word/_rels/document.xml.rels"] = (
            f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relations}</Relationships>"
        )
        for name, xml in more.items():
            new.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), xml, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _section(across: bool) -> str:
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if across else 'w:w="11906" w:h="16838"'
    around = (
        f'<w:headerReference xmlns:r="{_OFFICE}" w:type="default" r:id="rId_header1"/>'
        f'<w:footerReference xmlns:r="{_OFFICE}" w:type="default" r:id="rId_footer1"/>'
    )
    margins = (
        '<w:pgMar w:top="1440" w:right="1300" w:bottom="1440" w:left="1300" w:header="720" w:footer="720"/>'
    )
    return f'<w:sectPr>{around}<w:type w:val="nextPage"/><w:pgSz {size}/>{margins}<w:docGrid w:type="lines" w:linePitch="312"/></w:sectPr>'


def _turned(across: bool) -> str:
    """The paragraph that ends a section."""
    return f"<w:p><w:pPr>{_section(across)}</w:pPr></w:p>"


def _halves(grid: Grid) -> list[Block]:
    """Table four in two: reconsideration, and the lawsuits in another table with heads of their own."""
    rows = grid.rows
    review = [
        [rows[0][0]],
        [replace(cell, rows=1) for cell in rows[1][:5]],
        rows[3][:5],
    ]
    suits = [[rows[0][1]], rows[1][5:], rows[2], rows[3][5:]]
    return [Grid(grid.name, review, (1,) * 5), Text(""), Grid(grid.name, suits, (1,) * 10)]


def _typed_cell(cell: GridCell) -> str:
    """A cell as an office program stores what was typed: runs with hints, numbers in a run with the other font."""
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
            "header1": f"{_HEAD}<w:hdr {spaces}>{head}</w:hdr>",
            "footer1": f'{_HEAD}<w:ftr {spaces}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{docx.run("— ")}{page}{docx.run(" —")}</w:p></w:ftr>',
        },
    )


def _styles() -> str:
    """A table style that tints its cells, and a character style in the same colour of the theme."""
    same = f'w:val="{TINT}" w:themeColor="accent1" w:themeTint="33"'
    ground = f'w:val="clear" w:color="auto" w:fill="{TINT}" w:themeFill="accent1" w:themeFillTint="33"'
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="FFFFFF"/>' for side in docx.SIDES
    )
    return (
        f"{_HEAD}<w:styles {docx.NAMESPACES}>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/></w:style>'
        '<w:style w:type="table" w:styleId="4-1"><w:name w:val="Grid Table 5 Dark Accent 1"/><w:basedOn w:val="a1"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tcPr><w:shd {ground}/></w:tcPr></w:style>"
        '<w:style w:type="character" w:styleId="a3"><w:name w:val="零值"/>'
        f"<w:rPr><w:color {same}/></w:rPr></w:style>"
        '<w:style w:type="character" w:styleId="a4"><w:name w:val="零值（小）"/><w:basedOn w:val="a3"/>'
        '<w:rPr><w:sz w:val="18"/></w:rPr></w:style></w:styles>'
    )


def styled_zeros(case: Case) -> bytes:
    """Zeros in a character style whose colour is that with which the style of the table tints its cells."""

    def cell(cell: GridCell) -> str:
        if cell.key is None or case.report.cells[cell.key].value != "0":
            return docx.cell_text(cell)
        style = '<w:rPr><w:rStyle w:val="a4"/></w:rPr>'
        return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r>{style}<w:t>{escape(cell.text)}</w:t></w:r></w:p>'

    def table(grid: Grid) -> str:
        own = docx.table(grid, cell)
        begin, end = own.index("<w:tblBorders>"), own.index("</w:tblBorders>") + len("</w:tblBorders>")
        return own.replace(own[begin:end], "").replace("<w:tblPr>", '<w:tblPr><w:tblStyle w:val="4-1"/>')

    return with_parts(docx.package(docx.body(blocks(case), table)), {"styles": _styles()})


STYLES = [
    Style("docx-across", "docx", across, "docx", 7),
    Style("docx-styled-zeros", "docx", styled_zeros, "docx", 5, Habits(zeros=("zero",)), also=unseen_zeros),
]
