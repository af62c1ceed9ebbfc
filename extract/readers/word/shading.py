"""Background of a run in a Word document: its highlight or shading, or that of its paragraph, cell or table."""

from __future__ import annotations

import re

from lxml import etree

from extract.readers.shared.colours import BLACK, WHITE, Rgb, is_unseen, mixed, rgb_of
from extract.readers.word.xml_names import VAL, W

_PLACES = {f"{W}r": f"{W}rPr", f"{W}p": f"{W}pPr", f"{W}tc": f"{W}tcPr", f"{W}tbl": f"{W}tblPr"}
_SHADING, _MARKER = f"{W}shd", f"{W}highlight"
_SHARE = re.compile(r"pct(\d+)$")  # share of a foreground colour in per cent
# Highlight colours of Word whose CSS names differ.
_MARKERS = {"darkYellow": "olive", "darkBlue": "navy", "darkCyan": "teal", "darkGreen": "green", "darkMagenta": "purple",
            "darkRed": "maroon", "darkGray": "gray", "lightGray": "silver", "green": "lime"}  # fmt: skip


class Grounds:
    """Tells which text colours are invisible on a background of the document; the answers are cached per colour."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._painted: set[Rgb] = set()
        self._cached: dict[Rgb, bool] = {}

    def _all(self) -> set[Rgb]:
        """Every background of the document, including the white page."""
        grounds = {_marked(marker.get(VAL)) for marker in self._root.iter(_MARKER)}
        grounds |= {_shaded(shading) for shading in self._root.iter(_SHADING)}
        return {WHITE, *(ground for ground in grounds if ground)}

    def may_hide(self, colour: Rgb) -> bool:
        """Whether text of this colour is invisible on any background of the document."""
        if colour not in self._cached:
            self._painted = self._painted or self._all()
            self._cached[colour] = any(is_unseen(colour, ground) for ground in self._painted)
        return self._cached[colour]

    def hide(self, colour: Rgb, run: etree._Element) -> bool:
        """Whether text of this colour is invisible in this run."""
        return is_unseen(colour, _ground(run))


def _ground(run: etree._Element) -> Rgb | None:
    """The innermost background behind a run, white if there is none; None if its colour is not known."""
    marker = run.find(f"{W}rPr/{_MARKER}")
    if marker is not None and marker.get(VAL) != "none":
        return _marked(marker.get(VAL))
    for around in (run, *run.iterancestors(*_PLACES)):
        shading = around.find(f"{_PLACES[str(around.tag)]}/{_SHADING}")
        if shading is not None and _paints(shading):
            return _shaded(shading)
    return WHITE


def _marked(name: str | None) -> Rgb | None:
    return rgb_of(_MARKERS.get(name or "", name or ""))


def _paints(shading: etree._Element) -> bool:
    kind = shading.get(VAL) or ""
    return kind == "solid" or bool(_SHARE.match(kind)) or (shading.get(f"{W}fill") or "auto") != "auto"


def _shaded(shading: etree._Element) -> Rgb | None:
    """The colour that a shading paints; for stripes, the colour below them."""
    kind, over, below = (shading.get(name) or "auto" for name in (VAL, f"{W}color", f"{W}fill"))
    front = BLACK if over == "auto" else rgb_of(over)
    if kind == "solid":
        return front
    ground = WHITE if below == "auto" else rgb_of(below)
    if (share := _SHARE.match(kind)) and front and ground:
        return mixed(front, min(int(share[1]), 100) / 100, ground)
    return ground
