"""Reads population.csv: inhabitants of divisions by year, for requests per 100,000 inhabitants.

    division_code,year,population,source

is the header of the file, which whoever runs the warehouse puts into the landing folder. ``year`` is the report year that
the figure applies to, ``source`` where it comes from (统计年鉴 2024 表3-1). The project ships no figures: without the file
nothing is computed per head.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from common.csv_tables import Line, lines
from common.parquet_files import write_parquet
from extract.store.batches import POPULATION as POPULATION_FILE

HEADER = ("division_code", "year", "population", "source")
POPULATION = pa.schema(
    [
        ("division_code", pa.string()),
        ("year", pa.int32()),
        ("population", pa.int64()),  # persons
        ("source", pa.string()),
    ]
)


class PopulationError(ValueError):
    """population.csv cannot be used; the message names the file, the line, what is wrong and what to write there."""


def population_path(landing: Path, environment: Mapping[str, str] | None = None) -> Path:
    """``population.csv`` in the landing folder, or the file that GONGKAI_POPULATION names."""
    configured = (os.environ if environment is None else environment).get("GONGKAI_POPULATION")
    return Path(configured) if configured else landing / POPULATION_FILE


def load_population(path: Path, known: Container[str] | None = None) -> pa.Table:
    """The file as a table with the schema POPULATION; empty if there is no file. Raises PopulationError.

    `known`: the division codes that exist; without it any code is accepted.
    """
    rows: dict[tuple[str, int], tuple[int, dict[str, Any]]] = {}
    for line in lines(path, HEADER, PopulationError) if path.is_file() else ():
        row = _row(line, known)
        key = row["division_code"], row["year"]
        if key in rows:
            raise PopulationError(
                f"{line.where}: {key[0]} 的 {key[1]} 年已在第 {rows[key][0]} 行，请删去一行 / "
                f"{key[0]} in {key[1]} stands in line {rows[key][0]} already: take one of them out"
            )
        rows[key] = line.number, row
    return pa.Table.from_pylist([row for _, row in rows.values()], schema=POPULATION)


def store_population(landing: Path, warehouse: Path, known: Container[str] | None = None) -> Path:
    """Write the population where dbt reads it: $WAREHOUSE/inputs/population.parquet. Raises PopulationError."""
    table = load_population(population_path(landing), known)
    target = warehouse / "inputs" / "population.parquet"
    write_parquet(target, table)
    return target


def _row(line: Line, known: Container[str] | None) -> dict[str, Any]:
    fields = {name: unicodedata.normalize("NFKC", field).strip() for name, field in line.fields.items()}
    code, year, persons = (fields[name] for name in HEADER[:3])
    if not re.fullmatch(r"\d{6}(?:\d{3})?", code):
        raise PopulationError(
            f"{line.where}: division_code {code!r} 应为六位数字（乡级九位） / must have 6 digits (9 for a town)"
        )
    if known is not None and code not in known:
        raise PopulationError(
            f"{line.where}: 没有区划代码 {code}，请改正，或在 divisions.csv 中补充 / there is no division {code}: correct it, or add "
            "it to divisions.csv"
        )
    if not re.fullmatch(r"20\d\d", year):
        raise PopulationError(f"{line.where}: year {year!r} 应为四位年份，如 2023 / must be a year as 2023")
    if not re.fullmatch(r"[1-9]\d{0,9}", persons):
        raise PopulationError(
            f"{line.where}: population {persons!r} 应写明人数，只用数字，如 1234567（不写 123.5万 或 1,234,567） / "
            "must be persons in digits alone, as 1234567 (not 123.5万, not 1,234,567)"
        )
    if not fields["source"]:
        raise PopulationError(
            f"{line.where}: source 为空，请写明数据出处 / source is empty: say where the figure comes from"
        )
    return {"division_code": code, "year": int(year), "population": int(persons), "source": fields["source"]}
