"""Suggestions: the fewest edits, exact, ranked; measured on planted mistakes and held against brute force and an oracle."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.paths import ROOT
from expectations.repair.equations import Numbers, Relation, relations, used_to_read
from expectations.repair.fewest_edits import MOST_EDITS, fewest
from expectations.repair.likelihood import HOWS, Grid, Ranking
from expectations.repair.suggestions import Outcome, Suggestion, outcomes
from expectations.repair.wording import in_words, outcome_in_words
from expectations.rules.catalogue import load_rules
from extract.form.catalogue import load_form
from tests.support.budget import examples
from tests.support.drafts import applications_table
from tests.support.planted import mistakes, table
from tests.support.rule_oracle import expected
from tests.support.suggestions import suggest
from tests.unit.expectations.rules.test_rules_as_data import changed_rules

SOME = settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
VERSIONS = sorted(load_form().versions)
REAL = ROOT.parent / "shared" / "reports"
ERRORS = {r.rule_id for r in load_rules() if r.severity == "error"}
FORMS = {"disclosures": "2021", "applications": "2021", "appeals": "2021"}
MOST = 7  # the largest number that brute force tries


def errors(cells: Mapping[str, str], version: str) -> set[tuple[str, str]]:
    """Broken error rules by the independent oracle."""
    return {found for found in expected(dict(cells), version)[0] if found[0] in ERRORS}


def edited(cells: Mapping[str, str], suggestion: Suggestion) -> dict[str, str]:
    return {**cells, **{e.key: str(e.value) for e in suggestion.edits}}


def small(**cells: int) -> dict[str, Decimal]:
    """A table of zeros but for the cells given as row__column (`.` of a row as `_of_`)."""
    zeros = {k: Decimal(0) for t in ("applications", "appeals") for k in load_form().keys(t, "2021")}
    named = {
        f"applications/{k.replace('_of_', '.').replace('__', '/')}": Decimal(v) for k, v in cells.items()
    }
    assert named.keys() <= zeros.keys()
    return zeros | named


def test_two_rows_exchanged_and_a_column_copied_are_one_act() -> None:
    cells = {k: Decimal(v) for k, v in applications_table(load_form(), "2021", Random(1), most=60).items()}
    columns = [c.key for c in load_form().application_columns["2021"]]

    exchanged = dict(cells)
    for column in columns:
        one, other = f"applications/closed_total/{column}", f"applications/carried_out/{column}"
        exchanged[one], exchanged[other] = cells[other], cells[one]
    first = suggest(exchanged, FORMS)[0]
    assert first.act == "lines_exchanged"
    assert {e.key: e.value for e in first.edits}.items() <= cells.items()

    copied = dict(cells)
    rows = [key.split("/")[1] for key in cells if key.endswith("/legal_service_org")]
    for row in rows:
        copied[f"applications/{row}/legal_service_org"] = cells[f"applications/{row}/public_welfare_org"]
    # Which of the two equal columns is the copy, no equation says.
    tied = [s for s in suggest(copied, FORMS) if s.rank == 1]
    assert [(s.act, s.tie) for s in tied] == [("line_copied", True)] * 2
    assert any({e.key: e.value for e in s.edits}.items() <= cells.items() for s in tied)


# --- exact ---
def everything(
    keys: list[str], relations: list[Relation], values: dict[str, int], most: int
) -> Iterator[tuple]:
    """Brute force: (cells, numbers) of every way to mend with the fewest cells, numbers up to `most`."""
    for size in range(1, len(keys) + 1):
        found = False
        for chosen in combinations(keys, size):
            for numbers in product(range(most + 1), repeat=size):
                after = {**values, **dict(zip(chosen, numbers, strict=True))}
                if any(after[k] == values[k] for k in chosen):
                    continue
                if all(r.holds(after) for r in relations):
                    found = True
                    yield chosen, numbers
        if found:
            return


def relation(lhs: list[str], rhs: list[str], when: list[str], applies: str, constant: int) -> Relation:
    return Relation(
        "made.up", f"{lhs}{rhs}", "applications", "error", "eq", False, tuple(lhs), tuple(rhs), 0, constant,
        tuple(when), applies,
    )  # fmt: skip


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[Relation], dict[str, int]]:
    keys = [f"applications/r/{n}" for n in range(draw(st.integers(2, 4)))]
    found = []
    for _ in range(draw(st.integers(1, 4))):
        sides = draw(
            st.lists(st.sampled_from(["lhs", "rhs", "none"]), min_size=len(keys), max_size=len(keys))
        )
        lhs, rhs = ([k for k, s in zip(keys, sides, strict=True) if s == side] for side in ("lhs", "rhs"))
        when = draw(st.lists(st.sampled_from(keys), max_size=2, unique=True))
        applies = draw(st.sampled_from(["zero", "positive"])) if when else "always"
        found.append(relation(lhs, rhs, when, applies, draw(st.sampled_from([0, 0, 0, 1]))))
    return found, {key: draw(st.integers(0, 2)) for key in keys}


@settings(max_examples=examples(150), deadline=None)
@given(systems())
def test_the_search_finds_exactly_what_brute_force_finds(
    system: tuple[list[Relation], dict[str, int]],
) -> None:
    equations, values = system
    numbers = Numbers.of({k: Decimal(v) for k, v in values.items()}, equations)
    for part in numbers.components():
        own = list(dict.fromkeys(k for e in part.equations for k in sorted(e.keys)))
        wanted: dict[tuple[str, ...], set[tuple[int, ...]]] = {}
        for chosen, filled in everything(own, list(part.equations), values, MOST):
            wanted.setdefault(tuple(sorted(chosen)), set()).add(
                tuple(v for _, v in sorted(zip(chosen, filled, strict=True)))
            )
        found = fewest(part, lambda values: True, 100_000)
        supports: dict[tuple[str, ...], Any] = {tuple(sorted(s.points[0])): s for s in found.supports}
        for support in found.supports:
            for point in support.points:
                assert all(e.holds({**values, **point}) for e in part.equations)
        if not wanted:  # not within brute force's reach: nothing may be found there either
            assert all(max(p.values()) > MOST for s in found.supports for p in s.points)
            continue
        smallest = len(next(iter(wanted)))
        if found.size is not None and found.size < smallest:
            assert all(max(p.values()) > MOST for s in found.supports for p in s.points)
            continue
        assert found.complete
        assert found.size == smallest
        assert supports.keys() >= wanted.keys()
        for chosen, ways in wanted.items():
            if len(ways) == 1 and not supports[chosen].is_open:
                assert tuple(v for _, v in sorted(supports[chosen].points[0].items())) in ways


@SOME
@given(st.integers(0, 10**9), st.sampled_from(VERSIONS), st.integers(1, 6))
def test_no_suggestion_breaks_what_holds(seed: int, version: str, wrong: int) -> None:
    chance = Random(seed)
    cells = table(chance, version, groups=True, blanks=0.5)
    for key in chance.sample(sorted(cells), min(wrong, len(cells))):
        cells[key] = str(chance.randint(0, 99))
    before = errors(cells, version)
    found = outcomes({k: Decimal(v) for k, v in cells.items()}, {"applications": version, "appeals": version})
    assert {b for outcome in found for b in outcome.broken} == before
    for outcome in found:
        for suggestion in outcome.suggestions:
            after = errors(edited(cells, suggestion), version)
            assert not after & set(outcome.broken)
            assert after <= before
            assert suggestion.mends == suggestion.of == len(outcome.broken)


@SOME
@given(st.integers(0, 10**9), st.sampled_from(VERSIONS))
def test_nothing_is_suggested_where_everything_holds(seed: int, version: str) -> None:
    chance = Random(seed)
    cells = table(chance, version, groups=True, blanks=0.5)
    assert (
        outcomes({k: Decimal(v) for k, v in cells.items()}, {"applications": version, "appeals": version})
        == ()
    )


def test_the_order_of_the_cells_changes_nothing() -> None:
    chance = Random(3)
    planted = mistakes(chance, table(chance, "2021"), "2021", 4)
    turned = dict(reversed(planted.numbers.items()))
    assert outcomes(planted.numbers, planted.forms) == outcomes(turned, planted.forms)


# --- rules ---
def test_one_edit_mends_everything_in_the_issues_words() -> None:
    cells = small(
        received_new__natural_person=60, received_new__total=60, granted__natural_person=61, granted__total=60,
        closed_total__natural_person=60, closed_total__total=60,
    )  # fmt: skip
    (suggestion,) = suggest(cells, FORMS)
    words = in_words(suggestion, FORMS)
    assert words.en.startswith("one edit mends 2 of 2: granted/natural_person 61 → 60")
    assert words.zh.startswith("改一处，2 处不符全部相符：予以公开／自然人 61 → 60")
    assert (suggestion.rank, suggestion.tie, suggestion.smallest) == (1, False, True)


def test_an_edit_that_fills_an_empty_year_mends_its_rule_too() -> None:
    cells = small(
        received_new__total=3, granted__natural_person=3, granted__total=3,
        closed_total__natural_person=3, closed_total__total=3,
    )  # fmt: skip
    (outcome,) = outcomes(cells, FORMS)
    assert ("applications.empty_year", "natural_person") in outcome.broken
    (suggestion,) = outcome.suggestions
    assert [(e.key, int(e.value)) for e in suggestion.edits] == [
        ("applications/received_new/natural_person", 3)
    ]


def test_an_edit_that_empties_a_year_has_to_empty_all_of_it() -> None:
    """received_new 5 -> 0 would mend the balance, if closed and carried-out were not left with numbers."""
    equations = [
        relation(["applications/r/in"], ["applications/r/out"], [], "always", 0),
        relation(["applications/r/leaf"], [], ["applications/r/in"], "zero", 0),
    ]
    values = {"applications/r/in": 5, "applications/r/out": 0, "applications/r/leaf": 2}
    (part,) = Numbers.of({k: Decimal(v) for k, v in values.items()}, equations).components()
    found = fewest(part, lambda changes: True, 1000)
    assert [s.points for s in found.supports] == [({"applications/r/out": 5},)]


def test_a_group_row_counts_where_it_is_printed() -> None:
    cells = small() | {
        "applications/denied/total": Decimal(4),
        "applications/denied/natural_person": Decimal(0),
    }
    (suggestion,) = suggest(cells, FORMS)
    assert [(e.key, int(e.value)) for e in suggestion.edits] == [("applications/denied/total", 0)]


def test_a_blank_is_not_nought() -> None:
    cells = small(
        received_new__natural_person=5, received_new__total=5, closed_total__natural_person=5, granted__natural_person=4
    )  # fmt: skip
    for row in ("granted", "closed_total"):
        for column in ("total", "other_org"):
            del cells[f"applications/{row}/{column}"]
    (outcome,) = outcomes(cells, FORMS)
    assert outcome.broken == (("applications.outcome_total", "natural_person"),)
    assert {s.edits[0].key for s in outcome.suggestions} == {"applications/granted/natural_person"}


def test_a_sum_that_was_used_to_read_the_cells_takes_no_part() -> None:
    cells = small(
        received_new__natural_person=4, received_new__total=4, granted__natural_person=3, granted__total=4,
        closed_total__natural_person=4, closed_total__total=4,
    )  # fmt: skip
    used = used_to_read([("decoded_by_sum", "applications/granted")], relations(FORMS))
    assert used == {("applications.row_total", "granted")}
    assert len(used_to_read([("decoded_by_sum", None)], relations(FORMS))) > len(used)
    assert outcomes(cells, FORMS)[0].broken == (
        ("applications.row_total", "granted"), ("applications.outcome_total", "natural_person"),
    )  # fmt: skip
    assert outcomes(cells, FORMS, left_out=used)[0].broken == (
        ("applications.outcome_total", "natural_person"),
    )


def test_a_new_rule_takes_part_without_a_change_of_code(tmp_path: Path) -> None:
    new = {
        "id": "applications.none_excessive", "severity": "error", "basis": "heuristic", "label": "无", "en": "none",
        "text": "none", "kind": "sum", "table": "applications", "each": "column", "operator": "eq",
        "lhs": ["not_processed.excessive"], "rhs": [0],
    }  # fmt: skip
    cells = small(
        received_new__natural_person=2, received_new__total=2, not_processed_of_excessive__natural_person=2,
        not_processed_of_excessive__total=2, closed_total__natural_person=2, closed_total__total=2,
    )  # fmt: skip
    assert outcomes(cells, FORMS) == ()
    (outcome,) = outcomes(cells, FORMS, rules=load_rules(changed_rules(tmp_path, new)))
    assert {rule for rule, _ in outcome.broken} == {"applications.none_excessive"}
    # the two go to another outcome, in both columns; each other leaf would do
    assert {e.key for e in outcome.suggestions[0].edits} > {
        f"applications/not_processed.excessive/{column}" for column in ("natural_person", "total")
    }
    leaves = [r for r in load_form().application_rows["2021"] if r.role == "outcome"]
    assert outcome.found == len(leaves) - 1
    assert all(len(s.edits) == 4 for s in outcome.suggestions)


def test_a_warning_that_an_edit_would_newly_break_pushes_it_down() -> None:
    grid = Grid(load_form(), FORMS, ())
    warning = replace(
        relation(["a"], ["b"], [], "always", 0), severity="warning", operator="le", rule_id="made.warning"
    )
    ranking = Ranking(grid, {"a": 1, "b": 5}, [], [warning])
    assert ranking.newly_broken({"a": 5}) == []
    assert ranking.newly_broken({"a": 6}) == [warning]
    assert ranking.cost(["other"], [warning]) > ranking.cost(["other"], [])


@pytest.mark.parametrize(
    ("printed", "value", "how"),
    [
        (61, 16, "digits_swapped"), (12, 1, "digit_added"), (1, 12, "digit_dropped"), (10, 100, "digit_dropped"),
        (61, 60, "digit_slipped"), (17, 11, "digit_slipped"), (41, 46, "digit_replaced"), (0, 7, "not_entered"),
        (7, 0, "not_nought"), (123, 456, "other"), (105, 5, "other"),
    ],
)  # fmt: skip
def test_how_a_mistake_happens(printed: int, value: int, how: str) -> None:
    key = "applications/granted/natural_person"
    ranking = Ranking(Grid(load_form(), FORMS, [key]), {key: printed}, [], [])
    assert ranking.how(key, value) == how


def test_ties_in_score_share_a_rank_and_say_so() -> None:
    cells = {k: v for k, v in small().items() if k.startswith("appeals/reconsideration")}
    cells["appeals/reconsideration/total"] = Decimal(20)
    (outcome,) = outcomes(cells, FORMS)
    parts = [s for s in outcome.suggestions if not s.edits[0].key.endswith("/total")]
    assert len(parts) == 4
    assert len({s.rank for s in parts}) == 1
    assert all(s.tie and s.alternatives == 5 for s in outcome.suggestions)
    words = outcome_in_words(outcome, FORMS)
    assert "另有 4 种改法同样少" in words[0].zh
    assert "4 others of as few edits would do as well" in words[0].en


def test_a_sum_that_can_be_shared_in_several_ways_is_said_to_be_open() -> None:
    """Two leaves of 6 and 5 whose rows are blank but for them, under a total of 3 that everything else holds."""
    cells = small(
        received_new__natural_person=3, received_new__total=3, closed_total__natural_person=3, closed_total__total=3,
        granted__natural_person=6, granted_in_part__natural_person=5, granted__total=3,
    )  # fmt: skip
    for row in ("granted", "granted_in_part"):
        del cells[f"applications/{row}/other_org"]
    (outcome,) = outcomes(cells, FORMS)
    (suggestion,) = [s for s in outcome.suggestions if s.is_open]
    assert sum(e.value for e in suggestion.edits) == 3
    assert "不止一组" in in_words(suggestion, FORMS).zh
    assert "more than one set" in in_words(suggestion, FORMS).en


# --- the worst that can come ---
def test_a_report_with_everything_broken_is_given_up_at_once_and_says_so() -> None:
    chance = Random(5)
    cells = {key: Decimal(chance.randint(0, 999)) for key in load_form().keys("applications", "2021")}
    (outcome,) = outcomes(cells, FORMS)
    assert outcome.suggestions == ()
    assert outcome.least > MOST_EDITS
    assert not outcome.complete
    (said,) = outcome_in_words(outcome, FORMS)
    assert f"至少要改 {outcome.least} 处" in said.zh
    assert f"at least {outcome.least} numbers" in said.en


def test_a_search_that_is_cut_short_says_so() -> None:
    chance = Random(0)
    planted = mistakes(chance, table(chance, "2021"), "2021", 6)
    (whole,) = outcomes(planted.numbers, planted.forms)
    (cut,) = outcomes(planted.numbers, planted.forms, steps=3)
    assert whole.complete
    assert whole.suggestions
    assert (cut.suggestions, cut.complete) == ((), False)
    assert cut.least <= min(len(s.edits) for s in whole.suggestions)


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "-Infinity", "1E+999999", "1E-999999", "1E+400"])
def test_what_is_no_number_takes_no_part(odd: str) -> None:
    cells = small() | {"appeals/reconsideration/total": Decimal(odd)}
    assert outcomes(cells, FORMS) == ()


@pytest.mark.parametrize("odd", ["-3", "2.5", "0.1", str(10**25), "1E+20"])
def test_a_number_that_is_no_count_is_edited_into_one(odd: str) -> None:
    cells = small() | {"applications/granted/total": Decimal(odd)}
    (suggestion,) = suggest(cells, FORMS)
    assert [(e.key, e.printed, e.value) for e in suggestion.edits] == [
        ("applications/granted/total", Decimal(odd), Decimal(0))
    ]


def test_a_report_without_numbers_has_no_suggestion() -> None:
    assert outcomes({}, FORMS) == ()
    assert outcomes({}, {"applications": None}) == ()
    assert outcomes({"appeals/reconsideration/total": Decimal(3)}, {}) == ()


def test_every_way_has_words_in_both_languages() -> None:
    assert {name for name, how in HOWS.items() if not (how.zh and how.en)} == {"other"}


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real reports is not beside the project")
def test_totals_printed_as_nought_over_their_parts_are_suggested_from_a_real_report() -> None:
    truth = json.loads((REAL / "hongze_2023.truth.json").read_text(encoding="utf-8"))
    cells = {k: Decimal(c["value"]) for k, c in truth["cells"].items() if c["state"] == "number"}
    found: dict[str, Outcome] = {o.scope: o for o in outcomes(cells, {**truth["form"], "appeals": "2021"})}
    assert {scope: [(e.key, int(e.value)) for e in o.suggestions[0].edits] for scope, o in found.items()} == {
        "appeals/reconsideration": [("appeals/reconsideration/total", 11)],
        "appeals/litigation_after_reconsideration": [("appeals/litigation_after_reconsideration/total", 5)],
    }
