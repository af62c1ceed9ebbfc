"""What a PDF page shows, by PDFium: characters with their places, ruled lines, and what cannot be seen of them.

PDFium runs nothing a file brings (no scripts, no links) and fetches nothing. Places are points from the top left of
the page as a viewer shows it: crop box and rotation are taken into account.
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
_LINE_ENDS = {10, 13}  # PDFium's own
_BLANKS = {9, *_SPACES, *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0x2060, 0xFEFF}
_SOFT_HYPHEN = 0xAD  # in print a hyphen: some files call every one so
_HYPHENS_AT_END = {2, 0xFFFE}  # what PDFium calls one at a line's end
_HYPHEN = ord("-")
_LEADING = range(0xD800, 0xDC00)  # the first half of a character beyond 16 bits
_NO_CHARACTERS = {0xFFFE, 0xFFFF, *range(0xDC00, 0xE000)}
_NO_LETTERS = {*_BLANKS, *_NO_CHARACTERS, *_LEADING, _SOFT_HYPHEN}
_UNKNOWN = 0xFFFD  # a glyph that says nothing of its meaning
_NARROW = 0.15  # of its height
_FLAT = 0.5  # points: a glyph without an outline has a box of no height
_ROOM = 0.08  # of a letter's size: half of what lies between the ink of two digits
_TALL = 60.0  # points: no letter of a report is as high
_ASCENT = 0.88  # of a letter's size, above the line it stands on


def page_objects(page: Any, hidden: Hidden | None = None) -> PageObjects:
    """Characters, lines and pictures of one page (a pypdfium2 page); text in `hidden` layers is not seen."""
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
        dot = (
            width <= TOLERANCE and height <= TOLERANCE
        )  # of a dotted line, which way is for its neighbours to say
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
    """How to ask for a character's edges on a page turned by a quarter.

    Its letters lie on their side, for which PDFium's loose box is wrong; so along the line they have the box of their
    ink with a little room before and after, and across it the height of their font.
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
    """How to ask for the box of a character's ink: of letters on their side the loose box is as large as a table."""
    left, right, low, high = (ctypes.c_double() for _ in range(4))

    def place(index: int) -> Edges:
        calls.tight_char_box(text_page, index, left, right, low, high)
        return view.edges(left.value, low.value, right.value, high.value)

    return place


def _loose_places(text_page: Any, view: View) -> Callable[[int], Edges]:
    """How to ask for a character's edges: as high as its font, as wide as its step."""
    box = pdfium.FS_RECTF()
    pointer = ctypes.byref(box)
    get = calls.char_box
    if view.turn:

        def turned(index: int) -> Edges:
            get(text_page, index, pointer)
            return view.edges(box.left, box.bottom, box.right, box.top)

        return turned
    low_x, high_y = view.low_x, view.high_y

    def upright(index: int) -> Edges:  # the same, without a call: it is asked for every character
        get(text_page, index, pointer)
        return box.left - low_x, high_y - box.top, box.right - low_x, high_y - box.bottom

    return upright


def _meaning(text_page: Any, index: int, code: int) -> int:
    """What a code that is no plain letter stands for in print; 0 where that is nothing."""
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
    """Whether a blank is none in print: a digit's glyph may be called so. The box font's blanks are narrow boxes."""
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
            code = _meaning(text_page, index, code)
            if not code:
                continue
            if code == _UNKNOWN:  # others may not even be given: look at the drawing
                out.shapes.append((0.0, 0.0, width, height))
        elif code < 128 and has_no_meaning(text_page, index):
            code = _UNKNOWN  # a glyph's number, which is no letter
        if watermark and calls.char_object(text_page, index) in watermark:
            continue
        x0, top, x1, bottom = place(index)
        if bottom - top > _TALL:
            x0, top, x1, bottom = ink(index)
        if x1 <= 0 or bottom <= 0 or x0 >= width or top >= height:
            continue  # off the page
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        seen = not ground.uneven or ground.shows(index, x, y)
        out.hidden += not seen
        append(new(Char, (chr(code), x0, top, x1, bottom, x, y, seen)))
