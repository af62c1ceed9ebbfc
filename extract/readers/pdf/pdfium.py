"""Reads a PDF page with PDFium: characters with their places and visibility, ruled lines, areas and pictures.

PDFium runs nothing that a file contains (no scripts, no links) and fetches nothing. Places are points from the top left
of the page as a viewer shows it: crop box and rotation are taken into account.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from math import hypot
from typing import Any

import pypdfium2.raw as pdfium

from extract.readers.pdf import calls
from extract.readers.pdf.coordinates import View
from extract.readers.pdf.drawing import Drawing
from extract.readers.pdf.layers import Hidden
from extract.readers.pdf.objects import Char, Edges, PageObjects
from extract.readers.pdf.ruling_lines import TOLERANCE
from extract.readers.pdf.visibility import Ground

_SPACES = {32, 0xA0, 0x3000}
_LINE_ENDS = {10, 13}  # inserted by PDFium
_BLANKS = {9, *_SPACES, *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0x2060, 0xFEFF}
_SOFT_HYPHEN = 0xAD  # prints as a hyphen: some files use it for every hyphen
_HYPHENS_AT_END = {2, 0xFFFE}  # codes that PDFium gives a hyphen at a line's end
_HYPHEN = ord("-")
_LEADING = range(0xD800, 0xDC00)  # leading surrogates: the first half of a character beyond 16 bits
_NO_CHARACTERS = {0xFFFE, 0xFFFF, *range(0xDC00, 0xE000)}
_NO_LETTERS = {*_BLANKS, *_NO_CHARACTERS, *_LEADING, _SOFT_HYPHEN}
_UNKNOWN = 0xFFFD  # stands for a glyph whose character is not known
_NARROW = 0.15  # share of its height
_FLAT = 0.5  # points: a glyph without an outline has a box of no height
_ROOM = 0.08  # share of a letter's size: half the gap between the ink of two digits
_TALL = 60.0  # points: no letter of a report is taller
_ASCENT = 0.88  # share of a letter's size above its baseline


def page_objects(page: Any, hidden: Hidden | None = None) -> PageObjects:
    """Characters, lines and pictures of one page (a pypdfium2 page); text in `hidden` layers is marked as not seen."""
    raw = page.raw
    view = View(raw)
    drawing = Drawing(calls.address(raw), view.turn, hidden)
    drawing.run()
    out = PageObjects(view.width, view.height, has_picture=bool(drawing.pictures), crowded=drawing.crowded)
    out.shapes = [view.edges(*edges) for edges in drawing.shapes]
    out.shapes += [view.edges(*edges) for _, edges, _ in drawing.pictures]
    out.areas = [view.edges(*edges) for _, edges, _ in drawing.covers]
    for edges in drawing.lines:
        x0, top, x1, bottom = view.edges(*edges)
        width, height = x1 - x0, bottom - top
        # A dot of a dotted line: its neighbours decide whether the line is horizontal or vertical.
        dot = width <= TOLERANCE and height <= TOLERANCE
        if dot or height < width:
            out.horizontals.append(((top + bottom) / 2, x0, x1))
        if dot or width <= height:
            out.verticals.append(((x0 + x1) / 2, top, bottom))
    text_page = page.get_textpage()
    try:
        _read_chars(page, calls.address(text_page.raw), drawing, view, out)
    finally:
        text_page.close()
    return out


def _sideways_places(text_page: Any, view: View) -> Callable[[int], Edges]:
    """Return a function that gives a character's edges (points) on a page turned by a quarter.

    PDFium's loose box is wrong for letters on their side. So the edges along the line are those of the ink, slightly
    widened, and the edges across it are those of the font.
    """
    left, right, low, high, x, y = (ctypes.c_double() for _ in range(6))
    matrix = pdfium.FS_MATRIX()
    above, below = (_ASCENT, 1 - _ASCENT) if view.turn == 1 else (1 - _ASCENT, _ASCENT)

    def place(index: int) -> Edges:
        calls.tight_char_box(text_page, index, left, right, low, high)
        calls.char_origin(text_page, index, x, y)
        calls.char_matrix(text_page, index, matrix)
        size = calls.char_size(text_page, index) * hypot(matrix.c, matrix.d)
        room = _ROOM * size
        return view.edges(x.value - above * size, low.value - room, x.value + below * size, high.value + room)

    return place


def _ink_places(text_page: Any, view: View) -> Callable[[int], Edges]:
    """Return a function that gives the edges of a character's ink, for letters whose loose box is far too large."""
    left, right, low, high = (ctypes.c_double() for _ in range(4))

    def place(index: int) -> Edges:
        calls.tight_char_box(text_page, index, left, right, low, high)
        return view.edges(left.value, low.value, right.value, high.value)

    return place


def _loose_places(text_page: Any, view: View) -> Callable[[int], Edges]:
    """Return a function that gives a character's edges: the height of its font by its advance width."""
    box = pdfium.FS_RECTF()
    pointer = ctypes.byref(box)
    get = calls.char_box
    if view.turn:

        def turned(index: int) -> Edges:
            get(text_page, index, pointer)
            return view.edges(box.left, box.bottom, box.right, box.top)

        return turned
    low_x, high_y = view.low_x, view.high_y

    def upright(index: int) -> Edges:  # the same as view.edges, inlined because it runs for every character
        get(text_page, index, pointer)
        return box.left - low_x, high_y - box.top, box.right - low_x, high_y - box.bottom

    return upright


def _printed_code(text_page: Any, index: int, code: int) -> int:
    """The character that a special code prints as; 0 if it prints nothing."""
    if code == _SOFT_HYPHEN or (code in _HYPHENS_AT_END and calls.is_hyphen(text_page, index)):
        return _HYPHEN
    if code in _LEADING:
        return 0x10000 + ((code - 0xD800) << 10) + int(calls.char_code(text_page, index + 1) & 0x3FF)
    if code in _NO_CHARACTERS or calls.is_generated(text_page, index):
        return 0
    if code not in _BLANKS or _has_ink(text_page, index):
        return _UNKNOWN
    around = (calls.char_code(text_page, at) for at in (index - 1, index + 1) if at >= 0)
    return 32 if code in _SPACES and all(48 <= digit < 58 for digit in around) else 0


def _has_ink(text_page: Any, index: int) -> bool:
    """Whether a blank prints ink: a digit's glyph may be encoded as a blank. Blanks of the box font are narrow
    boxes."""
    left, right, low, high = (ctypes.c_double() for _ in range(4))
    calls.tight_char_box(text_page, index, left, right, low, high)
    height = high.value - low.value
    return height > _FLAT and right.value - left.value > _NARROW * height


def _read_chars(page: Any, text_page: Any, drawing: Drawing, view: View, out: PageObjects) -> None:
    get_code, has_no_meaning = calls.char_code, calls.has_no_meaning
    place = _sideways_places(text_page, view) if view.turn % 2 else _loose_places(text_page, view)
    watermark = drawing.watermark
    ink = _ink_places(text_page, view)
    width, height = view.width, view.height
    ground = Ground(page, text_page, drawing, view)
    append, new = out.chars.append, tuple.__new__
    for index in range(calls.count_chars(text_page)):
        code = get_code(text_page, index)
        if code in _LINE_ENDS:
            continue
        if code <= 32 or code in _NO_LETTERS:
            code = _printed_code(text_page, index, code)
            if not code:
                continue
            if code == _UNKNOWN:  # other such glyphs may be missing in the text: check the page as drawn
                out.shapes.append((0.0, 0.0, width, height))
        elif code < 128 and has_no_meaning(text_page, index):
            code = _UNKNOWN  # the code is a glyph's number, not a character
        if watermark and calls.char_object(text_page, index) in watermark:
            continue
        x0, top, x1, bottom = place(index)
        if bottom - top > _TALL:
            x0, top, x1, bottom = ink(index)
        if x1 <= 0 or bottom <= 0 or x0 >= width or top >= height:
            continue  # off the page
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        seen = not ground.needs_check or ground.shows(index, x, y)
        out.hidden += not seen
        append(new(Char, (chr(code), x0, top, x1, bottom, x, y, seen)))
