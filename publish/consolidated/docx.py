"""Writes the consolidated table as a document: the three statutory tables to paste into the report, and their coverage."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from common.shown import in_xml
from extract.form.catalogue import Form
from publish.consolidated import notes
from publish.consolidated.layout import Cell, Table
from publish.consolidated.source import Consolidated
from publish.consolidated.warnings import warnings

BODY_FONT, HEADING_FONT, LATIN_FONT = "宋体", "黑体", "Times New Roman"
RED = RGBColor(0xC0, 0, 0)
SHADE = "DCE6F1"
TABLE_WIDTH = 9638  # twentieths of a point: 17 cm, between margins of 2 cm on A4
CELL_MARGIN = 40
SIZES = {"disclosures": 21, "applications": 18, "appeals": 18}  # font sizes in half points
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MOST_LETTERS = 255  # of a document property, by Word's standard
MEMBER_DATE = (1980, 1, 1, 0, 0, 0)  # of every file in the package


def document(form: Form, table: Consolidated, grids: Sequence[Table]) -> bytes:
    """The DOCX package; its bytes depend only on the arguments."""
    page: Any = docx.Document()
    for language in page.styles.element.iter(
        qn("w:lang")
    ):  # otherwise commas and full stops are centred in the line height
        language.set(qn("w:eastAsia"), "zh-CN")
    _properties(page, table)
    _paper(page)
    for warning in warnings(form, table, grids):
        _line(page, warning.zh, bold=True, colour=RED)
        _line(page, warning.en, size=9, bold=True, colour=RED)
    _line(page, notes.title(table), size=16, bold=True, font=HEADING_FONT, centred=True)
    for grid in grids:
        _line(page, grid.heading, size=14, font=HEADING_FONT, keep=True, new_page=grid.fills_page)
        body = page.element.body
        body.insert(len(body) - 1, parse_xml(_table(grid, table)))
        _line(page, "", size=6)  # a word processor needs a paragraph between two tables
    coverage = _coverage(form, table)
    _line(page, coverage.zh, size=10)
    _line(page, coverage.en, size=9)
    buffer = BytesIO()
    page.save(buffer)
    return _undated(buffer.getvalue())


def _properties(page: Any, table: Consolidated) -> None:
    properties = page.core_properties
    properties.author = in_xml(table.area_name)[:MOST_LETTERS]
    properties.title = in_xml(notes.title(table))[:MOST_LETTERS]
    properties.comments = table.version
    properties.created = properties.modified = table.published_at.replace(tzinfo=None)


def _paper(page: Any) -> None:
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)


def _line(
    page: Any,
    text: str,
    *,
    size: float = 11,
    bold: bool = False,
    font: str = BODY_FONT,
    colour: RGBColor | None = None,
    centred: bool = False,
    keep: bool = False,
    new_page: bool = False,
) -> None:
    """Add a paragraph; `keep` keeps it on the page of what follows."""
    paragraph = page.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    paragraph.paragraph_format.keep_with_next = keep
    paragraph.paragraph_format.page_break_before = new_page
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(in_xml(text))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, LATIN_FONT
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour


def _coverage(form: Form, table: Consolidated) -> notes.Bilingual:
    """How many units the tables cover, which are left out and why, the basis, the treatment of blanks, the data version."""
    zh = [f"汇总说明：应汇总 {table.due} 个单位，计入 {table.counted} 个"]
    en = [f"Coverage: {table.counted} of {table.due} units counted"]
    if table.left_out:
        reasons = [(unit.name, notes.why(unit)) for unit in table.left_out]
        zh.append("未计入：" + "；".join(f"{name}（{reason.zh}）" for name, reason in reasons))
        en.append("Left out: " + "; ".join(f"{name} ({reason.en})" for name, reason in reasons))
    for item, text in notes.about(form, table):
        if item.en in ("basis", "blanks", "version of the data"):
            zh.append(f"{item.zh}：{text.zh}")
            en.append(f"{item.en.capitalize()}: {text.en}")
    return notes.Bilingual("。".join(zh) + "。", ". ".join(en) + ".")


# --- tables as WordprocessingML ---


def _table(grid: Table, table: Consolidated) -> str:
    unit = TABLE_WIDTH / sum(grid.widths)
    widths = [round(width * unit) for width in grid.widths]
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{CELL_MARGIN}" w:type="dxa"/>'
        f'<w:right w:w="{CELL_MARGIN}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(grid, table, at, widths) for at in range(grid.rows))
    return f"<w:tbl {NAMESPACE}>{properties}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _row(grid: Table, table: Consolidated, at: int, widths: Sequence[int]) -> str:
    """A row: the cells that begin in it and the continuations of cells merged from above, from left to right."""
    header = "<w:tblHeader/>" if at < grid.head_rows else ""
    covering = sorted(
        (cell for cell in grid.cells if cell.row <= at < cell.row + cell.rows), key=lambda cell: cell.column
    )
    cells = "".join(_cell(cell, grid, table, at == cell.row, widths) for cell in covering)
    height = '<w:trHeight w:val="340" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{header}</w:trPr>{cells}</w:tr>"


def _cell(cell: Cell, grid: Table, table: Consolidated, is_first: bool, widths: Sequence[int]) -> str:
    width = sum(widths[cell.column : cell.column + cell.columns])
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.columns > 1:
        properties += f'<w:gridSpan w:val="{cell.columns}"/>'
    if cell.rows > 1:
        properties += '<w:vMerge w:val="restart"/>' if is_first else "<w:vMerge/>"
    if cell.kind == "clause":
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>'
    if cell.kind == "side":
        properties += '<w:textDirection w:val="tbRlV"/>'
    text = notes.printed(table.value(cell.key)) if cell.key else cell.text
    size = SIZES[grid.name]
    paragraph = (
        '<w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
        f'{_indented(cell, width, size)}<w:jc w:val="{"left" if cell.kind == "label" else "center"}"/></w:pPr>'
    )
    run_properties = (
        f'<w:rPr><w:rFonts w:ascii="{LATIN_FONT}" w:hAnsi="{LATIN_FONT}" w:eastAsia="{BODY_FONT}"/>'
        f'{"<w:b/>" if cell.kind in ("head", "clause") else ""}<w:sz w:val="{size}"/></w:rPr>'
    )
    run = (
        f'<w:r>{run_properties}<w:t xml:space="preserve">{escape(in_xml(text))}</w:t></w:r>'
        if is_first and text
        else ""
    )
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr><w:p>{paragraph}{run}</w:p></w:tc>'


def _indented(cell: Cell, width: int, size: int) -> str:
    """An indent that makes a heading that is too long break after every two characters, as on the form: 结果 over 维持."""
    letter = size * 10
    inner = width - 2 * CELL_MARGIN
    if cell.kind != "head" or len(cell.text) * letter <= inner:
        return ""
    indent = max(0, (inner - 5 * letter // 2) // 2)
    return f'<w:ind w:left="{indent}" w:right="{indent}"/>'


def _undated(package: bytes) -> bytes:
    """The same package without the time of writing, which python-docx puts on every file in it."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, MEMBER_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # otherwise it records the operating system
            new.writestr(member, old.read(name))
    return buffer.getvalue()
