"""Files that are not read: each ends as one failed report that says what it is and what to do, and invents no number."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from extract.reading import read_report
from tests.support import layouts
from tests.support.hostile import check, ole, pdf, workbook
from tests.support.workbooks import package, report_sheet


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


def test_pdf_with_a_password() -> None:
    assert "a PDF with a password" in check("locked.pdf", pdf(1, "secret"))


def test_pdf_of_blank_pages() -> None:
    assert "blank pages" in check("blank.pdf", pdf(300))
    assert "at most 300" in check("longer.pdf", pdf(301))


def test_truncated_docx() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>" * 1000)
    assert "damaged" in check("cut.docx", buffer.getvalue()[:-30])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files(share: float) -> None:
    told = layouts.blocks(layouts.figures())
    for name, data in (("a.docx", layouts.docx(told)), ("a.xlsx", workbook(report_sheet(told))), ("a.xls", ole("Workbook")),
                       ("a.pdf", pdf(3))):  # fmt: skip
        check(name, data[: int(len(data) * share)])


def test_names_with_spaces_quotes_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "年报 '2021'\n\"终稿\".txt"
    path.write_text("无", encoding="utf-8")
    assert read_report(path).status == "failed"


def test_a_folder_or_a_missing_file_is_a_failed_report(tmp_path: Path) -> None:
    assert "cannot be opened" in str(read_report(tmp_path).failure)
    assert "cannot be opened" in str(read_report(tmp_path / "gone.txt").failure)


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
