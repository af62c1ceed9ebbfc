"""Whose mistake a broken rule is: told by two readings, and never by changing a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from expectations.check.draft import LOOK, CheckOutcome, check_report
from expectations.evidence.verdicts import CellAgain, SecondReading
from expectations.failure import Difference
from extract.cross_check import differ
from extract.form_cells import Problem
from extract.messages import Detail, Doubt
from tests.support.drafts import Draft, report, zeros
from tests.support.messages import problem

FILE = Path("草稿.pdf")
TOTAL = "appeals/reconsideration/total"
BROKEN = zeros(explicit=False).with_cells({TOTAL: "4"})


def again(draft: Draft, changes: Mapping[str, CellAgain | None] | None = None) -> SecondReading:
    """A second reading that sees the draft as it is but for the changes; null takes a cell away."""
    seen = SecondReading.of(report(draft))
    cells = {**seen.cells, **(changes or {})}
    return replace(seen, cells={key: cell for key, cell in cells.items() if cell is not None})


def checked(draft: Draft, second: SecondReading | None) -> CheckOutcome:
    return check_report(FILE, report(draft), lambda: second)


def verdicts(outcome: CheckOutcome) -> set[tuple[str, str]]:
    return {(f.rule_id, f.verdict) for f in outcome.failures}


def test_two_readings_that_agree_make_it_the_publishers() -> None:
    outcome = checked(BROKEN, again(BROKEN))
    assert verdicts(outcome) == {("appeals.total", "source")}
    assert outcome.doubts == ()
    assert "（两次读取一致，原件就是这样）" in outcome.text


def test_two_readings_that_differ_make_it_ours_and_both_are_shown() -> None:
    outcome = checked(BROKEN, again(BROKEN, {TOTAL: CellAgain("number", "0")}))
    [failure] = outcome.failures
    assert failure.verdict == "extraction"
    assert failure.differences == (Difference(TOTAL, "4", "0"),)
    assert failure.sides == "0 + 0 + 0 + 0 ≠ 4", "no value is changed"
    assert outcome.exit_code == LOOK
    assert outcome.doubts == ((TOTAL, differ("4", "0")),)
    assert "行政复议／总计：读作 4" in outcome.text
    assert "两次读取不一致：第一次 4，第二次 0" in outcome.text
    assert "1 处存疑" in outcome.text.splitlines()[-1]


def test_a_state_that_differs_is_told_in_chinese() -> None:
    outcome = checked(BROKEN, again(BROKEN, {TOTAL: CellAgain("blank", None)}))
    assert [f.differences for f in outcome.failures] == [(Difference(TOTAL, "4", "blank"),)]
    assert "两次读取不一致：第一次 4，第二次 空白" in outcome.text


@pytest.mark.parametrize(
    "second",
    [
        None,
        again(BROKEN, {key: None for key in BROKEN.cells if key.startswith("appeals/")}),
        again(BROKEN, {TOTAL: CellAgain("absent", None)}),
        again(BROKEN, {TOTAL: CellAgain("number", "0", doubted=True)}),
    ],
    ids=["none could be had", "without the table", "without the row", "itself in doubt"],
)
def test_without_a_second_reading_of_the_cell_nobody_knows(second: SecondReading | None) -> None:
    outcome = checked(BROKEN, second)
    assert verdicts(outcome) == {("appeals.total", "unknown")}
    assert outcome.doubts == ()


def test_a_cell_that_differs_counts_although_another_is_not_to_be_had() -> None:
    other = "appeals/reconsideration/upheld"
    outcome = checked(BROKEN, again(BROKEN, {TOTAL: None, other: CellAgain("number", "4")}))
    assert [f.differences for f in outcome.failures] == [(Difference(other, "0", "4"),)]


def test_a_difference_under_a_warning_puts_the_report_in_doubt_too() -> None:
    key = "applications/denied.state_secret/total"
    rows = ("granted", "closed_total")
    draft = zeros(explicit=False).with_cells({
        f"applications/{row}/{column}": "1" for row in (*rows, "received_new") for column in ("natural_person", "total")
    } | {"applications/not_processed.repeated/total": "0"})  # fmt: skip
    draft = draft.with_cells({key: "2", "applications/denied.state_secret/natural_person": "2"})
    outcome = checked(draft, again(draft, {key: CellAgain("number", "0")}))
    warned = [f for f in outcome.failures if f.rule_id == "applications.within_inflow" and f.differences]
    assert [(f.severity, f.verdict) for f in warned] == [("warning", "extraction")]
    assert [doubt for doubt, _ in outcome.doubts] == [key]


def test_a_doubt_is_answered_without_asking() -> None:
    def never() -> SecondReading:
        raise AssertionError("asked although the first reading is in doubt already")

    draft = replace(BROKEN, doubts={TOTAL: Doubt("not_a_number")})
    assert verdicts(check_report(FILE, report(draft), never)) == {("appeals.total", "extraction")}
    explicit = replace(BROKEN, explicit=True)
    assert verdicts(check_report(FILE, report(explicit), never)) == {("appeals.total", "source")}


def test_what_a_person_settled_stands_against_a_second_reading() -> None:
    seen = {
        "seen": "4",
        "reviewer": "李某",
        "date": "2024-05-31",
        "read_as": "44",
        "doubt": asdict(Doubt("not_a_number")),
    }
    settled = Problem(Detail("reading_settled", seen), instance=TOTAL)
    outcome = checked(replace(BROKEN, problems=[settled]), again(BROKEN, {TOTAL: CellAgain("number", "0")}))
    assert verdicts(outcome) == {("appeals.total", "source")}
    assert outcome.doubts == ()
    assert "已由人工对照原件核定" in outcome.text
    assert "李某 2024-05-31 看到的是 4，程序读作 44" in outcome.text


PROBLEM = problem("label_misprint", "applications/not_processed")


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        (None, "unknown"),
        (again(replace(BROKEN, problems=[PROBLEM])), "source"),
        (again(BROKEN), "extraction"),
        (again(BROKEN, {key: None for key in BROKEN.cells if key.startswith("applications/")}), "unknown"),
    ],
)
def test_a_problem_is_the_publishers_when_both_readings_meet_it(
    second: SecondReading | None, verdict: str
) -> None:
    draft = replace(zeros(explicit=False), problems=[PROBLEM])
    assert verdicts(checked(draft, second)) == {("shape.labels", verdict)}


@pytest.mark.parametrize(
    ("forms", "verdict"),
    [({"applications": "2021"}, "source"), ({"applications": "2019"}, "extraction"), ({}, "unknown")],
)
def test_the_form_is_the_publishers_when_both_readings_tell_it(forms: dict[str, str], verdict: str) -> None:
    draft = zeros(year=2020, explicit=False, disclosures="2019")
    outcome = checked(draft, replace(again(draft), forms=forms))
    assert verdicts(outcome) == {("shape.form_for_year", verdict)}
