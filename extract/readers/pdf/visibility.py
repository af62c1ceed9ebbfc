"""Tells whether a letter of a PDF page is visible: not white on white, painted over, clipped or drawn invisibly."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfImage, PdfiumError

from extract.readers.pdf import calls
from extract.readers.pdf.coordinates import View
from extract.readers.pdf.drawing import Drawing
from extract.readers.pdf.objects import Edges

_BAND = 16.0  # points: height of the bands by which covering areas are indexed
_HALF = 128  # of 255: a picture with a higher mean opacity hides what is below


class Ground:
    """The areas below and above the letters of a page; places are points from the top left of the page as shown."""

    def __init__(self, page: Any, text_page: Any, drawing: Drawing, view: View) -> None:
        self.text_page = text_page
        self.texts = drawing.texts
        self.clips = {item: view.edges(*edges) for item, edges in drawing.clips.items()}
        first = min((order for order, _, _ in drawing.texts.values()), default=drawing.order)
        over = [(order, edges) for order, edges, _ in drawing.covers if order > first]
        over += [
            (order, edges) for order, edges, item in drawing.pictures if order > first and _opaque(item, page)
        ]
        # `under` is searched only for white letters, `over` for many letters, and shaded paragraphs have one area per
        # line. So `over` is indexed by horizontal bands of the page.
        self.under = [(order, view.edges(*edges)) for order, edges, dark in drawing.covers if dark]
        self.under += [(order, view.edges(*edges)) for order, edges, _ in drawing.pictures]
        self.over: dict[int, list[tuple[int, Edges]]] = {}
        last = int(view.height // _BAND)
        for order, edges in over:
            shown = view.edges(*edges)
            for band in range(max(int(shown[1] // _BAND), 0), min(int(shown[3] // _BAND), last) + 1):
                self.over.setdefault(band, []).append((order, shown))
        self.may_hide_text = drawing.may_hide_text
        self.needs_check = drawing.may_hide_text or bool(over)

    def shows(self, index: int, x: float, y: float) -> bool:
        """Whether a character is visible; (x, y) is its middle."""
        over = [order for order, edges in self.over.get(int(y // _BAND), ()) if _holds(edges, x, y)]
        if not over and not self.may_hide_text:
            return True
        item = calls.char_object(self.text_page, index)
        order, shown, pale = self.texts.get(item, (0, True, False))
        if not shown or any(later > order for later in over):
            return False
        if item in self.clips and not _holds(self.clips[item], x, y):
            return False
        return not pale or any(before < order and _holds(edges, x, y) for before, edges in self.under)


def _holds(edges: Edges, x: float, y: float) -> bool:
    return edges[0] <= x <= edges[2] and edges[1] <= y <= edges[3]


def _opaque(item: Any, page: Any) -> bool:
    """Whether a picture hides what is below it: a seal or a watermark is mostly transparent."""
    try:
        bitmap = PdfImage(ctypes.cast(item, pdfium.FPDF_PAGEOBJECT), page=page, pdf=page.pdf).get_bitmap(
            render=True
        )
        pixels = bitmap.to_numpy()
    except (PdfiumError, ValueError, MemoryError):
        return True
    return pixels.ndim < 3 or pixels.shape[2] < 4 or float(pixels[:, :, 3].mean()) > _HALF
