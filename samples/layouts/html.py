"""Reports as web pages: a plain page of a government site, and one pasted from a word processor."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from samples import form, grid
from samples.grid import Grid, GridCell
from samples.model import Report


def plain(report: Report) -> bytes:
    """A site's page: navigation, index table (索引号), the report with plain tables, footer."""
    return _page(report, _paragraph, _table).encode("utf-8")


def word(report: Report) -> bytes:
    """The same page, its body as a word processor exports it: spans, <o:p>, nbsp, doubled columns."""
    return _page(report, _word_paragraph, _word_table).encode("utf-8")


def gb18030(report: Report) -> bytes:
    """A plain page in GB18030 that declares gb2312, as many pages do."""
    return _page(report, _paragraph, _table, charset="gb2312").encode("gb18030")


def _page(
    report: Report, markup: Callable[[str], str], table: Callable[[Grid], str], charset: str = "utf-8"
) -> str:
    """The whole page; ``markup`` writes a paragraph or heading, ``table`` a table."""
    title = "".join(report.title)
    site = report.options["site"]
    headings = form.headings()
    body = [markup(text) for text in [*report.top, *report.prose["intro"]]]
    body += [markup(headings["overview"]), *(markup(text) for text in report.prose["overview"])]
    body += [markup(headings["disclosures"]), table(grid.stacked(grid.disclosures(report)))]
    body += [markup(headings["applications"]), table(grid.applications(report))]
    body += [markup(headings["appeals"]), table(grid.appeals(report))]
    for key in ("problems", "other_matters"):
        body += [markup(headings[key]), *(markup(text) for text in report.prose[key])]
    body += [markup(text) for text in report.end]
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="{charset}">
<title>{escape(title)}_{site["name"]}</title>
<style>td {{ border: 1px solid #333; }} nav li {{ display: inline; }}</style>
<script>var channel = "政府信息公开年报"; if (1 < 2) {{ document.title = document.title; }}</script>
</head>
<body>
<header><a href="/">{site["name"]}</a>
<nav><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/hdjl/">互动交流</a></li></ul></nav>
</header>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 政府信息公开年报</div>
<table class="index">
<tr><th>索引号</th><td>{site["index"]}</td><th>主题分类</th><td>政府信息公开年报&nbsp;&nbsp;其他</td></tr>
<tr><th>发布机构</th><td>{site["publisher"]}</td><th>发布日期</th><td>{site["published_on"]}</td></tr>
<tr><th>名　　称</th><td colspan="3">{escape(title)}</td></tr>
<tr><th>文　　号</th><td></td><th>有效性</th><td>有效</td></tr>
</table>
<h1>{"<br>".join(escape(line) for line in report.title)}</h1>
<div class="share">【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】 <a href="#">打印</a></div>
<div class="content">
{chr(10).join(body)}
</div>
<div class="prev-next">上一篇：关于调整部分便民服务点办公时间的通知<br>下一篇：没有了</div>
<footer><p>主办：{site["publisher"]}　网站标识码：{site["code"]}</p><p>版权所有 未经授权不得转载</p></footer>
</body>
</html>
"""


def _paragraph(text: str) -> str:
    return f"<h3>{escape(text)}</h3>" if text in form.headings().values() else f"<p>　　{escape(text)}</p>"


def _table(table: Grid) -> str:
    rows = []
    for row in table.rows:
        cells = "".join(f"<td{_spans(cell)}>{escape(cell.text)}</td>" for cell in row)
        rows.append(f"<tr>{cells}</tr>")
    return '<table class="report">\n<tbody>\n' + "\n".join(rows) + "\n</tbody>\n</table>"


def _spans(cell: GridCell, factor: int = 1) -> str:
    spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    columns = cell.columns * factor
    return spans + (f' colspan="{columns}"' if columns > 1 else "")


def _word_paragraph(text: str) -> str:
    heading = text in form.headings().values()
    style = "mso-bidi-font-size:16.0pt;font-family:黑体" if heading else "font-family:仿宋_GB2312"
    inner = f'<span style="{style}">{_runs(text)}<o:p></o:p></span>'
    return f'<p class="MsoNormal" style="text-indent:2em">{inner}</p>'


def _runs(text: str) -> str:
    """The text as runs: digits in a Latin font of their own."""
    out, digits = "", ""
    for char in text + "\0":
        if char.isascii() and char.isdigit():
            digits += char
            continue
        if digits:
            out += f'<span lang="EN-US">{digits}</span>'
            digits = ""
        out += escape(char) if char != "\0" else ""
    return out


def _word_table(table: Grid) -> str:
    """A table with twice as many columns as the form; line breaks within labels; blank cells hold nbsp and <o:p>."""
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            text = _runs(_broken(cell)).replace("\n", "<br>") if cell.text else "&nbsp;"
            if cell.kind == "value" and cell.text:
                text = f"&nbsp;{text}&nbsp;"
            cells.append(
                f'<td{_spans(cell, 2)} valign="center"><p class="MsoNormal" align="center">'
                f"<span>{text}<o:p></o:p></span></p></td>"
            )
        rows.append("<tr>" + "\n".join(cells) + "</tr>")
    return '<table class="MsoTableGrid" border="1" cellspacing="0">\n' + "\n".join(rows) + "\n</table>"


def _broken(cell: GridCell) -> str:
    """The text of a head, broken after two characters as in narrow columns."""
    if cell.kind == "head" and len(cell.text) in (4, 6) and cell.columns == 1 and cell.rows < 3:
        return "\n".join(cell.text[i : i + 2] for i in range(0, len(cell.text), 2))
    return cell.text
