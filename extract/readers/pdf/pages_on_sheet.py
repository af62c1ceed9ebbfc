"""Tells two pages that are printed beside each other on one sheet from a page with a wide table."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from extract.readers.pdf.objects import PageObjects
from extract.readers.pdf.ruled_tables import Ruled

_WIDER = 1.2  # times its height: a sheet with two pages
_GUTTER = 18.0  # points without anything, which two pages have between them
_FEWEST = 0.15  # share of the Chinese letters in the half with fewer; headings alone have less
_CHINESE = "\u2e80"


def pages_on_sheet(objects: PageObjects, tables: Sequence[Ruled]) -> list[tuple[float, float]]:
    """(left, right) edge, in points, of each page: of the sheet as a whole, or of its halves where nothing stands between them.

    A sheet is only parted where each half holds words: values without labels are a table's other columns. Whatever crosses its
    middle, be it one letter of a title, keeps it together.
    """
    whole = [(-inf, inf)]
    middle = objects.width / 2
    left, right = middle - _GUTTER / 2, middle + _GUTTER / 2
    if objects.width < _WIDER * objects.height:
        return whole
    spans = [(table.grid.xs[0], table.grid.xs[-1]) for table in tables]
    spans += [(char.x0, char.x1) for char in objects.chars]
    apart = all(x1 <= left or x0 >= right for x0, x1 in spans)
    words = [char.x < middle for char in objects.chars if char.text >= _CHINESE]
    both = min(sum(words), len(words) - sum(words)) > _FEWEST * len(words)
    return [(-inf, middle), (middle, inf)] if apart and both else whole
