"""A published version with the tables that the consolidated table is written from, made up by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extract.form.catalogue import TABLES, load_form
from extract.reading import read_report
from publish.consolidated.__main__ import main
from publish.consolidated.source import Source

VERSION = "20240229T080000Z-0a1b2c3d"
AREA, CODE, AREA_ID = "青禾县人民政府", "990122", "990122-government-青禾县人民政府"

_TABLES = """
create table mart_consolidated_table (
    area_id varchar, area_name varchar, area_code varchar, report_year integer, basis varchar, key varchar,
    form_table varchar, form varchar, row_key varchar, column_key varchar, position integer, unit varchar,
    value_strict double, value_blank0 double, units_due bigint, units_counted bigint, numbers bigint, blanks bigint,
    other_form bigint, other_unit bigint, value_published double, residual double
);
create table mart_consolidation_units (
    area_id varchar, area_name varchar, area_code varchar, report_year integer, basis varchar, unit_id varchar,
    unit varchar, unit_agency_id varchar, report_id varchar, status varchar, is_counted boolean, covered_by varchar,
    is_complete boolean
);
create table dim_report (report_id varchar, path varchar, reasons varchar);
"""


@dataclass(frozen=True)
class MadeUnit:
    """A unit; one that is missing or ambiguous has no report. `covered_by` names another unit."""

    name: str
    status: str = "certified"
    reasons: str | None = None
    covered_by: str | None = None


TWO = (MadeUnit("青禾县教育局"), MadeUnit("苇塘镇人民政府"))


@dataclass(frozen=True)
class MadeArea:
    """An area and year. `values` by key, None where one unit leaves a blank; what is not named is 0. `more` overrides
    columns of a cell's row, and adds rows for keys that are no cells of the form."""

    values: Mapping[str, float | None] = field(default_factory=dict)
    form: str = "2021"
    year: int = 2023
    units: Sequence[MadeUnit] = TWO
    published: Mapping[str, float] = field(default_factory=dict)
    more: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    basis: str = "roster"
    is_complete: bool = True
    name: str = AREA
    code: str | None = CODE
    area_id: str = AREA_ID


def form_keys(version: str) -> list[str]:
    """Every cell of a form version, in order."""
    return [key for table in TABLES for key in load_form().keys(table, version)]


def write_warehouse(folder: Path, *areas: MadeArea) -> Path:
    """A warehouse folder whose current version holds these areas."""
    current = folder / "current"
    current.mkdir(parents=True)
    manifest = {"format": 1, "version": VERSION, "published_at": "2024-02-29T08:00:00+00:00", "tables": {}}
    (current / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with duckdb.connect(str(current / "gongkai.duckdb")) as con:
        con.execute(_TABLES)
        for area in areas:
            _insert(con, "mart_consolidated_table", _figures(area))
            _insert(con, "mart_consolidation_units", _units(area))
            _insert(con, "dim_report", _reports(area))
    return folder


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    made = list(rows)
    if made:
        con.register("made", pa.Table.from_pylist(made))
        con.execute(f"insert into {table} by name select * from made")
        con.unregister("made")


def _of(area: MadeArea) -> dict[str, Any]:
    return {
        "area_id": area.area_id,
        "area_name": area.name,
        "area_code": area.code,
        "report_year": area.year,
        "basis": area.basis,
    }


def _figures(area: MadeArea) -> Iterator[dict[str, Any]]:
    counted = sum(unit.status == "certified" and not unit.covered_by for unit in area.units)
    keys = form_keys(area.form)
    for position, key in enumerate([*keys, *(key for key in area.more if key not in keys)]):
        table, row, column = key.split("/")
        strict, own = area.values.get(key, 0.0), area.published.get(key)
        blanks = int(strict is None)
        yield {
            **_of(area), "key": key, "form_table": table, "form": area.form, "row_key": row, "column_key": column,
            "position": position, "unit": "件", "value_strict": strict, "value_blank0": 0.0 if strict is None else strict,
            "units_due": sum(not unit.covered_by for unit in area.units), "units_counted": counted,
            "numbers": counted - blanks, "blanks": blanks, "other_form": 0, "other_unit": 0, "value_published": own,
            "residual": None if own is None or strict is None else round(own - strict, 6),
            **area.more.get(key, {}),
        }  # fmt: skip


def _units(area: MadeArea) -> Iterator[dict[str, Any]]:
    for unit in area.units:
        yield {
            **_of(area), "unit_id": unit.name, "unit": unit.name, "unit_agency_id": None, "report_id": _report_id(area, unit),
            "status": unit.status, "is_counted": unit.status == "certified" and not unit.covered_by,
            "covered_by": unit.covered_by, "is_complete": area.is_complete,
        }  # fmt: skip


def _report_id(area: MadeArea, unit: MadeUnit) -> str | None:
    return None if unit.status in ("missing", "ambiguous") else f"{area.area_id}-{area.year}-{unit.name}"


def _reports(area: MadeArea) -> Iterator[dict[str, Any]]:
    for unit in area.units:
        if report_id := _report_id(area, unit):
            path = f"{area.year}-990000/{unit.name}.docx"
            yield {"report_id": report_id, "path": path, "reasons": unit.reasons}


def published_values(
    warehouse: Path, area_id: str, year: int, form: str, column: str
) -> dict[str, Decimal | None]:
    """What the mart has for each cell of a form version, in fifteen digits; table four under whatever form it stands."""
    with duckdb.connect(str(warehouse / "current" / "gongkai.duckdb"), read_only=True) as con:
        rows = con.execute(
            f"select key, {column} from mart_consolidated_table "
            "where area_id = ? and report_year = ? and (form = ? or form_table = 'appeals')",
            [area_id, year, form],
        ).fetchall()
    told = {key: None if value is None else Decimal(f"{value:.15g}") for key, value in rows}
    return {key: told[key] for key in form_keys(form)}


def assert_reads_back(path: Path, told: Mapping[str, Decimal | None], form: str) -> None:
    """Our own reader finds these very values in a written file, each at its key, and doubts none of them.

    A table without any number is nothing to read: of it only the values are looked at.
    """
    report = read_report(path)
    read = {cell.key: cell for cell in report.cells}
    found = {key: read[key].value for key in told}
    assert {key: None if value is None else Decimal(value) for key, value in found.items()} == told
    filled = {key.split("/")[0] for key, value in told.items() if value is not None}
    states = {(read[key].state, read[key].doubt) for key in told if key.split("/")[0] in filled}
    assert states <= {("number", None), ("blank", None)}
    if filled == set(TABLES):
        assert (report.status, report.form) == ("read", dict.fromkeys(TABLES, form))


def assert_every_table_reads_back(warehouse: Path, folder: Path) -> int:
    """Write every area and year of a published version, blanks both ways, and read them back; how many files that were."""
    files = 0
    with Source(warehouse) as source:
        tables = [(area.area_id, year) for area in source.areas() for year in area.years]
        for area_id, year in tables:
            table = source.consolidated(area_id, year, None, "strict")
            assert _counts(warehouse, area_id, year) == [(table.due, table.counted)]
    for place, (area_id, year) in enumerate(tables):
        form = load_form().of_year(year)
        for blank, column in (("strict", "value_strict"), ("zero", "value_blank0")):
            out = folder / f"{place}-{blank}"
            arguments = [
                area_id,
                str(year),
                "--warehouse",
                str(warehouse),
                "--out",
                str(out),
                "--blank",
                blank,
            ]
            assert main(arguments) == 0
            told = published_values(warehouse, area_id, year, form, column)
            for path in out.iterdir():
                assert_reads_back(path, told, form)
                files += 1
    return files


def _counts(warehouse: Path, area_id: str, year: int) -> list[tuple[int, int]]:
    """Units due and counted, as the mart of the table has them."""
    with duckdb.connect(str(warehouse / "current" / "gongkai.duckdb"), read_only=True) as con:
        return con.execute(
            "select distinct units_due, units_counted from mart_consolidated_table where area_id = ? and report_year = ?",
            [area_id, year],
        ).fetchall()
