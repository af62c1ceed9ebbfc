"""Decodes bytes to text, for the encodings in which offices publish pages and texts."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from extract.document import UnreadableFileError
from extract.messages import Refusal

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# Every report contains some of these, in either script; decoding with a wrong encoding does not produce them by chance.
_EXPECTED = re.compile(r"政府|公开|公開|信息|年度|[报報]告|申[请請]")
_PRINTED = re.compile(r"[\t\r\n\x20-\x7e\u00a0-\u00ff\u2000-\u303f\u3400-\u9fff\uff00-\uffef]")
_MOST_BROKEN = 0.005  # largest share of damaged characters before another encoding is tried


def decode(data: bytes) -> str:
    """Text of bytes: byte-order mark, UTF-8, a page's own charset, GB18030, Big5, then a statistical guess.

    Damaged characters become U+FFFD. Raises UnreadableFileError for bytes that are not text.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:4096]:
        text = _wide(data)
        if text is None:
            raise UnreadableFileError(Refusal("unknown_kind"))
        return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(data[:2048])
    declared_name = declared[1].decode("ascii", "ignore").lower() if declared else ""
    candidates = ("big5hkscs", "gb18030") if "big5" in declared_name else ("gb18030", "big5hkscs")
    undamaged = [text for encoding in candidates if (text := _strictly(data, encoding)) is not None]
    for text in undamaged:
        if _EXPECTED.search(text):
            return text
    damaged = [data.decode(encoding, errors="replace") for encoding in ("utf-8", *candidates)]
    best = min(damaged, key=lambda text: text.count("\ufffd") / max(len(text), 1))
    if _EXPECTED.search(best) and best.count("\ufffd") <= max(3, _MOST_BROKEN * len(best)):
        return best
    if undamaged:
        return undamaged[0]
    guess = from_bytes(data[:200_000]).best()
    if guess is None:
        raise UnreadableFileError(Refusal("unknown_encoding"))
    return data.decode(guess.encoding, errors="replace")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str | None:
    """Decode UTF-16 without a byte-order mark; None if the bytes are not text in either byte order."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strictly(data[: len(data) // 2 * 2], encoding)
        if text and len(_PRINTED.findall(text[:4096])) > 0.95 * len(text[:4096]):
            return text
    return None
