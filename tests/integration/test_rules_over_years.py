"""Rules that compare a report with others: the year before, another version, others of its year, the units of its area."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from agencies.fallback import resolve_by_name
from agencies.roster import ROSTER, RosterError, load_roster
from agencies.schemas import SUCCESSIONS
from expectations.check.draft import evaluate
from expectations.check.in_memory import Relations
from expectations.failure import Failure
from extract.cross_check import differ
from extract.store.schemas import SCHEMAS
from tests.support.drafts import Draft, arrow, consistent, following, tables, zeros

TEXT = (
    "本机关坚持以公开为常态不公开为例外原则认真落实条例各项规定全面推进决策执行管理服务结果公开。"
    "全年围绕乡村振兴产业发展民生保障等重点领域及时发布群众关心的政策措施办事指南并开展解读回应。"
    "进一步健全信息发布审核机制明确专人负责网站栏目维护定期开展自查自纠确保内容准确更新及时。"
    "下一步将加强业务培训提升依申请办理质量完善监督考核拓宽公开渠道不断增强公开实效。"
)


def failing(*drafts: Draft, roster: pa.Table | None = None) -> list[Failure]:
    return [f for f in evaluate(arrow(drafts), roster=roster)[0] if not f.rule_id.startswith("disclosures.")]


def named(found: list[Failure], rule: str) -> dict[str | None, Failure]:
    return {f.instance: f for f in found if f.rule_id == rule}


def two_years() -> tuple[Draft, Draft]:
    before = consistent("示例乙县人民政府", 2021, seed=1)
    return before, following(before, seed=2)


def test_years_that_follow_break_nothing() -> None:
    assert failing(*two_years()) == []


def test_carried_in_must_be_what_the_year_before_carried_out_in_every_column() -> None:
    before, after = two_years()
    changed = {}
    for row in ("carried_in", "received_new"):
        for column, step in (("natural_person", 1), ("total", 1)):
            key = f"applications/{row}/{column}"
            changed[key] = str(int(after.cells[key]) + (step if row == "carried_in" else -step))
    found = named(failing(before, after.with_cells(changed)), "series.carry_over")
    assert set(found) == {"natural_person", "total"}
    total = found["total"]
    printed = before.cells["applications/carried_out/total"]
    assert total.sides == f"{int(printed) + 1} ≠ {printed} [2021]"
    assert (total.severity, found["natural_person"].severity) == ("error", "warning")
    assert total.other is not None
    assert total.other.report_id == before.report_id
    assert total.report_id != before.report_id  # the later report is the one to explain


def test_without_the_year_before_nothing_over_years_is_evaluated() -> None:
    before = consistent("示例乙县人民政府", 2021, seed=1)
    gap = consistent("示例乙县人民政府", 2023, seed=8)
    assert failing(before, gap) == []
    assert named(failing(before, Draft(**{**gap.__dict__, "year": 2022})), "series.carry_over")


def test_before_the_first_national_form_there_is_no_year_before() -> None:
    before = consistent("示例县", 2018, "2019", "2019", seed=5)
    after = consistent("示例县", 2019, "2019", "2019", seed=6)
    assert named(failing(before, after), "series.carry_over") == {}


def test_a_blank_of_the_year_before_is_not_evaluable_and_never_0() -> None:
    before, after = two_years()
    found = failing(before.with_cells({"applications/carried_out/total": ""}), after)
    assert named(found, "series.carry_over") == {}


def test_a_doubt_in_the_year_before_makes_the_verdict_ours() -> None:
    before, after = two_years()
    key = "applications/carried_out/total"
    before = before.with_cells({key: str(int(before.cells[key]) + 3)})
    before.doubts[key] = differ("1", "7")
    found = named(failing(before, after), "series.carry_over")
    assert found["total"].verdict == "extraction"


def test_documents_in_force_add_up_over_years() -> None:
    before, after = two_years()
    key = "disclosures/normative_documents/in_force"
    found = failing(before, after.with_cells({key: str(int(after.cells[key]) + 2)}))
    assert set(named(found, "series.in_force_stock")) == {"normative_documents"}


def test_items_of_the_2019_form_add_up_and_not_across_the_change_of_form() -> None:
    cells = {
        "disclosures/licensing/items_last_year": "10", "disclosures/licensing/items_change": "-3",
    }  # fmt: skip
    old = consistent("示例县", 2019, "2019", "2019", seed=5).with_cells(cells)
    keys = {k: old.cells[k] for k in old.cells if k.endswith("/items_last_year")}
    added = {
        k: str(int(v) + int(old.cells[k.replace("items_last_year", "items_change")])) for k, v in keys.items()
    }
    new = consistent("示例县", 2020, "2019", "2019", seed=6)
    right = new.with_cells(added)
    wrong = new.with_cells(added | {"disclosures/licensing/items_last_year": "8"})
    assert named(failing(old, right), "series.items_2019") == {}
    assert set(named(failing(old, wrong), "series.items_2019")) == {"licensing"}
    later_form = consistent("示例县", 2021, seed=7)
    assert named(failing(new, later_form), "series.in_force_stock") == {}


@pytest.mark.parametrize(
    ("this", "fails"), [("100", False), ("101", True), ("4", False), ("3", True), ("0", True)]
)
def test_a_jump_is_more_than_five_times_either_way(this: str, fails: bool) -> None:
    key = "disclosures/licensing/decisions"
    before = zeros(year=2021).with_cells({key: "20"})
    found = named(failing(before, zeros(year=2022).with_cells({key: this})), "series.jump")
    assert set(found) == ({key} if fails else set())


def test_small_numbers_do_not_jump() -> None:
    key = "disclosures/licensing/decisions"
    before, after = zeros(year=2021).with_cells({key: "19"}), zeros(year=2022).with_cells({key: "500"})
    assert named(failing(before, after), "series.jump") == {}


def test_fees_a_thousand_times_those_of_the_year_before_and_none_at_all_are_told_apart() -> None:
    key = "disclosures/fees/amount"

    def rules(before: str, after: str) -> set[str]:
        drafts = zeros(year=2021).with_cells({key: before}), zeros(year=2022).with_cells({key: after})
        return {f.rule_id for f in evaluate(arrow(drafts))[0]}

    assert rules("12.5", "125000") == {"disclosures.magnitude_fees"}
    assert rules("125000", "12.5") == {"disclosures.magnitude_fees"}
    assert rules("12.5", "0") == rules("0", "12.5") == rules("12.5", "80") == set()


def test_another_version_with_other_numbers_is_reported_at_the_current_one() -> None:
    first = consistent("示例县", 2022, seed=3)
    second = Draft(
        **{
            **first.with_cells({"appeals/reconsideration/total": "77"}).__dict__,
            "correction_notice": "更正版",
        }
    )
    found = named(failing(first, second), "series.revision")
    assert [f.report_id for f in found.values()] == [second.report_id]
    assert next(iter(found.values())).lhs == 1


def test_tables_equal_to_the_year_before_are_reported_unless_they_say_nothing() -> None:
    before = consistent("示例县", 2021, seed=9)
    same = Draft(**{**before.__dict__, "year": 2022})
    found = named(failing(before, same), "series.duplicate")
    assert {"last_year/applications", "last_year/disclosures", "last_year/appeals"} <= set(found)
    assert failing(zeros(year=2021), zeros(year=2022)) == []


def test_tables_equal_to_a_neighbours_are_reported_at_both() -> None:
    one, other = consistent("示例甲县", 2022, seed=9), consistent("示例乙县", 2022, seed=9, name="b.html")
    found = [f for f in failing(one, other) if f.instance == "peer/applications"]
    assert {f.report_id for f in found} == {one.report_id, other.report_id}


def test_one_request_granted_in_two_towns_is_no_copy() -> None:
    cells = {
        f"applications/{row}/{column}": "1"
        for row in ("received_new", "granted", "closed_total") for column in ("natural_person", "total")
    }  # fmt: skip
    one, other = (zeros(f"示例{n}镇人民政府", 2022, name=f"{n}.html").with_cells(cells) for n in "甲乙")
    assert failing(one, other) == []


def test_a_report_that_says_nothing_is_not_said_to_be_no_copy() -> None:
    relations = Relations(arrow([zeros()]))
    relations.build("int_rule_sides")
    [row] = relations.con.execute(
        "select evaluable, reason from int_rule_sides where rule_id = 'series.duplicate'"
    ).fetchall()
    relations.close()
    assert row == (False, "too little to compare")


def test_a_version_that_lacks_a_table_differs() -> None:
    whole = consistent("示例县", 2022, seed=3)
    cells = {key: value for key, value in whole.cells.items() if not key.startswith("appeals/")}
    later_one = Draft(
        **{**whole.__dict__, "cells": cells, "correction_notice": "更正版", "status": "partial"}
    )
    [found] = named(failing(whole, later_one), "series.revision").values()
    assert found.lhs == 15


def test_a_narrative_copied_from_the_year_before_is_reported() -> None:
    before, after = two_years()
    before.sections["overview"] = TEXT
    after.sections["overview"] = TEXT.replace("群众关心", "群众关注")
    assert "last_year/narrative" in named(failing(before, after), "series.duplicate")
    after.sections["overview"] = TEXT[::-1]
    assert "last_year/narrative" not in named(failing(before, after), "series.duplicate")


def entry(name: str, complete: bool = True, by: str = "示例市人民政府") -> dict[str, object]:
    return {
        "entry_id": sum(name.encode()),
        "agency_name": name,
        "consolidated_by": by,
        "is_complete": complete,
    }


def area() -> tuple[Draft, list[Draft]]:
    units = [consistent(f"示例{n}县人民政府", 2022, seed=n, name=f"{n}.html") for n in range(3)]
    sums = {
        key: str(sum(int(u.cells[key]) for u in units))
        for key in units[0].cells if not key.startswith("disclosures/fees")
    }  # fmt: skip
    return consistent("示例市人民政府", 2022, seed=50).with_cells(sums), units


def test_a_consolidated_report_is_compared_with_the_units_on_the_roster() -> None:
    parent, units = area()
    roster = pa.Table.from_pylist([entry(u.agency or "") for u in units], schema=ROSTER)
    assert [f for f in failing(parent, *units, roster=roster) if f.rule_id.startswith("hierarchy")] == []
    own = parent.with_cells({"applications/received_new/total": "999"})
    [found] = [f for f in failing(own, *units, roster=roster) if f.rule_id.startswith("hierarchy")]
    assert (found.rule_id, found.instance, found.severity) == (
        "hierarchy.sum", "applications/received_new/total", "error",
    )  # fmt: skip
    assert "residual" in found.sides
    open_roster = pa.Table.from_pylist([entry(u.agency or "", complete=False) for u in units], schema=ROSTER)
    [found] = [f for f in failing(own, *units, roster=open_roster) if f.rule_id.startswith("hierarchy")]
    assert found.severity == "warning"


def test_less_than_the_units_that_were_collected_and_a_missing_unit_are_told() -> None:
    parent, units = area()
    roster = pa.Table.from_pylist(
        [entry(u.agency or "") for u in units] + [entry("示例缺县人民政府")], schema=ROSTER
    )
    less = parent.with_cells({"applications/closed_total/total": "0"})
    found = {
        (f.rule_id, f.instance) for f in failing(less, *units, roster=roster) if "hierarchy" in f.rule_id
    }
    assert found == {("hierarchy.at_least", "applications/closed_total/total"), ("hierarchy.roster", None)}
    told = named(failing(less, *units, roster=roster), "hierarchy.roster")[None]
    assert (told.lhs, told.rhs) == (4, 3)
    assert "示例缺县人民政府" in told.sides


def test_without_a_roster_the_area_is_not_evaluable() -> None:
    parent, units = area()
    relations = Relations(arrow([parent, *units]))
    relations.build("int_rule_sides")
    rows = relations.con.execute(
        "select rule_id, evaluable, reason from int_rule_sides where rule_id like 'hierarchy%' and report_id = ?",
        [parent.report_id],
    ).fetchall()
    relations.close()
    reason = "no roster says which units it consolidates"
    assert sorted(rows) == [
        (f"hierarchy.{name}", False, reason) for name in ("at_least", "roster", "sum")
    ]  # fmt: skip


def test_a_parents_namesake_in_another_place_is_not_given_the_units() -> None:
    parent, units = area()
    roster = pa.Table.from_pylist([entry(u.agency or "") for u in units], schema=ROSTER)
    [rows] = [tables([parent, consistent("示例市人民政府", 2022, seed=77, name="other.html"), *units])]
    rows["reports"][1]["division_code"] = "990199"
    extracted = {n: pa.Table.from_pylist(r, schema=SCHEMAS[n]) for n, r in rows.items()}
    assert [f for f in evaluate(extracted, roster=roster)[0] if "hierarchy" in f.rule_id] == []


def test_one_unit_on_two_lines_counts_once() -> None:
    parent, units = area()
    rows = [entry(u.agency or "") for u in units]
    rows.append(rows[0] | {"entry_id": 99, "division_code": units[0].division_code})
    roster = pa.Table.from_pylist(rows, schema=ROSTER)
    assert [f for f in failing(parent, *units, roster=roster) if "hierarchy" in f.rule_id] == []


def test_signs_of_another_width_in_a_name_are_no_other_name() -> None:
    parent, units = area()
    units[0].agency = "示例镇（筹）人民政府"
    roster = pa.Table.from_pylist(
        [entry("示例镇(筹)人民政府"), *(entry(u.agency or "") for u in units[1:])], schema=ROSTER
    )
    assert [f for f in failing(parent, *units, roster=roster) if "hierarchy" in f.rule_id] == []


def test_a_roster_is_read_and_its_mistakes_are_named(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    header = "agency_name,division_code,batch,consolidated_by,first_year,last_year,complete\n"
    path.write_text(header + "示例 甲县人民政府,,,示例市人民政府,2021,,是\n", encoding="utf-8-sig")
    [row] = load_roster(path).to_pylist()
    assert row == {
        "entry_id": 2, "agency_name": "示例甲县人民政府", "division_code": None, "batch": None,
        "consolidated_by": "示例市人民政府", "first_year": 2021, "last_year": None, "is_complete": True,
        "agency_class": "government", "consolidated_by_class": "government",
    }  # fmt: skip
    for line, told in (
        (",,,示例市人民政府,,,", "line 2: agency_name"), ("甲,,,乙,21,,", "line 2.*no year"), ("甲,,,乙,,,maybe", "line 2.*complete"),
        ("甲,乙", "line 2: 2 fields"), ("甲,,,乙,2021,,\n甲,,,乙,2023,,", "line 3: this unit stands in line 2 already"),
    ):  # fmt: skip
        path.write_text(header + line + "\n", encoding="utf-8")
        with pytest.raises(RosterError, match=told):
            load_roster(path)
    assert load_roster(tmp_path / "none.csv").num_rows == 0


def carried(drafts: list[Draft], *continued: tuple[int, int]) -> set[tuple[bool, str | None]]:
    """(evaluable, reason) of the last draft's carry-over; `continued` are (draft, draft whose series it continues)."""
    extracted = arrow(drafts)
    keys = [row["agency_key"] for row in resolve_by_name(extracted["reports"]).to_pylist()]
    told = [{"agency_id": keys[a], "predecessor_id": keys[b], "source": "agencies.csv"} for a, b in continued]
    relations = Relations(extracted, successions=pa.Table.from_pylist(told, schema=SUCCESSIONS))
    relations.build("int_cell_sides")
    rows = relations.con.execute(
        "select evaluable, case when not evaluable then reason end from int_cell_sides "
        "where rule_id = 'series.carry_over' and report_id = ?",
        [drafts[-1].report_id],
    ).fetchall()
    relations.close()
    return set(rows)


def test_a_renamed_agency_is_held_to_its_predecessors_year() -> None:
    before, after = two_years()
    after.agency = "示例乙街道办事处"
    assert carried([before, after]) == {(False, "no report of the year before")}
    assert carried([before, after], (1, 0)) == {(True, None)}


def test_after_a_merger_nothing_is_held_against_the_new_agency() -> None:
    before, after = two_years()
    other = consistent("示例丙县人民政府", 2021, seed=3)
    after.agency = "示例乙丙县人民政府"
    merged = {(False, "the year before is that of several agencies (merged or split)")}
    assert carried([before, other, after], (2, 0), (2, 1)) == merged
    after.agency = before.agency
    assert carried([before, other, after]) == {(True, None)}
    assert carried([before, other, after], (2, 1)) == merged
