"""The small part of the accuracy card, the scorer that it rests on, and the card in docs/."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from benchmarks import blind
from benchmarks.bare import docx_tables, html_tables
from benchmarks.card import data, page
from benchmarks.measure import Measured, measure, measure_all
from benchmarks.places import _on_page, wrong_places
from benchmarks.reports.catalogue import SMALL_FILES, styles
from benchmarks.reports.decode import appeal_splits, splits, summed_splits
from benchmarks.reports.fiction import Habits, case
from benchmarks.reports.make import SEED, cases, make
from benchmarks.reports.style import FORMATS
from benchmarks.reports.truth import _cut_otherwise, truth
from benchmarks.scoring import Score, score
from extract.document import Source
from extract.form_cells import FormCell
from extract.messages import Doubt
from extract.reading import read_report
from extract.report import Report
from tests.support.messages import problem

DOCS = Path(__file__).parents[2] / "docs"
SMALL = styles(small=True)
UNSURE = Doubt("columns_open")


@pytest.fixture(scope="module")
def small_part() -> list[Measured]:
    return measure_all(SMALL, SEED, SMALL_FILES, 2, None, lambda one: None)


def test_the_small_part_holds_every_format_that_needs_no_other_program() -> None:
    assert {style.format for style in SMALL} == set(FORMATS) - {"xls"}
    assert all(style.converter is None and not style.held_out for style in SMALL)


def test_no_cell_of_the_small_part_is_silently_wrong(small_part: list[Measured]) -> None:
    assert [one.missing for one in small_part] == [None] * len(SMALL)
    assert [line for one in small_part for line in one.score.silent + one.score.unearned] == []


def test_every_settled_cell_of_the_small_part_is_exact(small_part: list[Measured]) -> None:
    total = Score()
    for one in small_part:
        total.add(one.score)
    assert total.files == len(SMALL) * SMALL_FILES
    assert (total.exact, total.whole, total.not_read) == (total.settled, total.files, 0)
    assert total.misprints_lost == []
    assert total.planted_kept == total.planted > 10
    assert total.misplaced == []
    assert total.placed > 0.5 * total.cells
    assert total.open_doubted == total.open > 100
    assert len(total.needless) < 0.005 * total.exact


def _read_first(tmp_path: Path, name: str) -> tuple[Report, dict[str, Any], Path]:
    [style] = [style for style in SMALL if style.name == name]
    path = make(style, tmp_path, files=1)[0]
    return read_report(path), json.loads(path.with_name(f"{path.stem}.truth.json").read_text()), path


def _with_cell(report: Report, key: str, **changes: Any) -> Report:
    cells: list[FormCell] = [replace(cell, **changes) if cell.key == key else cell for cell in report.cells]
    return replace(report, cells=cells)


def test_the_scorer_sees_a_planted_reading_error(tmp_path: Path) -> None:
    report, told, path = _read_first(tmp_path, "html-plain")
    assert score(report, told, path.name).silent == []
    key = next(key for key, cell in told["cells"].items() if cell["value"] == "0")
    for changes in ({"value": "1"}, {"value": None, "state": "blank"}, {"value": None, "state": "absent"}):
        wrong = score(_with_cell(report, key, **changes), told, path.name)
        assert len(wrong.silent) == 1
        assert key in wrong.silent[0]
        assert (wrong.exact, wrong.whole) == (wrong.settled - 1, 0)
    doubted = score(_with_cell(report, key, value="1", doubt=UNSURE), told, path.name)
    assert (doubted.silent, doubted.exact, doubted.doubted) == ([], doubted.settled - 1, 1)
    needless = score(_with_cell(report, key, doubt=UNSURE), told, path.name)
    assert len(needless.needless) == 1
    lost = replace(report, cells=[cell for cell in report.cells if cell.key != key])
    assert score(lost, told, path.name).silent == [f"{path.name}: {key}: not listed"]
    invented = replace(
        report, cells=[*report.cells, FormCell("applications/invented/total", "1", "number", "1")]
    )
    assert len(score(invented, told, path.name).silent) == 1


def test_a_table_that_is_not_read_is_silent_only_in_a_report_said_to_be_whole(tmp_path: Path) -> None:
    report, told, path = _read_first(tmp_path, "docx-plain")
    without = replace(report, cells=[cell for cell in report.cells if not cell.key.startswith("appeals/")])
    assert len(score(without, told, path.name).silent) == 15
    partial = score(replace(without, status="partial"), told, path.name)
    assert (partial.silent, partial.not_read, partial.whole) == ([], 15, 0)


def test_a_cell_that_nothing_could_tell_must_be_doubted(tmp_path: Path) -> None:
    report, told, path = _read_first(tmp_path, "html-plain")
    key = next(iter(told["cells"]))
    told["cells"][key] |= {"doubt_ok": True, "must_doubt": True}
    assert len(score(report, told, path.name).unearned) == 1
    doubted = score(_with_cell(report, key, doubt=UNSURE), told, path.name)
    assert (doubted.unearned, doubted.needless, doubted.open_doubted) == ([], [], 1)


def _with_names(report: Report, **changes: Any) -> Report:
    return replace(report, metadata=replace(report.metadata, **changes))


def test_a_wrong_agency_year_or_form_is_a_silent_error(tmp_path: Path) -> None:
    # Guards a scorer that passed a report in which only the numbers were right.
    report, told, path = _read_first(tmp_path, "html-plain")
    assert score(report, told, path.name, path).whole == 1
    for wrong, what in (
        (_with_names(report, agency_name="霁川市文物局"), "agency"),
        (_with_names(report, report_year=1999), "year"),
        (replace(report, form={**report.form, "applications": "1999"}), "form"),
    ):
        found = score(wrong, told, path.name, path)
        assert (len(found.silent), found.whole) == (1, 0), what
        assert what in found.silent[0]


def test_a_missing_agency_is_no_silent_error_where_the_report_says_so(tmp_path: Path) -> None:
    report, told, _ = _read_first(tmp_path, "html-plain")
    nameless = _with_names(report, agency_name=None)
    assert len(score(nameless, told).silent) == 1
    said = replace(nameless, problems=[*report.problems, problem("agency_unknown")])
    found = score(said, told)
    assert (found.silent, found.agencies, found.whole) == ([], 0, 0)
    unversioned = replace(report, status="partial", form={**report.form, "applications": None})
    found = score(unversioned, told)
    assert (found.silent, found.forms, found.whole) == ([], 0, 0)


def test_a_section_without_its_heading_or_its_text_is_counted(tmp_path: Path) -> None:
    report, told, _ = _read_first(tmp_path, "html-plain")
    assert score(report, told).sections == len(report.sections) == 6
    assert score(replace(report, sections=report.sections[1:]), told).sections == 5
    cut = [replace(section, text=section.text[: len(section.text) // 2]) for section in report.sections]
    found = score(replace(report, sections=cut), told)
    assert (found.sections, found.whole) == (3, 0)  # the three with the tables have no text of their own


@pytest.mark.parametrize("name", ["html-plain", "xlsx-sheet-a-table", "text-tabs", "pdf-hairlines"])
def test_a_wrong_place_is_counted(tmp_path: Path, name: str) -> None:
    report, told, path = _read_first(tmp_path, name)
    right = score(report, told, path.name, path)
    assert (right.misplaced, right.placed > 50) == ([], True)
    numbers = [cell for cell in report.cells if cell.state == "number"]
    key, other = (
        numbers[0].key,
        next(
            cell
            for cell in numbers
            if cell.source.row != numbers[0].source.row or cell.source.line != numbers[0].source.line
        ),
    )
    nowhere = score(_with_cell(report, key, source=Source()), told, path.name, path)
    assert len(nowhere.misplaced) == 1
    assert nowhere.whole == 0
    elsewhere = score(_with_cell(report, key, source=other.source, raw="31415"), told, path.name, path)
    assert 1 <= len(elsewhere.misplaced) <= 2


@pytest.mark.parametrize(
    ("line", "right"), [(4, True), (3, True), (1, False), (6, False), (9, False), (None, False)]
)
def test_a_number_in_the_running_text_of_a_page_stands_in_an_element_of_its_line(
    tmp_path: Path, line: int | None, right: bool
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>\n<body>\n<p>\n规章<b>６00</b>0&nbsp;420\n</p><p>\n甲</p></body></html>", "utf-8")
    cell = FormCell("k", None, "illegible", "6000420", Source(line=line))
    told = {"cells": {"k": {"value": "6", "state": "number"}}}
    report = Report(path=str(page), sha256="", media_type="text/html", status="partial", cells=[cell])
    assert wrong_places(report, told, page)[0] == 1
    assert (wrong_places(report, told, page)[1] == []) == right


@pytest.mark.parametrize(
    ("turned", "stored"),
    [(0, (10, 60, 30, 80)), (90, (20, 10, 40, 30)), (180, (170, 20, 190, 40)), (270, (160, 70, 180, 90))],
)
def test_a_box_on_a_turned_page_is_found_on_the_page_as_stored(turned: int, stored: tuple[int, ...]) -> None:
    assert _on_page((10, 20, 30, 40), (0, 0, 200, 100), turned) == stored


def test_a_maker_that_fails_is_a_miss_and_one_that_is_absent_is_not_measured(tmp_path: Path) -> None:
    def breaks(_: Any) -> bytes:
        raise RuntimeError("no paper")

    [style] = [style for style in SMALL if style.name == "html-plain"]
    broken = measure(replace(style, write=breaks), tmp_path, SEED, 1)
    absent = measure(replace(style, needs=lambda: "a printer"), tmp_path, SEED, 1)
    assert (broken.missing, absent.broke) == (None, None)
    [goal] = data([broken], SEED)["must_reach"]
    assert goal["measured"]
    assert "no paper" in goal["missed"][0]
    [goal] = data([absent], SEED)["must_reach"]
    assert (goal["measured"], goal["missed"], goal["missing"]) == (False, [], ["a printer"])
    for measured in (broken, absent):
        assert "100.00 %" not in page(data([measured], SEED))


def test_misprints_that_nobody_could_keep_are_not_measured() -> None:
    [style] = [style for style in SMALL if style.name == "html-plain"]
    card = data([Measured(style, Score(files=1, placed=1, sections=6, sections_wanted=6))], SEED)
    assert "misprints" in card["must_reach"][0]["missing"]
    assert "0 / 0" not in page(card)


def test_misprints_in_digits_run_together_stay_decodable() -> None:
    planted = settled = 0
    for number in range(60):
        told = case(f"off {number}", Habits(zeros=("zero",), digits=("plain",), sound=1.0, off_totals=1.0))
        cells = truth(told, run_together=True)["cells"]
        planted += len(told.planted)
        settled += sum(not cells[misprint.key].get("doubt_ok") for misprint in told.planted)
    assert planted == 120
    assert settled > 60


def test_only_a_row_that_a_misprint_could_explain_is_left_out_with_broken_columns() -> None:
    own = [1, 2, 3]
    assert not _cut_otherwise("123", [1, 2, 3], own)  # the cutting that stands there
    assert _cut_otherwise("1111", [11, None, 1], [1, 11, 1])
    assert not _cut_otherwise("1111", [7, None, 1], [1, 11, 1])
    assert not _cut_otherwise("1011", [1, None, 1], [10, 1, 1])  # 01 is no number


def test_the_same_seed_gives_the_same_reports() -> None:
    for style in SMALL[:4]:
        first, again = (cases(style, 7, 2) for _ in range(2))
        assert [style.write(one) for one in first] == [style.write(one) for one in again]
        assert truth(first[0]) != truth(cases(style, 8, 1)[0])


def test_a_repeated_head_is_printed_whole_on_each_page_of_its_table() -> None:
    # Guards prints whose repeated heads lacked the heads that are merged over rows: their words had been used up.
    [style] = styles(name="pdf-open-sides")
    one = cases(style, files=1)[0]
    pages = {
        cell["page"]
        for key, cell in style.also(one).items()
        if key.startswith("applications/") and "page" in cell
    }
    document = pypdfium2.PdfDocument(style.write(one))
    texts = [
        document[int(str(number)) - 1].get_textpage().get_text_bounded() for number in sorted(pages, key=str)
    ]
    assert len(texts) > 1
    for text in texts:
        assert "自然人" in text
        assert "勾稽关系" in text


def test_digits_run_together_are_cut_by_trying_everything() -> None:
    assert summed_splits("640020470", 7) == [("64", "0", "0", "2", "0", "4", "70")]
    assert summed_splits("0000000", 7) == [("0",) * 7]
    assert summed_splits("11112", 3) == [("1", "11", "12"), ("11", "1", "12")]
    assert summed_splits("1123", 3) == []
    assert splits("12-5", 2) == [("12", "-5")]
    assert len(splits("1234", 3)) == 3
    assert appeal_splits("10001" * 3, 3, 5) == [("1", "0", "0", "0", "1") * 3]


def test_planted_misprints_stand_in_the_truth_as_printed() -> None:
    planted = 0
    for number in range(40):
        told = case(f"misprint {number}", Habits(sound=0.0))
        cells = truth(told)["cells"]
        for misprint in told.planted:
            assert cells[misprint.key] == {"value": misprint.printed, "state": "number"}
            assert misprint.printed != misprint.meant
        planted += len(told.planted)
    assert planted > 20


def test_the_card_in_docs_is_made_of_its_data() -> None:
    card = json.loads((DOCS / "accuracy.json").read_text(encoding="utf-8"))
    assert (DOCS / "accuracy.md").read_text(encoding="utf-8") == page(card)
    assert card["seed"] == SEED
    assert not card["small"]
    assert (
        sum(row["files"] for row in card["rows"] if row["measured"] and row["made_by"] is None)
        == card["files"]
    )


@pytest.mark.parametrize("name", ["html-plain", "docx-plain"])
def test_the_plain_code_that_readers_are_timed_against_gets_the_tables_out(tmp_path: Path, name: str) -> None:
    [style] = [style for style in SMALL if style.name == name]
    one = cases(style, files=1)[0]
    data = style.write(one)
    tables = html_tables(data.decode()) if name == "html-plain" else docx_tables(data)
    [three] = [table for table in tables if any("申请人情况" in text for text in table[0])]
    assert {len(row) for row in three} == {10}
    keys = [key for key in one.report.cells if key.startswith("applications/closed_total/")]
    [closed] = [row for row in three if "（七）总计" in row]
    assert closed[3:] == [one.report.cells[key].raw for key in keys]


def test_labels_with_their_digits_behind_them_tell_the_form_version(tmp_path: Path) -> None:
    """Guards a report of 2019 on the rows of the 2021 form that was read on the 2019 form, since such labels were not counted."""
    [style] = styles(name="run-together-viewer")
    path = make(style, tmp_path, files=7)[6]
    told = json.loads(path.with_name(f"{path.stem}.truth.json").read_text(encoding="utf-8"))
    report = read_report(path)
    assert told["report_year"] == report.metadata.report_year == 2019
    assert report.form["applications"] == told["form"]["applications"] == "2021"


def test_the_card_begins_with_the_last_blind_run() -> None:
    """Wilson's bound by hand: 1 of 10 with z = 1.645 is at most 34.8 %; nothing found is not nothing there."""
    assert blind.upper_bound(1, 10) == pytest.approx(0.3477, abs=0.0005)
    assert 0 < blind.upper_bound(0, 1000) < 0.003
    for run in blind.runs():
        assert run["exact"] <= run["settled"] <= run["cells"]
        assert run["whole"] + run.get("in_files", 0) <= run["files"]
    assert f"{blind.runs()[-1]['cells']:,} 格" in blind.lines()[2]
