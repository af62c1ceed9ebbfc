"""Flat open document texts, as LibreOffice's own writer stores them; they are made to be printed."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from benchmarks.reports.blocks import Block
from samples.grid import Grid, GridCell

_SPACES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "fo": "xsl-fo-compatible",
    }.items()
)  # fmt: skip
_STYLES = """<office:styles>
<style:default-style style:family="paragraph"><style:paragraph-properties fo:line-height="150%"/>
<style:text-properties style:font-name-asian="Noto Serif CJK SC" fo:font-size="14pt" style:font-size-asian="14pt"/></style:default-style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Footnote" style:family="paragraph"><style:text-properties fo:font-size="9pt" style:font-size-asian="9pt"/></style:style>
<text:notes-configuration text:note-class="footnote" style:num-format="1" text:default-style-name="Footnote"/>
</office:styles>"""
_PAGE = (
    '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
    'fo:margin-top="1.5cm" fo:margin-bottom="2cm" fo:margin-left="2.2cm" fo:margin-right="2.2cm"/><style:header-style>'
    '<style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.4cm"/></style:header-style></style:page-layout>'
)


def _paragraph_style(name: str, size: float, place: str, more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="Standard">'
        f'<style:paragraph-properties fo:text-align="{place}"{more}/>'
        f'<style:text-properties fo:font-size="{size}pt" style:font-size-asian="{size}pt"/></style:style>'
    )


def write(
    blocks: list[Block],
    cells: dict[str, str],
    kind: Callable[[GridCell], str],
    notes: dict[str, str],
    head: str,
) -> bytes:
    """The blocks as a flat open document text.

    `cells` maps each kind of table cell to its properties, `kind` returns the kind of a cell. `notes` maps labels to their
    footnotes; `head` is printed at the head of each page. Table three begins a new page.
    """
    styles, out = [], []
    for number, block in enumerate(blocks):
        if isinstance(block, Grid):
            styles.append(_table_styles(f"t{number}", block))
            out.append(_table(f"t{number}", block, kind, notes))
            continue
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        breaks = isinstance(following, Grid) and following.name == "applications"
        out.append(
            f'<text:p text:style-name="{block.role}{"-new" if breaks else ""}">{escape(block.text)}</text:p>'
        )
    styles += [
        _paragraph_style("title", 20, "center"),
        _paragraph_style("heading", 15, "start"),
        _paragraph_style("heading-new", 15, "start", ' fo:break-before="page"'),
        _paragraph_style("paragraph", 14, "start", ' fo:text-indent="28pt"'),
        _paragraph_style("end", 14, "end"),
        _paragraph_style("cell", 9, "center", ' fo:line-height="100%"'),
    ]
    for name, properties in cells.items():
        styles.append(
            f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties fo:padding="0.06cm" '
            f'style:vertical-align="middle" {properties}/></style:style>'
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{_SPACES} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.text">{_STYLES}'
        f"<office:automatic-styles>{_PAGE}{''.join(styles)}</office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Standard" style:page-layout-name="page"><style:header><text:p text:style-name="cell">'
        f"{escape(head)}</text:p></style:header></style:master-page></office:master-styles>"
        f"<office:body><office:text>{''.join(out)}</office:text></office:body></office:document>"
    ).encode()


def _table_styles(name: str, grid: Grid) -> str:
    unit = 16.6 / sum(grid.widths)
    own = (
        f'<style:style style:name="{name}" style:family="table">'
        '<style:table-properties style:width="16.6cm" table:align="center" table:border-model="collapsing"/></style:style>'
    )
    return own + "".join(
        f'<style:style style:name="{name}.{x}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * unit:.2f}cm"/></style:style>'
        for x, width in enumerate(grid.widths)
    )


def _table(name: str, grid: Grid, kind: Callable[[GridCell], str], notes: dict[str, str]) -> str:
    rows: list[str] = []
    for slots in grid.slots():
        cells = ""
        for slot in slots:
            if slot is None or not (slot.first_row and slot.first_column):
                cells += "<table:covered-table-cell/>"
                continue
            cell = slot.cell
            shape = f' table:number-columns-spanned="{cell.columns}"' if cell.columns > 1 else ""
            shape += f' table:number-rows-spanned="{cell.rows}"' if cell.rows > 1 else ""
            note = _note(notes[cell.text], len(rows)) if cell.kind == "label" and cell.text in notes else ""
            cells += (
                f'<table:table-cell table:style-name="{kind(cell)}"{shape} office:value-type="string">'
                f'<text:p text:style-name="cell">{escape(cell.text)}{note}</text:p></table:table-cell>'
            )
        rows.append(f"<table:table-row>{cells}</table:table-row>")
    columns = "".join(f'<table:table-column table:style-name="{name}.{x}"/>' for x in range(len(grid.widths)))
    return (
        f'<table:table table:name="{name}" table:style-name="{name}">{columns}{"".join(rows)}</table:table>'
    )


def _note(words: str, number: int) -> str:
    return (
        f'<text:note text:id="n{number}" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        f'<text:note-body><text:p text:style-name="Footnote">{escape(words)}</text:p></text:note-body></text:note>'
    )
