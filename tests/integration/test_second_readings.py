"""Files with mistakes of their publishers, read twice; and doubts that a person settled, all the way to the verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from expectations.check.draft import CLEAN, check_file
from expectations.evidence.second_readings import SecondReadings, read_again
from expectations.evidence.verdicts import EXTRACTION, SOURCE, UNKNOWN
from extract.reading import read_report, second_reading
from samples.layouts import pdf
from samples.model import Cell, load_reports
from tests.support.readings import written

ROOT = Path(__file__).parents[2]
HONGZE = ROOT.parent / "shared" / "reports" / "hongze_2023.pdf"
PDFS = [report for report in load_reports() if report.layout == "pdf"]


def misprinted(folder: Path, number: int, key: str, printed: str) -> Path:
    """A PDF of the sample that prints something else in one cell."""
    report = PDFS[number]
    path = folder / "misprint.pdf"
    path.write_bytes(
        pdf.write(replace(report, cells={**report.cells, key: Cell(printed, printed, "number")}))
    )
    return path


@pytest.mark.parametrize("number", range(len(PDFS)), ids=[report.stem for report in PDFS])
def test_a_misprint_in_a_pdf_is_the_publishers(tmp_path: Path, number: int) -> None:
    path = misprinted(tmp_path, number, "appeals/reconsideration/total", "99")
    outcome = check_file(path)
    [failure] = [
        f for f in outcome.failures if f.severity == "error"
    ]  # the narrative may tell the number as well
    assert (failure.rule_id, failure.instance) == ("appeals.total", "reconsideration")
    assert (failure.verdict, failure.differences, failure.rhs) == (SOURCE, (), 99.0)
    assert outcome.doubts == ()
    assert "两次读取一致，原件就是这样" in outcome.text


@pytest.mark.skipif(not HONGZE.is_file(), reason="the folder of real reports is not beside the project")
def test_a_real_misprint_is_the_publishers() -> None:
    outcome = check_file(HONGZE)
    broken = {(f.rule_id, f.instance, f.verdict) for f in outcome.failures if f.severity == "error"}
    assert broken == {
        ("appeals.total", "reconsideration", SOURCE),
        ("appeals.total", "litigation_after_reconsideration", SOURCE),
    }


@pytest.mark.skipif(not HONGZE.is_file(), reason="the folder of real reports is not beside the project")
def test_a_reading_is_never_held_against_itself() -> None:
    # The two readers of PDF see borders a hair apart, whichever of them was gone by.
    first, second = read_report(HONGZE), second_reading(HONGZE)
    assert second is not None
    again = {cell.key: cell.source.bbox for cell in second.cells}
    assert sum(cell.source.bbox != again[cell.key] for cell in first.cells) > 100


def test_a_pool_reads_kept_bytes_again_and_the_record_gives_the_same(tmp_path: Path) -> None:
    path = misprinted(tmp_path, 0, "applications/granted/total", "99999")
    report = read_report(path)
    outcome = check_file(path)
    assert {f.verdict for f in outcome.failures} == {SOURCE}
    unjudged = [replace(f, verdict=UNKNOWN) for f in outcome.failures]
    assert len(unjudged) >= 3
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / report.sha256).write_bytes(path.read_bytes())
    told: list[tuple[int, int]] = []
    for _ in range(2):
        seconds = SecondReadings(tmp_path, jobs=2)
        assert seconds.judge(unjudged, lambda done, total: told.append((done, total))) == list(
            outcome.failures
        )
        seconds.close()
    assert told == [(1, 1)]
    gone = [replace(f, sha256="0" * 64) for f in unjudged]
    assert {f.verdict for f in SecondReadings(tmp_path).judge(gone)} == {UNKNOWN}


def test_a_format_without_a_second_reader_has_no_second_reading() -> None:
    assert read_again(ROOT / "landing" / "2022-990000" / "luting-qu.html") is None


SHORT = "2023-990000/luting-zhujian"  # a row with six values for seven columns


def test_a_person_settles_a_doubt_and_the_report_is_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ROOT / "landing" / f"{SHORT}.txt"
    truth = json.loads((ROOT / "samples" / "truth" / f"{SHORT}.json").read_text(encoding="utf-8"))["cells"]
    written(tmp_path, monkeypatch)
    before = read_report(path)
    doubted = [cell for cell in before.cells if cell.doubt]
    assert len(doubted) >= 4
    written(tmp_path, monkeypatch, *(
        (before.sha256, c.key, c.raw, truth[c.key]["value"] or truth[c.key]["state"], "李某", "2024-05-31") for c in doubted
    ))  # fmt: skip
    after = read_report(path)
    assert {(c.key, c.value, c.doubt) for c in after.cells} == {
        (key, t["value"], None) for key, t in truth.items()
    }
    assert [p.code for p in after.problems].count("reading_settled") == len(doubted)
    outcome = check_file(path)
    assert outcome.doubts == ()
    assert {f.rule_id for f in outcome.failures if f.severity == "error"} == set()
    assert not any(f.verdict == EXTRACTION for f in outcome.failures)
    assert f"{doubted[0].key}" not in outcome.text, "cells go by their Chinese names"
    assert "李某 2024-05-31 看到的是" in outcome.text


def test_a_row_for_a_sound_cell_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ROOT / "landing" / "2022-990000" / "luting-qu.html"
    before = read_report(path)
    cell = before.cells[20]
    written(tmp_path, monkeypatch, (before.sha256, cell.key, cell.raw, "777", "李某", "2024-05-31"))
    after = read_report(path)
    assert after.cells == before.cells
    assert [p.code for p in after.problems if p not in before.problems] == ["reading_unused"]
    assert check_file(path).exit_code != CLEAN  # its own misprint stands
