"""Compares a reading with the truth: cells, places, agency, year, form and sections.

The generator imports nothing of the reader; this module knows both.
"""

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
    """Counts over one or more reports; the lists have what a person should look at, as "file: cell: what is wrong"."""

    files: int = 0
    cells: int = 0
    settled: int = 0  # cells that the file leaves in no doubt
    exact: int = 0  # settled cells that were read with the right value and state
    whole: int = (
        0  # reports in which everything is right: settled cells, places, agency, year, form and sections
    )
    doubted: int = 0
    not_read: int = 0  # cells that are absent from a report with the status partial or failed
    planted: int = 0
    planted_kept: int = 0
    open: int = 0  # cells whose value cannot be known from the file
    open_doubted: int = 0
    placed: int = 0  # cells whose place was checked
    agencies: int = 0
    years: int = 0
    forms: int = 0
    sections: int = 0  # sections that were found with the beginning and end of their text
    sections_wanted: int = 0
    failed: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0
    silent: list[str] = field(default_factory=list)
    unearned: list[str] = field(
        default_factory=list
    )  # read without a doubt, although the value cannot be known from the file
    needless: list[str] = field(default_factory=list)
    misprints_lost: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)  # cells whose source does not point to their value
    other: list[str] = field(
        default_factory=list
    )  # cells missing from an incomplete report; cells that are wrong and doubted

    def add(self, other: Score) -> None:
        """Add the counts and lists of another score to this one."""
        for item in fields(self):
            mine, theirs = getattr(self, item.name), getattr(other, item.name)
            setattr(self, item.name, max(mine, theirs) if item.name == "peak_mb" else mine + theirs)


def score(report: Report, truth: dict[str, Any], name: str = "", file: Path | None = None) -> Score:
    """Compare one report with its truth (see benchmarks.reports.truth); `name` is put before each entry of the lists.

    `truth` must have `cells`: each with value and state, or with value_any and state_any where several are right; `doubt_ok`,
    `must_doubt` and `skip` mark cells. What else it has is compared too: agency_name and agency_any, report_year, form,
    sections, planted. With `file` the places of the cells are looked up in it.
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
        right_absent = "absent" in wanted.get("state_any", [wanted["state"]])
        if unread and incomplete and (got is None or not right_absent):
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
    # a truth may give the sign that is printed: +12 is 12
    right = got.value in {
        value and value.removeprefix("+") for value in wanted.get("value_any", [wanted["value"]])
    }
    right = right and got.state in wanted.get("state_any", [wanted["state"]])
    entry = f"{name}: {got.value!r} ({got.state}) for {wanted['value']!r} ({wanted['state']})"
    result.exact += settled and right
    result.doubted += got.doubt is not None
    result.open_doubted += must_doubt and got.doubt is not None
    if got.doubt is None and not right:
        result.silent.append(entry)
    elif got.doubt is None and must_doubt:
        result.unearned.append(entry)
    elif got.doubt is not None and settled:
        (result.needless if right else result.other).append(f"{entry}: {got.doubt}")
    if settled and planted:
        result.planted_kept += right
        if not right:
            result.misprints_lost.append(entry)


def _score_names(result: Score, report: Report, truth: dict[str, Any], before: str) -> None:
    """Score agency, year and form: a wrong one is a silent error, a missing one is not where the report says so."""
    problems = {problem.code for problem in report.problems}
    incomplete = report.status in ("partial", "failed")
    if "agency_name" in truth:
        agency = report.metadata.agency_name
        result.agencies = int(agency in truth.get("agency_any", [truth["agency_name"]]))
        if not result.agencies:
            admitted = incomplete or "agency_unknown" in problems
            wrong = f"{before}agency {agency!r} for {truth['agency_name']!r}"
            (result.other if agency is None and admitted else result.silent).append(wrong)
    if "report_year" in truth:
        year = report.metadata.report_year
        result.years = int(year == truth["report_year"])
        if not result.years:
            admitted = incomplete or "year_unknown" in problems
            wrong = f"{before}year {year!r} for {truth['report_year']!r}"
            (result.other if year is None and admitted else result.silent).append(wrong)
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
    """Score the sections; `wanted` has for each section key the texts that must stand in it, see benchmarks.reports.truth."""
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
    """The text without white space and in one width of characters, for comparing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
