"""Converts a PDF page's coordinates to points from the top left of the page as a viewer shows it."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium

from extract.readers.pdf.objects import Edges


class View:
    """The visible part of a page and its rotation; `width` and `height` of the page as shown, in points.

    `turn`: quarter turns clockwise; (`low_x`, `high_y`): the corner that is the top left of an unrotated page.
    """

    def __init__(self, page: Any) -> None:
        box = pdfium.FS_RECTF()  # what PDFium shows: the crop box within the media box
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self.low_x, self.low_y, self.high_x, self.high_y = box.left, box.bottom, box.right, box.top
        self.turn = pdfium.FPDFPage_GetRotation(page) % 4
        sides = box.right - box.left, box.top - box.bottom
        self.width, self.height = sides if self.turn % 2 == 0 else sides[::-1]

    def edges(self, left: float, low: float, right: float, high: float) -> Edges:
        """(x0, top, x1, bottom) of a box in the page's own coordinates, in which y goes up."""
        if self.turn == 0:
            return left - self.low_x, self.high_y - high, right - self.low_x, self.high_y - low
        if self.turn == 1:
            return low - self.low_y, left - self.low_x, high - self.low_y, right - self.low_x
        if self.turn == 2:
            return self.high_x - right, low - self.low_y, self.high_x - left, high - self.low_y
        return self.high_y - high, self.high_x - right, self.high_y - low, self.high_x - left
