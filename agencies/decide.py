"""Weighs the evidence on one report: which of the candidate divisions its name means, or that it is undecided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agencies.divisions import LEVELS, OLD_COUNTIES
from agencies.evidence import Evidence, Report, candidates_for_organ, division_of, gather
from agencies.gazetteer import Gazetteer
from agencies.names import Named, parse_name
from agencies.words import strength, words


@dataclass(frozen=True, slots=True)
class Decision:
    """What one report's agency was resolved to.

    `division_code` and `decided_by` are null while it is undecided; `candidates` are then the codes still possible.
    """

    named: Named
    division_code: str | None = None
    decided_by: str | None = None
    candidates: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def decide(report: Report, gazetteer: Gazetteer) -> Decision | None:
    """Decide on one report on its own; None if it names no agency."""
    if not report.name:
        return None
    named = parse_name(report.name, report.agency_class, gazetteer)
    candidates = frozenset(named.candidates)
    if (
        not named.places
        and not named.foreign
        and report.agency_class in ("department", "government_office", "dispatched")
    ):
        candidates = candidates_for_organ(report, named, gazetteer)
    candidates = _existing_in(candidates, report.report_year, gazetteer)
    sidecar, below = _from_sidecar(report, candidates, gazetteer)
    evidence = (*sidecar, *gather(report, named, candidates, gazetteer))
    if sidecar and not below and _too_high(sidecar[0].named[0], candidates, report.agency_class, gazetteer):
        return Decision(named, None, None, tuple(sorted(candidates)), evidence)
    if sidecar and not below:
        return Decision(named, sidecar[0].named[0], "sidecar", (), evidence)
    code, kind, remaining = weigh(candidates, evidence, gazetteer, report.report_year)
    return Decision(named, code, kind, () if code else tuple(sorted(remaining)), evidence)


def weigh(
    candidates: frozenset[str], evidence: Sequence[Evidence], gazetteer: Gazetteer, year: int | None
) -> tuple[str | None, str | None, frozenset[str]]:
    """Return (division, kind of evidence that decided, candidates left); the order of `evidence` does not matter.

    The division is undecided (None) if pieces of one strength agree on no candidate, or if a contradicting piece is as
    strong as the one that decided.
    """
    remaining, decided_by = candidates, None
    contradicting: list[int] = []  # strengths of the pieces that fit none of the remaining candidates
    ranked = sorted(evidence, key=lambda e: (_rank(e.kind), e.text))
    for piece in ranked:
        agreed = remaining & piece.codes
        if not agreed:
            contradicting.append(strength(piece.kind))
            if strength(piece.kind) == 1:
                remaining = agreed
            continue
        remaining = agreed
        if decided_by is None and len(_places(remaining, gazetteer)) == 1:
            decided_by = piece.kind
    if decided_by is None or any(level <= strength(decided_by) for level in contradicting):
        still_possible = remaining
        if contradicting and remaining:  # evidence that other evidence contradicts rules out nothing
            stronger = [e for e in ranked if strength(e.kind) < min(contradicting)]
            supported = frozenset().union(
                *(e.codes for e in ranked if strength(e.kind) == min(contradicting))
            )
            still_possible = _narrowed(candidates, stronger)
            still_possible = (still_possible & supported) or still_possible
        return None, None, still_possible
    return _code_in_year(remaining, year, gazetteer), decided_by, remaining


def _narrowed(candidates: frozenset[str], evidence: Iterable[Evidence]) -> frozenset[str]:
    for piece in evidence:
        candidates = (candidates & piece.codes) or candidates
    return candidates


def _rank(kind: str) -> int:
    return list(words()["order"]).index(kind)


def _existing_in(candidates: frozenset[str], year: int | None, gazetteer: Gazetteer) -> frozenset[str]:
    """Keep the candidates that existed in the report's year; all of them if none did.

    The dates are those of the two vintages, not of the decrees: they only show what is newer than the older vintage.
    """
    if year is None:
        return candidates
    existing = set()
    for code in candidates:
        division = gazetteer.divisions.by_code[code]
        since, until = division.valid_from, division.valid_to
        if division.source == "reference":
            since, until = OLD_COUNTIES if since else None, None
        if not (since and year < since.year) and not (until and year > until.year):
            existing.add(code)
    return frozenset(existing) or candidates


def _from_sidecar(
    report: Report, candidates: frozenset[str], gazetteer: Gazetteer
) -> tuple[list[Evidence], frozenset[str]]:
    """Return (the sidecar's division code as evidence, the candidates below it if the code is that of a town's county or higher)."""
    if not report.division_code:
        return [], frozenset()
    division = division_of(report.division_code, gazetteer)
    code = division.code if division else report.division_code
    below = (
        frozenset(c for c in candidates if code in gazetteer.above(c)[1:])
        if code not in candidates
        else frozenset()
    )
    return [Evidence("sidecar", report.division_code, below or frozenset([code]), (code,))], below


def _too_high(code: str, candidates: frozenset[str], agency_class: str | None, gazetteer: Gazetteer) -> bool:
    """Whether a sidecar names a province or prefecture that cannot be the agency's own and contains no candidate."""
    division = gazetteer.divisions.by_code.get(code)
    if division is None or division.level not in ("province", "prefecture"):
        return False
    if not candidates:
        return division.level == "province" and agency_class in ("town", "township", "street_office")
    lower = LEVELS[LEVELS.index(division.level) + 1 :]
    return all(gazetteer.divisions.by_code[candidate].level in lower for candidate in candidates)


def _places(codes: frozenset[str], gazetteer: Gazetteer) -> set[str]:
    """The places behind the codes: codes that succeeded one another are one place."""
    return {gazetteer.last_form(code) for code in codes}


def _code_in_year(codes: frozenset[str], year: int | None, gazetteer: Gazetteer) -> str:
    """Of the codes that one place had, return the one valid in the report's year; the last one if the year is unknown."""
    ranked = sorted(codes, key=lambda code: (gazetteer.divisions.by_code[code].valid_to or date.max, code))
    if year is not None:
        for code in ranked:
            ended = gazetteer.divisions.by_code[code].valid_to
            if ended is None or year <= ended.year:
                return code
    return ranked[-1]
