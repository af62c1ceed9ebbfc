"""The real reports beside the project, cell for cell as people read them. Skipped where that folder is absent."""

import json
from pathlib import Path

import pytest

from benchmarks.scoring import score
from extract.reading import read_report

FOLDER = Path(__file__).parents[2].parent / "shared" / "reports"
TRUTHS = sorted(FOLDER.glob("*.truth.json"))


@pytest.mark.skipif(not TRUTHS, reason="the folder of real reports is not beside the project")
@pytest.mark.parametrize("truth_path", TRUTHS, ids=lambda path: path.name.removesuffix(".truth.json"))
def test_a_real_report_is_read_as_people_read_it(truth_path: Path) -> None:
    truth = json.loads(truth_path.read_text(encoding="utf-8"))
    stem = truth_path.name.removesuffix(".truth.json")
    [path] = [path for path in FOLDER.glob(f"{stem}.*") if path != truth_path]
    report = read_report(path)
    result = score(report, truth)
    assert result.silent == []
    assert result.unearned == []
    assert result.not_read == 0
    assert result.needless == []
    assert report.status == truth["status"]
    assert report.metadata.report_year == truth["report_year"]
    assert report.metadata.agency_name in truth.get("agency_any", [truth["agency_name"]])
    assert truth["form"].items() <= report.form.items()
