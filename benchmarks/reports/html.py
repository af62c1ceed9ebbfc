"""Web pages: the pieces of markup from which the HTML styles are put together."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from benchmarks.reports.blocks import Block, Text
from benchmarks.reports.fiction import Case
from samples.grid import Grid, GridCell


def spans(cell: GridCell, factor: int = 1) -> str:
    """The attributes of a merged cell; each column of the form is `factor` columns of the page."""
    down = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    across = cell.columns * factor
    return down + (f' colspan="{across}"' if across > 1 else "")


def table(
    grid: Grid, inner: Callable[[GridCell], str] = lambda cell: escape(cell.text), factor: int = 1
) -> str:
    """A plain table with spans; `inner` writes the content of a cell."""
    rows = [
        "<tr>" + "".join(f"<td{spans(cell, factor)}>{inner(cell)}</td>" for cell in row) + "</tr>"
        for row in grid.rows
    ]
    return '<table border="1">\n' + "\n".join(rows) + "\n</table>"


def paragraph(block: Text) -> str:
    """The paragraph of a text, or the heading element of a title or heading."""
    tag = {"title": "h2", "heading": "h3"}.get(block.role, "p")
    return f"<{tag}>{escape(block.text)}</{tag}>"


def body(
    blocks: list[Block],
    text: Callable[[Text], str] = paragraph,
    tables: Callable[[Grid], str] = table,
) -> str:
    """The markup of the blocks in order."""
    return "\n".join(text(block) if isinstance(block, Text) else tables(block) for block in blocks)


def site(case: Case, content: str, charset: str = "utf-8", head: str = "", index: bool = True) -> str:
    """A page of a government site around the report: navigation, breadcrumbs, index table (索引号), links for sharing, footer."""
    report = case.report
    title = escape("".join(report.title))
    number = sum(map(ord, case.seed)) % 90_000 + 10_000
    table_of_index = (
        f"""<table class="xxgk"><tbody>
<tr><td>索 引 号</td><td>99012{number}/{report.year + 1}-00{number % 900 + 100}</td><td>主题分类</td><td>综合政务/政府信息公开年报</td></tr>
<tr><td>发布机构</td><td>{report.agency}</td><td>发文日期</td><td>{report.year + 1}-03-{number % 28 + 1:02d}</td></tr>
<tr><td>标　　题</td><td colspan="3">{title}</td></tr>
<tr><td>文　　号</td><td></td><td>有 效 性</td><td>有效</td></tr></tbody></table>"""
        if index
        else ""
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="{charset}"><title>{title}</title>
<meta name="keywords" content="政府信息公开,年报">{head}
<style>.nav li{{display:inline-block}} table td{{border:1px solid #999;padding:4px}}</style>
<script>window.onload=function(){{if(1<2&&window.name==="x"){{document.write("<td>9</td>");}}}};</script>
</head><body>
<div class="top"><a href="/">霁川政务网</a> <form action="/s"><input type="text" value="请输入关键字"><button>搜索</button></form></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/bsfw">办事服务</a></li><li><a href="/hd">互动交流</a></li></ul>
<div class="pos">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; <a href="/nb">政府信息公开年报</a> &gt; 正文</div>
{table_of_index}
<div class="meta">来源：{report.agency}　浏览次数：<span id="hits">{number}</span>　字号：[<a>大</a> <a>中</a> <a>小</a>]</div>
<div class="article" id="zoom">
{content}
</div>
<div class="ewm">扫一扫在手机打开当前页</div>
<ul class="rel"><li><a href="/1">霁川市{report.year - 1}年政务公开工作要点</a> <span>{report.year}-04-11</span></li><li><a href="/2">霁川市预算公开目录</a> <span>{report.year}-02-09</span></li></ul>
<div class="foot">主办单位：霁川市人民政府办公室　网站标识码：9901{number}　备案号：示ICP备0{number}号-1<br>联系电话：0999-88{number}</div>
</body></html>
"""


def bare(case: Case, content: str, head: str = '<meta charset="utf-8">') -> str:
    """A page with nothing around the report."""
    title = escape("".join(case.report.title))
    return (
        f"<!DOCTYPE html>\n<html><head>{head}<title>{title}</title></head><body>\n{content}\n</body></html>\n"
    )
