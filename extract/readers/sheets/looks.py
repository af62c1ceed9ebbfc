"""Finds the colours, fonts, fills and conditional formats of an XLSX package that make a number invisible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from lxml import etree

from extract.readers.shared.colours import BLACK, WHITE, Rgb, is_unseen, mixed, rgb_of
from extract.readers.sheets.sheet import Merge
from extract.readers.sheets.xml_parts import child, children, is_on, name_of, place_of, whole

# The standard palette from index 8 on; indexes 0 to 7 repeat those at 8 to 15.
_PALETTE = """
000000 ffffff ff0000 00ff00 0000ff ffff00 ff00ff 00ffff 800000 008000 000080 808000 800080 008080 c0c0c0 808080
9999ff 993366 ffffcc ccffff 660066 ff8080 0066cc ccccff 000080 ff00ff ffff00 00ffff 800080 800000 008080 0000ff
00ccff ccffff ccffcc ffff99 99ccff ff99cc cc99ff ffcc99 3366ff 33cccc 99cc00 ffcc00 ff9900 ff6600 666699 969696
003366 339966 003300 333300 993300 993366 333399 333333
"""
_PLACES = _PALETTE.split()
_INDEXED = dict(enumerate(_PLACES[:8] + _PLACES)) | {
    65: "ffffff"
}  # 64 and 65 are the system's text and background colour
# Theme colours in the order of their index in cells, with Office's defaults for files that do not define them.
_THEME = {
    "lt1": "ffffff", "dk1": "000000", "lt2": "eeece1", "dk2": "1f497d", "accent1": "4f81bd", "accent2": "c0504d",
    "accent3": "9bbb59", "accent4": "8064a2", "accent5": "4bacc6", "accent6": "f79646", "hlink": "0000ff", "folHlink": "800080",
}  # fmt: skip
_FINE_PATTERNS = ("none", "gray125", "gray0625", "lightGray")


class Colours:
    """Resolves the colours of a workbook, given as RGB or as an index of the palette or the theme.

    `theme` returns the theme part and is called only if needed; `palette`: entries of the file's own palette.
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
        entries = {name_of(entry): entry for entry in next(iter(parts), ())}
        return [_of_theme(entries.get(name)) or rgb_of(usual) for name, usual in _THEME.items()]

    def of(self, element: etree._Element | None) -> Rgb | None:
        """The colour of an element; None for the automatic colour and for one that the file does not define."""
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
        """The colour of a font; the automatic colour is black on every background."""
        return self.of(child(font, "color")) or BLACK

    def ground(self, fill: etree._Element, painted: str = "fgColor") -> Rgb | None:
        """The background colour of a fill; None if it is not uniform (gradients, stripes). `painted`: the element
        with the colour, "bgColor" in conditional formats."""
        pattern = child(fill, "patternFill")
        if pattern is None:
            return None if len(fill) else WHITE
        kind = pattern.get("patternType") or ("solid" if painted == "bgColor" else "none")
        if kind in _FINE_PATTERNS:
            return WHITE
        return self.of(child(pattern, painted)) if kind == "solid" else None

    def hides(self, dxf: etree._Element) -> bool:
        """Whether the style of a conditional format changes a number or makes it invisible.

        A style without a fill is checked against white: the cells' own fills are not known here.
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
    """The colour of an entry of the theme; a system colour as it was when the file was saved."""
    entry = part[0] if part is not None and len(part) else None
    return rgb_of(entry.get("lastClr") or entry.get("val") or "") if entry is not None else None


def _tinted(colour: Rgb, value: str | None) -> Rgb:
    try:
        tint = min(max(float(value or 0), -1), 1)
    except ValueError:
        return colour
    return mixed(WHITE if tint > 0 else BLACK, abs(tint), colour)


def hidden_ranges(
    formats: etree._Element, dxfs: list[etree._Element], colours: Colours
) -> Iterator[tuple[Merge, float | None]]:
    """(range, the only number affected or None for all) of the conditional formats that may hide numbers."""
    references = formats.get("sqref") or "".join(part.text or "" for part in children(formats, "sqref"))
    ranges = [_range(reference) for reference in references.split()]
    for rule in children(formats, "cfRule"):
        place, inline = whole(rule.get("dxfId")), child(rule, "dxf")
        dxf = dxfs[place] if inline is None and place is not None and place < len(dxfs) else inline
        shows_no_value = any(_hides_values(part) for part in rule)
        if rule.get("type") == "containsBlanks" or not (
            shows_no_value or (dxf is not None and colours.hides(dxf))
        ):
            continue
        only = _only(rule)
        yield from ((where, only) for where in ranges if where)


def _hides_values(part: etree._Element) -> bool:
    """Whether a rule shows bars or icons instead of the numbers."""
    return (
        name_of(part) in ("dataBar", "iconSet")
        and part.get("showValue") is not None
        and not is_on(part, "showValue")
    )


def _only(rule: etree._Element) -> float | None:
    """The number of a rule "equal to a number"; None for other rules."""
    if rule.get("type") != "cellIs" or rule.get("operator") != "equal":
        return None
    formulas = [part.text or "" for part in rule.iter() if name_of(part) in ("formula", "f")]
    try:
        return float(formulas[0]) if len(formulas) == 1 else None
    except ValueError:
        return None


def _range(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    begin, end = place_of(first), place_of(last or first)
    return Merge(*begin, *end) if begin and end else None
