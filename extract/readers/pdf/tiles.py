"""Finds the grids of tables without lines whose cells are filled areas, apart or touching.

Works on areas and grids only. An area is not always a cell: paragraphs, headings and every other row are shaded as
well. So a table is accepted only if each cell of its grid is one area; otherwise its content is read as text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from statistics import median

from extract.readers.pdf.objects import Edges
from extract.readers.pdf.ruling_lines import TOLERANCE, Grid, Line, find_grids

_LEAST = 3 * TOLERANCE  # points: a smaller area is no cell
_WIDEST_GAP = 9.0  # points between two cells: browsers leave 2 by default, designers up to 8
_FEWEST = 2  # areas of a table, which may be its only row on a page
FEW = 6  # fewer touching areas are no table: highlighted words are side by side as well
_APART = 0.5  # points: a smaller gap counts as touching
_MOST = 1500  # areas of a page: more are not cells


def tile_grids(areas: list[Edges], ruled: list[Grid]) -> list[Grid]:
    """The tables of a page made of filled areas, without areas inside `ruled` tables. Edges in points."""
    tiles = _innermost(
        {
            area
            for area in areas
            if area[2] - area[0] > _LEAST
            and area[3] - area[1] > _LEAST
            and not any(_lies_in(area, grid) for grid in ruled)
        }
    )
    if len(tiles) < _FEWEST:
        return []
    across = _gap((tile[2] for tile in tiles), (tile[0] for tile in tiles)) / 2
    down = _gap((tile[3] for tile in tiles), (tile[1] for tile in tiles)) / 2
    grown = [(x0 - across, top - down, x1 + across, bottom + down) for x0, top, x1, bottom in tiles]
    horizontals: list[Line] = []
    verticals: list[Line] = []
    for x0, top, x1, bottom in grown:
        horizontals += [(top, x0, x1), (bottom, x0, x1)]
        verticals += [(x0, top, bottom), (x1, top, bottom)]
    return [grid for grid in find_grids(horizontals, verticals) if _is_filled(grid, grown, 2 * across)]


def _lies_in(area: Edges, grid: Grid) -> bool:
    x, y = (area[0] + area[2]) / 2, (area[1] + area[3]) / 2
    return grid.xs[0] < x < grid.xs[-1] and grid.ys[0] < y < grid.ys[-1]


def _innermost(areas: set[Edges]) -> list[Edges]:
    """The areas that contain no other area: fills of rows, tables and pages lie behind those of their cells."""
    if not _FEWEST <= len(areas) <= _MOST:
        return []
    innermost: list[Edges] = []
    middles: list[tuple[float, float]] = []  # (y, x) middles of those found, sorted
    for area in sorted(areas, key=lambda edges: (edges[2] - edges[0]) * (edges[3] - edges[1])):
        first = bisect_left(middles, (area[1], 0.0))
        last = bisect_left(middles, (area[3], 0.0))
        if any(area[0] < x < area[2] for _, x in middles[first:last]):
            continue
        innermost.append(area)
        middle = (area[1] + area[3]) / 2, (area[0] + area[2]) / 2
        middles.insert(bisect_left(middles, middle), middle)
    return innermost


def _gap(ends: Iterable[float], starts: Iterable[float]) -> float:
    """The median gap between an area's end and the next one's start; 0 if they touch or overlap a little."""
    begin = sorted(starts)
    gaps = []
    for end in set(ends):
        at = bisect_left(begin, end - TOLERANCE)
        if at < len(begin) and begin[at] - end <= _WIDEST_GAP:
            gaps.append(begin[at] - end)
    return max(median(gaps), 0.0) if gaps else 0.0


def _is_filled(grid: Grid, tiles: list[Edges], gap: float) -> bool:
    """Whether each cell of the grid is exactly one area and no place of the grid is empty."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    if grid.bent or len(grid.owner) != rows * columns:
        return False
    if gap < _APART and (rows == 1 or len(grid.boxes) < FEW):
        return False
    places = {
        grid.cell_at((x0 + x1) / 2, (top + bottom) / 2): (x0, top, x1, bottom)
        for x0, top, x1, bottom in tiles
        if grid.xs[0] < (x0 + x1) / 2 < grid.xs[-1] and grid.ys[0] < (top + bottom) / 2 < grid.ys[-1]
    }
    return all(
        index in places
        and all(abs(a - b) <= 2 * TOLERANCE for a, b in zip(places[index], box[:4], strict=True))
        for index, box in enumerate(grid.boxes)
    )
