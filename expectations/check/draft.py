"""`python -m expectations.check FILE`: checks one draft report before it is published or sent up.

Prints in plain Chinese which cells are in doubt and which rules are broken, with both sides and their places in the file.
Runs the same SQL as the warehouse on one report, without Dagster, dbt or Great Expectations.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from common.command_line import reader_may_leave
from common.file_names import name_text, path_text
from common.shown import in_a_line, say
from expectations.check.in_memory import Relations
from expectations.check.messages import MOST_SHOWN, failure_text, mistake_note, rest_note
from expectations.evidence.failures import failures
from expectations.evidence.second_readings import read_again
from expectations.evidence.verdicts import EXTRACTION, UNKNOWN, SecondReading, judged
from expectations.failure import Failure, Place
from expectations.names import CellNames, short, where
from expectations.repair import service as repair
from expectations.repair.wording import outcome_in_words
from expectations.rules.catalogue import load_rules
from expectations.rules.rule import Rule
from expectations.seeds.table import Seed
from extract.form.catalogue import load_form
from extract.form_cells import FormCell, Problem
from extract.messages import RUN_TOGETHER, Doubt, problem_titles, states
from extract.pool import read_many
from extract.report import Report
from extract.settled_readings import SETTLED, UNUSED, ReadingsError, load
from extract.store.schemas import SCHEMAS, report_tables

CLEAN, LOOK, UNREADABLE = 0, 1, 2
MOST_BLANKS = 2  # blanks of one sum, up to which the numbers that they would have to hold are listed
PROGRAM_FAILED = 3
_BROKEN = "(operator = 'eq' and lhs <> rhs) or (operator = 'le' and lhs > rhs)"


@dataclass(frozen=True)
class CheckOutcome:
    """Result of checking one file. `failures` of every severity; `doubts` as (cell key, doubt)."""

    path: Path
    exit_code: int  # 0 clean, 1 something to look at, 2 cannot be read
    text: str  # the report for the clerk, in plain Chinese
    failures: tuple[Failure, ...] = ()
    doubts: tuple[tuple[str, Doubt], ...] = ()
    open_instances: tuple[tuple[str, str | None], ...] = ()  # not evaluable: (rule, instance)

    @property
    def not_evaluable(self) -> int:
        """Number of rule instances that could not be evaluated."""
        return len(self.open_instances)


def check_file(path: Path) -> CheckOutcome:
    """Read one report and evaluate its rules. Raises ReadingsError for readings.csv, but nothing for the file's content."""
    if path.is_dir():
        return CheckOutcome(
            path, UNREADABLE, in_a_line(f"这是一个文件夹，请给出一份年报文件：{path_text(path)}")
        )
    if not path.is_file():
        return CheckOutcome(path, UNREADABLE, in_a_line(f"没有这个文件：{path_text(path)}"))
    load()
    (report,) = read_many([path], 1)  # with the same limits of time and memory as any file
    return check_report(path, report, lambda: read_again(path))


def check_report(
    path: Path, report: Report, second: Callable[[], SecondReading | None] = lambda: None
) -> CheckOutcome:
    """Evaluate the rules on a report that has been read; `second` is called if a failure has no verdict from one reading."""
    if report.status == "failed":
        reason = report.failure.zh if report.failure else ""
        return CheckOutcome(
            path, UNREADABLE, "\n".join(map(in_a_line, (f"无法读取：{path_text(path)}", f"原因：{reason}")))
        )
    tables = report_tables(report, "draft", name_text(path.name), datetime.now(UTC))
    broken, open_instances = evaluate(
        {n: pa.Table.from_pylist(rows, schema=SCHEMAS[n]) for n, rows in tables.items()}
    )
    open_rules = Counter(rule_id for rule_id, _ in open_instances)
    reread = second() if any(f.verdict == UNKNOWN for f in broken) else None
    broken = [judged(f, reread) if f.verdict == UNKNOWN else f for f in broken]
    doubted = _doubted(report, broken)
    doubts = tuple((cell.key, cell.doubt) for cell in doubted if cell.doubt is not None)
    text = "\n".join(map(in_a_line, _page(path, report, doubted, broken, open_rules)))
    to_review = [f for f in broken if f.severity != "info"]
    exit_code = LOOK if to_review or doubts or report.status == "partial" or _nameless(report) else CLEAN
    return CheckOutcome(path, exit_code, text, tuple(broken), doubts, tuple(open_instances))


def evaluate(
    extracted: dict[str, pa.Table], all_seeds: Sequence[Seed] | None = None, roster: pa.Table | None = None
) -> tuple[list[Failure], list[tuple[str, str | None]]]:
    """(failures with evidence, not evaluable ones as (rule, instance)) of reports given as extracted tables."""
    relations = Relations(extracted, all_seeds, roster)
    try:
        for name in ("stg_reports", "stg_problems", "fct_cells", "int_rule_sides"):
            relations.build(name)
        con = relations.con
        rows = con.execute(f"select rowid from int_rule_sides where evaluable and ({_BROKEN})").fetchall()
        open_ = con.execute(
            # Without instances that depend on other reports: the year before, the units of an area, the day of publication.
            "select rule_id, instance from int_rule_sides where not evaluable and cells <> '[]' order by rule_id, instance"
        ).fetchall()
        return failures(con, sorted(row for (row,) in rows)), open_
    finally:
        relations.close()


def _doubted(report: Report, broken: Sequence[Failure]) -> list[FormCell]:
    """Cells in doubt from the first reading, or because a second one differs."""
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
    names = CellNames(load_form(), report.form)
    rules = {r.rule_id: r for r in load_rules()}
    year = f"{report.metadata.report_year} 年度" if report.metadata.report_year else "（未找到年度）"
    forms = "、".join(
        f"{title}按 {report.form[table]} 年格式" for table, title in (("disclosures", "表二"), ("applications", "表三"))
        if report.form[table]
    )  # fmt: skip
    counts = Counter(cell.state for cell in report.cells)
    others = "".join(f"，{word} {counts[state]}" for state, word in states().items() if counts[state])
    lines = [
        f"文件：{path_text(path)}",
        f"机关：{report.metadata.agency_name or '（未找到名称）'}　{year}　{forms}",
        f"读出单元格 {len(report.cells)} 个：数字 {counts['number']}{others}",
    ]
    lines += [f"{_titled(p, names)}（{p.detail.zh}）" for p in report.problems if p.code in (SETTLED, UNUSED)]
    lines += _notices(report, rules.values(), names)
    if doubted:
        lines += ["", f"【存疑的单元格】{len(doubted)} 处，请对照原件："]
        for cell in doubted[:MOST_SHOWN]:
            read = f"读作 {cell.value}" if cell.value is not None else states()[cell.state]
            source = cell.source
            place = where([Place(source.page, source.table, source.row, source.column, source.line)])
            raw = f"，原文“{short(cell.raw)}”" if cell.raw.strip() not in ("", cell.value) else ""
            doubt = cell.doubt.zh if cell.doubt else ""
            lines.append(f"  · {names.cell(cell.key)}：{read}{raw}{place}。{doubt}")
        lines += rest_note(doubted)
    in_doubt = _in_doubt(broken)
    settled = [f for f in broken if f not in in_doubt]
    for title, shown in (
        ("不符合勾稽关系或格式，必须更正", [f for f in settled if f.severity == "error"]),
        ("请核对原件：不符处涉及存疑的单元格或读数，可能是读取有误", in_doubt),
        ("请核实", [f for f in settled if f.severity == "warning"]),
        ("提示", [f for f in settled if f.severity == "info"]),
    ):
        if shown:
            lines += ["", f"【{title}】{len(shown)} 处："]
            lines += [
                f"  · {failure_text(f, rules[f.rule_id], names)}{mistake_note(f, report)}"
                for f in shown[:MOST_SHOWN]
            ]
            lines += rest_note(shown)
    lines += _suggested(report, in_doubt)
    if open_rules:
        listed = "；".join(f"{rules[rule_id].label} {count}" for rule_id, count in open_rules.items())
        why = f"（{'；'.join(_suggestions(report))}）" if _suggestions(report) else ""
        lines += ["", f"【无法核对】{sum(open_rules.values())} 处{why}：{listed}"]
        # A sentence about many blanks at once would not help.
        sentences = [w.zh for w in repair.of(report).blanks if len(w.plus) + len(w.minus) <= MOST_BLANKS]
        lines += [f"  · {sentence}" for sentence in sentences[:MOST_SHOWN]]
        lines += rest_note(sentences)
    return [*lines, "", _verdict(report, broken, len(doubted), sum(open_rules.values()))]


def _suggested(report: Report, in_doubt: Sequence[Failure]) -> list[str]:
    """Lines with the edits that would make the broken sums hold, likeliest first; no edit is ever applied.

    None for sums over cells in doubt: a clerk would change right numbers to mend our misreading.
    """
    sums, unsure = repair.of(report), {(f.rule_id, f.instance) for f in in_doubt}
    lines = [
        words.zh
        for outcome in sums.outcomes
        if not unsure & set(outcome.broken)
        for words in outcome_in_words(outcome, sums.forms)
    ]
    if not lines:
        return []
    shown = [f"  · {line}" for line in lines[:MOST_SHOWN]]
    return ["", "【修改建议】仅供参考，程序不作任何改动：", *shown, *rest_note(lines)]


def _notices(report: Report, rules: Iterable[Rule], names: CellNames) -> list[str]:
    """One line with the reader's problems that no rule counts and no cell shows, such as content that was left out."""
    listed_elsewhere = {SETTLED, UNUSED} | {code for rule in rules for code in rule.spec.get("codes", ())}
    rest = [p for p in report.problems if p.code in problem_titles() and p.code not in listed_elsewhere]
    titles = dict.fromkeys(_titled(p, names) for p in rest)
    return [f"请留意：{'；'.join(titles)}"] if titles else []


def _titled(problem: Problem, names: CellNames) -> str:
    return problem_titles()[problem.code].format(instance=names.instance(problem.instance))


def _verdict(report: Report, broken: Sequence[Failure], doubted: int, not_evaluable: int) -> str:
    in_doubt = _in_doubt(broken)
    errors = sum(f.severity == "error" and f not in in_doubt for f in broken)
    warnings = sum(f.severity == "warning" and f not in in_doubt for f in broken)
    parts = [f"{errors} 处错误"] if errors else []
    parts += [f"{doubted} 处存疑"] if doubted else []
    parts += [f"{len(in_doubt)} 处不符待核对"] if in_doubt else []
    parts += [f"{warnings} 处需核实"] if warnings else []
    if report.status == "partial" and not errors:
        parts.insert(0, "表格没有读全")
    parts = [*_nameless(report), *parts]
    if not parts and not_evaluable:
        remarks = "".join(f"{part}，" for part in _suggestions(report))
        return f"结论：没有发现不符，但有 {not_evaluable} 处无法核对；{remarks}核对后再上报。"
    if not parts:
        return "结论：可以上报，未发现问题。"
    if not errors and not doubted and not in_doubt and report.status == "read" and not _nameless(report):
        return f"结论：有 {'、'.join(parts)}，不影响通过，核实后可以上报。"
    return f"结论：有 {'、'.join(parts)}，请核对后再上报。"


def _in_doubt(broken: Sequence[Failure]) -> list[Failure]:
    """Failures that involve a cell in doubt or on which two readings differ: they may be misread, not mistakes to correct."""
    return [f for f in broken if f.verdict == EXTRACTION and f.severity != "info"]


def _suggestions(report: Report) -> list[str]:
    """What the clerk should do about the cells that keep rules from being evaluated, by what is printed in them."""
    run_together = any(p.code == "decoded_by_sum" for p in report.problems) or any(
        _is_run_together(cell) for cell in report.cells
    )
    words = any(cell.state in ("text", "illegible") and not _is_run_together(cell) for cell in report.cells)
    states_met = {cell.state for cell in report.cells}
    return [
        text
        for found, text in (
            (bool(states_met & {"blank", "dash"}), "空白和短横不当作零，确为零请填 0"),
            (words, "不是数字的单元格请填数字"),
            (run_together, "连在一起的数字请分格填写"),
            ("absent" in states_met, "缺少的行或列请补上"),
        )
        if found
    ]


def _is_run_together(cell: FormCell) -> bool:
    return cell.doubt is not None and cell.doubt.is_of(RUN_TOGETHER)


def _nameless(report: Report) -> list[str]:
    """Reasons why gate 1 holds a report whose tables are sound: its agency or its year was not found."""
    missing = ["没有找到机关名称"] if not report.metadata.agency_name else []
    return missing + (["没有找到报告年度"] if not report.metadata.report_year else [])


def main(argv: Sequence[str] | None = None) -> int:
    """Returns 0: nothing found; 1: something to review; 2: the file cannot be read, or a wrong call; 3: the program failed."""
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
        say(f"人工核对表有误，请先改正：{error}", sys.stderr)
        return PROGRAM_FAILED
    except Exception as error:
        say(
            f"程序出错，没有核对 {path_text(file)}（{type(error).__name__}: {error}），请报告此问题",
            sys.stderr,
        )
        return PROGRAM_FAILED
    stream = sys.stderr if outcome.exit_code == UNREADABLE else sys.stdout
    with reader_may_leave(stream):
        print(outcome.text, file=stream)
    return outcome.exit_code
