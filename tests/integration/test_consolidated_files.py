"""What the workbook and the document say, read back by our own readers and by others' libraries."""

import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.form.catalogue import load_form
from publish.consolidated.__main__ import main
from publish.consolidated.docx import document
from publish.consolidated.layout import tables
from publish.consolidated.source import Consolidated, Figure, Unit
from publish.consolidated.xlsx import workbook
from tests.support.budget import examples
from tests.support.consolidations import (
    AREA,
    AREA_ID,
    TWO,
    MadeArea,
    MadeUnit,
    assert_every_table_reads_back,
    assert_reads_back,
    form_keys,
    published_values,
    write_warehouse,
)

FORM = load_form()
WRITERS = {"xlsx": workbook, "docx": document}
HELD = (*TWO, MadeUnit("青禾县水务局", "held", "applications.row_sum"), MadeUnit("白芷乡人民政府", "missing"))
RED = "C00000"

whole = st.integers(0, 10**12) | st.integers(0, 30)
signed = st.integers(-(10**6), 10**6)
money = st.decimals(0, 10**9, places=6, allow_nan=False).map(lambda value: round(value, 6))


def _values(version: str) -> st.SearchStrategy[dict[str, Decimal | None]]:
    """Values by key, some of them blank; the rest of the form is 0."""

    def of(key: str) -> st.SearchStrategy[Any]:
        numbers = money if key.endswith("/amount") else signed if key.endswith("_change") else whole
        return st.tuples(st.just(key), st.none() | numbers.map(Decimal))

    return st.lists(st.sampled_from(form_keys(version)).flatmap(of), max_size=40).map(dict)


def _consolidated(
    version: str, values: dict[str, Decimal | None], units: tuple[Unit, ...] = ()
) -> Consolidated:
    figures = {
        key: Figure(key, values.get(key, Decimal(0)), Decimal(0), numbers=1) for key in form_keys(version)
    }
    year = FORM.first_years[version]
    moment = datetime(2024, 2, 29, tzinfo=UTC)
    return Consolidated(
        AREA, "990122", AREA, year, "roster", True, version, figures, units, "v", moment, "strict"
    )


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("version", FORM.versions)
@settings(max_examples=examples(8), deadline=None)
@given(data=st.data())
def test_our_readers_find_what_was_written(
    version: str, kind: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    values = data.draw(_values(version))
    table = _consolidated(version, values)
    grids = tables(FORM, version, {})
    path = tmp_path_factory.mktemp("written") / f"table.{kind}"
    path.write_bytes(WRITERS[kind](FORM, table, grids))
    assert_reads_back(path, {key: table.value(key) for key in form_keys(version)}, version)


@pytest.mark.parametrize(("form", "year"), [("2021", 2023), ("2019", 2020)])
def test_the_command_writes_the_values_of_the_mart(form: str, year: int, tmp_path: Path) -> None:
    keys = form_keys(form)
    values = {key: float(place % 7) for place, key in enumerate(keys)} | dict.fromkeys(keys[::9])
    warehouse = write_warehouse(tmp_path / "w", MadeArea(values, form, year))
    assert None in published_values(warehouse, AREA_ID, year, form, "value_strict").values()
    assert assert_every_table_reads_back(warehouse, tmp_path / "written") == 4


def test_blanks_as_zero_are_asked_for_by_name(tmp_path: Path) -> None:
    key = "applications/granted/total"
    made = MadeArea({key: None}, more={key: {"value_blank0": 12.0, "numbers": 1, "blanks": 1}})
    warehouse = write_warehouse(tmp_path / "w", made)
    told = published_values(warehouse, AREA_ID, 2023, "2021", "value_blank0")
    assert told[key] == 12
    for path in _run(warehouse, "990122", "2023", "--blank", "zero"):
        assert_reads_back(path, told, "2021")
    _, comment = _cell_and_comment(warehouse / "consolidated", "（一）予以公开")
    assert "1 个单位此格没有填数字，按 0 计入；填了数字的 1 个合计 12" in comment


def test_sums_of_doubles_lose_their_noise(tmp_path: Path) -> None:
    """Guards 0.30000000000000004 in a published table."""
    warehouse = write_warehouse(tmp_path / "w", MadeArea({"disclosures/fees/amount": 0.1 + 0.2}))
    for path in _run(warehouse, "990122", "2023"):
        assert_reads_back(path, published_values(warehouse, AREA_ID, 2023, "2021", "value_strict"), "2021")
        if path.suffix == ".docx":
            assert "0.3" in {
                cell.text for row in docx.Document(str(path)).tables[0].rows for cell in row.cells
            }


def test_numbers_are_numbers_and_a_blank_says_why(tmp_path: Path) -> None:
    warehouse = write_warehouse(
        tmp_path / "w",
        MadeArea({"applications/granted/total": None, "applications/granted_in_part/total": 3.0}),
    )
    _run(warehouse, "990122", "2023")
    value, comment = _cell_and_comment(warehouse / "consolidated", "（一）予以公开")
    assert value is None
    assert "1 个单位此格没有填数字，此格留空" in comment
    assert "1 unit without a number, left blank" in comment
    value, comment = _cell_and_comment(warehouse / "consolidated", "（二）部分公开")
    assert (value, comment) == (3, "")


def test_the_same_command_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Guards clocks in the packages: every member and property bears a date of its own, none that of writing."""
    warehouse = write_warehouse(tmp_path / "w", MadeArea({"applications/granted/total": None}, units=HELD))
    first = {path.name: path.read_bytes() for path in _run(warehouse, "990122", "2023")}
    assert {path.name: path.read_bytes() for path in _run(warehouse, "990122", "2023")} == first
    for name, data in first.items():
        with zipfile.ZipFile(BytesIO(data)) as package:
            assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}, name
            core = package.read("docProps/core.xml").decode()
            assert core.count("2024-02-29T08:00:00Z") == 2, name


def test_an_incomplete_table_says_so_in_red_at_its_top_and_on_the_console(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = write_warehouse(tmp_path / "w", MadeArea(units=HELD))
    said = "本表不完整：应汇总 4 个单位，计入 2 个，缺 2 个：青禾县水务局（暂存，待更正）、白芷乡人民政府（未收到年报）"
    workbook_path, document_path = _run(warehouse, "990122", "2023")
    console = capsys.readouterr().out
    assert said in console
    assert "INCOMPLETE: 2 of 4 units counted, 2 left out" in console
    for sheet in openpyxl.load_workbook(workbook_path).worksheets[:3]:
        top = sheet["A1"]
        assert str(top.value).startswith(said)
        assert (top.font.b, top.font.color.rgb) == (True, f"FF{RED}")
    paragraphs = docx.Document(str(document_path)).paragraphs
    assert paragraphs[0].text == said
    assert (paragraphs[0].runs[0].font.bold, str(paragraphs[0].runs[0].font.color.rgb)) == (True, RED)
    assert "未计入：青禾县水务局（暂存，待更正）；白芷乡人民政府（未收到年报）" in "".join(
        p.text for p in paragraphs
    )


def test_the_document_is_chinese_to_whoever_draws_it(tmp_path: Path) -> None:
    """Regression: of no language, its commas stood in the middle of the line."""
    _, path = _run(write_warehouse(tmp_path / "w", MadeArea()), "990122", "2023")
    with zipfile.ZipFile(path) as package:
        styles = package.read("word/styles.xml").decode()
    assert 'w:eastAsia="zh-CN"' in styles
    assert 'w:eastAsia="en-US"' not in styles


def test_a_complete_table_has_nothing_red(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warehouse = write_warehouse(tmp_path / "w", MadeArea())
    workbook_path, document_path = _run(warehouse, "990122", "2023")
    assert "!!" not in capsys.readouterr().out
    for path in (workbook_path, document_path):
        with zipfile.ZipFile(path) as package:
            assert not any(RED.encode() in package.read(name) for name in package.namelist()), path


def test_whose_numbers_come_in_with_another_unit_is_not_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units = (*TWO, MadeUnit("青禾县招生办公室", covered_by="青禾县教育局"))
    warehouse = write_warehouse(tmp_path / "w", MadeArea(units=units))
    workbook_path, _ = _run(warehouse, "990122", "2023")
    assert "应汇总 2 个单位，计入 2 个" in capsys.readouterr().out
    rows = list(openpyxl.load_workbook(workbook_path)["单位明细"].iter_rows(values_only=True))
    assert [(row[1], row[3]) for row in rows[1:]] == [
        ("苇塘镇人民政府", "是 yes"),
        ("青禾县教育局", "是 yes"),
        ("青禾县招生办公室", "否 no"),
    ]
    assert str(rows[3][4]).startswith("已含在青禾县教育局的年报里")


def test_the_list_of_units_names_the_file_and_the_reason(tmp_path: Path) -> None:
    warehouse = write_warehouse(tmp_path / "w", MadeArea(units=HELD))
    workbook_path, _ = _run(warehouse, "990122", "2023")
    rows = list(openpyxl.load_workbook(workbook_path)["单位明细"].iter_rows(values_only=True))
    assert rows[3][1:] == (
        "青禾县水务局", "暂存，待更正\nheld until corrected", "否 no",
        "暂存，待更正\nheld until corrected: applications.row_sum", "2023-990000/青禾县水务局.docx",
    )  # fmt: skip
    assert rows[4][1:3] == ("白芷乡人民政府", "未收到年报\nnot received")


def test_what_cannot_be_added_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    amount, group = "disclosures/procurement/amount", "applications/denied/total"
    other: dict[str, dict[str, Any]] = {
        key: {"other_form": 1, "value_strict": None} for key in form_keys("2019") if key.startswith("app")
    }
    more: dict[str, dict[str, Any]] = {
        **other,
        amount: {"value_strict": None, "other_unit": 2, "unit": "unknown"},
        group: {"numbers": 1},
    }
    warehouse = write_warehouse(tmp_path / "w", MadeArea(form="2019", year=2020, more=more))
    workbook_path, _ = _run(warehouse, "990122", "2020")
    console = capsys.readouterr().out
    assert (
        "“三、收到和处理政府信息公开申请情况”有 1 个单位用的不是 2019 年版表格，不能相加，各格留空" in console
    )
    assert "政府集中采购／采购总金额：2 个单位所印金额单位不同或没有写明，不能相加，留空" in console
    assert "（三）不予公开：1 个单位在这一行本身填了数" in console
    assert "2 个单位所印金额单位不同" in _comments(workbook_path)
    assert "1 个单位用的是另一版表格" in _comments(workbook_path)


def test_the_comparison_names_what_the_own_report_prints_otherwise(tmp_path: Path) -> None:
    granted, pending = "applications/granted/total", "appeals/reconsideration/pending"
    published = {**dict.fromkeys(form_keys("2021"), 0.0), granted: 7.0, pending: 2.0}
    warehouse = write_warehouse(tmp_path / "w", MadeArea({granted: 4.0, pending: None}, published=published))
    workbook_path, _ = _run(warehouse, "990122", "2023")
    rows = list(openpyxl.load_workbook(workbook_path)["核对"].iter_rows(values_only=True))
    assert str(rows[0][0]).startswith("与本机关公布的年报对照：200 格，相同 198 格，不同 1 格，无法对照 1 格")
    assert rows[2] == ("（一）予以公开／总计", 4, 4, 7, 3, 0)
    assert rows[3] == ("行政复议／尚未审结", None, 0, 2, None, 1)
    # 25 rows, 7 columns twice, 3 blocks; granted alone breaks its row and its column, the blank leaves its block open
    assert str(rows[5][0]).startswith("勾稽关系：本汇总表共 42 处，不符 2 处，有空白而无法核对 1 处")
    assert (
        rows[7][0]
        == "（一）予以公开：自然人 ＋ 商业企业 ＋ 科研机构 ＋ 社会公益组织 ＋ 法律服务机构 ＋ 其他 ＝ 总计"
    )
    assert rows[7][1:4] == (0, 4, -4)


def test_without_a_report_of_its_own_the_comparison_says_so(tmp_path: Path) -> None:
    warehouse = write_warehouse(tmp_path / "w", MadeArea())
    workbook_path, _ = _run(warehouse, "990122", "2023")
    book = openpyxl.load_workbook(workbook_path)
    assert str(book["核对"]["A1"].value).startswith("本机关没有已通过的年报可对照")
    about = {row[1]: row[2] for row in book["说明"].iter_rows(values_only=True)}
    assert about["basis"] == "名册 roster.csv 列明的单位，名册注明已列全"
    assert about["units"] == "应汇总 2 个，收到年报 2 个，计入 2 个，未计入 0 个"


def _run(warehouse: Path, *arguments: str) -> list[Path]:
    """The workbook and the document that the command writes."""
    assert main([*arguments, "--warehouse", str(warehouse)]) == 0
    made = sorted((warehouse / "consolidated").iterdir(), reverse=True)
    assert [path.suffix for path in made] == [".xlsx", ".docx"]
    return made


def _cell_and_comment(folder: Path, label: str) -> tuple[Any, str]:
    """The 总计 of a row of table three as stored, and what its comment says."""
    (path,) = folder.glob("*.xlsx")
    for row in openpyxl.load_workbook(path).worksheets[1].iter_rows():
        if any(str(cell.value).startswith(label) for cell in row):
            return row[-1].value, row[-1].comment.text if row[-1].comment else ""
    raise AssertionError(f"no row {label}")


def _comments(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(
        cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    )
