"""The contracts of the panel: both languages, sources that exist, and a form of next year that is a file and no patch."""

from __future__ import annotations

import re

import pytest
import yaml

from common.paths import DBT_PROJECT
from extract.form.catalogue import TABLES, Clause, FormColumn, FormRow, load_form, merged
from modelling.compile import outputs
from modelling.contract import BLANK0, Column, Contract, both_policies
from modelling.disclosure_marts import disclosures, mart_name
from modelling.panel import contracts
from modelling.panel_columns import KEY, channels

MARTS = {contract.name: contract for contract in contracts()}
MACRO = DBT_PROJECT / "macros" / "panel_key.sql"


@pytest.mark.parametrize("contract", MARTS.values(), ids=lambda contract: contract.name)
def test_every_table_and_column_speaks_both_languages(contract: Contract) -> None:
    assert contract.description.startswith("one row per ")
    assert "一行" in contract.zh
    names = [column.name for column in contract.columns]
    assert len(names) == len(set(names))
    assert [c.name for c in contract.columns if not c.description[:8].isascii()] == []
    assert [c.name for c in contract.columns if c.zh.isascii()] == []


@pytest.mark.parametrize("contract", MARTS.values(), ids=lambda contract: contract.name)
def test_every_source_of_a_value_exists(contract: Contract) -> None:
    form = load_form()
    known = {key for table in TABLES for version in form.versions for key in form.keys(table, version)}
    groups = {
        f"applications/{row.key}/total" for version in form.versions for row in form.application_rows[version]
    }
    by_row = {"{outcome}": "granted", "{channel}": "reconsideration"}
    names = {column.name for column in contract.columns}
    for column in contract.columns:
        told = column.meta.get("cells", "")
        for row, example in by_row.items():
            told = told.replace(row, example)
        assert set(told.split(" + ")) - {""} <= known, column.name
        assert {column.meta.get("cells_else")} <= groups | {None}, column.name
        assert {column.meta.get("cells_of")} <= names | {None}, column.name
        words = set(re.findall(r"[a-z]\w*", column.meta.get("formula", "")))
        assert words - {"case", "when", "then", "end"} <= names, column.name
        if column.meta.get("unit") == "share":
            assert "formula" in column.meta, column.name


@pytest.mark.parametrize("contract", MARTS.values(), ids=lambda contract: contract.name)
def test_each_number_stands_under_both_policies_of_blanks(contract: Contract) -> None:
    names = {column.name for column in contract.columns}
    assert {name.removesuffix(BLANK0) for name in names if name.endswith(BLANK0)} <= names
    # What is printed per applicant, counted by us, or true of the report as a whole has only one reading.
    one = {
        c.name for c in contract.columns
        if c.data_type in ("bigint", "double") and not c.name.endswith(BLANK0) and c.name + BLANK0 not in names
    }  # fmt: skip
    applicants = {column.key for column in merged(load_form().application_columns)} - {"total"}
    assert one <= applicants | {"population"}


def test_a_group_is_the_sum_of_its_leaves_in_every_form_and_else_its_own_number() -> None:
    [denied, other] = [c for c in MARTS["mart_agency_year"].columns if c.name in ("denied", "other")]
    leaves = [row.key for row in merged(load_form().application_rows) if row.parent == "denied"]
    assert denied.meta["cells"] == " + ".join(f"applications/{leaf}/total" for leaf in leaves)
    assert len(leaves) >= 8
    assert other.meta["cells"] == " + ".join(
        f"applications/other.{leaf}/total" for leaf in ("no_correction", "fee_unpaid", "misc")
    )
    assert (denied.meta["cells_else"], other.meta["cells_else"]) == (
        "applications/denied/total",
        "applications/other/total",
    )


def test_with_blanks_as_0_a_formula_takes_the_columns_that_do_so_too() -> None:
    part, whole = (Column(name, "bigint", name, "数", {"cells": "a/b/c"}) for name in ("part", "part_whole"))
    rate = Column("rate", "double", "rate", "率", {"formula": "(part + part_whole) * 100 / people"})
    assert both_policies([part, whole, rate])[-1].meta["formula"] == (
        "(part_blank0 + part_whole_blank0) * 100 / people"
    )


def test_a_value_has_one_source() -> None:
    with pytest.raises(ValueError, match="twice"):
        Column("twice", "bigint", "Twice", "两次", {"cells": "a/b/c", "formula": "a + b"})


def test_the_key_is_that_of_the_macro() -> None:
    assert re.findall(r"'(\w+)'", MACRO.read_text(encoding="utf-8")) == [column.name for column in KEY]


def test_litigation_adds_up_the_blocks_that_the_form_calls_so() -> None:
    assert {c.key: c.blocks for c in channels()}["litigation"] == (
        "litigation_direct",
        "litigation_after_reconsideration",
    )


def test_every_form_version_has_its_mart_of_table_two() -> None:
    written = {path.name: text for path, text in outputs().items() if path.parent.name == "panel"}
    for version in load_form().versions:
        assert f"disclosures_wide('{version}')" in written[f"{mart_name(version)}.sql"]
        [model] = yaml.safe_load(written[f"{mart_name(version)}.yml"])["models"]
        names = {column["name"] for column in model["columns"]}
        assert {
            key.split("/", 1)[1].replace("/", "__") for key in load_form().keys("disclosures", version)
        } <= names


def test_a_form_of_next_year_is_an_entry_of_the_form() -> None:
    columns = (
        FormColumn("drafted", "起草件数", "件"),
        FormColumn("change", "增减", "件", number_type="signed whole number"),
        FormColumn("cost", "费用", "元", number_type="decimal >= 0"),
    )
    clause = Clause("20.1", "第二十条第（一）项", (FormRow("bylaws", "规章", "item"),), columns)
    contract = disclosures("2031", [clause])
    found = {c.name: c for c in contract.columns}
    assert contract.name == "mart_disclosures_2031"
    assert found["bylaws__drafted"].meta == {"unit": "件", "cells": "disclosures/bylaws/drafted"}
    assert "negative" in found["bylaws__change_blank0"].description
    assert found["bylaws__cost"].data_type == "double"
    assert found["bylaws__cost"].meta["unit"] == "bylaws__cost_unit"
    assert {"bylaws__cost_unit", "bylaws__cost_wan_yuan", "bylaws__cost_wan_yuan_blank0"} <= set(found)
