"""Names a cell for people, by the labels of its row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extract.form.catalogue import Form, FormColumn, FormRow


class Names:
    """Chinese names of cells, rows and columns in the form versions that a report uses.

    `versions` is a report's `form`: table -> version. A key that this version does not have is named as in the newest that
    has it; a key that no version has is its own name.
    """

    def __init__(self, form: Form, versions: Mapping[str, str | None]) -> None:
        self._parents: dict[str, str | None] = {}
        self.rows: dict[tuple[str, str], str] = {}
        self.columns: dict[tuple[str, str, str], str] = {}
        # Later versions overwrite earlier ones: the oldest first, the version in use last.
        for version in [*reversed(form.versions), versions.get("applications")]:
            if version is not None:
                self._add("applications", form.application_rows[version], form.application_columns[version])
                self._parents |= {r.key: r.parent for r in form.application_rows[version]}
        for version in [*reversed(form.versions), versions.get("appeals")]:
            if version is not None:
                self._add("appeals", form.appeal_blocks[version], form.appeal_columns[version])
        for version in [*reversed(form.versions), versions.get("disclosures")]:
            for clause in form.clauses[version] if version is not None else ():
                for row in clause.rows:
                    self.rows["disclosures", row.key] = row.label
                    self.columns |= {("disclosures", row.key, c.key): c.label for c in clause.columns}
        self.sections = {s.key: s.label for s in form.sections}

    def _add(
        self, table: str, rows: tuple[FormRow, ...] | tuple[FormColumn, ...], columns: tuple[FormColumn, ...]
    ) -> None:
        self.rows |= {(table, row.key): row.label for row in rows}
        self.columns |= {(table, "", column.key): column.label for column in columns}

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
