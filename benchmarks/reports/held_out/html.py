"""Held-out web pages: other markup, other encodings, other things around the report."""

from __future__ import annotations

from html import escape

from benchmarks.reports import html
from benchmarks.reports.blocks import Block, Text, blocks, cut, padded
from benchmarks.reports.fiction import Case
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell


def headed(case: Case) -> bytes:
    """UTF-16 with thead, th, tbody, col elements and captions; labels are row headings."""

    def table(grid: Grid) -> str:
        rows = []
        for row in grid.rows:
            cells = [
                f"<{'td' if cell.kind == 'value' else 'th scope=row'}{html.spans(cell)}>{escape(cell.text)}"
                f"</{'td' if cell.kind == 'value' else 'th'}>"
                for cell in row
            ]
            rows.append(f"<tr>{''.join(cells)}</tr>")
        head = 3 if grid.name != "disclosures" else 0
        parts = f"<thead>{''.join(rows[:head])}</thead>" if head else ""
        columns = "<colgroup>" + "<col>" * len(grid.widths) + "</colgroup>"
        return f"<table>{columns}{parts}<tbody>{''.join(rows[head:])}</tbody></table>"

    page = html.bare(case, html.body(blocks(case), tables=table), '<meta charset="utf-16">')
    return page.encode("utf-16")


_SHEET = """<style>
.t{display:table;width:100%;border-collapse:collapse}.r{display:table-row}.c{display:table-cell;border:1px solid #ccc}
.b{font-weight:bold}.hidden{display:none}
</style>"""


def classed_divs(case: Case) -> bytes:
    """Div tables whose display stands in a style sheet; each row holds all places of the grid."""

    def table(grid: Grid) -> str:
        rows = "\n".join(
            '<div class="r">'
            + "".join(f'<div class="c"><p>{escape(text)}</p></div>' for text in row)
            + "</div>"
            for row in padded(grid)
        )
        return f'<div class="t">{rows}</div>'

    return html.site(case, html.body(blocks(case), tables=table), head=_SHEET).encode()


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
    """An old editor's page without a declared encoding: each value in a table of one cell, labels in links, hidden hints."""

    def inner(cell: GridCell) -> str:
        words = escape(cell.text)
        if cell.kind == "value":
            return f"<table width='100%'><tr><td align='center'>{words}</td></tr></table>"
        return f'<a name="t">{words}</a><span style="display:none">请填写</span>'

    content = html.body(blocks(case, clauses_apart=True), tables=lambda grid: html.table(grid, inner))
    return html.bare(case, content, head="").encode()


def old_site(case: Case) -> bytes:
    """Markup of twenty years ago in GB2312's name: upper case, nothing closed, tables within tables, a frame of images."""

    def table(grid: Grid) -> str:
        rows = []
        for row in grid.rows:
            cells = "".join(
                f"<TD ALIGN=middle{html.spans(cell).upper()}><FONT SIZE=2>{escape(cell.text)}</FONT>\n"
                for cell in row
            )
            rows.append(f"<TR>{cells}")
        return f"<TABLE BORDER=1 CELLPADDING=0>{''.join(rows)}</TABLE>"

    def pieces(grid: Grid) -> list[Block]:
        upper, lower = cut(grid, 13)
        return [upper, Text(" "), lower]

    content = html.body(blocks(case, three=pieces), lambda block: f"<P>　　{escape(block.text)}\n", table)
    for name in ("正文", "信息公开", "霁川政务"):
        content = f'<TABLE WIDTH=100%><TR><TD><IMG SRC="a.gif" ALT="{name}"><TD>&nbsp;<TR><TD COLSPAN=2>{content}</TABLE>'
    page = f"<HTML><HEAD><META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=gb2312'><TITLE>{''.join(case.report.title)}</TITLE><BODY>{content}"
    return page.encode("gb18030")


STYLES = [
    Style("html-headed", "html", headed, "html", 8),
    Style("html-classed-divs", "html", classed_divs, "html", 8),
    Style("html-wps", "html", wps, "htm", 8),
    Style("html-boxed-values", "html", boxed_values, "html", 8),
    Style("html-old-site", "html", old_site, "html", 8),
]
