"""The truth of a made-up report: what a reader must find in it, computed from the data of the generator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.reports.decode import appeal_splits, splits, summed_splits
from benchmarks.reports.fiction import Case
from benchmarks.reports.figures import COLUMNS
from samples import form

Truth = dict[str, Any]
MARK = 10  # characters of a paragraph that are looked for: few enough that a page end seldom cuts them


def truth(
    case: Case, run_together: bool = False, prose: Callable[[Case, str], str] = lambda case, text: text
) -> Truth:
    """The truth of a file: `cells` by key with value and state, and the other things that the reader must find.

    `doubt_ok` marks cells that the file leaves open, `must_doubt` those whose value cannot be known from it. `run_together`
    is true where the digits of a row are printed without anything between them. `sections` has, by section key, the beginning
    of the first paragraph and the end of the last one, written by `prose` as the style writes text.
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
        "sections": {
            key: [prose(case, mark) for mark in _marks(report.prose.get(key, []))] for key in form.headings()
        },
        "planted": [vars(misprint) for misprint in case.planted],
        "run_together": run_together,
        "cells": cells,
    }


def unseen_zeros(case: Case) -> dict[str, dict[str, object]]:
    """Marks for cells with 0 in styles that print zeros in the colour of the paper: they must be doubted.

    A person sees a blank there, and the file says 0.
    """
    return {
        key: {"doubt_ok": True, "must_doubt": True}
        for key, cell in case.report.cells.items()
        if cell.value == "0"
    }


def _marks(paragraphs: list[str]) -> list[str]:
    return [paragraphs[0][:MARK], paragraphs[-1][-MARK:]] if paragraphs else []


def _row_keys(case: Case, line: str) -> list[str]:
    return [key for key in case.report.cells if key.startswith(f"{line}/")]


def _mark_short_rows(case: Case, cells: dict[str, dict[str, Any]]) -> None:
    """Mark the cells of rows in which a cell is missing: all may be doubted, one that differs from its left neighbour must be.

    The row does not show whether the missing cell stood before or after it.
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
    """Mark the cells of rows without anything between their digits that are not settled by the row's own sum.

    A row is settled where one way to cut its digits satisfies the sum. Rows with a dash or a blank are passed over: such files
    print these only in a whole row.
    """
    derived: dict[
        str, str
    ] = {}  # cell key -> number that the row's own sum gives a reader, also where it is wrong because of a misprint
    lines = _lines(case)
    for line, keys in lines.items():
        if any(cells[key]["state"] != "number" for key in keys) or len(keys) == 1:
            continue
        printed = [case.report.cells[key].raw for key in keys]
        for position, (key, values) in enumerate(zip(keys, _readings(line, printed), strict=True)):
            if values == {printed[position]}:
                derived[key] = printed[position]
                continue
            cells[key] |= {"doubt_ok": True, "must_doubt": True}
            if len(values) == 1:
                derived[key] = next(iter(values))
        if line.startswith("disclosures/") and set("".join(printed)) != {"0"}:
            for key in keys:  # the row has no sum that could confirm the only way to cut it
                cells[key]["doubt_ok"] = True
        elif any(cells[key].get("must_doubt") for key in keys):
            # Where there are several ways to cut the row, the cells that are the same in all of them may be doubted too.
            for key in keys:
                cells[key]["doubt_ok"] = True
    for line in _explaining(case, derived):
        for key in lines[line]:
            cells[key]["doubt_ok"] = True


def _readings(line: str, printed: list[str]) -> list[set[str]]:
    """The numbers that each cell of a row may have, over every way to cut its digits; empty sets where no way fits."""
    digits = "".join(printed)
    if line == "appeals":
        found = appeal_splits(digits, len(form.appeal_blocks()), len(form.appeal_columns()))
    elif line.startswith("applications/"):
        found = summed_splits(digits, len(printed))
    else:
        found = splits(digits, len(printed))
    return [{reading[position] for reading in found} for position in range(len(printed))]


def _lines(case: Case) -> dict[str, list[str]]:
    """The keys of the cells of each printed row: those of tables two and three, and the one row of table four."""
    lines: dict[str, list[str]] = {}
    for key in case.report.cells:
        line = "appeals" if key.startswith("appeals/") else key.rsplit("/", 1)[0]
        lines.setdefault(line, []).append(key)
    return lines


def _explaining(case: Case, derived: dict[str, str]) -> list[str]:
    """The rows of table three that add up as cut and may still be cut wrongly.

    Where the columns do not add up, some number is misprinted. It may stand in a row that would be right in all columns but
    that one if it were cut in another way; the file does not show whether it does. `derived` are the numbers that the rows' own
    sums give, by cell key.
    """
    rows = {row.key: row.role for row in form.application_rows(case.report.form_applications)}
    values = {
        row: [derived.get(f"applications/{row}/{column}") for column in COLUMNS]
        for row, role in rows.items()
        if role != "group"
    }
    known = {row: [int(one) for one in found if one is not None] for row, found in values.items()}
    if any(len(found) < len(COLUMNS) for found in known.values()):
        return []  # a row is unknown, so that sums over the rows cannot be checked
    inflow, outcome = ([row for row in known if rows[row] == role] for role in ("inflow", "outcome"))

    def off(column: int) -> tuple[int, int]:
        closed, out = known["closed_total"][column], known["carried_out"][column]
        return (
            sum(known[row][column] for row in inflow) - closed - out,
            sum(known[row][column] for row in outcome) - closed,
        )

    gaps = [off(column) for column in range(len(COLUMNS))]
    if not any(any(gap) for gap in gaps):
        return []
    found = []
    for row, own in known.items():
        effects = {"closed_total": (-1, -1), "carried_out": (-1, 0)}
        sign = effects.get(row, (1, 0) if row in inflow else (0, 1))
        wanted = [_mended(value, gap, sign) for value, gap in zip(own, gaps, strict=True)]
        if _cut_otherwise("".join(map(str, own)), wanted, own):
            found.append(f"applications/{row}")
    return found


def _mended(value: int, gap: tuple[int, int], sign: tuple[int, int]) -> int | None:
    """The number that would make the column add up in this row; None where there is none."""
    left = next(-one // way for one, way in zip(gap, sign, strict=True) if way)
    mends = all(one + way * left == 0 for one, way in zip(gap, sign, strict=True))
    return value + left if mends and value + left >= 0 else None


def _cut_otherwise(digits: str, wanted: list[int | None], own: list[int]) -> bool:
    """Whether the row's digits can be cut in another way than `own` so that all numbers but one are those wanted."""
    for free in range(len(wanted)):
        before, after = wanted[:free], wanted[free + 1 :]
        if None in before or None in after:
            continue
        head, tail = "".join(map(str, before)), "".join(map(str, after))
        middle = digits[len(head) : len(digits) - len(tail)]
        fits = digits.startswith(head) and digits.endswith(tail) and len(head) + len(tail) < len(digits)
        if fits and str(int(middle)) == middle and [*before, int(middle), *after] != own:
            return True
    return False
