"""The resolution of a warehouse: what years and files tell one another, what a person says, and what is looked at again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.overrides import HEADER
from agencies.store import Resolved, resolve
from tests.support.budget import examples
from tests.support.drafts import Draft, later, write_batch

FENGCHENG = "360981127"


def town(agency: str = "上塘镇人民政府", year: int = 2022, text: str = "", **more: Any) -> Draft:
    told = {"division_code": None, "agency_class": "town"} | more
    return Draft(agency, year, {}, sections={"overview": text or f"{year}年主动公开信息。"}, **told)


def resolved(warehouse: Path, batches: dict[str, list[Draft]], *lines: str) -> Resolved:
    """Store the batches and resolve them; `lines` are those of agencies.csv."""
    landing = warehouse.parent / "landing"
    landing.mkdir(exist_ok=True)
    (landing / "agencies.csv").write_text("\n".join([",".join(HEADER), *lines]) + "\n", encoding="utf-8")
    for batch, drafts in batches.items():
        write_batch(warehouse, batch, drafts)
    return resolve(landing, warehouse)


def rows(warehouse: Path, table: str = "agencies") -> list[dict[str, Any]]:
    return [
        row
        for path in sorted((warehouse / "agencies").glob(f"*/{table}.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]


def codes(warehouse: Path) -> list[tuple[str | None, str | None]]:
    return [(row["division_code"], row["decided_by"]) for row in rows(warehouse)]


def successions(warehouse: Path) -> list[tuple[str, str, int | None, str]]:
    table = pq.read_table(warehouse / "agencies" / "successions.parquet")
    names = {row["agency_key"]: row["canonical_name"] for row in rows(warehouse)}
    return [
        (names[row["agency_id"]], names[row["predecessor_id"]], row["since_year"], row["source"])
        for row in table.to_pylist()
    ]  # fmt: skip


KNOWN = "在丰城市人民政府网站公开。"


def test_an_undecided_year_takes_over_what_another_year_of_its_area_says(tmp_path: Path) -> None:
    resolved(tmp_path / "w", {
        "2021-某地": [town(year=2021, text=KNOWN)], "2022-某地": [town(year=2022)],
    })  # fmt: skip
    assert codes(tmp_path / "w") == [
        (FENGCHENG, "superior"),
        (None, None),
    ]  # two batches of no area code: two places
    resolved(tmp_path / "x", {"2021与2022": [town(year=2021, text=KNOWN), town(year=2022)]})
    assert codes(tmp_path / "x") == [(FENGCHENG, "superior"), (FENGCHENG, "other_years")]
    assert len({row["agency_key"] for row in rows(tmp_path / "x")}) == 1


def test_what_two_years_disagree_on_is_taken_over_by_none(tmp_path: Path) -> None:
    drafts = [
        town(year=2020, text=KNOWN),
        town(year=2021, text="在泗洪县人民政府网站公开。"),
        town(year=2022),
    ]
    resolved(tmp_path / "w", {"年报": drafts})
    assert [code for code, _ in codes(tmp_path / "w")] == [FENGCHENG, "321324102", None]


def test_a_rival_of_the_same_year_takes_over_nothing(tmp_path: Path) -> None:
    other = "我镇地处东部山区，以农业为主，村务公开栏每季更新一次，政务服务大厅设有查阅点。"
    drafts = [town(text=KNOWN), town(text=other, name="other.html"), town(year=2021)]
    resolved(tmp_path / "w", {"年报": drafts})
    found = rows(tmp_path / "w")
    assert [row["division_code"] for row in found] == [FENGCHENG, None, None]
    assert len({row["agency_key"] for row in found}) == 3


def test_a_correction_beside_it_is_a_version_of_the_decided_report(tmp_path: Path) -> None:
    text = "我镇坚持公开为常态，全年公开信息二百条，未收到政府信息公开申请，村务公开栏每季更新。"
    drafts = [town(text=text + KNOWN), town(text=text, name="更正.html", read_at=later(5))]
    resolved(tmp_path / "w", {"年报": drafts})
    assert codes(tmp_path / "w") == [(FENGCHENG, "superior"), (FENGCHENG, "other_years")]
    assert len({row["agency_key"] for row in rows(tmp_path / "w")}) == 1


def test_a_name_in_full_and_a_bare_one_are_one_agency_once_both_are_decided(tmp_path: Path) -> None:
    drafts = [town("丰城市上塘镇", 2021), town("上塘镇人民政府", 2022, KNOWN)]
    resolved(tmp_path / "w", {"2021": drafts[:1], "2022": drafts[1:]})
    found = rows(tmp_path / "w")
    assert len({row["agency_key"] for row in found}) == 1
    assert {row["canonical_name"] for row in found} == {"上塘镇人民政府"}


def test_what_a_person_says_overrides_all(tmp_path: Path) -> None:
    result = resolved(
        tmp_path / "w", {"2022-a": [town(text=KNOWN)], "2023-a": [town(year=2023)], "2022-b": [town(text=KNOWN)]},
        "上塘镇人民政府,2022-a,321324102,,,,,,实地核对,王某", "示例镇,,,,,,,,,",
    )  # fmt: skip
    assert codes(tmp_path / "w") == [("321324102", "agencies_csv"), (FENGCHENG, "superior"), (None, None)]
    assert result.unused == ["agencies.csv 第 3 行 / line 3: 没有这个机关的年报 / no report of 示例镇"]
    assert rows(tmp_path / "w", "evidence")[0]["kind"] == "agencies_csv"


def test_a_person_names_the_agency_that_another_continues(tmp_path: Path) -> None:
    old, new = town("卫塘镇人民政府", 2021), town("卫塘街道办事处", 2022, agency_class="street_office")
    line = "卫塘街道办事处,,990121001,,,2022,,990121101/卫塘镇人民政府,撤镇设街道,王某"
    result = resolved(tmp_path / "w", {"a": [old], "b": [new]}, "卫塘镇,,990121101,,,,2021,,,", line)
    assert successions(tmp_path / "w") == [("卫塘街道办事处", "卫塘镇人民政府", 2022, "agencies.csv")]
    # Codes that stand nowhere are taken, and told.
    assert [line.partition(": ")[0] for line in result.unused] == [
        "agencies.csv 第 2 行 / line 2",
        "agencies.csv 第 3 行 / line 3",
    ]
    before, found = rows(tmp_path / "w")
    assert (before["division_code"], before["valid_to_year"]) == ("990121101", 2021)
    assert (found["valid_from_year"], found["valid_to_year"]) == (2022, None)


def test_a_continued_agency_that_is_not_there_or_not_alone_is_told(tmp_path: Path) -> None:
    drafts = [town("甲镇人民政府", 2022), town("乙镇人民政府", 2021)]
    result = resolved(tmp_path / "w", {"a": drafts, "b": [town("乙镇人民政府", 2021, "又一")]},
                      "甲镇人民政府,a,,,,,,丙镇人民政府|乙镇人民政府,,")  # fmt: skip
    assert successions(tmp_path / "w") == []
    assert [line.rpartition(": ")[2] for line in sorted(result.unused, reverse=True)] == [
        "丙镇人民政府",
        "乙镇人民政府",
    ]


def test_a_division_that_came_in_another_ones_place_continues_its_series(tmp_path: Path) -> None:
    drafts = [
        town("洛龙区安乐镇", 2020),
        town("洛龙区安乐街道办事处", 2021, agency_class="street_office"),
        town("洛龙区教育局", 2021, agency_class="department"),
    ]
    resolved(tmp_path / "w", {"a": drafts})
    assert successions(tmp_path / "w") == [("安乐街道办事处", "安乐镇人民政府", None, "divisions")]


def test_only_what_changed_is_looked_at_again(tmp_path: Path) -> None:
    warehouse = tmp_path / "w"
    batches = {"a": [town(text=KNOWN)], "b": [town(year=2021)]}
    assert resolved(warehouse, batches).looked_at == 2
    written = {path: path.stat().st_mtime_ns for path in (warehouse / "agencies").rglob("*.parquet")}
    assert resolve(tmp_path / "landing", warehouse).looked_at == 0
    assert {path: path.stat().st_mtime_ns for path in written} == written
    write_batch(warehouse, "b", [town(year=2021, text=KNOWN)])
    assert resolve(tmp_path / "landing", warehouse).looked_at == 1
    assert [code for code, _ in codes(warehouse)] == [FENGCHENG, FENGCHENG]
    shutil.rmtree(warehouse / "extracted" / "a")
    assert resolve(tmp_path / "landing", warehouse).reports.total() == 1
    (tmp_path / "landing" / "agencies.csv").write_text(
        ",".join(HEADER) + "\n上塘镇人民政府,,321324102,,,,,,,\n"
    )
    assert resolve(tmp_path / "landing", warehouse).looked_at == 1
    assert codes(warehouse) == [("321324102", "agencies_csv")]


def test_a_report_without_a_name_has_no_agency(tmp_path: Path) -> None:
    result = resolved(tmp_path / "w", {"a": [Draft(None, 2022, {}, agency_class=None)]})
    assert [row["agency_key"] for row in rows(tmp_path / "w")] == [None]
    assert result.reports.total() == 0


DRAFTS = [
    town(text=KNOWN, name="a"), town(year=2021, name="b"), town("古郊乡人民政府", name="c", agency_class="township"),
    town("吴村镇", text="在区委、区政府领导下。", name="d"), town("城关镇", name="e"), town("城关镇", text="电话：0795-6433699。", name="f"),
    town("沭阳县发改局", agency_class="department", name="g"), town("平潭综合实验区", agency_class="zone_committee", name="h"),
]  # fmt: skip


@settings(
    max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations(DRAFTS), more=st.sampled_from(["南京市鼓楼区教育局", "示例镇人民政府", "卫塘镇"])
)
def test_neither_the_order_of_reports_nor_another_place_changes_anything(
    order: list[Draft], more: str, tmp_path: Path
) -> None:
    def told(name: str, drafts: list[Draft]) -> dict[str, tuple[Any, ...]]:
        shutil.rmtree(tmp_path / name, ignore_errors=True)
        resolved(tmp_path / name, {"年报": drafts})
        fields = ("agency_key", "division_code", "decided_by", "candidates", "canonical_name")
        return {row["report_id"]: tuple(row[field] for field in fields) for row in rows(tmp_path / name)}

    plain = told("plain", DRAFTS)
    assert told("shuffled", order) == plain
    extra = town(more, name="other")
    assert {k: v for k, v in told("more", [*order, extra]).items() if k != extra.report_id} == plain


def test_the_class_is_that_of_the_full_name(tmp_path: Path) -> None:
    # Guards a cut series: 广信区政府 has no class by its ending, 广信区人民政府 has.
    names = [("上饶市广信区政府", None), ("广信区人民政府", "government"), ("广信区", "government")]
    drafts = [town(name, 2020 + n, agency_class=kind) for n, (name, kind) in enumerate(names)]
    resolved(tmp_path / "w", {"a": drafts})
    found = rows(tmp_path / "w")
    assert len({row["agency_key"] for row in found}) == 1
    assert {row["agency_class"] for row in found} == {"government"}


def test_a_line_for_a_bare_name_does_not_mean_an_agency_that_says_it_is_of_another_place(
    tmp_path: Path,
) -> None:
    # Guards two agencies that became one: 上塘镇 was settled for one area, and 泗洪县上塘镇 followed.
    drafts = {"2022-a": [town("丰城市上塘镇人民政府")], "2022-b": [town("泗洪县上塘镇人民政府")]}
    resolved(tmp_path / "w", drafts, f"上塘镇,,{FENGCHENG},,,,,,,")
    assert codes(tmp_path / "w") == [(FENGCHENG, "agencies_csv"), ("321324102", "full_name")]


def test_every_line_of_an_agency_counts(tmp_path: Path) -> None:
    # Guards a series that broke: of two lines of one agency only that of the last batch was looked at.
    drafts = {
        "2020-x": [town("旧镇人民政府", 2020, KNOWN)], "2021-x": [town(year=2021)], "2022-x": [town(year=2022)],
    }  # fmt: skip
    result = resolved(
        tmp_path / "w", drafts,
        "旧镇人民政府,,360981900,,,,2020,,,", f"上塘镇,2021-x,{FENGCHENG},,,2021,2021,旧镇人民政府,,",
        f"上塘镇,2022-x,{FENGCHENG},,,2022,,,,",
    )  # fmt: skip
    assert successions(tmp_path / "w") == [("上塘镇人民政府", "旧镇人民政府", 2021, "agencies.csv")]
    assert [line for line in result.unused if "no report" in line] == []


def test_namesakes_in_two_batches_of_one_area_and_year_are_two(tmp_path: Path) -> None:
    # Guards a namesake that was dropped as an older version of the other, and one that took over the other's division.
    texts = "我镇坚持公开为常态，全年公开信息二百条。", "地处东部山区，农业为主，村务公开栏每季更新。"
    drafts = [town("武阳镇人民政府", text=text) for text in texts]
    resolved(tmp_path / "w", {"2022-360000-a": drafts[:1], "2022-360000-b": drafts[1:]})
    assert len({row["agency_key"] for row in rows(tmp_path / "w")}) == 2
    drafts[0] = town("武阳镇人民政府", text=texts[0] + "在瑞金市人民政府网站公开。")
    resolved(tmp_path / "x", {"2022-360000-a": drafts[:1], "2022-360000-b": drafts[1:]})
    assert codes(tmp_path / "x") == [("360781106", "superior"), (None, None)]
    drafts = [town("武阳镇人民政府", text=texts[0], name=f"{name}.html") for name in "ab"]
    resolved(tmp_path / "y", {"2022-360000": drafts[:1], "2022-360000-更正": drafts[1:]})
    assert len({row["agency_key"] for row in rows(tmp_path / "y")}) == 1


def test_a_line_that_two_towns_of_one_name_answer_to_makes_them_no_versions_of_one_report(
    tmp_path: Path,
) -> None:
    """Regression: a newcomer wrote the line that the summary invites, and one of the two towns left every mart."""
    two = [
        town("城关镇人民政府", text="全年公开预算决算、惠农补贴、征地拆迁等信息共一百余条。", name="a.txt"),
        town("城关镇人民政府", text="我镇在政务公开栏张贴防汛值班、村级换届和道路建设的通知。", name="b.txt"),
    ]
    line = "城关镇人民政府,2022-某地,610921100,城关镇人民政府,town,,,,目录,王某"
    result = resolved(tmp_path / "w", {"2022-某地": two}, line)
    assert codes(tmp_path / "w") == [(None, None), (None, None)]
    assert len({row["agency_key"] for row in rows(tmp_path / "w")}) == 2
    [told] = result.unused
    assert all(part in told for part in ("line 2", "a.txt", "b.txt", "meta.yml"))

    again = [two[0], town("城关镇人民政府", text=two[0].sections["overview"] + "特此报告。", name="c.txt")]
    result = resolved(tmp_path / "x", {"2022-某地": again}, line)
    assert codes(tmp_path / "x") == [("610921100", "agencies_csv")] * 2  # versions of one report
    assert result.unused == []
