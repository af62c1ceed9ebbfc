"""Claims of whole reports against the reports' own cells: the samples, and real reports where they are present."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from common.paths import ROOT
from extract.narrative import Claim
from extract.reading import read_report
from extract.report import Report

REAL = ROOT.parent / "shared" / "reports"


def _agrees(claim: Claim, report: Report) -> bool | None:
    """Whether a claim holds against the report's own cells; None where that cannot be said."""
    if claim.kind == "period":
        year = report.metadata.report_year
        return (claim.starts, claim.ends) == (f"{year}-01-01", f"{year}-12-31")
    if claim.kind == "parts":
        return sum(claim.parts) == claim.number
    values = {cell.key: Decimal(cell.value) for cell in report.cells if cell.value is not None}
    sums = [
        sum(values[key] for key in candidate.split("+"))
        for candidate in claim.candidates
        if all(key in values for key in candidate.split("+"))
    ]
    return claim.number in sums if sums and claim.number is not None else None


@pytest.mark.parametrize(
    "truth", sorted((ROOT / "samples" / "truth").rglob("*.json")), ids=lambda path: path.stem
)
def test_a_sample_report_is_said_to_contradict_itself_only_where_it_was_made_to(truth: Path) -> None:
    [path] = [p for p in (ROOT / "landing" / truth.parent.name).glob(f"{truth.stem}.*") if p.suffix != ".yml"]
    report = read_report(path)
    broken = json.loads(truth.read_text(encoding="utf-8"))["broken"]
    wrong = [(at, claim) for at, claim in enumerate(report.claims) if _agrees(claim, report) is False]
    assert wrong == [] or broken
    planted = [entry["instance"] for entry in broken if entry["rule_id"].startswith("narrative.")]
    assert [f"{claim.section}#{at}" for at, claim in wrong if claim.certain] == planted


def test_the_samples_make_many_claims() -> None:
    found = [c for path in (ROOT / "landing").glob("*/*.txt") for c in read_report(path).claims]
    assert sum(claim.certain for claim in found) > 25


def test_a_text_without_lines_tells_its_period_too(tmp_path: Path) -> None:
    """The first heading stands inside the text; what is before it belongs to no section."""
    lines = (ROOT / "landing" / "2022-990000" / "wanglu-jiedao.txt").read_text(encoding="utf-8")
    period = "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
    first = lines.index("一、")
    path = tmp_path / "2022.txt"
    path.write_text(" ".join((lines[:first] + period + lines[first:]).split()), encoding="utf-8")
    assert "2022-01-01 2022-12-31" in [f"{claim.starts} {claim.ends}" for claim in read_report(path).claims]


REAL_CLAIMS = {
    "000_5bd57569214f0627.txt": "none 0, reconsiderations 0, lawsuits 0",
    "001_21d3bb4be097aba7.txt": "none 0",
    "002_f7d0e76a6ceaa78d.txt": "none 0",
    "003_55e4d69d8b577f9e.txt": "none 0",
    "hongze_2023.pdf": "received 21",
    "shanghai_office_2019.html": "received 859, closed 805, carried_in 18, carried_out 72, reconsiderations 7, lawsuits 9",
    "shuyang_fgj_2023.html": "received 26",
}


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real reports is not beside the project")
@pytest.mark.parametrize("name", REAL_CLAIMS)
def test_real_reports_claim_what_their_tables_say(name: str) -> None:
    report = read_report(REAL / name)
    found = [c for c in report.claims if c.certain and c.kind not in ("period", "parts")]
    assert ", ".join(f"{claim.kind} {claim.number}" for claim in found) == REAL_CLAIMS[name]
    assert not [claim.sentence for claim in report.claims if _agrees(claim, report) is False]
