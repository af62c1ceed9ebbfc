"""MHTML -> Document: a page saved with everything it shows in one file (.mht, .mhtml; Word's "single file web
page")."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser

from extract.document import Document, UnreadableFileError
from extract.messages import Refusal
from extract.readers.html.reader import read_html
from extract.readers.shared.encodings import decode
from extract.readers.shared.hosts import hosts_in

MHTML = "multipart/related"
_KINDS = ("multipart/related", "multipart/alternative", "multipart/mixed", "text/html")
_BEFORE = b"\xef\xbb\xbf\r\n\t "
_VERSION = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_FRAMES = re.compile(r"<(?:i?frame)\b[^>]*\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_MOST_PAGES = 30


def looks_like_mhtml(data: bytes) -> bool:
    """Whether the bytes begin with the header of a saved page or a mail."""
    head = data[:8192].lstrip(_BEFORE)
    if not _VERSION.search(head):
        return False
    header = BytesHeaderParser(policy=policy.default).parsebytes(head)
    return "MIME-Version" in header and header.get_content_type() in _KINDS


def read_mhtml(data: bytes) -> Document:
    """Read the main page with its style sheets, then the pages in its frames.

    Raises UnreadableFileError if the file contains no page or one that cannot be read.
    """
    message = BytesParser(policy=policy.default).parsebytes(data.lstrip(_BEFORE))
    parts = [part for part in message.walk() if not part.is_multipart()]
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise UnreadableFileError(Refusal("saved_page_without_page"))
    css = "\n".join(_text(part) for part in parts if part.get_content_type() == "text/css")
    start = message.get_param("start")
    main = next((page for page in pages if start and page.get("Content-ID", "") == start), pages[0])
    documents = [read_html(_text(main), css)]
    named = {name: page for page in pages for name in _names(page)}
    for source in _FRAMES.findall(_text(main))[:_MOST_PAGES]:
        page = named.pop(source, None)
        if page is not None and page is not main:
            documents.append(read_html(_text(page), css))
    first = documents[0]
    first.media_type = MHTML
    first.hosts = list(dict.fromkeys([*hosts_in(str(main.get("Content-Location", ""))), *first.hosts]))
    for frame in documents[1:]:
        first.blocks += frame.blocks
    return first


def _names(page: EmailMessage) -> list[str]:
    """The names by which other parts refer to a page."""
    content_id = str(page.get("Content-ID", "")).strip().strip("<>")
    location = str(page.get("Content-Location", "")).strip()
    return [name for name in (location, f"cid:{content_id}" if content_id else "") if name]


def _text(part: EmailMessage) -> str:
    """A part's text. The encoding is detected from the bytes, because the one in the part's header is often wrong."""
    payload = part.get_payload(decode=True)
    return decode(payload) if isinstance(payload, bytes) and payload.strip() else ""
