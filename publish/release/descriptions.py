"""What the published tables and columns mean, in English and Chinese: read from the yml beside the dbt models.

There is no second place: `description` is English, `config.meta.zh` Chinese, and `config.meta` has `unit`, `cells` (keys of the
form that a column is computed from) and `formula` (columns of the same row that it is computed from) where they apply. `meta` is
all of it: the whole grammar of what a figure rests on stands in publish/trace/sources.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from common.paths import DBT_PROJECT

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # dbt's own, which takes a little more than the other


@dataclass(frozen=True)
class Described:
    """A column (or table) in words; `zh` is empty where nobody wrote it yet."""

    en: str = ""
    zh: str = ""
    unit: str = ""
    cells: str = ""
    formula: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TableWords:
    """A table in words: `grain` are the columns that its `unique_combination_of_columns` (or `unique`) test holds unique."""

    name: str
    described: Described
    grain: tuple[str, ...] = ()
    columns: Mapping[str, Described] = field(default_factory=dict)


class Descriptions:
    """All models and seeds of a dbt project by name."""

    def __init__(self, project: Path = DBT_PROJECT) -> None:
        self.project = project

    @cached_property
    def tables(self) -> dict[str, TableWords]:
        return {words.name: words for words in _read(self.project)}

    def of(self, name: str) -> TableWords:
        """The words of a table; empty ones where the project does not know it."""
        return self.tables.get(name) or TableWords(name, Described())


def _read(project: Path) -> Iterator[TableWords]:
    for folder in ("models", "seeds"):
        for path in sorted((project / folder).rglob("*.yml")):
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) or {}
            for entry in [*data.get("models", ()), *data.get("seeds", ())]:
                columns = {column["name"]: column for column in entry.get("columns", ())}
                yield TableWords(
                    entry["name"],
                    _described(entry),
                    _grain(entry, columns),
                    {name: _described(column) for name, column in columns.items()},
                )


def _described(entry: Mapping[str, Any]) -> Described:
    meta = entry.get("config", {}).get("meta", {})
    told = {name: str(meta[name]).strip() for name in ("zh", "unit", "cells", "formula") if meta.get(name)}
    return Described(str(entry.get("description", "")).strip(), **told, meta=meta)


def _grain(entry: Mapping[str, Any], columns: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    for test in entry.get("data_tests", ()):
        if isinstance(test, dict) and "unique_combination_of_columns" in test:
            return tuple(test["unique_combination_of_columns"]["arguments"]["combination_of_columns"])
    alone = [name for name, column in columns.items() if "unique" in column.get("data_tests", ())]
    return tuple(alone[:1])
