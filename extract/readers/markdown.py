"""The marks of Markdown in a line or a cell: what they print instead."""

from __future__ import annotations

import re
from html import unescape

from extract.readers.frames import UNREADABLE

_RULE_LINE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+\S.*$", re.MULTILINE)
_HEADING_MARK = re.compile(r"^\s*#{1,6}\s+|\s+#+\s*$")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|p|font|center|div|sub|sup)(?:\s[^<>]*)?>", re.IGNORECASE)
_APART = re.compile(
    r"~~(.+?)~~|<(?:sup|sub|s|del)>(.+?)</(?:sup|sub|s|del)>|\^([^\s^]+)\^|\[\^([^\]]+)\](?!:)", re.IGNORECASE
)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,3}|`+)(?=\S)(.+?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def is_markdown(text: str) -> bool:
    """Whether a text has the rule line under a table's head, or headings marked with #."""
    return bool(_RULE_LINE.search(text)) or len(_HEADING.findall(text)) >= 2


def is_rule(texts: list[str]) -> bool:
    """Whether the cells of a row are the line under a table's head."""
    return all(re.fullmatch(r":?-+:?", text.strip()) for text in texts)


def printed(text: str) -> str:
    """A line or cell without marks. What is struck out or raised comes into brackets, a picture becomes a mark."""
    text = _HEADING_MARK.sub("", _QUOTE.sub("", text))
    text = _IMAGE.sub(UNREADABLE, text)
    text = _APART.sub(lambda match: f"[{next(part for part in match.groups() if part is not None)}]", text)
    text = _TAG.sub("", _BREAK.sub("\n", _LINK.sub(r"\1", text)))
    previous = None
    while previous != text:
        previous, text = text, _EMPHASIS.sub(r"\2", text)
    return unescape(_ESCAPE.sub(r"\1", text)).strip()
