"""With one more form version in form.yml every report of today is read as without it, cell for cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reports.catalogue import SMALL_FILES, styles
from benchmarks.reports.make import make
from extract.reading import read_report
from tests.support.third_form import VERSION, loaded, renamed_column, third_form

ROOT = Path(__file__).parents[2]
REAL = [ROOT.parent / "shared" / name for name in ("reports", "more_reports")]
BESIDE = {".json", ".csv", ".yml", ".md"}  # truths, sidecars and tables beside the reports

pytestmark = pytest.mark.timeout(600)  # every file is read once a version


def _reports(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in BESIDE)


def _read(paths: Sequence[Path]) -> dict[Path, dict[str, Any]]:
    found = {}
    for path in paths:
        report = read_report(path)
        found[path] = report.to_json() | {"form": report.form}
    return found


def _same_with_another_version(paths: Sequence[Path], folder: Path) -> None:
    before = _read(paths)
    assert sum(len(report["cells"]) for report in before.values()) > 100 * len(paths)
    assert VERSION not in {version for report in before.values() for version in report["form"].values()}
    for name, text in {"third": third_form(), "renamed": renamed_column()}.items():
        (folder / name).mkdir()
        with loaded(folder / name, text):
            after = _read(paths)
        assert [path for path in paths if before[path] != after[path]] == []


def test_the_sample(tmp_path: Path) -> None:
    _same_with_another_version(list(_reports([ROOT / "landing"])), tmp_path)


@pytest.mark.skipif(not REAL[0].is_dir(), reason="the folder of real reports is not beside the project")
def test_real_reports(tmp_path: Path) -> None:
    _same_with_another_version(list(_reports([folder for folder in REAL if folder.is_dir()])), tmp_path)


def test_the_accuracy_card_s_small_part(tmp_path: Path) -> None:
    paths = [
        path
        for style in styles(True, None, None)
        for path in make(style, tmp_path / "card" / style.name, files=SMALL_FILES)
    ]
    _same_with_another_version(paths, tmp_path)
