"""Plain text: what remains of a report when its page is copied."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.reports.blocks import Block, Text
from samples.grid import Grid


def text(blocks: list[Block], tables: Callable[[Grid], str], gap: str = "\n") -> str:
    """The blocks as text with `gap` between them; `tables` writes a table."""
    return gap.join(block.text if isinstance(block, Text) else tables(block) for block in blocks) + "\n"
