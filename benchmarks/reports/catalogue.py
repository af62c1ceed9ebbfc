"""All styles by name."""

from __future__ import annotations

from benchmarks.reports.development import STYLES as DEVELOPMENT
from benchmarks.reports.held_out import STYLES as HELD_OUT
from benchmarks.reports.style import Style

SMALL_FILES = 4  # files of each style in a small run


def styles(small: bool = False, format_name: str | None = None, name: str | None = None) -> list[Style]:
    """The styles of this format and name, all where these are None.

    `small` selects the part for CI: development styles that need no other program.
    """
    return [
        style
        for style in [*DEVELOPMENT, *HELD_OUT]
        if (not small or (style.small and style.converter is None))
        and format_name in (None, style.format)
        and name in (None, style.name)
    ]
