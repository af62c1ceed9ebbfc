"""Layers of a PDF that are switched off hold nothing that is on the page."""

from __future__ import annotations

import zlib

import pytest

from extract.readers.pdf.letters import ILLEGIBLE
from tests.unit.extract.readers.pdf.test_unseen_text import Page, X, Y, cells, without_index


def layered(data: bytes, off: bool, name: bytes) -> bytes:
    """The file with /L as a layer of this name, switched on or off; another one is on."""
    state = b"/OFF [98 0 R]" if off else b""
    data = data.replace(
        b"/Type /Catalog", b"/Type /Catalog /OCProperties << /OCGs [98 0 R 97 0 R] /D << %s >> >>" % state
    )
    data = data.replace(b"/ProcSet [", b"/Properties << /L 98 0 R >> /ProcSet [")
    other = b"\n97 0 obj\n<< /Type /OCG /Name (Other) >>\nendobj\n"
    layer = other + b"98 0 obj\n<< /Type /OCG /Name <%s> >>\nendobj\nxref\n" % name.hex().encode()
    return without_index(data.replace(b"xref\n", layer, 1))


@pytest.mark.parametrize("name", [b"Draft", b"\xfe\xff" + "旧稿".encode("utf-16-be"), "旧稿".encode()])
@pytest.mark.parametrize(("off", "text"), [(False, "12"), (True, ILLEGIBLE * 2)])
def test_a_layer_that_is_switched_off_is_not_read(off: bool, text: str, name: bytes) -> None:
    """Guards a silent error: PDFium gives a name in UTF-16 otherwise than it is written, and 48 of a draft stood behind 0."""
    page = Page()
    page._code.append("/OC /L BDC")
    page.drawString(X, Y, "12")
    page._code.append("EMC")
    assert cells(layered(page.data(), off, name))[1].text == text


def test_layers_are_found_in_packed_objects() -> None:
    from extract.readers.pdf.layers import _may_have_layers

    packed = zlib.compress(b"1 0 <</Type/Catalog/OCProperties 5 0 R>>")
    assert _may_have_layers(b"7 0 obj <</Type/ObjStm/N 1/First 4>> stream\r\n" + packed + b"endstream")
    assert not _may_have_layers(
        b"7 0 obj <</Type/ObjStm/N 1/First 4>> stream\r\n" + zlib.compress(b"1 0 <<>>")
    )
    assert not _may_have_layers(b"7 0 obj <</Type/ObjStm/N 1/First 4>> stream\r\nno stream at all")
