"""Text of a page in the colour of its ground. A page names few colours: where no two of them are alike, nothing is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from extract.readers.shared.colours import BLACK, WHITE, Paint, Rgb, is_light, is_unseen, mixed, paint_of

_COLOUR = re.compile(r"color\s*:\s*([^;{}]+)")
_GROUND = re.compile(r"background\s*:\s*([^;{}]+)")
_OWN = re.compile(r"(?<![\w-])(color|background(?:-color)?)\s*:\s*([^;]+)", re.IGNORECASE)
_AS_AROUND = ("inherit", "currentcolor", "unset", "initial", "")
_UNPAINTED = (*_AS_AROUND, "none", "0", "0 0")
_PIECE = re.compile(r"#[0-9a-f]{3,8}\b|[a-z-]+\([^)]*\)|[a-z]+")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ATTRIBUTES = re.compile(r"(?:olor|OLOR)\s*=")
_COLOURED = etree.XPath("//*[@color or @bgcolor]")
_NOTHING = Paint(BLACK, 0.0)


@dataclass(frozen=True, slots=True)
class Palette:
    """Of the colours that a page names: `texts` are those of text that is not seen on some ground of the page, `grounds`
    those on which text without a colour of its own is not seen. False where there are none."""

    texts: set[str] = field(default_factory=set)
    grounds: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.texts or self.grounds)

    def tells(self, style: str) -> bool:
        """Whether a style attribute gives one of these colours."""
        colour, ground = _own(style)
        return colour in self.texts or ground in self.grounds


def palette_of(root: etree._Element, source: str, css: str, styles: Iterable[str]) -> Palette:
    """The colours of a page with this text, sheet and style attributes that may hide text."""
    told = ";".join([_COMMENT.sub("", css), *styles]).lower()
    texts, grounds = set(), {_plain(match[1]) for match in _GROUND.finditer(told)}
    for match in _COLOUR.finditer(told):
        before = match.start() - 1
        if told.endswith("background-", 0, before + 1):
            grounds.add(_plain(match[1]))
        elif before < 0 or not (told[before].isalnum() or told[before] in "-_"):
            texts.add(_plain(match[1]))
    if _ATTRIBUTES.search(source):
        for element in _coloured(root):
            texts.add(_plain(element.get("color") or ""))
            grounds.add(_plain(element.get("bgcolor") or ""))
    paints = {told: paint for told in grounds if (paint := _painted(told)) and paint.alpha}
    solid = {WHITE, *(paint.colour for paint in paints.values() if paint.alpha == 1)}
    seen = {told: [mixed(*paint, below) for below in solid] if paint.alpha < 1 else [paint.colour]
            for told, paint in paints.items()}  # fmt: skip
    every = solid.union(*seen.values())
    return Palette(
        {
            told
            for told in texts
            if (paint := paint_of(told)) and any(_vanishes(paint, ground) for ground in every)
        },
        {told for told, colours in seen.items() if any(is_unseen(BLACK, colour) for colour in colours)},
    )


def unseen_texts(
    body: etree._Element, looks: dict[etree._Element, dict[str, str]], palette: Palette
) -> Iterator[tuple[etree._Element, bool]]:
    """(element, whether it is its tail) of texts in the colour of their ground.

    `looks` are those of the elements that rules or telling styles speak of: property -> value.
    """
    if not palette:
        return
    page = _Page(looks)
    for element in {*looks, *_coloured(body)}:
        colour, ground = page.told(element)
        if colour not in palette.texts and ground not in palette.grounds:
            continue
        if colour is None and any(page.told(around)[0] is not None for around in element.iterancestors()):
            continue  # one of those is looked at itself
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
                if page.told(child)[0] is None:
                    stack.append((child, page.ground(child)))


def _coloured(root: etree._Element) -> list[etree._Element]:
    """The elements with colours in attributes of their own."""
    found = _COLOURED(root)
    return (
        [element for element in found if isinstance(element, etree._Element)]
        if isinstance(found, list)
        else []
    )


class _Page:
    """What the elements of a page say of their colours."""

    def __init__(self, looks: dict[etree._Element, dict[str, str]]) -> None:
        self._looks = looks
        self._grounds: dict[etree._Element, Rgb | None] = {}

    def told(self, element: etree._Element) -> tuple[str | None, str | None]:
        """(colour of its text, ground) that an element says itself; null where it takes what is around it."""
        look = self._looks.get(element, {})
        colour, ground = _own(element.get("style") or "")
        colour = look.get("color") or colour or _plain(element.get("color") or "")
        ground = look.get("background") or ground or _plain(element.get("bgcolor") or "")
        if element.tag == "a" and not colour and element.get("href") is not None:
            colour = "blue"
        return None if colour in _AS_AROUND else colour, None if ground in _UNPAINTED else ground

    def ground(self, element: etree._Element) -> Rgb | None:
        """What is seen below an element's text; null where that cannot be told, as with pictures and gradients."""
        line = []
        around: etree._Element | None = element
        while around is not None and around not in self._grounds:
            line.append(around)
            around = around.getparent()
        found = WHITE if around is None else self._grounds[around]
        for place in reversed(line):
            found = self._grounds[place] = self._over(place, found)
        return found

    def _over(self, element: etree._Element, below: Rgb | None) -> Rgb | None:
        told = self.told(element)[1]
        if told is None:
            return below if element.get("background") is None else None
        paint = _painted(told)
        if paint is None or (below is None and paint.alpha < 1):
            return None
        colour = mixed(*paint, below) if below and paint.alpha < 1 else paint.colour
        # Nobody publishes a page that is black on black: a sheet from elsewhere paints what lies on it.
        return None if element.tag in ("body", "html") and not is_light(colour) else colour


def _vanishes(paint: Paint, ground: Rgb | None) -> bool:
    """Whether text is not seen. What is see-through is not seen on any ground, not even an unknown one."""
    colour, alpha = paint
    return not alpha or is_unseen(mixed(colour, alpha, ground) if ground and alpha < 1 else colour, ground)


@lru_cache(maxsize=4096)
def _painted(told: str) -> Paint | None:
    """The colour in what a style says of a ground; null for pictures and gradients, which nobody can tell."""
    if told in _UNPAINTED:
        return _NOTHING
    if paint := paint_of(told):
        return paint
    if "gradient(" in told:
        return None
    paint = next((paint for piece in _PIECE.findall(told) if (paint := paint_of(piece))), None)
    return paint if paint and (paint.alpha == 1 or "url(" not in told) else None


@lru_cache(maxsize=4096)
def _own(style: str) -> tuple[str, str]:
    """(colour, ground) that a style attribute gives, "" where it gives none; of several the last counts."""
    found = {name.lower()[:5]: _plain(value) for name, value in _OWN.findall(style)}
    return found.get("color", ""), found.get("backg", "")


def _plain(value: str) -> str:
    return value.lower().replace("!important", "").strip("\"' \t\r\n\f")
