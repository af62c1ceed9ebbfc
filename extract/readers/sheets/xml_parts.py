"""Helpers for reading the XML of an XLSX package: names without namespace, flags, cell references."""

from __future__ import annotations

import re

from lxml import etree

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true")


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for a comment or processing instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of this name, in any namespace."""
    return [child for child in element if name_of(child) == name]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of this name."""
    return next((child for child in element if name_of(child) == name), None)


def is_on(element: etree._Element | None, name: str) -> bool:
    """Whether a flag attribute is set to true; False if there is no element."""
    return element is not None and element.get(name) in _TRUE


def unescaped(text: str) -> str:
    """Resolve the escapes for characters that XML cannot hold: `_x000D_` is a carriage return."""
    return _ESCAPED.sub(_escaped, text) if "_x" in text else text


def _escaped(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character.isspace() else match[0]


def whole(text: str | None) -> int | None:
    """Parse a whole number of at most nine digits; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def place_of(reference: str) -> tuple[int, int] | None:
    """(row, column), both from 1, of a reference such as B7."""
    match = _REFERENCE.match(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if 0 < row <= MAX_ROW and column <= MAX_COLUMN else None
