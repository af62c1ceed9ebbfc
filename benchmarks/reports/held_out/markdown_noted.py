"""Held-out Markdown as a converter of documents writes it: bold heads, broken labels, footnotes."""

from __future__ import annotations

import re

from benchmarks.reports.blocks import Text, blocks
from benchmarks.reports.fiction import Case
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell, Slot

_NOTES = {  # cell -> its footnote
    "法人或其他组织": "包括企业、事业单位、社会团体等，按申请时登记的类别统计。",
    "一、本年新收政府信息公开申请数量": "含网站、信函和当面提交的申请，同日收到的2件相同申请合并计数。",
    "四、结转下年度继续办理": "截至当年12月31日尚未答复、期限未满的申请。",
}
_LONG = 9  # characters of a label on one line


def _words(cell: GridCell) -> str:
    """The text of a cell: heads in bold, long labels on several lines, the mark of a footnote behind them."""
    text = cell.text
    if cell.kind == "value":
        return text
    mark = f"[^{list(_NOTES).index(text) + 1}]" if text in _NOTES else ""
    lines = "\n".join(text[i : i + _LONG] for i in range(0, len(text), _LONG))
    # No line begins with a mark that belongs to the line before.
    text = re.sub(r"\n([，。、；：）”]+)", r"\1\n", lines).rstrip().replace("\n", "<br>")
    return (f"**{text}**" if cell.kind in ("head", "clause") else text) + mark


def _place(slot: Slot | None) -> str:
    """The text in one place of the grid: merged labels stand in each of their places, values in their first."""
    if slot is None or (slot.cell.kind == "value" and not slot.first_column):
        return ""
    return _words(slot.cell)


def _table(grid: Grid) -> str:
    rows = [[_place(slot) for slot in slots] for slots in grid.slots()]
    rule = "| " + " | ".join([":---", *[":---:"] * (len(grid.widths) - 1)]) + " |"
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], rule, *lines[1:]])


def noted(case: Case) -> bytes:
    """Tables of pipes with bold heads and `<br>` in labels, clauses apart, footnotes at the end, marks of its pages."""
    parts, page = ["<!-- page 1 -->"], 1
    for block in blocks(case, clauses_apart=True):
        if not isinstance(block, Text):
            parts.append(_table(block))
        elif block.role in ("title", "heading"):
            if block.role == "heading" and block.text.endswith(("申请情况", "改进情况")):
                page += 1
                parts.append(f"<!-- page {page} -->")
            parts.append(f"{'#' if block.role == 'title' else '##'} **{block.text}**")
        else:
            parts.append(block.text)
    parts.append("---")
    parts += [f"[^{number}]: {note}" for number, note in enumerate(_NOTES.values(), 1)]
    return ("\n\n".join(parts) + "\n").encode()


STYLES = [Style("markdown-noted", "markdown", noted, "md", 8)]
