"""Joins characters with their places to lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from extract.readers.pdf.layout import RAISED, TextLine
from extract.readers.pdf.objects import Char

_SAME_LINE = 0.5  # share of the smaller letter's height: two lines of a cell are further apart
_GAP = 0.25  # share of the height: a wider gap between digits or Latin letters is white space
_WIDE_GAP = 1.0  # the same between Chinese characters, which justified lines spread
_RAISED = 0.8  # share of its neighbour's height: a smaller digit beside another is a footnote mark
_TOUCHING = 1.0  # points
_OVERPRINT = 0.6  # share of a letter's width: letters that overlap by more are printed on each other
_CHINESE = "\u0500"  # characters below it are narrow
_PADDING = 11.0  # points: word processors leave up to 5.4 on either side of a cell's text
_EDGE = 0.1  # share of the page at its top and bottom in which page numbers stand
_BY_MIDDLE, _BY_LEFT = attrgetter("y"), attrgetter("x0")
_MARKS = "+-./\\—–―─－無无"  # characters of a value other than digits
_MARK_LIFT = 0.25  # share of its neighbour's height by which the bottom of a footnote mark is higher
_SIGNS = "+-−"
_SIGN_GAP = 0.5  # share of the height: largest gap between a sign and its number
ILLEGIBLE = "\ufffd"


def cell_text(chars: list[Char], width: float | None = None) -> str:
    """Text of a cell with its line breaks; a digit or dash that is not visible on the page becomes ILLEGIBLE.

    `width`: width in points of a cell that is one row high; in such a cell a number that is broken over full lines is
    joined to one number.
    """
    if len(chars) == 1:
        return _shown(chars[0])
    lines = list(_lines(chars))
    is_broken_number = (
        width is not None and _are_digits(lines) and all(_is_full(line, width) for line in lines[:-1])
    )
    return ("" if is_broken_number else "\n").join(map(joined, lines))


def _are_digits(lines: list[list[Char]]) -> bool:
    """Whether the lines contain only digits, apart from padding before the first one."""
    first = lines[0]
    padding = next((at for at, char in enumerate(first) if char.text != " "), 0)
    return all(
        char.text.isdigit() or char.text in ".," for line in (first[padding:], *lines[1:]) for char in line
    )


def _is_full(line: list[Char], width: float) -> bool:
    """Whether the line has no room for one more digit."""
    digit = line[-1].x1 - line[-1].x0
    return width - (line[-1].x1 - line[0].x0) < digit + _PADDING


def text_lines(chars: list[Char], height: float) -> list[tuple[TextLine, list[Char]]]:
    """Lines of running text from top to bottom, on a page of `height` points, each with its characters."""
    out = []
    for line in _lines(chars):
        top, bottom = min(char.top for char in line), max(char.bottom for char in line)
        at_edge = top > (1 - _EDGE) * height or bottom < _EDGE * height
        right = max(char.x1 for char in line)
        out.append((TextLine(joined(line), line[0].x0, top, right, bottom, at_edge), line))
    return out


def _lines(chars: list[Char]) -> Iterator[list[Char]]:
    """Group characters into lines, each from left to right, the lines from top to bottom."""
    if not chars:
        return
    line: list[Char] = []
    middle = height = 0.0
    # The letter that gives the line's position: its first, unless that is a mark, which is higher.
    lead = chars[0]
    for char in sorted(chars, key=_BY_MIDDLE):
        if line:
            own_height = char.bottom - char.top
            lower = _SAME_LINE * (own_height if own_height < height else height)
            if char.y - middle > lower and char.y - middle > _SAME_LINE * min(_size(lead), _size(char)):
                line.sort(key=_BY_LEFT)
                yield line
                line = []
            elif height < _RAISED * own_height:
                lead, middle, height = char, char.y, own_height
        if not line:
            lead, middle, height = char, char.y, char.bottom - char.top
        line.append(char)
    if line:
        line.sort(key=_BY_LEFT)
        yield line


def _size(char: Char) -> float:
    """Size of a letter: the larger of height and width, as the box of 一 may be only as high as its ink."""
    return max(char.bottom - char.top, char.x1 - char.x0)


def _shown(char: Char) -> str:
    return char.text if char.seen or not (char.text.isdigit() or char.text in _MARKS) else ILLEGIBLE


def joined(line: list[Char]) -> str:
    """The text of a line, with spaces at wide gaps and footnote marks as superscript digits."""
    before = line[0]
    parts = [_shown(before)]
    mark: Char | None = None  # the last raised digit after or before a letter
    if before.text.isdigit() and len(line) > 1 and _is_mark(line[1], before):
        parts, mark = [parts[0].translate(RAISED)], before
    for char in line[1:]:
        gap = char.x0 - before.x1
        if gap > _TOUCHING or gap < -_TOUCHING:
            if gap < -_OVERPRINT * (before.x1 - before.x0):
                if char.text == before.text:
                    continue  # bold, made by printing twice
                if char.text.isdigit() or before.text.isdigit():
                    parts[-1] = ILLEGIBLE
            elif gap > (_GAP if before.text < _CHINESE or char.text < _CHINESE else _WIDE_GAP) * (
                char.bottom - char.top
            ) and not (len(parts) == 1 and _is_sign_of(before, char)):
                parts.append(" ")
        shown = _shown(char)
        if char.text.isdigit():
            if before.text.isdigit() and before is not mark:
                if parts[-1] != " " and _is_raised(before, char):
                    parts.append("[")  # 5 with a raised 1 is not 51
            elif (before is mark and not _is_raised(before, char)) or _is_mark(before, char):
                shown = shown.translate(RAISED)  # a label's footnote mark, not a number beside it
                mark = char
        parts.append(shown)
        before = char
    return "".join(parts)


def _is_raised(before: Char, char: Char) -> bool:
    """Whether one of two adjacent digits is clearly smaller than the other, so raised or lowered."""
    height_before, height = before.bottom - before.top, char.bottom - char.top
    return min(height_before, height) < _RAISED * max(height_before, height)


def _is_mark(beside: Char, char: Char) -> bool:
    """Whether a digit is smaller and higher than the letter beside it, so a footnote mark."""
    height = beside.bottom - beside.top
    return (
        not beside.text.isdigit()
        and char.bottom - char.top < _RAISED * height
        and beside.bottom - char.bottom > _MARK_LIFT * height
    )


def _is_sign_of(sign: Char, char: Char) -> bool:
    """Whether a sign belongs to the number after it despite a gap: on a page turned by a quarter the boxes are those of
    the ink, so that gaps are wider."""
    return (
        sign.text in _SIGNS
        and char.text.isdigit()
        and char.x0 - sign.x1 < _SIGN_GAP * (char.bottom - char.top)
    )
