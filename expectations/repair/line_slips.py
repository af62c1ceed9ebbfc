"""Finds single mistakes that make a whole row or column wrong: shifted by a cell, exchanged, or copied from a neighbour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from expectations.repair.equations import Number
from expectations.repair.fewest_edits import System
from expectations.repair.likelihood import Grid

LEAST_CELLS = 3  # the search for fewest edits finds changes of two cells


def line_slips(system: System, grid: Grid) -> list[tuple[str, dict[str, int]]]:
    """(act, new numbers by key) of every such mistake whose correction alone makes all broken equations hold."""
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
    """Undo the shift of a part of a line by one cell, with the last number moved to the first cell: 0 1 2 -> 2 0 1.

    Every changed cell breaks an equation across the line, so the first and last cells of broken equations are its ends.
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
    """Undo the copy of a neighbouring line (equal, not only zeros): each cell gets the number that an equation across it needs."""
    for pairs in _neighbours(lines):
        if any(values[a] != values[b] for a, b in pairs) or not any(values[a] for a, _ in pairs):
            continue
        for line in zip(*pairs, strict=True):
            members = set(line)
            after: dict[str, Number] = {}
            for n in system.broken:
                row = system.rows[n]
                if not row.when and len(cells := _within(system, n, members)) == 1:
                    factor = row.factors[system.index[cells[0]]]
                    after[cells[0]] = values[cells[0]] - Fraction(row.residual) / factor
            yield "line_copied", after


def _neighbours(lines: Sequence[list[str]]) -> Iterator[list[tuple[str, str]]]:
    """Pairs of facing cells, for every two neighbouring lines with the same cells printed."""
    for line, next_line in pairwise(lines):
        pairs = list(zip(line, next_line, strict=False))
        if len(line) == len(next_line) and all(_facing(a, b) for a, b in pairs):
            yield pairs


def _facing(key: str, other_key: str) -> bool:
    """Are two cells of one table in the same row or in the same column?"""
    (table, row, column), (other_table, other_row, other_column) = key.split("/"), other_key.split("/")
    return table == other_table and (row == other_row) != (column == other_column)


def _within(system: System, row: int, members: set[str]) -> list[str]:
    return [name for i in system.rows[row].factors if (name := system.names[i]) in members]
