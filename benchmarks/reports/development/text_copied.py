"""Texts copied out of programs: a page whose merged cells are repeated in each place, the lines of a PDF viewer."""

from __future__ import annotations

import re

from benchmarks.reports import monospaced
from benchmarks.reports.blocks import Text, blocks, padded
from benchmarks.reports.fiction import GLUED, Case
from benchmarks.reports.plain_text import text
from benchmarks.reports.style import Style
from samples.grid import Grid, GridCell

LINE = 68  # width of a printed line, in columns of letters
PAGE = 36  # number of printed lines on a page


def _upright(grid: Grid) -> str:
    """Table four from top to bottom: a line for each of its numbers, which begins with the heads above it."""
    review, suits = (cell.text for cell in grid.rows[0])
    *names, direct, after = (cell.text for cell in grid.rows[1])
    over = [[review, review]] * 5 + [[suits, direct]] * 5 + [[suits, after]] * 5
    lines = [
        "\t".join([*heads, name, cell.text])
        for heads, name, cell in zip(over, names * 3, grid.rows[3], strict=True)
    ]
    return "\n".join(lines)


def copied_page(case: Case) -> bytes:
    """A row a line, tabs between cells; merged labels in each of their places, table four from top to bottom.

    What surrounds the report on its page was copied too. The encoding is UTF-16, which editors of Windows call "Unicode".
    """

    def table(grid: Grid) -> str:
        if grid.name == "appeals":
            return _upright(grid)
        rows = padded(grid, repeat=True) if grid.name == "applications" else None
        return "\n".join("\t".join(row) for row in rows or [[cell.text for cell in row] for row in grid.rows])

    report = case.report
    before = f"首页 > 政务公开 > 政府信息公开年报\n\n来源：{report.agency}\t字体：【大 中 小】\t打印\n\n"
    after = "\n分享到：\n【关闭窗口】\n上一篇：没有了\n"
    whole = before + text(blocks(case, clauses_apart=True), table) + after
    return whole.replace("\n", "\r\n").encode("utf-16")


def _wrapped(words: str, width: int) -> list[str]:
    """The text in lines as they are printed: none begins with a mark that belongs to the line before."""
    return (
        re.sub(r"\n([，。、；：）”]+)", r"\1\n", "\n".join(monospaced.wrapped(words, width)))
        .rstrip()
        .split("\n")
    )


def _head(cell: GridCell) -> str:
    """The text of a head; where it is the head of a single column, with two characters a line."""
    words = cell.text
    narrow = cell.kind == "head" and cell.columns == 1 and len(words) in (4, 6)
    return "\n".join(words[i : i + 2] for i in range(0, len(words), 2)) if narrow else words


def _viewed(grid: Grid) -> str:
    """The table as copied from a viewer: broken heads, merged labels on lines of their own, the label of a row before its digits."""
    lines: list[str] = []
    for row in grid.rows:
        values = "".join(cell.text for cell in row if cell.kind == "value")
        labels = [cell for cell in row if cell.kind != "value"]
        if not values or not labels:
            lines += map(_head, labels)
            lines += [values] if values else []
            continue
        *merged, own = labels
        for cell in merged:
            lines += _wrapped(cell.text, 10)
        *above, last = _wrapped(own.text, 36)
        lines += [*above, last + values]
    return "\n".join(lines)


def _paged(whole: str) -> str:
    """The text with the foot of a page after every so many lines, but never before a row of digits without a label of its own."""
    out: list[str] = []
    on_page = page = 0
    for line in whole.split("\n"):
        if on_page >= PAGE and re.match(r"[（(]?[一二三四五六七\d]+[）)、.]\D", line):
            page += 1
            out.append(f"— {page} —")
            on_page = 0
        out.append(line)
        on_page += 1
    return "\n".join(out)


def viewer_lines(case: Case) -> bytes:
    """A text copied out of a PDF viewer: lines end where they end on paper, and feet of pages stand between them."""
    found = [
        Text("\n".join(_wrapped(f"　　{block.text}", LINE)), block.role)
        if isinstance(block, Text) and block.role == "paragraph"
        else block
        for block in blocks(case)
    ]
    return _paged(text(found, _viewed)).encode()


STYLES = [
    Style("text-copied-page", "text", copied_page, "txt", 8),
    Style("run-together-viewer", "run-together", viewer_lines, "txt", 8, GLUED, run_together=True),
]
