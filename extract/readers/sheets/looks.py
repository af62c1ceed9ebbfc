"""Colours, fonts, fills and conditional formats of an XLSX package, as far as they keep a number from being seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from lxml import etree

from extract.readers.shared.colours import BLACK, WHITE, Rgb, is_unseen, mixed, rgb_of
from extract.readers.sheets.sheet import Merge
from extract.readers.sheets.xml_parts import child, children, is_on, name_of, place_of, whole

# The standard palette from place 8 on; the first eight are those at 8 to 15 again.
_PALETTE = """
000000 ffffff ff0000 00ff00 0000ff ffff00 ff00ff 00ffff 800000 008000 000080 808000 800080 008080 c0c0c0 808080
9999ff 993366 ffffcc ccffff 660066 ff8080 0066cc ccccff 000080 ff00ff ffff00 00ffff 800080 800000 008080 0000ff
00ccff ccffff ccffcc ffff99 99ccff ff99cc cc99ff ffcc99 3366ff 33cccc 99cc00 ffcc00 ff9900 ff6600 666699 969696
003366 339966 003300 333300 993300 993366 333399 333333
"""
_PLACES = _PALETTE.split()
_INDEXED = dict(enumerate(_PLACES[:8] + _PLACES)) | {65: "ffffff"}  # 64 and 65 are the system's ink and paper
# The theme's colours in the order in which cells count them, as Office has them where a file does not say.
_THEME = {
    "lt1": "ffffff", "dk1": "000000", "lt2": "eeece1", "dk2": "1f497d", "accent1": "4f81bd", "accent2": "c0504d",
    "accent3": "9bbb59", "accent4": "8064a2", "accent5": "4bacc6", "accent6": "f79646", "hlink": "0000ff", "folHlink": "800080",
}  # fmt: skip
_FINE_PATTERNS = ("none", "gray125", "gray0625", "lightGray")


class Colours:
    """The colours that a workbook names: by channels, by their place in the palette or in the theme.

    `theme` gives the theme's part, where one is asked for; `palette` are the entries of a palette of the file's own.
    """

    def __init__(
        self, theme: Callable[[], etree._Element | None], palette: Sequence[etree._Element] = ()
    ) -> None:
        self._theme_part = theme
        self._indexed = _INDEXED | {at: (entry.get("rgb") or "")[-6:] for at, entry in enumerate(palette)}

    @cached_property
    def _theme(self) -> list[Rgb | None]:
        part = self._theme_part()
        parts = () if part is None else (entry for entry in part.iter() if name_of(entry) == "clrScheme")
        told = {name_of(entry): entry for entry in next(iter(parts), ())}
        return [_of_theme(told.get(name)) or rgb_of(usual) for name, usual in _THEME.items()]

    def of(self, element: etree._Element | None) -> Rgb | None:
        """None for the automatic colour and one that the file does not tell."""
        if element is None:
            return None
        theme, indexed = whole(element.get("theme")), whole(element.get("indexed"))
        if theme is not None:
            colour = self._theme[theme] if theme < len(self._theme) else None
        else:
            colour = rgb_of(
                self._indexed.get(indexed, "") if indexed is not None else (element.get("rgb") or "")[-6:]
            )
        return colour and _tinted(colour, element.get("tint"))

    def font(self, font: etree._Element) -> Rgb:
        """The colour of a font; the automatic one is black on every ground."""
        return self.of(child(font, "color")) or BLACK

    def ground(self, fill: etree._Element, painted: str = "fgColor") -> Rgb | None:
        """What a fill puts below the numbers; null where it cannot be told (gradients, stripes). `painted` names its
        colour, which is another in conditional formats."""
        pattern = child(fill, "patternFill")
        if pattern is None:
            return None if len(fill) else WHITE
        kind = pattern.get("patternType") or ("solid" if painted == "bgColor" else "none")
        if kind in _FINE_PATTERNS:
            return WHITE
        return self.of(child(pattern, painted)) if kind == "solid" else None

    def hides(self, dxf: etree._Element) -> bool:
        """Whether a conditional format's look changes the number or keeps it from being seen.

        Where it has no fill of its own the paper is taken for its ground: whose cells it is about is not known here.
        """
        font, fill = child(dxf, "font"), child(dxf, "fill")
        if child(dxf, "numFmt") is not None:
            return True
        if font is None:
            return False
        struck, colour = child(font, "strike"), self.of(child(font, "color"))
        ground = WHITE if fill is None else self.ground(fill, "bgColor")
        unseen = colour is not None and is_unseen(colour, ground)
        return unseen or (struck is not None and struck.get("val") not in ("0", "false"))


def _of_theme(part: etree._Element | None) -> Rgb | None:
    """The colour of a part of the theme; that of the system's window is told as it was when the file was saved."""
    entry = part[0] if part is not None and len(part) else None
    return rgb_of(entry.get("lastClr") or entry.get("val") or "") if entry is not None else None


def _tinted(colour: Rgb, told: str | None) -> Rgb:
    try:
        tint = min(max(float(told or 0), -1), 1)
    except ValueError:
        return colour
    return mixed(WHITE if tint > 0 else BLACK, abs(tint), colour)


def hidden_ranges(
    formats: etree._Element, dxfs: list[etree._Element], colours: Colours
) -> Iterator[tuple[Merge, float | None]]:
    """(range, the only number it is about or None for all) of the conditional formats that may hide numbers."""
    told = formats.get("sqref") or "".join(part.text or "" for part in children(formats, "sqref"))
    ranges = [_range(reference) for reference in told.split()]
    for rule in children(formats, "cfRule"):
        place, own = whole(rule.get("dxfId")), child(rule, "dxf")
        dxf = dxfs[place] if own is None and place is not None and place < len(dxfs) else own
        bare = any(_hides_values(part) for part in rule)
        if rule.get("type") == "containsBlanks" or not (bare or (dxf is not None and colours.hides(dxf))):
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
