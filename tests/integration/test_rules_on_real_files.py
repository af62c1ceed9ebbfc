"""Rules on files, read as they lie: exactly those that the truth files say the publisher broke."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from expectations.check.draft import CLEAN, LOOK, check_file

ROOT = Path(__file__).parents[2]
SAMPLE = sorted((ROOT / "samples" / "truth").rglob("*.json"))
REAL_FOLDER = ROOT.parent / "shared" / "reports"
REAL = sorted(REAL_FOLDER.glob("*.truth.json"))


def file_of(truth_path: Path, folder: Path) -> Path:
    """The report that a truth file is about."""
    stem = truth_path.name.removesuffix(".json").removesuffix(".truth")
    [path] = [p for p in folder.glob(f"{stem}.*") if not p.name.endswith((".truth.json", ".meta.yml"))]
    return path


def compare(path: Path, truth_path: Path) -> None:
    truth = json.loads(truth_path.read_text(encoding="utf-8"))
    outcome = check_file(path)
    found = {(f.rule_id, f.instance) for f in outcome.failures if f.verdict != "extraction"}
    wanted = {(b["rule_id"], b["instance"]) for b in truth["broken"]}
    errors = {w for w in wanted if w[0].startswith(("applications.", "appeals.", "value."))}
    assert {f for f in found if f[0].startswith(("applications.", "appeals.", "value."))} == errors
    assert outcome.exit_code == (LOOK if found or outcome.doubts else CLEAN)
    assert "Traceback" not in outcome.text
    if not outcome.doubts:
        # A misprinted label is a problem of the print that a truth file need not call the publisher's mistake.
        assert found - wanted <= {("shape.labels", None)}
        assert wanted <= found


@pytest.mark.parametrize("truth_path", SAMPLE, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_sample_breaks_what_it_was_made_to_break(truth_path: Path) -> None:
    compare(file_of(truth_path, ROOT / "landing" / truth_path.parent.name), truth_path)


@pytest.mark.skipif(not REAL, reason="the folder of real reports is not beside the project")
@pytest.mark.parametrize("truth_path", REAL, ids=lambda p: p.name.removesuffix(".truth.json"))
def test_a_real_report_breaks_what_its_publisher_broke(truth_path: Path) -> None:
    compare(file_of(truth_path, REAL_FOLDER), truth_path)


def _real(stem: str) -> Path:
    found = sorted(REAL_FOLDER.glob(f"{stem}.*"))
    if not found:
        pytest.skip("the folder of real reports is not beside the project")
    return file_of(REAL_FOLDER / f"{stem}.truth.json", REAL_FOLDER)


def _stem(fragment: str) -> str:
    return next((p.name.removesuffix(".truth.json") for p in REAL if fragment in p.name), fragment)


def test_appeals_totals_printed_0_are_the_publishers_and_11_and_5_are_suggested() -> None:
    outcome = check_file(_real(_stem("hongze")))
    errors = [f for f in outcome.failures if f.severity == "error"]
    assert [(f.rule_id, f.verdict) for f in errors] == [("appeals.total", "source")] * 2
    suggested = outcome.text.split("【修改建议】")[1]
    assert "0 → 11" in suggested
    assert "0 → 5" in suggested


def test_a_municipal_office_that_leaves_columns_blank_fails_nothing() -> None:
    outcome = check_file(_real(_stem("shanghai")))
    assert [f for f in outcome.failures if f.severity == "error"] == []
    wanted = outcome.open_instances
    assert {i for r, i in wanted if r == "applications.balance"} == {
        "commercial_enterprise", "research_institution", "public_welfare_org", "legal_service_org", "other_org",
    }  # fmt: skip
    assert not any(f.rule_id == "applications.balance" for f in outcome.failures)


def test_the_sample_has_reports_that_break_rules() -> None:
    broken = [b["rule_id"] for p in SAMPLE for b in json.loads(p.read_text(encoding="utf-8"))["broken"]]
    assert {"applications.balance", "appeals.total"} <= set(broken)
