"""Finds the parts of a page that a click on a tab shows: all but one are hidden until then, and a person reads all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice

from lxml import etree

from extract.readers.html.stylesheet import Look
from extract.values import is_value_like

_LISTS = ("ul", "ol", "div", "nav", "dl", "p")
_LONGEST = 40  # characters of a tab
_MOST_LISTS = 500  # that are looked at before a panel, the nearest first
_ALIKE = 0.5  # share of the labels


def tab_panels(looks: Mapping[etree._Element, Look]) -> set[etree._Element]:
    """The hidden panels: boxes of one class in one place, of which just one is shown, below a list of as many short tabs.

    Anything else that is hidden (an earlier version, a template) stays unread: it has no tab to be opened by. So do panels of which
    two have the same labels in their tables: they are reports beside each other, of which the page shows one.
    """
    hidden = {
        element
        for element, look in looks.items()
        if look.get("display") == "none" and isinstance(element.tag, str)
    }
    found: set[etree._Element] = set()
    for parent in {parent for element in hidden if (parent := element.getparent()) is not None}:
        boxes: dict[tuple[str, str], list[etree._Element]] = defaultdict(list)
        for box in parent:
            if isinstance(box.tag, str) and (name := _class(box)):
                boxes[box.tag, name].append(box)
        for panels in boxes.values():
            closed = [panel for panel in panels if panel in hidden]
            if (
                len(closed) == len(panels) - 1 > 0
                and any(next(panel.iter("table"), None) is not None for panel in closed)
                and any(_are_tabs(row, len(panels)) for row in islice(_above(panels[0]), _MOST_LISTS))
                and not _are_alike(panels)
            ):
                found.update(closed)
    return found


def _are_alike(panels: Sequence[etree._Element]) -> bool:
    labels = [
        {
            text
            for cell in panel.iter("td", "th")
            if not is_value_like(text := "".join(map(str, cell.itertext())))
        }
        for panel in panels
    ]
    return any(
        len(one & other) > _ALIKE * min(len(one), len(other)) for one, other in combinations(labels, 2)
    )


def _class(element: etree._Element) -> str:
    """The first of an element's classes; a second one may say whether it is open."""
    return next(iter((element.get("class") or "").split()), "")


def _above(panel: etree._Element) -> Iterator[etree._Element]:
    """The lists before a panel, and before the box that it stands in."""
    for element in (panel, panel.getparent()):
        for before in element.itersiblings(preceding=True) if element is not None else ():
            yield from before.iter(*_LISTS)


def _are_tabs(row: etree._Element, count: int) -> bool:
    texts = ["".join(str(part) for part in tab.itertext()).strip() for tab in row if isinstance(tab.tag, str)]
    return (
        len(texts) == count and len(set(texts)) == count and all(0 < len(text) <= _LONGEST for text in texts)
    )
