"""Failed rule rows -> what a person needs to see: both sides as printed, and where they stand.

Works on any DuckDB connection that holds the project's relations (the build file, or one report in memory).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from expectations.evidence.verdicts import Difference, of_one_reading

MOST_TERMS = 6  # longer sums leave their zeros out
MOST_PLACES = 8
_SIGNS = {"eq": "≠", "le": ">"}
_NUMBER_TYPES = {"whole": "a whole number >= 0", "signed": "a whole number", "decimal": "a number >= 0"}
_CELL_PLACE = 'c.page, c."table", c."row", c."column", c.line'


@dataclass(frozen=True)
class Place:
    """Where something stands in its file; every part may be null."""

    page: int | None = None
    src_table: int | None = None
    src_row: int | None = None
    src_column: int | None = None
    line: int | None = None

    def __bool__(self) -> bool:
        return any(part is not None for part in (self.page, self.src_table, self.line))


@dataclass(frozen=True)
class CellSeen:
    """A cell on a side of a failed rule."""

    side: str  # lhs | rhs | when; of rules that have no terms: lhs
    key: str
    value: str
    number_type: str  # whole | signed | decimal, as the form wants it
    place: Place
    settled: bool = False  # a person saw it on the page (readings.csv)
    year: int | None = None  # of the year before's report, whose cell it is; null: the report's own


@dataclass(frozen=True)
class ProblemSeen:
    """A problem that a rule of kind problems counted."""

    code: str
    instance: str | None
    detail: str
    place: Place


@dataclass(frozen=True)
class Other:
    """The report that a failed rule compares with: the year before, another version, another agency's."""

    report_id: str
    sha256: str
    path: str
    agency_name: str | None
    report_year: int | None
    explicit_cells: bool


@dataclass(frozen=True)
class Failure:
    """One failed instance with its evidence."""

    row: int
    report_id: str
    sha256: str
    batch: str
    path: str
    agency_name: str | None
    report_year: int | None
    rule_id: str
    kind: str
    instance: str | None
    severity: str
    operator: str
    lhs: float
    rhs: float
    cells_json: str
    verdict: str
    sides: str
    cells: tuple[CellSeen, ...]
    problems: tuple[ProblemSeen, ...]
    places: tuple[Place, ...]
    quote: str | None = None  # the sentence of the narrative, as printed
    explicit_cells: bool = False  # the report's format itself delimits cells
    other: Other | None = None  # the report that it is compared with
    differences: tuple[Difference, ...] = ()  # cells that a second reading sees otherwise
    waived: bool = False  # accepted by a person (waivers.csv)
    suggestion: str | None = None  # the smallest edit that would mend it, in Chinese
    suggestion_en: str | None = None  # and in English

    @property
    def has_evidence(self) -> bool:
        """Whether a second reading can tell anything of it."""
        return (bool(self.cells or self.problems) and self.kind != "area_sum") or self.kind == "form_for_year"

    @property
    def place(self) -> str:
        """All places in words, '' where nothing was recorded."""
        return places_text(self.places)

    @property
    def first_place(self) -> Place:
        """The first known place."""
        return next((p for p in self.places if p), Place())


def failures(con: duckdb.DuckDBPyConnection, rows: Sequence[int]) -> list[Failure]:
    """Evidence for failed rows of int_rule_sides, given by rowid; in the order of report, rule and instance."""
    if not rows:
        return []
    con.register("failed_rows", pa.table({"failed_row": pa.array(rows, pa.int64())}))
    heads = con.execute(
        """
        select s.rowid, s.report_id, r.sha256, r.batch, r.path, r.agency_name, r.report_year, s.rule_id, s.instance, s.severity,
            s.operator, s.lhs, s.rhs, s.cells, s.doubted_cells, r.explicit_cells, u.kind, i.lhs_by, i.lhs_constant,
            i.rhs_constant, i.factor, s.left_told, s.right_told, s.quote, o.report_id, o.sha256, o.path, o.agency_name,
            o.report_year, o.explicit_cells
        from int_rule_sides as s
        inner join failed_rows as f on s.rowid = f.failed_row
        inner join stg_reports as r on s.report_id = r.report_id
        left join stg_reports as o on s.other_report_id = o.report_id
        inner join rules as u on s.rule_id = u.rule_id
        left join rule_instances as i on s.instance_id = i.instance_id
        order by r.batch, r.path, s.report_id, u.position, s.instance_id, s.instance
        """
    ).fetchall()
    cells, problems = _cells(con), _problems(con)
    con.unregister("failed_rows")
    return [_failure(head, cells[head[0]], problems[head[0]]) for head in heads]


def _cells(con: duckdb.DuckDBPyConnection) -> dict[int, list[CellSeen]]:
    """Cells of failed rows: by the rule's terms, those of the year before among them; else by the keys that it names."""
    found: dict[int, list[CellSeen]] = defaultdict(list)
    seen = f"c.key, c.value, n.number_type, c.settled is not null, {_CELL_PLACE}"
    query = f"""
        select s.rowid, t.side, null, {seen}, t.position
        from int_rule_sides as s
        inner join failed_rows as f on s.rowid = f.failed_row
        inner join rule_terms as t on s.instance_id = t.instance_id
        inner join fct_cells as c on s.report_id = c.report_id and t.key = c.key
        left join form_cells as n on c.key = n.key and c.form = n.form
        where t.side in ('lhs', 'rhs', 'when')
        union all
        select s.rowid, replace(t.side, '_last', ''), o.report_year, {seen}, t.position
        from int_rule_sides as s
        inner join failed_rows as f on s.rowid = f.failed_row
        inner join rule_terms as t on s.instance_id = t.instance_id
        inner join stg_reports as o on s.other_report_id = o.report_id
        inner join fct_cells as c on o.report_id = c.report_id and t.key = c.key
        left join form_cells as n on c.key = n.key and c.form = n.form
        where t.side in ('lhs_last', 'rhs_last', 'when_last')
        union all
        select s.rowid, 'lhs', null, {seen}, k.position
        from (
            select s.rowid, s.report_id, unnest(from_json(s.cells, '["varchar"]')) as key,
                generate_subscripts(from_json(s.cells, '["varchar"]'), 1) as position
            from int_rule_sides as s
            inner join failed_rows as f on s.rowid = f.failed_row
            where s.instance_id is null
        ) as k
        inner join int_rule_sides as s on k.rowid = s.rowid
        inner join fct_cells as c on k.report_id = c.report_id and k.key = c.key
        left join form_cells as n on c.key = n.key and c.form = n.form
        order by 1, 13
    """
    for row, side, year, key, value, number_type, settled, *place, _ in con.execute(query).fetchall():
        if value is not None:
            found[row].append(CellSeen(side, key, value, number_type, Place(*place), settled, year))
    return found


def _problems(con: duckdb.DuckDBPyConnection) -> dict[int, list[ProblemSeen]]:
    found: dict[int, list[ProblemSeen]] = defaultdict(list)
    query = """
        select distinct s.rowid, p.code, p.instance, p.detail, p.page, p.src_table, p.src_row, p.src_column, p.line
        from int_rule_sides as s
        inner join failed_rows as f on s.rowid = f.failed_row
        inner join rule_codes as c on s.rule_id = c.rule_id
        inner join stg_problems as p
            on s.report_id = p.report_id and p.code = c.code and (c.among is null or p.instance = c.among)
        where c.each = 'report' or p.instance is not distinct from s.instance
        order by all
    """
    for row, code, instance, detail, *place in con.execute(query).fetchall():
        found[row].append(ProblemSeen(code, instance, detail, Place(*place)))
    return found


def _failure(head: tuple[Any, ...], seen: Sequence[CellSeen], problems: Sequence[ProblemSeen]) -> Failure:
    (row, report_id, sha256, batch, path, agency, year, rule_id, instance, severity, operator, lhs, rhs, keys, doubted, explicit,
     kind, lhs_by, lhs_constant, rhs_constant, factor, left_told, right_told, quote, *compared) = head  # fmt: skip
    if left_told is not None:
        sides = left_told if right_told is None else f"{left_told} {_SIGNS[operator]} {right_told}"
    elif kind == "jump":
        small, large = sorted((c for c in seen if c.side == "lhs"), key=lambda c: float(c.value))
        sides = f"{_value(large)} > {number(factor)} × {_value(small)}"
    elif kind == "sum":
        left = _side([c for c in seen if c.side == "lhs"], lhs_constant, lhs_by, lhs)
        right = _side([c for c in seen if c.side == "rhs"], rhs_constant, "sum", rhs)
        sides = f"{left} {_SIGNS[operator]} {right}"
    elif kind == "number_type":
        sides = f"{seen[0].value} ≠ {_NUMBER_TYPES[seen[0].number_type]}"
    elif kind == "problems":
        sides = "; ".join(dict.fromkeys(p.detail for p in problems))
    elif kind == "unit":
        sides = f"{seen[0].value}：单位不明 unit unknown"
    else:
        sides = f"{number(lhs)} {_SIGNS[operator]} {number(rhs)}"
    other = Other(*compared) if compared[0] is not None else None
    # The units of an area are many reports; nobody read them twice for this.
    delimited = bool(explicit) and (other is None or other.explicit_cells) and kind != "area_sum"
    return Failure(
        row=row, report_id=report_id, sha256=sha256, batch=batch, path=path, agency_name=agency, report_year=year, rule_id=rule_id,
        kind=kind, instance=instance, severity=severity, operator=operator, lhs=lhs, rhs=rhs, cells_json=keys,
        verdict=of_one_reading(doubted, delimited), sides=sides, cells=tuple(seen), problems=tuple(problems),
        places=tuple([c.place for c in seen if c.year is None] + [p.place for p in problems]), quote=quote,
        explicit_cells=bool(explicit), other=other,
    )  # fmt: skip


def _value(cell: CellSeen) -> str:
    """Its value as printed; with the year in brackets where it stands in the report of the year before."""
    return cell.value if cell.year is None else f"{cell.value} [{cell.year}]"


def _side(cells: Sequence[CellSeen], constant: float, by: str, total: float) -> str:
    """'60 + 0'; only the largest for max; '3 + 4 (+ 17 × 0)' where a long sum has many zeros."""
    if by == "max":
        return number(total)
    constants = [number(constant)] if constant or not cells else []
    if len(cells) + len(constants) <= MOST_TERMS:
        return " + ".join([*(_value(c) for c in cells), *constants])
    telling = [_value(c) for c in cells if float(c.value) != 0] + constants
    zeros = len(cells) + len(constants) - len(telling)
    return (" + ".join(telling) or "0") + (f" (+ {zeros} × 0)" if telling and zeros else "")


def number(value: float) -> str:
    """A double as a person writes it: 60, not 60.0."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def places_text(places: Iterable[Place]) -> str:
    """'p. 2, 3' | 'line 75, 86' | 'table 5: r3 c2, r4 c2'; at most MOST_PLACES of them."""
    known = list(dict.fromkeys(p for p in places if p))
    shown, rest = known[:MOST_PLACES], len(known) - MOST_PLACES
    parts = []
    if pages := sorted({p.page for p in known if p.page is not None}):
        parts.append("p. " + ", ".join(map(str, pages)))
    elif lines := [p.line for p in shown if p.line is not None]:
        parts.append("line " + ", ".join(map(str, dict.fromkeys(lines))))
    else:
        by_table: dict[int, list[str]] = defaultdict(list)
        for p in shown:
            if p.src_table is not None:
                by_table[p.src_table].append(f"r{p.src_row} c{p.src_column}")
        parts += [f"table {table}: {', '.join(cells)}" for table, cells in by_table.items()]
    if rest > 0 and parts and not pages:
        parts[-1] += f" … (+ {rest})"
    return "; ".join(parts)
