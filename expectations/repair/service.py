"""Suggests edits that would make a report's broken sums hold, and numbers for its blanks. Suggestions are never applied."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from expectations.evidence.verdicts import EXTRACTION
from expectations.failure import Failure
from expectations.repair.blanks import Wanted, wanted
from expectations.repair.equations import relations, used_to_read
from expectations.repair.suggestions import Outcome, outcomes
from expectations.repair.wording import Words, in_words, outcome_in_words
from expectations.rules.kinds import KINDS
from extract.report import Report

SUGGESTIONS = pa.schema(
    [
        ("report_id", pa.string()),
        ("scope", pa.string()),  # applications, or a block of table four
        ("place", pa.int32()),  # from 1, likeliest first
        ("rank", pa.int32()),  # suggestions that are equally likely share a rank
        ("is_tie", pa.bool_()),
        ("mends", pa.int32()),
        ("broken", pa.string()),  # JSON array of [rule, instance]
        ("edits", pa.string()),  # JSON array of {key, printed, value, how}
        ("zh", pa.string()),
        ("en", pa.string()),
    ]
)
_REPORTS_AT_ONCE = 1_000  # reports whose cells are in memory together


@dataclass(frozen=True)
class Sums:
    """The parts of a report that its sums depend on: states and numbers of cells, keys of those in doubt, form versions (by
    table)."""

    states: Mapping[str, str]
    values: Mapping[str, Decimal]
    doubted: Collection[str]
    forms: Mapping[str, str | None]
    used: Collection[tuple[str, str]]  # (rule, instance) of sums that were used to read the cells

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The broken sums, with the edits that would make them hold."""
        return outcomes(self.values, self.forms, self.used)

    @property
    def blanks(self) -> tuple[Wanted, ...]:
        """The numbers that the blanks would have to hold, sum by sum; none beside a cell that may be misread."""
        values = {key: value for key, value in self.values.items() if key not in self.doubted}
        states = {key: state for key, state in self.states.items() if key not in self.doubted}
        return wanted(values, states, self.forms, self.used)


def of(report: Report) -> Sums:
    """The sums of a report that has just been read."""
    problems = [(p.code, p.instance) for p in report.problems]
    return Sums(
        {c.key: c.state for c in report.cells},
        {c.key: Decimal(c.value) for c in report.cells if c.state == "number" and c.value is not None},
        {c.key for c in report.cells if c.doubt},
        report.form,
        used_to_read(problems, relations(report.form)),
    )


def advised(
    con: duckdb.DuckDBPyConnection, broken: Sequence[Failure]
) -> tuple[list[Failure], list[dict[str, Any]]]:
    """The failures with the likeliest suggestion in words, and every suggestion as a row of SUGGESTIONS.

    None for sums over cells that may be misread: right numbers would be changed to mend our misreading.
    """
    unsure = {(f.report_id, f.rule_id, f.instance or "") for f in broken if f.verdict == EXTRACTION}
    likeliest: dict[tuple[str, str, str], Words] = {}
    rows: list[dict[str, Any]] = []
    with_sums = {f.report_id for f in broken if KINDS[f.kind].has_edits}
    for report_id, report in reports(con, sorted(with_sums)):
        for outcome in report.outcomes:
            if any((report_id, *place) in unsure for place in outcome.broken):
                continue
            rows += _rows(report_id, outcome, report.forms)
            first = outcome_in_words(outcome, report.forms)[0]
            likeliest |= {(report_id, rule, instance): first for rule, instance in outcome.broken}
    result = []
    for failure in broken:
        words = likeliest.get((failure.report_id, failure.rule_id, failure.instance or ""))
        result.append(replace(failure, suggestion=words.zh, suggestion_en=words.en) if words else failure)
    return result, rows


def blanks(con: duckdb.DuckDBPyConnection, report_ids: Collection[str]) -> dict[tuple[str, str, str], Words]:
    """The numbers that the blanks of these reports would have to hold, in words, by report, rule and instance."""
    return {
        (report_id, w.rule_id, w.instance): Words(w.zh, w.en)
        for report_id, report in reports(con, sorted(report_ids))
        for w in report.blanks
    }


def reports(con: duckdb.DuckDBPyConnection, report_ids: Sequence[str]) -> Iterator[tuple[str, Sums]]:
    """Yield (report_id, sums) from tables three and four of reports; reads some reports at a time."""
    for start in range(0, len(report_ids), _REPORTS_AT_ONCE):
        part = list(report_ids[start : start + _REPORTS_AT_ONCE])
        states: dict[str, dict[str, str]] = defaultdict(dict)
        values: dict[str, dict[str, Decimal]] = defaultdict(dict)
        doubted: dict[str, set[str]] = defaultdict(set)
        for report_id, key, state, value, doubt in con.execute(
            "select report_id, key, state, value, doubt from fct_cells where report_id in (select unnest(?)) "
            "and form_table in ('applications', 'appeals')", [part],
        ).fetchall():  # fmt: skip
            states[report_id][key] = state
            if doubt is not None:
                doubted[report_id].add(key)
            if state == "number":
                values[report_id][key] = Decimal(value)
        problems: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
        for report_id, code, instance in con.execute(
            "select report_id, code, instance from stg_problems where report_id in (select unnest(?))", [part]
        ).fetchall():
            problems[report_id].append((code, instance))
        for report_id, applications, disclosures, appeals in con.execute(
            "select report_id, form_applications, form_disclosures, form_appeals from stg_reports where report_id in (select unnest(?))", [part]
        ).fetchall():  # fmt: skip
            forms = {"applications": applications, "disclosures": disclosures, "appeals": appeals}
            used = used_to_read(problems[report_id], relations(forms))
            yield report_id, Sums(states[report_id], values[report_id], doubted[report_id], forms, used)


def _rows(report_id: str, outcome: Outcome, forms: Mapping[str, str | None]) -> Iterator[dict[str, Any]]:
    broken = json.dumps([list(rule_and_instance) for rule_and_instance in outcome.broken])
    for place, suggestion in enumerate(outcome.suggestions, start=1):
        words = in_words(suggestion, forms)
        edits = [
            {"key": e.key, "printed": str(e.printed), "value": str(e.value), "how": e.how}
            for e in suggestion.edits
        ]
        yield {
            "report_id": report_id, "scope": outcome.scope, "place": place, "rank": suggestion.rank,
            "is_tie": suggestion.tie, "mends": suggestion.mends, "broken": broken, "edits": json.dumps(edits),
            "zh": words.zh, "en": words.en,
        }  # fmt: skip
