"""What was read against what is true: silent errors, doubts and the rest, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from extract.report import Report


@dataclass(slots=True)
class Score:
    """`silent` lists cells whose value or state is wrong without a doubt: the worst defect there is."""

    cells: int = 0
    doubted: int = 0
    silent: list[str] = field(default_factory=list)
    unearned: list[str] = field(default_factory=list)  # no doubt where the document does not settle the cell
    needless: list[str] = field(default_factory=list)  # a doubt on a cell that is right and settled


def score(report: Report, truth: dict[str, Any]) -> Score:
    """Compare a report with a truth file's `cells` (value, state, value_any, state_any, doubt_ok, must_doubt, skip)."""
    result = Score()
    read = {cell.key: cell for cell in report.cells}
    for key, cell in truth["cells"].items():
        if cell.get("skip"):
            continue
        result.cells += 1
        got = read.pop(key, None)
        if got is None:
            result.silent.append(f"{key}: not listed")
            continue
        right = got.value in cell.get("value_any", [cell["value"]]) and got.state in cell.get(
            "state_any", [cell["state"]]
        )
        if got.doubt:
            result.doubted += 1
            if right and not cell.get("doubt_ok"):
                result.needless.append(f"{key}: {got.doubt}")
        elif not right:
            result.silent.append(
                f"{key}: {got.value!r} ({got.state}) for {cell['value']!r} ({cell['state']})"
            )
        elif cell.get("must_doubt"):
            result.unearned.append(key)
    result.silent += [f"{key}: listed, but not on the form" for key in read]
    return result
