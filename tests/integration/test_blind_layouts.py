"""Reports in layouts by a hand that had not seen the reader (tests/blind/README.md): nothing is silently wrong in them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from benchmarks.scoring import Score, score
from extract.reading import read_report
from tests.support.proofs import unproven

ARCHIVES = Path(__file__).parents[1] / "blind"
REACHED = {  # archive -> least share of settled cells that are right, least number of reports right as a whole
    "html": (0.997, 44),
    "sheets": (1.0, 13),
    "text": (0.918, 37),
    "word": (0.995, 11),
    "second_html": (0.928, 31),
    "second_sheets": (0.935, 10),
    "second_text": (0.869, 16),
    "second_word_1": (0.8, 7),
    "second_word_2": (1.0, 8),
    "third_html": (0.975, 33),
    "third_sheets": (0.999, 15),
    "third_text": (0.921, 37),
    "third_word": (0.997, 22),
    "fourth_html": (0.942, 40),
    "fourth_sheets": (0.927, 13),
    "fourth_text": (0.884, 40),
    "fourth_word_1": (1.0, 11),
    "fourth_word_2": (0.898, 10),
    "fifth_html": (0.973, 48),
    "fifth_sheets": (1.0, 16),
    "fifth_text": (0.962, 37),
    "fifth_word_1": (1.0, 9),
    "fifth_word_2": (1.0, 10),
    "sixth_html": (0.934, 36),
    "sixth_sheets": (0.828, 8),
    "sixth_text": (0.882, 13),
    "sixth_word": (0.9, 10),
    "seventh_html": (0.973, 21),
    "seventh_sheets": (0.987, 9),
    "seventh_text": (0.901, 25),
    "seventh_word": (0.998, 12),
}


@pytest.mark.parametrize("name", REACHED)
def test_no_cell_is_silently_wrong_and_no_fewer_are_right(name: str) -> None:
    total, without_proof = Score(), []
    with zipfile.ZipFile(ARCHIVES / f"{name}.zip") as archive:
        for file in archive.namelist():
            if not file.endswith(".truth.json"):
                truth = json.loads(archive.read(f"{file.rsplit('.', 1)[0]}.truth.json"))
                report = read_report(Path(file), archive.read(file))
                total.add(score(report, truth, file))
                without_proof += unproven(report)
    assert total.cells > 1500
    assert (total.silent, total.unearned, without_proof) == ([], [], [])
    share, whole = REACHED[name]
    assert total.exact >= share * total.settled
    assert total.whole >= whole
