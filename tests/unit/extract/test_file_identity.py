"""What is known of a file without its reader."""

import hashlib
import os
from pathlib import Path

import pytest

from extract.file_identity import identify


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"), (b"\xef\xbb\xbf%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04", "application/zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"<html>", "application/octet-stream"), (b"", "application/octet-stream"),
        (b" " * 2000 + b"%PDF-1.7", "application/octet-stream"),
    ],
)  # fmt: skip
def test_kinds_are_told_by_the_first_bytes_alone(tmp_path: Path, head: bytes, kind: str) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(data := head + b"x" * 70_000)
    assert identify(path) == (hashlib.sha256(data).hexdigest(), len(data), kind)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert identify(tmp_path / "pipe.pdf") is None


def test_a_folder_and_a_missing_file_have_no_identity(tmp_path: Path) -> None:
    assert identify(tmp_path) is None
    assert identify(tmp_path / "gone.pdf") is None
