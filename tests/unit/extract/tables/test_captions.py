"""A caption is understood as a whole or is none: no sentence that mentions another year doubts a table."""

from __future__ import annotations

import pytest

from extract.form.catalogue import load_form
from extract.tables.captions import (
    Whose,
    caption_at_end,
    names_only_others,
    names_whose,
    read_caption,
)

WHOSE = Whose(2023, "示例甲县教育局")
OWN = [
    "2023年度数据",
    "表一 2023年",
    "二〇二三年度主动公开政府信息情况",
    "本年数据：",
    "本级",
    "示例甲县教育局政府信息公开情况统计表",
    "填报单位：县教育局",
    "统计期限：2023年1月1日至2023年12月31日",
    "示例甲县教育局2023年政府信息公开工作年度报告",
    "我局申请办理情况",
]
OTHER = [
    ("2022年度数据", "year"),
    ("（2022年）", "year"),
    ("三、2022年度收到和处理政府信息公开申请情况", "year"),
    ("二○二二年 四、政府信息公开行政复议、行政诉讼情况", "year"),
    ("2022年（上年度）数据，供对照：", "year"),
    ("附：上一年度有关数据", "year"),
    ("22年度数据", "year"),
    ("2021—2022年", "year"),
    ("数据截至2022年12月31日", "year"),
    ("申请人情况（2022年）", "year"),
    ("三、2022年度办理结果", "year"),
    ("【样表】第三部分填报示例", "example"),
    ("（表样）", "example"),
    ("附件：下属单位数据表", "agency"),
    ("附表1 示例甲县第一中学2023年政府信息公开数据", "agency"),
    ("填报单位：示例甲县第一中学", "agency"),
    ("其中，下属单位政务服务中心受理情况如下：", "agency"),
    ("示例甲县教育局机关服务中心2023年数据", "agency"),
    ("示例乙县教育局2023年政府信息公开工作年度报告", "agency"),
    ("首页-示例甲县第一中学2023年数据", "agency"),  # no way through a site
    ("填报单位所在位置：示例甲县第一中学", "agency"),
]
SAYS_NOTHING = [
    "二、主动公开政府信息情况",
    "二、上年结转政府信息公开申请数量",
    "三、本年度办理结果",
    "1.本机关不掌握相关政府",  # a label broken over two lines
    "本年制发件数",
    "第二十条第（一）项",
    "单位：件",
    "2024年1月20日",
    "历年年报",
    "当前位置：首页 > 政府信息公开 > 政府信息公开年报 > 2022年",
    "您的位置： 首页 » 示例乙县政府 » 年报",
    "附表2",
    "与2022年相比，申请量增加12件",
    "2022年度共收到申请3件，上年结转2件，详见附件。",
    "以下是示例甲县教育局2023年信息公开工作的年度报告，统计范围为局机关及物资储备中心。",
    "今年来我镇未收到政府信息公开申请。",
    "下一步将加强示例甲县第一中学的指导",
    "（三）2024年重点工作",
    "总计：2067",
    "2022",
    "12",
    "",
]


@pytest.mark.parametrize("text", OWN)
def test_a_caption_of_the_reports_own_table(text: str) -> None:
    caption = read_caption(load_form(), WHOSE, text)
    assert caption is not None
    assert caption.own
    assert not caption.other


@pytest.mark.parametrize(("text", "what"), OTHER)
def test_a_caption_of_another_table_says_what_is_not_the_reports(text: str, what: str) -> None:
    caption = read_caption(load_form(), WHOSE, text)
    assert caption is not None
    assert caption.other == {what}
    assert not caption.own


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_labels_dates_and_sentences_say_nothing_of_a_table(text: str) -> None:
    caption = read_caption(load_form(), WHOSE, text)
    assert caption is None or not caption.says


def test_without_a_known_year_only_words_tell_another() -> None:
    year, words = (read_caption(load_form(), Whose(), text) for text in ("2022年数据", "上年数据"))
    assert year is not None
    assert not year.says
    assert words is not None
    assert words.other == {"year"}


@pytest.mark.parametrize("name", ["县教育局", "示例省示例甲县教育局", "示例甲县", "县教局"])
def test_a_shorter_or_longer_name_of_the_agency_is_nobody_elses(name: str) -> None:
    caption = read_caption(load_form(), WHOSE, f"{name}2023年数据")
    assert caption is not None
    assert not caption.other


def test_a_title_heads_a_report_and_a_name_alone_is_known_as_such() -> None:
    title = read_caption(load_form(), WHOSE, "示例甲县教育局2022年政府信息公开工作年度报告")
    name = read_caption(load_form(), WHOSE, "示例甲县第一中学：")
    assert title is not None
    assert title.title
    assert name is not None
    assert name.name_alone
    assert name.other == {"agency"}


@pytest.mark.parametrize(
    ("text", "another"),
    [
        ("去年的数字列在这里", True),
        ("下面是2022年的数字", True),
        ("与2022年相比情况如下", False),
        ("2023年的数字列在这里", False),
        ("2022年增加的栏目", False),
        ("示例甲县教育局的数字", False),
    ],
)
def test_a_line_right_above_a_table_that_names_only_another_year(text: str, another: bool) -> None:
    assert names_only_others(WHOSE, text) is another


@pytest.mark.parametrize(
    ("text", "names"),
    [("2022年", True), ("上年数据", True), ("见附件", False), ("约12", False), ("无", False)],
)
def test_a_caption_behind_a_table_is_no_value_of_it(text: str, names: bool) -> None:
    assert names_whose(load_form(), text) is names


@pytest.mark.parametrize(
    ("before", "other"),
    [
        ("编制本报告。 三、收到和处理政府信息公开申请情况 2022年度 申请人情况 自然人", True),
        ("编制本报告。2022年度收到和处理政府信息公开申请情况", True),
        ("比2022年多。 三、收到和处理政府信息公开申请情况 申请人情况 自然人", False),
        ("2022年度 行政许可 12 三、收到和处理政府信息公开申请情况", False),  # of the table before
    ],
)
def test_the_caption_in_running_text_right_before_a_table(before: str, other: bool) -> None:
    caption = caption_at_end(load_form(), WHOSE, before)
    assert bool(caption and caption.other) is other


def test_the_agency_together_with_its_units_is_the_report_itself() -> None:
    """Guards a silent error: the unit's own table, printed first, was taken for the report's."""
    caption = read_caption(load_form(), WHOSE, "示例甲县教育局（本级及所属单位合计）情况如下：")
    assert caption is not None
    assert (caption.own, caption.other) == (True, frozenset())
