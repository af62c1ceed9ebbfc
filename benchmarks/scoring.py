"""What was read against what is true, cell by cell. Generating knows nothing of the reader; scoring knows both."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from extract.report import Report


@dataclass(slots=True)
class Score:
    """Counts over one or more reports; the lists name what a person has to look at, as "file: cell: what"."""

    files: int = 0
    cells: int = 0
    settled: int = 0  # cells that the file itself leaves no doubt about
    exact: int = 0  # settled cells with the right value and state
    whole: int = 0  # reports in which every settled cell is exact, and none open is wrong without a doubt
    doubted: int = 0
    not_read: int = 0  # absent from a report that says of itself that it is partial or failed
    planted: int = 0
    planted_kept: int = 0
    open: int = 0  # cells that nothing in the file could tell
    open_doubted: int = 0
    agencies: int = 0
    years: int = 0
    forms: int = 0
    failed: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0
    silent: list[str] = field(default_factory=list)
    unearned: list[str] = field(default_factory=list)  # right by luck: no doubt where nothing could tell
    needless: list[str] = field(default_factory=list)
    misprints_lost: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)  # wrong agency, year, form; cells not read

    def add(self, other: Score) -> None:
        """Takes another score in."""
        for item in fields(self):
            mine, theirs = getattr(self, item.name), getattr(other, item.name)
            setattr(self, item.name, max(mine, theirs) if item.name == "peak_mb" else mine + theirs)


def score(report: Report, truth: dict[str, Any], name: str) -> Score:
    """One report against its truth (see benchmarks.reports.truth); `name` stands before what the lists say."""
    result = Score(files=1, failed=int(report.status == "failed"))
    read = {cell.key: cell for cell in report.cells}
    tables = {key.split("/")[0] for key in read}
    incomplete = report.status in ("partial", "failed")
    planted = {misprint["key"] for misprint in truth["planted"]}
    for key, wanted in truth["cells"].items():
        settled = not (wanted.get("doubt_ok") or wanted.get("must_doubt"))
        result.cells += 1
        result.settled += settled
        result.open += bool(wanted.get("must_doubt"))
        result.planted += settled and key in planted
        got = read.pop(key, None)
        unread = key.split("/")[0] not in tables if got is None else got.state == "absent"
        if unread and incomplete:
            result.not_read += 1
            result.other.append(f"{name}: {key}: not read")
            continue
        if got is None:
            result.silent.append(f"{name}: {key}: not listed")
            continue
        right = got.value in wanted.get("value_any", [wanted["value"]]) and got.state == wanted["state"]
        said = f"{name}: {key}: {got.value!r} ({got.state}) for {wanted['value']!r} ({wanted['state']})"
        result.exact += settled and right
        result.doubted += got.doubt is not None
        result.open_doubted += bool(wanted.get("must_doubt")) and got.doubt is not None
        if got.doubt is None and not right:
            result.silent.append(said)
        elif got.doubt is None and wanted.get("must_doubt"):
            result.unearned.append(said)
        elif got.doubt is not None and settled:
            (result.needless if right else result.other).append(f"{said}: {got.doubt}")
        if settled and key in planted:
            result.planted_kept += right
            if not right:
                result.misprints_lost.append(said)
    result.silent += [f"{name}: {key}: listed, but not on the form" for key in read]
    _score_rest(result, report, truth, name)
    result.whole = int(result.exact == result.settled and not result.silent and not result.unearned)
    return result


def _score_rest(result: Score, report: Report, truth: dict[str, Any], name: str) -> None:
    agency, year = report.metadata.agency_name, report.metadata.report_year
    result.agencies = int(agency in truth["agency_any"])
    result.years = int(year == truth["report_year"])
    result.forms = int(report.form == truth["form"])
    if not result.agencies:
        result.other.append(f"{name}: agency {agency!r} for {truth['agency_name']!r}")
    if not result.years:
        result.other.append(f"{name}: year {year!r} for {truth['report_year']!r}")
    if not result.forms:
        result.other.append(f"{name}: form {report.form!r} for {truth['form']!r}")
    if report.status == "failed":
        result.other.append(f"{name}: failed: {report.failure}")
