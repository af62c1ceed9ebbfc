"""Files that no office would send on purpose, and what each of them has to end as."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import xlwt
from reportlab.pdfgen.canvas import Canvas

from extract.reading import read_report
from tests.support.workbooks import package, xlsx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def check(name: str, data: bytes, status: str = "failed") -> str:
    """Read and compare the status; gives the reason of a failure. A failed report has no cells."""
    report = read_report(Path(name), data)
    assert report.status == status, report.problems
    assert report.status != "failed" or not report.cells
    return str(report.failure or "")


def docx(body: str, head: str = "") -> bytes:
    """A package with this body, and something before its root."""
    return package({"word/document.xml": f"{head}<w:document {W}><w:body>{body}</w:body></w:document>"})


def workbook(sheet: str, **options: Any) -> bytes:
    """A package with one sheet."""
    return xlsx({"表": sheet}, **options)


def ole(stream: str) -> bytes:
    """An OLE file with one stream of this name."""
    book = xlwt.Workbook()
    book.add_sheet("1").write(0, 0, 1)
    packed = io.BytesIO()
    book.save(packed)

    def entry(name: str) -> bytes:
        return name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2)

    assert entry("Workbook") in packed.getvalue()
    return packed.getvalue().replace(entry("Workbook"), entry(stream))


def pdf(pages: int, password: str | None = None) -> bytes:
    """Blank pages, locked with a password where one is given."""
    packed = io.BytesIO()
    canvas = Canvas(packed, encrypt=password)
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return packed.getvalue()
