"""Simplifies a page's tree: removes text that is not visible, and marks visible content that is not text.

In table cells a picture or generated text becomes UNREADABLE, a form field becomes the value it shows, and raised or
struck-out text is put in brackets, because it is no part of the number beside it.
"""

from __future__ import annotations

import re

from lxml import etree

from extract.readers.html.div_tables import rewrite
from extract.readers.html.hiding import (
    is_faded,
    is_indented_away,
    is_off_the_page,
    is_speck,
    is_without_room,
    raised,
)
from extract.readers.html.page_colours import unseen_texts
from extract.readers.html.stylesheet import Look, Looks, looks_of
from extract.readers.html.tab_panels import tab_panels
from extract.readers.shared.placeholders import UNREADABLE, has_words

_UNSEEN = ("script", "style", "noscript", "template", "head", "rt", "rp", "title", "datalist")
_PICTURES = ("img", "svg", "canvas", "object", "embed", "video", "iframe", "meter", "progress")
_FIELDS = ("input", "select", "textarea")
_APART = ("sup", "sub", "s", "strike", "del", "msup", "msub", "mfrac", "msqrt")
_SPACERS = ("0", "1", "2")  # pixels; pictures so small are spacers
# Inputs that show no text; others show their value.
_WORDLESS_INPUTS = ("hidden", "checkbox", "radio", "range", "color", "file", "image")
# A link to a place in a page, as footnotes have.
_NOTE = re.compile(r"""href\s*=\s*["']?[^"'\s>]*#[^"'\s>]""", re.IGNORECASE)
_RUNS = ("span", "font", "i", "b", "em", "strong", "a", "u", "label", "small")
_INLINE = (*_RUNS, "p", "td", "th")
_HIDDEN = re.compile(r"<([a-zA-Z][\w:-]*)\s[^<>]*?\bhidden(?=[\s=>/])")
_NO_HEIGHT = re.compile(r"height\s*=\s*[\"']?0\b", re.IGNORECASE)
_PIXELS = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*[012](?:px)?\s*(?:;|$)", re.IGNORECASE)


def make_plain(root: etree._Element, source: str, css: str) -> etree._Element:
    """Change the body of a page so that its text is the visible text, and return it.

    `source` is the page's text, checked first to avoid searching the tree; `css`: style sheets from outside the page.
    """
    sheets = ["".join([str(part) for part in style.itertext()]) for style in root.iter("style")]
    looks = looks_of(root, source, "\n".join([css, *sheets]))
    body_element = root.find("body")
    body = root if body_element is None else body_element
    etree.strip_elements(body, *_UNSEEN, with_tail=False)
    hidden = {tag.lower() for tag in _HIDDEN.findall(source)} if "hidden" in source else set()
    for element in list(body.iter("dialog", *hidden)):
        if element.tag == "dialog" or element.get("hidden") is not None:
            _drop(element)
    panels = tab_panels(looks.of)
    for element, look in looks.of.items():
        if element not in panels:
            _hide(element, look, looks)
    for row in list(body.iter("tr")) if _NO_HEIGHT.search(source) else ():
        if row.get("height") == "0" and _is_empty(row):
            _drop(row)  # the empty row that Word adds at the end of a table to set column widths
    rewrite(body, looks.of, "role=" in source)
    for element, is_tail in unseen_texts(body, looks.of, looks.palette):
        _mask(element, is_tail)
    for element, part in looks.generated:
        if _in_cell(element):
            _insert(element, UNREADABLE, part)
    for element, look in looks.of.items():
        if (
            look.get("white-space", "").startswith(("pre", "break"))
            and not _in_cell(element)
            and element.tag in ("div", "p")
        ):
            element.tag = "pre"
        if (
            "line-through" in look.get("text-decoration", "")
            or look.get("vertical-align") in ("super", "sub")
            or ((lifted := raised(look)) and _is_beside_digits(element, looks, lifted))
        ):
            _set_apart(element)
        elif look.get("display") == "block" and element.tag in _RUNS and _in_cell(element):
            element.tag = "div"
    for link in list(body.iter("a")) if _NOTE.search(source) else ():
        if len((link.get("href") or "").partition("#")[2]) and _is_beside_digits(link, looks):
            _set_apart(link)  # a link to a footnote
    for element in list(body.iter(*_PICTURES, *_FIELDS, *_APART, "ol")):
        _mark(element)
    return body


def _in_cell(element: etree._Element) -> bool:
    return element.tag in ("td", "th") or next(element.iterancestors("td", "th"), None) is not None


def _drop(element: etree._Element) -> None:
    """Remove an element; the text after it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_empty(row: etree._Element) -> bool:
    """Whether a row contains nothing, not even a no-break space."""
    if next(row.iter(*_PICTURES, *_FIELDS), None) is not None:
        return False
    return not any(str(part).strip(" \t\r\n") for part in row.itertext())


def _replace(element: etree._Element, text: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = "span", text, tail


def _insert(element: etree._Element, text: str, part: str) -> None:
    """Insert text at the beginning or the end of an element's content; `part` is "before" or "after"."""
    if part == "before":
        element.text = text + (element.text or "")
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _hide(element: etree._Element, look: Look, looks: Looks) -> None:
    unseen = look.get("visibility") in ("hidden", "collapse")
    if look.get("display") == "none" or look.get("mso-hide") == "all" or (unseen and element.tag == "tr"):
        _drop(element)
    elif unseen:
        _empty_hidden(
            element,
            [part for part in element.iterdescendants() if _look(looks, part, "visibility") == "visible"],
        )
    elif element.tag not in ("tr", "td", "th") and is_off_the_page(look, _in_cell(element)):
        _drop(element)
    elif is_indented_away(look) and element.tag in ("table", "thead", "tbody", "tr"):
        for cell in element.iter("td", "th"):
            _replace_inside(cell, UNREADABLE)  # a cell may undo the indent
    elif is_without_room(element, look) or is_indented_away(look):
        _replace_inside(element, "")
    elif is_speck(look) and element.tag in _INLINE:
        _empty_hidden(element, [part for part in element.iterdescendants()
                             if _look(looks, part, "font-size") or "font" in (part.get("style") or "")])  # fmt: skip
    elif is_faded(look) and _in_cell(element):
        _replace_inside(element, UNREADABLE)  # a script may fade it in: whether it is visible is not known


def _look(looks: Looks, element: etree._Element, name: str) -> str:
    return looks.of.get(element, {}).get(name, "")


def _empty_hidden(element: etree._Element, shown: list[etree._Element]) -> None:
    """Empty a hidden element; if it has parts that are `shown` again, its text is replaced by UNREADABLE."""
    _replace_inside(element, UNREADABLE if shown else "")


def _replace_inside(element: etree._Element, text: str) -> None:
    if not any(str(part).strip() for part in element.itertext()):
        return
    element[:] = []
    element.text = text


def _mask(element: etree._Element, is_tail: bool) -> None:
    """Replace invisible text in a cell by UNREADABLE; words stay, as they are a label. `is_tail`: mask the tail."""
    text = element.tail if is_tail else element.text
    place = element.getparent() if is_tail else element
    if place is None or not _in_cell(place) or has_words(text or ""):
        return
    if is_tail:
        element.tail = UNREADABLE
    else:
        element.text = UNREADABLE


def _set_apart(element: etree._Element) -> None:
    """Put struck-out or raised text in brackets; for an element that contains cells, in each cell."""
    if not _in_cell(element):
        for cell in element.iter("td", "th"):
            if next(cell.iterdescendants("td", "th"), None) is None:
                _set_apart(cell)
    elif any(str(part).strip() for part in element.itertext()):
        _insert(element, "[", "before")
        _insert(element, "]", "after")


def _is_beside_digits(element: etree._Element, looks: Looks, lifted: str = "") -> bool:
    """Whether an inline element with digits has other digits in its cell; those raised by the same `lifted` do not
    count."""
    cell = next(element.iterancestors("td", "th"), None)
    text = "".join([str(part) for part in element.itertext()])
    if cell is None or element.tag not in _RUNS or has_words(text) or not any(map(str.isdigit, text)):
        return False
    stack = [cell]
    while stack:
        place = stack.pop()
        inner = [
            child
            for child in place
            if child is not element and not (lifted and raised(looks.of.get(child, {})) == lifted)
        ]
        beside = [place.text or "", *(child.tail or "" for child in place)]
        if any(map(str.isdigit, "".join(beside))):
            return True
        stack += inner
    return False


def _mark(element: etree._Element) -> None:
    """Replace a picture or field in a cell by what it shows, set raised text apart; outside of cells fields are
    removed."""
    tag = element.tag
    if not _in_cell(element):
        if tag in (*_PICTURES, *_FIELDS):
            _replace(element, "")
    elif tag in _APART:
        _set_apart(element)
    elif tag == "ol":
        _mark_list(element)
    elif tag in _PICTURES:
        spacer = (element.get("width") or "").strip() in _SPACERS or _PIXELS.search(
            element.get("style") or ""
        )
        _replace(element, "" if spacer else UNREADABLE)
    else:
        _replace(element, _shown(element))


def _mark_list(element: etree._Element) -> None:
    """Mark the items of a numbered list: the browser prints numbers that are not in the text."""
    if "none" not in (element.get("style") or "").lower():
        for item in element.iterchildren("li"):
            _insert(item, UNREADABLE, "before")


def _shown(field: etree._Element) -> str:
    if field.tag == "textarea":
        return "".join([str(part) for part in field.itertext()])
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return "".join([str(part) for option in chosen for part in option.itertext()])
    kind = (field.get("type") or "").strip().lower()
    if kind in _WORDLESS_INPUTS:
        return ""
    value, hint = field.get("value") or "", field.get("placeholder") or ""
    if kind == "password" and value:
        return UNREADABLE
    return value or (UNREADABLE if hint.strip() else "")
