"""Reads XLS records that xlrd ignores: formulas without a computed result, conditional formats, positions of
pictures."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

from extract.readers.sheets.sheet import Merge

_FORMULA, _BOF, _EOF, _BOUNDSHEET = 0x0006, 0x0809, 0x000A, 0x0085
_CONTINUE, _DRAWING, _OBJECT = 0x003C, 0x00EC, 0x005D
_CONDITIONS, _CONDITION = 0x01B0, 0x01B1
_COMPUTE_ON_OPENING = 0x0003  # a formula's flags: always, or when the file is opened
_EMPTY_RESULT = b"\x03\0\0\0\0\0\xff\xff"  # also written by programs that do not compute
_SHAPE, _SHAPE_KIND, _ANCHOR = 0xF004, 0xF00A, 0xF010
_PICTURE_FRAME = 75
_OLD_PICTURE = 8  # in an object of Excel 95, which contains its anchor
_MOST_NESTED = 20
# Flag of a conditional format that sets a font; one that sets a number format makes xlrd refuse the file.
_FONT = 1 << 26
_FONT_FLAGS, _FONT_COLOUR = 68, 80  # offsets in its font
_STRUCK = 0x80
_OF_THE_CELL, _EQUAL, _WHOLE_NUMBER = 1, 3, 0x1E  # kind of condition, operator, operand


class Condition(NamedTuple):
    """A conditional format. `colour`: palette index of its font, None if it strikes text out; `only`: the one number
    that it applies to, None for all."""

    colour: int | None
    only: float | None


@dataclass(slots=True)
class Extras:
    """Records of one sheet. `stand_ins`: (row, column) from 0 of formulas without a computed result; `conditional`:
    ranges with conditional formats; `pictures`: cells covered by pictures."""

    stand_ins: set[tuple[int, int]] = field(default_factory=set)
    conditional: list[tuple[Merge, Condition]] = field(default_factory=list)
    pictures: list[Merge] = field(default_factory=list)


def read_extras(data: bytes) -> dict[int, Extras]:
    """Read the records of all sheets: sheet number (from 0) -> extras."""
    import olefile  # only needed for such files

    with olefile.OleFileIO(BytesIO(data)) as file:
        data = file.openstream("Workbook" if file.exists("Workbook") else "Book").read()
    starts = [
        struct.unpack_from("<I", data, at)[0]
        for kind, at, length in _records(data, 0)
        if kind == _BOUNDSHEET and length >= 6
    ]
    return {index: _of_sheet(data, start) for index, start in enumerate(starts)}


def _records(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(type, offset of its content, length) of the records of one substream, without those of charts inside it."""
    depth = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 1:
            yield kind, at + 4, length
        if depth <= 0:
            return
        at += 4 + length


def _of_sheet(data: bytes, start: int) -> Extras:
    extras = Extras()
    drawing = b""
    before = 0
    ranges: list[Merge] = []
    for kind, at, length in _records(data, start):
        if kind == _FORMULA and length >= 16 and at + 16 <= len(data):
            row, column = struct.unpack_from("<HH", data, at)
            flags = struct.unpack_from("<H", data, at + 14)[0]
            if flags & _COMPUTE_ON_OPENING or data[at + 6 : at + 14] == _EMPTY_RESULT:
                extras.stand_ins.add((row, column))
        elif kind == _DRAWING or (kind == _CONTINUE and before == _DRAWING):
            drawing += data[at : at + length]
        elif kind == _OBJECT and struct.unpack_from("<IH", data[at : at + 6].ljust(6, b"\0")) == (
            1,
            _OLD_PICTURE,
        ):
            extras.pictures += _anchor(data[at + 8 : at + length])
        elif kind == _CONDITIONS:
            ranges = list(_ranges(data[at : at + length]))
        elif kind == _CONDITION:
            rules = list(_conditions(data[at : at + length]))
            extras.conditional += [(where, rule) for rule in rules for where in ranges]
        before = before if kind == _CONTINUE else kind
    extras.pictures += _pictures(drawing)
    return extras


def _ranges(content: bytes) -> Iterator[Merge]:
    count = struct.unpack_from("<H", content, 12)[0] if len(content) >= 14 else 0
    for at in range(14, min(14 + 8 * count, len(content) - 7), 8):
        top, bottom, left, right = struct.unpack_from("<4H", content, at)
        yield Merge(top + 1, left + 1, bottom + 1, right + 1)


def _conditions(content: bytes) -> Iterator[Condition]:
    if len(content) < 12:
        return
    kind, operator, first, second, flags = struct.unpack_from("<BBHHI", content)
    operand = content[len(content) - first - second :][:first]
    is_number = (
        kind == _OF_THE_CELL and operator == _EQUAL and len(operand) == 3 and operand[0] == _WHOLE_NUMBER
    )
    only = float(struct.unpack_from("<H", operand, 1)[0]) if is_number else None
    if flags & _FONT and len(content) >= 12 + _FONT_COLOUR + 4:
        if struct.unpack_from("<I", content, 12 + _FONT_FLAGS)[0] & _STRUCK:
            yield Condition(None, only)
        yield Condition(struct.unpack_from("<i", content, 12 + _FONT_COLOUR)[0], only)


def _pictures(drawing: bytes) -> Iterator[Merge]:
    """The cells covered by the pictures of a sheet's drawing."""
    for _, content in _parts(drawing, _SHAPE):
        kinds = {instance for instance, _ in _parts(content, _SHAPE_KIND)}
        for _, anchor in _parts(content, _ANCHOR) if _PICTURE_FRAME in kinds else ():
            yield from _anchor(anchor)


def _anchor(content: bytes) -> Iterator[Merge]:
    """The cells between the corners of an anchor: flags, then column, offset, row and offset of both corners."""
    if len(content) >= 18:
        _, left, _, top, _, right, _, bottom, _ = struct.unpack_from("<9H", content)
        yield Merge(top + 1, left + 1, bottom + 1, right + 1)


def _parts(data: bytes, wanted: int, depth: int = 0) -> Iterator[tuple[int, bytes]]:
    """(instance, content) of a drawing's parts of one kind, including nested ones."""
    at = 0
    while at + 8 <= len(data):
        version_and_instance, kind, length = struct.unpack_from("<HHI", data, at)
        content = data[at + 8 : at + 8 + length]
        if kind == wanted:
            yield version_and_instance >> 4, content
        elif version_and_instance & 0xF == 0xF and depth < _MOST_NESTED:
            yield from _parts(content, wanted, depth + 1)
        at += 8 + length
