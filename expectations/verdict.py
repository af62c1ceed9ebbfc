"""Whose mistake a broken rule most likely is: the publisher's, or ours."""

from __future__ import annotations


def verdict_of(doubted_cells: int, explicit_cells: bool) -> str:
    """source | extraction | unknown.

    A doubt on any cell involved makes it ours; where the format itself delimits cells (HTML, DOCX, XLSX, text with
    one value a cell) one reading without a doubt is enough to call it the publisher's; else no second reading was had.
    """
    if doubted_cells:
        return "extraction"
    return "source" if explicit_cells else "unknown"
