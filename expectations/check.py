"""`python -m expectations.check FILE`: one draft report, looked at before it is published or sent up.

Prints in plain Chinese which cells are in doubt and which rules are broken, with both sides and where they stand.
No Dagster, no dbt, no Great Expectations: the same SQL on one report, and a comparison.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from expectations.evidence import CellSeen, Failure, Place, failures, number
from expectations.local import Relations
from expectations.rules import Rule, load_rules
from expectations.second_readings import read_again
from expectations.seeds import Seed
from expectations.verdict import EXTRACTION, SOURCE, UNKNOWN, SecondReading, judged
from expectations.words import say, words
from extract.form.catalogue import load_form
from extract.form.names import Names
from extract.mapping.cells import FormCell
from extract.pool import read_many
from extract.readings import SETTLED, UNUSED, ReadingsError, load
from extract.report import Report
from extract.schemas import SCHEMAS, report_tables

CLEAN, LOOK, UNREADABLE = 0, 1, 2
PROGRAM_FAILED = 3
MOST_SHOWN = 20  # of one kind; the rest is counted
_BROKEN = "(operator = 'eq' and lhs <> rhs) or (operator = 'le' and lhs > rhs)"


@dataclass(frozen=True)
class CheckOutcome:
    """What was found in one file. `failures` of every severity; `doubts` as (cell key, reason)."""

    path: Path
    exit_code: int  # 0 clean, 1 something to look at, 2 cannot be read
    text: str  # plain Chinese, what the clerk reads
    failures: tuple[Failure, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    not_evaluable: int = 0


def check_file(path: Path) -> CheckOutcome:
    """Read one report and evaluate its rules. Never raises for what the file holds; ReadingsError for readings.csv."""
    if path.is_dir():
        return CheckOutcome(path, UNREADABLE, f"这是一个文件夹，请给出一份年报文件：{path}")
    if not path.is_file():
        return CheckOutcome(path, UNREADABLE, f"没有这个文件：{path}")
    load()
    (report,) = read_many([path], 1)  # under the limits of time and memory of any file
    return check_report(path, report, lambda: read_again(path))


def check_report(
    path: Path, report: Report, second: Callable[[], SecondReading | None] = lambda: None
) -> CheckOutcome:
    """Evaluate the rules on a report that has been read; `second` is asked where one reading settles no verdict."""
    if report.status == "failed":
        reason = say("failures", report.failure or "")
        return CheckOutcome(path, UNREADABLE, f"无法读取：{path}\n原因：{reason}")
    tables = report_tables(report, "draft", path.name, datetime.now(UTC))
    broken, open_rules = evaluate(
        {n: pa.Table.from_pylist(rows, schema=SCHEMAS[n]) for n, rows in tables.items()}
    )
    seen = second() if any(f.verdict == UNKNOWN for f in broken) else None
    broken = [judged(f, seen) if f.verdict == UNKNOWN else f for f in broken]
    doubted = _doubted(report, broken)
    doubts = tuple((cell.key, cell.doubt) for cell in doubted if cell.doubt is not None)
    text = "\n".join(_page(path, report, doubted, broken, open_rules))
    telling = [f for f in broken if f.severity != "info"]
    exit_code = LOOK if telling or doubts or report.status == "partial" or _nameless(report) else CLEAN
    return CheckOutcome(path, exit_code, text, tuple(broken), doubts, sum(open_rules.values()))


def evaluate(
    extracted: dict[str, pa.Table], all_seeds: Sequence[Seed] | None = None
) -> tuple[list[Failure], Counter[str]]:
    """(failures with evidence, not evaluable instances by rule) of reports given as extracted tables."""
    relations = Relations(extracted, all_seeds)
    try:
        for name in ("stg_reports", "stg_problems", "fct_cells", "int_rule_sides"):
            relations.build(name)
        con = relations.con
        rows = con.execute(f"select rowid from int_rule_sides where evaluable and ({_BROKEN})").fetchall()
        open_rules = con.execute(
            "select rule_id, count(*) from int_rule_sides where not evaluable group by rule_id order by rule_id"
        ).fetchall()
        return failures(con, sorted(row for (row,) in rows)), Counter(dict(open_rules))
    finally:
        relations.close()


def _doubted(report: Report, broken: Sequence[Failure]) -> list[FormCell]:
    """Cells in doubt: by the first reading, or because a second one sees them otherwise."""
    differing = {d.key: d.doubt for f in broken for d in f.differences}
    cells = [cell.doubted(differing[cell.key]) if cell.key in differing else cell for cell in report.cells]
    return [cell for cell in cells if cell.doubt is not None]


def _page(
    path: Path,
    report: Report,
    doubted: Sequence[FormCell],
    broken: Sequence[Failure],
    open_rules: Counter[str],
) -> list[str]:
    names = _Names(load_form(), report.form)
    rules = {r.rule_id: r for r in load_rules()}
    year = f"{report.metadata.report_year} 年度" if report.metadata.report_year else "（未找到年度）"
    forms = "、".join(
        f"{title}按 {report.form[table]} 年格式" for table, title in (("disclosures", "表二"), ("applications", "表三"))
        if report.form[table]
    )  # fmt: skip
    states = Counter(cell.state for cell in report.cells)
    others = "".join(
        f"，{word} {states[state]}" for state, word in words()["states"].items() if states[state]
    )
    lines = [
        f"文件：{path}",
        f"机关：{report.metadata.agency_name or '（未找到名称）'}　{year}　{forms}",
        f"读出单元格 {len(report.cells)} 个：数字 {states['number']}{others}",
    ]
    lines += [
        f"{words()['problems'][p.code].replace('{1}', names.instance(p.instance))}（{say('readings', p.detail)}）"
        for p in report.problems if p.code in (SETTLED, UNUSED)
    ]  # fmt: skip
    lines += _notices(report, rules.values(), names)
    if doubted:
        lines += ["", f"【存疑的单元格】{len(doubted)} 处，请对照原件："]
        for cell in doubted[:MOST_SHOWN]:
            read = (
                f"读作 {cell.value}"
                if cell.value is not None
                else words()["states"].get(cell.state, cell.state)
            )
            source = cell.source
            where = _where([Place(source.page, source.table, source.row, source.column, source.line)])
            raw = f"，原文“{_short(cell.raw)}”" if cell.raw.strip() not in ("", cell.value) else ""
            lines.append(f"  · {names.cell(cell.key)}：{read}{raw}{where}。{say('doubts', cell.doubt or '')}")
        lines += _more(doubted)
    in_doubt = _in_doubt(broken)
    settled = [f for f in broken if f not in in_doubt]
    for title, own in (
        ("不符合勾稽关系或格式，必须更正", [f for f in settled if f.severity == "error"]),
        ("请核对原件：不符处涉及存疑的单元格或读数，可能是读取有误", in_doubt),
        ("请核实", [f for f in settled if f.severity == "warning"]),
        ("提示", [f for f in settled if f.severity == "info"]),
    ):
        if own:
            lines += ["", f"【{title}】{len(own)} 处："]
            lines += [f"  · {_told(f, rules[f.rule_id], names)}{_whose(f, report)}" for f in own[:MOST_SHOWN]]
            lines += _more(own)
    if open_rules:
        listed = "；".join(f"{rules[rule_id].label} {count}" for rule_id, count in open_rules.items())
        why = f"（{'；'.join(_advice(report))}）" if _advice(report) else ""
        lines += ["", f"【无法核对】{sum(open_rules.values())} 处{why}：{listed}"]
    return [*lines, "", _verdict(report, broken, len(doubted), sum(open_rules.values()))]


def _notices(report: Report, rules: Iterable[Rule], names: _Names) -> list[str]:
    """One line of what the reader met that no rule counts and no cell shows: things left out, a second reading gone by."""
    told_elsewhere = {SETTLED, UNUSED} | {
        code for rule in rules if rule.kind == "problems" for code in rule.spec["codes"]
    }
    wordings = words()["problems"]
    told = dict.fromkeys(
        wordings[p.code].replace("{1}", names.instance(p.instance))
        for p in report.problems if p.code in wordings and p.code not in told_elsewhere
    )  # fmt: skip
    return [f"请留意：{'；'.join(told)}"] if told else []


def _verdict(report: Report, broken: Sequence[Failure], doubted: int, not_evaluable: int) -> str:
    in_doubt = _in_doubt(broken)
    errors = sum(f.severity == "error" and f not in in_doubt for f in broken)
    warnings = sum(f.severity == "warning" and f not in in_doubt for f in broken)
    parts = [f"{errors} 处错误"] if errors else []
    parts += [f"{doubted} 处存疑"] if doubted else []
    parts += [f"{len(in_doubt)} 处不符待核对"] if in_doubt else []
    parts += [f"{warnings} 处需核实"] if warnings else []
    if report.status == "partial" and not errors:
        parts.insert(0, "表格不全")
    parts = [*_nameless(report), *parts]
    if not parts and not_evaluable:
        advice = "".join(f"{part}，" for part in _advice(report))
        return f"结论：没有发现不符，但有 {not_evaluable} 处无法核对；{advice}核对后再上报。"
    if not parts:
        return "结论：可以上报，未发现问题。"
    if not errors and not doubted and not in_doubt and report.status == "read" and not _nameless(report):
        return f"结论：有 {'、'.join(parts)}，不影响通过，核实后可以上报。"
    return f"结论：有 {'、'.join(parts)}，请核对后再上报。"


def _in_doubt(broken: Sequence[Failure]) -> list[Failure]:
    """Failures that rest on a cell in doubt, or on which two readings differ: nobody can be told yet to correct them."""
    return [f for f in broken if f.verdict == EXTRACTION and f.severity != "info"]


def _advice(report: Report) -> list[str]:
    """What to do about the cells for which rules could not be evaluated, by what is printed in them."""
    run_together = any(p.code == "decoded_by_sum" for p in report.problems) or any(
        "digits run together" in (cell.doubt or "") for cell in report.cells
    )
    words = any(
        cell.state in ("text", "illegible") and "digits run together" not in (cell.doubt or "")
        for cell in report.cells
    )
    states = {cell.state for cell in report.cells}
    return [
        text
        for found, text in (
            (bool(states & {"blank", "dash"}), "空白和短横不当作零，确为零请填 0"),
            (words, "不是数字的单元格请填数字"),
            (run_together, "连在一起的数字请分格填写"),
            ("absent" in states, "缺少的行或列请补上"),
        )
        if found
    ]


def _nameless(report: Report) -> list[str]:
    """What gate 1 holds a report for although its tables are sound: nobody could tell whose it is, or of which year."""
    missing = ["没有找到机关名称"] if not report.metadata.agency_name else []
    return missing + (["没有找到报告年度"] if not report.metadata.report_year else [])


def _told(failure: Failure, rule: Rule, names: _Names) -> str:
    """One broken rule: title, both sides with the cells' names and values, and where they stand."""
    title = f"{rule.label}。"
    where = _where(failure.places)
    if failure.problems:
        told = dict.fromkeys(
            words()["problems"].get(p.code, p.detail).replace("{1}", names.instance(p.instance))
            for p in failure.problems
        )
        return f"{title}{'；'.join(told)}{where}"
    if rule.kind == "form_for_year":
        table = words()["tables"][failure.instance or ""]
        return f"{title}“{table}”用的是 {number(failure.lhs)} 年格式，{failure.report_year} 年度应使用 {number(failure.rhs)} 年格式"
    if rule.kind == "number_type":
        kind = words()["number_types"][failure.cells[0].number_type]
        return f"{title}{names.cell(failure.cells[0].key)}：{failure.cells[0].value}，{kind}{where}"
    by_column = rule.spec["each"] in ("column", "group")
    left, right = (_side(failure, rule, side, names, by_column) for side in ("lhs", "rhs"))
    sign = "大于" if failure.operator == "le" else "不等于"
    subject = names.subject(failure.cells[0].key, by_column)
    return f"{title}【{subject}】{left} {sign} {right}{where}"


def _whose(failure: Failure, report: Report) -> str:
    """What is known of whose mistake it is: the report's, or our reading's."""
    if failure.differences:
        return "（两次读取不一致，也可能是读取有误）"
    if failure.verdict == EXTRACTION:
        return (
            "（涉及存疑的单元格，也可能是读取有误）"
            if failure.cells
            else "（两次读取不一致，也可能是读取有误）"
        )
    if failure.verdict == SOURCE and failure.cells and not report.explicit_cells:
        return "（两次读取一致，原件就是这样）"
    return ""


def _side(failure: Failure, rule: Rule, side: str, names: _Names, by_column: bool) -> str:
    total = failure.lhs if side == "lhs" else failure.rhs
    cells = [c for c in failure.cells if c.side == side]
    if side == "lhs" and rule.spec.get("lhs_by") == "max":
        cells = [c for c in cells if float(c.value) == total]
        return "、".join(_named(c, names, by_column) for c in cells)
    telling = cells if len(cells) <= 4 else [c for c in cells if float(c.value) != 0]
    left_out = f"（其余 {len(cells) - len(telling)} 项为 0）" if len(telling) < len(cells) else ""
    if not telling:
        return number(total)
    sum_of = " + ".join(_named(c, names, by_column) for c in telling)
    return f"{sum_of}{left_out} = {number(total)}" if len(telling) > 1 else f"{sum_of}{left_out}"


def _named(cell: CellSeen, names: _Names, by_column: bool) -> str:
    _, row, column = cell.key.split("/")
    return f"{names.row(cell.key, row) if by_column else names.column(cell.key, column)} {cell.value}"


class _Names(Names):
    """Those, and the names of what a problem is about."""

    def instance(self, instance: str | None) -> str:
        """The name of what a problem is about: a table, section, row, table/row or table/column."""
        if instance is None:
            return "（整份报告）"
        tables: dict[str, str] = words()["tables"]
        parts = instance.split("/")
        if len(parts) == 1:
            return (
                tables.get(instance)
                or self.sections.get(instance)
                or self.rows.get(("applications", instance), instance)
            )
        name = self.rows.get((parts[0], parts[1])) or self.columns.get((parts[0], "", parts[1]), parts[1])
        if len(parts) == 3:
            name = self.cell(instance)
        return f"{tables.get(parts[0], parts[0])}：{name}"


def _where(places: Sequence[Place]) -> str:
    """（第 2 页） | （第 75、86 行） | （文件中第 5 个表格第 3、4 行）"""
    known = list(dict.fromkeys(p for p in places if p))
    if not known:
        return ""
    if pages := sorted({p.page for p in known if p.page is not None}):
        return f"（第 {_listed(pages, '页')}）"
    if lines := sorted({p.line for p in known if p.line is not None}):
        return f"（第 {_listed(lines, '行')}）"
    rows: dict[int, set[int]] = defaultdict(set)
    for p in known:
        rows[p.src_table or 0].add(p.src_row or 0)
    return (
        "（"
        + "；".join(f"文件中第 {t} 个表格第 {_listed(sorted(r), '行')}" for t, r in sorted(rows.items()))
        + "）"
    )


def _listed(numbers: Sequence[int], unit: str) -> str:
    return f"{'、'.join(map(str, numbers[:8]))} {unit}{'等' if len(numbers) > 8 else ''}"


def _more(items: Sequence[Any]) -> list[str]:
    return [f"  …… 还有 {len(items) - MOST_SHOWN} 处"] if len(items) > MOST_SHOWN else []


def _short(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= 40 else text[:40] + "……"


def main(argv: Sequence[str] | None = None) -> int:
    """0: nothing found; 1: something to look at; 2: the file cannot be read, or a wrong call; 3: the program failed."""
    parser = argparse.ArgumentParser(
        prog="python -m expectations.check",
        description="报送前自查：读一份年报，列出存疑的单元格和不符的勾稽关系。 / One draft report, before it is sent up.",
        epilog="退出码 / exit code：0 未发现问题；1 有需要核对之处；2 无法读取或用法错误。",
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="年报文件（PDF、DOCX、XLSX、XLS、HTML、文本） / the report"
    )
    file = parser.parse_args(argv).file
    try:
        outcome = check_file(file)
    except ReadingsError as error:
        print(f"人工核对表有误，请先改正：{error}", file=sys.stderr)
        return PROGRAM_FAILED
    except Exception as error:
        print(f"程序出错，没有核对 {file}（{type(error).__name__}: {error}），请报告此问题", file=sys.stderr)
        return PROGRAM_FAILED
    stream = sys.stderr if outcome.exit_code == UNREADABLE else sys.stdout
    try:
        print(outcome.text, file=stream, flush=True)
    except BrokenPipeError:  # the reader of our output went away, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return outcome.exit_code


if __name__ == "__main__":
    sys.exit(main())
