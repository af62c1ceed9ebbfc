"""Gate 2: checks the certified reports and the volumes; if a check fails, no mart is built and nothing is published."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from common.whole_files import write_json
from expectations.evidence import records
from expectations.gates import data_docs as docs
from expectations.gates.cache import CachedBatches, digests_of
from expectations.gates.data_frames import SHOWN, build_file, frame, sides_frame, sides_of_batches
from expectations.gates.results import Gate2Result
from expectations.rules.catalogue import load_rules
from expectations.rules.rule import Rule

if TYPE_CHECKING:
    from expectations.gates.comparison import Compared, Comparer

_RULES = "gate_2_rules"
UNREAD_SHARE = 0.5  # of the files in landing; GONGKAI_UNREAD_SHARE sets another limit
# Files in landing from which on the share is checked: two bad files of three mean little.
UNREAD_SHARE_FROM = 20


def unread_limit(environment: Mapping[str, str] | None = None) -> float:
    """The limit on the share of files that could not be read, 0 to 1. Raises ValueError for anything else."""
    text = (os.environ if environment is None else environment).get("GONGKAI_UNREAD_SHARE", "")
    try:
        limit = float(text) if text else UNREAD_SHARE
    except ValueError:
        limit = -1.0
    if not 0 <= limit <= 1:
        raise ValueError(f"GONGKAI_UNREAD_SHARE is {text!r}: a share between 0 and 1 is wanted")
    return limit


def gate_2(warehouse: Path, strict: bool) -> Gate2Result:
    """Decide whether the marts may be built and the warehouse published.

    Great Expectations over int_certified_reports must find no failing row of an error rule, and no report that must not
    be certified; the volumes must be right (see `_volumes`); with `strict` no current report may be held. An empty
    certified set does not block (held reports are data), but then its counts say that 0 rows were checked.
    Writes gates/gate_2.json: success, reasons, counts, and the fingerprint that publishing checks again.
    """
    with duckdb.connect(str(build_file(warehouse)), read_only=True) as con:
        reasons, counts, index = _certified(con, warehouse)
        reasons += _volumes(con, warehouse, counts)
        held = _count(
            con, "select count(*) from dim_report where is_current and in_landing and gate_status = 'held'"
        )
        counts["held_current"] = held
        if strict and held:
            reasons.append(f"STRICT: {held} current reports are held")
        fingerprint = _fingerprint(con)
    result = Gate2Result(not reasons, tuple(reasons), fingerprint, strict, counts, index)
    write_json(
        records.gates_folder(warehouse) / "gate_2.json",
        {
            "success": result.success, "reasons": list(result.reasons), "fingerprint": fingerprint, "strict": strict,
            "counts": counts, "evaluated_at": datetime.now(UTC).isoformat(timespec="seconds"),
        },
    )  # fmt: skip
    return result


def certified_fingerprint(warehouse: Path) -> str:
    """Fingerprint of the build's certified reports and all their cells, to compare with the one in gates/gate_2.json."""
    with duckdb.connect(str(build_file(warehouse)), read_only=True) as con:
        return _fingerprint(con)


def _fingerprint(con: duckdb.DuckDBPyConnection) -> str:
    digest = hashlib.sha256(duckdb.__version__.encode())
    rows = con.execute(
        """
        select c.report_id, count(f.key), coalesce(sum(hash(f.key, f.state, f.value)), 0)::varchar
        from int_certified_reports as c left join fct_cells as f on c.report_id = f.report_id
        group by c.report_id order by c.report_id
        """
    )
    while part := rows.fetchmany(10_000):
        digest.update(json.dumps(part).encode())
    return digest.hexdigest()


def _certified(con: duckdb.DuckDBPyConnection, warehouse: Path) -> tuple[list[str], dict[str, int], Path]:
    """Run Great Expectations over the certified set, batch by batch; batches that passed before with the same rows are
    taken from the cache. Returns (reasons to block, counts, index of the Data Docs)."""
    comparer: Comparer | None = None
    reasons: list[str] = []
    counts = {"certified_current": 0, "error_rows_compared": 0}
    summaries: list[docs.Line] = []
    passed: dict[str, dict[str, int]] = {}
    unchanged: list[str] = []

    def add_reasons(batch: str, compared: dict[str, Compared]) -> None:
        for rule_id, c in compared.items():
            if c.error is not None:
                reasons.append(f"{batch}: {rule_id} errored: {c.error.splitlines()[0][:200]}")
            elif c.failing:
                reasons.append(f"{batch}: {rule_id} fails on {len(c.failing)} rows of the certified set")

    cache = CachedBatches(warehouse, "gate_2", _digests(con))
    for batch in cache.batches:
        record = cache.record(batch)
        if record is None:
            if comparer is None:
                # Imported only where a batch has to be evaluated: it takes seconds.
                from expectations.gates.comparison import Comparer
                from expectations.gates.suites import certified_suite, suite_for

                rules = suite_for(_RULES, _error_rules(con))
                members = certified_suite("gate_2_members")
                comparer = Comparer(docs.site(warehouse, "gate_2"))
            reasons_before = len(reasons)
            sides = sides_frame(con, f"{_CERTIFIED} and c.batch = ?", batch)
            reports = frame(
                con,
                f"select row_number() over (order by c.report_id) as row, {_MEMBERS} where c.batch = ?",
                batch,
            )
            compared = comparer.compare(rules, batch, sides, SHOWN)
            add_reasons(batch, compared)
            add_reasons(batch, comparer.compare(members, batch, reports, ["file"]))
            record = {
                "reports": len(reports),
                "sides": len(sides),
                "compared": sum(c.evaluated for c in compared.values()),
            }
            cache.begin(batch)
            if len(reasons) == reasons_before:
                passed[batch] = record
        else:
            unchanged.append(batch)
        counts["certified_current"] += record["reports"]
        counts["error_rows_compared"] += record["compared"]
        summaries.append(
            docs.Line(batch, f"通过的现行年报 {record['reports']} 份，核对 {record['sides']} 处")
        )
    if comparer is not None:
        comparer.write_docs(_RULES)
    cache.restore_pages(unchanged)
    pages = docs.pages(docs.site(warehouse, "gate_2"), _RULES)
    index = docs.write(warehouse, "gate_2", pages, summaries)
    for batch, record in passed.items():
        cache.store(batch, record)
    return reasons, counts, index


def _error_rules(con: duckdb.DuckDBPyConnection) -> list[Rule]:
    """The rules with a row of severity error in this build, which may differ by instance. An expectation for another rule
    would look at no row, and cost as much as the rest."""
    found = con.execute("select distinct rule_id from int_rule_sides where severity = 'error'").fetchall()
    return [rule for rule in load_rules() if (rule.rule_id,) in found]


def _digests(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Batch -> digest of the rows that Great Expectations evaluates in it."""
    more = repr(load_rules())
    sides = digests_of(con, sides_of_batches(_CERTIFIED), more)
    members = digests_of(con, f"select c.batch, {_MEMBERS}", more)
    return {batch: f"{sides.get(batch)} {digest}" for batch, digest in members.items()}


_CERTIFIED = """
    inner join int_certified_reports as c on s.report_id = c.report_id
    left join (select distinct report_id, rule_id, instance from fct_rule_results where waived) as w
        on s.report_id = w.report_id and s.rule_id = w.rule_id and s.instance is not distinct from w.instance
    where s.severity = 'error' and w.report_id is null
"""
# Nulls are replaced by a value, because an expectation ignores nulls.
_MEMBERS = """
    c.report_id, coalesce(r.status, 'missing') as status,
        coalesce(r.path, '') as file, coalesce(d.cells, 0) as doubted_cells,
        coalesce(i.is_current, false) as is_current, coalesce(e.error_rows, 0) as error_rows
    from int_certified_reports as c
    left join stg_reports as r on c.report_id = r.report_id
    left join int_current_reports as i on c.report_id = i.report_id
    left join (select report_id, count(*) as cells from fct_cells where doubt is not null group by report_id) as d
        on c.report_id = d.report_id
    left join (
        select report_id, count(*) as error_rows from int_rule_sides
        where evaluable and severity = 'error' group by report_id
    ) as e on c.report_id = e.report_id
"""


def _volumes(con: duckdb.DuckDBPyConnection, warehouse: Path, counts: dict[str, int]) -> list[str]:
    """Reasons to block: reports lost or doubled, cells missing, batches vanished, too many files unread. Fills `counts`."""
    reasons = []
    folders = sorted(
        p for p in (warehouse / "extracted").glob("*") if p.is_dir() and not p.name.startswith(".")
    )
    files = [str(p / "reports.parquet") for p in folders if (p / "reports.parquet").is_file()]
    reasons += [
        f"batch {p.name} has no reports.parquet" for p in folders if not (p / "reports.parquet").is_file()
    ]
    if not files:
        return [*reasons, "no batch has been extracted"]
    con.execute(
        "create temp table extracted as select report_id, string_split(replace(filename, '\\', '/'), '/')[-2] as batch "
        f"from read_parquet([{', '.join('?' for _ in files)}], union_by_name = true, filename = true)",
        files,
    )
    counts["batches"] = len(files)
    counts["extracted"] = _count(con, "select count(distinct report_id) from extracted")
    counts["reports"] = _count(con, "select count(*) from dim_report")
    for batch, lost in con.execute(
        "select batch, count(distinct report_id) from extracted "
        "where report_id not in (select report_id from dim_report) group by batch order by batch"
    ).fetchall():
        reasons.append(f"batch {batch}: {lost} extracted reports are not in dim_report")
    for batch, doubled in con.execute(
        "select batch, count(*) - count(distinct report_id) from extracted group by batch "
        "having count(*) > count(distinct report_id) order by batch"
    ).fetchall():
        reasons.append(f"batch {batch}: {doubled} reports are doubled")
    for text, query in _NONE_OF.items():
        if number := _count(con, query):
            reasons.append(f"{number} {text}")
    reasons += _vanished(con, warehouse)
    total, failed = con.execute(
        "select count(*), count(*) filter (where gate_status = 'failed') from dim_report where in_landing"
    ).fetchall()[0]
    counts |= {"in_landing": total, "unread": failed}
    limit = unread_limit()
    if total >= UNREAD_SHARE_FROM and failed / total > limit:
        reasons.append(
            f"{failed} of {total} files could not be read, more than the limit of {limit:.0%} "
            "(GONGKAI_UNREAD_SHARE sets another)"
        )
    if not _count(con, "select count(*) from dim_report where extraction_status <> 'failed'"):
        reasons.append("not one report could be read")
    return reasons


# Reason to block -> query that counts its cases; each must be 0.
_NONE_OF = {
    "reports stand twice in dim_report": "select count(*) - count(distinct report_id) from dim_report",
    "reports of dim_report are in no extracted batch": (
        "select count(*) from dim_report where report_id not in (select report_id from extracted)"
    ),
    "reports have no verdict of gate 1": "select count(*) from dim_report where gate_status is null",
    "reports read whole have not the cells of their form version": """
        with due as (
            select form, form_table, count(*) as cells from form_cells where role <> 'group' group by form, form_table
        ),
        found as (
            select c.report_id, count(*) as cells, count(distinct c.key) as keys
            from fct_cells as c
            inner join form_cells as f on c.key = f.key and c.form = f.form
            where f.role <> 'group'
            group by c.report_id
        )
        select count(*)
        from dim_report as r
        left join found as f on r.report_id = f.report_id
        left join due as d on d.form_table = 'disclosures' and r.form_disclosures = d.form
        left join due as a on a.form_table = 'applications' and r.form_applications = a.form
        left join stg_reports as s on r.report_id = s.report_id
        left join due as p on p.form_table = 'appeals' and s.form_appeals = p.form
        where
            r.extraction_status = 'read'
            and (
                f.cells is distinct from d.cells + a.cells + p.cells
                or f.keys is distinct from f.cells
            )
    """,
}


def _vanished(con: duckdb.DuckDBPyConnection, warehouse: Path) -> list[str]:
    """One reason for each batch that gate 1 evaluated in an earlier run and that is missing from extracted/."""
    history = records.gates_folder(warehouse) / "gate_history.parquet"
    if not history.is_file():
        return []
    missing = con.execute(
        "select distinct batch from read_parquet(?) where batch not in (select batch from extracted) order by batch",
        [str(history)],
    ).fetchall()
    return [
        f"batch {batch} has vanished from extracted/ (if that is meant, remove gates/gate_history.parquet)"
        for (batch,) in missing
    ]


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])
