"""Word files: the pieces of XML from which the DOCX styles are put together."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from xml.sax.saxutils import escape

from benchmarks.reports.blocks import Block, Text
from samples.grid import Grid, GridCell, Slot

_OPEN = "http://schemas.openxmlformats.org"
NAMESPACES = (
    f'xmlns:w="{_OPEN}/wordprocessingml/2006/main" xmlns:mc="{_OPEN}/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    f'xmlns:wp="{_OPEN}/drawingml/2006/wordprocessingDrawing" xmlns:a="{_OPEN}/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_TYPES = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OPEN}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_NUMBERING_TYPE = (
    '<Override PartName="/word/numbering.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>'
)
_NUMBERING_RELATION = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OPEN}/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>'
    "</Relationships>"
)
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
WIDTH = 8900  # width of a table, in twentieths of a point


def package(body: str, section: str = "", numbering: str = "") -> bytes:
    """A Word file with the XML of its body; times are fixed, so that the same report gives the same bytes.

    `section` is the XML of its last section, `numbering` that of the list definitions that paragraphs refer to.
    """
    section = section or (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1500" w:bottom="1440" w:left="1500"/>'
        "</w:sectPr>"
    )
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>'
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = [("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), ("word/document.xml", xml)]
        if numbering:
            parts[0] = (parts[0][0], _TYPES.replace("</Types>", f"{_NUMBERING_TYPE}</Types>"))
            parts += [
                ("word/_rels/document.xml.rels", _NUMBERING_RELATION),
                ("word/numbering.xml", numbering),
            ]
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def run(text: str, tag: str = "t") -> str:
    """A run of text; `tag` is delText inside deletions."""
    return f'<w:r><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>' if text else ""


def paragraph(text: str, size: int = 21, centred: bool = False) -> str:
    """A paragraph of one run, `size` in half points."""
    alignment = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    properties = f'<w:rPr><w:sz w:val="{size}"/></w:rPr>'
    return f'<w:p>{alignment}<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def text(block: Text) -> str:
    """A paragraph in the form of its role."""
    return paragraph(block.text, {"title": 36, "heading": 30}.get(block.role, 28), block.role == "title")


def cell_text(cell: GridCell) -> str:
    """The paragraph of a table cell."""
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run(cell.text)}</w:p>'


def _cell(slot: Slot, width: float, inner: Callable[[GridCell], str]) -> str:
    cell = slot.cell
    merge = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    if cell.rows > 1:
        merge += '<w:vMerge w:val="restart"/>' if slot.first_row else "<w:vMerge/>"
    properties = (
        f'<w:tcPr><w:tcW w:w="{round(width)}" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>'
    )
    return f"<w:tc>{properties}{inner(cell) if slot.first_row else '<w:p/>'}</w:tc>"


def table(
    grid: Grid,
    inner: Callable[[GridCell], str] = cell_text,
    head: int = 0,
    border: str = "single",
    row: Callable[[str], str] = lambda cells: cells,
) -> str:
    """A table with merged cells.

    `head` rows are marked as repeated on each page; `inner` writes the content of a cell, `row` wraps the cells of a row.
    """
    unit = WIDTH / sum(grid.widths)
    widths = [width * unit for width in grid.widths]
    rows = []
    for number, slots in enumerate(grid.slots()):
        cells = "".join(
            _cell(slot, sum(widths[x : x + slot.cell.columns]), inner)
            for x, slot in enumerate(slots)
            if slot is not None and slot.first_column
        )
        properties = "<w:trPr><w:tblHeader/></w:trPr>" if number < head else ""
        rows.append(f"<w:tr>{properties}{row(cells)}</w:tr>")
    return f"{opening(widths, border)}{''.join(rows)}</w:tbl>"


def opening(widths: list[float], border: str = "single") -> str:
    """The opening tag of a table with its properties and the widths of its columns."""
    borders = "".join(f'<w:{side} w:val="{border}" w:sz="4" w:space="0" w:color="auto"/>' for side in SIDES)
    columns = "".join(f'<w:gridCol w:w="{round(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    )


def body(
    blocks: list[Block],
    tables: Callable[[Grid], str] = table,
    texts: Callable[[Text], str] = text,
) -> str:
    """The XML of the blocks in order; an empty paragraph follows each table, since Word would join two tables without one."""
    return "".join(texts(block) if isinstance(block, Text) else tables(block) + "<w:p/>" for block in blocks)
