"""A font that has the same glyph, a box, for every character; PDFium uses it for fonts that a file does not embed.

PDFium omits a letter whose font it cannot find, because its outline is empty. So without this font the result would
depend on the fonts of the machine, and searching those takes longer than reading. Only positions are needed, which a
box has. Layout of the tables: ISO/IEC 14496-22 (OpenType).
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from struct import pack
from typing import Any

from pypdfium2 import PdfSysfontBase

_EM, _ASCENT, _DESCENT = 1000, 880, -120
_WIDTH = 100  # narrower than any letter: a wider box would widen the box of a digit
_LAST = 0x10FFFF
_CHINESE_JAPANESE_KOREAN = (128, 129, 134, 136)  # character sets, as Windows numbers them
_HANDLE = 1


@lru_cache(maxsize=1)
def _tables() -> dict[bytes, bytes]:
    corners = pack(">hhhhh", 1, 0, _DESCENT, _WIDTH, _ASCENT)  # one contour, its bounds
    # Glyph 0 means "no such letter" and stays empty; glyph 1 is the box.
    # End of the contour, no instructions, four points on the curve; then the x and y differences between points.
    glyph = corners + pack(">HH4B", 3, 0, 1, 1, 1, 1) + pack(">4h", 0, 0, _WIDTH, 0)
    glyph += pack(">4h", _DESCENT, _EM, 0, -_EM)
    cmap = pack(">HHHHI", 0, 1, 3, 10, 12) + pack(">HHIII", 13, 0, 28, 0, 1) + pack(">III", 32, _LAST, 1)
    head = pack(">IIIIHH16s4hHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, bytes(16),
                0, _DESCENT, _EM, _ASCENT, 0, 8, 2, 1, 0)  # fmt: skip
    hhea = pack(">IhhhH11hH", 0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, _EM, 1, 0, 0, 0, 0, 0, 0, 0, 1)
    maxp = pack(">IH13H", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    return {
        b"cmap": cmap, b"glyf": glyph, b"head": head, b"hhea": hhea, b"hmtx": pack(">Hhh", _EM, 0, 0),
        b"loca": pack(">III", 0, 0, len(glyph)), b"maxp": maxp,
    }  # fmt: skip


@lru_cache(maxsize=1)
def box_font() -> bytes:
    """The font file, some 300 bytes of TrueType."""
    tables = _tables()
    directory = pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)
    at = len(directory) + 16 * len(tables)
    body = b""
    for tag, data in tables.items():
        directory += tag + pack(">III", 0, at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return directory + body


class _BoxFonts(PdfSysfontBase):  # type: ignore[misc]  # pypdfium2 ships no types, so the base is Any
    """Font source for PDFium in place of the machine's fonts: the box font for Chinese, none for other scripts.

    PDFium has Latin letters and digits built in.
    """

    def EnumFonts(self, _: Any, mapper: Any) -> None:
        """Lists no font: the default would list the machine's."""

    def MapFont(self, _: Any, weight: int, italic: int, charset: int, *rest: Any) -> int | None:
        return _HANDLE if charset in _CHINESE_JAPANESE_KOREAN else None

    def GetFont(self, _: Any, face: Any) -> None:
        """Finds no font by name."""

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:
        data = _tables().get(pack(">I", table), b"") if table else box_font()
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def GetFaceName(self, *_: Any) -> int:
        return 0

    def GetFontCharset(self, *_: Any) -> int:
        return _CHINESE_JAPANESE_KOREAN[2]

    def DeleteFont(self, *_: Any) -> None:
        """Nothing to free: the handle is a number."""


@lru_cache(maxsize=1)
def use_box_font() -> None:
    """Make PDFium in this process ignore the machine's fonts: such files can then be read, but not rendered."""
    _BoxFonts().setup()
