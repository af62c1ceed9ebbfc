"""Characters with their places -> lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers.pdf.layout import TextLine
from extract.readers.pdf.objects import Char

_SAME_LINE = 0.5  # of the height of the lower letter: two lines of a cell lie further apart
_GAP = 0.25  # of the height: between digits or Latin letters, wider is white space
_WIDE_GAP = 1.0  # between Chinese characters, which justified lines spread
_RAISED = 0.8  # of its neighbour's height: a smaller digit beside another is a footnote mark
_EDGE = 0.1  # of the page, above and below, where page numbers stand
ILLEGIBLE = "\ufffd"


def cell_text(chars: list[Char]) -> str:
    """Text of a cell, a line of it a line; a digit that cannot be seen on the page counts as illegible."""
    if len(chars) == 1:
        return _shown(chars[0])
    return "\n".join(_joined(line) for line in _lines(chars))


def text_lines(chars: list[Char], height: float) -> list[TextLine]:
    """Lines of running text from top to bottom, on a page of `height` points."""
    out = []
    for line in _lines(chars):
        top, bottom = min(char.top for char in line), max(char.bottom for char in line)
        at_edge = top > (1 - _EDGE) * height or bottom < _EDGE * height
        out.append(TextLine(_joined(line), line[0].x0, top, max(char.x1 for char in line), bottom, at_edge))
    return out


def _lines(chars: list[Char]) -> Iterator[list[Char]]:
    """The characters by lines, each from left to right."""
    line: list[Char] = []
    middle = height = 0.0
    for char in sorted(chars, key=lambda c: c.top + c.bottom):
        own_middle, own_height = (char.top + char.bottom) / 2, char.bottom - char.top
        if line and own_middle - middle > _SAME_LINE * min(height, own_height):
            yield sorted(line, key=lambda c: c.x0)
            line = []
        if not line:
            middle, height = own_middle, own_height
        line.append(char)
    if line:
        yield sorted(line, key=lambda c: c.x0)


def _shown(char: Char) -> str:
    return char.text if char.seen or not char.text.isdigit() else ILLEGIBLE


def _joined(line: list[Char]) -> str:
    parts: list[str] = []
    before: Char | None = None
    for char in line:
        if before is not None:
            width = before.x1 - before.x0
            overlap = before.x1 - char.x0
            if overlap > 0.6 * width > 0:
                if char.text == before.text:
                    continue  # bold by printing twice
                parts[-1] = ILLEGIBLE if char.text.isdigit() or before.text.isdigit() else parts[-1]
            height = char.bottom - char.top
            close = _is_narrow(before.text) or _is_narrow(char.text)
            if -overlap > (_GAP if close else _WIDE_GAP) * height:
                parts.append(" ")
            elif char.text.isdigit() and before.text.isdigit() and _is_raised(before, char):
                parts.append("[")  # 5 with a raised 1 is not 51
        parts.append(_shown(char))
        before = char
    return "".join(parts)


def _is_narrow(text: str) -> bool:
    return text < "\u0500"


def _is_raised(before: Char, char: Char) -> bool:
    """Whether one of two neighbouring digits is smaller than the other, and stands higher or lower."""
    one, other = before.bottom - before.top, char.bottom - char.top
    return min(one, other) < _RAISED * max(one, other)
