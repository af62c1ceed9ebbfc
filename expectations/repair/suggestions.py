"""Suggests the smallest edit that would make every broken equation of a report hold. It is never applied.

For the broken sums of tables three and four this finds the fewest cells, with new numbers, whose change makes all sums
hold and breaks no other, ranked by how such mistakes happen. Edits that the equations cannot tell apart are listed as a
tie: a block of table four has one equation, so each of its cells may be the wrong one.

The search is exact (expectations/repair/fewest_edits.py). It is our own because the integer solver
at hand (HiGHS in scipy) took 0.3 to 1 s where four cells are wrong, lists no alternatives and works in floating point;
this one takes milliseconds and works with exact numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.repair.equations import Number, Numbers, Relation, relations
from expectations.repair.fewest_edits import SearchResult, Support, System, fewest
from expectations.repair.likelihood import Grid, Ranking
from expectations.repair.line_slips import line_slips
from expectations.rules.rule import Rule
from extract.form.catalogue import load_form

STEPS = 20_000  # sets of cells examined for one report: usually a millisecond or two, at most about a second
MOST_LISTED = 20


@dataclass(frozen=True)
class Edit:
    """A new number for one cell. `how` is a key of likelihood.HOWS."""

    key: str
    printed: Decimal
    value: Decimal
    how: str


@dataclass(frozen=True)
class Suggestion:
    """Edits that together make every broken equation of their part of a table hold."""

    scope: (
        str  # applications | appeals/<block> | …: the table, or the row that holds all cells of the equations
    )
    edits: tuple[Edit, ...]
    act: str | None  # key of HOWS if the edits are one act: a line shifted, two cells exchanged …
    mends: int
    of: int  # number of broken equations
    score: float  # the lower, the likelier
    breaks: tuple[tuple[str, str], ...]  # (rule, instance) of warnings that the edits would newly break
    is_open: bool  # other numbers in the same cells fit too, as for the parts of a sum
    rank: int = 0  # from 1; suggestions with the same score share a rank
    alternatives: int = 1  # this one and those with as few edits (or, with more edits, of the same act)
    smallest: bool = False  # no smaller set of edits exists

    @property
    def tie(self) -> bool:
        """Are there others that the equations cannot tell apart from this one?"""
        return self.alternatives > 1


@dataclass(frozen=True)
class Outcome:
    """Result for one part of a report: equations that are linked by shared cells, and the suggestions for the broken ones."""

    scope: str
    broken: tuple[tuple[str, str], ...]  # (rule, instance)
    suggestions: tuple[Suggestion, ...]  # by rank, at most MOST_LISTED
    found: int  # suggestions in all
    complete: bool  # every alternative of the smallest size was examined
    least: int  # number of cells that have to change at least


def outcomes(
    cells: Mapping[str, Decimal],
    forms: Mapping[str, str | None],
    left_out: Collection[tuple[str, str]] = (),
    rules: Sequence[Rule] | None = None,
    steps: int = STEPS,
) -> tuple[Outcome, ...]:
    """One outcome for every part of a report that has broken equations; none where all hold.

    `cells`: key -> number, of the cells in state number only (an equation over any other cell is left out);
    `forms`: table -> form version, as Report.form; `left_out`: (rule, instance) of sums that were used to read the
    cells and prove nothing; `steps` bounds the search.
    """
    numbers = Numbers.of(cells, relations(forms, rules), left_out)
    if not numbers.broken():
        return ()
    grid = Grid(load_form(), forms, numbers.values.keys())
    ranking = Ranking(grid, numbers.values, numbers.equations, numbers.others)
    parts, found = numbers.components(), []
    for number, part in enumerate(parts):
        outcome, taken = _outcome(part, ranking, cells, steps // (len(parts) - number))
        found.append(outcome)
        steps -= taken
    return tuple(found)


def _outcome(
    part: Numbers, ranking: Ranking, cells: Mapping[str, Decimal], steps: int
) -> tuple[Outcome, int]:
    """(outcome for one part, steps taken)"""

    def allowed(changes: Mapping[str, Number]) -> bool:
        return all(relation.severity != "error" for relation in ranking.newly_broken(changes))

    broken = part.broken()
    scope = _scope(part.equations)
    found = fewest(part, allowed, steps)
    made = [_suggestion(support, scope, ranking, cells, len(broken)) for support in found.supports]
    if found.size is None or found.size > 1:
        # A single act that changes many cells is another explanation; its score ranks it among the smallest sets.
        for act, changes in line_slips(System(part), ranking.grid):
            if allowed(changes):
                made = [s for s in made if {e.key: int(e.value) for e in s.edits} != changes]
                made.append(_made(changes, act, False, scope, ranking, cells, len(broken)))
    kinds = Counter(_kind(s, found) for s in made)
    made = [
        replace(s, alternatives=kinds[_kind(s, found)], smallest=found.proven and len(s.edits) == found.size)
        for s in made
    ]
    listed = _ranked(made)
    outcome = Outcome(
        scope, tuple((e.rule_id, e.instance) for e in broken), tuple(listed[:MOST_LISTED]), len(listed),
        found.complete, found.least,
    )  # fmt: skip
    return outcome, found.steps


def _kind(suggestion: Suggestion, found: SearchResult) -> str | None:
    """Group within which suggestions tie: None for all smallest sets, else the act, for those that change more cells."""
    return None if len(suggestion.edits) == found.size else suggestion.act


def _suggestion(
    support: Support, scope: str, ranking: Ranking, cells: Mapping[str, Decimal], broken: int
) -> Suggestion:
    """The likeliest suggestion among the possible numbers for a set of cells."""
    ways = [
        _made(point, ranking.act(point), support.is_open, scope, ranking, cells, broken)
        for point in support.points
    ]
    return min(ways, key=_order)


def _made(
    changes: Mapping[str, int],
    act: str | None,
    is_open: bool,
    scope: str,
    ranking: Ranking,
    cells: Mapping[str, Decimal],
    broken: int,
) -> Suggestion:
    edits = tuple(
        Edit(key, cells[key], Decimal(value), ranking.how(key, value)) for key, value in changes.items()
    )
    breaks = ranking.newly_broken(changes)
    return Suggestion(
        scope=scope, edits=edits, act=act, mends=broken, of=broken,
        score=ranking.cost([act] if act else [e.how for e in edits], breaks),
        breaks=tuple((r.rule_id, r.instance) for r in breaks), is_open=is_open,
    )  # fmt: skip


def _order(suggestion: Suggestion) -> tuple[float, int, Decimal]:
    """Sort key: likeliest first, then fewer edits, then the smaller change; ties keep the order of the form."""
    change = sum((abs(e.value - e.printed) for e in suggestion.edits), Decimal(0))
    return suggestion.score, len(suggestion.edits), change


def _ranked(made: Sequence[Suggestion]) -> list[Suggestion]:
    listed: list[Suggestion] = []
    for place, suggestion in enumerate(sorted(made, key=_order), start=1):
        shares = listed and listed[-1].score == suggestion.score
        listed.append(replace(suggestion, rank=listed[-1].rank if shares else place))
    return listed


def _scope(equations: Sequence[Relation]) -> str:
    """The table, or table/row if all cells are in one row."""
    rows = {key.rsplit("/", 1)[0] for e in equations for key in e.keys}
    return rows.pop() if len(rows) == 1 else equations[0].table
