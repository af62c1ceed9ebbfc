"""The reference of divisions, and what a landing folder's own divisions.csv may add to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from agencies.divisions import (
    NEW,
    OLD_COUNTIES,
    OLD_TOWNS,
    DivisionsError,
    as_table,
    load_divisions,
    parent_code,
    reference,
    stem,
    store_divisions,
)
from agencies.reference import table

HEADER = "division_code,name,level,parent_code,valid_from,valid_to,former_name\n"


def own(folder: Path, *rows: str) -> Path:
    path = folder / "divisions.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_town_that_became_a_street_stands_in_both_vintages() -> None:
    divisions = reference()
    town, street = divisions.by_code["410311102"], divisions.by_code["410311013"]
    assert (town.name, town.valid_from, town.valid_to, town.successor) == (
        "安乐镇", None, OLD_TOWNS, "410311013",
    )  # fmt: skip
    assert (street.name, street.valid_from, street.valid_to) == ("安乐街道", NEW, None)
    assert divisions.full_name("410311102") == "河南省洛阳市洛龙区安乐镇"


def test_a_county_that_was_recoded_takes_its_towns_along() -> None:
    divisions = reference()
    assert divisions.by_code["350427"].valid_to == OLD_COUNTIES
    assert divisions.by_code["350427"].successor == "350405"


def test_what_the_older_list_leaves_out_did_not_come_up_later() -> None:
    """The ministry's list of counties has no zones of the statistics, and no towns of cities without counties."""
    divisions = reference()
    zone, town = divisions.by_code["410171"], divisions.by_code["441900003"]
    assert (zone.name, zone.valid_from) == ("郑州经济技术开发区", None)
    assert (town.name, town.valid_from, town.parent) == ("东城街道", None, "441900")


def test_every_division_hangs_on_a_province() -> None:
    divisions = reference()
    for code, division in divisions.by_code.items():
        above = divisions.ancestors(code)
        assert (above[-1] if above else division).level == "province", code
        assert division.valid_from is None or division.valid_to is None


def test_names_are_shared_by_many() -> None:
    assert [division.code for division in reference().named("吴村镇")] == [
        "141002106", "361103114", "370881101", "410782106",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("丰城市", "丰城"), ("安乐街道", "安乐"), ("沙县", "沙县"), ("于家务回族乡", "于家务"), ("新疆维吾尔自治区", "新疆"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"), ("大兴安岭地区", "大兴安岭"),
    ],
)  # fmt: skip
def test_stems(name: str, expected: str) -> None:
    assert stem(name) == expected


def test_a_landing_folder_adds_its_own(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        "990000,示例省,province,,,,",
        "990100,霁川市,prefecture,990000,,,",
        "990171,霁川高新区,county,990100,2019-05-01,,霁川经济区",
    )
    divisions = load_divisions(path)
    zone = divisions.by_code["990171"]
    assert divisions.full_name("990171") == "示例省霁川市霁川高新区"
    assert (zone.valid_from, zone.former_name, zone.source) == (
        date(2019, 5, 1),
        "霁川经济区",
        "divisions.csv",
    )
    assert [d.code for d in divisions.named("霁川经济区")] == ["990171"]
    assert len(divisions.by_code) == len(reference().by_code) + 3


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["99,示例省,province,,,,"], "line 2: division_code is '99'"),
        (["990000,,province,,,,"], "name is empty"),
        (["990000,示例省,state,,,,"], "level is 'state'"),
        (["990000,示例省,province,110000,,,"], "a province has no parent_code"),
        (["990100,霁川市,prefecture,990000,,,"], "parent_code '990000' stands neither"),
        (["990000,示例省,province,,,,", "990000,示例省,province,,,,"], "line 3: 990000 stands in"),
        (
            ["990101,甲,county,990102,,,", "990102,乙,county,990101,,,"],
            "a county cannot lie below the county",
        ),
        (["990000,示例省,province,,2019,,"], "valid_from is '2019'"),
        (["990121,甲镇,town,990100,,,"], "nine digits are a town's"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, rows: list[str], told: str
) -> None:
    with pytest.raises(DivisionsError, match=told) as error:
        load_divisions(own(tmp_path, *rows))
    assert str(tmp_path / "divisions.csv") in str(error.value)


def test_stored_once_and_again_when_the_file_changes(tmp_path: Path) -> None:
    store_divisions(tmp_path, tmp_path / "warehouse")
    target = tmp_path / "warehouse" / "inputs" / "divisions.parquet"
    first = target.stat().st_mtime_ns
    store_divisions(tmp_path, tmp_path / "warehouse")
    assert target.stat().st_mtime_ns == first
    own(tmp_path, "990000,示例省,province,,,,")
    store_divisions(tmp_path, tmp_path / "warehouse")
    assert "990000" in pq.read_table(target).column("division_code").to_pylist()


def test_the_table_is_sorted_and_whole() -> None:
    rows = as_table(reference())
    codes = rows.column("division_code").to_pylist()
    assert codes == sorted(set(codes))
    assert rows.column("province").null_count == rows.column("full_name").null_count == 0


def test_parents_skip_rows_that_are_no_divisions() -> None:
    known = {"110000": 1, "110101": 1}
    assert parent_code("110101", known) == "110000"
    assert parent_code("110101001", known) == "110101"
    assert parent_code("110000", known) == ""


def test_successors_are_told_by_stem_and_parent_or_not_at_all() -> None:
    old = {
        "990000": "示例省",
        "990101": "青禾县",
        "990101100": "围塘镇",
        "990101101": "白芷乡",
        "990101102": "苔滩乡",
    }
    new = {
        "990000": "示例省",
        "990103": "青禾区",
        "990103001": "围塘街道",
        "990103101": "白芷镇",
        "990103102": "白芷街道",
    }
    rows = [line.split(",") for line in table(old, new, {}, lambda s: "x").splitlines()[1:]]
    successors = {row[0]: row[3] for row in rows if row[3]}
    assert successors == {"990101": "990103", "990101100": "990103001"}  # 白芷乡 has two heirs, 苔滩乡 none


def test_wide_digits_replace_the_code_that_they_are(tmp_path: Path) -> None:
    # Guards a second 丰城市 beside that of the reference: departments of it stayed open between the two.
    divisions = load_divisions(own(tmp_path, "３６０９８１,丰城市,county,360900,,,"))
    assert [d.code for d in divisions.named("丰城市")] == ["360981"]
