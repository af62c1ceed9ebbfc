"""Finds the hosts of web addresses in a report or on the page that contains it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HOST = re.compile(
    r"(?:https?:)?//([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,6})(?![a-z0-9-])|(?<![a-z0-9.@/-])(www\.[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,6})(?![a-z0-9-])",
    re.IGNORECASE,
)
# Hosts of XML namespaces, which are not links to sites.
_NAMESPACE_HOSTS = (".w3.org", ".microsoft.com", ".openxmlformats.org", ".adobe.com", ".purl.org")


def hosts_in(text: str) -> Iterator[str]:
    """Hosts of the addresses in a text, in order of appearance, in lower case; repetitions are kept."""
    for match in _HOST.finditer(text):
        host = (match[1] or match[2]).lower()
        if not f".{host}".endswith(_NAMESPACE_HOSTS):
            yield host
