"""What shows a cell is kept with it, and a cell that nothing shows is in doubt."""

from __future__ import annotations

import json

import pytest

from common.paths import ROOT
from extract.__main__ import main
from extract.form_cells import FormCell, TableReading, compared
from extract.proof import BY_A_PERSON, KINDS, UNPROVEN, Proof
from extract.reading import NOT_SHOWN, read_report
from tests.support.proofs import unproven

SAMPLE = sorted((ROOT / "landing" / "2023-990000").glob("*.html"))[0]
WHOLE = Proof("only", "words", "order", "format", "text")


def test_the_page_explains_every_kind_of_every_axis() -> None:
    page = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8")
    for axis, kinds in KINDS.items():
        [line] = [line for line in page.splitlines() if line.startswith(f"| `{axis}` |")]
        assert line.split("`")[3::2] == list(kinds)


def test_evidence_that_is_there_is_not_replaced() -> None:
    cell = FormCell("k", "1", "number", "1").shown(row="number").shown(row="words", column="grid")
    assert cell.proof == Proof(row="number", column="grid")
    assert cell.proof.lacking == ("table", "cell", "token")
    assert str(cell.proof) == "- number grid - -"
    assert (WHOLE.lacking, str(WHOLE)) == ((), "only words order format text")
    assert UNPROVEN.lacking == tuple(KINDS)
    assert all(BY_A_PERSON.to_json()[axis] in kinds for axis, kinds in KINDS.items())


def test_cells_that_two_printings_show_alike_say_so() -> None:
    one = TableReading("t", "2021", [FormCell("a", "1", "number", "1"), FormCell("b", "2", "number", "2")])
    other = TableReading("t", "2021", [FormCell("a", "1", "number", "1"), FormCell("b", "3", "number", "3")])
    alike, differing = compared([one, other]).cells
    assert (alike.proof.table, alike.doubt) == ("agreeing", None)
    assert differing.proof.table is None
    assert differing.doubt is not None


def test_a_cell_of_which_nothing_was_shown_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards the principle: a way of reading that tells no evidence gives doubts, not numbers."""
    assert unproven(read_report(SAMPLE)) == []
    monkeypatch.setattr("extract.tables.row_cells.shown_row", lambda match: None)
    doubts = {cell.doubt for cell in read_report(SAMPLE).cells if cell.key.startswith("applications/")}
    assert doubts == {NOT_SHOWN}


def test_the_command_line_tells_it_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(SAMPLE)]) == 0
    assert main([str(SAMPLE), "--proof"]) == 0
    without, asked = map(json.loads, capsys.readouterr().out.splitlines())
    assert all("proof" not in cell for cell in without["cells"])
    [granted] = [cell for cell in asked["cells"] if cell["key"] == "applications/granted/total"]
    assert granted["proof"] == {
        "table": "only", "row": "words", "column": "order", "cell": "format", "token": "text"
    }  # fmt: skip
