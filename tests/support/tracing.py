"""Numbers of marts picked at random, and what must be true of the way down from each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from publish.trace import Cell, Figure, Tracer


def picked(tracer: Tracer, seed: int) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """A row for every numeric column of every mart: four of five times one in which there is a number."""
    chance = random.Random(seed)
    for mart in tracer.tables():
        rows = tracer.ask(f"select * from {mart} order by all")
        for column in tracer.numeric(mart):
            numbers = [row for row in rows if row[column] is not None]
            among = numbers if numbers and chance.random() < 0.8 else rows
            if among:
                yield mart, column, chance.choice(among)


def cells_under(figure: Figure) -> list[Cell]:
    """Every cell that the figure comes down to, the parts of a blank total among them; each as often as it stands there."""
    waiting = [cell for below in figure.walk() for cell in below.cells]
    found = []
    while waiting:
        cell = waiting.pop()
        found.append(cell)
        waiting.extend(cell.parts)
    return found


def complaints(tracer: Tracer, figure: Figure) -> Iterator[str]:
    """What is wrong with a trace: a number that its sources do not come to, a cell without raw text or place, an end in nothing."""
    for below in figure.walk():
        if not below.agrees:
            yield f"{below.table}.{below.column} {below.row} is {below.value}, its sources come to {below.computed}: {below.told}"
        if (
            below.kind in ("cells", "text")
            and below.value is not None
            and not below.cells
            and not below.quote
        ):
            yield f"{below.table}.{below.column} {below.row} has neither cells nor a sentence"
        if below.kind in ("over", "counts") and below.value and not below.rows:
            yield f"{below.table}.{below.column} {below.row} is {below.value} over no rows"
        if below.kind == "text" and below.value is not None and not below.place:
            yield f"{below.table}.{below.column} {below.row} has a sentence without a place"
    for cell in cells_under(figure):
        yield from _of_cell(tracer, cell)


def _of_cell(tracer: Tracer, cell: Cell) -> Iterator[str]:
    name = f"{cell.file.report_id} {cell.key}"
    if cell.state == "number" and (
        not cell.raw or not cell.place or not cell.file.sha256 or not cell.file.path
    ):
        yield f"{name} has no raw text, place or file"
    printed = None if cell.value is None else Decimal(cell.value)
    if cell.how == "printed" and (
        printed is None or cell.counts_as is None or Decimal(str(cell.counts_as)) != printed
    ):
        yield f"{name} prints {cell.value} and counts as {cell.counts_as}"
    if cell.how == "zero" and (cell.state not in ("blank", "dash") or cell.counts_as != 0):
        yield f"{name} is {cell.state} and counts as {cell.counts_as}"
    if cell.how == "parts" and sum(part.counts_as or 0 for part in cell.parts) != cell.counts_as:
        yield f"{name} is not the sum of its parts"
