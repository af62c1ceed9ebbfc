"""What a reader has to find in a made-up report, from the generator's own data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.reports.decode import appeal_splits, splits, summed_splits
from benchmarks.reports.fiction import Case
from benchmarks.reports.figures import COLUMNS
from samples import form

Truth = dict[str, Any]
MARK = 10  # characters of a paragraph: short enough to stand on one page in most looks


def truth(
    case: Case, run_together: bool = False, prose: Callable[[Case, str], str] = lambda case, text: text
) -> Truth:
    """The truth of a file: `cells` by key with value and state, and what else the reader must find.

    `doubt_ok` marks cells that the file itself leaves open, `must_doubt` those that nothing in the file could tell.
    `run_together` is true where the digits of a row are printed without anything between them. `sections` holds for each
    section what must stand in its text: how its first paragraph begins and its last one ends. `prose` is how the style
    writes text.
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
    """For styles that print zeros in the colour of the paper: a person sees a blank, the file says 0."""
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
    lines = _lines(case)
    for line, keys in lines.items():
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
    for line in _explaining(case, told):
        for key in lines[line]:
            cells[key]["doubt_ok"] = True


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


def _explaining(case: Case, told: dict[str, str]) -> list[str]:
    """Rows of table three that add up as cut and may be cut wrongly all the same.

    Where the columns do not add up, some figure is misprinted. It may stand in a row that another cutting makes right
    in all columns but the misprinted one; nothing in the file tells whether it does.
    """
    rows = {row.key: row.role for row in form.application_rows(case.report.form_applications)}
    values = {
        row: [told.get(f"applications/{row}/{column}") for column in COLUMNS]
        for row, role in rows.items()
        if role != "group"
    }
    known = {row: [int(one) for one in found if one is not None] for row, found in values.items()}
    if any(len(found) < len(COLUMNS) for found in known.values()):
        return []  # a row is unknown, so that no sum over the rows can be held against the others
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
    """What would have to stand in a row for its column to add up; None where no number there could do it."""
    left = next(-one // way for one, way in zip(gap, sign, strict=True) if way)
    mends = all(one + way * left == 0 for one, way in zip(gap, sign, strict=True))
    return value + left if mends and value + left >= 0 else None


def _cut_otherwise(digits: str, wanted: list[int | None], own: list[int]) -> bool:
    """Whether the row's digits are the numbers wanted in all columns but one, and not the row as cut."""
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
