"""An agency's name taken apart: places at its head, what they may mean, and its organ called in full."""

from __future__ import annotations

import pytest

from agencies.gazetteer import Gazetteer
from agencies.names import Named, parse_name
from extract.form.labels import squeeze
from extract.metadata.title_page import classify


def parse(name: str, gazetteer: Gazetteer) -> Named:
    return parse_name(name, classify(squeeze(name)), gazetteer)


@pytest.mark.parametrize(
    ("name", "candidates", "canonical"),
    [
        ("上塘镇", "321324102 360981127 522622107", "上塘镇人民政府"),
        ("丰城市上塘镇人民政府", "360981127", "上塘镇人民政府"),
        ("江西丰城上塘镇", "360981127", "上塘镇人民政府"),  # names cut short, where the next place lies below
        ("淮安市洪泽区", "320813", "洪泽区人民政府"),
        ("海南藏族自治州共和县", "632521", "共和县人民政府"),
        ("重庆市渝北区政府办", "500112", "渝北区人民政府办公室"),
        ("上海市人民政府办公厅", "310000", "上海市人民政府办公厅"),
        ("浦东新区", "310115", "浦东新区人民政府"),
        ("丰城市政府", "360981", "丰城市人民政府"),
        ("沭阳县发改局", "321322", "沭阳县发展和改革局"),
        ("沭阳县发展和改革局", "321322", "沭阳县发展和改革局"),
        ("丰城市市监局", "360981", "丰城市市场监督管理局"),
        ("广东省卫健委", "440000", "广东省卫生健康委员会"),
        ("丰城市住房和城乡建设局", "360981", "丰城市住房和城乡建设局"),
        ("丰城市城市管理局", "360981", "丰城市城市管理局"),
        ("国家税务总局丰城市税务局", "360981", "国家税务总局丰城市税务局"),
        ("东华门街道", "110101001", "东华门街道办事处"),
        ("北京市东城区东华门街道办事处", "110101001", "东华门街道办事处"),
        ("广州市白云区人民政府黄石街道办事处", "440111006", "黄石街道办事处"),
        ("浦东新区人民政府", "310115", "浦东新区人民政府"),
        ("南京市鼓樓區財政局", "320106", "鼓楼区财政局"),  # not Nanjing's own
        ("丰城市税务局", "360981", "国家税务总局丰城市税务局"),
        ("古县乡村振兴局", "141025", "古县乡村振兴局"),  # not of 古县乡 in 蒲县
        ("山西省社区矫正管理局", "140000", "山西省社区矫正管理局"),  # not of a place called 社区
        ("东台市高新区管委会", "320981411", "高新区管理委员会"),
        ("上塘鎮", "321324102 360981127 522622107", "上塘镇人民政府"),
        ("乾丰镇", "230230102 500119126", "乾丰镇人民政府"),  # no traditional sign, though it might be one
    ],
)  # fmt: skip
def test_a_name_is_taken_apart(name: str, candidates: str, canonical: str, gazetteer: Gazetteer) -> None:
    named = parse(name, gazetteer)
    assert named.canonical == canonical
    assert sorted(named.candidates) == candidates.split()


@pytest.mark.parametrize(
    ("name", "foreign"),
    [
        ("丰城市剑光镇人民政府", True),  # a town that the vintages do not have: not the county's own
        ("南京市下关区财政局", True),
        ("平潭综合实验区", True),
        ("丰城市高新技术产业园区管委会", True),
        ("盐城市高新区管委会", True),  # the statistics have one of 东台市, which lies in 盐城市
        ("常州市高新区管理委员会", True),
        ("温州市开发区管委会", True),
        ("高新区管委会", True),  # of any city, listed or not
        ("丰城市剑光鎮", True),
        ("青禾县教育局", True),
        ("市市场监管局", False),
        ("教育局", False),
        ("国家发展和改革委员会", False),
    ],
)
def test_a_place_that_nobody_knows_is_not_taken_for_the_one_before_it(
    name: str, foreign: bool, gazetteer: Gazetteer
) -> None:
    named = parse(name, gazetteer)
    assert (named.candidates, named.foreign) == ((), foreign)


def test_an_organ_without_a_place_is_called_after_its_division(gazetteer: Gazetteer) -> None:
    named = parse("市教育局", gazetteer)
    assert named.canonical_in(gazetteer.divisions.by_code["360981"]) == "丰城市教育局"


def test_a_bureau_is_no_committee(gazetteer: Gazetteer) -> None:
    names = {
        parse(f"丰城市{organ}", gazetteer).canonical for organ in ("发改局", "发改委", "卫健局", "卫健委")
    }
    assert len(names) == 4
