"""Hostile and broken files: each ends as one failed or partial report, in bounded time, with no number invented."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.pool import read_many
from extract.report import read_report


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


def test_zip_bomb() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 150_000_000 + b"</a>")
    assert "100 MB" in check("bomb.docx", buffer.getvalue())


def test_billion_laughs() -> None:
    entities = "".join(f"<!ENTITY l{i + 1} '{f'&l{i};' * 10}'>" for i in range(9))
    xml = f"<!DOCTYPE d [<!ENTITY l0 '9'>{entities}]><d>&l9;</d>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", xml)
    check("laughs.docx", buffer.getvalue())


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


def test_a_worker_that_dies_takes_only_its_file_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support import dying_reader

    paths = [tmp_path / name for name in ("a.txt", "kill.txt", "b.txt", "c.txt")]
    for path in paths:
        path.write_text("无", encoding="utf-8")
    monkeypatch.setattr("extract.pool.read_report", dying_reader.read_or_die)
    reports = list(read_many(paths, 2))
    assert [Path(report.path).name for report in reports] == ["a.txt", "kill.txt", "b.txt", "c.txt"]
    assert ["died" in (report.failure or "") for report in reports] == [False, True, False, False]


@settings(max_examples=150)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", "一、本年新收".encode()]),
)
def test_any_bytes_end_as_a_report_without_an_internal_error(data: bytes, head: bytes) -> None:
    report = read_report(Path("fuzz"), head + data)
    assert report.status in ("failed", "partial", "read")
    assert all(problem.code != "internal_error" for problem in report.problems)


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
