"""Read a made-up report and hold it against what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.scoring import score
from extract.reading import read_report
from extract.report import Report
from tests.support import layouts as lay
from tests.support.layouts import Figures

TOLD = lay.figures()


def check(
    data: bytes, told: Figures = TOLD, settled: bool = True, status: str = "read", **known: Any
) -> Report:
    """Read and compare; `known` goes to layouts.truth. Not `settled`: doubts are fine, silence is not."""
    report = read_report(Path("report"), data)
    result = score(report, lay.truth(told, **known))
    assert (result.silent, result.unearned) == ([], [])
    if settled:
        assert status != "read" or not result.not_read
        assert result.needless == []
        assert report.status == status
        assert (report.metadata.agency_name, report.metadata.report_year) == (lay.AGENCY, lay.YEAR)
    return report


def check_exact(data: bytes, told: Figures = TOLD, **known: Any) -> Report:
    """The same, and every cell is right: a wrong value with a doubt is no needless doubt, and no reading either."""
    report = check(data, told, **known)
    must_doubt = tuple(known.get("must_doubt", ()))
    assert [
        cell.key for cell in report.cells if cell.doubt and not cell.key.startswith(must_doubt or "-")
    ] == []
    return report
