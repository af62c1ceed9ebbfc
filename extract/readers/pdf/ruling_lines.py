"""Finds the cells that the ruled lines of a page enclose. Works on lines and boxes only, without text or PDF.

Borders are strokes or thin filled rectangles, per table or per cell edge, doubled or dotted. So overlapping lines are
merged first; then cells are the places of the whole grid that no line separates.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

TOLERANCE = 3.0  # points: closer lines are one line; the lowest row of such a table is three times as high
_FRAME = 2.5 * TOLERANCE  # points: a frame closer to the cells is only decoration around them

_BY_START = itemgetter(1)
# (position, from, to): y, x0, x1 of a horizontal line; x, top, bottom of a vertical one. Points.
Line = tuple[float, float, float]


class Box(NamedTuple):
    """A cell: its edges in points, its first grid row and column (from 0), columns (`span`) and rows (`down`) it
    covers."""

    x0: float
    top: float
    x1: float
    bottom: float
    row: int
    column: int
    span: int
    down: int


@dataclass(slots=True)
class Grid:
    """One ruled table of a page. `xs`, `ys`: grid edges in points; `boxes`: cells; `irregular`: some are not
    rectangles."""

    xs: list[float]
    ys: list[float]
    boxes: list[Box] = field(default_factory=list)
    owner: dict[tuple[int, int], int] = field(
        default_factory=dict
    )  # (row, column) of the grid -> index of its cell
    bent: set[int] = field(default_factory=set)  # indexes of the cells that are not rectangles

    @property
    def irregular(self) -> bool:
        return bool(self.bent)

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell at a point; None outside the table or where no cell is."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        return self.owner.get((row, column))


def find_grids(horizontals: Iterable[Line], verticals: Iterable[Line]) -> list[Grid]:
    """The ruled tables of a page that have a row of two or more cells, the smallest first.

    The order matters for a table inside a frame: a point in both belongs to the table.
    """
    across, down = _merged(horizontals), _merged(verticals)
    grids = [
        grid
        for some_across, some_down in _touching(across, down)
        if some_down and some_across and (grid := _grid(*_without_frame(some_across, some_down))) is not None
    ]
    return sorted(grids, key=lambda grid: grid.area)


def _without_frame(across: list[Line], down: list[Line]) -> tuple[list[Line], list[Line]]:
    """Remove the lines of a frame that surrounds all cells at a small distance: the space between is no cell. Returns
    (horizontal, vertical) lines."""
    unframed = []
    for lines in (down, across):
        edges = sorted(line[0] for line in lines)
        inner = [edge for edge in edges if edge - edges[0] > TOLERANCE and edges[-1] - edge > TOLERANCE]
        narrow = bool(inner) and inner[0] - edges[0] < _FRAME and edges[-1] - inner[-1] < _FRAME
        unframed.append([line for line in lines if inner[0] <= line[0] <= inner[-1]] if narrow else lines)
    return (unframed[1], unframed[0]) if unframed[0] is not down else (across, down)


def _merged(lines: Iterable[Line]) -> list[Line]:
    """Merge lines at nearly the same position that touch or overlap; lines shorter than a letter are dropped."""
    clusters: list[list[Line]] = []
    for line in sorted(lines):
        if clusters and line[0] - clusters[-1][0][0] <= TOLERANCE:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    out = []
    for cluster in clusters:
        run: list[Line] = []
        end = 0.0
        for line in sorted(cluster, key=_BY_START):
            if run and line[1] > end + TOLERANCE:
                out.append(_as_one_line(run, end))
                run = []
            end = max(end, line[2]) if run else line[2]
            run.append(line)
        out.append(_as_one_line(run, end))
    return [line for line in out if line[2] - line[1] > TOLERANCE]


def _as_one_line(run: list[Line], end: float) -> Line:
    return sum(line[0] for line in run) / len(run), run[0][1], end


def _touching(across: list[Line], down: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Group lines that meet, directly or through others: (horizontal, vertical) lines of each table."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for j, (x, top, bottom) in enumerate(down, start=len(across)):
        top, bottom = top - TOLERANCE, bottom + TOLERANCE
        for i, (y, x0, x1) in enumerate(across):
            if top <= y <= bottom and x0 - TOLERANCE <= x <= x1 + TOLERANCE:
                parent[root(i)] = root(j)
    tables: dict[int, tuple[list[Line], list[Line]]] = {}
    for i, line in enumerate(across):
        tables.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(down, start=len(across)):
        tables.setdefault(root(j), ([], []))[1].append(line)
    return list(tables.values())


def _edges(positions: Iterable[float], ends: Iterable[float]) -> list[float]:
    """Grid edges: positions of lines, and the outer ends of the crossing lines if no line closes the table there."""
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > TOLERANCE:
            edges.append(position)
    ends = sorted(ends)
    if edges[0] - ends[0] > 2 * TOLERANCE:
        edges.insert(0, ends[0])
    if ends[-1] - edges[-1] > 2 * TOLERANCE:
        edges.append(ends[-1])
    return edges


def _walls(lines: list[Line], edges: list[float], steps: list[float]) -> set[tuple[int, int]]:
    """(edge, step) pairs where a line runs on the edge between two crossing edges."""
    walls = set()
    middles = [(a + b) / 2 for a, b in pairwise(steps)]
    for position, start, end in lines:
        edge = bisect_right(edges, position + TOLERANCE) - 1
        for step in range(bisect_right(middles, start), bisect_right(middles, end)):
            walls.add((edge, step))
    return walls


def _grid(across: list[Line], down: list[Line]) -> Grid | None:
    xs = _edges((line[0] for line in down), [end for line in across for end in line[1:]])
    ys = _edges((line[0] for line in across), [end for line in down for end in line[1:]])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 1:
        return None
    floor = _walls(across, ys, xs)  # (edge between rows, column)
    wall = _walls(down, xs, ys)  # (edge between columns, row)
    grid = Grid(xs, ys)
    assigned: set[tuple[int, int]] = set()
    for start in ((row, column) for row in range(rows) for column in range(columns)):
        if start in assigned:
            continue
        region, waiting = {start}, [start]
        while waiting:
            row, column = waiting.pop()
            near = []
            if column + 1 < columns and (column + 1, row) not in wall:
                near.append((row, column + 1))
            if column > 0 and (column, row) not in wall:
                near.append((row, column - 1))
            if row + 1 < rows and (row + 1, column) not in floor:
                near.append((row + 1, column))
            if row > 0 and (row, column) not in floor:
                near.append((row - 1, column))
            new = [box for box in near if box not in region]
            region.update(new)
            waiting += new
        assigned |= region
        _add(grid, region, floor, wall)
    if not any(box.column for box in grid.boxes) or not _has_row_of_two(grid):
        return None
    return grid


def _has_row_of_two(grid: Grid) -> bool:
    rows = [box.row for box in grid.boxes]
    return len(rows) > len(set(rows))


def _add(
    grid: Grid, region: set[tuple[int, int]], floor: set[tuple[int, int]], wall: set[tuple[int, int]]
) -> None:
    """Add a region as a cell if lines enclose it on two opposite sides: the empty area beside a narrow table has
    none."""
    if len(region) == 1:
        ((top, left),) = region
        bottom, right = top + 1, left + 1
    else:
        top, bottom = min(row for row, _ in region), max(row for row, _ in region) + 1
        left, right = min(column for _, column in region), max(column for _, column in region) + 1
    columns, rows = range(left, right), range(top, bottom)
    above_and_below = all((top, c) in floor and (bottom, c) in floor for c in columns)
    if not above_and_below and not all((left, r) in wall and (right, r) in wall for r in rows):
        return
    number = len(grid.boxes)
    if len(region) != len(columns) * len(rows):
        grid.bent.add(number)
    xs, ys = grid.xs, grid.ys
    grid.boxes.append(Box(xs[left], ys[top], xs[right], ys[bottom], top, left, right - left, bottom - top))
    for place in region:
        grid.owner[place] = number
