"""Finds text of a page in the colour of its background. If no two colours that the page names are alike, none is
searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from extract.readers.shared.colours import BLACK, WHITE, Paint, Rgb, is_light, is_unseen, mixed, paint_of

_COLOUR = re.compile(r"color\s*:\s*([^;{}]+)")
_GROUND = re.compile(r"background\s*:\s*([^;{}]+)")
_STYLE_COLOUR = re.compile(r"(?<![\w-])(color|background(?:-color)?)\s*:\s*([^;]+)", re.IGNORECASE)
_AS_AROUND = ("inherit", "currentcolor", "unset", "initial", "")
_UNPAINTED = (*_AS_AROUND, "none", "0", "0 0")
_PIECE = re.compile(r"#[0-9a-f]{3,8}\b|[a-z-]+\([^)]*\)|[a-z]+")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ATTRIBUTES = re.compile(r"(?:olor|OLOR)\s*=")
_COLOURED = etree.XPath("//*[@color or @bgcolor]")
_NOTHING = Paint(BLACK, 0.0)


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a page that may hide text, as written in its styles. `texts`: text colours that are invisible on
    some background of the page; `grounds`: backgrounds on which default (black) text is invisible. False if both are
    empty."""

    texts: set[str] = field(default_factory=set)
    grounds: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.texts or self.grounds)

    def matches(self, style: str) -> bool:
        """Whether a style attribute names one of these colours."""
        colour, ground = _style_colours(style)
        return colour in self.texts or ground in self.grounds


def palette_of(root: etree._Element, source: str, css: str, styles: Iterable[str]) -> Palette:
    """Collect the colours that may hide text from a page's source, style sheet and style attributes."""
    css_text = ";".join([_COMMENT.sub("", css), *styles]).lower()
    texts, grounds = set(), {_plain(match[1]) for match in _GROUND.finditer(css_text)}
    for match in _COLOUR.finditer(css_text):
        before = match.start() - 1
        if css_text.endswith("background-", 0, before + 1):
            grounds.add(_plain(match[1]))
        elif before < 0 or not (css_text[before].isalnum() or css_text[before] in "-_"):
            texts.add(_plain(match[1]))
    if _ATTRIBUTES.search(source):
        for element in _coloured(root):
            texts.add(_plain(element.get("color") or ""))
            grounds.add(_plain(element.get("bgcolor") or ""))
    paints = {name: paint for name in grounds if (paint := _painted(name)) and paint.alpha}
    solid = {WHITE, *(paint.colour for paint in paints.values() if paint.alpha == 1)}
    shown = {name: [mixed(*paint, below) for below in solid] if paint.alpha < 1 else [paint.colour]
             for name, paint in paints.items()}  # fmt: skip
    every = solid.union(*shown.values())
    return Palette(
        {
            name
            for name in texts
            if (paint := paint_of(name)) and any(_vanishes(paint, ground) for ground in every)
        },
        {name for name, colours in shown.items() if any(is_unseen(BLACK, colour) for colour in colours)},
    )


def unseen_texts(
    body: etree._Element, looks: dict[etree._Element, dict[str, str]], palette: Palette
) -> Iterator[tuple[etree._Element, bool]]:
    """Find texts in the colour of their background: (element, True for its tail or False for its text).

    `looks`: element -> property -> value, for the elements to which rules or relevant style attributes apply.
    """
    if not palette:
        return
    page = _Page(looks)
    for element in {*looks, *_coloured(body)}:
        colour, ground = page.own_colours(element)
        if colour not in palette.texts and ground not in palette.grounds:
            continue
        if colour is None and any(
            page.own_colours(around)[0] is not None for around in element.iterancestors()
        ):
            continue  # that ancestor is checked itself
        paint = Paint(BLACK) if colour is None else paint_of(colour)
        stack = [(element, page.ground(element))] if paint else []
        while stack and paint:
            place, below = stack.pop()
            unseen = _vanishes(paint, below)
            if unseen and (place.text or "").strip():
                yield place, False
            for child in place:
                if unseen and (child.tail or "").strip():
                    yield child, True
                if page.own_colours(child)[0] is None:
                    stack.append((child, page.ground(child)))


def _coloured(root: etree._Element) -> list[etree._Element]:
    """The elements with a color or bgcolor attribute."""
    elements = _COLOURED(root)
    return (
        [element for element in elements if isinstance(element, etree._Element)]
        if isinstance(elements, list)
        else []
    )


class _Page:
    """Colours of the elements of a page."""

    def __init__(self, looks: dict[etree._Element, dict[str, str]]) -> None:
        self._looks = looks
        self._grounds: dict[etree._Element, Rgb | None] = {}

    def own_colours(self, element: etree._Element) -> tuple[str | None, str | None]:
        """(text colour, background) that an element sets itself; None for what it inherits."""
        look = self._looks.get(element, {})
        colour, ground = _style_colours(element.get("style") or "")
        colour = look.get("color") or colour or _plain(element.get("color") or "")
        ground = look.get("background") or ground or _plain(element.get("bgcolor") or "")
        if element.tag == "a" and not colour and element.get("href") is not None:
            colour = "blue"
        return None if colour in _AS_AROUND else colour, None if ground in _UNPAINTED else ground

    def ground(self, element: etree._Element) -> Rgb | None:
        """The colour behind an element's text; None if it is not known, as with pictures and gradients."""
        unknown = []
        around: etree._Element | None = element
        while around is not None and around not in self._grounds:
            unknown.append(around)
            around = around.getparent()
        colour = WHITE if around is None else self._grounds[around]
        for place in reversed(unknown):
            colour = self._grounds[place] = self._over(place, colour)
        return colour

    def _over(self, element: etree._Element, below: Rgb | None) -> Rgb | None:
        css = self.own_colours(element)[1]
        if css is None:
            return below if element.get("background") is None else None
        paint = _painted(css)
        if paint is None or (below is None and paint.alpha < 1):
            return None
        colour = mixed(*paint, below) if below and paint.alpha < 1 else paint.colour
        # A dark page is styled by sheets that are not in the file as well: the colour behind its text is not known.
        return None if element.tag in ("body", "html") and not is_light(colour) else colour


def _vanishes(paint: Paint, ground: Rgb | None) -> bool:
    """Whether text is invisible. Fully transparent text is invisible on any background, known or not."""
    colour, alpha = paint
    return not alpha or is_unseen(mixed(colour, alpha, ground) if ground and alpha < 1 else colour, ground)


@lru_cache(maxsize=4096)
def _painted(css: str) -> Paint | None:
    """The colour of a CSS background; None for pictures and gradients, whose colour is not known."""
    if css in _UNPAINTED:
        return _NOTHING
    if paint := paint_of(css):
        return paint
    if "gradient(" in css:
        return None
    paint = next((paint for piece in _PIECE.findall(css) if (paint := paint_of(piece))), None)
    return paint if paint and (paint.alpha == 1 or "url(" not in css) else None


@lru_cache(maxsize=4096)
def _style_colours(style: str) -> tuple[str, str]:
    """(text colour, background) that a style attribute sets, "" if it does not; the last of several counts."""
    colours = {name.lower()[:5]: _plain(value) for name, value in _STYLE_COLOUR.findall(style)}
    return colours.get("color", ""), colours.get("backg", "")


def _plain(value: str) -> str:
    return value.lower().replace("!important", "").strip("\"' \t\r\n\f")
