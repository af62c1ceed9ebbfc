"""Held-out Word files: another maker, old merge marks, computed fields, no merges at all."""

from __future__ import annotations

from random import Random
from xml.sax.saxutils import escape

from benchmarks.reports import docx, html
from benchmarks.reports.blocks import Block, Text, blocks, cut, padded
from benchmarks.reports.fiction import Case
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell


def web_page(case: Case) -> bytes:
    """A page from which LibreOffice makes a Word file."""
    return html.bare(case, html.body(blocks(case, clauses_apart=True))).encode()


def old_merges(case: Case) -> bytes:
    """Columns merged the old way (hMerge), every vMerge with its value written out; a cell before the grid's first column."""

    def table(grid: Grid) -> str:
        unit = docx.WIDTH / sum(grid.widths)
        rows = []
        for slots in grid.slots():
            cells = ""
            for slot in slots:
                if slot is None:
                    continue
                merge = ""
                if slot.cell.columns > 1:
                    merge += f'<w:hMerge w:val="{"restart" if slot.first_column else "continue"}"/>'
                if slot.cell.rows > 1:
                    merge += f'<w:vMerge w:val="{"restart" if slot.first_row else "continue"}"/>'
                begins = slot.first_row and slot.first_column
                inner = docx.cell_text(slot.cell) if begins else "<w:p/>"
                cells += f"<w:tc><w:tcPr>{merge}</w:tcPr>{inner}</w:tc>"
            rows.append(f"<w:tr>{cells}</w:tr>")
        return f"{docx.opening([width * unit for width in grid.widths], 'double')}{''.join(rows)}</w:tbl>"

    return docx.package(docx.body(blocks(case), table))


def fields(case: Case) -> bytes:
    """Totals as computed fields, some numbers in hyperlinks and smart tags, titles moved with tracking on."""
    chance = Random(case.seed)

    def cell(cell: GridCell) -> str:
        inner = docx.run(cell.text)
        if cell.kind != "value" or not cell.text:
            return f"<w:p>{inner}</w:p>"
        if (cell.key or "").endswith("/total"):
            code = '<w:r><w:instrText xml:space="preserve"> =SUM(LEFT) </w:instrText></w:r>'
            mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
            return (
                f"<w:p>{mark.format('begin')}{code}{mark.format('separate')}{inner}{mark.format('end')}</w:p>"
            )
        match chance.randrange(4):
            case 0:
                inner = f'<w:hyperlink w:anchor="n">{inner}</w:hyperlink>'
            case 1:
                inner = f'<w:smartTag w:uri="urn:x" w:element="n">{inner}</w:smartTag>'
            case 2:
                inner = f'<w:fldSimple w:instr=" =1 ">{inner}</w:fldSimple>'
        return f"<w:p>{inner}</w:p>"

    def text(block: Text) -> str:
        if block.role != "end":
            return docx.text(block)
        mark = 'w:id="3" w:author="a" w:date="2024-01-01T00:00:00Z"'
        return f"<w:p><w:moveTo {mark}>{docx.run(block.text)}</w:moveTo></w:p>"

    return docx.package(docx.body(blocks(case), lambda grid: docx.table(grid, cell), text))


def unmerged(case: Case) -> bytes:
    """A Word file without merged cells: a label stands in the first of its places, blank cells of two paragraphs in the others."""

    def table(grid: Grid) -> str:
        unit = docx.WIDTH / sum(grid.widths)
        rows = ""
        for row, slots in zip(padded(grid), grid.slots(), strict=True):
            cells = ""
            for text, slot in zip(row, slots, strict=True):
                label = slot is not None and slot.cell.kind != "value"
                half = len(text) // 2 if label and len(text) > 6 else len(text)
                inner = (
                    "".join(f"<w:p>{docx.run(part)}</w:p>" for part in (text[:half], text[half:]) if part)
                    or "<w:p/>"
                )
                cells += f"<w:tc><w:tcPr/>{inner}</w:tc>"
            rows += f"<w:tr>{cells}</w:tr>"
        return f"{docx.opening([width * unit for width in grid.widths])}{rows}</w:tbl>"

    return docx.package(docx.body(blocks(case), table))


def in_layout(case: Case) -> bytes:
    """The whole report in a table of one column, a row a block: title, paragraphs and tables in cells of it."""
    rows = ""
    for block in blocks(case):
        inner = (
            f"<w:p>{docx.run(escape(block.text))}</w:p>"
            if isinstance(block, Text)
            else docx.table(block) + "<w:p/>"
        )
        rows += f"<w:tr><w:tc><w:tcPr/>{inner}</w:tc></w:tr>"
    return docx.package(f"{docx.opening([docx.WIDTH])}{rows}</w:tbl><w:p/>")


def own_rows(case: Case) -> bytes:
    """Rows of the agency's own in tables two and three: one in a clause, and one that repeats the label of （三）."""

    def pieces(grid: Grid) -> list[Block]:
        again = [GridCell("三、本年度办理结果（续）", "label", columns=10)]
        upper, lower = cut(grid, 17)
        return [upper, Grid(grid.name, [again, *lower.rows], grid.widths)]

    found = blocks(case, three=pieces)
    at = next(i for i, block in enumerate(found) if isinstance(block, Grid))
    two = found[at]
    assert isinstance(two, Grid)
    note = [GridCell("注：本表按发文日期统计。", "note", columns=4)]
    found[at] = Grid(two.name, [*two.rows, note], two.widths)
    return docx.package(docx.body(found))


STYLES = [
    Style("docx-own-rows", "docx", own_rows, "docx", 6),
    Style("docx-libreoffice", "docx", web_page, "html", 7, made_by="LibreOffice", converter="libreoffice", target="docx",
          options={"infilter": "HTML (StarWriter)", "filter": "MS Word 2007 XML"}),
    Style("docx-old-merges", "docx", old_merges, "docx", 7),
    Style("docx-fields", "docx", fields, "docx", 7),
    Style("docx-unmerged", "docx", unmerged, "docx", 6),
    Style("docx-in-layout", "docx", in_layout, "docx", 6),
]  # fmt: skip
