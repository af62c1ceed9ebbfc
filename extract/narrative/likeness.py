"""Computes a sketch of a report's narrative, by which nearly identical narratives are found (内容雷同).

Of all runs of letters those with the smallest hashes are kept (a bottom-k sketch: A. Z. Broder, "On the resemblance
and containment of documents", 1997), so that two sketches share as many phrases as the texts do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from heapq import nsmallest
from zlib import crc32

LETTERS = 10  # of one phrase
PHRASES = 64  # kept of a report
_NO_LETTER = re.compile(r"[^\u3400-\u9fff]+")


def phrases(texts: Iterable[str], agency_name: str | None) -> list[int]:
    """At most PHRASES hashes (0 to 2^32), ascending, each once; none of a text shorter than a phrase.

    Digits, punctuation and the agency's own name are left out: copies differ in them.
    """
    name = _NO_LETTER.sub("", agency_name or "")
    hashes: set[int] = set()
    for text in texts:
        letters = _NO_LETTER.sub("", text)
        if len(name) > 1:
            letters = letters.replace(name, "")
        data = letters.encode("utf-16-le")
        hashes.update(crc32(data[at : at + 2 * LETTERS]) for at in range(0, len(data) - 2 * LETTERS + 1, 2))
    return nsmallest(PHRASES, hashes)
