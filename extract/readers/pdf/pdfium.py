"""What a PDF page shows, by PDFium: characters with their places, ruled lines, and what cannot be seen of them.

PDFium runs nothing a file brings (no scripts, no links) and fetches nothing. Places are points from the top left of
the page as a viewer shows it: crop box and rotation are taken into account.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfImage, PdfiumError

from extract.readers.pdf import calls
from extract.readers.pdf.objects import Char, Edges, PageObjects
from extract.readers.pdf.rules import TOLERANCE

_LIGHT = 240  # of 255: a lighter letter cannot be seen on white paper
_DARK = 200  # a darker ground shows it again
_DEEPEST = 8  # forms within forms; deeper ones are drawn by nobody
_MOST_OBJECTS = 200_000  # of one page
_HALF = 128  # of 255: a picture of more opacity hides
_NO_LETTERS = {0xA0, 0x3000, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)}  # white space, halves of characters
_ROOM = 0.12  # of a letter's height: half of what lies between the ink of two digits
_BAND = 16.0  # points
_BANDS = 2_000
_LEAST_COVER = 4.0  # points: a smaller area covers no digit

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _Walk:
    """Page objects in drawing order, forms unfolded, in the page's own coordinates (y upwards)."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.lines: list[Edges] = []  # (left, bottom, right, top) of thin things
        self.covers: list[tuple[int, Edges, bool]] = []  # (order, edges, dark) of areas
        self.texts: dict[int, tuple[int, bool, bool]] = {}  # address -> (order, shown, pale)
        self.odd = False  # some text may not be seen: ask for each character
        self.pictures: list[tuple[int, Edges, Any]] = []
        self.order = 0
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._matrix = pdfium.FS_MATRIX()
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._mode = ctypes.c_int()
        self._stroke = ctypes.c_int()
        self._point = (ctypes.c_float(), ctypes.c_float())

    def run(self) -> None:
        count = calls.count_objects(self.page)
        self._level(count, partial(calls.get_object, self.page), _IDENTITY, 0)

    def _level(self, count: int, get: Callable[[int], Any], matrix: Matrix, depth: int) -> None:
        for index in range(count):
            if self.order > _MOST_OBJECTS:
                return
            self.order += 1
            item = get(index)
            kind = calls.object_type(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._text(item)
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                if (edges := self._bounds(item, matrix)) is not None:
                    self.pictures.append((self.order, edges, item))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = _times(self._own_matrix(item), matrix)
                self._level(
                    calls.count_form_objects(item),
                    partial(calls.get_form_object, item),
                    inner,
                    depth + 1,
                )

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
        return edges if matrix is _IDENTITY else _moved(edges, matrix)

    def _fill(self, item: Any) -> tuple[int, int]:
        """(brightest, opacity) of an object's fill, 0 to 255; black where it has none of its own."""
        red, green, blue, alpha = self._colour
        if not calls.fill_colour(item, red, green, blue, alpha):
            return 0, 255
        return min(red.value, green.value, blue.value), alpha.value

    def _text(self, item: Any) -> None:
        mode = calls.text_mode(item)
        light, alpha = self._fill(item)
        stroked = mode in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE)
        shown = mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE and alpha > 16
        pale = light >= _LIGHT and not stroked
        if not shown or pale:
            self.odd = True
        self.texts[item] = (self.order, shown, pale)

    def _path(self, item: Any, matrix: Matrix) -> None:
        edges = self._bounds(item, matrix)
        if edges is None:
            return
        left, bottom, right, top = edges
        width, height = right - left, top - bottom
        segments = calls.count_segments(item)
        if segments <= 5 and (width <= TOLERANCE or height <= TOLERANCE):
            self.lines.append(edges)
            return
        calls.draw_mode(item, self._mode, self._stroke)
        if self._mode.value and min(width, height) > _LEAST_COVER:
            light, alpha = self._fill(item)
            if alpha > 128:
                self.covers.append((self.order, edges, light < _DARK))
        if self._stroke.value or segments > 5:
            self.lines.extend(self._segments(item, segments, matrix, bool(self._stroke.value)))

    def _segments(self, item: Any, count: int, matrix: Matrix, stroked: bool) -> Iterator[Edges]:
        """The straight pieces of a path: each segment of a stroke; of a fill, each of its parts that is thin."""
        own = _times(self._own_matrix(item), matrix)
        x, y = self._point
        part: list[tuple[float, float]] = []
        parts = [part]
        for index in range(min(count, 20_000)):
            segment = calls.get_segment(item, index)
            calls.segment_point(segment, x, y)
            if calls.segment_type(segment) == pdfium.FPDF_SEGMENT_MOVETO:
                part = []
                parts.append(part)
            part.append(_point(x.value, y.value, own))
            if calls.segment_closes(segment) and len(part) > 2:
                part.append(part[0])
        for points in parts:
            if len(points) < 2:
                continue
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            whole = (min(xs), min(ys), max(xs), max(ys))
            if min(whole[2] - whole[0], whole[3] - whole[1]) <= TOLERANCE:
                yield whole
            elif stroked:
                for (x0, y0), (x1, y1) in pairwise(points):
                    yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _times(first: Matrix, then: Matrix) -> Matrix:
    if then is _IDENTITY:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _point(x: float, y: float, m: Matrix) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _moved(edges: Edges, matrix: Matrix) -> Edges:
    left, bottom, right, top = edges
    corners = [_point(x, y, matrix) for x in (left, right) for y in (bottom, top)]
    xs, ys = [p[0] for p in corners], [p[1] for p in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _view(page: Any) -> tuple[float, float, Callable[[float, float, float, float], Edges]]:
    """(width, height, how (left, bottom, right, top) of the page's own coordinates become edges from the top left)."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPage_GetCropBox(page, *edges) and not pdfium.FPDFPage_GetMediaBox(page, *edges):
        for edge, value in zip(
            edges, (0, 0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)), strict=True
        ):
            edge.value = value
    low_x, low_y, high_x, high_y = (edge.value for edge in edges)
    if low_x > high_x:
        low_x, high_x = high_x, low_x
    if low_y > high_y:
        low_y, high_y = high_y, low_y
    turn = pdfium.FPDFPage_GetRotation(page)
    if turn == 1:
        return (
            high_y - low_y,
            high_x - low_x,
            lambda left, low, right, high: (low - low_y, left - low_x, high - low_y, right - low_x),
        )
    if turn == 2:
        return (
            high_x - low_x,
            high_y - low_y,
            lambda left, low, right, high: (high_x - right, low - low_y, high_x - left, high - low_y),
        )
    if turn == 3:
        return (
            high_y - low_y,
            high_x - low_x,
            lambda left, low, right, high: (high_y - high, high_x - right, high_y - low, high_x - left),
        )
    return (
        high_x - low_x,
        high_y - low_y,
        lambda left, low, right, high: (left - low_x, high_y - high, right - low_x, high_y - low),
    )


def page_objects(page: Any) -> PageObjects:
    """Characters, lines and pictures of one page (a pypdfium2 page)."""
    raw = page.raw
    width, height, view = _view(raw)
    walk = _Walk(calls.address(raw))
    walk.run()
    out = PageObjects(width, height, has_picture=bool(walk.pictures), crowded=walk.order > _MOST_OBJECTS)
    for edges in walk.lines:
        x0, top, x1, bottom = view(*edges)
        if bottom - top <= TOLERANCE and x1 - x0 > bottom - top:
            out.horizontals.append(((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= TOLERANCE:
            out.verticals.append(((x0 + x1) / 2, top, bottom))
    text_page = page.get_textpage()
    try:
        _read_chars(page, calls.address(text_page.raw), walk, view, out)
    finally:
        text_page.close()
    return out


class _Ground:
    """What lies under and over the letters: whether a letter can be seen."""

    def __init__(self, page: Any, text_page: Any, walk: _Walk) -> None:
        self.text_page = text_page
        self.texts = walk.texts
        first = min((order for order, _, _ in walk.texts.values()), default=walk.order)
        self.areas = walk.covers
        self.under = [(order, edges) for order, edges, _ in walk.pictures]
        over = [(order, edges) for order, edges, _ in walk.covers if order > first]
        over += [
            (order, edges) for order, edges, item in walk.pictures if order > first and _opaque(item, page)
        ]
        # By bands of the page: shaded paragraphs make one area a line.
        self.over: dict[int, list[tuple[int, Edges]]] = {}
        for order, edges in over:
            for band in range(int(edges[1] // _BAND), min(int(edges[3] // _BAND), _BANDS) + 1):
                self.over.setdefault(band, []).append((order, edges))
        self.odd = walk.odd
        self.uneven = walk.odd or bool(over)

    def shows(self, index: int, x: float, y: float) -> bool:
        """Whether the character can be seen; (x, y) is its middle in the page's own coordinates."""
        over = [order for order, edges in self.over.get(int(y // _BAND), ()) if _holds(edges, x, y)]
        if not over and not self.odd:
            return True
        item = calls.char_object(self.text_page, index)
        order, shown, pale = self.texts.get(item, (0, True, False))
        if not shown or any(later > order for later in over):
            return False
        if not pale:
            return True
        dark = any(dark and before < order and _holds(edges, x, y) for before, edges, dark in self.areas)
        return dark or any(before < order and _holds(edges, x, y) for before, edges in self.under)


def _holds(edges: Edges, x: float, y: float) -> bool:
    return edges[0] <= x <= edges[2] and edges[1] <= y <= edges[3]


def _opaque(item: Any, page: Any) -> bool:
    """Whether a picture hides what lies under it: a seal or a watermark lets most of it through."""
    try:
        bitmap = PdfImage(ctypes.cast(item, pdfium.FPDF_PAGEOBJECT), page=page, pdf=page.pdf).get_bitmap(
            render=True
        )
        pixels = bitmap.to_numpy()
    except (PdfiumError, ValueError, MemoryError):
        return True
    return pixels.ndim < 3 or pixels.shape[2] < 4 or float(pixels[:, :, 3].mean()) > _HALF


def _places(text_page: Any, turned: bool) -> Callable[[int], Edges]:
    """How to ask for (left, low, right, high) of a character.

    The loose box, as high as its font and as wide as its step, is right for upright letters only; letters that lie on
    their side have the tight box of their ink, and a little room before and after it.
    """
    if turned:
        left, right, low, high = (ctypes.c_double() for _ in range(4))

        def tight(index: int) -> Edges:
            calls.tight_char_box(text_page, index, left, right, low, high)
            room = _ROOM * (right.value - left.value)
            return left.value, low.value - room, right.value, high.value + room

        return tight
    box = pdfium.FS_RECTF()
    pointer = ctypes.byref(box)
    get = calls.char_box

    def loose(index: int) -> Edges:
        get(text_page, index, pointer)
        return box.left, box.bottom, box.right, box.top

    return loose


def _read_chars(page: Any, text_page: Any, walk: _Walk, view: Callable[..., Edges], out: PageObjects) -> None:
    get_code = calls.char_code
    place = _places(text_page, pdfium.FPDFPage_GetRotation(page.raw) % 2 == 1)
    width, height = out.width, out.height
    ground = _Ground(page, text_page, walk)
    for index in range(calls.count_chars(text_page)):
        code = get_code(text_page, index)
        if code <= 32 or code in _NO_LETTERS:
            if code or calls.is_generated(text_page, index):
                continue
            code = 0xFFFD  # a glyph that says nothing of its meaning
        left, low, right, high = place(index)
        x0, top, x1, bottom = view(left, low, right, high)
        if x1 <= 0 or bottom <= 0 or x0 >= width or top >= height:
            continue  # off the page
        seen = not ground.uneven or ground.shows(index, (left + right) / 2, (low + high) / 2)
        out.hidden += not seen
        out.chars.append(Char(chr(code), x0, top, x1, bottom, seen))
