"""Hundreds of made-up reports of towns whose names others share: no decision is wrong, and clear evidence decides."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.decide import decide, weigh
from agencies.divisions import reference
from agencies.evidence import gather
from agencies.gazetteer import Gazetteer
from agencies.names import parse_name
from tests.support.budget import examples
from tests.support.planted_places import KINDS, places, planted

EACH = 25
CLEAR = (
    "sidecar", "sidecar_of_the_county", "batch", "domain", "domain_in_full", "breadcrumb", "full_name", "address", "superior",
    "a_visit_beside_the_truth", "the_wrong_kind",
)  # fmt: skip
NEVER = (
    "nothing",
    "friends",
    "a_visit",
    "a_visit_to_the_namesake",
    "two_places",
    "a_strangers_phone",
    "mentioned_only",
    "gone",
)


def test_no_decision_is_wrong_and_clear_evidence_decides(gazetteer: Gazetteer) -> None:
    told: dict[str, Counter[str]] = {}
    for case in planted(gazetteer, EACH):
        decision = decide(case.report, gazetteer)
        assert decision is not None
        right = decision.division_code == case.code
        what = "open" if decision.division_code is None else "right" if right else "wrong"
        assert what != "wrong", (case, decision)
        told.setdefault(case.kind, Counter())[what] += 1
    assert set(told) == {*KINDS, "gone"}
    for kind in CLEAR:
        assert told[kind]["right"] / told[kind].total() >= 0.95, kind
    assert told["phone"]["right"] > told["phone"]["open"]
    assert told["superior_kind"]["right"] > 0
    for kind in NEVER:
        assert told[kind]["open"] / told[kind].total() >= 0.95, kind


GAZETTEER = Gazetteer(reference())
PLACES = places(GAZETTEER, 40, seed=7)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_the_decision_does_not_depend_on_the_order_of_the_evidence(data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(PLACES))
    kinds = data.draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=4))
    named = parse_name(place.town.name, None, GAZETTEER)
    candidates = frozenset(named.candidates)
    pieces = [
        piece
        for kind in kinds
        if (report := KINDS[kind](place, GAZETTEER))
        for piece in gather(report, named, candidates, GAZETTEER)
    ]
    shuffled = data.draw(st.permutations(pieces))
    assert weigh(candidates, pieces, GAZETTEER, 2022) == weigh(candidates, shuffled, GAZETTEER, 2022)
