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
_COMMENT = re.compile(r"<!--.*?-->")
# A tag that may hide, whiten or move what stands in it: nobody can tell what is seen.
_HIDING_TAG = re.compile(
    r"<\w+\s[^<>]*(?:\bhidden\b|display\s*:|visibility|opacity|font-size\s*:\s*(?:0(?![.\d])|0?\.[01]|[01](?:\.\d+)?p[xt])|position\s*:|clip|indent|overflow"
    r"|(?<![\w-])color\s*[:=]\W*(?:#?[ef]|white|rgb|transparent)|line-through|vertical-align)[^<>]*>",
    re.IGNORECASE,
)
_APART = re.compile(
    r"~~(.+?)~~|<(?:sup|sub|s|del|strike)(?:\s[^<>]*)?>(.+?)</(?:sup|sub|s|del|strike)>|\^([^\s^]+)\^|\[\^([^\]]+)\](?!:)",
    re.IGNORECASE,
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
    """A line or cell without marks. What is struck out or raised comes into brackets, a picture becomes a mark.

    Marks between digits stay: nobody can tell whether they set numbers apart or print a part of one in bold.
    """
    text = _HEADING_MARK.sub("", _QUOTE.sub("", text))
    text = _IMAGE.sub(UNREADABLE, _COMMENT.sub("", text))
    text = _HIDING_TAG.sub(UNREADABLE, text)
    text = _APART.sub(lambda match: f"[{next(part for part in match.groups() if part is not None)}]", text)
    text = _TAG.sub("", _BREAK.sub("\n", _LINK.sub(r"\1", text)))
    previous = None
    while previous != text:
        previous, text = text, _EMPHASIS.sub(_plain, text)
    return unescape(_ESCAPE.sub(r"\1", text)).strip()


def _plain(match: re.Match[str]) -> str:
    before, inside, behind = match.string[: match.start()], match[2], match.string[match.end() :]
    apart = (before[-1:].isdigit() and inside[0].isdigit()) or (inside[-1].isdigit() and behind[:1].isdigit())
    return match[0] if apart else inside
