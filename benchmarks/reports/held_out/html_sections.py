"""Held-out web pages: an article laid out with an editor for phones, a style on every span."""

from __future__ import annotations

import re
from html import escape

from benchmarks.reports import html
from benchmarks.reports.blocks import Block, Text, blocks
from benchmarks.reports.fiction import Case
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell

_LETTERS = "font-size:{};color:rgb(62, 62, 62);letter-spacing:{};font-family:{};box-sizing:border-box;"
_WORDS = _LETTERS.format("15px", "1px", "-apple-system, 宋体, SimSun")
_DIGITS = _LETTERS.format("15px", "1px", "&quot;Times New Roman&quot;")
_CELL_WORDS = _LETTERS.format("12px", "normal", "宋体")
_CELL_DIGITS = _LETTERS.format("12px", "normal", "&quot;Times New Roman&quot;")
_BORDER = "border-width:1px;border-style:solid;border-color:rgb(122, 165, 214);padding:3px 2px;word-break:break-all;"
_UNSEEN = (
    '<span style="display: none;line-height: 0px;">\u200d</span>'  # added by the platform behind pasted text
)
_NUMBERING = re.compile(r"^([（(]?[一二三四五六七八]+[）)、.]|\d+[.、])(?=\D)")


def _spans(text: str, words: str, digits: str) -> str:
    """The text with its digits in spans of their own; every span has a style."""
    parts = re.findall(r"[0-9.,]+|[^0-9.,]+", text)
    return "".join(
        f'<span style="{digits if part[0].isascii() else words}">{escape(part)}</span>' for part in parts
    )


def _text(block: Text) -> str:
    if block.role == "heading":
        number = _NUMBERING.match(block.text)
        at = number.end() if number else 0
        parts = [part for part in (block.text[:at], block.text[at:]) if part]
        words = "".join(
            f'<span style="color:rgb(255, 255, 255);font-size:16px;">{escape(part)}</span>' for part in parts
        )
        dot = '<section style="width:8px;height:8px;border-radius:100%;background:#1e6bb8;"></section>'
        return (
            '<section data-role="title" data-tools="135编辑器" data-id="94316"><section style="margin:18px auto 10px;'
            f'display:flex;align-items:center;justify-content:center;">{dot}<section style="background:#1e6bb8;'
            f'padding:4px 1em;margin:0 6px;border-radius:4px;"><section data-brushtype="text"><strong>{words}</strong>'
            f"</section></section>{dot}</section></section>"
        )
    side = "right" if block.role == "end" else "justify"
    return (
        f'<section data-autoskip="1" style="text-align:{side};line-height:1.75em;padding:0 8px;text-indent:2em;">'
        f'<p style="margin:0 0 8px;vertical-align:inherit;">{_spans(block.text, _WORDS, _DIGITS)}{_UNSEEN}</p></section>'
    )


def _inner(cell: GridCell) -> str:
    """The content of a cell: numbering and words of a label in separate spans, words of narrow columns on several lines."""
    if not cell.text.strip("\u00a0 "):
        return f'<section style="text-align:center;"><span style="{_CELL_WORDS}"><br/></span></section>'
    number = _NUMBERING.match(cell.text) if cell.kind == "label" else None
    at = number.end() if number else 0
    parts = [part for part in (cell.text[:at], cell.text[at:]) if part]
    if cell.kind == "head" and cell.columns == 1 and len(cell.text) in (4, 6):
        parts = [cell.text[i : i + 2] for i in range(0, len(cell.text), 2)]
        words = "<br/>".join(_spans(part, _CELL_WORDS, _CELL_DIGITS) for part in parts)
    else:
        words = "".join(_spans(part, _CELL_WORDS, _CELL_DIGITS) for part in parts)
    if cell.kind in ("head", "clause"):
        words = f"<strong>{words}</strong>"
    return f'<section style="margin:0;text-align:center;line-height:1.4;">{words}</section>'


def _table(grid: Grid) -> str:
    unit = 677 / sum(grid.widths)
    columns = "".join(f'<col width="{round(width * unit)}">' for width in grid.widths)
    rows = []
    for row in grid.rows:
        cells = ""
        for cell in row:
            fill = "background:rgb(222, 234, 246);" if cell.kind in ("head", "clause", "note") else ""
            cells += f'<td{html.spans(cell)} valign="middle" align="center" style="{_BORDER}{fill}">{_inner(cell)}</td>'
        rows.append(f'<tr style="height:26px;">{cells}</tr>')
    return (
        '<section data-role="outer" label="edit by 135editor"><section style="overflow-x:auto;-webkit-overflow-scrolling:touch;">'
        '<table width="677" align="center" interlaced="enabled" style="border-collapse:collapse;width:677px;">'
        f"<colgroup>{columns}</colgroup><tbody>{''.join(rows)}</tbody></table></section></section>{_UNSEEN}"
        '<p style="margin:0;"><br/></p>'
    )


def editor_sections(case: Case) -> bytes:
    """An article of an official account made with an editor: decorated headings, sections in cells, spans in sections."""
    title = escape("".join(case.report.title))
    rest: list[Block] = [
        block for block in blocks(case) if not (isinstance(block, Text) and block.role == "title")
    ]
    after = f"{case.report.year + 1}-02-{sum(map(ord, case.seed)) % 19 + 10}"
    page = f"""<!DOCTYPE html>
<html class=""><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1.0">
<meta property="og:title" content="{title}"><meta property="og:type" content="article"><title>{title}</title>
<style>body{{max-width:720px;margin:0 auto;font-family:sans-serif}}.rich_media_title{{font-size:22px}}.rich_media_meta{{color:#888;font-size:15px}}</style>
</head><body id="activity-detail" class="zh_CN"><div id="js_article" class="rich_media"><div class="rich_media_area_primary">
<h1 class="rich_media_title" id="activity-name">
{title}
</h1>
<div id="meta_content" class="rich_media_meta_list"><span class="rich_media_meta">霁川政务发布</span> <em id="publish_time" class="rich_media_meta">{after} 09:30</em></div>
<div class="rich_media_content" id="js_content"><section data-role="paragraph" class="_135editor" style="padding:0 6px;">
<p style="text-align:center;"><span style="{_WORDS}">点击上方</span><span style="color:#1e6bb8;font-size:15px;">蓝字</span><span style="{_WORDS}">关注我们</span></p>
{html.body(rest, _text, _table)}
<p style="text-align:center;"><img data-src="a.gif" data-ratio="0.2" alt=""><br/></p>
</section></div>
<div class="rich_media_tool">阅读原文　阅读 {len(case.seed) * 37}　在看 3</div></div></div></body></html>
"""
    return page.encode()


STYLES = [Style("html-editor-sections", "html", editor_sections, "html", 8)]
