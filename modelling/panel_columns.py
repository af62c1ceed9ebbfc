"""Columns that the marts of the panel share: the key of a row, counts of table three, results of table four, rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expectations.rules.form_keys import leaves_under
from extract.form.catalogue import load_form, merged
from modelling.contract import Column

REQUESTS = {"unit": "件"}

KEY = (
    Column("report_id", "varchar", "File version, from its sha256", "报告版本，由文件的 sha256 得出", required=True),
    Column("agency_id", "varchar", "Agency, a key of dim_agency", "行政机关，dim_agency 的键", required=True),
    Column("agency_name", "varchar", "Agency as its latest report prints it", "机关名称，以其最近一年年报所印为准"),
    Column("canonical_name", "varchar", "Its own division's name and organ", "规范名称：本级区划名加机关名"),
    Column("agency_class", "varchar", "Class of the agency; null while undecided", "机关类别；未定为空"),
    Column("agency_level", "varchar", "Level of administration; null while undecided", "行政层级；未定为空"),
    Column("division_code", "varchar", "Administrative division code; null while undecided", "行政区划代码；未定为空"),
    Column("division_name", "varchar", "Name of the division; null while undecided", "行政区划名称；未定为空"),
    Column("province", "varchar", "Province; null while undecided", "省级行政区；未定为空"),
    Column("report_year", "integer", "Year that the report is on", "报告年度", {"is": "key"}, required=True),
)  # fmt: skip
"""The agency and year of a row: the same in every mart of the panel (macro panel_key)."""

_COUNTS = {
    "received_new": ("Requests newly received", "本年新收"),
    "carried_in": ("Requests carried in from the year before", "上年结转"),
    "granted": ("Granted", "予以公开"),
    "granted_in_part": ("Granted in part", "部分公开"),
    "denied": ("Denied, sum of its grounds", "不予公开，各情形之和"),
    "unavailable": ("Cannot be provided, sum of its rows", "无法提供，各情形之和"),
    "not_processed": ("Not processed, sum of its rows", "不予处理，各情形之和"),
    "other": (
        "Handled otherwise: one row of the 2019 form, the sum of three of the 2021 form",
        "其他处理：2019年格式为一行，2021年格式为三行之和",
    ),
    "closed_total": ("Closed in all", "办理结果总计"),
    "carried_out": ("Carried over to the next year", "结转下年度继续办理"),
}
_RESULTS = {
    "upheld": ("upheld", "结果维持"),
    "corrected": ("corrected", "结果纠正"),
    "other": ("other result", "其他结果"),
    "pending": ("pending", "尚未审结"),
    "total": ("in all; the sum of the four where it is blank", "总计；空白时为四项之和"),
}
DECIDED = ("decided, total - pending", "已审结，即总计减尚未审结")
CORRECTION = {
    "correction_rate": ("decided", "Corrected of the decided", "结果纠正占已审结的比例"),
    "correction_rate_of_all": (
        "total",
        "Corrected of all, pending ones among them",
        "结果纠正占全部（含尚未审结）的比例",
    ),
}
_RATES = (
    ("grant_rate", "granted / closed_total", "Granted of the closed", "予以公开率：占办理结果总计"),
    ("grant_or_part_rate", "(granted + granted_in_part) / closed_total", "Granted in full or in part of the closed", "予以公开与部分公开率：占办理结果总计"),
    ("part_rate", "granted_in_part / closed_total", "Granted in part of the closed", "部分公开率：占办理结果总计"),
    ("denial_rate", "denied / closed_total", "Denied of the closed", "不予公开率：占办理结果总计"),
    ("unavailable_rate", "unavailable / closed_total", "Not available of the closed", "无法提供率：占办理结果总计"),
    ("not_processed_rate", "not_processed / closed_total", "Not processed of the closed", "不予处理率：占办理结果总计"),
    ("other_rate", "other / closed_total", "Handled otherwise of the closed", "其他处理率：占办理结果总计"),
    ("statutory_denial_share", "denied / denied_or_unavailable", "Denied of what was denied or not available", "不予公开占不予公开与无法提供之和的比例"),
    ("closure_rate", "closed_total / requests", "Closed of what was there to handle", "办结率：占新收与上年结转之和"),
    ("carry_over_rate", "carried_out / requests", "Carried over of what was there to handle", "结转率：占新收与上年结转之和"),
    ("natural_person_share", "natural_person_received / received_new", "From natural persons of the newly received", "自然人申请占本年新收的比例"),
    ("year_on_year", "received_new / received_new_last_year - 1", "Newly received, change against the year before", "本年新收同比增减"),
    ("dispute_rate", "appeals_total / closed_total", "Appeals against closed requests; they are not the same cases", "复议诉讼与办结数之比；两者并非同一批案件"),
)  # fmt: skip


@dataclass(frozen=True)
class Channel:
    """A channel of table four; `blocks` are the blocks of the form that it consists of."""

    key: str
    zh: str
    en: str
    blocks: tuple[str, ...]


def channels() -> list[Channel]:
    """The blocks of table four, then all lawsuits together."""
    form = load_form()
    blocks = [Channel(b.key, b.label, b.en, (b.key,)) for b in merged(form.appeal_blocks)]
    lawsuits = form.headings.lawsuits
    kinds = tuple(b.key for b in blocks if b.zh.startswith(lawsuits))
    return [*blocks, Channel("litigation", lawsuits, "litigation of both kinds", kinds)]


def results() -> dict[str, tuple[str, str]]:
    """Return columns of a block of table four in any form version -> description in English and Chinese."""
    return {c.key: _RESULTS.get(c.key, (c.en, c.label)) for c in merged(load_form().appeal_columns)}


def counts() -> list[Column]:
    """Columns for the 总计 column of table three, with groups as sums of their leaf rows."""
    return [
        Column(name, "bigint", english, chinese, REQUESTS | _total_of(name))
        for name, (english, chinese) in _COUNTS.items()
    ]


def appeal_counts() -> Iterator[Column]:
    """Yield columns for table four, named <channel>_<result>."""
    for channel in channels():
        for result in ("corrected", "pending", "decided", "total"):
            english, chinese = DECIDED if result == "decided" else results()[result]
            if result == "decided":
                source = {"formula": f"{channel.key}_total - {channel.key}_pending"}
            elif len(channel.blocks) > 1:
                source = {"formula": " + ".join(f"{block}_{result}" for block in channel.blocks)}
            else:
                source = {"cells": f"appeals/{channel.key}/{result}"}
            yield Column(
                f"{channel.key}_{result}",
                "bigint",
                f"{_capital(channel.en)}: {english}",
                f"{channel.zh}：{chinese}",
                REQUESTS | source,
            )


def rates() -> Iterator[Column]:
    """Yield the rates and shares; the denominator is part of the definition, and a denominator of 0 gives null."""
    for name, formula, english, chinese in _RATES:
        yield share(name, english, chinese, formula)
    for channel in channels():
        for name, (whole, english, chinese) in CORRECTION.items():
            yield share(
                f"{channel.key}_{name}",
                f"{_capital(channel.en)}: {english[0].lower()}{english[1:]}",
                f"{channel.zh}：{chinese}",
                f"{channel.key}_corrected / {channel.key}_{whole}",
            )


def share(name: str, english: str, chinese: str, formula: str) -> Column:
    """A column for a rate or share of columns of the same row."""
    return Column(name, "double", f"{english}: {formula}", chinese, {"unit": "share", "formula": formula})


def _total_of(row: str) -> dict[str, str]:
    """The meta of a row's total: the sum of its leaf rows in any form version, else its own cell."""
    form = load_form()
    leaves = dict.fromkeys(
        leaf for version in sorted(form.versions) for leaf in leaves_under(form, version, row)
    )
    own_cell = f"applications/{row}/total"
    if not leaves:
        return {"cells": own_cell}
    return {"cells": " + ".join(f"applications/{leaf}/total" for leaf in leaves), "cells_else": own_cell}


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
