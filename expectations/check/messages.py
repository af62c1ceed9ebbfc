"""A broken rule in plain Chinese, as the clerk who drafts a report reads it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from expectations.evidence.failures import CellSeen, Failure, Place, number
from expectations.evidence.verdicts import EXTRACTION, SOURCE
from expectations.rules.catalogue import Rule
from expectations.words import words
from extract.form.names import Names
from extract.messages import problem_titles
from extract.report import Report

MOST_SHOWN = 20  # of one kind; the rest is counted
LONGEST_QUOTE = 80
_OF_TEXT = ("claims", "claim_parts", "mention", "unit", "period", "published")


def told(failure: Failure, rule: Rule, names: CellNames) -> str:
    """One broken rule: title, both sides with the cells' names and values, and where they stand."""
    title = f"{rule.label}。"
    place = where(failure.places)
    if failure.problems:
        said = dict.fromkeys(
            problem_titles()[p.code].format(instance=names.instance(p.instance)) for p in failure.problems
        )
        return f"{title}{'；'.join(said)}{place}"
    if rule.kind == "form_for_year":
        table = words()["tables"][failure.instance or ""]
        return f"{title}“{table}”用的是 {number(failure.lhs)} 年格式，{failure.report_year} 年度应使用 {number(failure.rhs)} 年格式"
    if rule.kind == "number_type":
        kind = words()["number_types"][failure.cells[0].number_type]
        return f"{title}{names.cell(failure.cells[0].key)}：{failure.cells[0].value}，{kind}{place}"
    if failure.kind in _OF_TEXT:
        quote = f"原文：“{short(failure.quote, LONGEST_QUOTE)}”" if failure.quote else ""
        return f"{title}{_of_text(failure, names)}{place}。{quote}"
    by_column = rule.spec.get("each") in ("column", "group")
    left, right = (_side(failure, rule, side, names, by_column) for side in ("lhs", "rhs"))
    sign = "大于" if failure.operator == "le" else "不等于"
    subject = names.subject(failure.cells[0].key, by_column)
    return f"{title}【{subject}】{left} {sign} {right}{place}"


def _of_text(failure: Failure, names: CellNames) -> str:
    cells = " + ".join(f"{names.cell(c.key)} {c.value}" for c in failure.cells)
    match failure.kind:
        case "claims":
            return f"正文为 {number(failure.lhs)}，表中{cells or ' ' + number(failure.rhs)}"
        case "claim_parts":
            return f"各项合计 {number(failure.lhs)}，正文总数 {number(failure.rhs)}"
        case "mention":
            return f"{cells}，第六部分没有提及"
        case "unit":
            return f"{cells}，没有注明单位"
    return failure.sides


def whose(failure: Failure, report: Report) -> str:
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


def _side(failure: Failure, rule: Rule, side: str, names: CellNames, by_column: bool) -> str:
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


def _named(cell: CellSeen, names: CellNames, by_column: bool) -> str:
    _, row, column = cell.key.split("/")
    return f"{names.row(cell.key, row) if by_column else names.column(cell.key, column)} {cell.value}"


class CellNames(Names):
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


def where(places: Sequence[Place]) -> str:
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


def more(items: Sequence[Any]) -> list[str]:
    return [f"  …… 还有 {len(items) - MOST_SHOWN} 处"] if len(items) > MOST_SHOWN else []


def short(text: str, most: int = 40) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= most else text[:most] + "……"
