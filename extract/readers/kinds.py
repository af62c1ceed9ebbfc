"""Chooses the reader for a file by its content, never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from extract.document import Document, UnreadableFileError
from extract.messages import Refusal
from extract.readers.html.mhtml import MHTML, looks_like_mhtml, read_mhtml
from extract.readers.html.reader import HTML, looks_like_html, read_html
from extract.readers.pdf import MEDIA_TYPE as PDF
from extract.readers.pdf import read_pdf
from extract.readers.shared.encodings import decode
from extract.readers.shared.packages import Package
from extract.readers.sheets.excel_xml import EXCEL_XML, looks_like_excel_xml, read_excel_xml
from extract.readers.sheets.xls import XLS, read_xls
from extract.readers.sheets.xlsx import WORKBOOK, XLSX, read_xlsx
from extract.readers.text.markdown import is_markdown_in_boxes
from extract.readers.text.reader import TEXT, read_text
from extract.readers.word.docx import DOCX, read_docx
from extract.readers.word.flat_xml import MEDIA_TYPE as WORD_XML
from extract.readers.word.flat_xml import looks_like_word_xml, read_word_xml

__all__ = ["PDF", "Reader", "reader_for"]

_PDF_HEADER = b"%PDF-"
_TEXT_BEFORE = re.compile(r"<[!/?a-zA-Z]|[\u3400-\u9fff]")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Formats that are recognised but not read: first bytes, media type, code of the refusal.
_UNREAD: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "application/rtf", "rtf"),
    (b"\x89PNG", "image/png", "picture"),
    (b"\xff\xd8\xff", "image/jpeg", "picture"),
    (b"II*\x00", "image/tiff", "picture"),
    (b"MM\x00*", "image/tiff", "picture"),
    (b"Rar!", "application/vnd.rar", "archive"),
    (b"7z\xbc\xaf", "application/x-7z-compressed", "archive"),
)  # fmt: skip
# Stream of an OLE file, media type, code of the refusal; the first stream found decides. WPS uses those of Word and
# Excel.
_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("EncryptedPackage", "application/x-ole-storage", "password"),
    ("WordDocument", "application/msword", "old_word"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint", "presentation"),
)
_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
}
_PARTS: tuple[tuple[str, str, str], ...] = (
    ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroenabled.12", "xlsb"),
    ("OFD.xml", "application/ofd", "ofd"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
     "presentation"),
)  # fmt: skip

Reader = Callable[[bytes], Document]


def _zip_kind(data: bytes) -> tuple[str, Reader]:
    package = Package(data, "zip")
    if "word/document.xml" in package:
        return DOCX, read_docx
    if WORKBOOK in package:
        return XLSX, read_xlsx
    for part, media_type, code in _PARTS:
        if part in package:
            return media_type, _refuse(code)
    if "mimetype" in package:
        media_type = package.read("mimetype")[:100].decode("ascii", "replace").strip()
        if media_type in _OPEN_DOCUMENT:
            return media_type, _refuse(_OPEN_DOCUMENT[media_type])
    return "application/zip", _refuse("unknown_package")


def _ole_kind(data: bytes) -> tuple[str, Reader]:
    import olefile  # only needed for such files

    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            streams = {path[0].lower() for path in file.listdir()}
    except Exception as error:  # olefile raises whatever the bytes lead it to
        raise UnreadableFileError(Refusal("damaged_old_office")) from error
    for stream, media_type, code in _STREAMS:
        if stream.lower() in streams:
            return media_type, _refuse(code)
    if streams & {"workbook", "book"}:
        return XLS, read_xls
    return "application/x-ole-storage", _refuse("unknown_old_office")


def _refuse(code: str) -> Reader:
    def read(_: bytes) -> Document:
        raise UnreadableFileError(Refusal(code))

    return read


def _is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF, possibly after junk that servers and mail programs put before the header.

    A page or a text that mentions PDF, or a package that contains one, is not a PDF.
    """
    at = data[:1024].find(_PDF_HEADER)
    before = data[: max(at, 0)].lstrip(b"\xef\xbb\xbf\x00").strip()
    if at < 0 or not before:
        return at >= 0
    if before.startswith((_ZIP, _OLE, *(magic for magic, _, _ in _UNREAD))) or b" obj" not in data[at:]:
        return False
    if _BINARY.search(before):
        return True
    return not any(
        _TEXT_BEFORE.search(before.decode(encoding, "ignore")) for encoding in ("utf-8", "gb18030")
    )


def reader_for(data: bytes) -> tuple[str, Reader]:
    """(media type, reader) for a file's bytes; raises UnreadableFileError for an empty, damaged or unknown file.

    For a recognised format that is not supported the reader itself raises UnreadableFileError.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFileError(Refusal("empty_file"))
    if _is_pdf(data):
        return PDF, read_pdf
    if data.startswith(_ZIP):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    for magic, media_type, code in _UNREAD:
        if data.startswith(magic):
            return media_type, _refuse(code)
    if looks_like_word_xml(data):
        return WORD_XML, read_word_xml
    if looks_like_excel_xml(data):
        return EXCEL_XML, read_excel_xml
    if looks_like_mhtml(data):
        return MHTML, read_mhtml
    text = decode(data)
    if looks_like_html(text) and not is_markdown_in_boxes(text):
        return HTML, lambda _: read_html(text)
    return TEXT, lambda _: read_text(text)
