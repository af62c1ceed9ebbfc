"""Builds the contracts of the marts of the panel (dbt_project/models/marts/panel/).

A new form version in form.yml adds its own mart_disclosures_<version>; its rows of table three are added to
mart_outcome_mix and, as sums of groups, to mart_agency_year.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.form.catalogue import FormColumn, load_form, merged
from modelling.contract import Column, Contract, both_policies, unique_combination_of_columns
from modelling.disclosure_marts import disclosures
from modelling.panel_columns import (
    CORRECTION,
    DECIDED,
    KEY,
    REQUESTS,
    appeal_counts,
    channels,
    counts,
    rates,
    results,
    share,
)

_BLANKS = (
    "Without suffix a number is null where a cell it needs is not known; with _blank0 it is the same where that is known, "
    "and else takes blanks and dashes for 0, but no text."
)
_BLANKS_ZH = "不带后缀的列：所需单元格不明时为空；带 _blank0 的列：已知时与前者相同，否则空白和短横按0计，文字不按0计。"
_TOTALS = (
    "A blank 总计 of table three is the sum of the six kinds of applicant where all six are numbers; a group (不予公开 ...) is "
    "the sum of its rows in the form version in use, or the number that the group prints of its own where one of them is "
    "not known; a blank 总计 of table four is the sum of its four results."
)
_POPULATION = (
    "population.csv where division_code = own.division_code and year = own.report_year "
    "and own.agency_class in ('government', 'town', 'township', 'street_office')"
)
_TOTALS_ZH = (
    "第三张表总计栏空白时，六类申请人均为数字的取其和；不予公开等各类为所用格式中各情形之和，有情形不明时取该类自印的数字；"
    "第四张表总计空白时为四项结果之和。"
)


def contracts() -> list[Contract]:
    """The contracts of all marts of the panel."""
    form = load_form()
    return [
        agency_year(),
        outcome_mix(merged(form.application_columns)),
        appeals(),
        *(disclosures(version, form.clauses[version]) for version in form.versions),
    ]


def agency_year() -> Contract:
    """The contract of mart_agency_year, the panel itself."""
    details = [
        Column("sha256", "varchar", "Hash of the file's bytes, to cite it by", "文件的哈希值，供引用", required=True),
        Column("url", "varchar", "Where it was published, from the sidecar; null where none says", "发布网址；未说明为空"),
        Column("published_on", "varchar", "Date of publication as told, ISO where it could be read", "发布日期"),
        Column("version_basis", "varchar", "What shows that this version of the report stands: only, stated, later, corrected, same_cells, or open where nothing tells (dim_report)", "现行版本的依据；open 为未定（见 dim_report）"),
        Column("form_disclosures", "varchar", "Form version of table two, told by its labels", "第二张表所用格式"),
        Column("form_applications", "varchar", "Form version of table three, told by its labels", "第三张表所用格式"),
        Column("failed_rules", "integer", "Rules that the report breaks although it is certified: warnings, or accepted by a waiver", "虽通过仍不符的规则数：提示类或经豁免", _rules("failed")),
        Column("not_evaluable_rules", "integer", "Rules that a blank kept from being evaluated in at least one place", "因空白等至少一处无法核对的规则数", _rules("not_evaluable")),
        Column("last_year_report_id", "varchar", "Certified report of the year before, of the agency or of the one whose series it continues; null without one", "上一年度已通过的报告（本机关的，或其所承继机关的）；没有为空"),
        Column("population", "bigint", "Inhabitants of the division in that year; only for governments, towns, townships and street offices, whose report is about an area; null where not given", "该区划该年人口；只列政府、乡镇和街道（其年报对应一个区域）；未提供为空", {"unit": "人", "given": _POPULATION}),
    ]  # fmt: skip
    numbers = [
        *counts(),
        Column("natural_person_received", "bigint", "Requests newly received from natural persons", "本年新收，自然人", REQUESTS | {"cells": "applications/received_new/natural_person"}),
        Column("requests", "bigint", "What was there to handle: received_new + carried_in", "应办件数：新收与上年结转之和", REQUESTS | {"formula": "received_new + carried_in"}),
        Column("denied_or_unavailable", "bigint", "Denied or not available: denied + unavailable", "不予公开与无法提供之和", REQUESTS | {"formula": "denied + unavailable"}),
        Column("appeals_total", "bigint", "Reconsiderations and lawsuits in all: reconsideration_total + litigation_total", "行政复议与行政诉讼总计", REQUESTS | {"formula": "reconsideration_total + litigation_total"}),
        Column("received_new_last_year", "bigint", "Requests newly received in the year before (report last_year_report_id)", "上一年新收", REQUESTS | {"cells": "applications/received_new/total", "cells_of": "last_year_report_id"}),
        *appeal_counts(),
        Column("is_rankable", "boolean", "Are there 30 requests or more? Below, rank nothing: one case moves a rate by points: requests >= 30", "应办是否不少于30件；不足30件不宜排名", {"formula": "requests >= 30"}),
        *rates(),
        Column("per_100k", "double", "Newly received per 100,000 inhabitants, of a government's report: received_new * 100000 / population. How much of the area the report covers is for the publisher to say", "每十万人新收件数（仅政府类年报；涵盖范围以年报自述为准）", {"unit": "件/10万人", "formula": "received_new * 100000 / population"}),
    ]  # fmt: skip
    six = ["grant_rate", "part_rate", "denial_rate", "unavailable_rate", "not_processed_rate", "other_rate"]
    return Contract(
        "mart_agency_year",
        "one row per agency x report year, from its certified, current report: the panel with its indicators. The denominator "
        f"is part of an indicator's definition; 0 in it gives null. {_BLANKS} {_TOTALS} Rank only where is_rankable.",
        f"每个机关每个报告年度一行，取已通过的现行年报：面板数据与指标。分母是指标定义的一部分，分母为0时为空。{_BLANKS_ZH}{_TOTALS_ZH}"
        "只在 is_rankable 为真时排名。",
        [*KEY, *details, *both_policies(numbers)],
        [
            unique_combination_of_columns("agency_id", "report_year"),
            unique_combination_of_columns("report_id"),
            {"blank0_is_strict_where_known": {}},
            # A waived report may break its own totals, so this one only warns.
            *(
                {"shares_add_up": {"arguments": {"columns": [c + b for c in six]}, "config": {"severity": "warn"}}}
                for b in ("", "_blank0")
            ),
        ],
        {"results": {"table": "fct_rule_results", "by": ["report_id"]}},
    )  # fmt: skip


def outcome_mix(applicants: Sequence[FormColumn]) -> Contract:
    """The contract of mart_outcome_mix: the leaf outcomes of table three. `applicants` are its columns in any version."""
    labels = [
        Column("form_applications", "varchar", "Form version of table three, told by its labels", "第三张表所用格式"),
        Column("outcome_group", "varchar", "Group of the outcome, a key of dim_outcome; an outcome without one is its own", "所属大类，dim_outcome 的键；无大类的为其自身", required=True),
        Column("group_zh", "varchar", "The group in Chinese, as the form prints it", "大类名称（中文）"),
        Column("group_en", "varchar", "The group in English", "大类名称（英文）"),
        Column("outcome", "varchar", "Leaf outcome, a key of dim_outcome", "办理结果最末一级，dim_outcome 的键", required=True),
        Column("outcome_zh", "varchar", "The outcome in Chinese, as the form prints it", "办理结果名称（中文）"),
        Column("outcome_en", "varchar", "The outcome in English", "办理结果名称（英文）"),
        Column("basis", "varchar", "Article of the regulation it rests on; null where none is known", "条例依据；不明为空"),
        Column("position", "integer", "Place in the form's order", "在格式中的次序", {"over": "outcomes", "value": "position"}),
        *(
            Column(a.key, "bigint", f"Closed so, requests by: {a.en}; as printed, null unless a whole number", f"以此结果办结，申请人为{a.label}；照印，非整数为空", REQUESTS | {"cells": f"applications/{{outcome}}/{a.key}"})
            for a in applicants
            if a.key != "total"
        ),
    ]  # fmt: skip
    numbers = [
        Column("closed", "bigint", "Requests closed with this outcome", "以此结果办结的件数", REQUESTS | {"cells": "applications/{outcome}/total"}),
        Column("group_closed", "bigint", "Requests closed with any outcome of the group, as in mart_agency_year", "该大类办结件数，同 mart_agency_year", REQUESTS | {"over": "report", "value": "{outcome_group}"}),
        Column("closed_total", "bigint", "Closed in all", "办理结果总计", REQUESTS | {"cells": "applications/closed_total/total"}),
        share("share", "Of everything closed", "占办理结果总计的比例", "closed / closed_total"),
        share("share_of_group", "Of the group: on which ground", "占该大类的比例", "closed / group_closed"),
    ]  # fmt: skip
    return Contract(
        "mart_outcome_mix",
        "one row per agency x report year x leaf outcome of the form version in use, from certified, current reports: how requests "
        f"ended and on which ground. The shares of a report add up to 1. {_BLANKS} {_TOTALS} Requests of several reports add "
        "up over `closed`; average no shares.",
        "每个机关每个报告年度每种最末一级办理结果一行（按所用格式），取已通过的现行年报：申请如何办结、依据什么理由。同一年报各行比例之和为1。"
        f"{_BLANKS_ZH}{_TOTALS_ZH}跨年报汇总请加总 closed，不要平均比例。",
        [*KEY, *labels, *both_policies(numbers)],
        [
            unique_combination_of_columns("agency_id", "report_year", "outcome"),
            {"blank0_is_strict_where_known": {}},
            {
                "parts_add_up": {
                    "arguments": {
                        "by": ["report_id", "outcome_group"],
                        "part": "closed",
                        "whole": "group_closed",
                    }
                }
            },
            # A waived report may break its own totals, so this one only warns.
            {
                "parts_add_up": {
                    "arguments": {"by": ["report_id"], "part": "share"},
                    "config": {"severity": "warn"},
                }
            },
        ],
        {
            "outcomes": {"table": "dim_outcome", "where": "t.key = own.outcome"},
            "report": {"table": "mart_agency_year", "by": ["report_id"]},
        },
    )


def _rules(status: str) -> dict[str, str]:
    return {"over": "results", "value": f"count(distinct case when status = '{status}' then rule_id end)"}


def _sums() -> dict[str, list[str]]:
    """The channels that are sums, with the blocks that they add up."""
    return {channel.key: list(channel.blocks) for channel in channels() if len(channel.blocks) > 1}


def appeals() -> Contract:
    """The contract of mart_appeals: table four by channel."""
    names = ", ".join(f"{c.key} {c.zh}" for c in channels())
    labels = [
        Column("channel", "varchar", f"Channel: {names}", "渠道", {"stands_for": _sums()}, required=True),
        Column("channel_zh", "varchar", "The channel in Chinese", "渠道名称（中文）", required=True),
        Column("channel_en", "varchar", "The channel in English", "渠道名称（英文）", required=True),
        Column("is_sum", "boolean", "Is it the sum of other rows (litigation)? Leave those rows out before adding up", "是否为其他行之和（行政诉讼合计）；加总前须去除", required=True),
    ]  # fmt: skip
    numbers = [
        *(
            Column(
                result,
                "bigint",
                f"{english[0].upper()}{english[1:]}",
                chinese,
                REQUESTS | {"cells": f"appeals/{{channel}}/{result}"},
            )
            for result, (english, chinese) in results().items()
        ),
        Column(
            "decided",
            "bigint",
            f"{DECIDED[0][0].upper()}{DECIDED[0][1:]}",
            DECIDED[1],
            REQUESTS | {"formula": "total - pending"},
        ),
        *(
            share(name, english, chinese, f"corrected / {whole}")
            for name, (whole, english, chinese) in CORRECTION.items()
        ),
    ]
    return Contract(
        "mart_appeals",
        "one row per agency x report year x channel of table four, from certified, current reports, and one for litigation of both "
        f"kinds together (is_sum; its cells are those of both). {_BLANKS} A blank 总计 is the sum of the four results.",
        "每个机关每个报告年度每种复议诉讼渠道一行，取已通过的现行年报；另有行政诉讼合计一行（is_sum，其单元格为两类诉讼的单元格）。"
        f"{_BLANKS_ZH}总计空白时为四项结果之和。",
        [*KEY, *labels, *both_policies(numbers)],
        [
            unique_combination_of_columns("agency_id", "report_year", "channel"),
            {"blank0_is_strict_where_known": {}},
            {"expression_is_true": {"arguments": {"expression": "decided = total - pending"}}},
            {
                "expression_is_true": {
                    "arguments": {"expression": "corrected <= total"},
                    "config": {"severity": "warn"},
                }
            },
        ],
    )
