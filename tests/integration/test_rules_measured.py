"""Rules measured on planted mistakes: every broken error rule is found, on consistent reports there is no false alarm.

The way of gate 1: the project's own SQL, then Great Expectations. What must be found is told by tests.support.rule_oracle.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

import pyarrow as pa
import pytest

from expectations.check.in_memory import Relations
from expectations.gates.comparison import Comparer
from expectations.gates.data_frames import SHOWN, sides_frame
from expectations.gates.suites import suite_for
from expectations.rules.catalogue import load_rules
from extract.form.catalogue import load_form
from extract.store.schemas import SCHEMAS
from tests.support.drafts import Draft, arrow, consistent
from tests.support.rule_oracle import expected

REPORTS = 3_300
BATCH = "2022-990000"
YEARS = {"2019": 2020, "2021": 2022}
GROUPS = ("denied", "unavailable", "not_processed", "other")
KINDS = ("one more", "one less", "ten times", "digit dropped", "digits transposed", "neighbour copied")
ERRORS = {rule.rule_id for rule in load_rules() if rule.severity == "error"}
Broken = set[tuple[str, str, str | None]]  # report, rule, instance


class Case(NamedTuple):
    """A report made of a base: `mistakes` of its cells print another number."""

    report_id: str
    base: int
    cells: dict[str, str]
    mistakes: int


def bases() -> list[Draft]:
    """Consistent reports on both forms: with numbers everywhere, with group rows that print their sums, all zeros."""
    found = []
    for version, year in YEARS.items():
        for seed in range(16):
            draft = consistent("示例县", year, version, version, seed=seed)
            if seed < 3:
                draft = draft.with_cells(dict.fromkeys(draft.cells, "0"))
            found.append(draft.with_cells(_groups(draft)) if seed % 3 == 0 else draft)
    return found


def _groups(draft: Draft) -> dict[str, str]:
    """Group rows with the sums of their rows."""
    rows = {row.key for row in load_form().application_rows[draft.applications or ""]}
    sums = {}
    for group in GROUPS:
        below = [row for row in rows if row.startswith(f"{group}.")]
        for column in (
            (c.key for c in load_form().application_columns[draft.applications or ""]) if below else ()
        ):
            total = sum(int(draft.cells[f"applications/{row}/{column}"]) for row in below)
            sums[f"applications/{group}/{column}"] = str(total)
    return sums


def misprint(chance: Random, cells: dict[str, str], key: str) -> str:
    """Another number than the one that stands there."""
    number, keys = cells[key], [k for k in cells if k.split("/")[0] == key.split("/")[0]]
    at = keys.index(key)
    beside = [cells[k] for k in (*keys[max(0, at - 1) : at], *keys[at + 1 : at + 2])]
    cut = chance.randrange(len(number))
    ways = {
        "one more": str(int(number) + 1),
        "one less": str(max(0, int(number) - 1)),
        "ten times": str(int(number) * 10),
        "digit dropped": number[:cut] + number[cut + 1 :],
        "digits transposed": number[:cut] + number[cut:][1::-1] + number[cut + 2 :],
        "neighbour copied": chance.choice(beside),
    }
    wrong = {str(int(ways[kind])) for kind in chance.sample(KINDS, 1) if ways[kind]} - {number}
    return wrong.pop() if wrong else misprint(chance, cells, key)


def planted(originals: Sequence[Draft]) -> list[Case]:
    """A third of them consistent, a third with one number misprinted, a third with two."""
    chance, found = Random(20240531), []
    for number in range(REPORTS):
        base, mistakes = chance.randrange(len(originals)), number % 3
        cells = dict(originals[base].cells)
        keys = [key for key in cells if not key.startswith("disclosures/")]
        for key in chance.sample(keys, mistakes):
            cells[key] = misprint(chance, cells, key)
        found.append(Case(f"report-{number:05d}", base, cells, mistakes))
    return found


def stored(originals: Sequence[Draft], cases: Sequence[Case]) -> dict[str, pa.Table]:
    """The cases as extraction would store them, each of an agency of its own."""
    tables = arrow(originals, BATCH)
    ids = pa.array([case.report_id for case in cases])
    reports = tables["reports"].take([case.base for case in cases])
    for name in ("report_id", "sha256", "path", "agency_name"):
        reports = reports.set_column(reports.schema.get_field_index(name), name, ids)
    ends = list(accumulate(len(draft.cells) for draft in originals))
    places = [range(ends[c.base] - len(c.cells), ends[c.base]) for c in cases]
    cells = tables["cells"].take([place for found in places for place in found])
    printed = pa.array([number for case in cases for number in case.cells.values()])
    owners = pa.array([case.report_id for case in cases for _ in case.cells])
    for name, column in (("report_id", owners), ("value", printed), ("raw", printed)):
        cells = cells.set_column(cells.schema.get_field_index(name), name, column)
    return {"reports": reports.cast(SCHEMAS["reports"]), "cells": cells.cast(SCHEMAS["cells"])}


def found_broken(extracted: dict[str, pa.Table], site: Path) -> tuple[Broken, dict[str, int]]:
    """(error instances that fail, how many were compared by rule), as gate 1 sees it."""
    relations = Relations(extracted)
    relations.build("int_rule_sides")
    suite = suite_for("gate_1", load_rules())
    frame = sides_frame(relations.con, "where s.batch = ?", BATCH)
    compared = Comparer(site).compare(suite, BATCH, frame, SHOWN)
    assert {rule_id: c.error for rule_id, c in compared.items() if c.error} == {}
    failing = pa.table({"failing": [row for c in compared.values() for row in c.failing]})
    relations.con.register("failing", failing)
    rows = relations.con.execute(
        "select report_id, rule_id, instance from int_rule_sides as s inner join failing as f on s.rowid = f.failing "
        "where severity = 'error'"
    ).fetchall()
    relations.close()
    assert len(set(rows)) == len(rows)
    return set(rows), {rule_id: c.evaluated for rule_id, c in compared.items()}


def test_every_broken_error_rule_is_found_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    originals = bases()
    cases = planted(originals)
    due: Broken = {
        (case.report_id, rule, instance)
        for case in cases
        for rule, instance in expected(case.cells, originals[case.base].applications or "")[0]
        if rule in ERRORS
    }
    found, compared = found_broken(stored(originals, cases), tmp_path)
    wrong = {report_id for report_id, *_ in due}
    of = {mistakes: {c.report_id for c in cases if c.mistakes == mistakes} for mistakes in (0, 1, 2)}
    with capsys.disabled():
        print(
            f"\n{len(cases)} reports, {sum(compared.values())} instances compared: {len(found & due)} of {len(due)} "
            f"broken ones found in {len(wrong)} reports, {len(found - due)} false alarms"
        )
    assert min(map(len, of.values())) >= 1_000
    assert of[0].isdisjoint(wrong)
    assert of[1] <= wrong, "each cell of tables three and four stands in a sum"
    assert len(of[2] & wrong) > 0.99 * len(of[2])  # two mistakes may make up for each other
    assert {rule for _, rule, _ in due} == {
        "applications.balance", "applications.row_total", "applications.outcome_total", "applications.subtotal",
        "applications.empty_year", "appeals.total",
    }  # fmt: skip
    assert all(compared[rule] >= 300 for _, rule, _ in due)
    assert found == due
