"""Chinese names of cells, rows, tables and places in a file, as clerks use them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from expectations.failure import Place
from expectations.words import words
from extract.form.names import Names


class CellNames(Names):
    """Names of cells, rows and columns, and of the part of a report that a problem is about."""

    def instance(self, instance: str | None) -> str:
        """The name of the part that a problem is about: a table, section, row, table/row, table/column or cell."""
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
    """（第 2 页） | （第 75、86 行） | （文件中第 5 个表格第 3、4 行）; '' if no place is known."""
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


def short(text: str, most: int = 40) -> str:
    """The text on one line, cut after `most` characters."""
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= most else text[:most] + "……"
