"""Excel workbooks written by hand, part by part: what a test puts into the XML is what stands in the file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from tests.support.layouts import Block, Table, slots

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "application/vnd.openxmlformats-package.relationships+xml"
_WIDTH = 15  # columns of the widest table, over which a sheet's text lines are merged
_FRAME = "<border><left style='thin'/><right style='thin'/><top style='thin'/><bottom style='thin'/></border>"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def styles(formats: Sequence[str], fonts: Sequence[str] = ("",)) -> str:
    """styles.xml: style 2 * i has format i, style 2 * i + 1 also a frame; then one style a font, from the second on."""
    codes = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
                    for i, code in enumerate(formats))  # fmt: skip
    xfs = "".join(
        f'<xf numFmtId="{164 + i}" fontId="0" borderId="{border}"/>'
        for i in range(len(formats))
        for border in (0, 1)
    )
    xfs += "".join(f'<xf numFmtId="0" fontId="{i}" borderId="0"/>' for i in range(1, len(fonts)))
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts><fonts>{"".join(f"<font>{f}</font>" for f in fonts)}'
        f"</fonts><borders><border/>{_FRAME}</borders><cellXfs>{xfs}</cellXfs></styleSheet>"
    )


def xlsx(
    sheets: Mapping[str, str],
    formats: Sequence[str] = ("General",),
    fonts: Sequence[str] = ("",),
    strings: Sequence[str] = (),
    settings: str = "",
    states: Mapping[str, str] | None = None,
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A workbook; `sheets` maps a name to what stands inside its <worksheet>, `strings` are the shared ones as XML."""
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"'
        + (f' state="{states[name]}"' if states and name in states else "")
        + "/>"
        for i, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    links += "".join(
        f'<Relationship Id="{name}" Type="{_LINKS}/{name}" Target="{name}.xml"/>'
        for name in ("styles", "sharedStrings")
    )
    shared = "".join(f"<si>{text}</si>" for text in strings)
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = {"workbook": "sheet.main", "styles": "styles", "sharedStrings": "sharedStrings"}
    kinds |= {f"worksheets/sheet{i}": "worksheet" for i in range(1, len(sheets) + 1)}
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{office}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="{_RELS}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_LINKS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{names}</sheets>{settings}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
        "xl/styles.xml": styles(formats, fonts),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{shared}</sst>',
    }
    for i, content in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{i}.xml"] = f'<worksheet xmlns="{_MAIN}">{content}</worksheet>'
    return package(parts | dict(more or {}))


def letters(column: int) -> str:
    """The name of a column, from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def rows(*lines: Sequence[str]) -> str:
    """Sheet data of cells given as XML without their place: `<c><v>1</v></c>`; "" leaves a cell out."""
    out = ""
    for row, line in enumerate(lines, start=1):
        cells = "".join(
            cell.replace("<c", f'<c r="{letters(column)}{row}"', 1)
            for column, cell in enumerate(line, start=1)
        )
        out += f'<row r="{row}">{cells}</row>'
    return f"<sheetData>{out}</sheetData>"


def text(words: str, style: int = 0) -> str:
    """A cell with a text of its own."""
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(words)}</t></is></c>'


def number(stored: str, style: int = 0) -> str:
    """A cell with a stored number."""
    return f'<c s="{style}"><v>{stored}</v></c>'


def report_sheet(blocks: Sequence[Block], framed: bool = True, merged: bool = True, gap: int = 0) -> str:
    """One sheet with everything under each other: text lines over all columns (merged, or left to run over), tables with
    their spans. Digits are numbers, everything else is text; blank cells are left out where nothing frames them."""
    lines: dict[int, str] = {}
    merges: list[str] = []
    row = 0

    def put(column: int, words: str, frame: bool) -> str:
        style = int(frame)
        cell = (
            number(words, style) if words.isdigit() else text(words, style) if words else f'<c s="{style}"/>'
        )
        return cell.replace("<c", f'<c r="{letters(column)}{row}"', 1) if words or frame else ""

    def table(block: Table) -> None:
        nonlocal row
        for line in slots(block):
            row += 1
            column = 1
            for cell, begins in line:
                if begins and (cell.down > 1 or cell.across > 1):
                    right, bottom = letters(column + cell.across - 1), row + cell.down - 1
                    merges.append(f'<mergeCell ref="{letters(column)}{row}:{right}{bottom}"/>')
                lines[row] = lines.get(row, "") + put(column, cell.text if begins else "", framed)
                for inside in range(column + 1, column + cell.across):
                    lines[row] += put(inside, "", framed)
                column += cell.across

    for block in blocks:
        if isinstance(block, str):
            row += 1
            lines[row] = put(1, block, False)
            if merged:
                merges.append(f'<mergeCell ref="A{row}:{letters(_WIDTH)}{row}"/>')
        else:
            table(block)
            row += gap
    data = "".join(f'<row r="{number}">{cells}</row>' for number, cells in lines.items() if cells)
    return f"<sheetData>{data}</sheetData><mergeCells>{''.join(merges)}</mergeCells>"
