"""Markdown: detects it in a text, and renders the marks in a line or a cell as they print."""

from __future__ import annotations

import re
from html import escape, unescape

from extract.readers.shared.placeholders import UNREADABLE

MARKED = "marked"  # attribute of preformatted text whose lines are Markdown
# Matches white space within one line only: across lines, many blank lines would make the search quadratic.
_MORE_THAN_BOXES = re.compile(r"<(?!/?(?:div|span|p|a|br|section)\b)[a-zA-Z!?]|\bstyle\s*=|\bhidden\b")
_RULE_LINE = re.compile(
    r"^[^\S\n]*(?:\|[^\S\n]*)?:?-+:?[^\S\n]*(?:\|[^\S\n]*:?-+:?[^\S\n]*)+(?:\|[^\S\n]*)?$", re.MULTILINE
)
_HEADING = re.compile(r"^#{1,6}(?:[^\S\n]+\S|[\u3400-\u9fff（])", re.MULTILINE)
_HEADING_MARK = re.compile(r"^\s*#{1,6}(?:\s+|(?=[\u3400-\u9fff（]))|(?<!\s)\s++#++\s*+$")
_BOLD_LINE = re.compile(r"^[^\S\n]*(\*\*|__)(?=\S)[^*_\n]+\1[^\S\n]*$", re.MULTILINE)
_UNDERLINE = re.compile(r"^(?:={3,}|-{4,})[^\S\n]*$", re.MULTILINE)  # three dashes may be a value or a rule
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_FEWEST_HEADINGS = 2
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:b|i|u|em|strong|span|p|font|center|div|sub|sup|h[1-6])(?:\s[^<>]*)?>", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?-->")
# A tag that may hide, whiten or move its content: what a reader of the page sees is not known.
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
_TABLE = re.compile(
    r"(?:<html>\s{0,9}<body>\s{0,9})?(<table\b.*?</table\s{0,9}>)(?:\s{0,9}</body>\s{0,9}</html>)?",
    re.IGNORECASE | re.DOTALL,
)
_TABLE_BEGIN = re.compile(r"<table\b", re.IGNORECASE)
_PIECE = re.compile(
    r"</?t(?:able|r|d|h|body|head)\b|&lt;t", re.IGNORECASE
)  # a part of a table that is not complete
_OF_A_PAGE = re.compile(
    r"<(?:!doctype|html|head|body|meta|link|script|style|form|ul|ol|li|section|article|\?|!\[CDATA)\b",
    re.IGNORECASE,
)
_BOXES = re.compile(r"<(?:p|div|span|br|h[1-6])\b", re.IGNORECASE)  # Markdown may contain them
_ATTRIBUTES = re.compile(r"^(#{1,6}\s.*?)\s*\{[#.][^{}]*\}\s*$")  # # 标题 {#title}
# Front matter of site generators above a page: key: value between ---, or key = value between +++.
_DATA = re.compile(
    r"\A\s*(---|\+\+\+)[^\S\n]*\n((?:(?:[A-Za-z_][\w-]*[^\S\n]*[:=][^\n]*|[ \t]+[^\s][^\n]*|[-\]#][^\n]*|[^\S\n]*)\n){1,80}?)\1[^\S\n]*(?=\n)"
)
_DATA_TITLE = re.compile(r"^title[^\S\n]*[:=][^\S\n]*([\"']?)(.+?)\1[^\S\n]*$", re.MULTILINE | re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def is_markdown_in_boxes(text: str) -> bool:
    """Whether a text with tags of HTML is Markdown all the same: pandoc keeps a page's boxes (<div class="top">) around tables that it
    writes with bars. Not where a tag may make a cell, or hide something."""
    return len(_RULE_LINE.findall(text)) > 1 and not _MORE_THAN_BOXES.search(text)


def is_markdown(text: str) -> bool:
    """Whether a text has the rule line under a table's head, or at least two headings (#, underlined or bold)."""
    return _is_plainly_markdown(text) or len(_BOLD_LINE.findall(text)) + _underlined(text) >= _FEWEST_HEADINGS


def _is_plainly_markdown(text: str) -> bool:
    return bool(_RULE_LINE.search(text)) or len(_HEADING.findall(text)) >= _FEWEST_HEADINGS


def _underlined(text: str) -> int:
    """Number of lines with Chinese text that have a line of = or - below them."""
    above = (
        text[text.rfind("\n", 0, match.start() - 1) + 1 : match.start()]
        for match in _UNDERLINE.finditer(text)
    )
    return sum(bool(_CHINESE.search(line)) for line in above)


def page_of(text: str) -> str | None:
    """Convert text or Markdown with HTML tables in it to one HTML page, the text as <pre>; None if it is already a
    page.

    Converters leave tables with merged cells as HTML, some wrap each such table in a page of its own.
    """
    if text.lstrip()[:1] == "<":
        return None
    parts = _TABLE.split(text)  # odd indexes are tables
    lines = "".join(parts[::2])
    nested = any(len(_TABLE_BEGIN.findall(part)) > 1 for part in parts[1::2])
    if len(parts) == 1 or nested or _PIECE.search(lines) or _OF_A_PAGE.search(lines):
        return None
    if (_HIDING_TAG if _is_plainly_markdown(lines) else _BOXES).search(lines):
        return None
    mark = f" {MARKED}" if is_markdown(lines) else ""
    return "".join(part if n % 2 else f"<pre{mark}>{escape(part)}</pre>" for n, part in enumerate(parts))


def without_data(text: str) -> tuple[str, list[str]]:
    """Blank the lines of the front matter, which is not shown on the page: (text, titles named in it)."""
    match = _DATA.match(text) if text.lstrip()[:3] in ("---", "+++") else None
    if match is None or not re.search("[:=]", match[2]):
        return text, []
    titles = [title[2] for title in _DATA_TITLE.finditer(match[2])]
    return "\n" * match[0].count("\n") + text[match.end() :], titles


def is_rule(texts: list[str]) -> bool:
    """Whether the cells of a row are the line under a table's head."""
    return all(re.fullmatch(r":?-+:?", text.strip()) for text in texts)


def printed(text: str) -> str:
    """Remove the marks of a line or cell. Struck-out or raised text is put in brackets, a picture becomes UNREADABLE.

    Marks between digits stay: they may separate two numbers or print a part of one in bold.
    """
    text = _HEADING_MARK.sub("", _ATTRIBUTES.sub(r"\1", _QUOTE.sub("", text)))
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
    between_digits = (before[-1:].isdigit() and inside[0].isdigit()) or (
        inside[-1].isdigit() and behind[:1].isdigit()
    )
    return match[0] if between_digits else inside
