"""Builds the marts of table two, one for each form version: the versions count different things and share no columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.form.catalogue import Clause
from modelling.contract import BLANK0, Column, Contract, unique_combination_of_columns
from modelling.panel_columns import KEY

_MONEY = "万元"


@dataclass(frozen=True)
class DisclosureCell:
    """A cell of table two; the unit of an amount of money may differ between reports."""

    item: str
    measure: str
    zh: str
    unit: str
    is_amount: bool
    is_signed: bool

    @property
    def name(self) -> str:
        """The name of its column."""
        return f"{self.item}__{self.measure}"

    @property
    def en(self) -> str:
        """The English name, from the keys of the form."""
        words = f"{self.item}: {self.measure}".replace("_", " ")
        return words[0].upper() + words[1:]


def cells(clauses: Sequence[Clause]) -> list[DisclosureCell]:
    """The cells of the clauses of one version, in the form's order."""
    return [
        DisclosureCell(
            row.key,
            column.key,
            f"{row.label}：{column.label}",
            column.unit or "",
            column.number_type.startswith("decimal"),
            column.number_type.startswith("signed"),
        )
        for clause in clauses
        for row in clause.rows
        for column in clause.columns
    ]


def mart_name(version: str) -> str:
    """The name of the mart of a form version."""
    return f"mart_disclosures_{version}"


def disclosures(version: str, clauses: Sequence[Clause]) -> Contract:
    """The contract of the mart of one form version."""
    columns = [column for cell in cells(clauses) for column in _columns(cell)]
    return Contract(
        mart_name(version),
        f"one row per agency x report year whose certified, current report has table two on the {version} form (told by its "
        "labels, whatever the year): a column for each cell, row__column. The form versions count different things: never "
        f"set them beside each other as one series. A number is null unless printed; with {BLANK0} blanks and dashes are taken for 0, "
        "but no text (fct_disclosures has the state of each). Amounts stay in the unit of the report, told beside them; the "
        "columns in 万元 are computed from that, and null where the unit is unknown and the amount is not 0.",
        f"每个机关每个报告年度一行，取第二张表用{version}年格式（以标签判断，不看年度）的已通过现行年报；每个单元格一列，名为 <行>__<列>。"
        f"各版格式口径不同，不得连成一个序列。未印数字为空；带 {BLANK0} 的列把空白和短横按0计，文字不按0计（状态见 fct_disclosures）。"
        "金额保留年报自己的单位并在旁注明；以万元计的列由此换算，单位不明且金额不为0时为空。",
        [
            *KEY,
            *columns,
            Column(
                "cells_without_number",
                "integer",
                "Cells of the table that hold no number",
                "表中未填数字的单元格数",
                {"unit": "cells", "counts": "cells where state <> 'number'"},
            ),
        ],
        [unique_combination_of_columns("agency_id", "report_year"), {"blank0_is_strict_where_known": {}}],
        {"cells": {"table": "fct_cells", "by": ["report_id"], "where": "t.form_table = 'disclosures'"}},
    )


def _columns(cell: DisclosureCell) -> Iterator[Column]:
    meta = {"cells": f"disclosures/{cell.item}/{cell.measure}"}
    if not cell.is_amount:
        sign = "; may be negative" if cell.is_signed else ""
        count = Column(cell.name, "bigint", cell.en + sign, cell.zh, {"unit": cell.unit} | meta)
        yield from (count, count.with_blanks_as_0(frozenset()))
        return
    unit = f"{cell.name}_unit"
    amount = Column(
        cell.name, "double", f"{cell.en}, in the unit of {unit}", f"{cell.zh}，单位见 {unit}", {"unit": unit} | meta
    )  # fmt: skip
    yield from (amount, amount.with_blanks_as_0(frozenset()))
    yield Column(
        unit,
        "varchar",
        f"Unit of {cell.name}: that of the cell or its heading, else the form's ({cell.unit}); unknown stays unknown",
        f"{cell.zh} 的单位：先取单元格或表头所印，否则取格式规定；不明的为 unknown",
    )
    formula = (
        f"case when {cell.name} = 0 then 0 when {unit} = '元' then {cell.name} / 10000 "
        f"when {unit} = '万元' then {cell.name} when {unit} = '亿元' then {cell.name} * 10000 end"
    )
    converted = Column(
        f"{cell.name}_wan_yuan",
        "double",
        f"{cell.en}, converted by {unit}; null where that is no unit of money, unless the amount is 0",
        f"{cell.zh}，按 {unit} 换算为万元；单位不明时为空，金额为0的除外",
        {"unit": _MONEY, "formula": formula},
    )
    yield from (converted, converted.with_blanks_as_0(frozenset({cell.name})))
