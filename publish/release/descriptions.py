"""Reads what the published tables and columns mean, in English and Chinese, from the yml beside the dbt models.

Descriptions exist only there: `description` is English, `config.meta.zh` Chinese, and `config.meta` has `unit`, `cells` (keys of the
form that a column is computed from) and `formula` (columns of the same row that it is computed from) where they apply. `meta` holds
all of it; publish/trace/sources.py documents the keys that say what a figure is computed from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from common.paths import DBT_PROJECT

_LOADER = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # the loader of dbt, which accepts slightly more than the pure Python one


@dataclass(frozen=True)
class Described:
    """The description of a column (or table); `zh` is empty if not written yet."""

    en: str = ""
    zh: str = ""
    unit: str = ""
    cells: str = ""
    formula: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TableWords:
    """The descriptions of a table; `grain` are the columns of its `unique_combination_of_columns` (or `unique`) test."""

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
        """The descriptions of a table; empty ones if the project does not have it."""
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
    texts = {name: str(meta[name]).strip() for name in ("zh", "unit", "cells", "formula") if meta.get(name)}
    return Described(str(entry.get("description", "")).strip(), **texts, meta=meta)


def _grain(entry: Mapping[str, Any], columns: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    for test in entry.get("data_tests", ()):
        if isinstance(test, dict) and "unique_combination_of_columns" in test:
            return tuple(test["unique_combination_of_columns"]["arguments"]["combination_of_columns"])
    alone = [name for name, column in columns.items() if "unique" in column.get("data_tests", ())]
    return tuple(alone[:1])
