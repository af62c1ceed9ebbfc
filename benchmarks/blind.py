"""What blind hands measured (blind.yml), as lines of the accuracy card: nobody who wrote the reader made these files.

The bounds are the upper ends of Wilson's score interval (Wilson 1927). Errors come in layouts, so the one over files is the
sounder.
"""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from typing import Any

import yaml

RUNS = Path(__file__).with_name("blind.yml")
Z = 1.645  # one-sided, 95 %


def runs() -> list[dict[str, Any]]:
    """The runs in the order in which they were made."""
    found: list[dict[str, Any]] = yaml.safe_load(RUNS.read_text(encoding="utf-8"))
    return found


def upper_bound(wrong: int, of: int) -> float:
    """The share that `wrong` of `of` does not exceed, with a confidence of 95 %."""
    share, square = wrong / of, Z * Z / of
    return (share + square / 2 + Z * sqrt(share * (1 - share) / of + square / of / 4)) / (1 + square)


def lines() -> list[str]:
    """The section of the card: the last run in a sentence, then a table, one row per run."""
    last = runs()[-1]
    wrong, files = last["silent"] + last.get("open", 0), last["in_files"]
    return [
        "## 盲测 Blind",
        "",
        f"**盲测 blind: {last['cells']:,} 格 cells, 静默错误 silent, 含不可定格 open cells included {wrong:,} ({wrong / last['cells']:.2%}, "
        f"≤ {upper_bound(wrong, last['cells']):.2%}), {files} / {last['files']} 份 files ({files / last['files']:.1%}, "
        f"≤ {upper_bound(files, last['files']):.1%}); 读对 right {last['exact'] / last['settled']:.1%}**",
        "",
        "样式由没有见过读取程序的人只凭表式和真实年报写成，在有人看过任何一份文件之前只读一次；≤ 为 95 % 置信上限。之后这些文件归开发使用（tests/blind）。",
        "By hands that saw the form and real reports and nothing of the reader; read once, before anybody looked at a file; ≤ is the "
        "upper bound at 95 %. Afterwards the files belong to development (tests/blind).",
        "",
        "| 第几手<br>hand | 读取程序<br>reader | 样式<br>layouts | 文件<br>files | 单元格<br>cells | **静默错误<br>silent** | 不可定格未存疑<br>open, not doubted | 涉及文件<br>in files | 读对率<br>right | 整份全对<br>whole reports |",
        "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *map(_row, runs()),
        "",
    ]


def _row(run: dict[str, Any]) -> str:
    counts = [run["layouts"], run["files"], run["cells"], run["silent"], run.get("open"), run.get("in_files")]
    cells = [
        str(run["hand"]),
        f"{run['zh']} {run['reader']}",
        *("–" if count is None else f"{count:,}" for count in counts),
        f"{run['exact'] / run['settled']:.1%}",
        f"{run['whole']:,}",
    ]
    return f"| {' | '.join(cells)} |"
