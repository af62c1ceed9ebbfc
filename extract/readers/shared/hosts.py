"""Hosts of addresses: which sites a report, or the page that it stands on, names or links to."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HOST = re.compile(
    r"(?:https?:)?//([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,6})(?![a-z0-9-])|(?<![a-z0-9.@/-])(www\.[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,6})(?![a-z0-9-])",
    re.IGNORECASE,
)
_OF_FORMATS = (
    ".w3.org",
    ".microsoft.com",
    ".openxmlformats.org",
    ".adobe.com",
    ".purl.org",
)  # names of XML, no sites


def hosts_in(text: str) -> Iterator[str]:
    """Hosts of the addresses in a text, in its order, in small letters."""
    for match in _HOST.finditer(text):
        host = (match[1] or match[2]).lower()
        if not f".{host}".endswith(_OF_FORMATS):
            yield host
