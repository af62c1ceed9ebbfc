"""Colours as files name them, and whether text of one colour is seen on another: nobody reads white on white."""

from __future__ import annotations

import re

Rgb = tuple[int, int, int]

WHITE: Rgb = (255, 255, 255)
_PALEST = 240  # of 255 in every channel: from here on a colour is that of the paper
_LIGHT = 208  # of 255: brightness of a ground on which such text is not seen
_HEX = re.compile(r"^#?([0-9a-f]{6}|[0-9a-f]{3})(?:[0-9a-f]{2}|[0-9a-f])?$")
_PARTS = re.compile(r"^rgba?\(\s*([\d.]+%?)[\s,]+([\d.]+%?)[\s,]+([\d.]+%?)(?:\s*[,/]\s*([\d.]+%?))?\s*\)$")
# Light colours by the names that style sheets give them; of all others it is enough that they are dark.
_NAMED = {
    "white": "ffffff", "snow": "fffafa", "ivory": "fffff0", "ghostwhite": "f8f8ff", "floralwhite": "fffaf0", "azure": "f0ffff",
    "whitesmoke": "f5f5f5", "mintcream": "f5fffa", "aliceblue": "f0f8ff", "honeydew": "f0fff0", "seashell": "fff5ee",
    "lightyellow": "ffffe0", "lightcyan": "e0ffff", "beige": "f5f5dc", "linen": "faf0e6", "oldlace": "fdf5e6", "lavender": "e6e6fa",
    "gainsboro": "dcdcdc", "lightgray": "d3d3d3", "lightgrey": "d3d3d3", "yellow": "ffff00", "cornsilk": "fff8dc",
    "lemonchiffon": "fffacd", "lavenderblush": "fff0f5", "mistyrose": "ffe4e1", "papayawhip": "ffefd5",
}  # fmt: skip


def rgb_of(told: str) -> Rgb | None:
    """The colour that a style sheet, an attribute or a file's XML names; None for dark names and what is no colour."""
    told = told.strip().lower()
    if match := _HEX.match(_NAMED.get(told, told)):
        digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := _PARTS.match(told):
        red, green, blue = (_channel(part) for part in match.groups()[:3])
        return red, green, blue
    return None


def is_see_through(told: str) -> bool:
    """Whether a style sheet's colour paints nothing."""
    match = _PARTS.match(told.strip().lower())
    alpha = match[4] if match else None
    return told.strip().lower() == "transparent" or (alpha is not None and float(alpha.rstrip("%")) == 0)


def _channel(part: str) -> int:
    value = float(part.rstrip("%")) * (2.55 if part.endswith("%") else 1)
    return min(round(value), 255)


def is_pale(colour: Rgb | None) -> bool:
    """Whether text of this colour is not seen on white paper; a colour that is not told is black."""
    return colour is not None and min(colour) >= _PALEST


def is_light(ground: Rgb) -> bool:
    """Whether a ground is so light that pale text is not seen on it."""
    red, green, blue = ground
    return 0.299 * red + 0.587 * green + 0.114 * blue >= _LIGHT
