"""The panel's marts against the cells: what a column's meta says it is computed from is what it is computed from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.form.catalogue import load_form
from modelling.contract import BLANK0, Column
from modelling.panel import contracts
from tests.support.warehouses import DRAFTS, change, dbt, report_id, rows

MARTS = {contract.name: contract for contract in contracts()}
APPLICANTS = [column.key for column in load_form().application_columns["2021"] if column.key != "total"]
RESULTS = ["upheld", "corrected", "other", "pending"]


class Cells:
    """The cells of one report, and what a sum of them comes to when a blank is unknown, or taken for 0."""

    def __init__(
        self, found: Mapping[str, tuple[str, float | None]], forms: Mapping[str, str | None]
    ) -> None:
        self.found = found
        self.forms = forms

    def known(self, key: str) -> float | None:
        """The number printed; of a blank total the sum of its parts, if all of them are numbers."""
        number = self.found.get(key, ("absent", None))[1]
        parts = [self.known(part) for part in self._parts(key)]
        if number is not None or not parts or None in parts:
            return number
        return sum(part for part in parts if part is not None)

    def loose(self, key: str) -> float | None:
        """The same with blanks and dashes as 0; null where something else stands in the row."""
        known = self.known(key)
        if known is not None:
            return known
        stem = key.rpartition("/")[0]
        row = [other for other in self.found if other.rpartition("/")[0] == stem]
        states = [self.found[other][0] for other in ([key] if stem.startswith("disclosures/") else row)]
        if set(states) - {"number", "blank", "dash"}:
            return None
        return sum(self.loose(part) or 0 for part in self._parts(key))

    def sum(self, expression: str, otherwise: str | None, blank0: bool) -> float | None:
        """Of `cells` and `cells_else` of a column's meta."""
        keys = [key for key in expression.split(" + ") if self._in_form(key)]
        strict = [self.known(key) for key in keys]
        value = None if None in strict or not strict else sum(v for v in strict if v is not None)
        if value is None and otherwise:
            value = self.known(otherwise)
        if value is not None or not blank0:
            return value
        loose = [self.loose(key) for key in keys]
        if None in loose:
            return None
        if otherwise and not any(self._any(key) for key in keys):
            return self.loose(otherwise)
        return sum(v for v in loose if v is not None)

    def _any(self, key: str) -> bool:
        return any(self.found.get(k, ("", None))[1] is not None for k in (key, *self._parts(key)))

    def _in_form(self, key: str) -> bool:
        table = key.split("/")[0]
        version = self.forms.get(table) or load_form().versions[0]
        return key in load_form().keys(table, version)

    def _parts(self, key: str) -> list[str]:
        stem, _, column = key.rpartition("/")
        if column != "total":
            return []
        return [f"{stem}/{part}" for part in (APPLICANTS if key.startswith("applications/") else RESULTS)]


def cells_of(warehouse: Path) -> dict[str, Cells]:
    """By report."""
    found: dict[str, dict[str, tuple[str, float | None]]] = {}
    for report, key, state, value in rows(
        warehouse, "select report_id, key, state, value_number from fct_cells"
    ):
        counted = value is None or value == int(value) or key.endswith("/amount")
        found.setdefault(report, {})[key] = (state, value) if counted else ("no count", None)
    return {
        report: Cells(found.get(report, {}), {"disclosures": two, "applications": three})
        for report, two, three in rows(
            warehouse, "select report_id, form_disclosures, form_applications from dim_report"
        )
    }


def mart(warehouse: Path, name: str) -> list[dict[str, Any]]:
    """Its rows by column."""
    with duckdb.connect(str(warehouse / "build" / "gongkai.duckdb"), read_only=True) as con:
        result = con.execute(f"select * from {name}")
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def from_cells(column: Column, row: Mapping[str, Any], cells: Mapping[str, Cells]) -> float | None:
    """What a column's cells come to in a row of its mart."""
    told = column.meta["cells"]
    if "{channel}" in told and row["is_sum"]:
        told = " + ".join(
            told.replace("{channel}", f"litigation_{kind}") for kind in ("direct", "after_reconsideration")
        )
        parts = [
            cells[row["report_id"]].sum(key, None, column.name.endswith(BLANK0)) for key in told.split(" + ")
        ]
        return None if None in parts else sum(part for part in parts if part is not None)
    for name in re.findall(r"{(\w+)}", told):
        told = told.replace(f"{{{name}}}", row[name])
    report = row[column.meta.get("cells_of", "report_id")]
    if report is None:
        return None
    return cells[report].sum(told, column.meta.get("cells_else"), column.name.endswith(BLANK0))


def disagreements(warehouse: Path, name: str) -> list[tuple[Any, ...]]:
    """Values of a mart that are not what their cells come to: report, column, value, wanted."""
    cells = cells_of(warehouse)
    return [
        (row["report_id"], column.name, row[column.name], wanted)
        for row in mart(warehouse, name)
        for column in MARTS[name].columns
        if "cells" in column.meta and row[column.name] != (wanted := from_cells(column, row, cells))
    ]


@pytest.mark.parametrize("name", MARTS)
def test_every_number_is_what_its_cells_come_to(built: Path, name: str) -> None:
    assert rows(built, f"select count(*) > 0 from {name}") == [(name != "mart_disclosures_2019",)]
    assert disagreements(built, name) == []


def test_blanks_texts_and_numbers_of_groups_change_no_value_silently(own: Path) -> None:
    """A fifth of all cells lost at random, some of them to text; groups that print a number of their own; a table two on
    the 2019 form, which no draft has."""
    lost = "substr(md5(key || report_id), 1, 1) in ('0', '1', '2')"
    old = report_id("old_form")
    change(
        own,
        f"delete from fct_cells where report_id = '{old}' and form_table = 'disclosures'",
        f"insert into fct_cells by name select '{old}' as report_id, * exclude (number_type, role, row_label, column_label, unit), "
        "'7' as raw, '7' as value, 7 as value_number, 'number' as state, '元' as unit from form_cells "
        "where form = '2019' and form_table = 'disclosures'",
        f"update dim_report set form_disclosures = '2019' where report_id = '{old}'",
        "insert into fct_cells select * replace (replace(key, 'closed_total', 'denied') as key, 'denied' as row_key) "
        "from fct_cells where row_key = 'closed_total'",
        "update fct_cells set value = null, value_number = null, state = case substr(md5(key || report_id), 2, 1) "
        f"when '0' then 'text' when '1' then 'dash' else 'blank' end where {lost}",
    )
    dbt(own, "run", "--select", "fct_applications", "fct_appeals", "fct_disclosures", "tag:marts")
    assert [found for name in MARTS for found in disagreements(own, name)] == []
    assert rows(own, "select report_id from mart_disclosures_2019") == [(old,)]
    [(known, unknown, loose)] = rows(
        own,
        "select count(denied), count(*) - count(denied), count(denied_blank0) - count(denied) from mart_agency_year",
    )
    assert min(known, unknown, loose) > 0


@pytest.mark.parametrize(
    ("name", "column"), [(m.name, c) for m in MARTS.values() for c in m.columns if "formula" in c.meta],
    ids=lambda told: told.name if isinstance(told, Column) else told,
)  # fmt: skip
def test_every_indicator_is_its_formula(built: Path, name: str, column: Column) -> None:
    """As it stands in the meta; a denominator of 0 gives null."""
    formula = re.sub(r"/ (\w+)", r"/ nullif(\1, 0)", column.meta["formula"])
    wrong = rows(
        built,
        f"select report_id, {column.name}, {formula} from {name} where ({column.name} is null) <> (({formula}) is null) "
        f"or abs(cast({column.name} as double) - cast(({formula}) as double)) > 1e-12",
    )
    assert wrong == []


def test_what_the_meta_says_reaches_the_manifest(built: Path) -> None:
    nodes = json.loads((built / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    for name, contract in MARTS.items():
        node = nodes[f"model.gongkai.{name}"]
        assert node["config"]["meta"]["zh"] == contract.zh
        told = {column: found["config"]["meta"] for column, found in node["columns"].items()}
        assert told == {column.name: {"zh": column.zh, **column.meta} for column in contract.columns}


def test_the_two_forms_of_table_two_never_stand_in_one_mart(built: Path) -> None:
    wanted: dict[str, set[str]] = {"2019": set(), "2021": set()}
    for report, form in rows(
        built,
        "select report_id, form_disclosures from dim_report inner join int_certified_reports using (report_id)",
    ):
        wanted[form].add(report)
    for form, reports in wanted.items():
        assert {r for (r,) in rows(built, f"select report_id from mart_disclosures_{form}")} == reports


def test_the_shares_of_a_report_add_up_and_its_denials_are_those_of_the_panel(built: Path) -> None:
    found = rows(
        built,
        "select m.report_id, count(*), sum(m.share), sum(case when m.outcome_group = 'denied' then m.closed end), min(p.denied) "
        "from mart_outcome_mix as m inner join mart_agency_year as p on m.report_id = p.report_id "
        "where m.report_id in (?, ?) group by m.report_id",
        report_id("county"), report_id("old_form"),
    )  # fmt: skip
    assert {row[0]: row[1] for row in found} == {report_id("county"): 21, report_id("old_form"): 19}
    assert all(row[2] == pytest.approx(1) and row[3] == row[4] for row in found)


def test_a_report_can_be_cited(built: Path) -> None:
    draft = DRAFTS["2021-990000"]["county"]
    told = rows(built, "select sha256, report_id from mart_agency_year where report_id = ?", draft.report_id)
    assert told == [(draft.sha256, draft.report_id)]
    [(last,)] = rows(
        built,
        "select last_year_report_id from mart_agency_year where report_id = ?",
        report_id("county_next"),
    )
    assert last == draft.report_id
