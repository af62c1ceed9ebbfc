"""What the form calls a cell, for people: the row's and the column's label."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extract.form.catalogue import Form


class Names:
    """Chinese names of cells, rows and columns in the form versions that a report uses.

    `versions` is a report's `form`: table -> version, null where the table was not found. A key that the versions do
    not have is its own name.
    """

    def __init__(self, form: Form, versions: Mapping[str, str | None]) -> None:
        version = versions["applications"] or form.newest
        rows = form.application_rows[version]
        self._parents = {r.key: r.parent for r in rows}
        self.rows = {("applications", r.key): r.label for r in rows}
        self.columns = {("applications", "", c.key): c.label for c in form.application_columns}
        self.rows |= {("appeals", b.key): b.label for b in form.appeal_blocks}
        self.columns |= {("appeals", "", c.key): c.label for c in form.appeal_columns}
        for clause in form.clauses[versions["disclosures"] or form.newest]:
            for row in clause.rows:
                self.rows["disclosures", row.key] = row.label
                self.columns |= {("disclosures", row.key, c.key): c.label for c in clause.columns}
        self.sections = {s.key: s.label for s in form.sections}

    def row(self, key: str, row: str) -> str:
        """A row's label without its note in brackets, the label of its group before it."""
        table = key.split("/")[0]
        label = self.rows.get((table, row), row)
        parent = self._parents.get(row) if table == "applications" else None
        short = re.sub(r"（区分处理.*?）", "", label)
        return f"{self.rows['applications', parent]}{short}" if parent and parent != "outcomes" else short

    def column(self, key: str, column: str) -> str:
        """A column's label."""
        table, row, _ = key.split("/")
        return self.columns.get((table, row, column)) or self.columns.get((table, "", column), column)

    def cell(self, key: str) -> str:
        """Row and column of a cell: 予以公开／自然人."""
        _, row, column = key.split("/")
        return f"{self.row(key, row)}／{self.column(key, column)}"

    def subject(self, key: str, by_column: bool) -> str:
        """The row or the column of a cell alone."""
        _, row, column = key.split("/")
        return self.column(key, column) if by_column else self.row(key, row)
