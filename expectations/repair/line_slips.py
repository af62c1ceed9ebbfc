"""Mistakes with a whole row or column that are many wrong cells but one act: shifted, exchanged, copied from beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from expectations.repair.equations import Number
from expectations.repair.fewest_edits import System
from expectations.repair.likelihood import Grid

LEAST_CELLS = 3  # two cells that change places are found as two edits


def line_acts(system: System, grid: Grid) -> list[tuple[str, dict[str, int]]]:
    """(act, new numbers by key) of every such act that by itself mends everything that is broken."""
    values = dict(zip(system.names, system.printed, strict=True))
    lines = [cells for line in grid.lines if len(cells := [key for key in line if key in values]) > 1]
    found: dict[tuple[tuple[str, int], ...], str] = {}
    for act, after in (
        *_shifted(system, lines, values),
        *_exchanged(lines, values),
        *_copied(system, lines, values),
    ):
        changes = {key: new for key, new in after.items() if new != values[key]}
        if len(changes) < LEAST_CELLS:
            continue
        by_index = {system.index[key]: new - values[key] for key, new in changes.items()}
        if system.mended_by(by_index):
            found.setdefault(tuple(sorted((key, int(new)) for key, new in changes.items())), act)
    return [(act, dict(changes)) for changes, act in found.items()]


_Acts = Iterator[tuple[str, dict[str, Number]]]


def _shifted(system: System, lines: Sequence[list[str]], values: Mapping[str, Number]) -> _Acts:
    """A stretch of a line moved on by one cell, the last number into the place that is left: 0 1 2 -> 2 0 1.

    Every cell that changed breaks an equation across the line, so the first and the last one broken are its ends.
    """
    for line in lines:
        members = set(line)
        across = [n for n in system.broken if len(_within(system, n, members)) == 1]
        wrong = {key for n in across for key in _within(system, n, members)}
        places = [i for i, key in enumerate(line) if key in wrong]
        if not places:
            continue
        stretch = line[places[0] : places[-1] + 1]
        numbers = [values[key] for key in stretch]
        for turned in (numbers[1:] + numbers[:1], numbers[-1:] + numbers[:-1]):
            yield "line_shifted", dict(zip(stretch, turned, strict=True))


def _exchanged(lines: Sequence[list[str]], values: Mapping[str, Number]) -> _Acts:
    for pairs in _neighbours(lines):
        yield "lines_exchanged", {a: values[b] for a, b in pairs} | {b: values[a] for a, b in pairs}


def _copied(system: System, lines: Sequence[list[str]], values: Mapping[str, Number]) -> _Acts:
    """A line equal to the one beside it, not only in zeros: what an equation across it makes of each cell."""
    for pairs in _neighbours(lines):
        if any(values[a] != values[b] for a, b in pairs) or not any(values[a] for a, _ in pairs):
            continue
        for line in zip(*pairs, strict=True):
            members = set(line)
            after: dict[str, Number] = {}
            for n in system.broken:
                row = system.rows[n]
                if not row.when and len(own := _within(system, n, members)) == 1:
                    factor = row.factors[system.index[own[0]]]
                    after[own[0]] = values[own[0]] - Fraction(row.residual) / factor
            yield "line_copied", after


def _neighbours(lines: Sequence[list[str]]) -> Iterator[list[tuple[str, str]]]:
    """Pairs of cells that face each other, for every two lines beside each other with the same cells printed."""
    for one, other in pairwise(lines):
        pairs = list(zip(one, other, strict=False))
        if len(one) == len(other) and all(_facing(a, b) for a, b in pairs):
            yield pairs


def _facing(one: str, other: str) -> bool:
    (table, row, column), (table_too, row_too, column_too) = one.split("/"), other.split("/")
    return table == table_too and (row == row_too) != (column == column_too)


def _within(system: System, row: int, members: set[str]) -> list[str]:
    return [name for i in system.rows[row].factors if (name := system.names[i]) in members]
