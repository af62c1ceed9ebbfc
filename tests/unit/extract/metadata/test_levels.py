"""The level of administration that an agency's name or division code tells."""

from __future__ import annotations

import pytest

from extract.metadata.levels import level


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("国家税务总局", "national"), ("财政部", "national"), ("江西省人民政府", "province"), ("上海市人民政府办公厅", "province"),
        ("内蒙古自治区人民政府", "province"), ("延边朝鲜族自治州人民政府", "prefecture"), ("朝阳区人民政府", "county"),
        ("上海市浦东新区人民政府", "county"), ("咸丰县住房和城乡建设局", "county"), ("湖北省咸丰县乡村振兴局", "county"),
        ("江西省上饶市广信区吴村镇人民政府", "town"), ("古郊乡人民政府", "town"), ("五山街道办事处", "town"),
        ("武汉市城乡建设局", "local"), ("景德镇市人民政府", "local"), ("新乡市人民政府", "local"), ("萍乡市财政局", "local"),
        ("教育局", None), ("高新技术产业开发区管委会", None),
    ],
)  # fmt: skip
def test_the_name_tells_the_level(name: str, told: str | None) -> None:
    assert level(name) == told


@pytest.mark.parametrize(
    ("code", "told"),
    [("360000", "province"), ("360100", "prefecture"), ("360102", "county"), ("360981127", "town"),
     ("360981127000", "town"), ("360981000", "county"), ("36", None)],
)  # fmt: skip
def test_the_division_code_decides_where_there_is_one(code: str, told: str | None) -> None:
    assert level("某某机关", code) == told
