"""Identifies a file without a reader: hash, size, and its kind as far as the first bytes show it."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import NamedTuple

from extract.readers.kinds import PDF

UNKNOWN_KIND = "application/octet-stream"
_HEAD = 1024  # bytes; a PDF may begin a little late
_KINDS = (
    (b"PK\x03\x04", "application/zip"),  # of what is inside, only opening it would tell
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)


class Identity(NamedTuple):
    """`size` in bytes; `media_type` is application/octet-stream where only a reader could tell the kind."""

    sha256: str
    size: int
    media_type: str


def identify(path: Path) -> Identity | None:
    """The identity of a file, without unpacking or parsing it; None where its bytes cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe waits for ever
            return None
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            return Identity(sha256, os.fstat(stream.fileno()).st_size, _kind(head))
    except OSError:
        return None


def _kind(head: bytes) -> str:
    if b"%PDF-" in head:
        return PDF
    return next((kind for magic, kind in _KINDS if head.startswith(magic)), UNKNOWN_KIND)
