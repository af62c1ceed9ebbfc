"""Turns rules into a Great Expectations suite: one expectation for each rule, over the rows of its sides.

Importing this module imports Great Expectations, which takes seconds: import it only where it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import great_expectations as gx
from great_expectations.expectations.row_conditions import Column

from expectations.rules.rule import Rule

_SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}


def expectation_for(rule: Rule) -> Any:
    """`lhs operator rhs` on the rows of one rule, under its Chinese and English titles."""
    options: dict[str, Any] = {
        "row_condition": Column("rule_id") == rule.rule_id,
        "description": f"{rule.rule_id} {rule.label} · {rule.en}",
        "severity": _SEVERITY[rule.severity],
        "meta": {"rule_id": rule.rule_id},
    }
    if rule.operator == "le":
        return gx.expectations.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="rhs", column_B="lhs", or_equal=True, **options
        )
    return gx.expectations.ExpectColumnPairValuesToBeEqual(column_A="lhs", column_B="rhs", **options)


def suite_for(name: str, rules: Sequence[Rule]) -> Any:
    """An ExpectationSuite with one expectation for each rule that is evaluated."""
    return gx.ExpectationSuite(name=name, expectations=[expectation_for(r) for r in rules if r.evaluated])


def certified_suite(name: str) -> Any:
    """What must be true of every row of int_certified_reports, beside the rules."""

    def metadata(title: str, rule_id: str) -> dict[str, Any]:
        return {"description": title, "meta": {"rule_id": f"certified.{rule_id}"}}

    return gx.ExpectationSuite(
        name=name,
        expectations=[
            gx.expectations.ExpectColumnValuesToBeInSet(
                column="status",
                value_set=["read"],
                **metadata("已完整读取 · every certified report was read whole", "status"),
            ),
            gx.expectations.ExpectColumnValuesToBeBetween(
                column="doubted_cells",
                max_value=0,
                **metadata("无存疑单元格 · no cell in doubt", "doubted_cells"),
            ),
            gx.expectations.ExpectColumnValuesToBeInSet(
                column="is_current",
                value_set=[True],
                **metadata("为现行版本 · the current version", "is_current"),
            ),
            gx.expectations.ExpectColumnValuesToBeBetween(
                column="error_rows",
                min_value=1,
                **metadata("至少核对过一处 · an error rule was compared", "error_rows"),
            ),
            gx.expectations.ExpectColumnValuesToBeUnique(
                column="report_id", **metadata("不重复 · each report once", "report_id")
            ),
        ],
    )
