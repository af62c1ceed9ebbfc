"""The ground on which a run of a Word document stands: its own shading, that of its paragraph, cell or table."""

from __future__ import annotations

from lxml import etree

from extract.readers.colours import is_light, rgb_of
from extract.readers.word_parts import VAL, W

_PLACES = {f"{W}r": f"{W}rPr", f"{W}p": f"{W}pPr", f"{W}tc": f"{W}tcPr", f"{W}tbl": f"{W}tblPr"}
_LIGHT_MARKERS = ("none", "white", "yellow", "cyan", "green", "lightGray")


def is_shaded(run: etree._Element) -> bool:
    """Whether the nearest ground that is painted is dark, so that white text on it is seen."""
    marker = run.find(f"{W}rPr/{W}highlight")
    if marker is not None and marker.get(VAL) != "none":
        return marker.get(VAL) not in _LIGHT_MARKERS
    for around in (run, *run.iterancestors(*_PLACES)):
        shading = around.find(f"{_PLACES[str(around.tag)]}/{W}shd")
        if shading is None:
            continue
        told = shading.get(f"{W}color" if shading.get(VAL) == "solid" else f"{W}fill") or "auto"
        if told != "auto":
            colour = rgb_of(told)
            return colour is None or not is_light(colour)
        if shading.get(VAL) == "solid":
            return True
    return False
