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
    """Div tables whose display is set in a style sheet; each row has all places of the grid."""

    def table(grid: Grid) -> str:
        rows = "\n".join(
            '<div class="r">'
            + "".join(f'<div class="c"><p>{escape(text)}</p></div>' for text in row)
            + "</div>"
            for row in padded(grid)
        )
        return f'<div class="t">{rows}</div>'

    return html.site(case, html.body(blocks(case), tables=table), head=_SHEET).encode()


def article(case: Case) -> bytes:
    """An article of a messaging platform: sections within sections, leaf spans, tables in scrolling frames, a title apart."""

    def leaf(text: str) -> str:
        return f'<section style="line-height:1.75em"><span leaf=""><span textstyle="">{escape(text)}</span></span></section>'

    def inner(cell: GridCell) -> str:
        return leaf(cell.text) if cell.text.strip() else '<section><span leaf=""><br></span></section>'

    def table(grid: Grid) -> str:
        return f'<section style="overflow-x:auto">{html.table(grid, inner)}</section>'

    found = blocks(case)
    title = "".join(case.report.title)
    rest = [block for block in found if not (isinstance(block, Text) and block.role == "title")]
    content = html.body(rest, lambda block: leaf(block.text), table)
    page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="{title}"><title></title></head>
<body><div id="img-content"><h1 class="rich_media_title" id="activity-name"><span>{title}</span></h1>
<div id="meta_content"><span>霁川发布</span> <em>{case.report.year + 1}-02-1{len(title) % 10}</em></div>
<div id="js_content" style="visibility:visible">{content}</div></div>
<div class="rich_media_tool">阅读 302　赞 4　在看 1</div></body></html>"""
    return page.encode()


def filled_inputs(case: Case) -> bytes:
    """A form of a reporting system: each value in a read-only field of the page."""

    def inner(cell: GridCell) -> str:
        if cell.kind != "value":
            return escape(cell.text)
        return f'<input type="text" readonly value="{escape(cell.text, quote=True)}" size="4">'

    return html.site(case, html.body(blocks(case), tables=lambda grid: html.table(grid, inner))).encode()


def old_site(case: Case) -> bytes:
    """Markup of twenty years ago that declares GB2312: upper case, no end tags, tables within tables, a frame of images."""

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
    Style("html-article", "html", article, "html", 8),
    Style("html-filled-inputs", "html", filled_inputs, "html", 8),
    Style("html-old-site", "html", old_site, "html", 8),
]
