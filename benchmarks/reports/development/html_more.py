"""More web pages: a word processor's, values in tables of their own, numbers that nobody sees."""

from __future__ import annotations

from html import escape
from random import Random

from benchmarks.reports import html
from benchmarks.reports.blocks import Text, blocks
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import More, Style
from benchmarks.reports.truth import unseen_zeros
from samples.grid import Grid, GridCell


def wps(case: Case) -> bytes:
    """A word processor's page in GBK: font elements, a height-0 row that only holds widths, comments for other browsers."""

    def inner(cell: GridCell) -> str:
        text = cell.text.strip("\u00a0 ")
        if not text:
            return "<p align=center style='text-align:center'><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
        parts = [text[:3], text[3:]] if cell.kind != "value" and len(text) > 5 else [text]
        body = "<br>\n".join(
            f'<font face="宋体" style="font-size:10.5pt">{escape(part)}</font>' for part in parts
        )
        return f"<p class=p0 style='margin:0'>{body}<span lang=EN-US><o:p></o:p></span></p>"

    def table(grid: Grid) -> str:
        widths = "".join(f'<td width={40 + i} style="border:none"></td>' for i in range(len(grid.widths)))
        last = f"<![if !supportMisalignedColumns]><tr height=0>{widths}</tr><![endif]></table>"
        return html.table(grid, inner).replace("</table>", last)

    def text(block: Text) -> str:
        return f'<p class=p0><b><font face="仿宋">{escape(block.text)}</font></b></p>'

    content = html.body(blocks(case), text, table)
    page = html.site(case, content, charset="gbk")
    return page.encode("gbk", "xmlcharrefreplace")


def boxed_values(case: Case) -> bytes:
    """An old editor's page that declares no encoding: each value in a table of one cell, labels in links, hidden hints."""

    def inner(cell: GridCell) -> str:
        words = escape(cell.text)
        if cell.kind == "value":
            return f"<table width='100%'><tr><td align='center'>{words}</td></tr></table>"
        return f'<a name="t">{words}</a><span style="display:none">请填写</span>'

    content = html.body(blocks(case, clauses_apart=True), tables=lambda grid: html.table(grid, inner))
    return html.bare(case, content, head="").encode()


def white_zeros(case: Case) -> bytes:
    """Zeros in white on a page without colours."""

    def inner(cell: GridCell) -> str:
        zero = cell.key is not None and case.report.cells[cell.key].value == "0"
        return f'<span style="color:#fff">{escape(cell.text)}</span>' if zero else escape(cell.text)

    return html.site(case, html.body(blocks(case), tables=lambda grid: html.table(grid, inner))).encode()


def last_year(case: Case) -> dict[str, str]:
    """Cell key -> last year's number, for the cells that also have that number where nobody sees it."""
    chance = Random(case.seed)
    return {key: str(chance.randint(1, 99)) for key in case.report.cells if chance.random() < 0.2}


def two_numbers(case: Case) -> More:
    """Marks for cells that have a number that nobody sees beside the printed one, so that they may be doubted."""
    return {key: {"doubt_ok": True} for key in last_year(case)}


def clipped(case: Case) -> bytes:
    """Last year's number beside some numbers, for screen readers only: clipped away by an inline style."""
    last = last_year(case)
    style = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)"

    def inner(cell: GridCell) -> str:
        old = last.get(cell.key or "")
        return (f'<span style="{style}">{old}</span>' if old else "") + escape(cell.text)

    return html.site(case, html.body(blocks(case), tables=lambda grid: html.table(grid, inner))).encode()


def grey_zeros(case: Case) -> bytes:
    """Zeros in the colour of the cell behind them, set by old attributes."""

    def table(grid: Grid) -> str:
        return html.table(grid, inner).replace("<td", '<td bgcolor="#e8eef7"')

    def inner(cell: GridCell) -> str:
        zero = cell.key is not None and case.report.cells[cell.key].value == "0"
        return f'<font color="#e8eef7">{escape(cell.text)}</font>' if zero else escape(cell.text)

    return html.bare(case, html.body(blocks(case), tables=table)).encode()


def clipped_by_sheet(case: Case) -> bytes:
    """Last year's number beside some numbers, for screen readers only: clipped away by a class of the style sheet."""
    last = last_year(case)

    def inner(cell: GridCell) -> str:
        old = last.get(cell.key or "")
        return escape(cell.text) + (f'<span class="sr">{old}</span>' if old else "")

    sheet = "<style>.sr{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}</style>"
    page = html.bare(
        case,
        html.body(blocks(case), tables=lambda grid: html.table(grid, inner)),
        f'<meta charset="utf-8">{sheet}',
    )
    return page.encode()


STYLES = [
    Style("html-wps", "html", wps, "htm", 8),
    Style("html-boxed-values", "html", boxed_values, "html", 8),
    Style(
        "html-white-zeros",
        "html",
        white_zeros,
        "html",
        5,
        Habits(zeros=("zero",)),
        also=unseen_zeros,
        small=True,
    ),
    Style("html-clipped", "html", clipped, "html", 5, also=two_numbers),
    Style("html-grey-zeros", "html", grey_zeros, "html", 5, Habits(zeros=("zero",)), also=unseen_zeros),
    Style("html-clipped-by-sheet", "html", clipped_by_sheet, "html", 5, also=two_numbers),
]
