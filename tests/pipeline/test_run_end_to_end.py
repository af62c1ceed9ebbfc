"""Runs of the command line on the bundled sample, as a user would have them.

One long module: all its tests look at one set of runs, which takes minutes and is made once a module.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from publish import TABLES
from publish.queries import load_queries, refresh
from publish.release import make_release
from publish.release.checksums import read_checksums
from publish.trace import Tracer
from samples.model import Cell, Report, load_reports
from samples.write import landing_files
from tests.support.consolidations import assert_every_table_reads_back
from tests.support.receiver import Receiver, receiving
from tests.support.refresh_warehouse import ROOT, Ran, ask, expected_status, refresh_warehouse
from tests.support.tracing import complaints, picked

BALANCE = "applications.balance"
DIGEST = "政务公开年报核对"

SEEDS = [20190560, 20210030, *map(int, os.environ.get("GONGKAI_TRACE_SEEDS", "").split())]


@dataclass
class Story:
    """What the runs left behind: ``first`` on the sample, ``idle`` on the same, ``second`` after a correction."""

    landing: Path
    warehouse: Path
    broken: Report
    first: Ran
    idle: Ran
    idle_left: dict[str, int]
    first_left: dict[str, int]
    second: Ran
    first_version: str
    first_release: list[str]
    first_counts: dict[str, int]
    first_broken_rows: list[tuple[Any, ...]]
    first_failures: set[tuple[str, str, str | None]]
    first_marts: set[str]
    reader: tuple[str, str, int]
    messages: list[list[dict[str, Any]]]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("whole way")
    landing, warehouse = folder / "landing", folder / "warehouse"
    shutil.copytree(ROOT / "landing", landing)
    broken = next(report for report in load_reports() if BALANCE in {rule for rule, _ in report.broken})
    with receiving() as receiver:
        yield _tell(landing, warehouse, broken, receiver)


def _tell(landing: Path, warehouse: Path, broken: Report, receiver: Receiver) -> Story:
    # dbt in processes of its own, as a user's; all other runs of the tests have one server of it (tests/support/dbt_process.py)
    first = refresh_warehouse(landing, warehouse, GONGKAI_ALERT_URLS=receiver.url, TESTS_DBT_SERVER="")
    assert first.code == 0, first.said
    first_version = os.readlink(warehouse / "current")
    counts = dict(ask(warehouse, "select gate_status, count(*) from dim_report group by all"))
    rows = ask(
        warehouse,
        "select instance, lhs, rhs, difference, status, sides, place, verdict from fct_rule_results "
        "join dim_report using (report_id) where path = ? and rule_id = ? order by instance",
        broken.file,
        BALANCE,
    )
    failures = _failures(warehouse)
    marts = _reports_in_marts(warehouse)
    messages = [list(receiver.messages)]

    release = _tables_of_a_release(warehouse, landing.parent / "releases")

    first_left = _left(warehouse)
    idle = refresh_warehouse(landing, warehouse, GONGKAI_ALERT_URLS=receiver.url)
    idle_left = _left(warehouse)

    name, corrected = next(landing_files(_corrected(broken)))
    (landing / name).write_bytes(corrected)
    (landing / "2024-empty").mkdir()
    (landing / "2023-990000" / "nothing.docx").write_bytes(b"")
    reader, before = _open_reader(warehouse)
    second = refresh_warehouse(landing, warehouse, GONGKAI_ALERT_URLS=receiver.url)
    after, _ = reader.communicate("\n", timeout=60)
    messages.append(receiver.messages[len(messages[0]) :])
    return Story(
        landing, warehouse, broken, first, idle, idle_left, first_left, second, first_version, release, counts, rows, failures, marts,
        (before, after, reader.returncode), messages,
    )  # fmt: skip


def _corrected(report: Report) -> Report:
    """The report with 一 as 三 + 四 - 二 in every column, which its printed entries had changed."""
    cells = dict(report.cells)
    for key in [key for key in cells if key.startswith("applications/received_new/")]:
        column = key.rsplit("/", 1)[1]
        part = {
            row: int(cells[f"applications/{row}/{column}"].value or 0)
            for row in ("closed_total", "carried_out", "carried_in")
        }
        value = str(part["closed_total"] + part["carried_out"] - part["carried_in"])
        cells[key] = Cell(value, value, "number")
    return replace(report, cells=cells)


def _tables_of_a_release(warehouse: Path, out: Path) -> list[str]:
    """`hash  csv/<table>.csv` of every table of a release of the published version."""
    listed = read_checksums(make_release(warehouse, out).folder)
    return [f"{digest}  {name}" for name, digest in listed.items() if name.startswith("csv/")]


def _failures(warehouse: Path) -> set[tuple[str, str, str | None]]:
    """(file, rule, instance) of every broken rule that is not laid to our reading; another report's id is left out."""
    failed = ask(
        warehouse,
        "select path, rule_id, case when instance <> coalesce(other_report_id, '') then instance end "
        "from fct_rule_results join dim_report using (report_id) where status = 'failed' and verdict <> 'extraction'",
    )
    return {(path, rule, instance) for path, rule, instance in failed}


def _left(warehouse: Path) -> dict[str, int]:
    """Everything a run leaves but its log, with the time it was written."""
    return {
        str(path.relative_to(warehouse)): path.stat().st_mtime_ns
        for path in warehouse.rglob("*")
        if path.is_file() and path.parent != warehouse / "logs" and path.name != ".lock"
    }


def _reports_in_marts(warehouse: Path) -> set[str]:
    """Report ids in every mart whose description does not say otherwise: violations and breaks between years hold their
    report by nature, and a list of units says of each what became of its report."""
    columns = ask(
        warehouse,
        "select table_name from information_schema.columns where column_name = 'report_id' "
        "and table_name like 'mart_%' and table_name not in "
        "('mart_rule_violations', 'mart_quality', 'mart_carry_over', 'mart_consolidation_units', 'mart_coverage')",
    )
    assert columns
    return {row[0] for (table,) in columns for row in ask(warehouse, f"select report_id from {table}")}


def _open_reader(warehouse: Path) -> tuple[subprocess.Popen[str], str]:
    """An analyst's process that counts, keeps its connection, and counts again when told; its first count."""
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys\n"
            "database = duckdb.connect(sys.argv[1], read_only=True)\n"
            "count = lambda: print(database.execute('select count(*) from fct_cells').fetchone()[0], flush=True)\n"
            "count(); sys.stdin.readline(); count()",
            str(warehouse / "current" / "gongkai.duckdb"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    return reader, reader.stdout.readline()


def test_the_first_run_publishes_certified_held_and_failed_side_by_side(story: Story) -> None:
    expected: dict[str, int] = {}
    for report in load_reports():
        expected[expected_status(report)] = expected.get(expected_status(report), 0) + 1

    assert story.first_counts == expected
    assert set(expected) == {"certified", "held", "failed"}
    for status, count in expected.items():
        assert any(status in line and str(count) in line for line in story.first.said.splitlines())


def test_the_sample_breaks_what_it_was_made_to_break_and_nothing_else(story: Story) -> None:
    planted = {
        (report.file, rule, instance)
        for report in load_reports()
        for rule, instance in [*report.broken, *report.across]
    }

    assert story.first_failures == planted
    assert {"series.carry_over", "series.revision", "hierarchy.roster"} <= {rule for _, rule, _ in planted}


def test_a_release_of_the_sample_stays_as_it_is(story: Story) -> None:
    """The oracle for changes that should change no number. A difference that is meant is written by
    `make run && make release`, then `grep csv/ .../SHA256SUMS > tests/golden/release.sha256`, and explained in the commit."""
    kept = (ROOT / "tests" / "golden" / "release.sha256").read_text(encoding="utf-8").splitlines()

    assert story.first_release == kept


def test_every_table_is_there_as_parquet_too(story: Story) -> None:
    tables = {row[0] for row in ask(story.warehouse, "select table_name from information_schema.tables")}

    assert set(TABLES) <= tables
    assert {"mart_agency_year", "mart_rule_violations", "mart_quality"} <= tables
    for name in tables:
        parquet = str(story.warehouse / "current" / "parquet" / f"{name}.parquet")
        in_parquet = duckdb.execute("select count(*) from read_parquet(?)", [parquet]).fetchone()
        assert in_parquet == ask(story.warehouse, f"select count(*) from {name}")[0]


def test_the_broken_balance_stands_with_both_sides_and_in_no_mart(story: Story) -> None:
    columns = {instance for rule, instance in story.broken.broken if rule == BALANCE}

    assert {row[0] for row in story.first_broken_rows} == columns
    for instance, lhs, rhs, difference, status, sides, place, verdict in story.first_broken_rows:
        printed = [
            story.broken.cells[f"applications/{row}/{instance}"].value
            for row in ("received_new", "carried_in", "closed_total", "carried_out")
        ]
        one, two, three, four = (int(value or 0) for value in printed)
        assert (lhs, rhs, difference) == (one + two, three + four, one + two - three - four)
        assert (status, verdict) == ("failed", "source")
        assert sides == f"{one} + {two} ≠ {three} + {four}"
        assert place
    held = {
        row[0]
        for row in ask(story.warehouse, "select report_id from dim_report where gate_status <> 'certified'")
    }
    assert held
    assert not held & story.first_marts
    assert story.first_marts


def test_the_summary_spells_out_what_is_wrong_and_what_to_do(story: Story) -> None:
    said = story.first.said

    assert "Traceback" not in said
    assert BALANCE in said
    assert "≠" in said
    assert "data_docs/index.html" in said
    assert "make ui" in said
    for report in load_reports():
        assert report.file in said  # progress, a line a file


def test_the_alert_names_report_rule_both_sides_and_place(story: Story) -> None:
    (message,) = story.messages[0]
    entry = next(
        entry
        for entry in message["message"].split("\n   规则：")
        if BALANCE in entry.splitlines()[0] and "自然人 natural_person" in entry.splitlines()[0]
    )
    sides = next(row[5] for row in story.first_broken_rows if row[0] == "natural_person")

    assert DIGEST in message["title"]
    assert f"{story.broken.agency} {story.broken.year} 年" in message["message"]
    for part in (sides, story.broken.file, "行第", "原件就是这样"):
        assert part in entry


def test_a_run_without_any_change_says_so_and_touches_nothing(story: Story) -> None:
    # Guards a minute spent on building again what stands.
    assert story.idle.code == 0, story.idle.said
    assert story.idle_left == story.first_left
    assert "FORCE=1" in story.idle.said
    assert "nothing changed since the complete run" in story.idle.said
    assert "nothing changed, no new version" in story.idle.said

    def found(ran: Ran) -> list[str]:
        """What was found, without the progress before and the counts of what was read now."""
        lines = ran.said.split("── 结果")[1].split("── 发布")[0].splitlines()
        told = ("年报 reports", "自上次完整运行", "没有新文件", "告警")
        return [line.strip() for line in lines if not line.strip().startswith(told)]

    assert found(story.idle) == found(story.first)
    assert len(found(story.idle)) > 10


def test_a_corrected_file_is_certified_and_the_earlier_version_stays_on_record(story: Story) -> None:
    assert story.second.code == 0, story.second.said
    versions = ask(
        story.warehouse,
        "select gate_status, is_current, sha256 from dim_report where path = ? order by read_at",
        story.broken.file,
    )

    assert [version[:2] for version in versions] == [("held", False), ("certified", True)]
    for *_, sha256 in versions:
        assert (story.warehouse / "raw" / sha256).is_file()
    assert (story.warehouse / "raw" / versions[1][2]).read_bytes() == (
        story.landing / story.broken.file
    ).read_bytes()
    current = ask(story.warehouse, "select report_id from dim_report where sha256 = ?", versions[1][2])
    assert current[0][0] in _reports_in_marts(story.warehouse)
    assert os.readlink(story.warehouse / "current") != story.first_version


def test_the_correction_is_told_as_mended(story: Story) -> None:
    (message,) = story.messages[1]

    assert "已消除" in message["message"]
    assert story.broken.agency in message["message"].split("已消除")[1]


def test_failures_are_told_in_chinese_too(story: Story) -> None:
    lines = [line for line in story.first.said.splitlines() if "liaowan-zhen.pdf" in line]

    assert len(lines) == 2, "as it is read, and in the summary"
    for line in lines:
        assert "PDF 是扫描件" in line
        assert "a PDF without a text layer" in line


def test_an_empty_folder_and_an_empty_file_get_a_clear_line_each(story: Story) -> None:
    lines = story.second.said.splitlines()

    assert any("2024-empty" in line and "no reports" in line for line in lines)
    assert any("nothing.docx" in line and "empty" in line for line in lines)
    assert "Traceback" not in story.second.said


def test_an_analysts_open_connection_kept_its_version_and_broke_nothing(story: Story) -> None:
    before, after, code = story.reader

    assert code == 0
    assert before == after
    assert int(after) < ask(story.warehouse, "select count(*) from fct_cells")[0][0]


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_of_every_mart_come_down_to_raw_text_and_place(story: Story, seed: int) -> None:
    """One of every numeric column of every mart, by the published file alone; GONGKAI_TRACE_SEEDS="1 2" tries others."""
    with duckdb.connect(str(story.warehouse / "current" / "gongkai.duckdb"), read_only=True) as database:
        tracer = Tracer(database, landing=story.landing)
        figures = [tracer.figure(*told) for told in picked(tracer, seed)]

        assert len(figures) >= 300
        assert {figure.table for figure in figures} == set(tracer.tables())
        assert [told for figure in figures for told in complaints(tracer, figure)] == []


def test_the_sides_of_a_broken_sum_are_the_numbers_of_its_cells(story: Story) -> None:
    with duckdb.connect(str(story.warehouse / "current" / "gongkai.duckdb"), read_only=True) as database:
        tracer = Tracer(database)
        rows = tracer.ask(
            "select * from mart_rule_violations where split_part(rule_id, '.', 1) in ('applications', 'appeals') and cells <> '[]'"
        )
        assert rows
        for row in rows:
            cells = tracer.figure("mart_rule_violations", "lhs", row).cells
            left, right = re.split(" [≠><] ", re.sub(r" \(.*?\)", "", row["sides"]))
            assert sum(map(float, left.split(" + "))) == row["lhs"]
            assert sum(map(float, right.split(" + "))) == row["rhs"]
            printed = {cell.counts_as for cell in cells if cell.raw and cell.place}
            assert {float(number) for side in (left, right) for number in side.split(" + ")} <= printed


def test_the_runs_are_in_the_instance_that_the_ui_shows(story: Story) -> None:
    with dg.DagsterInstance.from_config(str(story.warehouse / "dagster")) as instance:
        runs = instance.get_runs()
        partitions = instance.get_dynamic_partitions("batch")
        materialized = instance.get_materialized_partitions(dg.AssetKey("extracted_reports"))
        log = instance.all_logs(runs[-1].run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    found = {
        (check.asset_key.to_user_string(), check.check_name): check
        for entry in log
        if entry.dagster_event and (check := entry.dagster_event.asset_check_evaluation_data)
    }

    assert [(run.job_name, run.status) for run in runs] == [
        ("refresh_warehouse", dg.DagsterRunStatus.SUCCESS)
    ] * 2
    batches = {path.name for path in story.landing.iterdir() if path.is_dir()}
    assert set(partitions) == batches == materialized
    for asset in ("rule_results", "fct_applications"):  # on the gate, and on the facts that the rule judges
        balance = found[asset, "applications__balance"]
        assert not balance.passed
        assert balance.severity == dg.AssetCheckSeverity.WARN
        examples = balance.metadata["examples"]
        assert isinstance(examples, dg.TableMetadataValue)
        assert {record.data["file"] for record in examples.records} == {story.broken.file}
    assert found["int_certified_reports", "gate_2"].passed


def test_the_worked_queries_answer_as_their_page_says(story: Story) -> None:
    file = story.warehouse / story.first_version / "gongkai.duckdb"

    assert refresh(file, write=False) == [], (
        "run: python -m publish.queries --warehouse <a warehouse of landing/> --write"
    )
    with duckdb.connect(str(file), read_only=True) as database:
        empty = [query.title for query in load_queries() if not database.execute(query.sql).fetchall()]
    assert empty == []


def test_every_consolidated_table_reads_back_with_the_values_of_its_mart(
    story: Story, tmp_path: Path
) -> None:
    assert assert_every_table_reads_back(story.warehouse, tmp_path) > 0


def test_every_chart_of_the_notebook_has_data_and_says_how_much(story: Story) -> None:
    file = story.warehouse / story.first_version / "gongkai.duckdb"
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.notebook", str(ROOT / "notebooks" / "panel.py")],
        env={**os.environ, "GONGKAI_PUBLISHED": str(file), "PYTHONUTF8": "1"},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )

    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    charts = dict(json.loads(line) for line in lines if line.startswith("["))
    told = [line.split(": ")[1] for line in lines if not line.startswith("[")]
    assert len(charts) == len(told) == 8
    for name, chart in charts.items():
        assert chart["datasets"], name
        assert all(chart["datasets"].values()), name
    with duckdb.connect(str(file), read_only=True) as database:
        for table, which in {"mart_coverage": "where due = 1", "mart_quality": ""}.items():
            row = database.execute(f"select count(*) from {table} {which}").fetchone()
            assert row is not None
            assert f"{table}, {row[0]} 行 rows" in told
    drawn = {
        chart: next(iter(charts[chart]["datasets"].values())) for chart in ("rates_chart", "chains_chart")
    }
    assert {row["enough"] for row in drawn["rates_chart"]} == {
        "30 件及以上 30 or more",
        "不足 30 件 under 30",
    }
    assert [row["name"] for row in drawn["chains_chart"] if row["status"] == "breaks"] == ["苇塘镇人民政府"]


def test_the_notebook_is_exported_without_a_network(story: Story, tmp_path: Path) -> None:
    file = story.warehouse / story.first_version / "gongkai.duckdb"
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
    page, notebook = tmp_path / "panel.html", tmp_path / "panel.py"
    shutil.copyfile(ROOT / "notebooks" / "panel.py", notebook)  # marimo leaves a folder beside what it runs
    ran = subprocess.run(
        [sys.executable, "-m", "marimo", "export", "html", str(notebook), "-o", str(page), "--no-include-code"],
        env={**os.environ, **nowhere, "GONGKAI_PUBLISHED": str(file), "PYTHONUTF8": "1"},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    text = page.read_text(encoding="utf-8")
    assert text.count("application/vnd.vegalite") >= 8
    assert "marimo+error" not in text
