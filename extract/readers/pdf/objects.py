"""Contents of a drawn page: characters, ruled lines, pictures. Units are points from the top left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from extract.readers.pdf.ruling_lines import Line

Edges = tuple[float, float, float, float]  # x0, top, x1, bottom


class Char(NamedTuple):
    """One character: its edges and its middle. `seen`: False if the text is in the file but not visible on the page."""

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
    """Contents of a page; characters are in the order of the file."""

    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    horizontals: list[Line] = field(default_factory=list)
    verticals: list[Line] = field(default_factory=list)
    shapes: list[Edges] = field(default_factory=list)  # pictures and curves: either may be a drawn digit
    areas: list[Edges] = field(default_factory=list)  # filled areas
    has_picture: bool = False
    hidden: int = 0  # number of characters that are not visible
    crowded: bool = False  # whether the page has more objects than are read
