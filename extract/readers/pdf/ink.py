"""Tells whether anything is visible at a place of a PDF page; the page is rendered once, and only if needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from extract.readers.pdf.ruling_lines import TOLERANCE, Box

_LARGEST = 2000.0  # pixels of the longer side
_CONTRAST = (
    60  # of 255, between the lightest and the darkest pixel: less is paper, shading or a pale watermark
)


def ink_of(page: Any) -> Callable[[Box], bool]:
    """Return a function that tells whether a box of a pypdfium2 page is not empty; its first call renders the page.

    Letters in fonts that are not embedded are rendered as boxes or not at all (see box_font): use it only for cells
    without text.
    """
    drawn: list[tuple[float, Any]] = []

    def is_inked(box: Box) -> bool:
        if not drawn:
            scale = min(2.0, _LARGEST / max(page.get_size()))
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
            drawn.append((scale, bitmap.to_numpy()))
        scale, dots = drawn[0]
        room = min(TOLERANCE, (box.x1 - box.x0) / 4, (box.bottom - box.top) / 4)
        inside = dots[
            max(int((box.top + room) * scale), 0) : int((box.bottom - room) * scale),
            max(int((box.x0 + room) * scale), 0) : int((box.x1 - room) * scale),
        ]
        return bool(inside.size) and int(inside.max()) - int(inside.min()) > _CONTRAST

    return is_inked
