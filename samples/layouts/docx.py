"""Reports as DOCX: real merged cells (gridSpan, vMerge), written by python-docx with fixed dates."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Pt

from samples import form, grid
from samples.grid import Grid, Slot
from samples.model import Report

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
TABLE_WIDTH = 9000  # twentieths of a point
FIXED_TIME = (2024, 1, 1, 0, 0, 0)


def write(report: Report, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The report as a DOCX package whose bytes depend on nothing but the report (and the machine's zlib).

    Options: ``apart`` prints the clauses of table two as separate tables; ``split_runs`` breaks numbers of two digits and
    more over two runs, as editing by hand leaves them.
    """
    document: Any = docx.Document()
    document.core_properties.author = report.agency
    document.core_properties.title = "".join(report.title)
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime(*FIXED_TIME)
    for line in report.title:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).font.size = Pt(18)
    headings = form.headings()
    for text in [*report.top, *report.prose["intro"], headings["overview"], *report.prose["overview"]]:
        document.add_paragraph(text)
    document.add_paragraph(headings["disclosures"])
    clauses = grid.disclosures(report)
    for table in clauses if report.options.get("apart") else [grid.stacked(clauses)]:
        _add_table(document, table, report)
    document.add_paragraph(headings["applications"])
    _add_table(document, grid.applications(report), report)
    document.add_paragraph(headings["appeals"])
    _add_table(document, grid.appeals(report), report)
    for key in ("problems", "other_matters"):
        for text in [headings[key], *report.prose[key]]:
            document.add_paragraph(text)
    for text in report.end:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    buffer = BytesIO()
    document.save(buffer)
    return _fixed(buffer.getvalue(), compression)


def _add_table(document: Any, table: Grid, report: Report) -> None:
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(_table_xml(table, bool(report.options.get("split_runs")))))
    document.add_paragraph()  # a word processor keeps a paragraph between and after tables


def _table_xml(table: Grid, split_runs: bool) -> str:
    unit = TABLE_WIDTH / sum(table.widths)
    widths = "".join(f'<w:gridCol w:w="{round(width * unit)}"/>' for width in table.widths)
    rows = "".join(f"<w:tr>{''.join(_cells(slots, split_runs))}</w:tr>" for slots in table.slots())
    properties = (
        f'<w:tblPr><w:tblW w:w="{TABLE_WIDTH}" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>'
    )
    return f"<w:tbl {NAMESPACE}>{properties}<w:tblGrid>{widths}</w:tblGrid>{rows}</w:tbl>"


def _cells(slots: list[Slot | None], split_runs: bool) -> list[str]:
    out = []
    for slot in slots:
        if slot is None or not slot.first_column:
            continue
        cell = slot.cell
        properties = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        if cell.rows > 1:
            properties += '<w:vMerge w:val="restart"/>' if slot.first_row else "<w:vMerge/>"
        parts = [cell.text] if slot.first_row and cell.text else []
        if split_runs and cell.kind == "value" and len(cell.text) > 1:
            parts = [cell.text[:1], cell.text[1:]]
        runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in parts)
        out.append(f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{runs}</w:p></w:tc>")
    return out


def _fixed(package: bytes, compression: int) -> bytes:
    """The same package with fixed times of its members, which python-docx sets to the present."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, FIXED_TIME)
            member.compress_type = compression
            member.create_system = 0  # without it the package would name the operating system
            member.external_attr = 0
            new.writestr(member, old.read(name))
    return buffer.getvalue()
