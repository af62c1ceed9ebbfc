"""Reads the consolidated figures of an area and year, and the units behind them, from the published warehouse."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rapidfuzz import fuzz, process

from extract.form.catalogue import TABLES, load_form
from publish.warehouse import FILE_NAME, current_manifest

TABLE, UNITS = "mart_consolidated_table", "mart_consolidation_units"
APPEALS = "appeals"
CERTIFIED, HELD, FAILED, MISSING, AMBIGUOUS = "certified", "held", "failed", "missing", "ambiguous"
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MOST_NAMED = 5  # nearest names in an error

_AREAS = f"""
select
    area_id, max(area_name), max(area_code), report_year,
    count(*) filter (where covered_by is null), count(*) filter (where is_counted)
from {UNITS} group by area_id, report_year
"""
_FIGURES = f"""
select
    form, form_table, key, value_strict, value_blank0, value_published, residual, unit, numbers, blanks, other_form, other_unit
from {TABLE} where area_id = ? and report_year = ?
"""
_UNITS = f"""
select u.basis, u.is_complete, u.unit, u.status, u.is_counted, coalesce(over.unit, u.covered_by), report.path, report.reasons
from {UNITS} as u
left join {UNITS} as over
    on u.covered_by = over.unit_id and u.area_id = over.area_id and u.report_year = over.report_year
left join dim_report as report on u.report_id = report.report_id
where u.area_id = ? and u.report_year = ?
order by u.is_counted desc, u.covered_by nulls first, u.status, u.unit, u.unit_id
"""


class ConsolidationError(ValueError):
    """No table can be written; the message says why and what to do, in both languages."""


@dataclass(frozen=True, slots=True)
class AreaYear:
    """An area in one year: its name and division code, and how many units are due and counted."""

    name: str
    code: str | None
    due: int
    counted: int


@dataclass(frozen=True, slots=True)
class Area:
    """A consolidating body with the years in which it has units; name and code are those of the last year."""

    area_id: str
    years: dict[int, AreaYear]

    @property
    def name(self) -> str:
        return self.years[max(self.years)].name

    @property
    def code(self) -> str | None:
        return self.years[max(self.years)].code

    @property
    def label(self) -> str:
        """Name and code, for a list."""
        return f"{self.name}（{self.code}）" if self.code else self.name


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell of the consolidated table.

    `strict` is null unless every counted unit prints a number, in one unit of money; `blank0` takes their blanks as 0;
    `published` is what the body's own certified report prints, `residual` is `published` - `strict`. `unit` is the unit
    of the sum, "unknown" if neither form nor reports state it. `numbers` counts units with a number, `blanks` those
    without, `other_form` those whose table is on another version of the form, `other_unit` those whose amounts cannot
    be added to the rest.
    """

    key: str
    strict: Decimal | None = None
    blank0: Decimal | None = None
    published: Decimal | None = None
    residual: Decimal | None = None
    unit: str | None = None
    numbers: int = 0
    blanks: int = 0
    other_form: int = 0
    other_unit: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that the area's report covers. `path` is its report's file, `reasons` why that is held or failed.

    `covered_by` names the unit of the area whose report includes its numbers; they are not counted twice.
    """

    name: str
    status: str
    is_counted: bool
    covered_by: str | None
    path: str | None
    reasons: str | None


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The consolidated table of one area and year on one version of the form, from one published version."""

    area_name: str
    area_code: str | None
    called: str  # a name that no other area has, for file names
    year: int
    basis: str  # roster or divisions
    is_complete: bool  # the roster says that it names every unit
    form: str
    figures: dict[str, Figure]  # by key: the cells of the form version, and others that units print
    units: tuple[Unit, ...]
    version: str
    published_at: datetime
    blank: str  # strict or zero: which of its two values a figure shows

    def value(self, key: str) -> Decimal | None:
        """The value to print in a cell; None leaves it blank."""
        figure = self.figures[key]
        return figure.strict if self.blank == "strict" else figure.blank0

    @property
    def due(self) -> int:
        """Number of units whose own reports belong in the sum."""
        return sum(unit.covered_by is None for unit in self.units)

    @property
    def counted(self) -> int:
        return sum(unit.is_counted for unit in self.units)

    @property
    def left_out(self) -> tuple[Unit, ...]:
        """Units whose numbers are not in the table."""
        return tuple(unit for unit in self.units if not unit.is_counted and unit.covered_by is None)

    @property
    def received(self) -> int:
        """Number of units due whose report arrived, certified or not."""
        arrived = (CERTIFIED, HELD, FAILED)
        return sum(unit.status in arrived and unit.covered_by is None for unit in self.units)


class Source:
    """The published file of a warehouse, open for reading. Raises ConsolidationError if there is none."""

    def __init__(self, warehouse: Path) -> None:
        manifest = current_manifest(warehouse)
        if manifest is None:
            raise ConsolidationError(
                f"{warehouse} 没有已发布的仓库，请先 make run，或用 --warehouse 指明文件夹 / no published warehouse in "
                f"{warehouse}: make run first, or name its folder with --warehouse"
            )
        self._version = str(manifest["version"])
        self._published_at = datetime.fromisoformat(manifest["published_at"])
        file = (warehouse / "current").resolve() / FILE_NAME
        try:
            self._con = duckdb.connect(str(file), read_only=True)
        except duckdb.Error as error:
            raise ConsolidationError(
                f"{file} 打不开，请重新 make run / {file} cannot be opened, make run again: {error}"
            ) from None
        missing = [name for name in (TABLE, UNITS) if not self._has(name)]
        if missing:
            self._con.close()
            raise ConsolidationError(
                f"已发布的仓库没有表 {'、'.join(missing)}，是旧版程序建的，请重新 make run / the published warehouse has no "
                f"table {', '.join(missing)}: an older program built it; make run again"
            )

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def _has(self, name: str) -> bool:
        found = self._con.execute(
            "select 1 from information_schema.tables where table_schema = 'main' and table_name = ?", [name]
        )
        return found.fetchone() is not None

    def areas(self) -> list[Area]:
        """Every area with the years that it has units in."""
        found: dict[str, Area] = {}
        for area_id, name, code, year, due, counted in self._con.execute(_AREAS).fetchall():
            area = found.setdefault(area_id, Area(area_id, {}))
            area.years[year] = AreaYear(name, code, due, counted)
        return sorted(found.values(), key=lambda area: (area.code or "~", area.name, area.area_id))

    def consolidated(self, area: str, year: int, form: str | None, blank: str) -> Consolidated:
        """The table of an area (its name, division code or id) and year.

        `form` is the version to print; None takes that of the report year, where there are figures on it. `blank` is
        strict or zero. Raises ConsolidationError where there is no such area, year or form.
        """
        areas = self.areas()
        chosen = _chosen(areas, area)
        if year not in chosen.years:
            years = [str(known) for known in sorted(chosen.years)]
            raise ConsolidationError(
                f"{chosen.name} 没有 {year} 年的汇总，只有 {'、'.join(years)} / there is no table of {chosen.name} for "
                f"{year}, only for {', '.join(years)}"
            )
        area_year = chosen.years[year]
        namesakes = sum(other.years[year].name == area_year.name for other in areas if year in other.years)
        units = self._con.execute(_UNITS, [chosen.area_id, year]).fetchall()
        rows = self._con.execute(_FIGURES, [chosen.area_id, year]).fetchall()
        version = _version({form for form, table, *_ in rows if table != APPEALS}, year, form, area_year.name)
        # Table four may be stored under another form version that prints it in the same way.
        catalogue = load_form()
        as_printed = catalogue.alike(APPEALS, version)
        figures = {
            row[2]: _figure(*row[2:])
            for row in rows
            if row[0] == version or (row[1] == APPEALS and row[0] in as_printed)
        }
        keys = [key for table in TABLES for key in catalogue.keys(table, version)]
        name = _shown(area_year.name) or ""
        return Consolidated(
            name,
            area_year.code,
            f"{name}-{area_year.code or chosen.area_id}" if namesakes > 1 else name,
            year,
            units[0][0],
            units[0][1],
            version,
            {key: Figure(key) for key in keys} | figures,
            tuple(_unit(*unit[2:]) for unit in units),
            self._version,
            self._published_at,
            blank,
        )


def number(value: float | Decimal | None) -> Decimal | None:
    """A number rounded to fifteen digits: the precision of a sum of doubles, and of a workbook."""
    return None if value is None else Decimal(f"{value:.15g}")


def _shown(text: str | None) -> str | None:
    """The text without control characters from a file's text or name, which no document can hold."""
    return None if text is None else _CONTROLS.sub("", text)


def _figure(key: str, *fields: Any) -> Figure:
    """Make a figure from a row of the mart: four numbers, a unit, four counts."""
    strict, blank0, published, residual = map(number, fields[:4])
    return Figure(key, strict, blank0, published, residual, *fields[4:])


def _unit(name: str, status: str, is_counted: bool, *texts: str | None) -> Unit:
    covered_by, path, reasons = map(_shown, texts)
    return Unit(_shown(name) or "", status, is_counted, covered_by, path, reasons)


def _version(versions: set[str], year: int, wanted: str | None, name: str) -> str:
    if wanted is not None and versions and wanted not in versions:
        listed = sorted(versions)
        raise ConsolidationError(
            f"{name} {year} 年没有 {wanted} 年版表格的数，只有 {'、'.join(listed)} / {name} has no figures of {year} on the "
            f"{wanted} form, only on {', '.join(listed)}"
        )
    due = load_form().of_year(year)
    return wanted or (due if due in versions or not versions else max(versions))


def _chosen(areas: Sequence[Area], asked: str) -> Area:
    """The area with this name (a place means its government), code or id. Raises ConsolidationError if none or several match."""
    plain = _plain(asked)
    found = (
        [area for area in areas if area.area_id == asked]
        or [area for area in areas if any(plain in (_plain(y.name), y.code) for y in area.years.values())]
        or [area for area in areas if any(_plain(y.name) == f"{plain}人民政府" for y in area.years.values())]
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise ConsolidationError(
            f"{asked} 有 {len(found)} 个，请用名称或后面的编号指明 / {asked} names {len(found)} areas, tell them apart by name or id: "
            + "; ".join(f"{area.label} {area.area_id}" for area in found)
        )
    if not areas:
        raise ConsolidationError(
            "仓库里没有汇总单位：没有 roster.csv，也没有哪个地区有下级单位的年报 / the warehouse has no area to consolidate: "
            "no roster.csv, and no division with reports of units below it"
        )
    known = {index: area.code if plain.isdigit() else area.name for index, area in enumerate(areas)}
    near = process.extract(plain, known, scorer=fuzz.WRatio, processor=_plain, limit=MOST_NAMED)
    raise ConsolidationError(
        f"没有汇总单位 {asked}，相近的有 / no area {asked}, the nearest: "
        + "; ".join(areas[index].label for _, _, index in near)
        + " （全部 / all: --list）"
    )


def _plain(text: str | None) -> str:
    """A name for comparison, without differences in character width and white space."""
    return "".join(unicodedata.normalize("NFKC", text or "").split())
