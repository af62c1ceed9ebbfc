"""Parses colours, and tells whether text of one colour is visible on a background of another."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

Rgb = tuple[int, int, int]  # each 0 to 255

WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)
# Least contrast ratio (WCAG 2: from 1, the same brightness, to 21, black on white) at which letters are visible. Grey
# that is meant to be read starts at #ccc on white (1.6) and is mostly darker (#999: 2.8). Text that is meant to be
# unnoticed has less: #fafafa on white (1.04), #eee on #ddd (1.17), white on the lightest grey that word processors
# offer, #d9d9d9 (1.41). Text between the two is hard to see.
_CONTRAST = 1.45
# Difference in red or green that makes text visible at equal brightness, as red on green. Differences in blue hardly
# help (yellow on white is not legible). No two greys below the least contrast differ by so much.
_HUE = 64
_PART = r"((?:\d+\.?\d*|\.\d+)%?)"
_PARTS = re.compile(rf"^rgba?\(\s*{_PART}[\s,]+{_PART}[\s,]+{_PART}(?:\s*[,/]\s*{_PART})?\s*\)$")
_HEX = re.compile(r"^#?([0-9a-f]{6}|[0-9a-f]{3})([0-9a-f]{2}|[0-9a-f])?$")
# The colour names of CSS, including system colours such as window.
_COLOUR_NAMES = """
aliceblue f0f8ff  antiquewhite faebd7  aqua 00ffff  aquamarine 7fffd4  azure f0ffff  beige f5f5dc
bisque ffe4c4  black 000000  blanchedalmond ffebcd  blue 0000ff  blueviolet 8a2be2  brown a52a2a
burlywood deb887  cadetblue 5f9ea0  chartreuse 7fff00  chocolate d2691e  coral ff7f50
cornflowerblue 6495ed  cornsilk fff8dc  crimson dc143c  cyan 00ffff  darkblue 00008b  darkcyan 008b8b
darkgoldenrod b8860b  darkgray a9a9a9  darkgreen 006400  darkgrey a9a9a9  darkkhaki bdb76b
darkmagenta 8b008b  darkolivegreen 556b2f  darkorange ff8c00  darkorchid 9932cc  darkred 8b0000
darksalmon e9967a  darkseagreen 8fbc8f  darkslateblue 483d8b  darkslategray 2f4f4f  darkslategrey 2f4f4f
darkturquoise 00ced1  darkviolet 9400d3  deeppink ff1493  deepskyblue 00bfff  dimgray 696969
dimgrey 696969  dodgerblue 1e90ff  firebrick b22222  floralwhite fffaf0  forestgreen 228b22
fuchsia ff00ff  gainsboro dcdcdc  ghostwhite f8f8ff  gold ffd700  goldenrod daa520  gray 808080
green 008000  greenyellow adff2f  grey 808080  honeydew f0fff0  hotpink ff69b4  indianred cd5c5c
indigo 4b0082  ivory fffff0  khaki f0e68c  lavender e6e6fa  lavenderblush fff0f5  lawngreen 7cfc00
lemonchiffon fffacd  lightblue add8e6  lightcoral f08080  lightcyan e0ffff  lightgoldenrodyellow fafad2
lightgray d3d3d3  lightgreen 90ee90  lightgrey d3d3d3  lightpink ffb6c1  lightsalmon ffa07a
lightseagreen 20b2aa  lightskyblue 87cefa  lightslategray 778899  lightslategrey 778899
lightsteelblue b0c4de  lightyellow ffffe0  lime 00ff00  limegreen 32cd32  linen faf0e6  magenta ff00ff
maroon 800000  mediumaquamarine 66cdaa  mediumblue 0000cd  mediumorchid ba55d3  mediumpurple 9370db
mediumseagreen 3cb371  mediumslateblue 7b68ee  mediumspringgreen 00fa9a  mediumturquoise 48d1cc
mediumvioletred c71585  midnightblue 191970  mintcream f5fffa  mistyrose ffe4e1  moccasin ffe4b5
navajowhite ffdead  navy 000080  oldlace fdf5e6  olive 808000  olivedrab 6b8e23  orange ffa500
orangered ff4500  orchid da70d6  palegoldenrod eee8aa  palegreen 98fb98  paleturquoise afeeee
palevioletred db7093  papayawhip ffefd5  peachpuff ffdab9  peru cd853f  pink ffc0cb  plum dda0dd
powderblue b0e0e6  purple 800080  rebeccapurple 663399  red ff0000  rosybrown bc8f8f  royalblue 4169e1
saddlebrown 8b4513  salmon fa8072  sandybrown f4a460  seagreen 2e8b57  seashell fff5ee  sienna a0522d
silver c0c0c0  skyblue 87ceeb  slateblue 6a5acd  slategray 708090  slategrey 708090  snow fffafa
springgreen 00ff7f  steelblue 4682b4  tan d2b48c  teal 008080  thistle d8bfd8  tomato ff6347
turquoise 40e0d0  violet ee82ee  wheat f5deb3  white ffffff  whitesmoke f5f5f5  yellow ffff00
yellowgreen 9acd32  window ffffff  canvas ffffff  windowtext 000000  canvastext 000000
"""
_NAMES = _COLOUR_NAMES.split()
_NAMED = dict(zip(_NAMES[::2], _NAMES[1::2], strict=True))


class Paint(NamedTuple):
    """A colour and its opacity: 0 transparent, 1 opaque."""

    colour: Rgb
    alpha: float = 1.0


@lru_cache(maxsize=4096)
def paint_of(text: str) -> Paint | None:
    """Parse a colour of a style sheet, an attribute or a file's XML; None if it is not a colour."""
    text = text.strip().lower()
    if text == "transparent":
        return Paint(BLACK, 0.0)
    if match := _HEX.match(_NAMED.get(text, text)):
        digits, alpha = match[1], match[2] or "f"
        if len(digits) == 3:
            digits = "".join(digit * 2 for digit in digits)
        colour = int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
        return Paint(colour, int(alpha, 16) / (15 if len(alpha) == 1 else 255))
    if match := _PARTS.match(text):
        red, green, blue = (_channel(part) for part in match.groups()[:3])
        alpha = match[4] or "1"
        share = float(alpha.rstrip("%")) / (100 if alpha.endswith("%") else 1)
        return Paint((red, green, blue), min(share, 1.0))
    return None


def rgb_of(text: str) -> Rgb | None:
    """Parse a colour and ignore its opacity; None if it is not a colour."""
    paint = paint_of(text)
    return paint.colour if paint else None


def _channel(part: str) -> int:
    value = float(part.rstrip("%")) * (2.55 if part.endswith("%") else 1)
    return min(round(value), 255)


def mixed(colour: Rgb, share: float, below: Rgb) -> Rgb:
    """The visible colour if a colour with opacity `share` covers the colour `below`."""
    red, green, blue = (
        round(share * over + (1 - share) * under) for over, under in zip(colour, below, strict=True)
    )
    return red, green, blue


@lru_cache(maxsize=4096)
def is_unseen(text: Rgb, ground: Rgb | None) -> bool:
    """Whether text is invisible on a background (`ground`). On an unknown background (None: pictures, gradients) it
    counts as visible, as pale text is common there."""
    if ground is None or abs(text[0] - ground[0]) > _HUE or abs(text[1] - ground[1]) > _HUE:
        return False
    darker, lighter = sorted((_luminance(text), _luminance(ground)))
    return lighter + 0.05 < _CONTRAST * (darker + 0.05)


def is_light(ground: Rgb) -> bool:
    """Whether a background is so light that black is more legible on it than white."""
    return _luminance(ground) > 0.18  # luminance at which both have the same contrast


@lru_cache(maxsize=4096)
def _luminance(colour: Rgb) -> float:
    """Relative luminance, 0 to 1, of an sRGB colour."""
    red, green, blue = (
        part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
