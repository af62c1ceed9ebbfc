"""Web pages: a site's page, Word export, div grids, blank cells for spans, one character a span, old encodings."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

from benchmarks.reports import html
from benchmarks.reports.blocks import Block, Text, blocks, cut, padded, with_head
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell


def plain(case: Case) -> bytes:
    """A site's page with plain tables."""
    return html.site(case, html.body(blocks(case))).encode()


def short_rows(case: Case) -> bytes:
    """The same page without navigation and footer; some rows have a cell too few."""
    return html.bare(case, html.body(blocks(case, clauses_apart=True))).encode()


def _word_runs(text: str) -> str:
    """Digits in runs of their own, as a word processor exports two fonts."""
    out, digits = "", ""
    for character in [*text, ""]:
        if character.isdigit() and character.isascii():
            digits += character
            continue
        if digits:
            out += f'<span lang=EN-US style="font-family:Times">{digits}</span>'
        digits = ""
        out += f'<span style="font-family:仿宋_GB2312">{escape(character)}</span>' if character else ""
    return out


def word(case: Case) -> bytes:
    """The body as a word processor exports it: runs, <o:p>, nbsp, conditional comments, twice the columns."""

    def cell(cell: GridCell) -> str:
        inner = _word_runs(cell.text.strip("\u00a0")) if cell.text.strip("\u00a0") else "&nbsp;"
        return f"<p class=MsoNormal align=center>{inner}<o:p></o:p></p>"

    def text(block: Text) -> str:
        return f"<p class=MsoNormal style='text-indent:32.0pt'>{_word_runs(block.text)}<o:p></o:p></p>"

    head = "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
    content = html.body(blocks(case), text, lambda grid: html.table(grid, cell, factor=2))
    return html.site(case, f'<div class="Section1">{content}</div>', head=head).encode()


def _div_rows(grid: Grid) -> str:
    rows = [
        '<div style="display:table-row">'
        + "".join(f'<div style="display:table-cell;border:1px solid">{escape(text)}</div>' for text in row)
        + "</div>"
        for row in padded(grid)
    ]
    return '<div style="display:table;width:100%">' + "\n".join(rows) + "</div>"


def div_grid(case: Case) -> bytes:
    """Tables of div elements with inline styles; a merged cell stands in its first place, its other places are empty."""
    return html.site(case, html.body(blocks(case), tables=_div_rows)).encode()


def _blank_table(grid: Grid) -> str:
    rows = [
        "<tr>" + "".join(f"<td>{escape(text) or '&nbsp;'}</td>" for text in row) + "</tr>"
        for row in padded(grid)
    ]
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def blank_for_span(case: Case) -> bytes:
    """Tables in which blank cells stand for the places of merged cells, without spans."""
    return html.site(case, html.body(blocks(case), tables=_blank_table)).encode()


def _lettered(text: str) -> str:
    return "".join(f"<span>{escape(character)}</span>" for character in text)


def letter_spans(case: Case) -> bytes:
    """One character a span, numbers as well, and line breaks in the heads of columns."""

    def cell(cell: GridCell) -> str:
        if cell.kind == "head" and len(cell.text) in (4, 6):
            return "<br/>".join(_lettered(cell.text[i : i + 2]) for i in range(0, len(cell.text), 2))
        return f"<p>{_lettered(cell.text)}</p>"

    content = html.body(
        blocks(case), lambda block: f"<p>{_lettered(block.text)}</p>", lambda grid: html.table(grid, cell)
    )
    return html.bare(case, content).encode()


def gb18030(case: Case) -> bytes:
    """A site's page in GB18030 that declares gb2312."""
    return html.site(case, html.body(blocks(case)), charset="gb2312").encode("gb18030")


@cache
def _traditional() -> Any:
    import opencc  # imported here: it loads large tables, which only this style needs

    return opencc.OpenCC("s2t")


def _turned(case: Case, text: str) -> str:
    """The text in traditional characters; the agency's name stays as it is."""
    protected = {case.report.agency: "\ue0001", case.report.agency.removesuffix("人民政府"): "\ue0002"}
    for name, mark in protected.items():
        text = text.replace(name, mark)
    text = _traditional().convert(text)
    for name, mark in protected.items():
        text = text.replace(mark, name)
    return text


def traditional(case: Case) -> bytes:
    """Labels and text in traditional characters, in UTF-8 with a byte order mark; the agency's name stays as it is."""

    content = html.body(
        blocks(case),
        lambda block: f"<p>{escape(_turned(case, block.text))}</p>",
        lambda grid: html.table(
            grid, lambda cell: escape(_turned(case, cell.text) if cell.kind != "value" else cell.text)
        ),
    )
    return b"\xef\xbb\xbf" + html.bare(case, content).encode()


def layout_table(case: Case) -> bytes:
    """The whole report inside the cells of a layout table, its tables nested in it."""
    content = html.body(blocks(case))
    outer = (
        '<table width="100%"><tr><td width="180"><ul><li>机构概况</li><li>政策文件</li></ul></td>'
        f'<td><table width="100%"><tr><td align="center">信息公开</td></tr><tr><td>{content}</td></tr></table></td></tr></table>'
    )
    return html.site(case, outer, index=False).encode()


def _pieces(table: Grid) -> list[Block]:
    upper, lower = cut(table, 15)
    return [upper, with_head(lower, table, 3)]


def fragments(case: Case) -> bytes:
    """Table three in two tables, its head repeated over the second."""
    return html.site(case, html.body(blocks(case, three=_pieces))).encode()


def two_lines(case: Case) -> bytes:
    """Table three in two tables without a second head, the label of the cut group not repeated; extra local row."""

    def pieces(table: Grid) -> list[Block]:
        upper, lower = cut(table, 19)
        return [upper, lower]

    return html.bare(case, html.body(blocks(case, clauses_apart=True, three=pieces))).encode()


def half_spans(case: Case) -> bytes:
    """A page whose rows are merged and whose columns are not: blank cells stand behind a label."""

    def table(grid: Grid) -> str:
        rows = []
        for row in grid.rows:
            cells = ""
            for cell in row:
                down = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
                words = escape(cell.text)
                if cell.kind == "label" and len(words) > 3:
                    words = f"<span>{words[:2]}</span><span> {words[2:]}</span>"
                cells += f"<td{down}>{words}</td>" + f"<td{down}>&nbsp;</td>" * (cell.columns - 1)
            rows.append(f"<tr>{cells}</tr>")
        return f'<table border="1">{"".join(rows)}</table>'

    return html.site(case, html.body(blocks(case, clauses_apart=True), tables=table)).encode()


def other_tables(case: Case) -> bytes:
    """Tables of last year's figures and of other things stand in the text around the form's own."""
    before = (
        "<table><tr><td>指标名称</td><td>单位</td><td>上年数</td><td>本年数</td></tr>"
        "<tr><td>主动公开政府信息数</td><td>条</td><td>2210</td><td>2385</td></tr>"
        "<tr><td>收到政府信息公开申请数</td><td>件</td><td>31</td><td>44</td></tr>"
        "<tr><td>行政复议数</td><td>件</td><td>2</td><td>0</td></tr></table>"
    )
    found = blocks(case)
    at = next(i for i, block in enumerate(found) if isinstance(block, Grid)) - 1
    after = "<table><tr><td>序号</td><td>附件</td></tr><tr><td>1</td><td>公开目录</td></tr><tr><td>2</td><td>公开指南</td></tr></table>"
    return html.site(case, html.body(found[:at]) + before + html.body(found[at:]) + after).encode()


STYLES = [
    Style("html-half-spans", "html", half_spans, "html", 6),
    Style("html-other-tables", "html", other_tables, "html", 6),
    Style("html-plain", "html", plain, "html", 10, small=True),
    Style("html-short-rows", "html", short_rows, "html", 6, Habits(short_row=0.7), small=True),
    Style("html-word", "html", word, "htm", 9),
    Style("html-div-grid", "html", div_grid, "html", 8),
    Style("html-blank-for-span", "html", blank_for_span, "html", 8),
    Style("html-letter-spans", "html", letter_spans, "html", 8),
    Style("html-gb18030", "html", gb18030, "html", 8),
    Style("html-traditional", "html", traditional, "html", 6, prose=_turned),
    Style("html-layout-table", "html", layout_table, "html", 6),
    Style("html-fragments", "html", fragments, "html", 6),
    Style("html-two-pieces", "html", two_lines, "html", 6),
]
