"""Builds the contract of fct_appeals: a column for each result of table four in any form version."""

from __future__ import annotations

from typing import Any

from extract.form.catalogue import FormColumn, load_form, merged

_WORDS = {  # results whose description differs from the label on the form
    "upheld": ("Decided: upheld", "结果维持"),
    "corrected": ("Decided: corrected", "结果纠正"),
    "other": ("Decided: other results", "其他结果"),
    "pending": ("Not decided yet", "尚未审结"),
    "total": ("Total as printed", "总计（照印）"),
}
_CHANNELS = {
    "reconsideration": ("reconsideration", "行政复议"),
    "litigation_direct": ("litigation_direct (a lawsuit without reconsideration before)", "未经复议直接起诉"),
    "litigation_after_reconsideration": ("litigation_after_reconsideration", "复议后起诉"),
}


def appeals_contract() -> dict[str, Any]:
    """The contract as dbt properties."""
    form = load_form()
    blocks = merged(form.appeal_blocks)
    names = [_CHANNELS.get(block.key, (block.key, block.label)) for block in blocks]
    english = [name for name, _ in names]
    return {
        "name": "fct_appeals",
        "description": "one row per report x block of table four. Null unless a whole number is printed.",
        "config": {
            "contract": {"enforced": True},
            "meta": {"zh": "每行是一份年报表四（行政复议、行政诉讼）的一块。所印不是整数时为空。"},
        },
        "data_tests": [
            {
                "unique_combination_of_columns": {
                    "arguments": {"combination_of_columns": ["report_id", "channel"]}
                }
            }
        ],
        "columns": [
            {
                "name": "report_id",
                "data_type": "varchar",
                "description": "File version, from its sha256",
                "config": {"meta": {"zh": "文件版本，由文件的 SHA-256 得来"}},
            },
            {
                "name": "channel",
                "data_type": "varchar",
                "description": f"{', '.join(english[:-1])} or {english[-1]}",
                "config": {
                    "meta": {
                        "zh": "、".join(f"{b.key} {zh}" for b, (_, zh) in zip(blocks, names, strict=True))
                    }
                },
                "data_tests": [{"accepted_values": {"arguments": {"values": [b.key for b in blocks]}}}],
            },
            *(_result(column) for column in merged(form.appeal_columns)),
        ],
    }


def _result(column: FormColumn) -> dict[str, Any]:
    english, chinese = _WORDS.get(column.key, (column.en[:1].upper() + column.en[1:], column.label))
    return {
        "name": column.key,
        "data_type": "bigint",
        "description": english,
        "config": {"meta": {"zh": chinese, "unit": "件", "cells": f"appeals/{{channel}}/{column.key}"}},
    }
