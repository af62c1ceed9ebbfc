"""What would have to stand in a blank: said as a number where there is one, and that none fits where none does."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.repair.blanks import Wanted, wanted
from extract.form.catalogue import load_form
from tests.support.budget import examples
from tests.support.drafts import consistent

FORMS = {"disclosures": "2021", "applications": "2021", "appeals": "2021"}
BLOCK = "appeals/reconsideration"


def said(printed: dict[str, str]) -> dict[tuple[str, str], Wanted]:
    """(rule, instance) -> what is wanted, of cells as printed ('' blank, '/' dash, '?' illegible)."""
    marks = {"": "blank", "/": "dash", "?": "illegible"}
    states = {key: marks.get(value, "number") for key, value in printed.items()}
    cells = {key: Decimal(value) for key, value in printed.items() if states[key] == "number"}
    return {(w.rule_id, w.instance): w for w in wanted(cells, states, FORMS)}


def block(**printed: str) -> dict[str, str]:
    return {f"{BLOCK}/{c}": "0" for c in ("upheld", "corrected", "other", "pending", "total")} | {
        f"{BLOCK}/{column}": value for column, value in printed.items()
    }


def test_one_blank_has_one_number() -> None:
    (found,) = said(block(upheld="3", corrected="", total="5")).values()
    assert (found.plus, found.minus, int(found.total), found.possible) == (
        (f"{BLOCK}/corrected",),
        (),
        2,
        True,
    )
    assert found.zh == "“行政复议／结果纠正”须填 2，才能相符"
    assert found.en == "reconsideration/corrected must be 2 for the sum to hold"


def test_a_blank_total_is_the_sum_of_its_parts() -> None:
    (found,) = said(block(upheld="3", pending="1", total="")).values()
    assert (found.plus, int(found.total)) == ((f"{BLOCK}/total",), 4)


def test_several_blanks_have_a_sum() -> None:
    (found,) = said(block(upheld="3", corrected="", other="/", total="5")).values()
    assert (found.plus, int(found.total)) == ((f"{BLOCK}/corrected", f"{BLOCK}/other"), 2)
    assert "合计须为 2" in found.zh
    assert "must add up to 2" in found.en


def test_no_count_fits_where_the_others_are_too_large_already() -> None:
    (found,) = said(block(upheld="7", corrected="", total="5")).values()
    assert (int(found.total), found.possible) == (-2, False)
    assert "必有错误" in found.zh
    assert "cannot hold" in found.en


def test_half_a_case_is_no_count() -> None:
    (found,) = said(block(upheld="2.5", corrected="", total="5")).values()
    assert found.total == Decimal("2.5")
    assert not found.possible


def test_blanks_on_both_sides_have_a_difference() -> None:
    (found,) = said(block(upheld="3", corrected="", total="")).values()
    assert (found.plus, found.minus, int(found.total)) == ((f"{BLOCK}/corrected",), (f"{BLOCK}/total",), -3)
    assert found.possible
    assert found.en == "reconsideration/corrected less reconsideration/total must be -3 for the sum to hold"


def test_nothing_is_said_where_more_than_blanks_is_in_the_way() -> None:
    assert said(block(upheld="?", corrected="")) == {}
    assert said({f"{BLOCK}/total": "", f"{BLOCK}/upheld": "1"}) == {}  # the other cells are not there at all
    assert said({}) == {}


def test_nothing_is_said_of_a_condition_that_rests_on_a_blank() -> None:
    printed = {k: v for k, v in consistent().cells.items() if not k.startswith("disclosures/")}
    printed["applications/received_new/total"] = ""
    assert {rule for rule, _ in said(printed)} == {"applications.balance", "applications.row_total"}


def test_a_group_row_that_is_not_printed_wants_nothing() -> None:
    printed = {k: v for k, v in consistent().cells.items() if not k.startswith("disclosures/")}
    assert said(printed) == {}
    leaf = "applications/denied.state_secret/total"
    assert ("applications.subtotal", "denied/total") not in said(printed | {leaf: ""})
    found = said(printed | {leaf: "", "applications/denied/total": "0"})
    assert ("applications.subtotal", "denied/total") in found


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_a_blanked_cell_wants_the_number_that_stood_there(seed: int, data: st.DataObject) -> None:
    form = load_form()
    printed = {k: v for k, v in consistent(seed=seed).cells.items() if not k.startswith("disclosures/")}
    key = data.draw(st.sampled_from([*form.keys("applications", "2021"), *form.keys("appeals", "2021")]))
    found = said(printed | {key: ""})
    assert found
    assert {w.total for w in found.values()} == {Decimal(printed[key])}
    assert all(w.plus == (key,) and w.possible for w in found.values())
