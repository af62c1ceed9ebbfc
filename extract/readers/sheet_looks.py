"""Fonts, fills and conditional formats of an XLSX package, as far as they keep a number from being seen."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from extract.readers.colours import WHITE, Rgb, is_light, is_pale, rgb_of
from extract.readers.sheet_xml import child, children, is_on, name_of, place_of, whole
from extract.readers.spreadsheet import Merge

_INDEXED = {
    1: "ffffff", 9: "ffffff", 65: "ffffff", 5: "ffff00", 13: "ffff00", 22: "c0c0c0", 26: "ffffcc", 27: "ccffff", 41: "ccffff",
    42: "ccffcc", 43: "ffff99",
}  # fmt: skip
_THEME: dict[int, Rgb] = {0: WHITE, 1: (0, 0, 0), 2: (238, 236, 225), 3: (31, 73, 125)}
_ACCENT: Rgb = (79, 129, 189)
_FINE_PATTERNS = ("none", "gray125", "gray0625", "lightGray")


def colour_of(element: etree._Element | None) -> Rgb | None:
    """A colour by its channels, its place in the palette or in the theme; None for automatic, and dark ones."""
    if element is None:
        return None
    theme, indexed = whole(element.get("theme")), whole(element.get("indexed"))
    if theme is not None:
        return _tinted(_THEME.get(theme, _ACCENT), element.get("tint"))
    return rgb_of(_INDEXED.get(indexed, "") if indexed is not None else (element.get("rgb") or "")[-6:])


def _tinted(colour: Rgb, told: str | None) -> Rgb:
    try:
        tint = min(max(float(told or 0), -1), 1)
    except ValueError:
        return colour
    red, green, blue = (
        round(part + (255 - part) * tint if tint > 0 else part * (1 + tint)) for part in colour
    )
    return red, green, blue


def is_white(font: etree._Element) -> bool:
    """Whether a font is that of the paper."""
    return is_pale(colour_of(child(font, "color")))


def is_dark(fill: etree._Element, painted: str = "fgColor") -> bool:
    """Whether a fill is so dark that white text on it is seen; `painted` names its colour, which is another in dxf."""
    pattern = child(fill, "patternFill")
    if pattern is None:
        return len(fill) > 0  # a gradient
    kind = pattern.get("patternType") or ("solid" if painted == "bgColor" else "none")
    if kind in _FINE_PATTERNS:
        return False
    return kind != "solid" or not is_light(colour_of(child(pattern, painted)) or (0, 0, 0))


def hides(dxf: etree._Element) -> bool:
    """Whether a conditional format's look changes the number or keeps it from being seen."""
    font, fill = child(dxf, "font"), child(dxf, "fill")
    if child(dxf, "numFmt") is not None:
        return True
    if font is None:
        return False
    struck = child(font, "strike")
    white = is_white(font) and not (fill is not None and is_dark(fill, "bgColor"))
    return white or (struck is not None and struck.get("val") not in ("0", "false"))


def hidden_ranges(
    formats: etree._Element, dxfs: list[etree._Element]
) -> Iterator[tuple[Merge, float | None]]:
    """(range, the only number it is about or None for all) of the conditional formats that may hide numbers."""
    told = formats.get("sqref") or "".join(part.text or "" for part in children(formats, "sqref"))
    ranges = [_range(reference) for reference in told.split()]
    for rule in children(formats, "cfRule"):
        place, own = whole(rule.get("dxfId")), child(rule, "dxf")
        dxf = dxfs[place] if own is None and place is not None and place < len(dxfs) else own
        bare = any(_hides_values(part) for part in rule)
        if rule.get("type") == "containsBlanks" or not (bare or (dxf is not None and hides(dxf))):
            continue
        only = _only(rule)
        yield from ((where, only) for where in ranges if where)


def _hides_values(part: etree._Element) -> bool:
    """Whether bars or icons stand in place of the numbers."""
    return (
        name_of(part) in ("dataBar", "iconSet")
        and part.get("showValue") is not None
        and not is_on(part, "showValue")
    )


def _only(rule: etree._Element) -> float | None:
    """The number that a rule of one number is about."""
    if rule.get("type") != "cellIs" or rule.get("operator") != "equal":
        return None
    told = [part.text or "" for part in rule.iter() if name_of(part) in ("formula", "f")]
    try:
        return float(told[0]) if len(told) == 1 else None
    except ValueError:
        return None


def _range(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    begin, end = place_of(first), place_of(last or first)
    return Merge(*begin, *end) if begin and end else None
