"""Each kind of evidence by itself, against another, and what is no evidence at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agencies.decide import Decision, decide
from agencies.divisions import Division, Divisions
from agencies.evidence import Report
from agencies.gazetteer import Gazetteer
from extract.metadata.title_page import classify


def of(gazetteer: Gazetteer, name: str, body: str = "", **told: Any) -> Decision:
    report = Report("r", "某批", name, classify(name), 2022, body=body)
    decision = decide(replace(report, **told), gazetteer)
    assert decision is not None
    return decision


def outcome(gazetteer: Gazetteer, name: str, body: str = "", **told: Any) -> tuple[str | None, str | None]:
    decision = of(gazetteer, name, body, **told)
    return decision.division_code, decision.decided_by


FENGCHENG = "360981127"


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("sidecar", "", {"division_code": "360981127000"}),
        ("sidecar", "", {"division_code": "360981"}),  # the county: the town in it is meant
        ("batch", "", {"batch": "2023-360000"}),
        ("batch", "", {"batch": "丰城市360981"}),
        ("domain", "", {"hosts": ("www.jxfc.gov.cn",)}),
        ("domain", "", {"hosts": ("fengcheng.gov.cn", "www.gov.cn")}),
        ("domain", "", {"hosts": ("www.jiangxi.gov.cn",)}),
        ("breadcrumb", "", {"crumbs": ("当前位置：首页 > 丰城市 > 上塘镇",)}),
        ("breadcrumb", "", {"crumbs": ("首页>宜春市人民政府>县市区",)}),
        ("full_name", "发布机构：丰城市上塘镇", {}),
        ("full_name", "由 丰城市 上塘镇 人民政府办公室编制", {}),
        ("address", "地址：丰城市荣欣路112号", {}),
        ("phone", "联系电话：０７９５－６４３３６９９", {}),
        ("phone", "", {"foot": "地址不详，电话:(0795)6433699"}),
        ("superior", "通过丰城市人民政府门户网站公开", {}),
        ("superior", "根据《江西省政府信息公开办法》", {}),
    ],
)  # fmt: skip
def test_each_kind_decides_between_three_towns_of_one_name(
    kind: str, body: str, told: dict[str, Any], gazetteer: Gazetteer
) -> None:
    assert outcome(gazetteer, "上塘镇", body, **told) == (FENGCHENG, kind)


def test_the_kind_of_the_superior_rules_out_and_says_what_is_left(gazetteer: Gazetteer) -> None:
    decision = of(gazetteer, "吴村镇", "在区委、区政府的正确领导下")
    assert decision.division_code is None
    assert decision.candidates == ("141002106", "361103114")


def test_the_kind_of_the_superior_tells_nothing_of_years_before_the_vintages(gazetteer: Gazetteer) -> None:
    decision = of(gazetteer, "吴村镇", "在区委、区政府的正确领导下", report_year=2018)
    assert len(decision.candidates) == 4


def test_a_name_that_only_one_division_bears_decides(gazetteer: Gazetteer) -> None:
    assert outcome(gazetteer, "古郊乡") == ("140524207", "unique_name")
    assert outcome(gazetteer, "古郊乡", "陵川县人民政府网站") == ("140524207", "superior")


@pytest.mark.parametrize(
    "told",
    [
        {"batch": "2023-440000"},
        {"batch": "2023-990000"},
        {"body": "通过丰城市政府网站公开"},
        {"body": "联系电话：0795-6433699"},
        {"body": "在区委、区政府的领导下"},
        {"crumbs": ("首页 > 丰城市人民政府",)},
    ],
)
def test_a_unique_name_does_not_decide_against_what_is_printed(
    told: dict[str, Any], gazetteer: Gazetteer
) -> None:
    assert outcome(gazetteer, "古郊乡", **told) == (None, None)


def test_evidence_that_disagrees_leaves_it_open_between_those_that_it_names(gazetteer: Gazetteer) -> None:
    decision = of(gazetteer, "上塘镇", "丰城市上塘镇。电话：0527-80881234")
    assert decision.division_code is None
    assert set(decision.candidates) <= {FENGCHENG, "321324102"}


def test_a_weaker_contradiction_does_not_outweigh_the_place_by_name(gazetteer: Gazetteer) -> None:
    assert outcome(gazetteer, "上塘镇", "丰城市上塘镇。在区委、区政府的领导下") == (FENGCHENG, "full_name")


@pytest.mark.parametrize(
    "body",
    [
        "组织人员赴丰城市政府考察学习",
        "借鉴丰城市上塘镇的经验做法",
        "产品销往丰城市",
        "市委、市政府高度重视",
        "传真：0795123",
        "投资123450795-6433699元",
    ],
)
def test_what_is_said_of_others_is_no_evidence(body: str, gazetteer: Gazetteer) -> None:
    decision = of(gazetteer, "上塘镇", body)
    assert decision.division_code is None
    assert len(decision.candidates) == 3


def test_the_end_of_a_longer_name_is_no_place(gazetteer: Gazetteer) -> None:
    # Guards a wrong decision by 丰县: a county of another province that a renamed one's name ends in.
    mentions = [
        [d.name for d in m.divisions]
        for m in gazetteer.mentions("广丰县政府、江陵县政府、江苏省丰县政府和丰县")
    ]
    assert mentions == [["江陵县"], ["江苏省"], ["丰县"], ["丰县"]]


def test_a_host_never_brings_a_place_in(gazetteer: Gazetteer) -> None:
    assert outcome(gazetteer, "卫塘镇", hosts=("www.jxfc.gov.cn",)) == (None, None)
    decision = of(gazetteer, "上塘镇", hosts=("www.guangzhou.gov.cn",))
    assert len(decision.candidates) == 3


def test_an_organ_without_a_place_is_that_of_the_division_named_before_it(gazetteer: Gazetteer) -> None:
    assert outcome(gazetteer, "市教育局", "丰城市教育局认真贯彻") == ("360981", "full_name")
    assert outcome(gazetteer, "教育局", crumbs=("首页 > 丰城市人民政府 > 教育局",)) == (
        "360981",
        "breadcrumb",
    )
    assert outcome(gazetteer, "教育局", batch="2023-360981") == ("360981", "batch")
    assert outcome(gazetteer, "区财政局", batch="2023-360900") == (None, None)
    assert outcome(gazetteer, "区财政局") == (None, None)


def test_a_zone_that_no_reference_knows_stays_open(gazetteer: Gazetteer) -> None:
    crumbs = ("当前位置：首页 来源：平潭县人民政府",)
    assert outcome(gazetteer, "平潭综合实验区", crumbs=crumbs) == (None, None)
    assert outcome(gazetteer, "平潭综合实验区", division_code="350128") == ("350128", "sidecar")


def test_a_month_in_a_batch_folder_is_no_area(gazetteer: Gazetteer) -> None:
    assert outcome(gazetteer, "古郊乡", batch="202401") == ("140524207", "unique_name")


def test_a_name_that_is_a_word_as_well_counts_where_an_organ_follows(gazetteer: Gazetteer) -> None:
    # Guards a wrong decision for the neighbour: 郊区 was passed over, 城子河区 was not.
    decision = of(gazetteer, "长青乡", "在郊区政府网站和城子河区政府网站公开")
    assert decision.division_code is None
    assert outcome(gazetteer, "长青乡", "主城区和郊区居民") == (None, None)


def test_a_division_that_was_not_there_in_the_year_is_not_meant() -> None:
    rows = [
        Division("990000", "示例省", "province", ""),
        Division("990121", "青禾县", "county", "990000"),
        Division("990121202", "荇桥乡", "town", "990121", valid_to=date(2021, 5, 31), source="divisions.csv"),
        Division("990121102", "荇桥镇", "town", "990121", "荇桥乡", date(2021, 6, 1), source="divisions.csv"),
    ]
    own = Gazetteer(Divisions(rows))
    assert outcome(own, "荇桥乡", batch="2020-990000", report_year=2020) == ("990121202", "batch")
    assert outcome(own, "荇桥乡", batch="2022-990000", report_year=2022) == ("990121102", "batch")
    assert outcome(own, "荇桥乡", batch="2021-990000", report_year=2021) == (None, None)


def test_codes_that_followed_one_another_are_one_place(gazetteer: Gazetteer) -> None:
    followed = next(
        d for d in gazetteer.divisions.by_code.values()
        if d.successor and d.level == "town" and gazetteer.divisions.by_code[d.successor].name == d.name
        and {gazetteer.last_form(o.code) for o in gazetteer.divisions.named(d.name)} == {gazetteer.last_form(d.code)}
    )  # fmt: skip
    assert outcome(gazetteer, followed.name, report_year=2020)[0] == followed.code
    assert outcome(gazetteer, followed.name, report_year=2024)[0] == gazetteer.last_form(followed.code)


@pytest.mark.parametrize(
    "host", ["beian.miit.gov.cn", "www.beian.gov.cn", "mp.weixin.qq.com", "ta.trs.cn", "tousu.www.gov.cn"]
)
def test_a_host_that_every_site_links_to_is_of_no_place(host: str, gazetteer: Gazetteer) -> None:
    # Guards 城郊乡 with the register's link in its foot: it was decided for 北安市 (beian).
    assert gazetteer.of_host(host) == []
    assert outcome(gazetteer, "城郊乡", hosts=(host,)) == (None, None)


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("教育局", "认真落实宜春市教育局的工作部署。", {}),
        ("财政局", "组织参加南京市财政局培训。", {}),
        ("市财政局", "", {"batch": "2022-360902"}),
        ("县财政局", "", {"batch": "2022-360902"}),
        ("省财政厅", "", {"batch": "2022-360902"}),
        ("财政厅", "", {"batch": "2022-360902"}),
        ("国家发展和改革委员会", "", {"batch": "2022-110101"}),
        ("国家税务总局", "", {"batch": "2022-360902"}),
        ("县教育局", "发布机构：丰城市教育局", {}),
    ],
)
def test_an_organ_without_a_place_is_not_that_of_its_superior_or_of_another_level(
    name: str, body: str, told: dict[str, Any], gazetteer: Gazetteer
) -> None:
    assert outcome(gazetteer, name, body, **told) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        "2022年，江西省丰城市教育局主动公开信息。落实宜春市教育局要求。",
        "本报告由丰城市教育局编制。上级宜春市教育局高度重视。",
        "发布机构：丰城市教育局",
    ],
)
def test_an_organ_without_a_place_tells_its_own_name(body: str, gazetteer: Gazetteer) -> None:
    assert outcome(gazetteer, "教育局", body) == ("360981", "full_name")


@pytest.mark.parametrize(
    ("name", "code"),
    [("上塘镇", "440000"), ("南京市鼓楼区财政局", "350100"), ("丰城市剑光镇人民政府", "360000")],
)
def test_a_sidecar_that_names_a_province_of_others_does_not_make_a_town_a_province(
    name: str, code: str, gazetteer: Gazetteer
) -> None:
    assert outcome(gazetteer, name, division_code=code) == (None, None)
