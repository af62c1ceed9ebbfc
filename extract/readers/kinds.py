"""Which reader reads these bytes: told by content, never by the file's name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

from extract.document import Document, UnreadableFileError
from extract.readers.docx import read_docx
from extract.readers.html import looks_like_html, read_html
from extract.readers.pdf import read_pdf
from extract.readers.text import decode, read_text

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html"
TEXT = "text/plain"

_UNREAD: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage",
     "an old Office file (DOC, XLS or WPS), or a password-protected one: save it as DOCX without a password"),
    (b"{\\rtf", "application/rtf", "an RTF file: save it as DOCX"),
    (b"\x89PNG", "image/png", "a picture: scans are not read yet, ask for the original document"),
    (b"\xff\xd8\xff", "image/jpeg", "a picture: scans are not read yet, ask for the original document"),
    (b"II*\x00", "image/tiff", "a picture: scans are not read yet, ask for the original document"),
    (b"MM\x00*", "image/tiff", "a picture: scans are not read yet, ask for the original document"),
    (b"Rar!", "application/vnd.rar", "an archive: unpack it into the batch folder"),
    (b"7z\xbc\xaf", "application/x-7z-compressed", "an archive: unpack it into the batch folder"),
)  # fmt: skip

Reader = Callable[[bytes], Document]


def _zip_kind(data: bytes) -> tuple[str, Reader]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFileError(
            "a damaged or truncated Office file or archive (its directory is missing): ask for it again"
        ) from error
    if "word/document.xml" in names:
        return DOCX, read_docx
    if "xl/workbook.xml" in names:
        return XLSX, _refuse("an Excel workbook: not read yet, save the report as DOCX or HTML")
    return "application/zip", _refuse(
        "an archive or an unknown Office file: unpack it, or save the report as DOCX"
    )


def _refuse(reason: str) -> Reader:
    def read(_: bytes) -> Document:
        raise UnreadableFileError(reason)

    return read


def reader_for(data: bytes) -> tuple[str, Reader]:
    """(media type, reader) for a file's bytes; raises UnreadableFileError where there can be none."""
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFileError("the file is empty: ask for it again")
    if b"%PDF-" in data[:1024]:
        return PDF, read_pdf
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    for magic, media_type, reason in _UNREAD:
        if data.startswith(magic):
            return media_type, _refuse(reason)
    text = decode(data)
    return (HTML, lambda _: read_html(text)) if looks_like_html(text) else (TEXT, lambda _: read_text(text))
