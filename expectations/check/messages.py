"""Puts a broken rule into plain Chinese for the clerk who drafts a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from expectations.evidence.verdicts import EXTRACTION, SOURCE
from expectations.failure import Failure
from expectations.names import CellNames
from expectations.rules.kinds import KINDS
from expectations.rules.rule import Rule
from extract.report import Report

MOST_SHOWN = 20  # items listed under one heading; the rest is only counted


def failure_text(failure: Failure, rule: Rule, names: CellNames) -> str:
    """The rule's title, and the rule kind's description of the failure.

    Raises ValueError for a kind that compares with other reports.
    """
    describe = KINDS[failure.kind].clerk
    if describe is None:
        raise ValueError(f"a rule of kind {failure.kind} compares with other reports: a draft has none")
    return f"{rule.label}。{describe(failure, rule, names)}"


def mistake_note(failure: Failure, report: Report) -> str:
    """Whether the failure may be our misreading or is the report's own mistake; '' if that is not known."""
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


def rest_note(items: Sequence[Any]) -> list[str]:
    """A line with the number of items beyond those shown; empty if all are shown."""
    return [f"  …… 还有 {len(items) - MOST_SHOWN} 处"] if len(items) > MOST_SHOWN else []
