"""What the summary lists of reports: in both languages, and where the rest stands when there is more."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from expectations.evidence.records import gates_folder
from expectations.gates.holds import Hold, stored
from extract.messages import Detail, Doubt, Refusal
from extract.store.batches import BatchResult
from orchestration.run_record import RunRecord
from orchestration.settings import Settings
from orchestration.summary import MOST_FILES, MOST_RULES, _print_findings

HELD, FAILED = MOST_FILES + 3, MOST_FILES
SCAN = Refusal("pdf_scan")
SETTLED = Detail(
    "reading_settled",
    {
        "seen": "12",
        "reviewer": "王某",
        "date": "2024-01-31",
        "read_as": "1 2",
        "doubt": asdict(Doubt("digits_joined")),
    },
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A build file with held, failed and settled reports and more broken rules than are listed."""
    settings = Settings(landing=tmp_path / "landing", warehouse=tmp_path / "仓 库")
    settings.build.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build)) as con:
        con.execute("""
            create table dim_report (report_id varchar, agency_id varchar, agency_name varchar, report_year integer,
                path varchar, gate_status varchar, reasons varchar, failure varchar, in_landing boolean, is_current boolean,
                version_number integer default null, version_basis varchar default null);
            create table stg_versions (report_id varchar, reason varchar);
            create table stg_problems (report_id varchar, code varchar, detail varchar, detail_code varchar,
                detail_params varchar, instance varchar);
            create table stg_reports (report_id varchar, failure_code varchar, failure_params varchar);
            create table dim_rule (key varchar, label_zh varchar);
            create table fct_rule_results (report_id varchar, rule_id varchar, severity varchar, status varchar,
                instance varchar, sides varchar, verdict varchar, difference double, waived boolean);
            create table int_coverage (role varchar, agency_name varchar, division_code varchar, batch varchar,
                report_year integer, due integer, received integer, status varchar, units_due integer, is_late boolean);
            create table dim_agency (agency_id varchar, agency_name varchar, division_code varchar, candidates varchar,
                first_year integer, last_year integer);
            create table dim_division (division_code varchar, full_name varchar)
        """)
        for number in range(HELD):
            con.execute(
                "insert into dim_report (report_id, agency_id, agency_name, report_year, path, gate_status, reasons, failure, in_landing, is_current) values (?, 'a', '某县', 2023, ?, 'held', ?, null, true, true)",
                [f"h{number}", f"2023-a/h{number:02}.txt", "cells in doubt: 7; appeals.total"],
            )
        for number in range(FAILED):
            con.execute(
                "insert into dim_report (report_id, agency_id, agency_name, report_year, path, gate_status, reasons, failure, in_landing, is_current) values (?, null, null, null, ?, 'failed', null, ?, true, false)",
                [f"f{number}", f"2023-a/f{number:02}.pdf", SCAN.en],
            )
            con.execute(
                "insert into stg_reports values (?, ?, ?)", [f"f{number}", SCAN.code, SCAN.stored_params]
            )
        con.execute(
            "insert into stg_problems values ('h0', 'reading_settled', ?, ?, ?, 'applications/granted/total')",
            [SETTLED.en, SETTLED.code, SETTLED.stored_params],
        )
        for number in range(MOST_RULES + 2):
            con.execute("insert into dim_rule values (?, '某规则')", [f"rule.{number:02}"])
            con.execute(
                "insert into fct_rule_results values ('h0', ?, 'error', 'failed', null, '1 ≠ 2', 'source', 1, false)",
                [f"rule.{number:02}"],
            )
        con.execute("insert into dim_rule values ('rule.waived', '某规则')")
        con.execute(
            "insert into fct_rule_results values ('h0', 'rule.waived', 'error', 'failed', null, '1 ≠ 2', 'source', 1, true)"
        )
    held = stored([Hold("doubted_cells", {"cells": 7}), Hold("rule", {"rule": "appeals.total"})])
    gates = [{"report_id": f"h{number}", "holds": held} for number in range(HELD)]
    pq.write_table(pa.Table.from_pylist(gates), gates_folder(settings.warehouse) / "report_gates.parquet")
    return settings


def said(settings: Settings, record: RunRecord | None = None) -> list[str]:
    out = io.StringIO()
    record = record or RunRecord(complete_since="2024-01-31 08:00:00+00:00")
    _print_findings(Console(file=out, width=200), settings, record)
    return out.getvalue().splitlines()


def rest(settings: Settings, line: str) -> list[str]:
    """What the command at the end of a line prints."""
    command = shlex.split(line[line.index(".venv/bin/python") :])
    done = subprocess.run([sys.executable, *command[1:]], capture_output=True, encoding="utf-8", timeout=60)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_of_a_long_list_the_number_left_out_and_the_command_for_all_stand_there(settings: Settings) -> None:
    # Guards five lines and a bare "and 18 more".
    lines = said(settings)
    assert f"暂存 held ({HELD})" in lines
    assert sum("cells in doubt: 7" in line for line in lines) == MOST_FILES
    [more] = [line for line in lines if "另有 3 条" in line]
    rows = rest(settings, more)
    assert len(rows) == HELD
    assert all(f"2023-a/h{number:02}.txt" in row for number, row in enumerate(rows))


def test_a_list_that_is_shown_whole_has_no_rest(settings: Settings) -> None:
    lines = said(settings)
    assert sum("2023-a/f" in line for line in lines) == FAILED
    assert sum("to list all" in line for line in lines) == 2, "of held reports and of rules"


def test_a_gate_that_broke_leaves_the_failures_of_what_was_read(settings: Settings) -> None:
    # Guards a list out of an earlier run's verdicts.
    failures = [(f"2023-a/s{number:02}.pdf", SCAN) for number in range(MOST_FILES + 1)]
    folder = settings.warehouse / "extracted" / "2023-a"
    folder.mkdir(parents=True)
    rows = [
        {"path": path, "failure": why.en, "status": "failed", "in_landing": True} for path, why in failures
    ]
    pq.write_table(pa.Table.from_pylist(rows), folder / "reports.parquet")
    lines = said(settings, RunRecord(batches=[BatchResult("2023-a", read=len(rows), failures=failures)]))
    assert f"未读出 failed ({len(rows)})" in lines
    [more] = [line for line in lines if "另有 1 条" in line]
    assert len(rest(settings, more)) == len(rows)


def test_of_many_rules_the_command_lists_all(settings: Settings) -> None:
    [more] = [line for line in said(settings) if "more rules" in line]
    assert len(rest(settings, more)) == MOST_RULES + 2


def test_reasons_are_told_in_chinese_and_in_english(settings: Settings) -> None:
    lines = said(settings)
    assert any("存疑单元格 7 个 / cells in doubt: 7; appeals.total" in line for line in lines)
    assert any("PDF 是扫描件" in line and SCAN.en in line for line in lines)


def test_settled_readings_are_named(settings: Settings) -> None:
    # Guards a doubt that went away without a word.
    lines = said(settings)
    at = next(number for number, line in enumerate(lines) if "settled by readings.csv" in line)
    assert "applications/granted/total" in lines[at + 1]
    assert "王某 2024-01-31 看到的是 12，程序读作 1 2" in lines[at + 1]
    assert "2023-a/h00.txt" in lines[at + 1]


def test_what_a_person_accepted_is_not_listed_as_broken(settings: Settings) -> None:
    lines = said(settings)
    assert any("rule.00" in line for line in lines)
    assert not any("rule.waived" in line for line in lines)


def test_agencies_whose_place_nothing_tells_are_named_with_those_they_may_mean(settings: Settings) -> None:
    with duckdb.connect(str(settings.build)) as con:
        con.execute(
            "insert into dim_division values ('990102101', '芦汀区荻浦镇'), ('990122101', '松泽县荻浦镇')"
        )
        con.execute("""
            insert into dim_agency values
                ('a', '荻浦镇人民政府', null, '990102101|990122101', 2023, 2023), ('b', '某管委会', null, null, 2021, 2023),
                ('c', '芦汀区人民政府', '990102', null, 2022, 2023)
        """)
    unused = settings.warehouse / "agencies" / "unused.json"
    unused.parent.mkdir(parents=True)
    unused.write_text('["agencies.csv, line 4: 某局"]', encoding="utf-8")
    lines = said(settings)
    [at] = [i for i, line in enumerate(lines) if "agencies of unknown division (2)" in line]
    assert [line.strip() for line in lines[at + 1 : at + 4]] == [
        "· 某管委会 2021–2023: 没有可能的区划 no division it may mean",
        "· 荻浦镇人民政府 2023: 可能是 one of 芦汀区荻浦镇、松泽县荻浦镇",
        "机关表中没有用上的行 line of agencies.csv not used: agencies.csv, line 4: 某局",
    ]


def test_without_a_roster_nothing_is_said_of_who_is_due(settings: Settings) -> None:
    assert not any("应报" in line for line in said(settings))


def test_who_is_due_and_sent_nothing_is_named_with_the_years_and_what_a_name_may_have_been_meant_for(
    settings: Settings,
) -> None:
    # Guards a misspelt consolidating body, and a consolidated report that never came, that were told nowhere.
    units = [("unit", f"示例{n:02}镇人民政府", 2023, 1, 0, "missing", None, None) for n in range(MOST_FILES)]
    rows = [
        ("consolidating", "某县人民致府", 2023, 1, 0, "unknown_body", 21, None),
        ("consolidating", "某县人民政府办", 2022, 1, 0, "missing", 4, None),
        ("consolidating", "示例乙县人民政府", 2023, 0, 0, "missing", 3, None),
        ("unit", "示例乙县人民政府", 2023, 1, 0, "missing", None, None),
        ("unit", "示例00镇人民政府", 2022, 1, 0, "missing", None, None),
        ("unit", "某局", 2023, 1, 1, "held", None, True),
        ("unit", "某局", 2023, 0, 1, "held", None, True),
        ("unit", "某处", 2023, 1, None, "ambiguous", None, None),
        *units,
    ]
    with duckdb.connect(str(settings.build)) as con:
        con.execute("update dim_report set agency_name = '某县人民政府' where report_id = 'h0'")
        con.executemany(
            "insert into int_coverage (role, agency_name, report_year, due, received, status, units_due, is_late) "
            "values (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    lines = said(settings)
    at = lines.index("应报与已收 due and received (mart_coverage)")
    assert lines[at + 1 : at + 4] == [
        "  2023: 应报 due 24 · 已收 received 1 · 未报 missing 22 · 同名待定 namesakes, not told apart 1 · 逾期公布 late 1",
        "  2022: 应报 due 2 · 已收 received 0 · 未报 missing 2",
        f"应报未报 due and missing ({MOST_FILES + 3})",
    ]
    assert "某县人民致府 2023" in lines[at + 4]
    assert "check its spelling（是否 某县人民政府？ / perhaps 某县人民政府?）" in lines[at + 4]
    assert lines[at + 5].endswith(
        "示例乙县人民政府 2023: 汇总报告未到，应汇总 3 个单位 / consolidated report of 3 units not there"
    )
    assert "  · 示例00镇人民政府 2023、2022" in lines
    [more] = [line for line in lines if "另有 3 条，" in line and "int_coverage" in line]
    assert len(rest(settings, more)) == MOST_FILES + 3


def test_versions_of_which_nothing_tells_the_one_that_stands_are_named(settings: Settings) -> None:
    with duckdb.connect(str(settings.build)) as con:
        con.execute("""
            insert into dim_report (report_id, agency_id, agency_name, report_year, path, gate_status, in_landing, is_current,
                version_number, version_basis) values
                ('v2', 'e', '某局', 2023, 'b/2.html', 'certified', true, true, 2, 'open'),
                ('v1', 'e', '某局', 2023, 'b/1.html', 'certified', true, false, 1, null);
            insert into stg_versions values ('v1', '网站上是这一份'), ('v9', '早已撤下')
        """)
    lines = [line.strip() for line in said(settings)]
    assert "· 某局 2023: 取 taken v2 b/2.html；另有 others v1 b/1.html" in lines
    [at] = [i for i, line in enumerate(lines) if "versions.csv not used (1)" in line]
    assert lines[at + 1] == "· v9 (早已撤下)"
