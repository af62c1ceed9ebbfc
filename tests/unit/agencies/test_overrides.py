"""agencies.csv: what a person writes is taken at their word, and mistakes are named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from agencies.overrides import HEADER, AgenciesError, agencies_path, load_entries


def write(folder: Path, *lines: str) -> Path:
    path = folder / "agencies.csv"
    path.write_text("\n".join([",".join(HEADER), *lines]) + "\n", encoding="utf-8-sig")
    return path


def test_a_line_is_read(tmp_path: Path) -> None:
    [entry] = load_entries(
        write(
            tmp_path,
            "安乐 街道办事处,2022-410300,410311013,,street_office,2022,,410311102/安乐镇人民政府|示例镇,撤镇设街道,王某",
        )
    )
    assert (entry.line, entry.name, entry.division_code) == (2, "安乐街道办事处", "410311013")
    assert entry.continues == ("410311102/安乐镇人民政府", "示例镇")
    assert (entry.first_year, entry.last_year) == (2022, None)
    assert entry.means({"安乐街道办事处"}, "2022-410300", 2023)
    assert not entry.means({"安乐街道办事处"}, "2022-410300", 2021)
    assert not entry.means({"安乐街道办事处"}, "2023-410300", 2023)
    assert not entry.means({"安乐街道办事处"}, "2022-410300", None)


def test_lines_for_one_batch_come_first(tmp_path: Path) -> None:
    entries = load_entries(write(tmp_path, "示例局" + "," * 9, "示例局,2022-a" + "," * 8))
    assert [entry.line for entry in entries] == [3, 2]


def test_without_the_file_there_are_no_lines(tmp_path: Path) -> None:
    assert load_entries(tmp_path / "agencies.csv") == ()
    assert agencies_path(tmp_path, {}) == tmp_path / "agencies.csv"
    assert agencies_path(tmp_path, {"GONGKAI_AGENCIES": "/x/y.csv"}) == Path("/x/y.csv")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (",,360981,,,,,,,", "line 2: agency_name"),
        ("甲,,3609,,,,,,,", "line 2: division_code is '3609', not 6 digits"),
        ("甲,,,,bureau,,,,,", "line 2: agency_class is 'bureau', not one of government_office"),
        ("甲,,,,,21,,,,", "line 2: first_year is '21', no year as 2023"),
        ("甲,,,,,2023,2021,,,", "line 2: first_year 2023 is later than last_year 2021"),
        ("甲,乙", "line 2: 2 fields, not 10"),
        ("甲,,,,,2021,,,,\n甲,,,,,2023,,,,", "line 3: this agency stands in line 2 already"),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(AgenciesError, match=told):
        load_entries(write(tmp_path, line))
