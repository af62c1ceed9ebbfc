"""Bytes and words at random, and files with some of theirs changed: a report each, and no internal error."""

import io
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.reading import read_report
from tests.support import layouts
from tests.support.budget import examples
from tests.support.hostile import ole, workbook
from tests.support.workbooks import package, report_sheet

TOLD = layouts.figures()
DOCX_XML = layouts.docx(layouts.blocks(TOLD))
SHEET = report_sheet(layouts.blocks(TOLD))
with zipfile.ZipFile(io.BytesIO(DOCX_XML)) as _archive:
    DOCUMENT = _archive.read("word/document.xml").decode()
_scraps = st.sampled_from(
    ["", "<", ">", "/", "&", "&amp;", "&#0;", "\ufffd", "-", ".", " ", "</c>", "</v>", "<f>", "</w:tc>", "<w:tbl>", "</row>",
     'hidden="1"', 's="7"', 't="s"', "规章", "总计"]
)  # fmt: skip


_beginnings = st.sampled_from(
    [
        b"",
        b"%PDF-1.4\n",
        b"PK\x03\x04",
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        b"<html>",
        "一、本年新收".encode(),
    ]
)


@settings(max_examples=examples(150), deadline=None)
@given(
    st.binary(max_size=400),
    _beginnings,
)
def test_any_bytes_end_as_a_report_without_an_internal_error(data: bytes, head: bytes) -> None:
    report = read_report(Path("fuzz"), head + data)
    assert report.status in ("failed", "partial", "read")
    assert all(problem.code != "internal_error" for problem in report.problems)


@settings(max_examples=examples(30), deadline=None)
@given(
    st.sampled_from(["docx", "xlsx"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), _scraps), max_size=6),
)
def test_mutated_packages_end_as_a_report_and_invent_no_number(
    kind: str, cuts: list[tuple[float, int, str]]
) -> None:
    xml = DOCUMENT if kind == "docx" else SHEET
    for share, length, scrap in cuts:
        at = int(share * len(xml))
        xml = xml[:at] + scrap + xml[at + length :]
    report = read_report(
        Path(f"a.{kind}"), package({"word/document.xml": xml}) if kind == "docx" else workbook(xml)
    )
    assert all(problem.code != "internal_error" for problem in report.problems), report.problems
    assert all(cell.value in xml for cell in report.cells if cell.value), "a number that is not in the file"


@settings(max_examples=examples(30), deadline=None)
@given(
    st.sampled_from(
        ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml"]
    ),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), st.one_of(_scraps, st.text(max_size=3))),
        min_size=1,
        max_size=4,
    ),
)
def test_workbooks_with_changed_parts_end_as_a_report(part: str, cuts: list[tuple[float, int, str]]) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(SHEET, strings=["<t>规章</t>"]))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        xml = archive.read(part).decode()
    for share, length, scrap in cuts:
        at = int(share * len(xml))
        xml = xml[:at] + scrap + xml[at + length :]
    report = read_report(Path("a.xlsx"), package({**parts, part: xml}))
    assert all(problem.code != "internal_error" for problem in report.problems), report.problems


@settings(max_examples=examples(30), deadline=None)
@given(
    st.sampled_from(["docx", "xlsx", "xls"]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), min_size=1, max_size=4),
)
def test_files_with_changed_bytes_end_as_a_report(kind: str, changes: list[tuple[float, bytes]]) -> None:
    data = bytearray({"docx": DOCX_XML, "xlsx": workbook(SHEET), "xls": ole("Workbook")}[kind])
    for share, new in changes:
        at = int(share * len(data))
        data[at : at + len(new)] = new
    report = read_report(Path(f"a.{kind}"), bytes(data))
    assert all(problem.code != "internal_error" for problem in report.problems), report.problems


_fragments = st.sampled_from(
    ["一、本年新收政府信息公开申请数量", "四、结转下年度继续办理", "（一）予以公开", "3.其他", "自然人", "总计", "结果维持", "规章",
     "信息内容", "第二十条第（一）项", "0", "12", "", "\t", "\n", "\n\n", " ", "/", "<td>", "<tr>", "<table>", "</table>"]
)  # fmt: skip


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(_fragments, max_size=60))
def test_any_shuffle_of_the_forms_words_ends_as_a_report_without_an_internal_error(parts: list[str]) -> None:
    report = read_report(Path("fuzz"), "".join(parts).encode())
    assert all(problem.code != "internal_error" for problem in report.problems), report.problems
    keys = [cell.key for cell in report.cells]
    assert len(keys) == len(set(keys))
