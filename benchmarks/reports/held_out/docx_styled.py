"""Held-out Word files whose style sheets make zeros unseen."""

from __future__ import annotations

from xml.sax.saxutils import escape

from benchmarks.reports import docx
from benchmarks.reports.blocks import blocks
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style
from benchmarks.reports.truth import unseen_zeros
from benchmarks.reports.word_parts import HEAD, with_parts
from samples.grid import Grid, GridCell

TINT = "DBE5F1"  # the first accent of the theme, four fifths lighter


def _styles() -> str:
    """A table style that tints its cells, and a character style in the same colour of the theme."""
    same = f'w:val="{TINT}" w:themeColor="accent1" w:themeTint="33"'
    ground = f'w:val="clear" w:color="auto" w:fill="{TINT}" w:themeFill="accent1" w:themeFillTint="33"'
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="FFFFFF"/>' for side in docx.SIDES
    )
    return (
        f"{HEAD}<w:styles {docx.NAMESPACES}>"
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
    Style("docx-styled-zeros", "docx", styled_zeros, "docx", 5, Habits(zeros=("zero",)), also=unseen_zeros),
]
