"""Reads the objects of a PDF page: ruled lines, filled areas, pictures, and how each text is shown."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from math import inf
from typing import Any

import pypdfium2.raw as pdfium

from extract.readers.pdf import calls
from extract.readers.pdf.layers import Hidden, is_hidden
from extract.readers.pdf.objects import Edges
from extract.readers.pdf.ruling_lines import TOLERANCE

_LIGHT = 240  # of 255: a lighter letter is invisible on white paper
_DARK = 200  # of 255: on a darker background such a letter is visible
_DEEPEST = 8  # most nested forms; real files have fewer
_MOST_OBJECTS = 200_000  # read of one page
_MOST_SEGMENTS = 20_000  # read of one path
_ONE_PIECE = {2, 3, 5, 6}  # numbers of segments of a line or a rectangle; four may be two lines
_RECTANGLE = 5
_SLANT = 0.05  # share of the step along the line: about three degrees, more than a scanned sheet is rotated
_FEW = 0.2  # share of a page's texts: fewer slanted texts are a watermark, more mean that the page is slanted
_STRAIGHT = 0.3  # points: a piece that deviates by more is no part of a ruled line
_LEAST_WIDTH, _LEAST_HEIGHT = 14.0, 9.0  # points: a smaller box with round corners may be a letter
_LEVEL, _UPRIGHT = 0.6, 0.3  # least straight share of its sides; a round seal has less
_LEAST_COVER = 4.0  # points: a smaller area covers no digit

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Drawing:
    """Page objects in drawing order, those of forms included, in the page's own coordinates (y upwards).

    `slanted`: addresses of text that runs neither along nor across the page; `clips`: address -> edges to which a
    text is clipped; `shapes`: edges of what is neither line nor area, for example digits drawn as curves; `crowded`:
    whether the page has more objects than are read. `run` fills them.
    """

    def __init__(self, page: Any, turn: int, hidden: Hidden | None) -> None:
        self.page = page
        self.turn = turn  # quarter turns clockwise of the page as shown
        self.hidden = hidden
        self.lines: list[Edges] = []  # (left, bottom, right, top) of thin objects
        self.covers: list[tuple[int, Edges, bool]] = []  # (order, edges, dark) of filled areas
        self.texts: dict[int, tuple[int, bool, bool]] = {}  # address -> (order, shown, pale)
        self.slanted: set[int] = set()
        self.clips: dict[int, Edges] = {}
        self.shapes: list[Edges] = []
        self._within_hidden = 0
        self._turned: set[int] = set()  # texts that run down, up or backwards
        self.may_hide_text = False  # whether some text may be invisible: then check each character
        self.pictures: list[tuple[int, Edges, Any]] = []  # (order, edges, handle)
        self.crowded = False
        self.order = 0
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._matrix = pdfium.FS_MATRIX()
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._mode = ctypes.c_int()
        self._stroke = ctypes.c_int()
        self._point = (ctypes.c_float(), ctypes.c_float())

    @property
    def watermark(self) -> set[int]:
        """Addresses of the texts that are a watermark: the slanted ones, if they are few."""
        return self.slanted if len(self.slanted) < _FEW * len(self.texts) else set()

    def run(self) -> None:
        """Read all objects of the page, and hide text that runs against the direction of most of it."""
        count = calls.count_objects(self.page)
        self._level(count, partial(calls.get_object, self.page), _IDENTITY, 0)
        if 2 * len(self._turned) < len(self.texts):  # else the whole page is rotated
            for item in self._turned:
                order, _, pale = self.texts[item]
                self.texts[item] = order, False, pale
                self.may_hide_text = True

    def _level(self, count: int, get: Callable[[int], Any], matrix: Matrix, depth: int) -> None:
        for index in range(count):
            if self.order > _MOST_OBJECTS:
                self.crowded = True
                return
            self.order += 1
            item = get(index)
            kind = calls.object_type(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._text(item, matrix, depth)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                if (edges := self._bounds(item, matrix)) is not None:
                    self.pictures.append((self.order, edges, item))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = _times(self._own_matrix(item), matrix)
                hidden = self.hidden is not None and is_hidden(item, False, self.hidden)
                self._within_hidden += hidden
                self._level(
                    calls.count_form_objects(item),
                    partial(calls.get_form_object, item),
                    inner,
                    depth + 1,
                )
                self._within_hidden -= hidden

    def _own_matrix(self, item: Any) -> Matrix:
        m = self._matrix
        if not calls.object_matrix(item, m):
            return _IDENTITY
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _bounds(self, item: Any, matrix: Matrix) -> Edges | None:
        left, bottom, right, top = self._edges
        if not calls.object_bounds(item, left, bottom, right, top):
            return None
        edges = left.value, bottom.value, right.value, top.value
        return edges if matrix is _IDENTITY else _transformed(edges, matrix)

    def _fill(self, item: Any) -> tuple[int, int]:
        """(darkest channel, opacity) of an object's fill, 0 to 255; opaque black if it sets none."""
        red, green, blue, alpha = self._colour
        if not calls.fill_colour(item, red, green, blue, alpha):
            return 0, 255
        return min(red.value, green.value, blue.value), alpha.value

    def _text(self, item: Any, matrix: Matrix, depth: int) -> None:
        text_matrix = _times(self._own_matrix(item), matrix)
        step_x, step_y = text_matrix[0], text_matrix[1]
        step = _SLANT * max(abs(step_x), abs(step_y))
        if min(abs(step_x), abs(step_y)) > step:
            self.slanted.add(item)
        elif (step_x, step_y, -step_x, -step_y)[self.turn] <= step and not self._is_set_backwards(item):
            self._turned.add(item)
        clip = calls.clip_path(item)
        if (paths := calls.count_clips(clip)) > 0:
            self.clips[item] = self._clip(clip, paths, matrix)
            self.may_hide_text = True
        mode = calls.text_mode(item)
        light, alpha = self._fill(item)
        stroked = mode in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE)
        shown = mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE and alpha > 16
        if self._within_hidden or (self.hidden is not None and is_hidden(item, depth > 0, self.hidden)):
            shown = False
        pale = light >= _LIGHT and not stroked
        if not shown or pale:
            self.may_hide_text = True
        self.texts[item] = (self.order, shown, pale)

    def _is_set_backwards(self, item: Any) -> bool:
        """Whether the font size is negative, which turns letters that run backwards around again."""
        size = self._edges[0]
        return bool(calls.text_size(item, size)) and size.value < 0

    def _clip(self, clip: Any, paths: int, matrix: Matrix) -> Edges:
        """The edges within which all of the clip's paths leave text visible (bounds of the intersection)."""
        x, y = self._point
        left, bottom, right, top = -inf, -inf, inf, inf
        for path in range(paths):
            points = []
            for index in range(min(calls.count_clip_segments(clip, path), _MOST_SEGMENTS)):
                calls.segment_point(calls.get_clip_segment(clip, path, index), x, y)
                points.append(_point(x.value, y.value, matrix))
            if points:
                xs, ys = [p[0] for p in points], [p[1] for p in points]
                left, bottom = max(left, min(xs)), max(bottom, min(ys))
                right, top = min(right, max(xs)), min(top, max(ys))
        return left, bottom, right, top

    def _path(self, item: Any, matrix: Matrix) -> None:
        edges = self._bounds(item, matrix)
        if edges is None:
            return
        left, bottom, right, top = edges
        width, height = right - left, top - bottom
        segments = calls.count_segments(item)
        if segments in _ONE_PIECE and (width <= TOLERANCE or height <= TOLERANCE):
            self.lines.append(edges)
            return
        calls.draw_mode(item, self._mode, self._stroke)
        if self._mode.value and min(width, height) > _LEAST_COVER:
            light, alpha = self._fill(item)
            if alpha > 128:
                self.covers.append((self.order, edges, light < _DARK))
        if self._stroke.value and segments == _RECTANGLE and self._is_upright(item):
            self.lines += [(left, bottom, right, bottom), (left, top, right, top)]
            self.lines += [(left, bottom, left, top), (right, bottom, right, top)]
        elif self._stroke.value or segments not in _ONE_PIECE:
            self.lines.extend(self._segments(item, segments, matrix, bool(self._stroke.value)))

    def _is_upright(self, item: Any) -> bool:
        """Whether a path of five points is a rectangle parallel to the page; checks its first two sides."""
        if any(self._own_matrix(item)[1:3]):
            return False
        x, y = self._point
        corners = []
        for index in range(3):
            calls.segment_point(calls.get_segment(item, index), x, y)
            corners.append((x.value, y.value))
        (ax, ay), (bx, by), (cx, cy) = corners
        return (ax == bx and by == cy) or (ay == by and bx == cx)

    def _segments(self, item: Any, count: int, matrix: Matrix, stroked: bool) -> Iterator[Edges]:
        """Edges of the straight pieces of a path: segments of a stroke, thin parts of a fill. Adds curves to
        `shapes`."""
        path_matrix = _times(self._own_matrix(item), matrix)
        x, y = self._point
        part: list[tuple[float, float]] = []
        parts = [part]
        for index in range(min(count, _MOST_SEGMENTS)):
            segment = calls.get_segment(item, index)
            calls.segment_point(segment, x, y)
            if calls.segment_type(segment) == pdfium.FPDF_SEGMENT_MOVETO:
                part = []
                parts.append(part)
            part.append(_point(x.value, y.value, path_matrix))
            if calls.segment_closes(segment) and len(part) > 2:
                part.append(part[0])
        boxes: list[Edges] = []
        for points in parts:
            if len(points) < 2:
                continue
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            bounds = (min(xs), min(ys), max(xs), max(ys))
            thickness = min(bounds[2] - bounds[0], bounds[3] - bounds[1])
            if _is_box(points, bounds):
                boxes.append(bounds)
                if stroked:
                    yield from _sides(bounds)
                continue
            if _is_shape(points, bounds, thickness):
                self.shapes.append(bounds)
            if thickness <= TOLERANCE:
                yield bounds
            elif stroked:
                for (x0, y0), (x1, y1) in pairwise(points):
                    yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        if not stroked and len(boxes) == 2 and _is_ring(*boxes):
            yield from _sides(boxes[0])


def _is_box(points: list[tuple[float, float]], bounds: Edges) -> bool:
    """Whether a part of a path is the outline of a cell or table with round corners rather than a digit drawn as a
    curve: its sides are mostly straight, and it is larger than a letter."""
    left, bottom, right, top = bounds
    if len(points) <= _RECTANGLE or right - left < _LEAST_WIDTH or top - bottom < _LEAST_HEIGHT:
        return False
    along = [0.0, 0.0, 0.0, 0.0]
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(x0 - x1) < _STRAIGHT:
            for side, edge in ((0, left), (2, right)):
                if abs(x0 - edge) < _STRAIGHT:
                    along[side] += abs(y1 - y0)
        elif abs(y0 - y1) < _STRAIGHT:
            for side, edge in ((1, bottom), (3, top)):
                if abs(y0 - edge) < _STRAIGHT:
                    along[side] += abs(x1 - x0)
    return min(along[0], along[2]) > _UPRIGHT * (top - bottom) and min(along[1], along[3]) > _LEVEL * (
        right - left
    )


def _is_ring(first: Edges, second: Edges) -> bool:
    """Whether two outlines are the outer and the inner edge of one thin border."""
    return all(abs(a - b) <= TOLERANCE for a, b in zip(first, second, strict=True))


def _sides(box: Edges) -> Iterator[Edges]:
    left, bottom, right, top = box
    yield left, bottom, right, bottom
    yield left, top, right, top
    yield left, bottom, left, top
    yield right, bottom, right, top


def _is_shape(points: list[tuple[float, float]], bounds: Edges, thickness: float) -> bool:
    """Whether a part of a path may be a digit or a part of one: larger than a dot, with a slanted piece.

    A thin bar with four corners is none even if its ends are slanted: browsers draw two borders that meet in a corner
    with slanted ends.
    """
    if max(bounds[2] - bounds[0], bounds[3] - bounds[1]) <= TOLERANCE:
        return False
    steps = ((abs(x1 - x0), abs(y1 - y0)) for (x0, y0), (x1, y1) in pairwise(points))
    slanted = [max(step) for step in steps if min(step) > _STRAIGHT]
    is_bar = thickness <= TOLERANCE and len(points) <= _RECTANGLE
    return bool(slanted) and not (is_bar and max(slanted) <= thickness + _STRAIGHT)


def _times(first: Matrix, then: Matrix) -> Matrix:
    if then is _IDENTITY:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _point(x: float, y: float, m: Matrix) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _transformed(edges: Edges, matrix: Matrix) -> Edges:
    left, bottom, right, top = edges
    corners = [_point(x, y, matrix) for x in (left, right) for y in (bottom, top)]
    xs, ys = [p[0] for p in corners], [p[1] for p in corners]
    return min(xs), min(ys), max(xs), max(ys)
