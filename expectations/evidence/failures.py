"""Turns failed rule rows into the evidence that a person needs: both sides as printed, and their places in the file.

Works on any DuckDB connection that holds the project's relations (the build file, or one report in memory).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import duckdb
import pyarrow as pa

from expectations.evidence.verdicts import of_one_reading
from expectations.failure import CellSeen, Failure, Other, Place, ProblemSeen
from expectations.rules.kinds import KINDS
from extract.messages import Detail

_CELL_PLACE = 'c.page, c."table", c."row", c."column", c.line'


def failures(con: duckdb.DuckDBPyConnection, rows: Sequence[int]) -> list[Failure]:
    """Evidence for failed rows of int_rule_sides, given by rowid; in the order of report, rule and instance."""
    if not rows:
        return []
    con.register("failed_rows", pa.table({"failed_row": pa.array(rows, pa.int64())}))
    heads = con.execute(
        """
        select s.rowid, s.report_id, r.sha256, r.batch, r.path, r.agency_name, r.report_year, s.rule_id, s.instance, s.severity,
            s.operator, s.lhs, s.rhs, s.cells, s.doubted_cells, r.explicit_cells, u.kind, i.lhs_by, i.lhs_constant,
            i.rhs_constant, i.factor, s.detail, s.quote, o.report_id, o.sha256, o.path, o.agency_name,
            o.report_year, o.explicit_cells
        from int_rule_sides as s
        inner join failed_rows as f on s.rowid = f.failed_row
        inner join stg_reports as r on s.report_id = r.report_id
        left join stg_reports as o on s.other_report_id = o.report_id
        inner join rules as u on s.rule_id = u.rule_id
        left join rule_instances as i on s.instance_key = i.instance_key
        left join form_cells as n on i.form = n.form and json_extract_string(s.cells, '$[0]') = n.key
        order by r.batch, r.path, s.report_id, u.position, n.position, s.instance
        """
    ).fetchall()
    cells, problems = _cells(con), _problems(con)
    con.unregister("failed_rows")
    return [_failure(head, cells[head[0]], problems[head[0]]) for head in heads]


def _cells(con: duckdb.DuckDBPyConnection) -> dict[int, list[CellSeen]]:
    """Cells of failed rows, by rowid: those of the rule's terms, also in the report of the year before; for a rule without
    terms those that `cells` of the row names."""
    found: dict[int, list[CellSeen]] = defaultdict(list)
    columns = f"c.key, c.value, n.number_type, c.settled is not null, {_CELL_PLACE}"
    query = f"""
        select s.rowid, t.side, null, {columns}, t.position, n.position
        from int_rule_sides as s
        inner join failed_rows as f on s.rowid = f.failed_row
        inner join rule_terms as t on s.instance_key = t.instance_key
        inner join fct_cells as c on s.report_id = c.report_id and t.key = c.key
        left join form_cells as n on c.key = n.key and c.form = n.form
        where t.side in ('lhs', 'rhs', 'when')
        union all
        select s.rowid, replace(t.side, '_last', ''), o.report_year, {columns}, t.position, n.position
        from int_rule_sides as s
        inner join failed_rows as f on s.rowid = f.failed_row
        inner join rule_terms as t on s.instance_key = t.instance_key
        inner join stg_reports as o on s.other_report_id = o.report_id
        inner join fct_cells as c on o.report_id = c.report_id and t.key = c.key
        left join form_cells as n on c.key = n.key and c.form = n.form
        where t.side in ('lhs_last', 'rhs_last', 'when_last')
        union all
        select s.rowid, 'lhs', null, {columns}, k.position, null
        from (
            select s.rowid, s.report_id, unnest(from_json(s.cells, '["varchar"]')) as key,
                generate_subscripts(from_json(s.cells, '["varchar"]'), 1) as position
            from int_rule_sides as s
            inner join failed_rows as f on s.rowid = f.failed_row
            where s.instance_key is null
        ) as k
        inner join int_rule_sides as s on k.rowid = s.rowid
        inner join fct_cells as c on k.report_id = c.report_id and k.key = c.key
        left join form_cells as n on c.key = n.key and c.form = n.form
        order by 1, 13, 14
    """
    for row, side, year, key, value, number_type, settled, *place, _, _ in con.execute(query).fetchall():
        if value is not None:
            found[row].append(CellSeen(side, key, value, number_type, Place(*place), settled, year))
    return found


def _problems(con: duckdb.DuckDBPyConnection) -> dict[int, list[ProblemSeen]]:
    found: dict[int, list[ProblemSeen]] = defaultdict(list)
    query = """
        select distinct s.rowid, p.code, p.instance, p.detail_code, p.detail_params, p.detail, p.page, p.src_table, p.src_row, p.src_column, p.line
        from int_rule_sides as s
        inner join failed_rows as f on s.rowid = f.failed_row
        inner join rule_codes as c on s.rule_id = c.rule_id
        inner join stg_problems as p
            on s.report_id = p.report_id and p.code = c.code and (c.among is null or p.instance = c.among)
        where c.each = 'report' or p.instance is not distinct from s.instance
        order by all
    """
    for row, code, instance, detail, params, sentence, *place in con.execute(query).fetchall():
        message = Detail.stored_by_any(detail, params, sentence)
        found[row].append(ProblemSeen(code, instance, message, Place(*place)))
    return found


def _failure(head: tuple[Any, ...], cells: Sequence[CellSeen], problems: Sequence[ProblemSeen]) -> Failure:
    (row, report_id, sha256, batch, path, agency, year, rule_id, instance, severity, operator, lhs, rhs, keys, doubted, explicit,
     kind, lhs_by, lhs_constant, rhs_constant, factor, detail, quote, *compared) = head  # fmt: skip
    other = Other(*compared) if compared[0] is not None else None
    delimited = bool(explicit) and (other is None or other.explicit_cells)
    of_instance = {
        "lhs_by": lhs_by,
        "lhs_constant": lhs_constant,
        "rhs_constant": rhs_constant,
        "factor": factor,
    }
    failure = Failure(
        row=row, report_id=report_id, sha256=sha256, batch=batch, path=path, agency_name=agency, report_year=year, rule_id=rule_id,
        kind=kind, instance=instance, severity=severity, operator=operator, lhs=lhs, rhs=rhs, cells_json=keys,
        verdict=of_one_reading(kind, doubted, delimited), sides="", cells=tuple(cells), problems=tuple(problems),
        places=tuple([c.place for c in cells if c.year is None] + [p.place for p in problems]), quote=quote,
        explicit_cells=bool(explicit), other=other, detail=of_instance if lhs_by else json.loads(detail or "{}"),
    )  # fmt: skip
    return replace(failure, sides=KINDS[kind].sides(failure))
