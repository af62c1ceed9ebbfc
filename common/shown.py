"""Escapes texts that come from outside (names, paths, labels, sentences) for the place where they are shown.

One function a surface, and each surface calls it at one place (docs/adr/0030). Ordinary text stays as it is everywhere. What
cannot be seen, as a terminal's commands or marks that turn the direction of writing, becomes its bytes in brackets: ⟨1B⟩.
"""

from __future__ import annotations

import html
import re
import sys
from typing import TextIO

_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NO_CHARACTERS = "\ud800-\udfff\ufffe\uffff"
_UNSEEN = re.compile(f"[{_CONTROLS}{_TURNING}{_NO_CHARACTERS}]+")
_BREAKS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_NOT_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029{_TURNING}{_NO_CHARACTERS}]")
_NO_XML_SPACES = re.compile("[\v\f\x85]")
# Brackets make a link only before another one; an underscore within a word and a lone ampersand mean nothing.
_MARKS = re.compile(r"[\\`*|<]|\](?=[(\[:])|~~|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
FORMULA = "=+-@＝＋－＠\t\r\n"
"""What a text may begin with that a spreadsheet takes for a formula (OWASP, CSV injection)."""
GUARD = "'"
_LIKE_A_FORMULA = re.compile(f"'*[{re.escape(FORMULA)}]")
_A_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]*")  # no formula, and neither is a lone sign


def visible(text: str) -> str:
    """The text with each character that cannot be seen, but for spaces and line breaks, as its bytes in brackets."""
    return _UNSEEN.sub(lambda found: f"⟨{found[0].encode('utf-8', 'surrogatepass').hex().upper()}⟩", text)


def has_controls(text: str) -> bool:
    """Whether a text has line breaks, tabs or characters that cannot be seen: no name or address of one line."""
    return visible(text) != text or "\t" in text or bool(_BREAKS.search(text))


def in_a_line(text: str) -> str:
    """The text as one line: for a terminal, a log, an alert."""
    return _BREAKS.sub(" ", visible(text))


def in_json(line: str) -> str:
    """A line of JSON without what JSON lets through and a terminal obeys; it means the same."""
    return _NOT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def in_html(text: str) -> str:
    """The text as HTML, between tags or as an attribute's value."""
    return html.escape(visible(text))


def in_markdown(text: str) -> str:
    """The text as Markdown that shows it in one line, in a table's cell too: no link, picture, code or HTML of its own."""
    return _MARKS.sub(_marked, in_a_line(text))


def _marked(found: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;", "~~": r"\~\~"}.get(found[0], "\\" + found[0])


def in_xml(text: str) -> str:
    """The text with only what XML 1.0 can hold, for DOCX and XLSX; their writers put in the entities."""
    return visible(_NO_XML_SPACES.sub(" ", text))


def in_csv(text: str) -> str:
    """The text as a field that no spreadsheet takes for a formula: with `'` in front where it begins like one, also behind
    `'` of its own. `out_of_csv` gives the text back."""
    return GUARD + text if _LIKE_A_FORMULA.match(text) and not _A_NUMBER.fullmatch(text) else text


def out_of_csv(field: str) -> str:
    """The text of a field: without one `'`, where that and any more of them stand before what begins a formula."""
    return field[1:] if field.startswith(GUARD) and _LIKE_A_FORMULA.match(field) else field


def csv_field(column: str) -> str:
    """SQL (DuckDB) for `in_csv` of a column of text."""
    like, number = (pattern.pattern.replace("'", "''") for pattern in (_LIKE_A_FORMULA, _A_NUMBER))
    return (
        f"case when regexp_matches({column}, '^{like}') and not regexp_full_match({column}, '{number}') "
        f"then '''' || {column} else {column} end"
    )


def say(text: object = "", stream: TextIO | None = None, *, flush: bool = False) -> None:
    """Print one line to a terminal, or to a pipe that may end in one."""
    print(in_a_line(str(text)), file=stream or sys.stdout, flush=flush)
