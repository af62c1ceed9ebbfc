"""Prints whose text layer is not what a person sees, or not where it is seen: fonts that name no characters, text layers of
scans, forms.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdfium2
import reportlab
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.reports import pdf
from benchmarks.reports.blocks import Block
from benchmarks.reports.fiction import Case
from benchmarks.reports.pdf_look import Look
from benchmarks.reports.style import More

CODED = "CodedDigits"  # a font whose codes are no characters: only its ToUnicode map says which characters they are
_MAPPED = re.compile(rb"/ToUnicode \d+ 0 R")
_STREAM = re.compile(rb"(?<=stream\r\n)(.*?)(?=\r\nendstream|\nendstream|endstream)", re.DOTALL)


@cache
def register_coded() -> None:
    """Make CODED known to reportlab, from a font file that comes with reportlab."""
    path = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    registerFont(TTFont(CODED, str(path), asciiReadable=False))


def without_map(data: bytes, font: bytes = b"") -> bytes:
    """Remove the ToUnicode maps of all fonts, or of those whose name contains `font`, without moving any offset."""
    if not font:
        return _MAPPED.sub(lambda match: b" " * len(match[0]), data)
    of_font = re.compile(rb"/BaseFont\s*/[^\s/]*" + font + rb"[^>]*?(/ToUnicode \d+ 0 R)", re.DOTALL)
    return of_font.sub(lambda match: match[0].replace(match[1], b" " * len(match[1])), data)


def with_holes(data: bytes, lost: str) -> bytes:
    """Remove the characters `lost` from the ToUnicode maps, without moving any offset."""
    entries = re.compile("|".join(rf"<\w\w> <{ord(one):04X}>\n?" for one in lost).encode())

    def holed(match: re.Match[bytes]) -> bytes:
        try:
            text = zlib.decompress(match[0])
        except zlib.error:
            return match[0]
        if b"beginbfchar" not in text:
            return match[0]
        rest, removed = entries.subn(b"", text)
        count = re.search(rb"(\d+) beginbfchar", rest)
        assert count is not None
        rest = rest.replace(count[0], b"%d beginbfchar" % (int(count[1]) - removed))
        return zlib.compress(rest, 9).ljust(len(match[0]))

    return _STREAM.sub(holed, data)


def _pictures(data: bytes) -> list[bytes]:
    """Every page as a JPEG."""
    with pypdfium2.PdfDocument(data) as document:
        found = []
        for page in document:
            buffer = BytesIO()
            page.render(scale=1.5).to_pil().convert("L").save(buffer, "JPEG", quality=60)
            found.append(buffer.getvalue())
        return found


def scanned(blocks: list[Block], look: Look, title: str, under: bool) -> bytes:
    """Pages that are pictures with a layer of text: over the picture and not drawn, or below it and drawn (`under`)."""
    pictures = _pictures(pdf.write(blocks, look, title))

    def paint(canvas: Canvas) -> None:
        picture = ImageReader(BytesIO(pictures[canvas.getPageNumber() - 1]))
        canvas.drawImage(picture, 0, 0, look.width, look.height)

    return pdf.write(
        blocks,
        replace(look, over=paint) if under else replace(look, under=paint, invisible=True),
        title,
    )


def open_cells(case: Case) -> More:
    """Marks every cell as one that may be doubted, since the text in the file is not what a person sees."""
    return {key: {"doubt_ok": True} for key in case.report.cells}


def unsure_cells(case: Case) -> More:
    """Marks every cell as one that must be doubted, since the text in the file is a guess at a picture."""
    return {key: {"doubt_ok": True, "must_doubt": True} for key in case.report.cells}
