"""Hostile files: bombs, entities, links, depth and size. Each ends as one report, in bounded time, with no number invented."""

import io
import socket
import struct
import zipfile
from pathlib import Path

import pytest

from benchmarks.scoring import score
from extract.reading import read_report
from tests.support import layouts
from tests.support.hostile import W, check, docx, workbook
from tests.support.workbooks import number, package, report_sheet, rows, text


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
    secret.write_text("such words are in no digest", encoding="utf-8")
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
                assert "no digest" not in str(report.to_json())
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
    monkeypatch.setattr("extract.readers.sheets.sheet.MAX_CELLS", 1_000)
    monkeypatch.setattr("extract.readers.sheets.sheet.MAX_MERGES", 50)
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


def test_deeply_nested_html() -> None:
    check("deep.html", b"<html><body>" + b"<div>" * 200_000 + b"</body></html>")


def test_html_with_absurd_spans() -> None:
    check("span.html", b"<table><tr><td rowspan=999999999 colspan=999999999>1</td></tr></table>")
