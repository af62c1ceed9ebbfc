"""What a reader has to find in a made-up report, from the generator's own data."""

from __future__ import annotations

from typing import Any

from benchmarks.reports.decode import appeal_splits, splits, summed_splits
from benchmarks.reports.fiction import Case
from benchmarks.reports.figures import COLUMNS
from samples import form

Truth = dict[str, Any]


def truth(case: Case, run_together: bool = False) -> Truth:
    """The truth of a file: `cells` by key with value and state, and what else the reader must find.

    `doubt_ok` marks cells that the file itself leaves open, `must_doubt` those that nothing in the file could tell.
    `run_together` is true where the digits of a row are printed without anything between them.
    """
    report = case.report
    cells: dict[str, dict[str, Any]] = {
        key: {"value": cell.value, "state": cell.state} for key, cell in report.cells.items()
    }
    _mark_short_rows(case, cells)
    if run_together:
        _mark_run_together(case, cells)
    return {
        "agency_name": report.agency,
        "agency_any": list(report.agency_any),
        "report_year": report.year,
        "form": {"disclosures": report.form_disclosures, "applications": report.form_applications},
        "planted": [vars(misprint) for misprint in case.planted],
        "run_together": run_together,
        "cells": cells,
    }


def _row_keys(case: Case, line: str) -> list[str]:
    return [key for key in case.report.cells if key.startswith(f"{line}/")]


def _mark_short_rows(case: Case, cells: dict[str, dict[str, Any]]) -> None:
    """In a row with a cell too few every cell is open; one that differs from its left neighbour cannot be known.

    The row does not say whether the cell was lost before or after it.
    """
    dropped = case.report.dropped
    for line in {key.rsplit("/", 1)[0] for key in dropped}:
        keys = _row_keys(case, line)
        left = [cells[key] for key in keys if key not in dropped]
        for position, key in enumerate(keys):
            cells[key]["doubt_ok"] = True
            if key in dropped or (0 < position < len(left) and left[position] != left[position - 1]):
                cells[key]["must_doubt"] = True


def _mark_run_together(case: Case, cells: dict[str, dict[str, Any]]) -> None:
    """Rows without anything between their digits: settled only where one cutting satisfies the row's own sum.

    A dash or a blank between digits is no digit: rows with one are printed in such files only as a whole row of them.
    """
    told: dict[
        str, str
    ] = {}  # what a reader can know by the rows' own sums, wrong cuttings of misprinted rows included
    for line, keys in _lines(case).items():
        if any(cells[key]["state"] != "number" for key in keys) or len(keys) == 1:
            continue
        printed = [case.report.cells[key].raw for key in keys]
        for position, (key, values) in enumerate(zip(keys, _readings(line, printed), strict=True)):
            if values == {printed[position]}:
                told[key] = printed[position]
                continue
            cells[key] |= {"doubt_ok": True, "must_doubt": True}
            if len(values) == 1:
                told[key] = next(iter(values))
        if line.startswith("disclosures/") and set("".join(printed)) != {"0"}:
            for key in keys:  # no sum stands in the row to confirm the only cutting
                cells[key]["doubt_ok"] = True
        elif any(cells[key].get("must_doubt") for key in keys):
            for (
                key
            ) in keys:  # where cuttings differ, the cells on which they agree may be doubted with the others
                cells[key]["doubt_ok"] = True
    if _columns_broken(case, told) or _blanks_likely(case):
        # A misprinted row that happens to have one cutting shows in its columns only, and there not which row it is.
        for key in cells:
            if key.startswith("applications/"):
                cells[key]["doubt_ok"] = True


def _blanks_likely(case: Case) -> bool:
    """Whether some row looks as if a blank had been lost in it: no cutting into seven numbers adds up, one into fewer does."""
    for line, keys in _lines(case).items():
        digits = "".join(case.report.cells[key].raw for key in keys)
        if not line.startswith("applications/") or summed_splits(digits, len(keys)):
            continue
        if any(summed_splits(digits, count) for count in range(2, len(keys))):
            return True
    return False


def _readings(line: str, printed: list[str]) -> list[set[str]]:
    """What each cell of a row may hold, by every cutting of its digits; empty sets where no cutting fits."""
    digits = "".join(printed)
    if line == "appeals":
        found = appeal_splits(digits, len(form.appeal_blocks()), len(form.appeal_columns()))
    elif line.startswith("applications/"):
        found = summed_splits(digits, len(printed))
    else:
        found = splits(digits, len(printed))
    return [{reading[position] for reading in found} for position in range(len(printed))]


def _lines(case: Case) -> dict[str, list[str]]:
    """Printed rows: the keys of each row of tables two and three, and the single row of table four."""
    lines: dict[str, list[str]] = {}
    for key in case.report.cells:
        line = "appeals" if key.startswith("appeals/") else key.rsplit("/", 1)[0]
        lines.setdefault(line, []).append(key)
    return lines


def _columns_broken(case: Case, told: dict[str, str]) -> bool:
    """Whether some column of table three, as far as it can be known, breaks the sums that the form prints over it."""
    rows = form.application_rows(case.report.form_applications)
    of_role = {role: [row.key for row in rows if row.role == role] for role in ("inflow", "outcome")}
    equations = ((of_role["inflow"], ["closed_total", "carried_out"]), (of_role["outcome"], ["closed_total"]))
    for column in COLUMNS:
        for left, right in equations:
            sides = [[told.get(f"applications/{row}/{column}") for row in side] for side in (left, right)]
            known = [[int(value) for value in side if value is not None] for side in sides]
            if [len(side) for side in known] == [len(left), len(right)] and sum(known[0]) != sum(known[1]):
                return True
    return False
