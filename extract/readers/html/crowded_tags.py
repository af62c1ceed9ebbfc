"""Refuses a page with a tag of very many attributes: libxml2 compares each with all before it, which takes hours for a million."""

from __future__ import annotations

import re

from extract.document import UnreadableFileError
from extract.messages import Refusal

MOST_ATTRIBUTES = 500
_BEGIN = re.compile(r"<(?:!--|[A-Za-z][^\s/>]*+)")
_COMMENT_END = re.compile("--!?>")
# What stands between these tags is text, whatever it looks like.
_TEXT_ONLY = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_ATTRIBUTE = re.compile(
    r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
)


def refuse_crowded_tags(text: str) -> None:
    """Raise UnreadableFileError for a tag with more than MOST_ATTRIBUTES attributes. Goes once through the text, as the
    parser does: over comments, scripts and quoted values."""
    at = 0
    while begin := _BEGIN.search(text, at):
        at = begin.end()
        if begin[0] == "<!--":
            end = _COMMENT_END.search(text, at)
            at = end.end() if end else len(text)
            continue
        attributes = 0
        while attribute := _ATTRIBUTE.match(text, at):
            at = attribute.end()
            attributes += 1
            if attributes > MOST_ATTRIBUTES:
                raise UnreadableFileError(Refusal("tag_attributes", {"most": MOST_ATTRIBUTES}))
        if (name := begin[0][1:].lower()) in _TEXT_ONLY:
            end = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
            at = end.end() if end else len(text)
