"""Reports bent row by row (tests.support.bending): what stands beside its own label under its own header is read or doubted."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.scoring import score
from extract.document import Cell
from extract.metadata.sidecar import read_sidecar
from extract.readers.text.lines import is_grid
from extract.readers.word.wordml import CHANGED
from extract.reading import read_report
from extract.tables.column_assignment import assign_columns
from tests.support import layouts
from tests.support.bending import BENDS, LOSSY, Plan, bend
from tests.support.budget import examples

WRITERS = (
    "html",
    "docx",
    "lines",
    "tsv",
    "tsv_padded",
    "tsv_trimmed",
    "spaced",
    "spaced_values",
    "run_on",
    "markdown",
)
_plans = st.lists(st.tuples(st.sampled_from(sorted(BENDS)), st.integers(0, 999)), min_size=1, max_size=2)


def silent(plan: Plan, seed: int, version: str, writer: str) -> list[str]:
    bent = bend([step for step in plan if writer not in LOSSY.get(step[0], ())], seed, version)
    report = read_report(Path("x"), getattr(layouts, writer)(bent.blocks()))
    assert not [problem for problem in report.problems if problem.code == "internal_error"]
    told = {cell.key for cell in report.cells if cell.state != "absent" and not cell.doubt}
    # Cells that are listed with a doubt, or as absent, claim nothing.
    return [
        line
        for line in score(report, bent.truth()).silent
        if "listed, but" not in line or line.split(":")[0] in told
    ]


@settings(max_examples=examples(25), deadline=None, derandomize=True)
@given(_plans, st.integers(0, 9), st.sampled_from(["2021", "2019"]), st.sampled_from(WRITERS))
def test_no_bend_makes_a_value_wrong_in_silence(plan: Plan, seed: int, version: str, writer: str) -> None:
    assert silent(plan, seed, version, writer) == []


# Each of these was a silent error once: the defect, and the bends that show it.
FOUND: dict[str, tuple[Plan, int, str, str]] = {
    "row of a padded table a place short": ([("value lost", 136386)], 22, "2021", "markdown"),
    "heading of organisations in two parts": ([("columns in another order", 500540)], 9, "2021", "lines"),
    "columns moved in running text": ([("columns in another order", 630575)], 42, "2021", "run_on"),
    "footnote mark in running text": ([("odd value", 795062)], 42, "2021", "run_on"),
    "row printed twice in running text": ([("row doubled", 355704)], 46, "2021", "run_on"),
    "version told by fewer rows missing": ([("rows swapped", 25774)], 46, "2021", "run_on"),
    "numbers of a lost row beside its group": ([("label cut", 199048)], 29, "2021", "html"),
    "about twelve read as part of a label": ([("odd value", 16438)], 13, "2019", "spaced"),
    "own row above the first as a header": ([("own row", 713931)], 19, "2019", "tsv_padded"),
    "header that lost two columns": ([("blanks", 964193), ("header lost", 823017)], 47, "2021", "docx"),
    "value lost in running text cut by its sum": ([("value lost", 322504)], 38, "2021", "run_on"),
    "words for a value in running text": ([("odd value", 848888)], 25, "2021", "run_on"),
    "last digit taken for a label's number": ([("label misprinted", 949899)], 20, "2019", "run_on"),
}  # fmt: skip


@pytest.mark.parametrize("defect", FOUND)
def test_found_by_fuzzing(defect: str) -> None:
    assert silent(*FOUND[defect]) == []


def test_a_total_whose_blank_cell_an_editor_cut_off_does_not_move_the_row() -> None:
    told = layouts.figures(3)
    key = "applications/received_new/total"
    told[key] = ""
    report = read_report(Path("x"), layouts.tsv_trimmed(layouts.blocks(told)))
    assert score(report, layouts.truth(told)).silent == []


def test_a_row_of_thousands_of_cells_takes_no_time() -> None:
    # Guards a quadratic search: 20,000 cells took 38 s.
    assert len(assign_columns([Cell("7"), *[Cell("")] * 20_000], 7).slots) == 7


def test_a_doubted_blank_keeps_its_doubt_among_padding() -> None:
    cells = [Cell(""), Cell("", doubt=CHANGED), *[Cell(str(i)) for i in range(6)]]
    first = assign_columns(cells, 7).slots[0].cell
    assert first is not None
    assert first.doubt == CHANGED


def test_rows_moved_left_by_a_blank_first_value_are_no_grid() -> None:
    rows = [
        ["（二）部分公开", "", "", "1", "5"],
        ["", "1.属于国家秘密", "", "38", "144"],
        ["1.重复申请", "", "", "2", "3"],
    ]
    assert not is_grid([[Cell(text, column=at) for at, text in enumerate(row)] for row in rows])


@pytest.mark.parametrize("value", ["[" * 5000, "&a [x, x]", "{a: b}"])
def test_a_sidecar_of_lists_is_left_out(value: str, tmp_path: Path) -> None:
    # Guards aliases that grow without end when written out, and lists nested beyond the stack.
    (tmp_path / "x.meta.yml").write_text(f"url: {value}\n", encoding="utf-8")
    told, [problem] = read_sidecar(tmp_path / "x.txt")
    assert (told, problem.code) == ({}, "sidecar_unreadable")


@pytest.mark.parametrize("code", ["丰城市", "abc", "36098", "0360981"])
def test_what_is_no_code_in_a_sidecar_decides_nothing_and_is_told(code: str, tmp_path: Path) -> None:
    (tmp_path / "x.meta.yml").write_text(f"division_code: '{code}'\nurl: u\n", encoding="utf-8")
    told, [problem] = read_sidecar(tmp_path / "x.txt")
    assert (told, problem.code) == ({"url": "u"}, "sidecar_unreadable")


def test_a_code_in_wide_digits_is_that_code(tmp_path: Path) -> None:
    (tmp_path / "x.meta.yml").write_text("division_code: '３６０９８１'\n", encoding="utf-8")
    assert read_sidecar(tmp_path / "x.txt") == ({"division_code": "360981"}, [])
