"""Held-out web pages: a sheet pasted out of a workbook, zeros almost as pale as their cell."""

from __future__ import annotations

from html import escape

from benchmarks.reports import html
from benchmarks.reports.blocks import Block, Text, blocks
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style
from benchmarks.reports.truth import unseen_zeros
from samples.grid import Grid, GridCell, Slot

SHEET = 15  # number of columns of the pasted sheet
_STOPS = {  # first sheet column of each column of a table, and the end of the last
    "disclosures": (0, 6, 9, 12, 15),
    "applications": (0, 1, 3, 8, 9, 10, 11, 12, 13, 14, 15),
    "appeals": tuple(range(SHEET + 1)),
}
_SHEET_STYLE = """<style>
<!--table
	{mso-displayed-decimal-separator:"\\.";mso-displayed-thousand-separator:"\\,";}
.xl65	{mso-style-parent:style0;mso-number-format:"\\@";text-align:center;border:.5pt solid windowtext;white-space:normal;}
.xl66	{mso-style-parent:style0;mso-number-format:"_ * \\#\\,\\#\\#0_ ";text-align:right;border:.5pt solid windowtext;}
.xl67	{mso-style-parent:style0;font-size:16.0pt;font-weight:700;text-align:center;mso-protection:unlocked visible;}
ruby {ruby-align:left;} rt {color:windowtext;font-size:9.0pt;mso-char-type:none;display:none;}
-->
</style>"""


def _pasted_cell(slot: Slot, stops: tuple[int, ...], x: int) -> str:
    cell = slot.cell
    across = stops[x + cell.columns] - stops[x]
    shape = (f" rowspan={cell.rows}" if cell.rows > 1 else "") + (f" colspan={across}" if across > 1 else "")
    words, plain = escape(cell.text.strip("\u00a0 ")), cell.text.replace(",", "")
    if cell.kind != "value":
        return f"<td{shape} class=xl65 style='border-left:none;border-top:none'>{words}</td>"
    if not words:
        return f"<td{shape} class=xl66 style='border-left:none'>　</td>"
    number = f' x:num="{plain}"' if plain.isascii() and plain.isdigit() else ""
    space = "<span style='mso-spacerun:yes'>&nbsp;{}</span>"
    return (
        f"<td{shape} class=xl66 align=right{number}>{space.format('&nbsp; ')}{words}{space.format('')}</td>"
    )


def pasted_sheet(case: Case) -> bytes:
    """The whole report as one sheet pasted out of a workbook: widths by `col`, number formats, a row that nobody sees."""
    rows = []
    for block in blocks(case):
        if isinstance(block, Text):
            look = "xl67" if block.role == "title" else "xl65"
            words = escape(block.text)
            rows.append(f"<td colspan={SHEET} height=30 class={look} style='height:22.5pt'>{words}</td>")
            continue
        stops = _STOPS[block.name]
        for slots in block.slots():
            rows.append(
                "\n  ".join(
                    _pasted_cell(slot, stops, x)
                    for x, slot in enumerate(slots)
                    if slot is not None and slot.first_row and slot.first_column
                )
            )
    columns = "".join(
        f" <col width={50 + 4 * n} style='mso-width-source:userset;mso-width-alt:{1600 + 128 * n}'>\n"
        for n in range(SHEET)
    )
    lines = "\n".join(
        f" <tr height=24 style='mso-height-source:userset;height:18.0pt'>\n  {row}\n </tr>" for row in rows
    )
    widths = "".join(f"<td width={50 + 4 * n} style='width:{38 + 3 * n}pt'></td>" for n in range(SHEET))
    content = (
        f"<table x:str border=0 cellpadding=0 cellspacing=0 width=1170 style='border-collapse:collapse;table-layout:fixed;width:878pt'>\n{columns}{lines}\n"
        f" <![if supportMisalignedColumns]>\n <tr height=0 style='display:none'>{widths}</tr>\n <![endif]>\n</table>"
    )  # fmt: skip
    return html.site(case, content, head=_SHEET_STYLE, index=False).encode()


_PALE = """<style>
.article table{border-collapse:collapse;background-color:rgb(232,240,249)}
.article tr:nth-child(even) td{background-color:#e3ecf7}
.article td b.n{font-weight:normal;color:#1d3a5f}
.article td b.n0{font-weight:normal;color:#e6eef8}
</style>"""


def pale_zeros(case: Case) -> bytes:
    """Zeros in a shade that differs from the two shades of the cells behind them by less than an eye can see."""

    def inner(cell: GridCell) -> str:
        if cell.key is None:
            return escape(cell.text)
        zero = case.report.cells[cell.key].value == "0"
        return f'<b class="{"n n0" if zero else "n"}">{escape(cell.text)}</b>'

    def tables(block: Grid) -> str:
        return html.table(block, inner)

    found: list[Block] = blocks(case)
    return html.site(case, html.body(found, tables=tables), head=_PALE, index=False).encode()


STYLES = [
    Style("html-pasted-sheet", "html", pasted_sheet, "htm", 8),
    Style("html-pale-zeros", "html", pale_zeros, "html", 5, Habits(zeros=("zero",)), also=unseen_zeros),
]
