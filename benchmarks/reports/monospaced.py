"""Tables in letters of one width: boxes drawn with lines, grid tables of Markdown, columns laid out with spaces."""

from __future__ import annotations

import re
import unicodedata

from samples.grid import Grid, GridCell, Slot

_WHOLE = re.compile(r"[0-9.,+-]+|[+-]?[０-９．]+|.", re.DOTALL)  # parts that a line end does not cut
LABEL = 22  # widest label of a single column, in columns of letters
HEAD = 6
_JOINTS = {  # keys: whether a line runs from the joint up, down, left, right
    "1100": "│", "0011": "─", "0101": "┌", "0110": "┐", "1001": "└", "1010": "┘",
    "1101": "├", "1110": "┤", "0111": "┬", "1011": "┴", "1111": "┼", "0000": " ",
}  # fmt: skip
_SIGNS = str.maketrans(dict.fromkeys("┌┐└┘├┤┬┴┼", "+") | {"│": "|", "─": "-"})


def wide(text: str) -> int:
    """The width of a text in columns of letters; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; numbers are kept whole."""
    lines = [""]
    for piece in _WHOLE.findall(text):
        if lines[-1] and wide(lines[-1]) + wide(piece) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def _fill(text: str, width: int, centred: bool = False) -> str:
    free = max(width - wide(text), 0)
    before = free // 2 if centred else 0
    return " " * before + text + " " * (free - before)


def _begins(slot: Slot | None) -> bool:
    return slot is not None and slot.first_row and slot.first_column


def _widths(grid: Grid) -> list[int]:
    """The width of each column of the grid in columns of letters: numbers are kept whole, labels and heads may be wrapped."""
    found = [4] * len(grid.widths)
    for slots in grid.slots():
        for x, slot in enumerate(slots):
            if slot is None or not _begins(slot):
                continue
            if slot.cell.kind == "value":
                found[x] = max(found[x], wide(slot.cell.text))
            elif slot.cell.columns == 1:
                most = HEAD if slot.cell.kind == "head" else LABEL
                found[x] = max(found[x], min(wide(slot.cell.text), most))
    return found


def _over(widths: list[int], x: int, cell: GridCell, between: int) -> int:
    """The width inside a cell that begins in column `x`; each edge between columns that it covers adds `between`."""
    return sum(widths[x : x + cell.columns]) + between * (cell.columns - 1)


def _lines(grid: Grid, widths: list[int], between: int) -> tuple[dict[int, list[str]], list[int]]:
    """The lines of each cell by its id, and the number of lines of each row."""
    texts: dict[int, list[str]] = {}
    heights = [1] * len(grid.rows)
    tall: list[tuple[int, GridCell]] = []
    for y, slots in enumerate(grid.slots()):
        for x, slot in enumerate(slots):
            if slot is None or not _begins(slot):
                continue
            texts[id(slot.cell)] = lines = wrapped(slot.cell.text, _over(widths, x, slot.cell, between))
            if slot.cell.rows == 1:
                heights[y] = max(heights[y], len(lines))
            else:
                tall.append((y, slot.cell))
    for y, cell in tall:
        last = y + cell.rows - 1
        heights[last] += max(0, len(texts[id(cell)]) - sum(heights[y : last + 1]))
    return texts, heights


def _runs(slots: list[Slot | None]) -> list[tuple[int, Slot]]:
    return [(x, slot) for x, slot in enumerate(slots) if slot is not None and slot.first_column]


def _taken(grid: Grid, heights: list[int]) -> dict[int, int]:
    """Cell id -> the line on which the cell begins, counted without the rules between rows."""
    tops = [sum(heights[:y]) for y in range(len(heights))]
    return {
        id(slot.cell): tops[y]
        for y, slots in enumerate(grid.slots())
        for slot in slots
        if slot is not None and _begins(slot)
    }


def laid_out(grid: Grid) -> str:
    """The table without rules, with two spaces between columns.

    The lines of a cell stand below each other from the first line of its row on.
    """
    widths = _widths(grid)
    texts, heights = _lines(grid, widths, 2)
    tops, out = _taken(grid, heights), []
    for y, slots in enumerate(grid.slots()):
        for line in range(heights[y]):
            parts = []
            for x, slot in _runs(slots):
                at = sum(heights[:y]) + line - tops[id(slot.cell)]
                words = texts[id(slot.cell)][at] if at < len(texts[id(slot.cell)]) else ""
                centred = slot.cell.kind in ("value", "head")
                parts.append(_fill(words, _over(widths, x, slot.cell, 2), centred))
            out.append("  ".join(parts).rstrip())
    return "\n".join(out)


def boxed(grid: Grid) -> str:
    """The table as boxes of drawn lines around the cells, merged cells as one box, as text browsers draw it."""
    return "\n".join(line for row in _drawn(grid) for line in row)


def gridded(grid: Grid, head: int) -> str:
    """The table as a grid table of Markdown: rules of `-` with `+` at the joints, a rule of `=` under the first `head` rows."""
    rows = [[line.translate(_SIGNS) for line in row] for row in _drawn(grid)]
    rows[head][-1] = rows[head][-1].replace("-", "=")
    return "\n".join(line for row in rows for line in row)


def _drawn(grid: Grid) -> list[list[str]]:
    """The lines of the table: the rule above it, then for each row its lines and the rule below it."""
    widths, slots = _widths(grid), grid.slots()
    texts, heights = _lines(grid, widths, 3)
    tops, out = _taken(grid, heights), [[_rule(None, slots[0], widths)]]
    for y, row in enumerate(slots):
        lines = []
        for line in range(heights[y]):
            lines.append("│")
            for x, slot in _runs(row):
                at = sum(heights[:y]) + line - tops[id(slot.cell)]
                words = texts[id(slot.cell)][at] if at < len(texts[id(slot.cell)]) else ""
                inside = _fill(words, _over(widths, x, slot.cell, 3), slot.cell.kind != "label")
                lines[-1] += f" {inside} │"
        below = slots[y + 1] if y + 1 < len(slots) else None
        out.append([*lines, _rule(row, below, widths)])
    return out


def _rule(above: list[Slot | None] | None, below: list[Slot | None] | None, widths: list[int]) -> str:
    """The rule between two rows, with a gap where a merged cell continues."""

    def cell(row: list[Slot | None] | None, x: int) -> GridCell | None:
        slot = row[x] if row is not None and 0 <= x < len(widths) else None
        return slot.cell if slot is not None else None

    def level(x: int) -> bool:
        return cell(above, x) is not cell(below, x)

    def upright(row: list[Slot | None] | None, x: int) -> bool:
        return cell(row, x - 1) is not cell(row, x)

    out = ""
    for x in range(len(widths) + 1):
        left, right = x > 0 and level(x - 1), x < len(widths) and level(x)
        ways = (upright(above, x), upright(below, x), left, right)
        out += _JOINTS["".join(str(int(way)) for way in ways)]
        if x < len(widths):
            out += ("─" if right else " ") * (widths[x] + 2)
    return out
