"""Parts of a Word document other than its text: styles, lists, and a common vocabulary for all versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from lxml import etree

from extract.readers.shared.colours import BLACK, WHITE, Rgb, rgb_of
from extract.readers.word.numbering import Lists
from extract.readers.word.xml_names import VAL, M, W

_LEAST_RAISED = 4  # half points: text moved by less does not look raised or lowered
_MOST = 200  # columns, levels: a larger number is a mistake
# The theme's background and text colours. Word writes every theme colour in w:val as well.
_THEME: dict[str, Rgb] = {"background1": WHITE, "light1": WHITE, "text1": BLACK, "dark1": BLACK}
# Other namespaces of the same vocabulary: ISO 29500 strict, and Word 2003, which spells two names differently.
_OTHER_NAMES = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W,
    "http://purl.oclc.org/ooxml/officeDocument/math": M,
    "http://schemas.microsoft.com/office/word/2003/wordml": W,
}


@dataclass(slots=True)
class Styles:
    """Names of the styles that hide text, set it apart (raised, struck out), colour it or number paragraphs."""

    hiding: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)
    colours: dict[str, Rgb] = field(default_factory=dict)
    numbering: dict[str, tuple[str, int]] = field(default_factory=dict)  # style -> (list, level)


class Parts(Protocol):
    """Gives the other parts of a document, read only when they are needed."""

    def styles(self, used: set[str], may_hide: Callable[[Rgb], bool]) -> Styles:
        """The styles with these names; `may_hide` returns whether text of a colour may be invisible."""

    def lists(self) -> Lists:
        """The automatic lists."""


def is_on(flag: etree._Element) -> bool:
    """Whether a property that can be switched off is on."""
    return flag.get(VAL) not in ("0", "false", "none", "off", "baseline")


def is_moved(position: etree._Element) -> bool:
    """Whether a w:position raises or lowers text visibly."""
    half_points = (position.get(VAL) or "").lstrip("+-")
    return half_points.isdigit() and int(half_points) >= _LEAST_RAISED


def colour_of(colour: etree._Element) -> Rgb | None:
    """The colour of a w:color; None for the automatic one and for colours that only the theme part defines."""
    value = colour.get(VAL)
    if value and value != "auto":
        return rgb_of(value)
    unshaded = colour.get(f"{W}themeShade") is None and colour.get(f"{W}themeTint") is None
    return _THEME.get(colour.get(f"{W}themeColor") or "") if unshaded else None


def run_of(look: etree._Element) -> etree._Element | None:
    """The run to whose properties this element belongs; None if it is not a property of a run."""
    properties = look.getparent()
    run = properties.getparent() if properties is not None else None
    return run if run is not None and run.tag == f"{W}r" else None


def position_of(run: etree._Element) -> str | None:
    """Half points by which a run's own properties raise it, as text; None if they do not."""
    position = run.find(f"{W}rPr/{W}position")
    return position.get(VAL) if position is not None else None


def read_styles(root: etree._Element) -> Styles:
    """Read hiding, raising, striking, colour and numbering from a styles part; inherited properties are included."""
    styles, parents = Styles(), {}
    coloured: dict[str, Rgb | None] = {}
    flags: dict[str, set[str]] = {f"{W}vanish": styles.hiding}
    flags |= dict.fromkeys((f"{W}strike", f"{W}dstrike", f"{W}vertAlign"), styles.apart)
    for style in root.iter(f"{W}style"):
        name = style.get(f"{W}styleId") or ""
        for flag in style.iter(*flags, f"{W}basedOn", f"{W}numPr", f"{W}color", f"{W}position"):
            if flag.tag == f"{W}basedOn":
                parents[name] = flag.get(VAL) or ""
            elif flag.tag == f"{W}numPr":
                styles.numbering[name] = list_of(flag)
            elif flag.tag == f"{W}color":
                coloured[name] = colour_of(flag)
            elif flag.tag == f"{W}position":
                styles.apart.update({name} if is_moved(flag) else ())
            elif is_on(flag):
                flags[str(flag.tag)].add(name)
    for name in {*parents, *coloured}:
        ancestry = [name]
        while ancestry[-1] in parents and parents[ancestry[-1]] not in ancestry:
            ancestry.append(parents[ancestry[-1]])
        for names in (styles.hiding, styles.apart):
            if names & set(ancestry):
                names.add(name)
        if colour := next((coloured[style] for style in ancestry if style in coloured), None):
            styles.colours[name] = colour
        numbered = next((styles.numbering[style] for style in ancestry if style in styles.numbering), None)
        if numbered:
            styles.numbering[name] = numbered
    return styles


def list_of(numbering: etree._Element) -> tuple[str, int]:
    """(list, level) of a w:numPr; list "0" means no list."""
    number, level = numbering.find(f"{W}numId"), numbering.find(f"{W}ilvl")
    return (
        (number.get(VAL) or "" if number is not None else ""),
        number_of(level.get(VAL), 0) if level is not None else 0,
    )


def number_of(value: str | None, default: int) -> int:
    """Parse a whole number; `default` for anything else and for numbers above a limit."""
    return int(value) if value and value.isdigit() and int(value) <= _MOST else default


def plain_names(root: etree._Element) -> etree._Element:
    """Rename a tree's elements and attributes to the transitional vocabulary, in place, and return it."""
    if root.tag.startswith(W):
        return root
    for element in root.iter(*(f"{{{name}}}*" for name in _OTHER_NAMES)):
        name = etree.QName(element)
        element.tag = _OTHER_NAMES[str(name.namespace)] + {"vmerge": "vMerge", "hmerge": "hMerge"}.get(
            name.localname, name.localname
        )
        for key, value in list(element.attrib.items()):
            space = etree.QName(key).namespace
            if space in _OTHER_NAMES:
                element.set(_OTHER_NAMES[space] + etree.QName(key).localname, value)
    return root
