"""Rules about what a report says in words: its numbers against the tables, its period and its day of publication."""

from __future__ import annotations

from typing import Any

import pytest

from expectations.check.draft import evaluate
from expectations.check.in_memory import Relations
from expectations.failure import Failure
from extract.form.catalogue import load_form
from tests.support.drafts import Draft, arrow, zeros

NEW, IN = "applications/received_new/total", "applications/carried_in/total"
SENTENCE = "全年收到政府信息公开申请12件。"


def claim(kind: str, number: str | None, *candidates: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "number": number, "sentence": SENTENCE, "candidates": list(candidates), **more}


def failing(draft: Draft, prefix: str = "narrative.") -> list[Failure]:
    return [f for f in evaluate(arrow([draft]))[0] if f.rule_id.startswith(prefix)]


def told(number: str, **cells: str) -> list[Failure]:
    return failing(
        zeros(claims=[claim("received", number, NEW, f"{NEW}+{IN}")]).with_cells(
            {NEW: "10", IN: "2", **cells}
        )
    )


@pytest.mark.parametrize("number", ["10", "12"])
def test_a_number_may_be_any_of_the_sums_it_can_mean(number: str) -> None:
    assert told(number) == []


def test_a_number_that_is_none_of_them_is_reported_with_its_sentence() -> None:
    [found] = told("11")
    assert (found.rule_id, found.lhs, found.rhs, found.quote) == ("narrative.received", 11, 10, SENTENCE)
    assert [c.key for c in found.cells] == [NEW]
    assert found.severity == "warning"


def test_while_a_candidate_holds_a_blank_nothing_fails() -> None:
    assert told("11", **{IN: ""}) == []
    assert told("10", **{IN: ""}) == []


def test_what_the_sentence_does_not_settle_accuses_nobody() -> None:
    draft = zeros(claims=[claim("received", "99", NEW, certain=False), claim("received", None, NEW)])
    assert failing(draft) == []


def test_none_received_means_none_in_every_column() -> None:
    columns = [f"applications/received_new/{c.key}" for c in load_form().application_columns["2021"]]
    draft = zeros(claims=[claim("none", "0", "+".join(columns))])
    assert failing(draft) == []
    [found] = failing(draft.with_cells({columns[2]: "1"}))
    assert found.rule_id == "narrative.none"


@pytest.mark.parametrize(
    ("kind", "key", "rule"),
    [
        ("closed", "applications/closed_total/total", "narrative.closed"),
        ("carried_out", "applications/carried_out/total", "narrative.closed"),
        ("reconsiderations", "appeals/reconsideration/total", "narrative.appeals"),
        ("lawsuits", "appeals/litigation_direct/total", "narrative.appeals"),
        ("documents", "disclosures/normative_documents/issued", "narrative.documents"),
    ],
)
def test_each_kind_of_claim_has_its_rule(kind: str, key: str, rule: str) -> None:
    draft = zeros(claims=[claim(kind, "3", key)])
    assert [f.rule_id for f in failing(draft)] == [rule]
    assert failing(draft.with_cells({key: "3"})) == []


def test_a_cell_that_the_form_has_not_is_no_candidate() -> None:
    created, issued = "disclosures/normative_documents/created", "disclosures/normative_documents/issued"
    draft = zeros(claims=[claim("documents", "3", issued, created)])
    assert [f.rhs for f in failing(draft)] == [0]


def test_parts_add_up_to_the_whole_that_the_sentence_states() -> None:
    assert [f.rule_id for f in failing(zeros(claims=[claim("parts", "30", parts_total="31")]))] == [
        "narrative.parts"
    ]
    assert failing(zeros(claims=[claim("parts", "30", parts_total="30")])) == []


@pytest.mark.parametrize(
    ("starts", "ends", "fails"),
    [
        ("2022-01-01", "2022-12-31", False),
        ("2021-01-01", "2021-12-31", True),
        ("2022-01-01", "2022-11-30", True),
    ],
)
def test_the_reporting_period_is_the_report_year(starts: str, ends: str, fails: bool) -> None:
    draft = zeros(claims=[claim("period", starts[:4], starts=starts, ends=ends)])
    assert [f.rule_id for f in failing(draft)] == (["narrative.period"] if fails else [])


@pytest.mark.parametrize(
    ("agency_class", "day", "broken"),
    [
        ("department", "2023-01-31", set()),
        ("department", "2023-02-01", {"deadline.department"}),
        ("government", "2023-03-31", set()),
        ("government", "2023-04-01", {"deadline.government"}),
        ("town", "2023-12-01", set()),  # article 49 names no towns
        ("government", "2022-12-30", {"narrative.published"}),
        ("government", "2024-01-10", {"narrative.published", "deadline.government"}),
        ("government", None, set()),
        ("government", "soon", set()),
    ],
)
def test_reports_are_due_the_year_after(agency_class: str, day: str | None, broken: set[str]) -> None:
    draft = zeros(published_on=day, agency_class=agency_class)
    assert {f.rule_id for f in [*failing(draft), *failing(draft, "deadline.")]} == broken


def test_unpaid_fees_need_a_year_with_fees_and_a_word_about_them() -> None:
    key = "applications/other.fee_unpaid/total"

    def rules(year: int, **sections: str) -> set[str]:
        found = failing(zeros(year=year, sections=sections).with_cells({key: "1"}), "applications.fee")
        return {f.rule_id for f in found}

    assert rules(2020, other_matters="本年度收取信息处理费 0 元。") == {"applications.fee_unpaid"}
    assert rules(2022, other_matters="本年度收取信息处理费 300 元。") == set()
    assert rules(2022, other_matters="无其他需要报告的事项。") == {"applications.fee_unpaid_told"}
    assert rules(2022) == set()  # the section was not found: not evaluable


@pytest.mark.parametrize(
    ("agency_class", "level", "fails"),
    [
        ("town", "town", True), ("government", "county", True), ("government", "prefecture", False),
        ("government_office", "province", False), ("department", "national", False), ("department", "local", True),
        ("government", "local", None), ("department", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_government_rules_are_made_by_few(
    agency_class: str | None, level: str | None, fails: bool | None
) -> None:
    """None: what kind of body it is, is not known; then nothing fails, and nothing passes."""
    draft = zeros(agency_class=agency_class, agency_level=level).with_cells(
        {"disclosures/government_rules/in_force": "3"}
    )
    assert [f.rule_id for f in failing(draft, "disclosures.")] == (
        ["disclosures.rules_authority"] if fails else []
    )
    relations = Relations(arrow([draft]))
    relations.build("int_rule_sides")
    rows = relations.con.execute(
        "select evaluable from int_rule_sides where rule_id = 'disclosures.rules_authority'"
    ).fetchall()
    relations.close()
    assert rows == {True: [(True,)], False: [], None: [(False,)]}[fails]


def test_documents_issued_while_none_is_in_force() -> None:
    row = "disclosures/normative_documents"
    draft = zeros().with_cells({f"{row}/issued": "2"})
    assert [f.rule_id for f in failing(draft, "disclosures.")] == ["disclosures.in_force"]
    assert failing(draft.with_cells({f"{row}/repealed": "2"}), "disclosures.") == []


def test_an_amount_without_a_unit_is_reported_unless_it_is_nothing() -> None:
    key = "disclosures/procurement/amount"
    form = load_form()
    cells = {k: "0" for table in ("disclosures", "applications", "appeals") for k in form.keys(table, "2019")}
    draft = Draft("示例县", 2020, cells, "2019", "2019", units={key: None})
    assert failing(draft, "disclosures.") == []
    assert [f.rule_id for f in failing(draft.with_cells({key: "25"}), "disclosures.")] == [
        "disclosures.procurement_unit"
    ]


def test_a_towns_decisions_have_an_order_of_magnitude() -> None:
    key = "disclosures/penalties/decisions"
    town = zeros(agency_class="town", agency_level="town").with_cells({key: "100001"})
    assert [f.instance for f in failing(town, "disclosures.magnitude")] == ["penalties"]
    assert failing(zeros().with_cells({key: "100001"}), "disclosures.magnitude") == []


def test_appeals_without_requests_inform() -> None:
    appeal = {f"appeals/reconsideration/{column}": "1" for column in ("upheld", "total")}
    before, after = zeros(year=2021), zeros(year=2022).with_cells(appeal)
    found = {f.rule_id: f.severity for f in evaluate(arrow([before, after]))[0]}
    assert found == {"appeals.without_requests": "info"}
