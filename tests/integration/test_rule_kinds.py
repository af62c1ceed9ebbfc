"""Every rule kind through every surface: a broken example of each, and what people read of it.

The sentences stand here as they are read; a change of one is a change of what people are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from agencies.office_tables import store_inputs
from alerts import load_words
from alerts.digest import Failure
from alerts.source import failed_expectations
from expectations.check.draft import check_report
from expectations.rules.catalogue import load_rules
from expectations.rules.kinds import KINDS
from orchestration.assets.rule_checks import check_name, check_results, judged_asset
from tests.support.broken_kinds import EXAMPLES, Broken, batches, roster_lines
from tests.support.drafts import report, write_batch
from tests.support.warehouses import dbt, rows

LABELS = {rule.rule_id: rule.label for rule in load_rules()}


@dataclass(frozen=True)
class Read:
    """What is read of an example: in fct_rule_results, the Data Docs and Dagster (`sides`), in an alert, and by the clerk
    who drafts the report (behind the rule's title; null where other reports are needed to break the rule)."""

    sides: str
    zh: str
    en: str
    clerk: str | None


READ = {
    "balance": Read(
        "60 + 0 ≠ 61 + 0",
        "60 + 0 ≠ 61 + 0（差 -1）",
        "60 + 0 ≠ 61 + 0 (difference -1)",
        "【自然人】一、本年新收政府信息公开申请数量 60 + 二、上年结转政府信息公开申请数量 0 = 60 不等于 （七）总计 61 + "
        "四、结转下年度继续办理 0 = 61（文件中第 3 个表格第 2、3、25、26 行）",
    ),
    "largest": Read(
        "4 > 3 + 0",
        "4 > 3 + 0（差 +1）",
        "4 > 3 + 0 (difference +1)",
        "【其他】（二）部分公开 4 大于 一、本年新收政府信息公开申请数量 3 + 二、上年结转政府信息公开申请数量 0 = 3"
        "（文件中第 3 个表格第 3、4、5、6、7、8、9、10 行等）",
    ),
    "over_years": Read("27 ≠ 25 [2021]", "27 ≠ 25 [2021]（差 +2）", "27 ≠ 25 [2021] (difference +2)", None),
    "jump": Read("101 > 5 × 20 [2021]", "101 > 5 × 20 [2021]", "101 > 5 × 20 [2021]", None),
    "misprint": Read(
        "'（五）不予公开' taken for '（五）不予处理'",
        "'（五）不予公开' 视为 '（五）不予处理'",
        "'（五）不予公开' taken for '（五）不予处理'",
        "名称与统一格式不一致：三、收到和处理政府信息公开申请情况：（五）不予处理（第 57 行）",
    ),
    "short_row": Read(
        "'（一）予以公开' prints 6 values for 7 columns",
        "'（一）予以公开' 有 6 个数值，应为 7 个",
        "'（一）予以公开' prints 6 values for 7 columns",
        "数值个数与列数不符：（一）予以公开（第 2 页）",
    ),
    "half_a_request": Read(
        "1.5 ≠ a whole number >= 0",
        "1.5 ≠ 非负整数",
        "1.5 ≠ a whole number >= 0",
        "行政许可／本年处理决定数量：1.5，应为非负整数（文件中第 3 个表格第 1 行）",
    ),
    "too_many": Read(
        "1000000000000000 ≠ a number below 10^15",
        "1000000000000000 ≠ 小于 10^15 的数",
        "1000000000000000 ≠ a number below 10^15",
        "行政许可／本年处理决定数量：1000000000000000，应为小于 10^15 的数（文件中第 3 个表格第 1 行）",
    ),
    "old_form": Read(
        "2019 ≠ 2021",
        "2019 ≠ 2021",
        "2019 ≠ 2021",
        "“三、收到和处理政府信息公开申请情况”用的是 2019 年格式，2022 年度应使用 2021 年格式",
    ),
    "no_unit": Read(
        "12.5：单位不明 unit unknown",
        "12.5：单位不明",
        "12.5: unit unknown",
        "政府集中采购／采购总金额 12.5，没有注明单位（文件中第 3 个表格第 4 行）。",
    ),
    "fees_not_told": Read(
        "2：正文未提及 not told of in the section",
        "2：正文未提及",
        "2: the section does not speak of it",
        "（六）其他处理2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请／总计 2，第六部分没有提及"
        "（文件中第 3 个表格第 24 行）。",
    ),
    "other_number": Read(
        "11 ≠ 10",
        "11 ≠ 10，原文“全年收到政府信息公开申请11件。”",
        "11 ≠ 10, in the words “全年收到政府信息公开申请11件。”",
        "正文为 11，表中一、本年新收政府信息公开申请数量／总计 10（文件中第 3 个表格第 3 行）。原文：“全年收到政府信息公开申请11件。”",
    ),
    "parts": Read(
        "31 ≠ 30",
        "31 ≠ 30，原文“公开信息30条，其中通知20条、公告11条。”",
        "31 ≠ 30, in the words “公开信息30条，其中通知20条、公告11条。”",
        "各项合计 31，正文总数 30。原文：“公开信息30条，其中通知20条、公告11条。”",
    ),
    "half_a_year": Read(
        "2022-01-01 至 to 2022-06-30 ≠ 报告年度 report year 2022",
        "2022-01-01 至 2022-06-30 ≠ 报告年度 2022，原文“统计期限自2022年1月1日至6月30日。”",
        "2022-01-01 to 2022-06-30 ≠ report year 2022, in the words “统计期限自2022年1月1日至6月30日。”",
        "正文所述期限为 2022-01-01 至 2022-06-30，报告年度为 2022。原文：“统计期限自2022年1月1日至6月30日。”",
    ),
    "late": Read(
        "公布于 published 2023-04-02 > 应不晚于 due by 2023-03-31",
        "公布于 2023-04-02，应不晚于 2023-03-31",
        "published on 2023-04-02, due by 2023-03-31",
        "公布于 2023-04-02，应不晚于 2023-03-31。",
    ),
    "same_year": Read(
        "公布于 published 2022-12-30 ≠ 2023",
        "公布于 2022-12-30，应在 2023 年",
        "published on 2022-12-30, due in 2023",
        "公布于 2022-12-30，应在 2023 年。",
    ),
    "other_version": Read(
        "与另一版本有 2 个单元格不同 cells differ from the other version",
        "与另一版本有 2 个单元格不同",
        "cells that differ from the other version: 2",
        None,
    ),
    "same_table": Read(
        "表格与上年相同 the same table as the year before",
        "表格与上年相同",
        "the same table as the year before",
        None,
    ),
    "peers_table": Read(
        "表格与他人相同 the same table as another agency's",
        "表格与他人相同",
        "the same table as another agency's",
        None,
    ),
    "same_words": Read(
        "文字雷同 the same wording: 91 %",
        "文字有 91 % 与上年相同",
        "91 % of its own wording stands in the year before's",
        None,
    ),
    "other_sum": Read(
        "本级汇总 consolidated 99 ≠ 2 个单位合计 sum of units 30（余 residual 69）",
        "本级汇总 99 ≠ 2 个单位合计 30（余 69）",
        "consolidated 99 ≠ sum of 2 units 30 (residual 69)",
        None,
    ),
    "less": Read(
        "已收 2 个单位合计 sum of units 39 > 本级汇总 consolidated 1",
        "已收 2 个单位合计 39 > 本级汇总 1",
        "sum of the 2 units received 39 > consolidated 1",
        None,
    ),
    "one_missing": Read(
        "应报 due 3 ≠ 已收 received 2（缺 missing 示例癸3局）",
        "应报 3，已收 2（缺 示例癸3局）",
        "due 3, received 2 (missing 示例癸3局)",
        None,
    ),
}


@dataclass(frozen=True)
class Walked:
    """A warehouse of all examples after gate 1, its checks in Dagster by name, and its alerts by language and key."""

    warehouse: Path
    checks: dict[str, dg.AssetCheckResult]
    alerts: dict[str, dict[tuple[str, str | None, str], Failure]]
    pages: str


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    from expectations.gates.gate_1 import gate_1

    folder = tmp_path_factory.mktemp("kinds")
    landing, warehouse = folder / "landing", folder / "warehouse"
    landing.mkdir()
    (landing / "roster.csv").write_text("\n".join(roster_lines()), encoding="utf-8")
    for batch, drafts in batches():
        write_batch(warehouse, batch, drafts)
    store_inputs(landing, warehouse)
    without_tests = ["build", "--exclude-resource-types", "test", "unit_test"]
    dbt(warehouse, *without_tests, "--select", "tag:facts")
    result = gate_1(warehouse)
    dbt(warehouse, *without_tests, "--select", "tag:verdicts")
    pages = (warehouse / "data_docs" / "gate_1").rglob("*.html")
    return Walked(
        warehouse,
        {str(check.check_name): check for check in check_results(result, judged_asset)},
        {language: _alerts(warehouse, language) for language in ("zh", "en")},
        "\n".join(page.read_text(encoding="utf-8") for page in pages),
    )


def _alerts(warehouse: Path, language: str) -> dict[tuple[str, str | None, str], Failure]:
    """By rule, instance and subject."""
    build = warehouse / "build" / "gongkai.duckdb"
    found = failed_expectations(build, load_words(language), ("error", "warning", "info"))
    return {(f.rule_id, f.key.rsplit("|", 1)[1] or None, f.subject): f for f in found}


def _instance(walked: Walked, example: Broken) -> str | None:
    """The example's instance; of another version its id in the warehouse."""
    if example.kind != "revision":
        return example.instance
    [(other,)] = rows(
        walked.warehouse,
        "select report_id from dim_report where agency_name = ? and not is_current",
        example.draft.agency,
    )
    return str(other)


def _subject(example: Broken, language: str) -> str:
    return f"{example.draft.agency} {example.draft.year}{' 年' if language == 'zh' else ''}"


def _shown(check: dg.AssetCheckResult) -> list[dict[str, Any]]:
    """Records of the examples beside a check."""
    table = (check.metadata or {})["examples"]
    assert isinstance(table, dg.TableMetadataValue)
    return [dict(record.data) for record in table.records]


def test_every_kind_has_a_broken_example() -> None:
    missing = KINDS.keys() - {example.kind for example in EXAMPLES.values()}
    assert not missing, "give these kinds an example in tests/support/broken_kinds.py and its sentences above"
    assert EXAMPLES.keys() == READ.keys()
    of_rule = {rule.rule_id: rule.kind for rule in load_rules()}
    assert {n for n, e in EXAMPLES.items() if of_rule[e.rule_id] != e.kind} == set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_failure_stands_among_the_facts(walked: Walked, name: str) -> None:
    example = EXAMPLES[name]
    found = rows(
        walked.warehouse,
        "select f.status, f.sides, r.kind from fct_rule_results as f inner join dim_rule as r on f.rule_id = r.key "
        "inner join dim_report as d on f.report_id = d.report_id "
        "where f.rule_id = ? and f.instance is not distinct from ? and d.agency_name = ? and d.report_year = ? "
        "and d.is_current",
        example.rule_id,
        _instance(walked, example),
        example.draft.agency,
        example.draft.year,
    )
    assert found == [("failed", READ[name].sides, example.kind)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_data_docs_name_the_rule_and_the_report(walked: Walked, name: str) -> None:
    example = EXAMPLES[name]
    assert f"{example.rule_id} {LABELS[example.rule_id]}" in walked.pages
    assert str(example.draft.agency) in walked.pages


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_check_in_dagster_says_how_many_and_shows_the_sides(walked: Walked, name: str) -> None:
    example = EXAMPLES[name]
    check = walked.checks[check_name(example.rule_id)]
    assert not check.passed
    assert str(check.description).startswith(f"{LABELS[example.rule_id]}：核对 ")
    assert " 处不符（" in str(check.description)
    shown = [r for r in _shown(check) if r["agency"] == example.draft.agency]
    assert READ[name].sides in {r["sides"] for r in shown}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_alert_says_what_was_found(walked: Walked, name: str, language: str) -> None:
    example = EXAMPLES[name]
    key = (example.rule_id, _instance(walked, example), _subject(example, language))
    assert walked.alerts[language][key].sides == getattr(READ[name], language)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_draft_check_tells_the_clerk(name: str) -> None:
    example, expected = EXAMPLES[name], READ[name].clerk
    text = check_report(Path("草稿.docx"), report(example.draft)).text
    title = f"  · {LABELS[example.rule_id]}。"
    told = [line.removeprefix(title) for line in text.splitlines() if line.startswith(title)]
    if expected is None:
        assert told == [], "a draft alone cannot break it"
    else:
        assert expected in told


def test_a_kind_that_a_draft_cannot_break_has_no_words_for_a_clerk() -> None:
    broken_by_a_draft = {example.kind for name, example in EXAMPLES.items() if READ[name].clerk is not None}
    assert {kind.name for kind in KINDS.values() if kind.clerk is not None} == broken_by_a_draft
