"""Prints the summary of a run: what was read, which rules failed, where everything is, what to do next."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from common.paths import ROOT
from expectations.evidence.records import gates_folder
from expectations.gates import holds
from extract.messages import Detail, Message, Refusal
from extract.settled_readings import SETTLED, UNUSED
from orchestration.missing_reports import MISSING, Coverage, coverage
from orchestration.open_versions import OPEN, open_versions, unused_statements
from orchestration.open_versions import UNUSED as UNUSED_STATEMENTS
from orchestration.run_record import RunRecord
from orchestration.settings import Settings
from orchestration.undecided_agencies import UNDECIDED, Undecided, undecided

MOST_RULES = 12
MOST_WORST = 3
MOST_FILES = 20

_COUNTS = "select gate_status, count(*) from dim_report where in_landing group by gate_status"
_RULES = """
select result.severity, result.rule_id, rule.label_zh, count(*), count(distinct result.report_id)
from fct_rule_results as result
inner join dim_report as report on result.report_id = report.report_id
inner join dim_rule as rule on result.rule_id = rule.key
where result.status = 'failed' and not result.waived and report.is_current and report.in_landing
group by result.severity, result.rule_id, rule.label_zh
order by case result.severity when 'error' then 1 when 'warning' then 2 else 3 end, count(*) desc, result.rule_id
"""
_WORST = """
select coalesce(agency_name, path), report_year, rule_id, instance, sides, misread from (
    select
        report.agency_name, report.path, report.report_year, result.rule_id, result.instance, result.sides,
        abs(result.difference) as off,
        -- what we may have misread is no news about the publisher: it comes last, and says so
        coalesce(result.verdict = 'extraction', false) as misread,
        row_number() over (
            partition by result.rule_id
            order by coalesce(result.verdict = 'extraction', false), abs(result.difference) desc, report.path,
                result.instance
        ) as place
    from fct_rule_results as result
    inner join dim_report as report on result.report_id = report.report_id
    where result.status = 'failed' and not result.waived and result.severity = 'error' and report.is_current and report.in_landing
) where place = 1 order by misread, off desc, path, rule_id limit ?
"""
_MENDED = """
select distinct new.agency_name, new.report_year, new.path
from dim_report as new
inner join dim_report as old
    on new.agency_id = old.agency_id and new.report_year = old.report_year and new.report_id <> old.report_id
where new.is_current and new.gate_status = 'certified' and not old.is_current and old.gate_status = 'held'
order by new.path
"""
# Files that left the folder without a replacement; earlier versions of a corrected file do not count.
_GONE = "select count(*) from dim_report where not in_landing and is_current"
_HELD = """
select coalesce(agency_name, path), report_year, reasons, path from dim_report
where gate_status = 'held' and in_landing order by path
"""
_FAILED = "select path, failure from dim_report where gate_status = 'failed' and in_landing order by path"
# The same queries with codes instead of texts, so that both languages can be printed.
_HELD_CODES = """
select coalesce(agency_name, path), report_year, gate.holds, path
from dim_report inner join read_parquet(?) as gate on dim_report.report_id = gate.report_id
where dim_report.gate_status = 'held' and in_landing order by path
"""
_FAILED_CODES = """
select report.path, read.failure_code, read.failure_params, report.failure
from dim_report as report inner join stg_reports as read on report.report_id = read.report_id
where report.gate_status = 'failed' and report.in_landing order by report.path
"""
_READING_CODES = """
select problem.instance, problem.detail_code, problem.detail_params, problem.detail, report.path
from stg_problems as problem inner join dim_report as report on problem.report_id = report.report_id
where problem.code = ? and report.in_landing
order by report.path, case problem.code when 'reading_unused' then problem.detail else problem.instance end
"""
# Doubts that a line of readings.csv settled.
_SETTLED = """
select problem.detail, problem.instance, report.path
from stg_problems as problem inner join dim_report as report on problem.report_id = report.report_id
where problem.code = 'reading_settled' and report.in_landing order by report.path, problem.instance
"""
# Lines of readings.csv that fit no doubt: they are out of date, or mistaken.
_UNUSED = """
select problem.detail, problem.instance, report.path
from stg_problems as problem inner join dim_report as report on problem.report_id = report.report_id
where problem.code = 'reading_unused' and report.in_landing order by report.path, problem.detail
"""


@dataclass(frozen=True)
class Findings:
    """What the build file says of the reports in the landing folder."""

    counts: dict[str, int]
    rules: list[tuple[str, str, str, int, int]]
    worst: list[str]
    held: list[str]
    failed: list[tuple[str, Message]]
    mended: list[str]
    settled: list[str]
    unused: list[str]
    gone: int
    coverage: Coverage
    undecided: Undecided
    open_versions: list[str]
    unused_statements: list[str]


def find(build: Path, warehouse: Path) -> Findings:
    """Read the findings from the build file, after this run has built its verdicts there."""
    with duckdb.connect(str(build), read_only=True) as database:
        counts = dict(database.execute(_COUNTS).fetchall())
        rules = database.execute(_RULES).fetchall()
        worst = database.execute(_WORST, [MOST_WORST]).fetchall()
        held = database.execute(
            _HELD_CODES, [str(gates_folder(warehouse) / "report_gates.parquet")]
        ).fetchall()
        failed = database.execute(_FAILED_CODES).fetchall()
        mended = database.execute(_MENDED).fetchall()
        settled, unused = (database.execute(_READING_CODES, [code]).fetchall() for code in (SETTLED, UNUSED))
        (gone,) = database.execute(_GONE).fetchone() or (0,)
        found_coverage = coverage(database)
        found_undecided = undecided(database, warehouse)
        found_open, found_unused = open_versions(database), unused_statements(database)
    worst_lines = [
        f"{agency}{f' {year}' if year else ''}: {rule}{f', {instance}' if instance else ''}: {sides}"
        f"{' （读数存疑 / read in doubt）' if misread else ''}"
        for agency, year, rule, instance, sides, misread in worst
    ]
    held_lines = [
        f"{agency}{f' {year}' if year else ''}: {'; '.join(hold.both for hold in holds.read(why))} ({path})"
        for agency, year, why, path in held
    ]
    mended_lines = [f"{agency} {year} ({path})" for agency, year, path in mended]
    settled_lines, unused_lines = (
        [f"{key}: {Detail.stored_by_any(*stored).both} ({path})" for key, *stored, path in rows]
        for rows in (settled, unused)
    )
    failures: list[tuple[str, Message]] = [(path, Refusal.stored_by_any(*stored)) for path, *stored in failed]
    return Findings(
        counts,
        rules,
        worst_lines,
        held_lines,
        failures,
        mended_lines,
        settled_lines,
        unused_lines,
        gone,
        found_coverage,
        found_undecided,
        found_open,
        found_unused,
    )


def print_summary(console: Console, settings: Settings, record: RunRecord, log: Path, seconds: float) -> None:
    """Print the summary of a run that ended with a published warehouse."""
    published = record.published
    assert published is not None
    _rule(console, "结果 / result")
    _print_findings(console, settings, record)
    _rule(console, "发布 / published")
    if published.is_new:
        _say(console, f"新版本 new version {published.version}")
    else:
        _say(
            console,
            f"没有变化，未发布新版本 / nothing changed, no new version published ({published.version})",
        )
    current = settings.warehouse / "current"
    _say(console, f"文件 file       {_short(current / 'gongkai.duckdb')}")
    _say(console, f"     Parquet    {_short(current / 'parquet')}")
    _say(console, f"证据 Data Docs  {_short(settings.data_docs)}")
    _say(console, f"界面 UI         {_make('ui', settings)}  →  http://127.0.0.1:3000")
    _say(console, f"用时 {seconds:.0f} s · 日志 log {_short(log)}")
    _rule(console, "下一步 / next")
    _next_steps(console, settings)


def print_failure(
    console: Console, settings: Settings, record: RunRecord, reasons: Sequence[str], log: Path
) -> None:
    """Print why nothing was published, with the findings so far."""
    if record.gate_1 is not None:
        _rule(console, "结果 / result")
        _print_findings(console, settings, record)
    else:
        _print_alerts(console, record)
    stays = "原有版本不变 / the published version is untouched" if _has_current(settings) else ""
    why = "; ".join(reasons) or "no reason given"
    _say(console, f"没有发布 / nothing published: {why}. {stays}")
    _say(console, f"日志 log {_short(log)} · 界面 UI {_make('ui', settings)}")


def _print_findings(console: Console, settings: Settings, record: RunRecord) -> None:
    read = sum(batch.read for batch in record.batches)
    unchanged = sum(batch.unchanged for batch in record.batches)
    # Until gate 2 is done the verdicts in the build file are those of an earlier run.
    found = find(settings.build, settings.warehouse) if record.judged else None
    counts = found.counts if found else _counts_of(record)
    total = sum(counts.values()) or read + unchanged
    if record.complete_since:
        unchanged = total
        _say(
            console,
            f"自上次完整运行（{record.complete_since}）以来，文件、人工核对表、程序和设置都没有变：读取、建表、核对、发布都已跳过；"
            f"全部重做：{_make('run', settings)} FORCE=1 / nothing changed since the complete run of "
            f"{record.complete_since}: reading, dbt, gates and publishing skipped; FORCE=1 does them all",
        )
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("年报 reports", str(total), f"本次读取 read now {read} · 未变 unchanged {unchanged}")
    if read == 0 and unchanged:
        table.add_row("", "", "没有新文件，未重新读取 / no new file, nothing read again")
    table.add_row("  通过 certified", str(counts.get("certified", 0)), "进入数据集市 / in the marts")
    table.add_row("  暂存 held", str(counts.get("held", 0)), "待更正，不入集市 / kept out until corrected")
    table.add_row("  未读出 failed", str(counts.get("failed", 0)), "原因见下 / reasons below")
    gone = found.gone if found else 0
    if gone:
        table.add_row("  已不在文件夹 gone", str(gone), "见下 / see below")
    console.print(table)
    if gone:
        _say(
            console,
            f"另有 {gone} 份不在 {_short(settings.landing)} 里，仍计入仓库；若属另一批资料，请另设 WAREHOUSE / {gone} more "
            "are not in this folder and still count; for another set of reports name another WAREHOUSE",
        )
    failures = found.failed if found else [failure for batch in record.batches for failure in batch.failures]
    failed = [f"{path}: {failure.both}" for path, failure in failures]
    if found:
        _list(console, settings, "更正后已通过 corrected, now certified", found.mended, _MENDED)
        _list(console, settings, "暂存 held", found.held, _HELD)
        _list(console, settings, "已由人工核定 settled by readings.csv", found.settled, _SETTLED)
        _list(console, settings, "人工核对表中没有用上的行 settled readings not used", found.unused, _UNUSED)
        _list(
            console,
            settings,
            "哪一版现行未定，请在 versions.csv 中指定 which version stands is open: say it in versions.csv",
            found.open_versions,
            OPEN,
        )
        _list(console, settings, "versions.csv 中没有用上的行 lines of versions.csv not used",
              found.unused_statements, UNUSED_STATEMENTS)  # fmt: skip
        _list(
            console,
            settings,
            "区划未定的机关，见 agencies.csv agencies of unknown division",
            found.undecided.agencies,
            UNDECIDED,
        )
        for line in found.undecided.unused[:MOST_FILES]:
            _say(console, f"机关表中没有用上的行 line of agencies.csv not used: {line}")
    # If the verdicts are not from this run, the extracted reports are.
    extracted = f"from '{_short(settings.warehouse)}/extracted/*/reports.parquet' where status = 'failed'"
    query = _FAILED if found else f"select path, failure {extracted} and in_landing order by path"
    _list(console, settings, "未读出 failed", failed, query)
    if found and found.coverage.years:
        _print_coverage(console, settings, found.coverage)
    if found and found.rules:
        _print_rules(console, settings, found)
    _print_alerts(console, record)


def _print_alerts(console: Console, record: RunRecord) -> None:
    """Print the deliveries of this run's messages, including failed ones."""
    for delivery in record.deliveries:
        if delivery.in_words:
            _say(console, f"告警 alerts: {delivery.in_words}")


def _print_coverage(console: Console, settings: Settings, found: Coverage) -> None:
    """Print, by year, how many reports are due by the roster and received, and which are missing."""
    _say(console, "应报与已收 due and received (mart_coverage)")
    for line in found.years:
        _say(console, f"  {line}")
    _list(console, settings, "应报未报 due and missing", found.missing, MISSING)


def _list(console: Console, settings: Settings, title: str, lines: Sequence[str], query: str) -> None:
    """Print at most MOST_FILES lines; if there are more, their number and a command that lists all by a query of the
    build file."""
    if not lines:
        return
    _say(console, f"{title} ({len(lines)})")
    for line in lines[:MOST_FILES]:
        _say(console, f"  · {line}")
    if (more := len(lines) - MOST_FILES) > 0:
        _say(console, f"  另有 {more} 条，全部列出 / {more} more; to list all: {_rows_of(settings, query)}")


def _rows_of(settings: Settings, query: str) -> str:
    """A command that prints every row of a query on the build file."""
    rows = f"duckdb.connect({_short(settings.build)!r}, read_only=True).sql('''{' '.join(query.split())}''').fetchall()"
    return ".venv/bin/python -c " + _quoted(f"import duckdb; [print(*row, sep=' | ') for row in {rows}]")


def _quoted(code: str) -> str:
    """Quote code for the shell, with double quotes if possible: they are easier to read."""
    return shlex.quote(code) if set(code) & set('"$`\\!') else f'"{code}"'


def _counts_of(record: RunRecord) -> dict[str, int]:
    gate = record.gate_1
    return {"certified": gate.certified, "held": gate.held, "failed": gate.failed} if gate else {}


def _print_rules(console: Console, settings: Settings, found: Findings) -> None:
    _say(console, "不符 rules broken")
    shown = found.rules[:MOST_RULES]
    width = max(len(rule_id) for _, rule_id, *_ in shown)
    for severity, rule_id, label, places, reports in shown:
        count = f"{places} 处 / in {reports} report{'s' * (reports != 1)}"
        _say(console, f"  {severity:<7}  {rule_id:<{width}}  {count}  {label}")
    if len(found.rules) > MOST_RULES:
        more = len(found.rules) - MOST_RULES
        _say(console, f"  另有 {more} 条规则 / {more} more rules; to list all: {_rows_of(settings, _RULES)}")
    for line in found.worst:
        _say(console, f"  · {line}")


def _next_steps(console: Console, settings: Settings) -> None:
    file = _short(settings.warehouse / "current" / "gongkai.duckdb")
    query = "select agency_name, report_year, closed_total, grant_rate from mart_agency_year"
    code = f"import duckdb; duckdb.connect({file!r}, read_only=True).sql({query!r}).show()"
    _say(console, "看数据 look at it:")
    _say(console, f"  .venv/bin/python -c {_quoted(code)}")
    _say(
        console,
        "谁要更正 what to send back: mart_rule_violations, fct_rule_results (verdict: source 原件如此, extraction 可能读错)",
    )
    _say(
        console,
        f"更正后的文件放回 {_short(settings.landing)} 再运行 / put corrected files there and run again: "
        f"{_make('run', settings)}",
    )


def _make(target: str, settings: Settings) -> str:
    """The make command for the same folders and the same settled readings."""
    readings = os.environ.get("GONGKAI_READINGS")
    words = [*([f"GONGKAI_READINGS={shlex.quote(readings)}"] if readings else []), "make", target]
    for name, folder in (("LANDING", settings.landing), ("WAREHOUSE", settings.warehouse)):
        if folder != ROOT / name.lower():
            words.append(f"{name}={shlex.quote(_short(folder))}")
    return " ".join(words)


def _has_current(settings: Settings) -> bool:
    return (settings.warehouse / "current").exists()


def _short(path: Path) -> str:
    """The path relative to the working directory if it is below it, else as it is."""
    here = Path(os.getcwd())
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _rule(console: Console, title: str) -> None:
    console.print(f"── {title} ──", style="bold", markup=False)


def _say(console: Console, line: str) -> None:
    console.print(line, markup=False, soft_wrap=True)
