"""Word files: merged cells, split runs, text boxes, fragments, tracked changes, nested tables, content controls."""

from __future__ import annotations

import re
from random import Random
from xml.sax.saxutils import escape

from benchmarks.reports import docx
from benchmarks.reports.blocks import Block, Text, blocks, cut, with_head
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style
from benchmarks.reports.truth import unseen_zeros
from samples.grid import Grid, GridCell


def plain(case: Case) -> bytes:
    """A Word file whose merged cells are written with gridSpan and vMerge."""
    return docx.package(docx.body(blocks(case)))


def split_runs(case: Case) -> bytes:
    """Numbers split over several runs, with revision marks, bookmarks and spelling marks between these."""
    chance = Random(case.seed)

    def cell(cell: GridCell) -> str:
        runs = "".join(
            f'<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="{n}" w:name="b{n}"/>{docx.run(character)}'
            f'<w:bookmarkEnd w:id="{n}"/><w:proofErr w:type="spellEnd"/>'
            if chance.random() < 0.4
            else docx.run(character)
            for n, character in enumerate(cell.text)
        )
        return f"<w:p>{runs}</w:p>"

    return docx.package(docx.body(blocks(case, clauses_apart=True), lambda grid: docx.table(grid, cell)))


def _boxed(content: str) -> str:
    """A text box as Word writes it: its content once for new readers, and once more for old ones."""
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent>'
        f"{content}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def text_box(case: Case) -> bytes:
    """The title and table four in text boxes, each written twice."""
    title = "".join(docx.paragraph(line, 36, True) for line in case.report.title)
    rest = [block for block in blocks(case) if not (isinstance(block, Text) and block.role == "title")]

    def tables(grid: Grid) -> str:
        return _boxed(docx.table(grid)) if grid.name == "appeals" else docx.table(grid)

    return docx.package(_boxed(title) + docx.body(rest, tables))


def fragments(case: Case) -> bytes:
    """Table three as three tables; over the second its head is repeated, over the third it is not."""

    def pieces(table: Grid) -> list[Block]:
        first, rest = cut(table, 10)
        second, third = cut(rest, 9)
        return [first, with_head(second, table, 3), third]

    return docx.package(docx.body(blocks(case, three=pieces)))


def _changed(case: Case) -> dict[str, str]:
    """Cell key -> the number that was deleted there, for the cells that were edited with change tracking on."""
    chance = Random(case.seed)
    return {key: str(chance.randint(0, 99)) for key in case.report.cells if chance.random() < 0.25}


def _two_numbers(case: Case) -> dict[str, dict[str, object]]:
    """Marks for cells with tracked changes: such a cell has two numbers, so that it may be doubted."""
    return {key: {"doubt_ok": True} for key in _changed(case)}


def tracked(case: Case) -> bytes:
    """Tracked changes: in some cells an old number is deleted and the new one inserted. The new one counts."""
    changed = _changed(case)
    mark = 'w:id="7" w:author="办公室" w:date="2024-01-08T09:00:00Z"'

    def cell(cell: GridCell) -> str:
        old = changed.get(cell.key or "")
        if old is None:
            return docx.cell_text(cell)
        deleted = f"<w:del {mark}>{docx.run(old, 'delText')}</w:del>"
        inserted = f"<w:ins {mark}>{docx.run(cell.text)}</w:ins>" if cell.text else ""
        return f"<w:p>{deleted}{inserted}</w:p>"

    return docx.package(docx.body(blocks(case), lambda grid: docx.table(grid, cell)))


def nested(case: Case) -> bytes:
    """Each table stands in the only cell of another table."""

    def tables(grid: Grid) -> str:
        return f"{docx.opening([docx.WIDTH])}<w:tr><w:tc><w:p/>{docx.table(grid)}<w:p/></w:tc></w:tr></w:tbl>"

    return docx.package(docx.body(blocks(case), tables))


def controls(case: Case) -> bytes:
    """Content controls around runs, paragraphs, cells and rows, as in forms that ministries hand out."""
    chance = Random(case.seed)

    def held(content: str) -> str:
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="填报"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'
        )

    def cell(cell: GridCell) -> str:
        if cell.kind != "value":
            return docx.cell_text(cell)
        return (
            f"<w:p>{held(docx.run(cell.text))}</w:p>" if chance.random() < 0.5 else held(docx.cell_text(cell))
        )

    def row(cells: str) -> str:
        parts = cells.split("</w:tc>")[:-1]
        return "".join(
            held(f"{part}</w:tc>") if chance.random() < 0.3 else f"{part}</w:tc>" for part in parts
        )

    return docx.package(docx.body(blocks(case), lambda grid: docx.table(grid, cell, row=row)))


def tabbed(case: Case) -> bytes:
    """Labels with tabs and line breaks, numbers behind a tab, an empty paragraph in each cell, repeated head rows."""

    def cell(cell: GridCell) -> str:
        if cell.kind == "value":
            return f"<w:p/><w:p><w:r><w:tab/></w:r>{docx.run(cell.text)}</w:p>"
        half = len(cell.text) // 2
        inner = f'{escape(cell.text[:half])}</w:t><w:br/><w:t xml:space="preserve">{escape(cell.text[half:])}'
        return f'<w:p><w:r><w:tab/><w:t xml:space="preserve">{inner}</w:t></w:r></w:p>'

    return docx.package(docx.body(blocks(case), lambda grid: docx.table(grid, cell, head=3)))


def _numbering(lists: int) -> str:
    """List definitions: lists 2, 3, … count in digits, list 1 in Chinese numerals."""

    def level(style: str, text: str) -> str:
        return (
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:suff w:val="nothing"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )

    kinds = [level("chineseCounting", "%1、"), *[level("decimal", "%1.")] * lists]
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{kind}</w:abstractNum>' for n, kind in enumerate(kinds, 1)
    )
    numbers = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(kinds) + 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><w:numbering {docx.NAMESPACES}>{abstract}{numbers}</w:numbering>'


def auto_numbers(case: Case) -> bytes:
    """Headings and the labels under （三） to （六） that Word numbers, so that their numbers are not in the text."""
    plain = re.compile(r"[1-8]\.(?=\D)")
    groups = 0

    def listed(words: str, number: int) -> str:
        return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>{docx.run(words)}</w:p>'

    def cell(cell: GridCell) -> str:
        nonlocal groups
        if cell.kind != "label" or not plain.match(cell.text):
            return docx.cell_text(cell)
        groups += cell.text.startswith("1.")
        return listed(plain.sub("", cell.text, count=1), groups + 1)

    def text(block: Text) -> str:
        return (
            listed(re.sub(r"^[一二三四五六]、", "", block.text), 1)
            if block.role == "heading"
            else docx.text(block)
        )

    body = docx.body(blocks(case), lambda grid: docx.table(grid, cell), text)
    return docx.package(body, numbering=_numbering(groups))


def noted(case: Case) -> bytes:
    """Another table of numbers stands before the form's, and table two has a row of the agency's own."""
    other = Grid(
        "other",
        [
            [GridCell("公开渠道", "head"), GridCell("信息条数", "head"), GridCell("申请查阅人次", "head")],
            [GridCell("政府网站", "label"), GridCell("1204", "label"), GridCell("318", "label")],
            [GridCell("其他", "label"), GridCell("77", "label"), GridCell("12", "label")],
            [GridCell("总计", "label"), GridCell("1281", "label"), GridCell("330", "label")],
        ],
        (1, 1, 1),
    )
    found = blocks(case)
    at = next(i for i, block in enumerate(found) if isinstance(block, Grid))
    two = found[at]
    assert isinstance(two, Grid)
    extra = [GridCell("其他主动公开文件", "label"), *[GridCell("5", "label")] * 3]
    end = next(i for i, row in enumerate(two.rows) if row[0].text == "第二十条第（五）项")
    rows = [*two.rows[:end], extra, *two.rows[end:]]
    found[at] = Grid(two.name, rows, two.widths)
    return docx.package(docx.body([*found[: at - 1], Text("公开渠道情况见下表。"), other, *found[at - 1 :]]))


def white_zeros(case: Case) -> bytes:
    """Zeros written in white: the file has them, and nobody sees them."""

    def cell(cell: GridCell) -> str:
        if cell.key is None or case.report.cells[cell.key].value != "0":
            return docx.cell_text(cell)
        white = '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'
        return f"<w:p><w:r>{white}<w:t>{escape(cell.text)}</w:t></w:r></w:p>"

    return docx.package(docx.body(blocks(case), lambda grid: docx.table(grid, cell)))


def shaded_zeros(case: Case) -> bytes:
    """Zeros in the colour of their cell's shading."""

    def cell(cell: GridCell) -> str:
        if cell.key is None or case.report.cells[cell.key].value != "0":
            return docx.cell_text(cell)
        same = '<w:rPr><w:color w:val="1F4E79"/><w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/></w:rPr>'
        return f"<w:p><w:r>{same}<w:t>{escape(cell.text)}</w:t></w:r></w:p>"

    return docx.package(docx.body(blocks(case), lambda grid: docx.table(grid, cell)))


_STATUTORY_NUMBERS = Habits(label_misprints=False, other_numbering=False)
STYLES = [
    Style("docx-auto-numbers", "docx", auto_numbers, "docx", 6, _STATUTORY_NUMBERS),
    Style("docx-other-tables", "docx", noted, "docx", 6),
    Style("docx-plain", "docx", plain, "docx", 8, small=True),
    Style("docx-split-runs", "docx", split_runs, "docx", 8, small=True),
    Style("docx-text-box", "docx", text_box, "docx", 6),
    Style("docx-fragments", "docx", fragments, "docx", 8),
    Style("docx-tracked", "docx", tracked, "docx", 8, also=_two_numbers),
    Style("docx-nested", "docx", nested, "docx", 6),
    Style("docx-controls", "docx", controls, "docx", 6),
    Style(
        "docx-white-zeros",
        "docx",
        white_zeros,
        "docx",
        5,
        Habits(zeros=("zero",)),
        also=unseen_zeros,
        small=True,
    ),
    Style("docx-tabbed", "docx", tabbed, "docx", 6),
    Style("docx-shaded-zeros", "docx", shaded_zeros, "docx", 5, Habits(zeros=("zero",)), also=unseen_zeros),
]
