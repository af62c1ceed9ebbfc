"""Writes the name of a file, which is bytes, as valid Unicode text that a person can read, and back.

A name in UTF-8 without control characters is that text. Unzipping a Windows archive gives names in GB18030, which no
database, JSON or browser takes as they are. Per part of a path:

    bytes that are GB18030 and nothing else      their letters and a mark:     青禾县.txt⟨GB18030⟩
    other bytes that are not UTF-8, controls     in hexadecimal, in brackets:  a⟨1B⟩b, ⟨FF⟩.txt
    what looks like one of the two already       its first bracket as bytes:   ⟨E29FA8⟩FF⟩

This is the only module that knows the rule (docs/adr/0030).
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import PurePath

GB18030 = "⟨GB18030⟩"
MOST_BYTES = 180
"""Longest name of a batch, which becomes the name of folders: with what is put behind it, a file system takes 255."""
# Besides controls: line separators, and marks that turn the direction of writing, so that a name reads as another.
_UNSEEN = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_UNDECODABLE = re.compile("[\udc80-\udcff]")
_NOT_AS_IT_IS = re.compile(f"[{_UNSEEN}]+")
_WRITTEN = re.compile(r"⟨((?:[0-9A-F]{2})+)⟩")
_LIKE_OURS = re.compile(r"⟨(?=(?:(?:[0-9A-F]{2})+|GB18030)⟩)")
# In the name of a folder of the warehouse: `*` and `?` stand for others in DuckDB, `=` makes a column of it, Great
# Expectations refuses `\`, Dagster `...`.
_NOT_IN_BATCHES = re.compile(r"[*?=\\]+|\.(?=\.\.)")


def path_text(path: str | PurePath) -> str:
    """The text of a path as the system gives it, part by part. Different paths have different texts."""
    return "/".join(name_text(part) for part in str(path).split("/"))


def name_text(name: str) -> str:
    """The text of a name without slashes, as the system gives it (undecodable bytes as lone surrogates)."""
    if not (_NOT_AS_IT_IS.search(name) or _LIKE_OURS.search(name)):
        return name
    return _gb18030(name) or _NOT_AS_IT_IS.sub(_hexadecimal, _LIKE_OURS.sub(_hexadecimal, name))


def batch_text(name: str) -> str:
    """The text of a batch folder's name, which also names folders of the warehouse and Dagster's partitions.

    A name that would be too long for those keeps its beginning, and a digest in place of the rest: the only text that
    cannot be turned back.
    """
    text = _NOT_IN_BATCHES.sub(_hexadecimal, name_text(name))
    if len(text.encode()) <= MOST_BYTES:
        return text
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return f"{text.encode()[: MOST_BYTES // 2].decode(errors='ignore')}⟨…{digest}⟩"


def name_of(text: str) -> str:
    """The name as the system gives it, of a `name_text` or a `batch_text` that is not cut."""
    encoding = "gb18030" if text.endswith(GB18030) else "utf-8"
    parts = _WRITTEN.split(text.removesuffix(GB18030))
    return os.fsdecode(
        b"".join(bytes.fromhex(part) if at % 2 else part.encode(encoding) for at, part in enumerate(parts))
    )


def _gb18030(name: str) -> str | None:
    """The name in letters and the mark, where its bytes are no UTF-8 but printable GB18030."""
    try:
        data = name.encode("utf-8", "surrogateescape")
        text = data.decode("gb18030")
    except UnicodeError:
        return None
    if not _UNDECODABLE.search(name) or text.encode("gb18030") != data or _LIKE_OURS.search(text):
        return None
    return text + GB18030 if text.replace("\u3000", " ").isprintable() else None


def _hexadecimal(found: re.Match[str]) -> str:
    """The bytes of what was found; on Windows a lone surrogate stands for no byte, and is written as its own three."""
    try:
        data = found[0].encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = found[0].encode("utf-8", "surrogatepass")
    return f"⟨{data.hex().upper()}⟩"
