"""Searches for the smallest sets of cells whose numbers can be changed so that every equation holds: exact, by size.

A set of cells ("support") grows cell by cell. While a broken equation has no cell in the set, one of its cells must be
added. When there is no such equation, the numbers of the set are solved for exactly; if that fails, one cell of the
equations that contradict each other must be added. So no set is missed, and the first size with a result is the smallest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from expectations.repair.equations import Number, Numbers, Relation, applies

MOST_EDITS = 8  # a suggestion to change more numbers would not be credible
MOST_SUPPORTS = 400  # alternatives kept for ranking
FRACTIONS = 10  # steps counted for a set in which one number is left open
MOST_POINTS = 60  # numbers tried along a line where the equations leave one number open
Values = dict[str, int]


class OutOfStepsError(Exception):
    """The search has used up its steps."""


@dataclass(frozen=True)
class Support:
    """A set of cells with new numbers that make all equations hold.

    `points`: possible new numbers; one set of them, unless the equations allow several (`is_open`), as for the parts of a sum.
    """

    points: tuple[Values, ...]
    is_open: bool = False


@dataclass
class SearchResult:
    """Result of a search. `size` None: nothing found; `proven`: no smaller set exists; `complete`: all sets are listed."""

    size: int | None
    least: int  # number of cells that have to change at least
    supports: list[Support] = field(default_factory=list)
    proven: bool = True
    complete: bool = True
    steps: int = 0  # taken


@dataclass(frozen=True)
class Row:
    """An equation over cell numbers: sum of factor x change = -residual."""

    factors: dict[int, int]
    residual: Number
    when: tuple[int, ...]
    when_total: Number
    applies: str
    mask: int  # bit i is set if the equation depends on cell i

    @property
    def broken(self) -> bool:
        """Is the equation broken as printed?"""
        return self.residual != 0 and applies(self.applies, self.when_total)


class System:
    """The equations of one component as rows over numbered cells."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.names = list(dict.fromkeys(k for e in numbers.equations for k in (*e.lhs, *e.rhs, *e.when)))
        self.index = {name: i for i, name in enumerate(self.names)}
        self.printed = [numbers.values[name] for name in self.names]
        self.rows = [self._row(e) for e in numbers.equations]
        self.rows_of: list[list[int]] = [[] for _ in self.names]
        for n, row in enumerate(self.rows):
            for i in bits(row.mask):
                self.rows_of[i].append(n)
        self.broken = [n for n, row in enumerate(self.rows) if row.broken]

    def _row(self, equation: Relation) -> Row:
        factors = {self.index[key]: factor for key, factor in equation.coefficients.items()}
        when = tuple(self.index[key] for key in equation.when)
        values = self.numbers.values
        return Row(
            factors, equation.residual(values), when, sum(values[key] for key in equation.when), equation.applies,
            sum(1 << i for i in {*factors, *when}),
        )  # fmt: skip

    def named(self, changes: Mapping[int, Number]) -> Values:
        """Turn changes by cell index into new numbers by key."""
        return {self.names[i]: int(self.printed[i] + change) for i, change in sorted(changes.items())}

    def mended_by(self, changes: Mapping[int, Number]) -> bool:
        """Do all equations hold with these changes, and are the new numbers whole and not negative? Exact."""
        if any(not whole(self.printed[i] + d) for i, d in changes.items()):
            return False
        touched = {n for i in changes for n in self.rows_of[i]}
        return touched.issuperset(self.broken) and all(_holds(self.rows[n], changes) for n in touched)

    def least(self) -> int:
        """Lower bound on the cells to change: a number of broken equations of which no two share a cell."""
        return disjoint([self.rows[n].mask for n in self.broken])


def bits(mask: int) -> Iterator[int]:
    """Numbers of the bits that are set, smallest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def whole(value: Number) -> bool:
    """A whole number >= 0?"""
    return value >= 0 and Fraction(value).denominator == 1


def disjoint(masks: list[int]) -> int:
    """So many of the sets share no member (at least: found greedily, the small sets first and the large ones first)."""
    ascending = sorted(masks, key=int.bit_count)
    best = 0
    for ordered in (ascending, ascending[::-1]):
        taken = count = 0
        for mask in ordered:
            if not mask & taken:
                taken |= mask
                count += 1
        best = max(best, count)
    return best


def _holds(row: Row, changes: Mapping[int, Number]) -> bool:
    if row.when and not applies(row.applies, row.when_total + sum(changes.get(i, 0) for i in row.when)):
        return True
    return row.residual + sum(factor * changes[i] for i, factor in row.factors.items() if i in changes) == 0


class Search:
    """Searches the supports of one size, with a limited number of steps."""

    def __init__(self, system: System, allowed: Callable[[Values], bool], steps: int) -> None:
        self.system = system
        self.allowed = allowed
        self.left = steps
        self.skipped = False  # True if some numbers for a set may have been missed

    def of_size(self, size: int) -> Iterator[Support]:
        """Every support of `size` cells, given that no smaller one exists. Raises OutOfStepsError."""
        yield from self._grow((), 0, size)

    def _step(self) -> None:
        self.left -= 1  # below 0, the next step is one too many
        if self.left < 0:
            raise OutOfStepsError

    def _grow(self, chosen: tuple[int, ...], excluded: int, more: int) -> Iterator[Support]:
        self._step()
        inside = sum(1 << i for i in chosen)
        needed = self._needed(chosen, inside)
        if not needed:
            solved = self.solve(chosen)
            if isinstance(solved, Support):
                if not more:
                    yield solved
                return
            candidates = solved & ~inside
        else:
            candidates = min((mask & ~excluded for mask in needed), key=int.bit_count)
        if not more or disjoint([mask & ~excluded for mask in needed]) > more:
            return
        if more == 1:
            for mask in needed:
                candidates &= mask
        for i in bits(candidates & ~excluded):
            yield from self._grow((*chosen, i), excluded, more - 1)
            excluded |= 1 << i  # sets with this cell have all been seen

    def _needed(self, chosen: tuple[int, ...], inside: int) -> list[int]:
        """Masks of cells; one cell of each mask must be added to the set."""
        rows = self.system.rows
        needed = [rows[n].mask for n in self.system.broken if not rows[n].mask & inside]
        for i in chosen:
            # the change that one equation requires of the cell, and that equation's mask
            settled: tuple[Number, int] | None = None
            for n in self.system.rows_of[i]:
                row = rows[n]
                if row.when or (row.mask & inside).bit_count() != 1:
                    continue
                change = _divided(-row.residual, row.factors[i])
                if change == 0 or not whole(self.system.printed[i] + change):
                    # The equation holds as printed, or needs an impossible number: another of its cells has to change too.
                    needed.append(row.mask & ~inside)
                elif settled is None:
                    settled = change, row.mask
                elif settled[0] != change:
                    needed.append((row.mask | settled[1]) & ~inside)
        return needed

    def solve(self, chosen: tuple[int, ...]) -> Support | int:
        """Numbers for exactly these cells that make all equations hold; else a mask of cells, one of which must be added."""
        system = self.system
        touched = sorted({n for i in chosen for n in system.rows_of[i]})
        everything = 0
        firm, loose, inside = [], [], set(chosen)
        for n in touched:
            row = system.rows[n]
            everything |= row.mask
            if row.when and not inside.isdisjoint(row.when):
                loose.append(n)  # whether the equation applies depends on the new numbers
            elif not row.when or applies(row.applies, row.when_total):
                firm.append(n)
        known: dict[int, Number] = {}
        blame: dict[int, int] = {}  # cell -> mask of the equations that its number follows from
        progress = True
        while progress:
            progress, waiting = False, []
            for n in firm:
                row = system.rows[n]
                open_ = [i for i in chosen if i in row.factors and i not in known]
                if len(open_) > 1:
                    waiting.append(n)
                    continue
                progress = True
                mask = row.mask
                total = row.residual
                for i, factor in row.factors.items():
                    if i in known:
                        total += factor * known[i]
                        mask |= blame[i]
                if not open_:
                    if total != 0:
                        return mask
                    continue
                change = _divided(-total, row.factors[open_[0]])
                if change == 0 or not whole(system.printed[open_[0]] + change):
                    return mask
                known[open_[0]], blame[open_[0]] = change, mask
            firm = waiting
        points = [known]
        if len(known) < len(chosen):
            # Of the equations that may or may not apply, each selection in turn is made to hold.
            enforced = [e for size in range(len(loose) + 1) for e in combinations(loose, size)]
            self.left -= len(enforced)
            points = [p for e in enforced for p in self._points(chosen, known, [*firm, *e])]
        self.left -= len(points)
        mending = [p for p in points if system.mended_by(p)]
        named = list({tuple(values.items()): values for values in map(system.named, mending)}.values())
        allowed = tuple(values for values in named if self.allowed(values))
        if not allowed:  # `allowed` does not say which cells it depends on, so any cell may be added
            return everything if not named else (1 << len(system.names)) - 1
        return Support(allowed, is_open=len(known) < len(chosen) and len(allowed) > 1)

    def _points(
        self, chosen: tuple[int, ...], known: Mapping[int, Number], firm: list[int]
    ) -> Iterator[dict[int, Number]]:
        """Yield changes for all chosen cells, solving together for those that no single equation determines."""
        rest = [i for i in chosen if i not in known]
        rows = []
        for n in firm:
            row = self.system.rows[n]
            right = -row.residual - sum(f * known[i] for i, f in row.factors.items() if i in known)
            rows.append([Fraction(row.factors.get(i, 0)) for i in rest] + [Fraction(right)])
        solved = _eliminated(rows, len(rest))
        if solved is None:
            return
        pivots, free = solved
        if len(free) > 1:
            yield from self._by_trial(chosen, known, rest[free[0]], firm)
            return
        self.left -= FRACTIONS if free else 0
        # change of each cell = start + slope x step, where the step is the change of the one free cell
        lines = {rest[c]: (row[-1], -row[free[0]] if free else Fraction(0)) for c, row in pivots.items()}
        lines |= {rest[c]: (Fraction(0), Fraction(1)) for c in free}
        for step in self._steps(lines, rest[free[0]]) if free else [0]:
            changes = {i: start + slope * step for i, (start, slope) in lines.items()}
            if all(d != 0 for d in changes.values()):
                yield {**known, **changes}

    def _by_trial(
        self, chosen: tuple[int, ...], known: Mapping[int, Number], cell: int, firm: list[int]
    ) -> Iterator[dict[int, Number]]:
        """Where two or more numbers are left open: try numbers for one of them, the smallest changes first."""
        printed = self.system.printed[cell]
        reach = int(sum(abs(Fraction(self.system.rows[n].residual)) for n in self.system.broken)) + 1
        around = int(printed // 1)
        near = range(max(0, around - MOST_POINTS), max(0, around + MOST_POINTS) + 1)
        self.skipped |= near[0] > max(0, around - reach) or around + MOST_POINTS < around + reach
        found = 0
        for value in sorted({0, *near} - {printed}, key=lambda new: (abs(new - printed), new)):
            self._step()
            for point in self._points(chosen, {**known, cell: value - printed}, firm):
                yield point
                found += 1
                if found >= MOST_POINTS:
                    return

    def _steps(self, lines: Mapping[int, tuple[Fraction, Fraction]], cell: int) -> list[Number]:
        """Changes of the free cell at which no number is negative: all if they are few, else those near turning points."""
        low: Fraction | None = None
        high: Fraction | None = None
        turns = {Fraction(0)}
        for i, (start, slope) in lines.items():
            if slope == 0:
                continue
            turns.add(-start / slope)
            end = (-self.system.printed[i] - start) / slope
            if slope > 0:
                low = end if low is None else max(low, end)
            else:
                high = end if high is None else min(high, end)
        turns |= {end for end in (low, high) if end is not None}
        printed = self.system.printed[cell]
        values = {int((printed + t) // 1) + by for t in turns for by in range(-2, 4)}
        if low is not None and high is not None and high - low <= MOST_POINTS:
            values |= set(range(int((printed + low) // 1), int((printed + high) // 1) + 2))
        steps = [value - printed for value in values]
        inside = [s for s in steps if (low is None or s >= low) and (high is None or s <= high)]
        return sorted(inside, key=lambda s: (abs(s), s))


def _divided(number: Number, by: int) -> Number:
    if abs(by) == 1:
        return number * by
    found = Fraction(number) / by
    return int(found) if found.denominator == 1 else found


def _eliminated(rows: list[list[Fraction]], width: int) -> tuple[dict[int, list[Fraction]], list[int]] | None:
    """Gauss-Jordan elimination of rows whose last entry is the right side.

    Returns (pivot column -> reduced row, free columns); None if the rows contradict each other.
    """
    pivots: dict[int, list[Fraction]] = {}
    for original in rows:
        row = original
        for column, pivot in pivots.items():
            if row[column]:
                row = [a - row[column] * b for a, b in zip(row, pivot, strict=True)]
        column = next((c for c in range(width) if row[c]), -1)
        if column < 0:
            if row[-1]:
                return None
            continue
        row = [a / row[column] for a in row]
        for other, pivot in pivots.items():
            if pivot[column]:
                pivots[other] = [a - pivot[column] * b for a, b in zip(pivot, row, strict=True)]
        pivots[column] = row
    return pivots, [c for c in range(width) if c not in pivots]


def fewest(numbers: Numbers, allowed: Callable[[Values], bool], steps: int) -> SearchResult:
    """The smallest supports of one component, of at most MOST_EDITS cells.

    `allowed`: do new numbers break no other rule? When `steps` (sets examined, some 20 µs each) are used up, or more cells
    would have to change, nothing is found, and `least` is the number of cells that have to change at least. The limit is
    in steps, not seconds, so that the result does not depend on the machine's load.
    """
    system = System(numbers)
    search = Search(system, allowed, steps)
    least = max(1, system.least())
    found = SearchResult(None, least)
    for size in range(least, MOST_EDITS + 1):
        found = SearchResult(size, size)
        try:
            for support in search.of_size(size):
                found.supports.append(support)
                if len(found.supports) >= MOST_SUPPORTS:
                    found.complete = False
                    break
        except OutOfStepsError:
            found.complete = False
        if found.supports or not found.complete:
            break
        least = size + 1
    found.proven = bool(found.supports) and not search.skipped
    found.complete &= found.proven
    if not found.supports:
        found.size, found.least = None, least
    found.steps = steps - search.left
    return found
