"""PDFium functions that are called for every character and object, bound with handles as plain addresses.

pypdfium2's bindings create a Python object for every handle; a report has about ten thousand.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_double, c_float, c_int, c_uint, c_void_p
from typing import Any

import pypdfium2.raw as pdfium

_FLOATS = [POINTER(c_float)] * 4


def _call(name: str, result: Any, *arguments: Any) -> Any:
    address = ctypes.cast(getattr(pdfium, name), c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


def address(handle: Any) -> int:
    """The address that a pypdfium2 handle holds."""
    return ctypes.cast(handle, c_void_p).value or 0


count_objects = _call("FPDFPage_CountObjects", c_int, c_void_p)
get_object = _call("FPDFPage_GetObject", c_void_p, c_void_p, c_int)
count_form_objects = _call("FPDFFormObj_CountObjects", c_int, c_void_p)
get_form_object = _call("FPDFFormObj_GetObject", c_void_p, c_void_p, ctypes.c_ulong)
object_type = _call("FPDFPageObj_GetType", c_int, c_void_p)
object_bounds = _call("FPDFPageObj_GetBounds", c_int, c_void_p, *_FLOATS)
object_matrix = _call("FPDFPageObj_GetMatrix", c_int, c_void_p, POINTER(pdfium.FS_MATRIX))
fill_colour = _call("FPDFPageObj_GetFillColor", c_int, c_void_p, *[POINTER(c_uint)] * 4)
text_size = _call("FPDFTextObj_GetFontSize", c_int, c_void_p, POINTER(c_float))
clip_path = _call("FPDFPageObj_GetClipPath", c_void_p, c_void_p)
count_clips = _call("FPDFClipPath_CountPaths", c_int, c_void_p)
count_clip_segments = _call("FPDFClipPath_CountPathSegments", c_int, c_void_p, c_int)
get_clip_segment = _call("FPDFClipPath_GetPathSegment", c_void_p, c_void_p, c_int, c_int)
text_mode = _call("FPDFTextObj_GetTextRenderMode", c_int, c_void_p)
count_segments = _call("FPDFPath_CountSegments", c_int, c_void_p)
get_segment = _call("FPDFPath_GetPathSegment", c_void_p, c_void_p, c_int)
segment_point = _call("FPDFPathSegment_GetPoint", c_int, c_void_p, POINTER(c_float), POINTER(c_float))
segment_type = _call("FPDFPathSegment_GetType", c_int, c_void_p)
segment_closes = _call("FPDFPathSegment_GetClose", c_int, c_void_p)
draw_mode = _call("FPDFPath_GetDrawMode", c_int, c_void_p, POINTER(c_int), POINTER(c_int))
count_chars = _call("FPDFText_CountChars", c_int, c_void_p)
char_code = _call("FPDFText_GetUnicode", c_uint, c_void_p, c_int)
char_box = _call("FPDFText_GetLooseCharBox", c_int, c_void_p, c_int, POINTER(pdfium.FS_RECTF))
tight_char_box = _call("FPDFText_GetCharBox", c_int, c_void_p, c_int, *[POINTER(c_double)] * 4)
char_origin = _call("FPDFText_GetCharOrigin", c_int, c_void_p, c_int, *[POINTER(c_double)] * 2)
char_size = _call("FPDFText_GetFontSize", c_double, c_void_p, c_int)
char_matrix = _call("FPDFText_GetMatrix", c_int, c_void_p, c_int, POINTER(pdfium.FS_MATRIX))
char_object = _call("FPDFText_GetTextObject", c_void_p, c_void_p, c_int)
has_no_meaning = _call("FPDFText_HasUnicodeMapError", c_int, c_void_p, c_int)
is_hyphen = _call("FPDFText_IsHyphen", c_int, c_void_p, c_int)
is_generated = _call("FPDFText_IsGenerated", c_int, c_void_p, c_int)
count_marks = _call("FPDFPageObj_CountMarks", c_int, c_void_p)
get_mark = _call("FPDFPageObj_GetMark", c_void_p, c_void_p, ctypes.c_ulong)
