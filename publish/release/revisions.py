"""Lists what changed since the previous release: new and gone agency-years, cells and figures with old and new value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from publish.release.descriptions import Described
from publish.release.errors import ReleaseError
from publish.release.tables import Column, Table, write_csv
from publish.warehouse import literal

FILE = "revisions.csv"
_COMPARED = ("dim_report", "fct_cells", "mart_agency_year")
_KEY = ("agency_id", "report_year", "report_id")
_COLUMNS = (
    ("change", "VARCHAR", "new or gone (an agency-year in the marts), report (it rests on another file version now), cell, figure (a "
     "column of mart_agency_year), table_new, table_gone, column_new or column_gone",
     "变化种类：new 新增、gone 退出（集市中的机关年度），report 改据另一文件版本，cell 单元格，figure 指标（mart_agency_year 的列），"
     "table_new、table_gone、column_new、column_gone 表或列的增减"),
    ("agency_id", "VARCHAR", "Agency; null where a table or column came or went", "行政机关；表、列增减时为空"),
    ("agency_name", "VARCHAR", "Agency as printed", "行政机关名称（照印）"),
    ("report_year", "INTEGER", "Year the report is on", "年报年度"),
    ("item", "VARCHAR", "Cell key, column of mart_agency_year, or table.column; null for the whole agency-year",
     "单元格键、mart_agency_year 的列，或 表.列；整个机关年度为空"),
    ("old", "VARCHAR", "Before: a number (with the unit of money printed in the cell, where that changed), or the state of a cell that "
     "is none (blank, dash, text, …); null where there was none",
     "原值：数字（单元格所印金额单位有变的附上单位），或非数字单元格的状态（blank、dash、text 等）；原来没有则为空"),
    ("new", "VARCHAR", "Now; likewise", "现值；同上"),
    ("old_report_id", "VARCHAR", "File version that the agency-year rested on", "原依据的文件版本"),
    ("new_report_id", "VARCHAR", "File version that it rests on now", "现依据的文件版本"),
    ("status_before", "VARCHAR", "Of the agency-year: certified, held, or absent (no report that could be read)",
     "该机关年度原状态：certified 通过、held 暂存、absent 无可读年报"),
    ("status_after", "VARCHAR", "The same now", "现状态"),
)  # fmt: skip


def write_revisions(before: Path | None, now: Path) -> Table:
    """Write revisions.csv into the release in the folder `now`, compared with that in `before`; no rows if that is None.

    Raises ReleaseError if `before` is not a release.
    """
    con = duckdb.connect()
    con.execute("set enable_progress_bar = false")
    con.execute(f"set temp_directory = {literal(str(now / '.spilled'))}")
    listed = ", ".join(f"{name} {kind}" for name, kind, *_ in _COLUMNS)
    con.execute(f"create table revisions ({listed})")
    if before is not None:
        _open(con, "before", before)
        _open(con, "now", now)
        try:
            _shape(con, before, now)
            _agency_years(con)
            _cells(con)
            _figures(con)
        except duckdb.BinderException as error:  # a column that an older or newer release does not have
            raise ReleaseError(
                f"无法与 {before} 比较 / {before} cannot be compared with, it lacks what this release has: {error}; name another "
                "with --previous"
            ) from error
    write_csv(con, "(select * from revisions order by all nulls first)", now / FILE)
    counted = con.execute("select count(*) from revisions").fetchone()
    assert counted is not None  # an aggregate without grouping always gives one row
    return Table(
        "revisions",
        Described(
            "one row per difference between this release and the one before: none in a first release",
            "每行是本次发布与上一次发布之间的一处差异；首次发布没有行",
        ),
        tuple(Column(name, kind, Described(en, zh)) for name, kind, en, zh in _COLUMNS),
        ("change", "agency_id", "report_year", "item"),
        int(counted[0]),
        True,
        FILE,
    )


def _open(con: duckdb.DuckDBPyConnection, side: str, folder: Path) -> None:
    for name in _COMPARED:
        file = folder / "parquet" / f"{name}.parquet"
        if not file.is_file():
            raise ReleaseError(
                f"{folder} 不是一次发布，缺 parquet/{name}.parquet / {folder} is no release: it lacks parquet/{name}.parquet; "
                "name another with --previous"
            )
        con.execute(f"create view {side}_{name} as select * from read_parquet({literal(str(file))})")


def _shape(con: duckdb.DuckDBPyConnection, before: Path, now: Path) -> None:
    old, new = _columns_of(con, before), _columns_of(con, now)
    changes = [
        *(("table_gone", name) for name in old if name not in new),
        *(("table_new", name) for name in new if name not in old),
    ]
    for name in set(old) & set(new):
        changes += [("column_gone", f"{name}.{column}") for column in old[name] if column not in new[name]]
        changes += [("column_new", f"{name}.{column}") for column in new[name] if column not in old[name]]
    if changes:
        con.executemany("insert into revisions (change, item) values (?, ?)", changes)


def _columns_of(con: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, list[str]]:
    return {
        path.stem: [
            row[0]
            for row in con.execute(f"describe select * from read_parquet({literal(str(path))})").fetchall()
        ]
        for path in sorted((folder / "parquet").glob("*.parquet"))
    }


def _agency_years(con: duckdb.DuckDBPyConnection) -> None:
    for side in ("before", "now"):
        con.execute(
            f"create table {side}_status as select agency_id, report_year, max(gate_status) as gate_status "
            f"from {side}_dim_report where is_current and agency_id is not null and report_year is not null group by 1, 2"
        )
    con.execute("""
        create table pairs as
        select
            coalesce(n.agency_id, o.agency_id) as agency_id,
            coalesce(n.agency_name, o.agency_name) as agency_name,
            coalesce(n.report_year, o.report_year) as report_year,
            o.report_id as old_report_id,
            n.report_id as new_report_id
        from before_mart_agency_year as o
        full outer join now_mart_agency_year as n
            on o.agency_id = n.agency_id and o.report_year = n.report_year
    """)
    con.execute("""
        insert into revisions
        select
            case when p.old_report_id is null then 'new' when p.new_report_id is null then 'gone' else 'report' end,
            p.agency_id, p.agency_name, p.report_year, null, null, null, p.old_report_id, p.new_report_id,
            case when p.old_report_id is not null then 'certified' else coalesce(b.gate_status, 'absent') end,
            case when p.new_report_id is not null then 'certified' else coalesce(a.gate_status, 'absent') end
        from pairs as p
        left join before_status as b on p.agency_id = b.agency_id and p.report_year = b.report_year
        left join now_status as a on p.agency_id = a.agency_id and p.report_year = a.report_year
        where p.old_report_id is distinct from p.new_report_id
    """)
    con.execute(
        "create table both_sides as select * from pairs where old_report_id is not null and new_report_id is not null"
    )


def _cells(con: duckdb.DuckDBPyConnection) -> None:
    """Add the cells whose number, state or unit of money changed; the same number printed differently is no change."""
    for side, report in (("before", "old_report_id"), ("now", "new_report_id")):
        con.execute(
            f"create view {side}_cells as select p.*, c.key, c.state, c.value_number, coalesce(c.value, c.state) as shown, "
            "case when c.unit in ('元', '万元', '亿元') then c.unit end as money "
            f"from both_sides as p inner join {side}_fct_cells as c on p.{report} = c.report_id"
        )
    con.execute("""
        insert into revisions
        select
            'cell', coalesce(n.agency_id, o.agency_id), coalesce(n.agency_name, o.agency_name),
            coalesce(n.report_year, o.report_year), coalesce(n.key, o.key),
            o.shown || case when o.money is distinct from n.money then coalesce(' ' || o.money, '') else '' end,
            n.shown || case when o.money is distinct from n.money then coalesce(' ' || n.money, '') else '' end,
            coalesce(n.old_report_id, o.old_report_id), coalesce(n.new_report_id, o.new_report_id), 'certified', 'certified'
        from before_cells as o
        full outer join now_cells as n
            on o.agency_id = n.agency_id and o.report_year = n.report_year and o.key = n.key
        where
            o.state is distinct from n.state
            or o.value_number is distinct from n.value_number
            or o.money is distinct from n.money
    """)


def _figures(con: duckdb.DuckDBPyConnection) -> None:
    shared = [column for column in _marts_columns(con, "before") if column in set(_marts_columns(con, "now"))]
    for column in shared:
        if column in _KEY:
            continue
        con.execute(f"""
            insert into revisions
            select
                'figure', p.agency_id, p.agency_name, p.report_year, {literal(column)},
                cast(o."{column}" as varchar), cast(n."{column}" as varchar), p.old_report_id, p.new_report_id,
                'certified', 'certified'
            from both_sides as p
            inner join before_mart_agency_year as o on p.old_report_id = o.report_id
            inner join now_mart_agency_year as n on p.new_report_id = n.report_id
            where o."{column}" is distinct from n."{column}"
        """)


def _marts_columns(con: duckdb.DuckDBPyConnection, side: str) -> Sequence[str]:
    return [row[0] for row in con.execute(f"describe {side}_mart_agency_year").fetchall()]
