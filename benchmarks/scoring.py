"""What was read against what is true: cells, places, agency, year, form and sections. Generating knows nothing of the
reader; scoring knows both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from benchmarks.places import wrong_places
from extract.form_cells import FormCell
from extract.report import Report


@dataclass(slots=True)
class Score:
    """Counts over one or more reports; the lists name what a person has to look at, as "file: cell: what"."""

    files: int = 0
    cells: int = 0
    settled: int = 0  # cells that the file itself leaves no doubt about
    exact: int = 0  # settled cells with the right value and state
    whole: int = 0  # reports in which all is right: settled cells, places, agency, year, form and sections
    doubted: int = 0
    not_read: int = 0  # absent from a report that says of itself that it is partial or failed
    planted: int = 0
    planted_kept: int = 0
    open: int = 0  # cells that nothing in the file could tell
    open_doubted: int = 0
    placed: int = 0  # cells whose place was checked
    agencies: int = 0
    years: int = 0
    forms: int = 0
    sections: int = 0  # sections found with their text
    sections_wanted: int = 0
    failed: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0
    silent: list[str] = field(default_factory=list)
    unearned: list[str] = field(default_factory=list)  # right by luck: no doubt where nothing could tell
    needless: list[str] = field(default_factory=list)
    misprints_lost: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)  # the source is not where the value stands
    other: list[str] = field(default_factory=list)  # what is missing and said to be; cells wrong with a doubt

    def add(self, other: Score) -> None:
        """Takes another score in."""
        for item in fields(self):
            mine, theirs = getattr(self, item.name), getattr(other, item.name)
            setattr(self, item.name, max(mine, theirs) if item.name == "peak_mb" else mine + theirs)


def score(report: Report, truth: dict[str, Any], name: str = "", file: Path | None = None) -> Score:
    """One report against its truth (see benchmarks.reports.truth); `name` stands before what the lists say.

    Of a truth only `cells` has to be there, each with value and state, or value_any and state_any for several right
    ones; `doubt_ok`, `must_doubt` and `skip` mark cells. What else it says is held against the report: agency_name
    and agency_any, report_year, form, sections, planted. With `file` the places of the cells are looked up in it.
    """
    result = Score(files=1, failed=int(report.status == "failed"))
    before = f"{name}: " if name else ""
    read = {cell.key: cell for cell in report.cells}
    tables = {key.split("/")[0] for key in read}
    incomplete = report.status in ("partial", "failed")
    planted = {misprint["key"] for misprint in truth.get("planted", [])}
    for key, wanted in truth["cells"].items():
        got = read.pop(key, None)
        if wanted.get("skip"):
            continue
        unread = key.split("/")[0] not in tables if got is None else got.state == "absent"
        if unread and incomplete and "absent" not in wanted.get("state_any", [wanted["state"]]):
            got, why = None, "not read"
        else:
            why = "not listed"
        _score_cell(result, got, wanted, f"{before}{key}", why, key in planted)
    result.silent += [f"{before}{key}: listed, but not on the form" for key in read]
    _score_names(result, report, truth, before)
    _score_sections(result, report, truth.get("sections", {}), before)
    if file is not None:
        result.placed, wrong = wrong_places(report, truth, file)
        result.misplaced = [f"{before}{line}" for line in wrong]
    known = (
        result.agencies + result.years + result.forms
        == ("agency_name" in truth) + ("report_year" in truth) + ("form" in truth)
        and result.sections == result.sections_wanted
    )
    wrong_cells = result.exact < result.settled or result.silent or result.unearned or result.misplaced
    result.whole = int(known and not wrong_cells)
    return result


def _score_cell(
    result: Score, got: FormCell | None, wanted: dict[str, Any], name: str, why: str, planted: bool
) -> None:
    must_doubt = bool(wanted.get("must_doubt"))
    settled = not (wanted.get("doubt_ok") or must_doubt)
    result.cells += 1
    result.settled += settled
    result.open += must_doubt
    result.planted += settled and planted
    if got is None:
        lost = why == "not read"
        result.not_read += lost
        (result.other if lost else result.silent).append(f"{name}: {why}")
        return
    right = got.value in wanted.get("value_any", [wanted["value"]])
    right = right and got.state in wanted.get("state_any", [wanted["state"]])
    said = f"{name}: {got.value!r} ({got.state}) for {wanted['value']!r} ({wanted['state']})"
    result.exact += settled and right
    result.doubted += got.doubt is not None
    result.open_doubted += must_doubt and got.doubt is not None
    if got.doubt is None and not right:
        result.silent.append(said)
    elif got.doubt is None and must_doubt:
        result.unearned.append(said)
    elif got.doubt is not None and settled:
        (result.needless if right else result.other).append(f"{said}: {got.doubt}")
    if settled and planted:
        result.planted_kept += right
        if not right:
            result.misprints_lost.append(said)


def _score_names(result: Score, report: Report, truth: dict[str, Any], before: str) -> None:
    """Agency, year and form: a wrong one is a silent error, a missing one is none where the report says so."""
    problems = {problem.code for problem in report.problems}
    incomplete = report.status in ("partial", "failed")
    if "agency_name" in truth:
        agency = report.metadata.agency_name
        result.agencies = int(agency in truth.get("agency_any", [truth["agency_name"]]))
        if not result.agencies:
            said = incomplete or "agency_unknown" in problems
            wrong = f"{before}agency {agency!r} for {truth['agency_name']!r}"
            (result.other if agency is None and said else result.silent).append(wrong)
    if "report_year" in truth:
        year = report.metadata.report_year
        result.years = int(year == truth["report_year"])
        if not result.years:
            said = incomplete or "year_unknown" in problems
            wrong = f"{before}year {year!r} for {truth['report_year']!r}"
            (result.other if year is None and said else result.silent).append(wrong)
    if "form" in truth:
        result.forms = int(all(report.form[table] == version for table, version in truth["form"].items()))
        for table, version in truth["form"].items():
            got = report.form.get(table)
            if got != version:
                wrong = f"{before}form of {table} {got!r} for {version!r}"
                (result.other if got is None and incomplete else result.silent).append(wrong)
    if report.status == "failed":
        result.other.append(f"{before}failed: {report.failure}")


def _score_sections(result: Score, report: Report, wanted: dict[str, list[str]], before: str) -> None:
    """`wanted` holds for each section, in order, what must stand in its text: see benchmarks.reports.truth."""
    result.sections_wanted = len(wanted)
    texts = {section.key: squeezed(section.text) for section in report.sections}
    for key, marks in wanted.items():
        lost = list(_lost(texts.get(key), marks))
        result.sections += not lost
        result.other += [f"{before}section {key}: {what}" for what in lost]


def _lost(text: str | None, marks: list[str]) -> Iterator[str]:
    if text is None:
        yield "not found"
        return
    for mark in marks:
        if squeezed(mark) not in text:
            yield f"{mark!r} does not stand in it"


def squeezed(text: str) -> str:
    """Text without white space and differences of width, for comparing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
