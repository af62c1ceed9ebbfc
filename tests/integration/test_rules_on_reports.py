"""Rules over reports: consistent ones break none, one planted change breaks exactly the right ones, a blank none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.check.draft import evaluate
from expectations.check.in_memory import Relations
from extract.form.catalogue import load_form
from extract.form_cells import Problem
from extract.messages import Doubt
from tests.support.budget import examples
from tests.support.drafts import Draft, arrow, consistent, failed, zeros
from tests.support.messages import problem
from tests.support.rule_oracle import expected

SOME = settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.too_slow])
VERSIONS = sorted(load_form().versions)
TABLES_3_AND_4 = [
    key
    for table, version in (("applications", "2021"), ("appeals", "2021"))
    for key in load_form().keys(table, version)
]
OCR = Doubt("ocr")
SHAPES_AND_VALUES = ("shape.", "value.", "disclosures.")


def broken(*drafts: Draft) -> set[tuple[str, str, str | None]]:
    """(report, rule, instance) that fail."""
    return {(f.report_id, f.rule_id, f.instance) for f in evaluate(arrow(drafts))[0]}


def results(draft: Draft) -> tuple[set[tuple[str, Any]], set[tuple[str, Any]]]:
    """(failed, not evaluable) instances of one report; not those that wait for other reports."""
    relations = Relations(arrow([draft]))
    relations.build("int_rule_sides")
    rows = relations.con.execute(
        "select rule_id, instance, operator, lhs, rhs, evaluable from int_rule_sides where evaluable or cells <> '[]' "
        "or rule_id = 'shape.form_for_year'"
    ).fetchall()
    relations.close()
    bad = {(r, i) for r, i, op, lhs, rhs, ok in rows if ok and (lhs != rhs if op == "eq" else lhs > rhs)}
    return bad, {(r, i) for r, i, _, _, _, ok in rows if not ok}


@SOME
@given(st.integers(0, 10**9), st.sampled_from(VERSIONS))
def test_a_consistent_report_breaks_no_rule(seed: int, version: str) -> None:
    year = 2020 if version == "2019" else 2022
    many = [consistent(f"示例{n}县", year, version, version, seed=seed + n) for n in range(4)]
    assert broken(*many, zeros()) == set()


@SOME
@given(st.integers(0, 10**6), st.sampled_from(VERSIONS), st.data())
def test_one_planted_change_breaks_exactly_the_right_rules(
    seed: int, version: str, data: st.DataObject
) -> None:
    year = 2020 if version == "2019" else 2022
    keys = [k for k in consistent(applications=version).cells if not k.startswith("disclosures/")]
    drafts, wanted = [], set()
    for n in range(5):
        draft = consistent(f"示例{n}县", year, version, version, seed=seed + n)
        key = data.draw(st.sampled_from(keys))
        change = data.draw(st.sampled_from([-1, 1, 9, 10, 100]))
        draft = draft.with_cells({key: str(max(0, int(draft.cells[key]) + change))})
        drafts.append(draft)
        wanted |= {(draft.report_id, rule, instance) for rule, instance in expected(draft.cells, version)[0]}
    assert broken(*drafts) == wanted


@SOME
@given(
    st.lists(st.sampled_from(TABLES_3_AND_4), min_size=1, max_size=12), st.sampled_from(["", "/", "?", "约3"])
)
def test_what_is_no_number_is_not_evaluable_and_never_fails(keys: list[str], printed: str) -> None:
    draft = consistent(seed=len(keys)).with_cells(dict.fromkeys(keys, printed))
    bad, open_ = results(draft)
    wanted_bad, wanted_open = expected(draft.cells, "2021")
    assert bad == wanted_bad == set()
    assert open_ == wanted_open


@SOME
@given(st.integers(0, 10**6), st.data())
def test_blanks_and_mistakes_together(seed: int, data: st.DataObject) -> None:
    changes = data.draw(
        st.dictionaries(
            st.sampled_from(TABLES_3_AND_4), st.sampled_from(["", "0", "1", "7", "300"]), max_size=30
        )
    )
    draft = consistent(seed=seed).with_cells(changes)
    bad, open_ = results(draft)
    wanted_bad, wanted_open = expected(draft.cells, "2021")
    assert {b for b in bad if not b[0].startswith(SHAPES_AND_VALUES)} == wanted_bad
    assert open_ == wanted_open


def test_all_blank_is_neither_passed_nor_failed() -> None:
    draft = zeros()
    draft = draft.with_cells(dict.fromkeys(draft.cells, ""))
    bad, open_ = results(draft)
    assert bad == set()
    assert {rule for rule, _ in open_} >= {"applications.balance", "applications.row_total", "appeals.total"}


def test_a_group_that_prints_numbers_must_equal_its_rows_and_is_not_counted_twice() -> None:
    draft = consistent(seed=5)
    columns = [c.key for c in load_form().application_columns["2021"]]
    sums = {
        f"applications/denied/{c}": str(
            sum(
                int(v)
                for k, v in draft.cells.items()
                if k.startswith("applications/denied.") and k.endswith(f"/{c}")
            )
        )
        for c in columns
    }
    right = draft.with_cells(sums)
    assert broken(right) == set()
    wrong = draft.with_cells({**sums, "applications/denied/natural_person": "0"})
    assert broken(wrong) == {
        (wrong.report_id, "applications.subtotal", "denied/natural_person"),
        (wrong.report_id, "applications.row_total", "denied"),
    }


def test_a_single_row_other_counts_as_an_outcome_on_the_2019_form_only() -> None:
    old = consistent(year=2020, applications="2019", disclosures="2019", seed=8)
    old = old.with_cells(
        {"applications/other/natural_person": str(int(old.cells["applications/other/natural_person"]) + 1)}
    )
    assert {rule for _, rule, _ in broken(old)} == {"applications.outcome_total", "applications.row_total"}


def test_a_sum_that_was_used_to_read_the_row_proves_nothing() -> None:
    draft = consistent(seed=3, problems=[
        problem("decoded_by_sum", "applications/granted"), problem("decoded_by_sum", "appeals/reconsideration"),
    ])  # fmt: skip
    draft = draft.with_cells({"applications/granted/total": "9999"})
    bad, open_ = results(draft)
    assert {r for r in bad if r[0] == "applications.row_total"} == set()
    assert open_ == {("applications.row_total", "granted"), ("appeals.total", "reconsideration")}


@pytest.mark.parametrize(
    ("met", "rule", "instance"),
    [
        (problem("row_width", "granted"), "shape.applications_row", "granted"),
        (problem("row_width", "appeals"), "shape.appeals_row", None),
        (problem("label_misprint", "applications/denied"), "shape.labels", None),
        (problem("extra_row"), "shape.labels", None),
        (
            problem("row_missing", "applications/granted"),
            "shape.rows_present",
            "applications/granted",
        ),
        (
            problem("column_missing", "applications/total"),
            "shape.rows_present",
            "applications/total",
        ),
        (problem("table_missing", "appeals"), "shape.table_present", "appeals"),
        (problem("sections_missing", "problems"), "shape.sections", "problems"),
        (problem("sections_order"), "shape.sections", None),
    ],
)
def test_a_problem_of_reading_breaks_its_shape_rule(met: Problem, rule: str, instance: str | None) -> None:
    draft = zeros(problems=[met])
    assert broken(draft) == {(draft.report_id, rule, instance)}


@pytest.mark.parametrize(
    ("doubted", "verdict"),
    [
        ({}, "source"),
        ({"appeals/reconsideration/total": OCR}, "source"),
        ({"applications/not_processed.repeated/total": OCR}, "extraction"),
    ],
)
def test_a_row_is_missing_in_print_only_where_its_table_was_read_without_a_doubt(
    doubted: dict[str, Doubt], verdict: str
) -> None:
    """What we could not read is not said to be missing from the publisher's table."""
    draft = replace(zeros(problems=[problem("row_missing", "applications/granted")]), doubts=doubted)
    [failure] = [f for f in evaluate(arrow([draft]))[0] if f.rule_id == "shape.rows_present"]
    assert failure.verdict == verdict


def test_a_width_problem_of_table_two_is_no_rule_of_table_three() -> None:
    draft = zeros(problems=[problem("row_width", "disclosures/fees")])
    assert broken(draft) == set()


@pytest.mark.parametrize(
    ("key", "printed", "breaks"),
    [
        ("disclosures/licensing/decisions", "3.5", True),
        ("disclosures/licensing/decisions", "-1", True),
        ("disclosures/licensing/decisions", "2.0", False),
        ("disclosures/fees/amount", "24252.311082", False),
        ("disclosures/fees/amount", "-0.5", True),
        ("disclosures/fees/amount", "9" * 16, True),
        ("disclosures/fees/amount", "", False),
    ],
)
def test_numbers_are_of_the_type_of_their_cell(key: str, printed: str, breaks: bool) -> None:
    draft = zeros().with_cells({key: printed})
    assert broken(draft) == ({(draft.report_id, "value.whole_number", key)} if breaks else set())


def test_only_a_change_in_items_may_be_negative() -> None:
    draft = consistent(year=2020, applications="2019", disclosures="2019")
    draft = draft.with_cells(
        {"disclosures/fees/items_change": "-15", "disclosures/penalties/items_last_year": "-15"}
    )
    assert broken(draft) == {(draft.report_id, "value.whole_number", "disclosures/penalties/items_last_year")}


def test_more_newly_disclosed_than_disclosed_in_all() -> None:
    draft = consistent(year=2020, applications="2019", disclosures="2019")
    draft = draft.with_cells({"disclosures/government_rules/newly_disclosed": "61"})
    assert broken(draft) == {(draft.report_id, "disclosures.disclosed_2019", "government_rules")}


@pytest.mark.parametrize(
    ("year", "version", "failing", "open_"),
    [
        (2020, "2019", 0, 0),
        (2021, "2021", 0, 0),
        (2023, "2019", 2, 0),
        (2020, "2021", 2, 0),
        (2018, "2019", 0, 2),
        (None, "2021", 0, 2),
    ],
)
def test_the_form_is_the_one_of_the_report_year(
    year: int | None, version: str, failing: int, open_: int
) -> None:
    bad, not_evaluable = results(consistent(year=year, applications=version, disclosures=version))
    assert sum(rule == "shape.form_for_year" for rule, _ in bad) == failing
    assert sum(rule == "shape.form_for_year" for rule, _ in not_evaluable) == open_


def test_each_table_is_held_to_its_own_form() -> None:
    mixed = consistent(year=2023, applications="2019", disclosures="2021")
    assert broken(mixed) == {(mixed.report_id, "shape.form_for_year", "applications")}


def test_a_file_that_could_not_be_read_is_not_evaluated() -> None:
    assert results(failed()) == (set(), set())
    assert broken(failed()) == set()


def test_decimals_add_up_as_they_are_printed() -> None:
    draft = zeros().with_cells({
        "appeals/reconsideration/upheld": "0.1", "appeals/reconsideration/corrected": "0.2",
        "appeals/reconsideration/total": "0.3",
    })  # fmt: skip
    assert {rule for _, rule, _ in broken(draft)} == {"value.whole_number"}
