"""`python -m publish.consolidated`: which area is meant, what is said where there is no table, where the files go."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from publish.consolidated.__main__ import main
from tests.support.consolidations import CODE, MadeArea, MadeUnit, write_warehouse

NAME = "青禾县人民政府-2023-汇总表"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_warehouse(
        tmp_path_factory.mktemp("published") / "w",
        MadeArea(),
        MadeArea(year=2022, units=[MadeUnit("青禾县教育局", "missing")]),
        MadeArea(name="松泽县人民政府", code="990123", area_id="s"),
        MadeArea(name="松泽县人民政府办公室", code="990123", area_id="o"),
        MadeArea(name="城关镇人民政府", code=None, area_id="roster:城关镇人民政府@1"),
        MadeArea(name="城关镇人民政府", code=None, area_id="roster:城关镇人民政府@2"),
    )


def test_the_list_has_every_area_and_year(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list", "--warehouse", str(warehouse)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "990122  青禾县人民政府  2022  计入 counted 0/1",
        "990122  青禾县人民政府  2023  计入 counted 2/2",
        "990123  松泽县人民政府  2023  计入 counted 2/2",
        "990123  松泽县人民政府办公室  2023  计入 counted 2/2",
        "roster:城关镇人民政府@1  城关镇人民政府  2023  计入 counted 2/2",
        "roster:城关镇人民政府@2  城关镇人民政府  2023  计入 counted 2/2",
    ]


@pytest.mark.parametrize("area", [CODE, "青禾县人民政府", "  青禾县　人民政府", "９９０１２２", "青禾县"])
def test_an_area_is_named_by_code_or_name(area: str, warehouse: Path, tmp_path: Path) -> None:
    assert main([area, "2023", "--warehouse", str(warehouse), "--out", str(tmp_path / "new" / "汇总")]) == 0
    assert sorted(path.name for path in (tmp_path / "new" / "汇总").iterdir()) == [
        f"{NAME}.docx",
        f"{NAME}.xlsx",
    ]


def test_namesakes_are_told_apart_by_id(warehouse: Path, tmp_path: Path) -> None:
    assert (
        main(["roster:城关镇人民政府@2", "2023", "--warehouse", str(warehouse), "--out", str(tmp_path)]) == 0
    )


def test_of_an_area_nobody_of_which_reported_the_table_is_blank(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([CODE, "2022", "--warehouse", str(warehouse), "--out", str(tmp_path)]) == 0
    assert "应汇总 1 个单位，计入 0 个，缺 1 个：青禾县教育局（未收到年报）" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("area", "year", "said"),
    [
        ("青禾县政府", "2023", ["没有汇总单位 青禾县政府，相近的有 / no area 青禾县政府, the nearest: 青禾县人民政府（990122）"]),
        ("990132", "2023", ["the nearest: 青禾县人民政府（990122）", "松泽县人民政府（990123）"]),
        (CODE, "2019", ["青禾县人民政府 没有 2019 年的汇总，只有 2022、2023 / there is no table", "only for 2022, 2023"]),
        ("990123", "2023", ["990123 有 2 个", "names 2 areas", "松泽县人民政府（990123） s; 松泽县人民政府办公室（990123） o"]),
        ("城关镇人民政府", "2023", ["tell them apart", "roster:城关镇人民政府@1; 城关镇人民政府 roster:城关镇人民政府@2"]),
    ],
)  # fmt: skip
def test_what_there_is_not_is_said_with_what_there_is(
    area: str, year: str, said: list[str], warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _refused([area, year, "--warehouse", str(warehouse), "--out", str(tmp_path)], said, capsys)
    assert list(tmp_path.iterdir()) == []


def test_another_form_is_refused_where_nobody_used_it(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [CODE, "2023", "--form", "2019", "--warehouse", str(warehouse), "--out", str(tmp_path)]
    _refused(arguments, ["没有 2019 年版表格的数，只有 2021", "only on 2021"], capsys)


def test_without_a_published_warehouse_the_next_step_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _refused(
        [CODE, "2023", "--warehouse", str(tmp_path)],
        ["没有已发布的仓库，请先 make run", "make run first"],
        capsys,
    )


def test_a_version_of_an_older_program_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import duckdb

    current = tmp_path / "current"
    current.mkdir()
    manifest = {"format": 1, "version": "v", "published_at": "2024-02-29T08:00:00+00:00"}
    (current / "manifest.json").write_text(json.dumps(manifest))
    duckdb.connect(str(current / "gongkai.duckdb")).close()
    _refused(
        [CODE, "2023", "--warehouse", str(tmp_path)],
        ["没有表 mart_consolidated_table", "make run again"],
        capsys,
    )


def test_a_published_file_that_cannot_be_opened_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = write_warehouse(tmp_path, MadeArea())
    (made / "current" / "gongkai.duckdb").write_bytes(b"no database" * 1000)
    _refused([CODE, "2023", "--warehouse", str(made)], ["打不开", "make run again"], capsys)


def test_a_folder_that_cannot_be_written_is_told(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    arguments = [CODE, "2023", "--warehouse", str(warehouse), "--out", str(tmp_path / "file" / "below")]
    _refused(arguments, ["写不进", "cannot write there", "OUT="], capsys)


@pytest.mark.parametrize("owner", [f"~${NAME}.xlsx", f"~${NAME[2:]}.docx", f".~lock.{NAME}.docx#"])
def test_a_file_that_is_open_in_an_office_program_is_left_alone(
    owner: str, warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / owner).write_text("")
    arguments = [CODE, "2023", "--warehouse", str(warehouse), "--out", str(tmp_path)]
    _refused(arguments, ["里打开，请先关闭", "close it", owner], capsys)
    assert [path.name for path in tmp_path.iterdir()] == [owner]


def test_a_name_that_no_file_may_have_is_bent(tmp_path: Path) -> None:
    made = write_warehouse(tmp_path / "w", MadeArea(name="青禾/县\x07:人民政府" + "长" * 90))
    assert main([CODE, "2023", "--warehouse", str(made)]) == 0
    (name,) = (path.stem for path in (made / "consolidated").glob("*.docx"))
    assert name.startswith("青禾_县_人民政府长")
    assert len(name.encode()) < 250


def test_who_reads_only_the_beginning_of_the_list_sees_no_traceback(warehouse: Path) -> None:
    listing = subprocess.Popen(
        [sys.executable, "-m", "publish.consolidated", "--list", "--warehouse", str(warehouse)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert listing.stdout is not None
    listing.stdout.close()
    _, said = listing.communicate(timeout=60)
    assert (listing.returncode, said) == (0, b"")


def _refused(arguments: list[str], said: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, the reason on the error output, in both languages."""
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("没有汇总表 / no table written: ")
    for words in said:
        assert words in told.err
