"""Lists what a release was made of: every report file by hash, and the users' own files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from publish.release.descriptions import Described
from publish.release.tables import Column, Table, write_csv

FILE = "inputs.csv"
_COLUMNS = (
    ("kind", "VARCHAR", "report, or the users' file: readings, waivers, roster, …",
     "report 年报，或使用者的文件：readings 人工核对、waivers 接受的不符、roster 应报名单等"),
    ("path", "VARCHAR", "File, relative to the landing folder; null for users' files, which may lie elsewhere",
     "文件（相对 landing 文件夹）；使用者的文件可能在别处，为空"),
    ("batch", "VARCHAR", "Folder under landing/ it came in", "所在批次（landing 下的文件夹）"),
    ("sha256", "VARCHAR", "Hash of the bytes; empty where a report could not be opened, or a users' file is not there",
     "文件字节的 SHA-256；年报打不开或没有该文件时为空"),
    ("report_id", "VARCHAR", "File version, a key of dim_report; null for users' files", "文件版本，dim_report 的键；使用者的文件为空"),
    ("media_type", "VARCHAR", "Format of a report's file", "年报文件格式"),
    ("gate_status", "VARCHAR", "certified, held or failed", "certified 通过、held 暂存、failed 未读出"),
    ("is_current", "BOOLEAN", "The latest read version of its agency-year", "是否为该机关年度最新的已读版本"),
    ("in_marts", "BOOLEAN", "Certified and current: the marts rest on it", "通过且为最新：集市据此计算"),
    ("in_landing", "BOOLEAN", "Was the file still in the landing folder?", "文件当时是否仍在 landing 文件夹"),
)  # fmt: skip


def write_inputs(con: duckdb.DuckDBPyConnection, files: Mapping[str, str | None], folder: Path) -> Table:
    """Write inputs.csv: dim_report of `con`, and `files`, kind -> sha256 (None if there was no such file)."""
    listed = ", ".join(f"{name} {kind}" for name, kind, *_ in _COLUMNS)
    con.execute(f"create or replace temp table inputs ({listed})")
    con.execute("""
        insert into inputs
        select
            'report', path, batch, sha256, report_id, media_type, gate_status, is_current,
            gate_status = 'certified' and is_current, in_landing
        from dim_report
    """)
    if files:
        con.executemany("insert into inputs (kind, sha256) values (?, ?)", sorted(files.items()))
    write_csv(con, "(select * from inputs order by kind <> 'report', path, report_id, kind)", folder / FILE)
    counted = con.execute("select count(*) from inputs").fetchone()
    assert counted is not None  # an aggregate without grouping always gives one row
    return Table(
        "inputs",
        Described(
            "one row per file that the release was made of: every version of a report, then the users' own files",
            "每行是本次发布所依据的一个文件：年报的每个版本，以及使用者自己的文件",
        ),
        tuple(Column(name, kind, Described(en, zh)) for name, kind, en, zh in _COLUMNS),
        ("kind", "report_id"),
        int(counted[0]),
        True,
        FILE,
    )
