"""Lines with wide gaps: splits them into pieces, and finds the runs of such lines that may be one table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from extract.form.labels import parse_label
from extract.values import parse_value

JITTER = 1  # character columns by which converters shift aligned text
_GAP = re.compile(r"[ \xa0\u3000]{2,}")
_VALUES_BEHIND = re.compile(r"[ \xa0\u3000](?=\S+$)")
_OTHER_MARKS = re.compile(r"[\t|│｜┃║]")
_SENTENCE = re.compile(r"[。；]")
_INSIDE = re.compile(r"[^\s][ \xa0\u3000]{2,}[^\s]")
_LONGEST = 60  # character columns of a label on a line of its own; longer lines are running text
_MOST_BLANK = 3  # empty lines within a table
Line = tuple[int, str]  # number in the file, text


@dataclass(frozen=True, slots=True)
class Piece:
    """The text between two gaps of a line, and its character columns, `end` excluded."""

    start: int
    end: int
    text: str
    line: int
    value: bool

    def over(self, lane: tuple[int, int]) -> bool:
        """Whether the piece shares a character column with a lane (start, end)."""
        return self.start < lane[1] and lane[0] < self.end


def may_be_laid_out(text: str) -> bool:
    """Quick check whether at least two lines of a text have wide gaps inside."""
    return ("  " in text or "\u3000\u3000" in text or "\xa0\xa0" in text) and len(_INSIDE.findall(text)) > 1


def width(text: str, wide: bool) -> int:
    """Character columns of a text. `wide`: a Chinese character takes two; some converters count it as one."""
    if not wide or text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _is_value(text: str) -> bool:
    return parse_value(text).state in ("number", "dash")


def pieces_of(number: int, line: str, wide: bool = True) -> list[Piece]:
    """Split a line at its gaps. `wide`: a Chinese character takes two columns."""
    out: list[Piece] = []
    at = 0
    for part in _GAP.split(line.rstrip()):
        begin = line.index(part, at) if part else at
        at = begin + len(part)
        out += [_piece(number, line, begin + offset, text, wide) for offset, text in _parts(part)]
    return out


def _parts(part: str) -> Iterator[tuple[int, str]]:
    """(offset, text) of a piece's parts: values at its end are split off even at a single space."""
    behind: list[tuple[int, str]] = []
    while (gap := _VALUES_BEHIND.search(part)) and _is_value(part[gap.end() :]):
        behind.append((gap.end(), part[gap.end() :]))
        part = part[: gap.start()].rstrip()
    if part:
        yield 0, part
    yield from reversed(behind)


def _piece(number: int, line: str, begin: int, text: str, wide: bool) -> Piece:
    start = width(line[:begin], wide)
    return Piece(start, start + width(text, wide), text, number, _is_value(text))


def regions(lines: list[Line]) -> Iterator[tuple[int, int]]:
    """(first, end) indexes of the runs of lines that may be one table: each line has gaps or continues a label."""
    at = 0
    while at < len(lines):
        if len(_gapped_pieces(lines[at])) < 2:
            at += 1
            continue
        end = _end(lines, at)
        yield at, end
        at = end


def _gapped_pieces(line: Line) -> list[Piece]:
    return [] if _OTHER_MARKS.search(line[1]) or not _GAP.search(line[1]) else pieces_of(*line)


def _end(lines: list[Line], first: int) -> int:
    end, at, blank = first + 1, first + 1, 0
    left, label_line = _gapped_pieces(lines[first])[0].start, _gapped_pieces(lines[first])
    while at < len(lines) and blank <= _MOST_BLANK:
        number, line = lines[at]
        pieces = [] if _OTHER_MARKS.search(line) else pieces_of(number, line)
        if not line.strip(" \xa0\u3000"):
            blank += 1
        elif not pieces or (
            len(pieces) == 1 and _ends_table(pieces[0], left, label_line, lines[at + 1 : at + 3])
        ):
            break
        else:
            left = min(left, pieces[0].start)
            label_line = pieces if pieces[0].start <= left + JITTER else label_line
            end, blank = at + 1, 0
        at += 1
    return end


def _ends_table(piece: Piece, left: int, above: list[Piece], below: list[Line]) -> bool:
    """Whether a piece alone on its line is a heading or running text rather than a part of a label."""
    if piece.end - piece.start > _LONGEST or _SENTENCE.search(piece.text):
        return True
    if piece.start > left + JITTER or piece.value:
        return False
    if not parse_label(piece.text).numbered:
        return not parse_label(above[0].text).numbered
    following = _gapped_pieces(below[0]) if below else []
    if len(following) < 2 or not any(part.value for part in following):
        return True
    if not following[0].value and not parse_label(following[0].text).numbered:
        return False  # the values stand beside a later line of the label
    if not all(part.value for part in following) or len(below) < 2:
        return True
    last = pieces_of(*below[1])  # or in the middle, between two of its lines
    same = len(last) == 1 and abs(last[0].start - piece.start) <= JITTER
    return not same or last[0].value or parse_label(last[0].text).numbered
