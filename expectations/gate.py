"""Gate 1 classifies every report; gate 2 blocks marts and publishing. Rules come from rules.yml, sides from SQL,
and the comparison is always a Great Expectations expectation.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from expectations import docs, records
from expectations.evidence import Failure, failures
from expectations.frames import SHOWN, build_file, query, sides_frame
from expectations.gate_two import certified_fingerprint, gate_2
from expectations.results import BatchOutcome, Example, Gate2Result, GateError, GateResult, RuleOutcome
from expectations.rules import Rule, load_rules
from expectations.second_readings import OnSecond, SecondReadings
from expectations.verdict import Difference

if TYPE_CHECKING:
    from expectations.comparing import Compared

__all__ = [
    "BatchOutcome", "Example", "Gate2Result", "GateError", "GateResult", "RuleOutcome",
    "build_file", "certified_fingerprint", "gate_1", "gate_2",
]  # fmt: skip

MOST_EXAMPLES = 5  # kept per rule and batch, the largest differences first; fct_rule_results has all


def gate_1(
    warehouse: Path,
    on_batch: Callable[[BatchOutcome], None] = lambda batch: None,
    on_second: OnSecond = lambda done, total: None,
    jobs: int = 1,
) -> GateResult:
    """Evaluate every rule on every report, one batch at a time, and classify each report.

    Reads int_rule_sides from the build file; writes gates/rule_results.parquet (failed and not evaluable instances),
    gates/report_gates.parquet (certified, held or failed), a page of gates/gate_history.parquet and Data Docs.
    Where a rule fails on cells that no format delimits, `jobs` processes read the kept bytes a second time
    (gates/second_readings.parquet remembers it) for the verdict; `on_second(done, total)` is told after each file of a
    batch that is read so.
    A rule whose expectation errored certifies nothing in that batch: its reports are held, what is known is written,
    and GateError (with the result) is raised.
    """
    from expectations.comparing import Comparer
    from expectations.suites import suite_for

    folder = records.gates_folder(warehouse)
    (folder / "gate_2.json").unlink(missing_ok=True)  # an older permission is not one for this build
    rules = [r for r in load_rules() if r.evaluated]
    suite = suite_for("gate_1", rules)
    comparer = Comparer(docs.site(warehouse, "gate_1"))
    results = records.TableWriter(folder / "rule_results.parquet", records.RULE_RESULTS)
    gates = records.TableWriter(folder / "report_gates.parquet", records.REPORT_GATES)
    seconds = SecondReadings(warehouse, jobs)
    outcomes = []
    try:
        with duckdb.connect(str(build_file(warehouse)), read_only=True) as con:
            con.execute(
                "create temp table doubted as "
                "select report_id, count(*) as cells from fct_cells where doubt is not null group by report_id"
            )
            for (batch,) in con.execute("select distinct batch from stg_reports order by batch").fetchall():
                compared = comparer.compare(suite, batch, sides_frame(con, "where s.batch = ?", batch), SHOWN)
                rows = sorted(row for c in compared.values() for row in c.failing)
                judged = seconds.judge(failures(con, rows), on_second)
                outcome = _gate_batch(con, rules, batch, compared, judged, results, gates)
                outcomes.append(outcome)
                on_batch(outcome)
    except BaseException:
        results.discard()
        gates.discard()
        raise
    finally:
        seconds.close()  # also of a run that is broken off: what was read need not be read again
    results.commit()
    gates.commit()
    index = docs.write(warehouse, "gate_1", comparer.write_docs(suite.name), [_told(o) for o in outcomes])
    result = GateResult(tuple(outcomes), index)
    records.append_history(warehouse, _history(result))
    if result.errored:
        broken = "; ".join(f"{r.rule_id}: {_one_line(r.error)}" for r in result.errored)
        raise GateError(
            f"{len(result.errored)} rules could not be compared (errored, not failed): {broken}", result
        )
    return result


def _gate_batch(
    con: duckdb.DuckDBPyConnection,
    rules: Sequence[Rule],
    batch: str,
    compared: Mapping[str, Compared],
    broken: Sequence[Failure],
    results: records.TableWriter,
    gates: records.TableWriter,
) -> BatchOutcome:
    open_instances = _not_evaluable(con, batch)
    results.write(_result_rows(broken))
    results.write(open_instances)
    open_rules = Counter(open_instances.column("rule_id").to_pylist())
    rows = _classify(
        con, batch, broken, open_instances, [i for i, c in compared.items() if c.error is not None]
    )
    gates.write(pa.Table.from_pylist(rows, schema=records.REPORT_GATES))
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
    own = [f for f in broken if f.rule_id == rule.rule_id]
    # The largest differences first; what may be our own misreading after what the publisher printed.
    worst = sorted(own, key=lambda f: (f.verdict == "extraction", -abs(f.lhs - f.rhs)))[:MOST_EXAMPLES]
    return RuleOutcome(
        rule_id=rule.rule_id,
        title=rule.label,
        severity=rule.severity,
        evaluated=compared.evaluated,
        failed=len(own),
        not_evaluable=not_evaluable,
        failed_reports=len({f.report_id for f in own}),
        error=compared.error,
        examples=tuple(_example(rule, f) for f in worst),
    )


def _example(rule: Rule, f: Failure) -> Example:
    return Example(
        report_id=f.report_id, batch=f.batch, path=f.path, agency_name=f.agency_name, report_year=f.report_year,
        rule_id=f.rule_id, title=rule.label, severity=f.severity, instance=f.instance, lhs=f.lhs, rhs=f.rhs,
        sides=f.sides, place=f.place, verdict=f.verdict, differences=f.differences,
    )  # fmt: skip


def _result_rows(broken: Sequence[Failure]) -> pa.Table:
    rows = [
        {
            "report_id": f.report_id, "rule_id": f.rule_id, "instance": f.instance, "status": "failed",
            "severity": f.severity, "lhs": f.lhs, "rhs": f.rhs, "difference": f.lhs - f.rhs, "verdict": f.verdict,
            "sides": f.sides, "place": f.place, "page": f.first_place.page, "src_table": f.first_place.src_table,
            "src_row": f.first_place.src_row, "src_column": f.first_place.src_column, "line": f.first_place.line,
            "cells": f.cells_json, "waived": False,
            "readings_differ": json.dumps([asdict(d) for d in f.differences]) if f.differences else None,
        }
        for f in broken
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=records.RULE_RESULTS)


def _not_evaluable(con: duckdb.DuckDBPyConnection, batch: str) -> pa.Table:
    """Instances over cells that are no numbers, in the columns of RULE_RESULTS."""
    given = {"report_id", "rule_id", "instance", "severity", "cells", "reason"}
    words = {"status": "'not_evaluable' as status", "waived": "false as waived"}
    columns = [n if n in given else words.get(n, f"null as {n}") for n in records.RULE_RESULTS.names]
    text = (
        f"select {', '.join(columns)} from int_rule_sides where batch = ? and not evaluable "
        "order by report_id, rule_id, instance_id, instance"
    )
    return query(con, text, batch).cast(records.RULE_RESULTS)


def _classify(
    con: duckdb.DuckDBPyConnection,
    batch: str,
    broken: Sequence[Failure],
    open_instances: pa.Table,
    errored: Sequence[str],
) -> list[dict[str, Any]]:
    """One row per file version of the batch. Failed: not read. Held: partial, agency or year unknown, a cell in
    doubt (for itself, or because a second reading of a cell under a failed rule of any severity differs), an error
    rule broken (or one that could not be compared). Certified: everything else; warnings and blanks inform, they do
    not hold."""
    differing: dict[str, dict[str, Difference]] = defaultdict(dict)
    for f in broken:
        differing[f.report_id] |= {d.key: d for d in f.differences}
    failed_rules: dict[str, dict[str, str]] = defaultdict(dict)
    for f in broken:
        failed_rules[f.report_id][f.rule_id] = f.severity
    open_rules: dict[str, set[str]] = defaultdict(set)
    for report_id, rule_id in zip(
        open_instances.column("report_id").to_pylist(),
        open_instances.column("rule_id").to_pylist(),
        strict=True,
    ):
        open_rules[report_id].add(rule_id)
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
        reasons = []
        if status == "failed":
            reasons.append(failure or "could not be read")
        else:
            reasons += ["partial: something of the form is missing"] if status == "partial" else []
            # Without agency or year a report belongs to no row of the panel: certified, it would vanish in silence.
            reasons += ["agency or report year unknown"] if nameless else []
            reasons += [f"cells in doubt: {doubted}"] if doubted else []
            reasons += [f"two readings differ: {_listed(list(differences.values()))}"] if differences else []
            reasons += [rule_id for rule_id, severity in rules.items() if severity == "error"]
            reasons += [f"not compared, the expectation errored: {rule_id}" for rule_id in errored]
        rows.append({
            "report_id": report_id, "batch": batch,
            "gate_status": "failed" if status == "failed" else "held" if reasons else "certified",
            "reasons": "; ".join(reasons) or None, "doubted_cells": doubted + len(differences),
            "failed_rules": len(rules),
            "not_evaluable_rules": len(open_rules.get(report_id, ())),
        })  # fmt: skip
    return rows


def _listed(differences: Sequence[Difference]) -> str:
    shown = [f"{d.key} ({d.first} and {d.second})" for d in differences[:MOST_EXAMPLES]]
    more = [f"and {len(differences) - MOST_EXAMPLES} more"] if len(differences) > MOST_EXAMPLES else []
    return ", ".join(shown + more)


def _history(result: GateResult) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    return [
        {
            "run_at": now, "batch": b.batch, "rule_id": r.rule_id, "severity": r.severity, "status": r.status,
            "evaluated": r.evaluated, "failed": r.failed, "not_evaluable": r.not_evaluable,
            "failed_reports": r.failed_reports, "error": r.error,
        }
        for b in result.batches for r in b.rules
    ]  # fmt: skip


def _told(outcome: BatchOutcome) -> docs.Line:
    counts = Counter(r.status for r in outcome.rules)
    return docs.Line(
        outcome.batch,
        f"年报 {outcome.reports} 份：通过 {outcome.certified}，暂存 {outcome.held}，未读出 {outcome.failed}；"
        f"规则 {len(outcome.rules)} 条：相符 {counts['passed']}，不符 {counts['failed']}，"
        f"无可核对 {counts['not_checked']}，出错 {counts['errored']}",
    )


def _one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")[:300]
