"""A seed: a small table that dbt and `make check` read, built in memory from form.yml and rules.yml."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Seed:
    """One seed: columns as name -> (DuckDB type, description), and its rows."""

    name: str
    description: str
    columns: dict[str, tuple[str, str]]
    rows: list[dict[str, Any]]

    def csv(self) -> str:
        """The seed as CSV text; null is an empty field, booleans are true and false."""
        out = io.StringIO()
        writer = csv.DictWriter(out, list(self.columns), lineterminator="\n")
        writer.writeheader()
        for row in self.rows:
            writer.writerow({c: _plain(row[c]) for c in self.columns})
        return out.getvalue()


def _plain(value: Any) -> Any:
    return (
        {None: "", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else value
    )
