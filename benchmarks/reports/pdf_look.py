"""The look of a printed page: size, fonts, borders and what stands around the text; and the measuring of text."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from samples.grid import GridCell

SONG = "STSong-Light"  # a font that PDF readers bring along: no font file is needed
EMBEDDED = "EmbeddedChinese"
NUMBERISH = re.compile(r"[0-9A-Za-z.,+/-]+")
_KEPT_WHOLE = re.compile(r"[0-9A-Za-z.,+/-]+|[０-９．]+|.")

Box = tuple[float, float, float, float]  # x0, top, x1, bottom in points from the top left
Colour = tuple[float, float, float]  # red, green, blue from 0 to 1
Paint = Callable[[Canvas], None]
Borders = Callable[
    [Canvas, float, "list[Box]"], None
]  # paints the borders of cells; the float is the page's height


@dataclass(frozen=True)
class Look:
    """How pages look; lengths are in points.

    `borders` paints the borders of cells, `shade` fills the heads, `digits` is the font of numbers (the Chinese one if empty),
    `align` and `raised` (points above the middle) place values in their cells. `furniture` returns the running head and foot
    of page n of m. `cut` is for rows that a page end cuts: their numbers are printed on the "upper" or the "lower" page; ""
    keeps rows whole.
    """

    borders: Borders
    width: float = 595.0
    height: float = 842.0
    margin: float = 72.0
    font: str = SONG
    digits: str = ""
    digits_of_values: bool = False  # only the numbers of the tables are in the font `digits`
    body: float = 14.0
    small: float = 9.0
    leading: float = 12.0
    pad: float = 4.0
    cut: str = ""
    repeat_head: bool = False
    underline: bool = False
    shade: bool = False
    align: str = "centre"
    raised: float = 0.0
    letters_apart: bool = False  # each character is placed by itself
    rotated: bool = False  # the page is stored upright and shown turned by 90 degrees
    label_share: float = 1.0  # width of table three's label columns, as a multiple of the usual one
    struck_twice: bool = False  # labels and heads are drawn twice, a little apart, to look bold
    by_column: bool = False  # the texts of a table are drawn column by column, not row by row
    invisible: bool = False  # letters are placed and not drawn, as in a text layer
    fields: bool = False  # values are filled into fields of a form
    paper: Callable[[GridCell, int], Colour] | None = None  # gives the fill of a cell in a row of the table
    ink: Callable[[GridCell], Colour] = lambda cell: (0.0, 0.0, 0.0)  # gives the colour of a cell's text
    under: Paint | None = None  # draws below everything else on a page
    over: Paint | None = None  # draws above everything else on a page
    furniture: Callable[[int, int], tuple[str, str]] = lambda n, m: ("", f"- {n} -")


@cache
def embedded_font() -> bool:
    """Register a Chinese TrueType font of this machine as EMBEDDED; False where it has none that can be embedded."""
    try:
        listed = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    for line in sorted(listed.stdout.splitlines()):
        path = line.strip().rstrip(":")
        if not path.lower().endswith((".ttf", ".ttc")):
            continue
        try:
            font = TTFont(EMBEDDED, path)
        except TTFError:  # its outlines are of a kind that reportlab cannot embed
            continue
        if all(ord(character) in font.face.charToGlyph for character in "总计自然人复议０"):
            registerFont(font)
            return True
    return False


@cache
def register(font: str) -> None:
    """Make a font known to reportlab, which knows its own standard fonts already."""
    if font == SONG:
        registerFont(UnicodeCIDFont(SONG))


def runs(text: str, look: Look) -> list[tuple[str, str]]:
    """The text as parts (font, text): Latin letters and digits in the font that the look has for them."""
    if not look.digits:
        return [(look.font, text)] if text else []
    found, at = [], 0
    for match in NUMBERISH.finditer(text):
        found += [(look.font, text[at : match.start()]), (look.digits, match[0])]
        at = match.end()
    return [(font, part) for font, part in [*found, (look.font, text[at:])] if part]


def measure(text: str, size: float, look: Look) -> float:
    """The width of a line of text in points."""
    return float(sum(stringWidth(part, font, size) for font, part in runs(text, look)))


def wrap(text: str, size: float, room: float, look: Look) -> list[str]:
    """The text in lines no wider than `room` points; numbers are kept whole."""
    lines = [""]
    for piece in _KEPT_WHOLE.findall(text):
        if lines[-1] and piece not in "，。、；：）”" and measure(lines[-1] + piece, size, look) > room:
            lines.append("")
        lines[-1] += piece
    return lines
