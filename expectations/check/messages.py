"""A broken rule in plain Chinese, as the clerk who drafts a report reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from expectations.evidence.verdicts import EXTRACTION, SOURCE
from expectations.failure import Failure
from expectations.names import CellNames
from expectations.rules.kinds import KINDS
from expectations.rules.rule import Rule
from extract.report import Report

MOST_SHOWN = 20  # of one kind; the rest is counted


def told(failure: Failure, rule: Rule, names: CellNames) -> str:
    """One broken rule: its title, and what its kind says of the failure.

    Raises ValueError for a kind that compares with other reports.
    """
    say = KINDS[failure.kind].clerk
    if say is None:
        raise ValueError(f"a rule of kind {failure.kind} compares with other reports: a draft has none")
    return f"{rule.label}。{say(failure, rule, names)}"


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


def more(items: Sequence[Any]) -> list[str]:
    """How many there are beyond those shown."""
    return [f"  …… 还有 {len(items) - MOST_SHOWN} 处"] if len(items) > MOST_SHOWN else []
