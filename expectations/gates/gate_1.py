"""Gate 1: evaluates every rule and classifies every report. Gate 2 (gate_2.py) blocks marts and publishing.

Rules come from rules.yml, their sides from SQL, and the comparison is always a Great Expectations expectation.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from common.parquet_files import PartsWriter, write_parquet
from expectations.evidence import records
from expectations.evidence.failures import failures
from expectations.evidence.second_readings import OnSecond, SecondReadings
from expectations.failure import Difference, Failure
from expectations.gates import data_docs as docs
from expectations.gates.cache import TABLES, BatchFindings, CachedFindings
from expectations.gates.data_frames import SHOWN, build_file, query, sides_frame
from expectations.gates.holds import Hold, stored
from expectations.gates.results import (
    BatchOutcome,
    Example,
    GateError,
    GateResult,
    RuleOutcome,
)
from expectations.repair.service import SUGGESTIONS, advised, blanks
from expectations.rules.catalogue import load_rules
from expectations.rules.kinds import KINDS
from expectations.rules.rule import SEVERITIES, Rule
from expectations.waivers import Waivers, load_waivers

if TYPE_CHECKING:
    import pandas as pd

    from expectations.gates.comparison import Compared, Comparer

NAME = "gate_1"
REPORTS_AT_ONCE = 1_000  # reports whose not evaluable instances are in memory together
MOST_EXAMPLES = 5  # kept per rule and batch, the largest differences first; fct_rule_results has all


def gate_1(
    warehouse: Path,
    on_batch: Callable[[BatchOutcome], None] = lambda batch: None,
    on_second: OnSecond = lambda done, total: None,
    jobs: int = 1,
    today: date | None = None,
) -> GateResult:
    """Evaluate every rule on every report, one batch at a time, and classify each report.

    Reads int_rule_sides from the build file; writes gates/rule_results.parquet (failed and not evaluable instances),
    gates/report_gates.parquet (certified, held or failed), rows of gates/gate_history.parquet and the Data Docs.
    Unchanged batches are not evaluated again: their results are cached (expectations/gates/cache.py).
    Failures that waivers.csv accepts (as of `today`) hold no report; gates/waivers.parquet has the status of
    each waiver. Raises WaiversError.
    Where a rule fails on cells that no format delimits, `jobs` processes read the kept bytes a second time
    for the verdict, which gates/second_readings.parquet records; `on_second(done, total)` is called after each file of a
    batch that is read a second time.
    Where an expectation errored, all reports of that batch are held; the results are written all the same, and then
    GateError (with the result) is raised.
    """
    folder = records.gates_folder(warehouse)
    (folder / "gate_2.json").unlink(missing_ok=True)  # it permits an older build, not this one
    # Read first, so that a mistake in the file stops the run before anything is written.
    waiver_rows = load_waivers()
    rules = [r for r in load_rules() if r.evaluated]
    seconds = SecondReadings(warehouse, jobs)
    outcomes: list[BatchOutcome] = []
    evaluated: list[BatchFindings] = []
    unchanged: list[str] = []
    suite = _Suite(docs.site(warehouse, NAME), rules)
    try:
        with duckdb.connect(str(build_file(warehouse)), read_only=True) as con:
            waivers = Waivers(con, waiver_rows, today or date.today())
            con.execute(
                "create temp table doubted as "
                "select report_id, count(*) as cells from fct_cells where doubt is not null group by report_id"
            )
            cache = CachedFindings(warehouse, con, rules, waivers, seconds)
            for batch in cache.batches:
                if (found := cache.load(batch)) is not None:
                    waivers.restore(batch, found.waived)
                    unchanged.append(batch)
                    outcomes.append(found.outcome)
                else:
                    compared = suite.compare(batch, sides_frame(con, "where s.batch = ?", batch))
                    rows = sorted(row for c in compared.values() for row in c.failing)
                    judged = waivers.applied(seconds.judge(failures(con, rows), on_second))
                    judged, suggestions = advised(con, judged)
                    with cache.tables(batch) as tables:
                        tables["suggestions"].write(pa.Table.from_pylist(suggestions, schema=SUGGESTIONS))
                        outcomes.append(_gate_batch(con, rules, batch, compared, judged, tables))
                    evaluated.append(
                        BatchFindings(
                            outcomes[-1], waivers.failing(batch), sorted(seconds.used), sorted(seconds.absent)
                        )
                    )
                on_batch(outcomes[-1])
    finally:
        seconds.close()  # also when the run fails: files read so far need not be read again
    for name in TABLES:
        cache.write(name, folder / f"{name}.parquet")
    write_parquet(folder / "waivers.parquet", waivers.table())
    records.append_history(warehouse, _history(outcomes))
    suite.write_docs()
    cache.restore_pages(unchanged)
    pages = docs.pages(docs.site(warehouse, NAME), NAME)
    index = docs.write(warehouse, NAME, pages, [_summary(o) for o in outcomes])
    for found in evaluated:
        if found.outcome.batch in pages and not any(rule.error for rule in found.outcome.rules):
            cache.store(found)
    result = GateResult(tuple(outcomes), index)
    if result.errored:
        broken = "; ".join(f"{r.rule_id}: {_one_line(r.error)}" for r in result.errored)
        raise GateError(
            f"{len(result.errored)} rules could not be compared (errored, not failed): {broken}", result
        )
    return result


class _Suite:
    """The rules as one suite of expectations. Imports Great Expectations, which takes seconds, at the first comparison."""

    def __init__(self, site: Path, rules: Sequence[Rule]) -> None:
        self._site, self._rules = site, rules
        self._comparer: Comparer | None = None
        self._suite: Any = None

    def compare(self, batch: str, frame: pd.DataFrame) -> dict[str, Compared]:
        """Results of a batch by rule."""
        if self._comparer is None:
            from expectations.gates.comparison import Comparer
            from expectations.gates.suites import suite_for

            self._comparer, self._suite = Comparer(self._site), suite_for(NAME, self._rules)
        return self._comparer.compare(self._suite, batch, frame, SHOWN)

    def write_docs(self) -> None:
        """Write the pages of the batches that were compared and remove all others; does nothing where none was compared."""
        if self._comparer is not None:
            self._comparer.write_docs(NAME)


def _gate_batch(
    con: duckdb.DuckDBPyConnection,
    rules: Sequence[Rule],
    batch: str,
    compared: Mapping[str, Compared],
    broken: Sequence[Failure],
    tables: Mapping[str, PartsWriter],
) -> BatchOutcome:
    tables["rule_results"].write(_result_rows(broken))
    for part in _not_evaluable(con, batch):
        tables["rule_results"].write(part)
    open_rules = Counter(dict(con.execute(
        "select rule_id, count(*) from int_rule_sides where batch = ? and not evaluable group by rule_id", [batch]
    ).fetchall()))  # fmt: skip
    rows = _classify(con, batch, broken, [i for i, c in compared.items() if c.error is not None])
    tables["report_gates"].write(pa.Table.from_pylist(rows, schema=records.REPORT_GATES))
    status = Counter(row["gate_status"] for row in rows)
    return BatchOutcome(
        batch=batch,
        reports=len(rows),
        certified=status["certified"],
        held=status["held"],
        failed=status["failed"],
        rules=tuple(
            _outcome(rule, compared[rule.rule_id], broken, open_rules[rule.rule_id]) for rule in rules
        ),
    )


def _outcome(rule: Rule, compared: Compared, broken: Sequence[Failure], not_evaluable: int) -> RuleOutcome:
    failing = [f for f in broken if f.rule_id == rule.rule_id and not f.waived]
    # The largest differences first; failures that may be our own misreading after all others.
    worst = sorted(failing, key=lambda f: (f.verdict == "extraction", -abs(f.lhs - f.rhs)))[:MOST_EXAMPLES]
    return RuleOutcome(
        rule_id=rule.rule_id,
        title=rule.label,
        severity=rule.severity,
        evaluated=compared.evaluated,
        failed=len(failing),
        waived=sum(f.rule_id == rule.rule_id and f.waived for f in broken),
        not_evaluable=not_evaluable,
        failed_reports=len({f.report_id for f in failing}),
        error=compared.error,
        examples=tuple(_example(rule, f) for f in worst),
    )


def _example(rule: Rule, f: Failure) -> Example:
    return Example(
        report_id=f.report_id, batch=f.batch, path=f.path, agency_name=f.agency_name, report_year=f.report_year,
        rule_id=f.rule_id, title=rule.label, severity=f.severity, instance=f.instance, lhs=f.lhs, rhs=f.rhs,
        sides=f.sides, place=f.place, verdict=f.verdict, differences=f.differences,
        suggestion=f.suggestion or "",
    )  # fmt: skip


def _result_rows(broken: Sequence[Failure]) -> pa.Table:
    rows = [
        {
            "report_id": f.report_id, "rule_id": f.rule_id, "instance": f.instance, "status": "failed",
            "severity": f.severity, "lhs": f.lhs, "rhs": f.rhs, "difference": f.lhs - f.rhs, "verdict": f.verdict,
            "sides": f.sides, "sides_zh": alert.zh, "sides_en": alert.en, "place": f.place, "place_zh": f.place_zh, "page": f.first_place.page,
            "src_table": f.first_place.src_table,
            "src_row": f.first_place.src_row, "src_column": f.first_place.src_column, "line": f.first_place.line,
            "cells": f.cells_json, "suggestion": f.suggestion,
            "suggestion_en": f.suggestion_en, "waived": f.waived, "quote": f.quote,
            "other_report_id": f.other.report_id if f.other else None,
            "readings_differ": json.dumps([asdict(d) for d in f.differences]) if f.differences else None,
        }
        for f in broken
        for alert in [KINDS[f.kind].alert(f)]
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=records.RULE_RESULTS)


def _not_evaluable(con: duckdb.DuckDBPyConnection, batch: str) -> Iterator[pa.Table]:
    """Instances that cannot be evaluated, in the columns of RULE_RESULTS, with the numbers that blanks would have to hold.

    Yields them in parts: a batch may have half a million.
    """
    present = {"report_id", "rule_id", "instance", "severity", "cells", "reason"}
    constants = {"status": "'not_evaluable' as status", "waived": "false as waived"}
    columns = [n if n in present else constants.get(n, f"null as {n}") for n in records.RULE_RESULTS.names]
    text = (
        f"select {', '.join(columns)} from int_rule_sides where not evaluable and report_id in (select unnest(?)) "
        "order by report_id, rule_id, instance"
    )
    reports = [
        report_id
        for (report_id,) in con.execute(
            "select report_id from stg_reports where batch = ? order by report_id", [batch]
        ).fetchall()
    ]
    for start in range(0, len(reports), REPORTS_AT_ONCE):
        part = reports[start : start + REPORTS_AT_ONCE]
        yield _with_wanted(con, query(con, text, part).cast(records.RULE_RESULTS))


def _with_wanted(con: duckdb.DuckDBPyConnection, table: pa.Table) -> pa.Table:
    """The same rows; `suggestion` of those over blanks or dashes says which numbers would make the rule hold."""
    blank = table.filter(
        pc.or_(pc.starts_with(table["reason"], "blank"), pc.starts_with(table["reason"], "dash"))
    )
    wanted = blanks(con, set(blank.column("report_id").to_pylist()))
    places = zip(*(table.column(n).to_pylist() for n in ("report_id", "rule_id", "instance")), strict=True)
    suggested = [wanted.get(place) for place in places]
    for name, texts in (
        ("suggestion", [w and w.zh for w in suggested]),
        ("suggestion_en", [w and w.en for w in suggested]),
    ):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, pa.array(texts, pa.string()))
    return table


def _classify(
    con: duckdb.DuckDBPyConnection,
    batch: str,
    broken: Sequence[Failure],
    errored: Sequence[str],
) -> list[dict[str, Any]]:
    """Rows of report_gates, one per file version of the batch.

    Failed: could not be read. Held: read in part only, agency or year unknown, a cell in doubt (from the first reading,
    or because a second reading of a cell under a failed rule of any severity differs), a broken rule of severity error,
    or a rule that errored. Certified: everything else; warnings and blanks do not hold a report.
    """
    differing: dict[str, dict[str, Difference]] = defaultdict(dict)
    for f in broken:
        differing[f.report_id] |= {d.key: d for d in f.differences}
    failed_rules: dict[str, dict[str, str]] = defaultdict(dict)
    for f in broken:
        if not f.waived:
            # A rule may be an error in one place and a warning in another (series.carry_over).
            known = failed_rules[f.report_id].get(f.rule_id, f.severity)
            failed_rules[f.report_id][f.rule_id] = min(known, f.severity, key=SEVERITIES.index)
    open_rules = dict(con.execute(
        "select report_id, count(distinct rule_id) from int_rule_sides where batch = ? and not evaluable group by report_id",
        [batch],
    ).fetchall())  # fmt: skip
    reports = con.execute(
        """
        select r.report_id, r.status, r.failure, r.agency_key is null or r.report_year is null, greatest(coalesce(d.cells, 0), coalesce(r.cells_doubted, 0))
        from stg_reports as r left join doubted as d on r.report_id = d.report_id
        where r.batch = ? order by r.path, r.report_id
        """,
        [batch],
    ).fetchall()
    rows = []
    for report_id, status, failure, nameless, doubted in reports:
        rules, differences = failed_rules.get(report_id, {}), differing.get(report_id, {})
        holds = []
        if status != "failed":
            holds += [Hold("partial")] if status == "partial" else []
            # Without agency or year a report belongs to no row of the panel: if it were certified, it would be lost silently.
            holds += [Hold("nameless")] if nameless else []
            holds += [Hold("doubted_cells", {"cells": doubted})] if doubted else []
            holds += (
                [Hold("readings_differ", {"cells": _listed(list(differences.values()))})]
                if differences
                else []
            )
            holds += [
                Hold("rule", {"rule": rule_id}) for rule_id, severity in rules.items() if severity == "error"
            ]
            holds += [Hold("errored", {"rule": rule_id}) for rule_id in errored]
        rows.append({
            "report_id": report_id, "batch": batch,
            "gate_status": "failed" if status == "failed" else "held" if holds else "certified",
            "reasons": "; ".join(hold.en for hold in holds) or failure, "holds": stored(holds), "doubted_cells": doubted + len(differences),
            "failed_rules": len(rules),
            "not_evaluable_rules": open_rules.get(report_id, 0),
        })  # fmt: skip
    return rows


def _listed(differences: Sequence[Difference]) -> str:
    shown = [f"{d.key} ({d.first} and {d.second})" for d in differences[:MOST_EXAMPLES]]
    more = [f"and {len(differences) - MOST_EXAMPLES} more"] if len(differences) > MOST_EXAMPLES else []
    return ", ".join(shown + more)


def _history(outcomes: Sequence[BatchOutcome]) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    return [
        {
            "run_at": now, "batch": b.batch, "rule_id": r.rule_id, "severity": r.severity, "status": r.status,
            "evaluated": r.evaluated, "failed": r.failed, "waived": r.waived, "not_evaluable": r.not_evaluable,
            "failed_reports": r.failed_reports, "error": r.error,
        }
        for b in outcomes for r in b.rules
    ]  # fmt: skip


def _summary(outcome: BatchOutcome) -> docs.Line:
    counts = Counter(r.status for r in outcome.rules)
    return docs.Line(
        outcome.batch,
        f"年报 {outcome.reports} 份：通过 {outcome.certified}，暂存 {outcome.held}，未读出 {outcome.failed}；"
        f"规则 {len(outcome.rules)} 条：相符 {counts['passed']}，不符 {counts['failed']}，"
        f"无可核对 {counts['not_checked']}，出错 {counts['errored']}",
    )


def _one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")[:300]
