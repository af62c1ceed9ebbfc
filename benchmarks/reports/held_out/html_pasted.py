"""Held-out web pages: a sheet pasted out of a workbook, rows of lists that fold away, zeros almost as pale as their cell."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from benchmarks.reports import html
from benchmarks.reports.blocks import Block, Text, blocks
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style
from benchmarks.reports.truth import unseen_zeros
from samples.grid import Grid, GridCell, Slot

SHEET = 15  # columns of the pasted sheet
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


_FOLDS = """<style>
.gk-row{display:flex;margin:0;border-bottom:1px solid #c9d3e0}.gk-row dt{flex:0 0 34%;padding:6px}
.gk-row dd{flex:1 1 0;margin:0;padding:6px;text-align:center;border-left:1px solid #c9d3e0;min-height:1.4em}
.gk-row dd.w2{flex-grow:2}.gk-row dd.w3{flex-grow:3}.gk-row dd.w5{flex-grow:5}.gk-row dd.w7{flex-grow:7}
.gk-group{background:#eef3fa;padding:6px;font-weight:bold}.gk-sub{padding:4px 1.5em;color:#345}summary{font-size:18px;cursor:pointer}
</style>"""


def _list_row(label: str, cells: list[tuple[str, int]]) -> str:
    parts = [
        f"<dd{f' class=w{across}' if across > 1 else ''}>{escape(words)}</dd>" for words, across in cells
    ]
    return f'<dl class="gk-row"><dt>{escape(label)}</dt>{"".join(parts)}</dl>'


def _list_table(grid: Grid) -> str:
    """A table as rows of lists; what was merged over rows stands as a line of its own above them."""
    if grid.name == "appeals":
        return _appeals_apart(grid)
    out, corner = [], 3 if grid.name == "applications" else 0
    for y, row in enumerate(grid.rows):
        if y < corner:
            continue
        if len(row) == 1:
            out.append(f'<div class="gk-group">{escape(row[0].text)}</div>')
            continue
        labels = [cell for cell in row if cell.kind == "label" or cell is row[0]]
        for depth, cell in enumerate(labels[:-1]):
            out.append(f'<div class="gk-{"sub" if depth else "group"}">{escape(cell.text)}</div>')
        rest = [(cell.text, cell.columns) for cell in row if not any(cell is label for label in labels)]
        out.append(_list_row(labels[-1].text, rest))
    if corner:
        note, applicants = grid.rows[0]
        person, organisations, total = grid.rows[1]
        heads = [
            _list_row(note.text, [(applicants.text, 7)]),
            _list_row("", [(person.text, 1), (organisations.text, 5), (total.text, 1)]),
            _list_row("", [("", 1), *((cell.text, 1) for cell in grid.rows[2]), ("", 1)]),
        ]
        out = heads + out
    return "<div>" + "\n".join(out) + "</div>"


def _appeals_apart(grid: Grid) -> str:
    """Table four block under block, each with its own heads and its five numbers."""
    review, suits = grid.rows[0]
    *heads, direct, after = grid.rows[1]
    names, values = [(cell.text, 1) for cell in heads], grid.rows[3]
    out = []
    for group, title, (first, last) in zip(
        (review.text, suits.text, ""), ("", direct.text, after.text), pairwise((0, 5, 10, 15)), strict=True
    ):
        out += [f'<div class="gk-group">{escape(group)}</div>'] if group else []
        out += [f'<div class="gk-sub">{escape(title)}</div>'] if title else []
        out.append(_list_row("", names))
        out.append(_list_row("", [(cell.text, 1) for cell in values[first:last]]))
    return "<div>" + "\n".join(out) + "</div>"


def folded_lists(case: Case) -> bytes:
    """Sections that fold away (`details`) under their headings; tables are rows of `dl` beside one another."""
    out, unfolded = [], True
    for block in blocks(case):
        if isinstance(block, Text) and block.role == "heading":
            out.append(("" if unfolded else "</div></details>") + "<details open><summary>")
            out[-1] += f"<b>{escape(block.text)}</b></summary><div class=panel>"
            unfolded = False
        else:
            out.append(html.paragraph(block) if isinstance(block, Text) else _list_table(block))
    return html.site(case, "\n".join(out) + "</div></details>", head=_FOLDS).encode()


_PALE = """<style>
.article table{border-collapse:collapse;background-color:rgb(232,240,249)}
.article tr:nth-child(even) td{background-color:#e3ecf7}
.article td b.n{font-weight:normal;color:#1d3a5f}
.article td b.n0{font-weight:normal;color:#e6eef8}
</style>"""


def pale_zeros(case: Case) -> bytes:
    """Zeros in a shade that differs from the two of the cells behind them by less than an eye can see."""

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
    Style("html-folded-lists", "html", folded_lists, "html", 8),
    Style("html-pale-zeros", "html", pale_zeros, "html", 5, Habits(zeros=("zero",)), also=unseen_zeros),
]
