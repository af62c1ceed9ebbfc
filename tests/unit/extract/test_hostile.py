"""Hostile and broken files: each ends as one failed or partial report, in bounded time, with no number invented."""

import io
import os
import socket
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from extract.report import read_report
from tests.support import layouts
from tests.support.accuracy import score
from tests.support.workbooks import number, package, report_sheet, rows, text, xlsx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def check(name: str, data: bytes, status: str = "failed") -> str:
    report = read_report(Path(name), data)
    assert report.status == status, report.problems
    assert report.status != "failed" or not report.cells
    return report.failure or ""


def test_empty() -> None:
    assert "empty" in check("空.docx", b"")


def test_not_a_report() -> None:
    assert "no statutory table" in check("a.txt", "今天天气很好。\n一、总体情况\n收到申请3件。".encode())


def test_a_number_in_running_text_is_not_a_table() -> None:
    check("a.txt", "规章\n3\n行政许可\n7\n结转下年度继续办理\n2\n".encode())


def test_wrong_extension_is_read_by_content() -> None:
    assert (
        read_report(Path("report.pdf"), b"<html><table><tr><td>1</td></tr></table>").media_type == "text/html"
    )


def docx(body: str, head: str = "") -> bytes:
    return package({"word/document.xml": f"{head}<w:document {W}><w:body>{body}</w:body></w:document>"})


def workbook(sheet: str, **options: Any) -> bytes:
    return xlsx({"表": sheet}, **options)


def test_zip_bomb() -> None:
    xml = b"<a>" + b" " * 60_000_000 + b"</a>"
    assert "unpacks to more than" in check("bomb.docx", package({"word/document.xml": xml}))
    sheets = {"xl/worksheets/sheet1.xml": xml, "xl/sharedStrings.xml": xml}
    for name, part in sheets.items():
        assert "unpacks to more than" in check("bomb.xlsx", workbook("", more={name: part})), name


def test_zip_bomb_of_many_small_parts() -> None:
    parts: dict[str, str | bytes] = {f"{number}.xml": "" for number in range(6_000)}
    assert "5,000 parts" in check("parts.docx", package({"word/document.xml": "<a/>", **parts}))


def test_zip_bomb_that_lies_about_its_size() -> None:
    # Guards a limit that trusts the directory: it says ten bytes, and sixty million come.
    packed = bytearray(package({"word/document.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}))
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = packed.index(signature) + place
        packed[at : at + 4] = struct.pack("<I", 10)
    check("liar.docx", bytes(packed))


def test_package_whose_parts_are_of_an_unknown_compression() -> None:
    packed = bytearray(docx("<w:p/>"))
    for signature, place in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        at = packed.index(signature) + place
        packed[at : at + 2] = struct.pack("<H", 77)
    assert "damaged" in check("odd.docx", bytes(packed))


LAUGHS = "<!DOCTYPE d [<!ENTITY l0 '9'>" + "".join(
    f"<!ENTITY l{i + 1} '{f'&l{i};' * 10}'>" for i in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
)
def test_entities_in_a_workbook_are_refused(part: str) -> None:
    laughing = f"{LAUGHS}<x><si><t>&l9;</t></si><row><c><v>&l9;</v></c></row></x>"
    assert "document type" in check("laughs.xlsx", workbook(rows([text("规章")]), more={part: laughing}))


def test_entities_in_a_document_are_refused() -> None:
    assert "document type" in check("laughs.docx", docx("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", LAUGHS))


def test_entities_in_another_encoding_are_refused() -> None:
    xml = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d [<!ENTITY e "9">]><w:document {W}>&e;</w:document>'
    assert "document type" in check("utf16.docx", package({"word/document.xml": xml.encode("utf-16")}))
    sheet = xml.replace(f"<w:document {W}>&e;</w:document>", "<x><row><c><v>&e;</v></c></row></x>")
    assert "document type" in check(
        "utf16.xlsx", workbook("", more={"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})
    )


def test_external_entities_read_no_file_and_reach_no_network(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("31337", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for uri in (secret.as_uri(), address):
            head = f'<!DOCTYPE x SYSTEM "{uri}" [<!ENTITY e SYSTEM "{uri}">]>'
            page = f"{head}<html><link rel=stylesheet href='{uri}'><img src='{uri}'><table><tr><td>规章<td>&e;</table></html>"
            files = {
                "a.docx": docx("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", head),
                "a.xlsx": workbook(
                    "", more={"xl/worksheets/sheet1.xml": f"{head}<x><row><c><v>&e;</v></c></row></x>"}
                ),
                "a.html": page.encode(),
            }
            for name, data in files.items():
                report = read_report(Path(name), data)
                assert report.status == "failed"
                assert "31337" not in str(report.to_json())
        with pytest.raises(BlockingIOError):  # nobody called
            server.accept()


def test_links_of_a_workbook_to_files_outside_it_are_not_followed() -> None:
    links = (
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../../etc/passwd"/>'
        '<Relationship Id="rId2" Type="x/worksheet" Target="http://127.0.0.1/" TargetMode="External"/></Relationships>'
    )
    assert "damaged" in check("out.xlsx", workbook("", more={"xl/_rels/workbook.xml.rels": links}))


def test_deeply_nested_tables() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 10_000 + "</w:tc></w:tr></w:tbl>" * 10_000
    assert "too deeply" in check("deep.docx", docx(deep))
    check("deep.html", b"<html><body>" + b"<table><tr><td>" * 10_000 + b"</body></html>")
    assert "too deeply" in check("deep.xlsx", workbook("<x>" * 10_000 + "</x>" * 10_000))


def test_workbook_that_claims_a_million_rows_is_read_by_its_cells() -> None:
    claim = '<dimension ref="A1:XFD1048576"/>'
    assert "no statutory table" in check("wide.xlsx", workbook(claim + rows([text("规章"), number("1")])))


def test_workbook_with_a_cell_in_its_last_corner() -> None:
    corner = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    assert "no statutory table" in check("corner.xlsx", workbook(corner))
    whole = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert "no statutory table" in check("merged.xlsx", workbook(corner + whole))


def test_stray_cell_at_a_sheets_edge_changes_nothing() -> None:
    # Guards time: the blanks up to it were cells of the row, some sixteen thousand of them.
    told = layouts.figures()
    sheet = report_sheet(layouts.blocks(told))
    values = sheet.rindex("</row>", 0, sheet.index("五、存在的主要问题"))
    stray = sheet[:values] + '<c r="XFD9"><v>1</v></c>' + sheet[values:]
    report = read_report(Path("a.xlsx"), workbook(stray))
    assert all(cell.value == told[cell.key] for cell in report.cells if not cell.doubt)


def test_workbook_with_more_cells_or_merged_ranges_than_a_report_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.readers.spreadsheet.MAX_CELLS", 1_000)
    monkeypatch.setattr("extract.readers.spreadsheet.MAX_MERGES", 50)
    row = "<row>" + "<c><v>1</v></c>" * 210 + "</row>"
    assert "1,000 cells" in check("cells.xlsx", workbook(f"<sheetData>{row * 5}</sheetData>"))
    merges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 60))
    assert "50 merged" in check("merges.xlsx", workbook(f"<mergeCells>{merges}</mergeCells>"))


@pytest.mark.parametrize("reference", ["ZZZ9", "A0", "A99999999", "", "7", "A1:B2", "a1"])
def test_workbook_with_cells_at_odd_places(reference: str) -> None:
    sheet = f'<sheetData><row r="x"><c r="{reference}"><v>1</v></c><c r="B1" s="99"><v>1e999</v></c></row></sheetData>'
    check("odd.xlsx", workbook(sheet + f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'))


def test_macros_are_not_run_and_the_content_is_read() -> None:
    told = layouts.figures()
    macro = {
        "word/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub AutoOpen()",
        "xl/vbaProject.bin": b"Sub Workbook_Open()",
    }
    with zipfile.ZipFile(io.BytesIO(layouts.docx(layouts.blocks(told)))) as archive:
        document = package({**{name: archive.read(name) for name in archive.namelist()}, **macro})
    book = workbook(report_sheet(layouts.blocks(told)), more=macro)
    for name, data in (("a.docm", document), ("a.xlsm", book)):
        report = read_report(Path(name), data)
        assert (report.status, score(report, layouts.truth(told)).silent) == ("read", []), name


def ole(stream: str) -> bytes:
    """An OLE file with one stream of this name."""
    book = xlwt.Workbook()
    book.add_sheet("1").write(0, 0, 1)
    packed = io.BytesIO()
    book.save(packed)

    def entry(name: str) -> bytes:
        return name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2)

    assert entry("Workbook") in packed.getvalue()
    return packed.getvalue().replace(entry("Workbook"), entry(stream))


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        ("WordDocument", "an old Word or WPS file: save it as DOCX"),
        ("EncryptedPackage", "a file with a password: ask for it without one"),
        ("PowerPoint Document", "a presentation"), ("CONTENTS", "an old Office file of an unknown kind"),
        ("Workbook", "no statutory table"), ("Book", "no statutory table"),
    ],
)  # fmt: skip
def test_old_office_files_are_told_by_their_streams(stream: str, reason: str) -> None:
    assert reason in check("年报.pdf", ole(stream))


def test_old_office_file_that_is_cut_off() -> None:
    assert "damaged" in check("cut.xls", ole("Workbook")[:700])


def test_old_workbook_with_a_password() -> None:
    # The record of a password in place of the one after the first.
    encrypted = ole("Workbook").replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1)
    assert "a file with a password" in check("locked.xls", encrypted)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xl/workbook.bin": "x"}, "XLSB"), ({"OFD.xml": "<x/>"}, "OFD"), ({"ppt/presentation.xml": "<x/>"}, "a presentation"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "ODS"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "ODT"), ({"年报.txt": "x"}, "an archive"),
    ],
)  # fmt: skip
def test_packages_that_are_not_read_say_what_they_are(parts: dict[str, str | bytes], reason: str) -> None:
    assert reason in check("年报.docx", package(parts))


def test_excel_2003_xml_says_what_it_is() -> None:
    assert "Excel 2003" in check(
        "a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
    )


def pdf(pages: int, password: str | None = None) -> bytes:
    packed = io.BytesIO()
    canvas = Canvas(packed, encrypt=password)
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return packed.getvalue()


def test_pdf_with_a_password() -> None:
    assert "a PDF with a password" in check("locked.pdf", pdf(1, "secret"))


def test_pdf_of_blank_pages() -> None:
    assert "blank pages" in check("blank.pdf", pdf(300))
    assert "at most 300" in check("longer.pdf", pdf(301))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files(share: float) -> None:
    told = layouts.blocks(layouts.figures())
    for name, data in (("a.docx", layouts.docx(told)), ("a.xlsx", workbook(report_sheet(told))), ("a.xls", ole("Workbook")),
                       ("a.pdf", pdf(3))):  # fmt: skip
        check(name, data[: int(len(data) * share)])


def test_deeply_nested_html() -> None:
    check("deep.html", b"<html><body>" + b"<div>" * 200_000 + b"</body></html>")


def test_html_with_absurd_spans() -> None:
    check("span.html", b"<table><tr><td rowspan=999999999 colspan=999999999>1</td></tr></table>")


def test_truncated_docx() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>" * 1000)
    assert "damaged" in check("cut.docx", buffer.getvalue()[:-30])


def test_names_with_spaces_quotes_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "年报 '2021'\n\"终稿\".txt"
    path.write_text("无", encoding="utf-8")
    assert read_report(path).status == "failed"


def test_a_folder_or_a_missing_file_is_a_failed_report(tmp_path: Path) -> None:
    assert "cannot be opened" in (read_report(tmp_path).failure or "")
    assert "cannot be opened" in (read_report(tmp_path / "gone.txt").failure or "")


@settings(max_examples=150)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", "一、本年新收".encode()]),
)
def test_any_bytes_end_as_a_report_without_an_internal_error(data: bytes, head: bytes) -> None:
    report = read_report(Path("fuzz"), head + data)
    assert report.status in ("failed", "partial", "read")
    assert all(problem.code != "internal_error" for problem in report.problems)


TOLD = layouts.figures()
DOCX_XML = layouts.docx(layouts.blocks(TOLD))
SHEET = report_sheet(layouts.blocks(TOLD))
with zipfile.ZipFile(io.BytesIO(DOCX_XML)) as _archive:
    DOCUMENT = _archive.read("word/document.xml").decode()
_scraps = st.sampled_from(
    ["", "<", ">", "/", "&", "&amp;", "&#0;", "\ufffd", "-", ".", " ", "</c>", "</v>", "<f>", "</w:tc>", "<w:tbl>", "</row>",
     'hidden="1"', 's="7"', 't="s"', "规章", "总计"]
)  # fmt: skip


@pytest.mark.timeout(60)  # a slow machine must not send hypothesis shrinking
@settings(max_examples=30)
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


@pytest.mark.timeout(60)
@settings(max_examples=30)
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


@pytest.mark.timeout(60)
@settings(max_examples=30)
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


@settings(max_examples=300)
@given(st.lists(_fragments, max_size=60))
def test_any_shuffle_of_the_forms_words_ends_as_a_report_without_an_internal_error(parts: list[str]) -> None:
    report = read_report(Path("fuzz"), "".join(parts).encode())
    assert all(problem.code != "internal_error" for problem in report.problems), report.problems
    keys = [cell.key for cell in report.cells]
    assert len(keys) == len(set(keys))


def test_reading_needs_no_terminal_and_no_locale(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "年报.txt"
    path.write_text("无", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "extract", str(path), str(tmp_path / "没有.txt")],
        env={"LC_ALL": "C", "PYTHONPATH": os.getcwd()}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert len(done.stdout.decode().splitlines()) == 2
