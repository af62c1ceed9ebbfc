"""Coverage-guided fuzzing: read_report never raises, never breaks (internal_error), and takes less than its time.

`python -m tests.fuzz.readers html corpus -max_total_time=600`; see FORMATS for the names.
"""

from __future__ import annotations

import importlib
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samples.layouts import pdf
from samples.model import load_reports
from tests.support import layouts
from tests.support.workbooks import package, report_sheet, xlsx

_SECONDS = 2.0
_LONGEST = 1_000_000
_SOUND = layouts.blocks(layouts.figures(3))


def _document_xml(document: bytes) -> str:
    found: list[str] = []

    def keep(xml: str) -> str:
        found.append(xml)
        return xml

    layouts.docx(_SOUND if not document else [], keep)
    return found[0]


def _word(data: bytes) -> bytes:
    return package({"word/document.xml": data})


def _sheet(data: bytes) -> bytes:
    return xlsx({"表": data.decode("utf-8", "replace")})


def _sidecar(data: bytes) -> bytes:
    return data


def _as_they_are(data: bytes) -> bytes:
    return data


_TEXTS = ("lines", "tsv", "tsv_padded", "tsv_trimmed", "spaced", "spaced_values", "run_on", "markdown")


def _texts() -> list[bytes]:
    return [getattr(layouts, name)(_SOUND) for name in _TEXTS]


def _mhtml() -> bytes:
    head = b"From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    return head + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + layouts.html(_SOUND) + b"\r\n--x--\r\n"


def _pdfs() -> list[bytes]:
    return [pdf.write(next(r for r in load_reports() if r.readable and r.layout.startswith("pdf")))]


# name -> (bytes of the fuzzer to a file, sound beginnings)
FORMATS: dict[str, tuple[Callable[[bytes], bytes], Callable[[], list[bytes]]]] = {
    "html": (_as_they_are, lambda: [layouts.html(_SOUND)]),
    "text": (_as_they_are, _texts),
    "mhtml": (_as_they_are, lambda: [_mhtml()]),
    "word-xml": (_as_they_are, lambda: [_document_xml(b"").encode()]),
    "docx": (_word, lambda: [_document_xml(b"").encode()]),
    "xlsx": (_sheet, lambda: [report_sheet(_SOUND).encode()]),
    "pdf": (_as_they_are, _pdfs),
    "sidecar": (_sidecar, lambda: ["agency_name: 青禾县教育局\nurl: &a [*a]\n".encode()]),
}


def check(name: str, data: bytes) -> None:
    """Read one file; raises AssertionError for a defect."""
    from extract.metadata.sidecar import read_sidecar
    from extract.reading import read_report

    begun = time.process_time()
    if name == "sidecar":
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "x.meta.yml").write_bytes(data)
            read_sidecar(Path(folder, "x.txt"))
    else:
        report = read_report(Path("x"), FORMATS[name][0](data))
        broken = [problem.detail for problem in report.problems if problem.code == "internal_error"]
        assert not broken, broken
    taken = time.process_time() - begun
    assert taken < _SECONDS or len(data) > _LONGEST, f"{taken:.1f} s"


def main() -> None:
    name, folder, *options = sys.argv[1:]
    corpus = Path(folder)
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for number, data in enumerate(FORMATS[name][1]()):
            (corpus / f"sound-{number}").write_bytes(data)
    logging.disable(logging.CRITICAL)
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["extract"]):
        importlib.import_module("extract.reading")
    atheris.Setup(
        [sys.argv[0], str(corpus), f"-max_len={_LONGEST}", *options], lambda data: check(name, data)
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
