"""Random numbers, blanks and dashes through every layout of the sample generator: no cell may be wrong without a doubt.

The generator is independent of the reader. Formats with explicit cells must also be right without needless doubts; text
that lost its blank cells may only be doubted.
"""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.scoring import Score, score
from extract.reading import read_report
from samples.model import Cell, Report, load_reports
from samples.write import LAYOUTS, truth

READABLE = [layout for layout in LAYOUTS if layout not in ("docx-damaged", "pdf-scan")]
LOSES_BLANKS = {"text-lines", "text-tsv", "text-tsv-shifted"}
SHARES = {"full": 0.0, "some blanks": 0.3, "mostly blank": 0.9}
ROOT = Path(__file__).parents[2]


def _random_cell(numbers: random.Random, blank: float) -> Cell:
    draw = numbers.random()
    if draw < blank:
        return Cell("", None, "blank")
    if draw < blank * 1.2:
        return Cell(numbers.choice("—/-无"), None, "dash")
    value = str(
        numbers.choice([0, 0, numbers.randrange(10), numbers.randrange(100), numbers.randrange(5000)])
    )
    return Cell(value, value, "number")


def _random_report(layout: str, numbers: random.Random, blank: float) -> Report:
    """A report of the sample in the layout's family, or any where it has none of that family, with random cells."""
    family, sound = layout.split("-")[0], [r for r in load_reports() if r.readable]
    base = numbers.choice([r for r in sound if r.layout.split("-")[0] == family] or sound)
    cells = {key: _random_cell(numbers, blank) for key in base.cells}
    return replace(base, cells=cells, dropped=frozenset(), layout=layout)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("layout", READABLE)
def test_random_tables_are_read_right_or_doubted(layout: str, share: str) -> None:
    numbers = random.Random(f"{layout} {share}")
    for _ in range(2 if layout == "pdf" else 5):
        report = _random_report(layout, numbers, SHARES[share])
        result = score(read_report(Path(f"{layout}.bin"), LAYOUTS[layout](report)), truth(report))
        assert (result.silent, result.not_read) == ([], 0)
        if layout not in LOSES_BLANKS or share == "full":
            assert result.needless == []


def _adding_up(report: Report, numbers: random.Random, blank: float) -> Report:
    """The report with random rows whose last cell is the sum of the others, and blanks."""
    rows: dict[str, list[str]] = {}
    for key in report.cells:
        rows.setdefault(key.rsplit("/", 1)[0], []).append(key)
    cells = {}
    for keys in rows.values():
        values = [numbers.choice([0, 0, 0, numbers.randrange(10), numbers.randrange(400)]) for _ in keys[1:]]
        for key, value in zip(keys, [*values, sum(values)], strict=True):
            empty = numbers.random() < blank
            cells[key] = Cell("", None, "blank") if empty else Cell(str(value), str(value), "number")
    return replace(report, cells=cells, dropped=frozenset(), labels={}, layout="text-lines")


def _run_together(report: Report) -> Score:
    text = "".join(LAYOUTS["text-lines"](report).decode().split())
    return score(read_report(Path("flat.txt"), text.encode()), truth(report))


def _texts() -> list[Report]:
    texts = [r for r in load_reports() if r.readable and r.layout.startswith("text") and not r.dropped]
    return [replace(report, labels={}, layout="text-lines") for report in texts]


@pytest.mark.parametrize("blank", [0.0, 0.05, 0.3])
def test_digits_run_together_are_cut_right_or_doubted(blank: float) -> None:
    numbers = random.Random(f"flat {blank}")
    for _ in range(15):
        assert _run_together(_adding_up(numbers.choice(_texts()), numbers, blank)).silent == []


def test_most_cells_of_a_sound_report_run_together_are_read_without_a_doubt() -> None:
    for report in _texts():
        if all(cell.state == "number" for cell in report.cells.values()):
            result = _run_together(report)
            assert result.silent == []
            assert result.doubted < 0.25 * result.cells


def test_a_misprint_in_digits_run_together_is_not_read_into_other_numbers() -> None:
    # Guards a silent error: 0,1,45,9,0,0,64 with a misprinted total was read 0,1,4,59,0,0,64.
    numbers = random.Random("misprint")
    for _ in range(60):
        report = numbers.choice(_texts())
        keys = [key for key in report.cells if key.startswith("applications/")]
        value = str(numbers.choice([0, 1, numbers.randrange(10), numbers.randrange(100)]))
        cells = {**report.cells, numbers.choice(keys): Cell(value, value, "number")}
        assert _run_together(replace(report, cells=cells)).silent == []


TRUTHS = sorted((ROOT / "samples" / "truth").rglob("*.json"))


def test_the_sample_has_truths() -> None:
    assert len(TRUTHS) >= 16


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.stem)
def test_the_bundled_sample_is_read_as_its_truth_says(path: Path) -> None:
    wanted = json.loads(path.read_text(encoding="utf-8"))
    folder = ROOT / "landing" / path.parent.name
    [file] = [file for file in folder.glob(f"{path.stem}.*") if not file.name.endswith(".meta.yml")]
    report = read_report(file)
    result = score(report, wanted)
    assert (result.silent, result.unearned, result.needless, result.not_read) == ([], [], [], 0)
    assert report.status == wanted["status"]
    assert report.metadata.report_year == wanted["report_year"]
    assert report.metadata.agency_name in wanted["agency_any"]
    assert wanted["form"].items() <= report.form.items()
