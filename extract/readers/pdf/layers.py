"""Finds layers of a PDF (optional content) that are switched off: their text is in the file but not on the page.

PDFium returns such text like any other, and names the layer only for text marked in the page itself. So pdfminer is
used to find the layers that are off, and whether forms (pages within the page) belong to one.
"""

from __future__ import annotations

import ctypes
import logging
import re
import zlib
from io import BytesIO
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extract.readers.pdf import calls

_PACKED = re.compile(rb"/ObjStm\b[^>]*>>\s*stream\r?\n")
_MOST_BYTES = 1 << 22  # most bytes that are unpacked of one object stream
_DEEPEST = 8  # most nested forms


class Hidden(NamedTuple):
    """The layers that are off. `names`: their names; `forms`: whether a form may be in one of them."""

    names: frozenset[str]
    forms: bool


def hidden_layers(data: bytes) -> Hidden | None:
    """The layers that are off when a viewer opens the file; None if all are shown."""
    return _layers_off(data) if _may_have_layers(data) else None


def _may_have_layers(data: bytes) -> bool:
    if b"/OCProperties" in data or b"/Encrypt" in data:
        return True
    for packed in _PACKED.finditer(data):
        try:
            if b"/OCProperties" in zlib.decompressobj().decompress(data[packed.end() :], _MOST_BYTES):
                return True
        except zlib.error:
            continue
    return False


def _layers_off(data: bytes) -> Hidden | None:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import resolve1

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
        properties = resolve1(document.catalog.get("OCProperties"))
        if not properties:
            return None
        default = resolve1(properties.get("D")) or {}
        groups = [reference.objid for reference in resolve1(properties.get("OCGs")) or []]
        off = {reference.objid for reference in resolve1(default.get("OFF")) or []}
        if str(resolve1(default.get("BaseState"))) == "/'OFF'":
            off = set(groups) - {reference.objid for reference in resolve1(default.get("ON")) or []}
        if not off:
            return None
        names = frozenset(_text(resolve1(document.getobj(group)).get("Name")) for group in off)
        visited: set[int] = set()
        pages = PDFPage.create_pages(document)
        return Hidden(names, any(_has_layered_form(page.resources, off, visited, 0) for page in pages))
    except Exception:  # pdfminer raises whatever the bytes lead it to
        return None


def _text(name: Any) -> str:
    """A layer's name as PDFium gives it: read as UTF-8 and without what is none, whatever it is written in (旧稿 in UTF-16)."""
    return name.decode("utf-8", "ignore") if isinstance(name, bytes) else str(name)


def _has_layered_form(resources: Any, off: set[int], visited: set[int], depth: int) -> bool:
    """Whether a form of the resources, or a nested one, belongs to a layer that may be off. `visited`: ids seen so
    far."""
    from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1

    forms = resolve1((resolve1(resources) or {}).get("XObject")) or {}
    for reference in forms.values():
        if isinstance(reference, PDFObjRef):
            if reference.objid in visited:
                continue
            visited.add(reference.objid)
        form = resolve1(reference)
        if not isinstance(form, PDFStream):
            continue
        layer = form.attrs.get("OC")
        # Membership of several groups (OCGs) is a rule of its own that is not evaluated here: it may be off.
        if layer is not None and (getattr(layer, "objid", None) in off or "OCGs" in (resolve1(layer) or {})):
            return True
        if depth < _DEEPEST and _has_layered_form(form.attrs.get("Resources"), off, visited, depth + 1):
            return True
    return False


def is_hidden(item: Any, in_form: bool, hidden: Hidden) -> bool:
    """Whether a page object may be in a layer that is off."""
    if in_form and hidden.forms:
        return True
    for index in range(calls.count_marks(item)):
        mark = ctypes.cast(calls.get_mark(item, index), pdfium.FPDF_PAGEOBJECTMARK)
        if _string(pdfium.FPDFPageObjMark_GetName, mark) == "OC":
            name = _string(pdfium.FPDFPageObjMark_GetParamStringValue, mark, b"Name")
            if not name or name in hidden.names:
                return True
    return False


def _string(call: Any, *arguments: Any) -> str:
    buffer = (ctypes.c_ushort * 256)()
    size = ctypes.c_ulong()
    if not call(*arguments, buffer, ctypes.sizeof(buffer), size):
        return ""
    return bytes(buffer)[: max(size.value - 2, 0)].decode("utf-16-le", "replace")
