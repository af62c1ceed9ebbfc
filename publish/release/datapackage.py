"""Writes and validates datapackage.json (Frictionless Data Package 1.0): files, types, keys, descriptions, licence, sources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from common.digests import file_digest
from publish.release.citation import Edition
from publish.release.descriptions import Described
from publish.release.errors import ReleaseError
from publish.release.keys import foreign_keys
from publish.release.tables import Column, Table

FILE = "datapackage.json"
ROWS_VALIDATED = 100_000
"""Rows of a table that Frictionless validates at most (some 30,000 a second); DuckDB has checked the keys of all rows."""
_TYPES = {
    "VARCHAR": "string", "TINYINT": "integer", "SMALLINT": "integer", "INTEGER": "integer", "BIGINT": "integer",
    "HUGEINT": "integer", "FLOAT": "number", "DOUBLE": "number", "BOOLEAN": "boolean", "DATE": "date",
    "TIMESTAMP": "datetime",
}  # fmt: skip
_SOURCES = (
    "各级行政机关政府信息公开工作年度报告（文件见 inputs.csv） / annual reports of administrative bodies, listed in inputs.csv",
    "《中华人民共和国政府信息公开条例》（2019）第四十九条、第五十条 / Regulation on government information disclosure, art. 49 and 50",
    "国办公开办函〔2019〕60号（报告年度 2019、2020 的统一格式） / form for the report years 2019 and 2020",
    "国办公开办函〔2021〕30号（报告年度 2021 起的统一格式） / form from the report year 2021",
)


def write_datapackage(folder: Path, tables: Sequence[Table], edition: Edition) -> None:
    """Describe `tables` and their files in `folder`. Raises ReleaseError for a column type that data packages lack."""
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "gongkai",
        "version": edition.version,
        "title": edition.title,
        "description": "Every number leads back to its place in a report file: report_id and key in fct_cells, path and sha256 "
        "in dim_report. 每个数都可以追溯到年报文件中的位置。See README.md.",
        **({"created": f"{edition.date}T00:00:00Z"} if edition.date else {}),
        "temporal": {"start": edition.first_year, "end": edition.last_year},
        "previous": edition.previous,
        "licenses": [edition.licence.record],
        "contributors": [{"title": edition.author, "role": "author"}],
        "sources": [{"title": title} for title in _SOURCES],
        "keywords": ["政府信息公开", "freedom of information", "China"],
        "resources": [],
    }
    for table in tables:
        package["resources"].append(_table(folder, table, tables))
        if table.parquet:
            package["resources"].append(_parquet(folder, table))
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def validate(folder: Path) -> None:
    """Validate the package and its tables with Frictionless. Raises ReleaseError with the first findings."""
    from frictionless import FrictionlessException, Package

    try:
        report = Package.from_descriptor(str(folder / FILE)).validate(limit_rows=ROWS_VALIDATED)
        found = [f"{resource}: {note}" for resource, note in report.flatten(["name", "note"])[:3]]
        valid = report.valid
    except FrictionlessException as error:  # an error in the descriptor itself
        found, valid = [str(error)], False
    if not valid:
        raise ReleaseError(
            f"数据包未通过 Frictionless 校验，未发布 / the data package is not valid by Frictionless; no release: {'; '.join(found)}"
        )


def _table(folder: Path, table: Table, tables: Sequence[Table]) -> dict[str, Any]:
    packed = table.csv.endswith(".gz")
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": [""],
    }
    # A primary key must not contain nulls; a key with nulls is declared as unique instead.
    if table.key and table.has_nulls:
        schema["uniqueKeys"] = [list(table.key)]
    elif table.key:
        schema["primaryKey"] = list(table.key)
    references = [
        {"fields": list(columns), "reference": {"resource": other, "fields": list(theirs)}}
        for columns, other, theirs in foreign_keys(table, tables)
    ]
    return {
        "name": table.name,
        "type": "table",
        "path": table.csv,
        **_words(table.described),
        "rows": table.rows,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8" if packed else "utf-8-sig",
        **({"compression": "gz"} if packed else {}),
        **_file(folder, table.csv),
        "schema": schema | ({"foreignKeys": references} if references else {}),
    }


def _parquet(folder: Path, table: Table) -> dict[str, Any]:
    return {
        "name": f"{table.name}.parquet",
        "type": "file",
        "path": table.parquet,
        "title": f"{table.name}, as Parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        **_file(folder, table.parquet),
    }


def _file(folder: Path, name: str) -> dict[str, Any]:
    return {"bytes": (folder / name).stat().st_size, "hash": f"sha256:{file_digest(folder / name)}"}


def _field(table: Table, column: Column) -> dict[str, Any]:
    if column.type not in _TYPES:
        raise ReleaseError(
            f"{table.name}.{column.name} 的类型 {column.type} 在数据包中没有对应 / {table.name}.{column.name}: the data package has no "
            f"type for {column.type}; no release. This is a mistake in the model, not in your reports: please report it"
        )
    return {"name": column.name, "type": _TYPES[column.type], **_words(column.described)}


def _words(described: Described) -> dict[str, str]:
    words = {
        "description": described.en,
        "description_zh": described.zh,
        "unit": described.unit,
        "cells": described.cells,
        "formula": described.formula,
    }
    return {name: text for name, text in words.items() if text}
