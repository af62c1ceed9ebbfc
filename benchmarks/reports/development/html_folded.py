"""Web pages whose sections fold away and whose tables are rows of lists beside one another."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from benchmarks.reports import html
from benchmarks.reports.blocks import Text, blocks
from benchmarks.reports.fiction import Case
from benchmarks.reports.style import Style
from samples.grid import Grid

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
    """A table as rows of lists; a cell that is merged over rows stands on a line of its own above them."""
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


STYLES = [Style("html-folded-lists", "html", folded_lists, "html", 8)]
