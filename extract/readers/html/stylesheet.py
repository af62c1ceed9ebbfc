"""Applies a page's style sheets and style attributes to its elements, for the properties that change what is read.

These are the properties that hide text, set it apart, generate it or lay it out as a table, with CSS's order of
precedence. Sheets for print or for some screen sizes are ignored, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cssselect import HTMLTranslator, SelectorError, parse
from lxml import etree

from extract.readers.html.page_colours import Palette, palette_of

MAX_CSS = 1_000_000  # characters; the rest of a sheet is ignored
Look = dict[str, str]  # property -> value, lower case
_Weight = tuple[bool, tuple[int, int, int, int], int]

_WORDS = (
    "display|visibility|opacity|font-size|vertical-align|text-decoration(?:-line)?|content|mso-hide|white-space|color"
    "|background(?:-color)?|position|clip(?:-path)?|left|top|right|bottom|margin-(?:left|top)|text-indent|overflow"
    "|(?:max-)?(?:width|height)|order|flex-(?:direction|flow)"
)
_DECLARATION = re.compile(rf"(?<![\w-])({_WORDS}|grid-[\w-]+)\s*:\s*([^;]+)", re.IGNORECASE)
_RELEVANT = (
    r"display\s*:\s*(?:none|block|table|grid|inline-grid|inline-table|contents)|visibility\s*:\s*(?:hidden|collapse|visible)|opacity\s*:\s*0"
    r"|font-size\s*:\s*(?:0(?![.\d])|[01]?(?:\.\d+)?p[xt]|0?\.[01]|\d%)|vertical-align\s*:\s*(?:su[pb]|[.\d])|line-through|mso-hide\s*:\s*all|(?<![\w-])content\s*:"
    r"|grid-(?:template|column|row|area)|(?<![\w-])order\s*:|flex-(?:direction|flow)\s*:[^;]*-reverse|white-space\s*:\s*(?:pre|break-spaces)|(?<![\w-])clip(?:-path)?\s*:"
    r"|(?<![\w-])top\s*:\s*-[.\d]"
    r"|(?<![\w-])(?:left|top|right|bottom|margin-(?:left|top)|text-indent)\s*:\s*-\d{2}|overflow\s*:\s*(?:hidden|clip)"
)
_RELEVANT_STYLE = re.compile(_RELEVANT, re.IGNORECASE)
_ORDER = re.compile(r"(?<![\w-])order\s*:", re.IGNORECASE)
_FLEX = re.compile(r"display\s*:\s*(?:inline-|-webkit-)?flex", re.IGNORECASE)  # where alone an order counts
# A rule may show again what another one hides.
_RELEVANT_RULE = rf"{_RELEVANT}|(?<![\w-])(?:display|visibility|font-size)\s*:"
_RELEVANT_OR_COLOUR = rf"{_RELEVANT_RULE}|(?<![\w-])(?:color|background(?:-color)?)\s*:"
_NOISE = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->|@(?:import|charset|namespace|layer)[^;{}]*;", re.DOTALL)
_AT_RULE = re.compile(r"@([\w-]+)([^{}]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DEEPEST = 4  # most nested conditions (at-rules) around a rule
_COMMA = re.compile(r",(?![^(]*\))")  # between selectors, not in :is(a, b)
_EVERYWHERE = ("screen", "all", "only screen")
_NAMES = re.compile(r"[.#]([\w-]+)")
_STYLES = re.compile(
    r"""style\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)"""
)  # begins with a literal, which makes the search fast
_INLINE = (1, 0, 0, 0)


@dataclass(slots=True)
class Looks:
    """Styles of a page. `of`: element -> look, for elements with a relevant property; `generated`: (element, "before"
    or "after") for content that the sheet prints there; `palette`: colours of the page that may hide text."""

    of: dict[etree._Element, Look] = field(default_factory=dict)
    generated: list[tuple[etree._Element, str]] = field(default_factory=list)
    palette: Palette = field(default_factory=Palette)


def _declarations(body: str) -> Iterator[tuple[str, str, bool]]:
    for name, value in _DECLARATION.findall(body):
        plain = value.lower().replace("!important", "").strip()
        name = name.lower().removesuffix("-line").replace("background-color", "background")
        yield name, plain, plain != value.lower().strip()


def _opened(match: re.Match[str]) -> str:
    """The rules inside an at-rule that apply on a screen, else ""; @supports conditions are taken to be met."""
    rule, condition = match[1].lower(), " ".join(match[2].lower().split())
    holds = {"media": condition in _EVERYWHERE, "supports": not condition.startswith("not"), "layer": True}
    return match[3] if holds.get(rule) else ""


def _rules(css: str, relevant: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(selector, declarations) of the rules whose declarations match `relevant`, in order."""
    css = _NOISE.sub("", css[:MAX_CSS])
    for _ in range(_DEEPEST if "@" in css else 0):
        css = _AT_RULE.sub(_opened, css)
    for selectors, body in _RULE.findall(css):
        if relevant.search(body):
            yield from ((selector.strip(), body) for selector in _COMMA.split(selectors))


def _prints(look: Look) -> bool:
    """Whether generated content prints anything (content used only to clear floats does not)."""
    content = look.get("content", "none").strip("\"' \t")
    shown = look.get("display") != "none" and look.get("visibility") != "hidden"
    return shown and content not in ("", "none", "normal", "\\200b", "open-quote", "close-quote")


def looks_of(root: etree._Element, source: str, css: str) -> Looks:
    """The looks of the elements below `root`, from the sheet `css` and their style attributes.

    `source` is the page's text: if no style in it is relevant, the tree is not searched.
    """
    weights: dict[tuple[etree._Element, str, str], tuple[_Weight, str]] = {}

    def declare(
        element: etree._Element, part: str, body: str, rank: tuple[int, int, int, int], order: int
    ) -> None:
        for name, value, important in _declarations(body):
            weight = (important, rank, order)
            key = (element, part, name)
            if key not in weights or weights[key][0] <= weight:
                weights[key] = (weight, value)

    source = source.lower() if "STYLE" in source or "Style" in source else source
    styles = set(_STYLES.findall(source))
    palette = palette_of(root, source, css[:MAX_CSS], styles)
    ordered = bool(_ORDER.search(css)) or any(map(_ORDER.search, styles))
    if css and (_RELEVANT_STYLE.search(css) or palette or ordered):
        rules = list(
            _rules(css, re.compile(_RELEVANT_OR_COLOUR if palette else _RELEVANT_RULE, re.IGNORECASE))
        )
        names = {
            name
            for element in root.iter(etree.Element)
            for attribute in ("class", "id")
            for name in (element.get(attribute) or "").split()
        }
        for order, (selector, body) in enumerate(rules):
            if "(" not in selector and not names.issuperset(_NAMES.findall(selector)):
                continue
            try:
                [parsed] = parse(selector)
                matches = etree.XPath(HTMLTranslator().selector_to_xpath(parsed))(root)
            except (SelectorError, etree.XPathError, ValueError):
                continue
            part = str(parsed.pseudo_element or "")
            a, b, c = parsed.specificity()
            for element in matches if isinstance(matches, list) else ():
                if isinstance(element, etree._Element):
                    declare(element, part, body, (0, a, b, c), order)
    ruled = {element for element, part, _ in weights if not part}

    def is_relevant(style: str) -> bool:
        return (
            bool(_RELEVANT_STYLE.search(style))
            or (ordered and bool(_FLEX.search(style)))
            or (bool(palette) and palette.matches(style))
        )

    if ruled or any(map(is_relevant, styles)):
        relevant_styles: dict[str, bool] = {}  # pages repeat their style attributes
        for element in root.iter(etree.Element):
            style = element.get("style")
            if not style:
                continue
            if style not in relevant_styles:
                relevant_styles[style] = is_relevant(style)
            if relevant_styles[style] or element in ruled:
                declare(element, "", style, _INLINE, 0)
    looks = Looks(palette=palette)
    parts: dict[tuple[etree._Element, str], Look] = {}
    for (element, part, name), (_, value) in weights.items():
        of = looks.of if not part else None
        look = of.setdefault(element, {}) if of is not None else parts.setdefault((element, part), {})
        look[name] = value
    looks.generated = [(element, part) for (element, part), look in parts.items() if _prints(look)]
    return looks
