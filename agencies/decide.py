"""The weighing: which of the divisions that a name may mean is meant, or that it stays open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agencies.divisions import LEVELS, OLD_COUNTIES
from agencies.evidence import Evidence, Report, bringing, division_of, gather
from agencies.gazetteer import Gazetteer
from agencies.names import Named, parse_name
from agencies.words import strength, words


@dataclass(frozen=True, slots=True)
class Decision:
    """`division_code` and `decided_by` are null while it is undecided; `candidates` then says what is still possible."""

    named: Named
    division_code: str | None = None
    decided_by: str | None = None
    candidates: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def decide(report: Report, gazetteer: Gazetteer) -> Decision | None:
    """The decision on one report by itself; null where it names no agency."""
    if not report.name:
        return None
    named = parse_name(report.name, report.agency_class, gazetteer)
    candidates = frozenset(named.candidates)
    if (
        not named.places
        and not named.foreign
        and report.agency_class in ("department", "government_office", "dispatched")
    ):
        candidates = bringing(report, named, gazetteer)
    candidates = _there(candidates, report.report_year, gazetteer)
    told, below = _told(report, candidates, gazetteer)
    evidence = (*told, *gather(report, named, candidates, gazetteer))
    if told and not below and _too_high(told[0].named[0], candidates, report.agency_class, gazetteer):
        return Decision(named, None, None, tuple(sorted(candidates)), evidence)
    if told and not below:
        return Decision(named, told[0].named[0], "sidecar", (), evidence)
    code, kind, left = weigh(candidates, evidence, gazetteer, report.report_year)
    return Decision(named, code, kind, () if code else tuple(sorted(left)), evidence)


def weigh(
    candidates: frozenset[str], evidence: Sequence[Evidence], gazetteer: Gazetteer, year: int | None
) -> tuple[str | None, str | None, frozenset[str]]:
    """(division, kind of evidence that decided, candidates left), in the order of the kinds and not of the rows.

    Pieces of one strength that agree on no candidate leave it open, and so does a contradiction as strong as what decided.
    """
    left, decided_by = candidates, None
    broken: list[int] = []  # strengths of what contradicts
    ranked = sorted(evidence, key=lambda e: (_rank(e.kind), e.text))
    for piece in ranked:
        both = left & piece.codes
        if not both:
            broken.append(strength(piece.kind))
            if strength(piece.kind) == 1:
                left = both
            continue
        left = both
        if decided_by is None and len(_places(left, gazetteer)) == 1:
            decided_by = piece.kind
    if decided_by is None or any(level <= strength(decided_by) for level in broken):
        open_ = left
        if broken and left:  # what was ruled out by evidence that others contradict comes back
            firm = [e for e in ranked if strength(e.kind) < min(broken)]
            spoken = frozenset().union(*(e.codes for e in ranked if strength(e.kind) == min(broken)))
            open_ = _narrowed(candidates, firm)
            open_ = (open_ & spoken) or open_
        return None, None, open_
    return _form_of(left, year, gazetteer), decided_by, left


def _narrowed(candidates: frozenset[str], evidence: Iterable[Evidence]) -> frozenset[str]:
    for piece in evidence:
        candidates = (candidates & piece.codes) or candidates
    return candidates


def _rank(kind: str) -> int:
    return list(words()["order"]).index(kind)


def _there(candidates: frozenset[str], year: int | None, gazetteer: Gazetteer) -> frozenset[str]:
    """Those of the candidates that were there in the report's year; all of them where that leaves none.

    The days of the vintages are not those of the decrees: they only tell what came up later than the older one.
    """
    if year is None:
        return candidates
    kept = set()
    for code in candidates:
        division = gazetteer.divisions.by_code[code]
        since, until = division.valid_from, division.valid_to
        if division.source == "reference":
            since, until = OLD_COUNTIES if since else None, None
        if not (since and year < since.year) and not (until and year > until.year):
            kept.add(code)
    return frozenset(kept) or candidates


def _told(
    report: Report, candidates: frozenset[str], gazetteer: Gazetteer
) -> tuple[list[Evidence], frozenset[str]]:
    """(what the sidecar says, the candidates below where its code is that of the area around a town)."""
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
    """Whether a sidecar names the province or prefecture of somebody else: no division of the name lies in it."""
    division = gazetteer.divisions.by_code.get(code)
    if division is None or division.level not in ("province", "prefecture"):
        return False
    if not candidates:
        return division.level == "province" and agency_class in ("town", "township", "street_office")
    lower = LEVELS[LEVELS.index(division.level) + 1 :]
    return all(gazetteer.divisions.by_code[candidate].level in lower for candidate in candidates)


def _places(codes: frozenset[str], gazetteer: Gazetteer) -> set[str]:
    """Codes that follow one another are one place."""
    return {gazetteer.last_form(code) for code in codes}


def _form_of(codes: frozenset[str], year: int | None, gazetteer: Gazetteer) -> str:
    """Of the codes that one place had, the one of the report's year; the last where that does not tell."""
    ranked = sorted(codes, key=lambda code: (gazetteer.divisions.by_code[code].valid_to or date.max, code))
    if year is not None:
        for code in ranked:
            ended = gazetteer.divisions.by_code[code].valid_to
            if ended is None or year <= ended.year:
                return code
    return ranked[-1]
