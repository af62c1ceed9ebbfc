"""Detects styles that hide text other than by display or visibility: clipping, offsets, zero size, opacity."""

from __future__ import annotations

import re

from lxml import etree

from extract.readers.html.stylesheet import Look

_CLIPPED = re.compile(r"rect\(\s*(?:[01](?:\.\d+)?(?:px)?[\s,]*){4}\)")
_INSET = re.compile(r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%")
_LENGTH = re.compile(r"^(-?(?:\d+\.?\d*|\.\d+))([a-z%]*)")
_FAR = {"px": 500, "pt": 375, "em": 30, "rem": 30, "%": 100, "vw": 100, "vh": 100, "cm": 15, "in": 6}
_SMALLEST = {
    "": 0.0,
    "px": 1.0,
    "pt": 1.0,
    "em": 0.1,
    "rem": 0.1,
    "%": 10.0,
}  # letters up to this size are too small to see
_LIFTED = {"px": 2.0, "pt": 1.5, "em": 0.15, "rem": 0.15, "%": 15.0}  # letters raised by less look level
_BLOCKS = ("div", "p", "ul", "ol", "li", "dl", "dd", "dt", "section", "article", "pre", "center")


def _length(css: str) -> tuple[float, str] | None:
    match = _LENGTH.match(css.strip())
    return (float(match[1]), match[2]) if match else None


def is_speck(look: Look) -> bool:
    """Whether the font size is too small to be seen."""
    size = _length(look.get("font-size", ""))
    return size is not None and size[0] <= _SMALLEST.get(size[1], 0.0)


def is_off_the_page(look: Look, in_cell: bool) -> bool:
    """Whether a box is clipped to nothing or moved off the page. Outside of cells the limit is higher: boxes that hold
    tables are often centred with an offset of half their width."""
    least = 1.0 if in_cell else 4.0
    placed = look.get("position") in ("absolute", "fixed")
    clipped = placed and bool(_CLIPPED.search(look.get("clip", "")))
    moves = ("left", "top", "right", "bottom") if placed or look.get("position") == "relative" else ()
    return (
        clipped
        or bool(_INSET.search(look.get("clip-path", "")))
        or any(_is_far(look.get(move, ""), least) for move in (*moves, "margin-left", "margin-top"))
    )


def _is_far(css: str, times: float = 1.0) -> bool:
    length = _length(css)
    return length is not None and length[0] <= -_FAR.get(length[1], 10_000) * times


def is_indented_away(look: Look) -> bool:
    """Whether the text indent moves the first line far left of the page."""
    return _is_far(look.get("text-indent", ""))


def is_without_room(element: etree._Element, look: Look) -> bool:
    """Whether a box has no width or height and clips its content. Inline boxes and cells ignore such sizes."""
    if not look.get("overflow", "").startswith(("hidden", "clip")):
        return False
    has_size = element.tag in _BLOCKS or look.get("position") in ("absolute", "fixed")
    has_size = has_size or look.get("display", "").startswith(
        ("inline-block", "block", "flex", "inline-flex")
    )
    sizes = (_length(look.get(side, "")) for side in ("width", "height", "max-width", "max-height"))
    return has_size and any(size is not None and size[0] <= 1 and size[1] in ("", "px") for size in sizes)


def raised(look: Look) -> str:
    """The CSS length by which an inline box is raised above its line; "" if the shift is too small to be seen."""
    top = look.get("top", "") if look.get("position") == "relative" else ""
    for css in (look.get("vertical-align", ""), top[1:] if top.startswith("-") else ""):
        length = _length(css)
        if length is not None and length[0] >= _LIFTED.get(length[1], 10_000):
            return css
    return ""


def is_faded(look: Look) -> bool:
    """Whether a box is almost transparent (opacity of at most 10 %)."""
    opacity = _length(look.get("opacity", ""))
    return opacity is not None and opacity[0] <= (10 if opacity[1] == "%" else 0.1)
