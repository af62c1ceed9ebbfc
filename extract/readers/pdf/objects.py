"""A page as drawn, whichever library drew it: characters, ruled lines, pictures. Points from the top left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from extract.readers.pdf.ruling_lines import Line

Edges = tuple[float, float, float, float]  # x0, top, x1, bottom


class Char(NamedTuple):
    """One printed character: its edges and its middle. `seen` is false where it is there as text but not to the eye."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    x: float
    y: float
    seen: bool


@dataclass(slots=True)
class PageObjects:
    """A page as drawn: its characters in the order of the file, its ruled lines, and whether a picture fills it."""

    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    horizontals: list[Line] = field(default_factory=list)
    verticals: list[Line] = field(default_factory=list)
    shapes: list[Edges] = field(default_factory=list)  # pictures and curves: a digit may be drawn as one
    areas: list[Edges] = field(default_factory=list)  # of colour
    has_picture: bool = False
    hidden: int = 0  # characters that cannot be seen
    crowded: bool = False  # more objects than were looked at
