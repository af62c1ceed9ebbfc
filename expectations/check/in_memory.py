"""Runs the dbt project's SQL on a DuckDB in memory, for one report: without dbt, a warehouse or a second copy of a rule.

The models used here may call only ref(), source(), config(), in_changed_batch() and adapter.quote(); anything else raises ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from agencies.divisions import DIVISIONS
from agencies.fallback import resolve_by_name
from agencies.population import POPULATION
from agencies.roster import ROSTER
from agencies.schemas import SUCCESSIONS
from agencies.stated_versions import STATED_VERSIONS
from common.paths import DBT_PROJECT
from expectations.seeds.catalogue import seeds
from expectations.seeds.table import Seed
from extract.store.schemas import SCHEMAS

_CALL = re.compile(r"\{\{\s*(?P<name>[\w.]+)\((?P<arguments>[^)]*)\)\s*\}\}")
_TYPES = {"varchar": pa.string(), "integer": pa.int32(), "double": pa.float64(), "boolean": pa.bool_()}


class Relations:
    """Builds models (from their SQL files in dbt_project/models) and seeds in a DuckDB connection on demand, each once."""

    def __init__(
        self,
        extracted: Mapping[str, pa.Table],
        all_seeds: Iterable[Seed] | None = None,
        roster: pa.Table | None = None,
        agencies: pa.Table | None = None,
        successions: pa.Table | None = None,
        versions: pa.Table | None = None,
    ) -> None:
        """`extracted`: tables in the shapes of extract.store.schemas.SCHEMAS, by name. Missing tables are empty, and so are
        `roster` (agencies.roster.ROSTER), `successions` (agencies.schemas.SUCCESSIONS) and `versions`
        (agencies.stated_versions.STATED_VERSIONS) unless given. `agencies`
        (agencies.schemas.SCHEMAS) says whose reports they are; without it the agency read in the report is used."""
        self.con = duckdb.connect(":memory:")
        self._built: set[str] = set()
        self._files = {p.stem: p for p in (DBT_PROJECT / "models").rglob("*.sql")}
        self._seeds = {s.name: s for s in (seeds() if all_seeds is None else all_seeds)}
        for name, schema in SCHEMAS.items():
            table = extracted.get(name, schema.empty_table())
            # The batch folder, which dbt's source takes from the file's path.
            batch = extracted["reports"].column("batch")[0].as_py() if len(extracted["reports"]) else ""
            if "batch" not in table.column_names:
                table = table.append_column("batch", pa.array([batch] * len(table), pa.string()))
            self.con.register(f"extracted_{name}", table)
        self.con.register("inputs_population", POPULATION.empty_table())
        self.con.register("inputs_versions", STATED_VERSIONS.empty_table() if versions is None else versions)
        self.con.register("inputs_divisions", DIVISIONS.empty_table())
        self.con.register("inputs_roster", ROSTER.empty_table() if roster is None else roster)
        reports = extracted["reports"]
        self.con.register("resolution_agencies", resolve_by_name(reports) if agencies is None else agencies)
        self.con.register(
            "resolution_successions", SUCCESSIONS.empty_table() if successions is None else successions
        )

    def close(self) -> None:
        """Close the connection."""
        self.con.close()

    def build(self, name: str) -> str:
        """Build a model or seed unless it exists; returns its name. Raises ValueError for SQL that needs dbt."""
        if name in self._built:
            return name
        self._built.add(name)
        if name in self._seeds:
            self.con.register(name, _table(self._seeds[name]))
        else:
            text = _CALL.sub(self._render, self._files[name].read_text(encoding="utf-8"))
            if "{{" in text or "{%" in text:
                raise ValueError(
                    f"{name}.sql needs more than ref(), source() and in_changed_batch(): it cannot be run without dbt"
                )
            self.con.execute(f"create table {name} as {text}")
        return name

    def _render(self, call: re.Match[str]) -> str:
        arguments: list[Any] = re.findall(r"'([^']*)'", call["arguments"])
        if call["name"] == "ref":
            return self.build(arguments[0])
        if call["name"] == "source":
            return "_".join(arguments)
        if call["name"] == "in_changed_batch":
            return "true"  # all rows have to be built
        if call["name"] == "config":
            return ""
        if call["name"] == "adapter.quote":
            return f'"{arguments[0]}"'
        return call[0]


def _table(seed: Seed) -> pa.Table:
    schema = pa.schema([(name, _TYPES[kind]) for name, (kind, _) in seed.columns.items()])
    return pa.Table.from_pylist(seed.rows, schema=schema)
