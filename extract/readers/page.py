"""A page's tree made plain: what nobody sees is taken out, what is seen without being text is marked.

In table cells, a picture or generated text becomes a mark that cannot be read, form fields become what they show, and
raised or struck-out text is put in brackets: it is no part of the number beside it.
"""

from __future__ import annotations

import re

from lxml import etree

from extract.readers.frames import UNREADABLE
from extract.readers.grids import rewrite
from extract.readers.stylesheet import Look, Looks, looks_of

_UNSEEN = ("script", "style", "noscript", "template", "head", "rt", "rp", "title")
_PICTURES = ("img", "svg", "canvas", "object", "embed", "video", "iframe", "meter", "progress")
_FIELDS = ("input", "select", "textarea")
_APART = ("sup", "sub", "s", "strike", "del", "msup", "msub", "mfrac", "msqrt")
_SPACERS = ("0", "1", "2")  # pixels; pictures so small only hold a layout open
_SHOWN_INPUTS = ("text", "number", "tel", "search", "")
_INLINE = ("span", "font", "i", "b", "em", "strong", "a", "p", "td", "th", "u", "label")
_HIDDEN = re.compile(r"<([a-zA-Z][\w:-]*)\s[^<>]*?\bhidden(?=[\s=>/])")
_SIZE = re.compile(r"^0(?![.\d])")
_PIXELS = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*[012](?:px)?\s*(?:;|$)", re.IGNORECASE)


def make_plain(root: etree._Element, source: str, css: str) -> etree._Element:
    """The body of a page, changed so that its text is what a person reads.

    `source` is the page's text, asked before the tree is searched; `css` are sheets from outside the page.
    """
    sheets = ["".join([str(part) for part in style.itertext()]) for style in root.iter("style")]
    looks = looks_of(root, source, "\n".join([css, *sheets]))
    found = root.find("body")
    body = root if found is None else found
    etree.strip_elements(body, *_UNSEEN, with_tail=False)
    hidden = {tag.lower() for tag in _HIDDEN.findall(source)} if "hidden" in source else set()
    for element in list(body.iter("dialog", *hidden)):
        if element.tag == "dialog" or element.get("hidden") is not None:
            _drop(element)
    for element, look in looks.of.items():
        _hide(element, look, looks)
    rewrite(body, looks.of, "role=" in source)
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
        if "line-through" in look.get("text-decoration", "") or look.get("vertical-align") in (
            "super",
            "sub",
        ):
            _set_apart(element)
    for element in list(body.iter(*_PICTURES, *_FIELDS, *_APART, "ol")):
        _mark(element)
    return body


def _in_cell(element: etree._Element) -> bool:
    return element.tag in ("td", "th") or next(element.iterancestors("td", "th"), None) is not None


def _drop(element: etree._Element) -> None:
    """Take an element out; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _replace(element: etree._Element, text: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = "span", text, tail


def _insert(element: etree._Element, text: str, part: str) -> None:
    """Put text before or after what an element holds."""
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
        _keep_only(
            element,
            [part for part in element.iterdescendants() if _look(looks, part, "visibility") == "visible"],
        )
    elif _SIZE.match(look.get("font-size", "")) and element.tag in _INLINE:
        _keep_only(element, [part for part in element.iterdescendants()
                             if _look(looks, part, "font-size") or "font" in (part.get("style") or "")])  # fmt: skip
    elif look.get("opacity") in ("0", "0.0", "0%") and _in_cell(element):
        _replace_inside(element, UNREADABLE)  # scripts fade texts in: nobody can tell whether it is seen


def _look(looks: Looks, element: etree._Element, name: str) -> str:
    return looks.of.get(element, {}).get(name, "")


def _keep_only(element: etree._Element, shown: list[etree._Element]) -> None:
    """Empty an element, which keeps its place; where parts of it are shown again, nobody can tell what is seen."""
    _replace_inside(element, UNREADABLE if shown else "")


def _replace_inside(element: etree._Element, text: str) -> None:
    if not any(str(part).strip() for part in element.itertext()):
        return
    element[:] = []
    element.text = text


def _set_apart(element: etree._Element) -> None:
    if _in_cell(element) and any(str(part).strip() for part in element.itertext()):
        _insert(element, "[", "before")
        _insert(element, "]", "after")


def _mark(element: etree._Element) -> None:
    """What a tag itself shows inside a cell; outside of cells it is chrome."""
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
    """The list prints numbers of its own."""
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
    if (field.get("type") or "").strip().lower() not in _SHOWN_INPUTS:
        return ""
    hint = field.get("placeholder") or ""
    return field.get("value") or (UNREADABLE if hint.strip() else "")
