"""What the running text says of the tables: each number that means the whole is a claim, and no other number is.

The agencies, places and sentences are made up; the ways of putting it are those of real reports.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Source
from extract.form.catalogue import load_form
from extract.metadata.title_page import classify
from extract.narrative import Claim, read_claims
from extract.narrative.claim import KINDS
from extract.narrative.sections import SectionText
from extract.narrative.sentences import sentences

AGENCY = "青禾县市场监督管理局"
TOTAL = "applications/{}/total"
NEW, IN, CLOSED, OUT = (
    TOTAL.format(row) for row in ("received_new", "carried_in", "closed_total", "carried_out")
)
NEW_EVERYWHERE = "+".join(
    f"applications/received_new/{column.key}" for column in load_form().application_columns["2021"]
)
RECONSIDERATION = "appeals/reconsideration/total"
DIRECT, AFTER = "appeals/litigation_direct/total", "appeals/litigation_after_reconsideration/total"


def claims(
    text: str, year: int | None = 2021, agency: str = AGENCY, section: str = "overview"
) -> list[Claim]:
    return read_claims([SectionText(section, "", text)], year, agency, classify(agency))


def told(text: str, **about: object) -> list[str]:
    """`kind number` of the claims, those that are not certain with a question mark."""
    return [f"{c.kind} {c.number}{'' if c.certain else '?'}" for c in claims(text, **about)]  # type: ignore[arg-type]  # each test passes what `claims` takes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年新收政府信息公开申请66件，上年结转3件，办结64件，结转下年度5件。", "received 66, carried_in 3, closed 64, carried_out 5"),
        ("2021年我局共受理政府信息公开申请１２件。", "received 12"),
        ("2021年度，我局共收到依申请信息公开二十六件，及时回复申请人。", "received 26"),
        ("本年度共接收公民、法人和其他组织提出的政府信息公开申请1,024件。", "received 1024"),
        ("全县共收到依申请公开85件，除2件结转下年办理外，均依法答复，答复率100%。", "received 85, carried_out 2"),
        ("县市场监管局共受理36件政府信息公开申请（均为自然人提交），同比上升16.13%。", "received 36"),
        ("2021年，我局收到政府信息依申请公开办理事项1件，已在规定时间内办结答复。", "received 1"),
        ("本年度接收到申请书55份，申请公开的政府信息主要涉及检验报告。", "received 55"),
        ("政府信息公开申请数量：12件；答复数量：12件。", "received 12, closed 12"),
        ("2021年，我局政府信息公开申请共计15件。", "received 15"),
        ("2021年新收政府信息公开申请数量317件，上年结转政府信息公开申请数量3件。", "received 317, carried_in 3"),
        ("全年共收到并办理依申请公开政府信息24件。", "received 24"),
        ("全年办理政府信息公开申请18件，均在规定期限内答复。", "handled 18"),
        ("收到政府信息公开申请70件，依法依规办结69件，1件结转下年度继续办理。", "received 70, closed 69, carried_out 1"),
        ("共收到申请12件，已答复11件，1件结转至2022年办理。", "received 12, closed 11, carried_out 1"),
        ("答复政府信息公开申请805件（含上年度结转申请18件，另有72件申请按照《条例》顺延到下年度答复）。", "closed 805, carried_in 18, carried_out 72"),
        ("收到申请3件，均为本县居民提出，答复三件。", "received 3, closed 3"),
        ("没有结转到下一年的申请，无结转2022年继续办理件。", "carried_out 0, carried_out 0"),
        ("二〇二一年新收政府信息公开申请两件。", "received 2"),
        ("（二）依申请公开情况。全年收到5件，办结5件。", "received 5, closed 5"),
        ("新收政府信息公開申請8件，答復8件。", "received 8, closed 8"),
    ],
)  # fmt: skip
def test_requests_received_closed_and_carried_over(text: str, expected: str) -> None:
    assert ", ".join(told(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2021年无依申请公开政府信息。",
        "今年来我局未收到政府信息公开申请。",
        "2021年度,青禾县市场监督管理局无依申请公开事项。",
        "2021年,我局未产生依申请公开事项。",
        "2021年度我局未收到依公开申请。",
        "本年度我局未收到任何形式的依申请公开政府信息。",
        "全年没有公民、法人或者其他组织向我局提出政府信息公开申请。",
        "本年度，未接到群众要求公开的信息。",
        "全年无政府信息公开申请。",
    ],
)
def test_no_requests_at_all(text: str) -> None:
    [claim] = claims(text)
    assert (claim.kind, claim.number, claim.certain, claim.candidates) == (
        "none",
        Decimal(0),
        True,
        (NEW_EVERYWHERE,),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("因政府信息公开被申请行政复议5件，被提起行政诉讼3件。", "reconsiderations 5, lawsuits 3"),
        ("信息公开类行政复议7件，诉讼9件，均获维持。", "reconsiderations 7, lawsuits 9"),
        ("全年收到因政府信息公开申请引起的行政复议1件（已办结），未收到因政府信息公开申请引起的行政诉讼。", "lawsuits 0, reconsiderations 1"),
        ("因政府信息公开引发行政复议三起，未经复议直接起诉2件，复议后起诉1件。", "reconsiderations 3, lawsuits 2, lawsuits 1"),
        ("政府信息公开行政复议、行政诉讼各1件。", "reconsiderations 1, lawsuits 1"),
        ("政府信息公开行政复议、行政诉讼案件共5件。", "appeals 5"),
        ("未发生因政府信息公开工作被申请行政复议、提起行政诉讼的情况。", "reconsiderations 0, lawsuits 0"),
        ("我局未发生依申请公开政府信息方面的行政复议和行政诉讼。", "reconsiderations 0, lawsuits 0"),
        ("未收到有关政府信息公开工作的举报、投诉、行政复议或行政诉讼。", "reconsiderations 0, lawsuits 0"),
        ("全年没有复议，没有诉讼，没有追责。", "reconsiderations 0, lawsuits 0"),
        ("2021年未产生因政府信息公开申请提请的行政复议。", "reconsiderations 0"),
    ],
)  # fmt: skip
def test_appeals_counted_in_the_text(text: str, expected: str) -> None:
    assert ", ".join(told(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "全年通过信函收到政府信息公开申请8件。",
        "网上受理政府信息公开申请12件，当面受理3件。",
        "苇塘镇收到政府信息公开申请2件。",
        "各镇（街道）共收到政府信息公开申请30件。",
        "县本级收到政府信息公开申请40件。",
        "收到自然人政府信息公开申请10件。",
        "收到政府信息公开申请较上年增加5件。",
        "2020年收到政府信息公开申请15件。",
        "上年收到政府信息公开申请15件。",
        "自2008年以来收到政府信息公开申请300件。",
        "上半年受理政府信息公开申请5件。",
        "2021年1月收到政府信息公开申请2件。",
        "12345热线受理群众诉求1200件，办结1180件。",
        "收到人大代表建议12件、政协提案20件，全部办结。",
        "受理信访件30件，办结28件。",
        "局长信箱共受理有效信件3件，已办结3件，办结率100%。",
        "受理行政许可申请200件，办结200件。",
        "受理低保申请15件。",
        "主动公开政府信息1136条。",
        "答复不予公开2件。",
        "共办理转办的政府信息公开申请4件。",
        "行政复议维持3件，纠正1件。",
        "收到复议机关转来的行政复议申请3件。",
        "不予处理158件，其他处理3件。",
        "开展“高效办成一件事”改革，一次性告知申请人。",
        "培训三次，参加120人次，发放条例3000册。",
        "本报告由2021年3月5日办结的12件组成的清单编制。",
    ],
)
def test_a_number_of_a_part_or_of_other_business_is_no_claim(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "未收到对政府信息公开申请答复不服的投诉。",
        "未发生行政复议、行政诉讼被纠错的情况。",
        "无依申请公开收费情况。",
        "无超期办理的政府信息公开申请。",
        "未收到网上提交的政府信息公开申请。",
        "对未收到政府信息公开申请的单位，要求零报告。",
        "无不予公开的政府信息公开申请。",
        "2020年未收到政府信息公开申请。",
        "行政诉讼零败诉。",
        "未公开申请事项两项。",
        "如未收到政府信息公开申请，填零。",
        "未向申请人收取任何费用。",
    ],
)
def test_a_negation_of_something_else_is_no_claim(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("市教育局收到政府信息公开申请80件。", "another body"),
        ("收到政府信息公开申请12件（次）。", "cases or times"),
        ("共受理申请18件次。", "cases or times"),
        ("收到政府信息公开申请42项。", "matters, not requests"),
        ("全年按期答复政府信息公开申请20件。", "only those in time"),
        ("截至2021年12月31日，累计收到政府信息公开申请30件。", "since when?"),
        ("全年受理行政复议案件120件。", "as the body that decides?"),
        ("新收政府信息公开类行政复议3件。", "the table may count older ones as well"),
    ],
)
def test_what_the_sentence_does_not_settle_is_not_certain(text: str, why: str) -> None:
    found = claims(text)
    assert found, why
    assert not any(claim.certain for claim in found), why


def test_a_rounded_number_is_quoted_and_never_compared() -> None:
    for text in ("30余件", "近百件", "约20件", "2.3万件", "3-5件", "三五件", "数十件", "20件左右"):
        [claim] = claims(f"全年收到政府信息公开申请{text}。")
        assert (claim.number, claim.certain) == (None, False), text


def test_a_body_in_a_list_of_parts_is_left_out() -> None:
    assert told("全年收到政府信息公开申请十二件，答复十二件，其中芦汀街道收到三件。") == [
        "received 12",
        "closed 12",
    ]


def test_the_candidates_of_received() -> None:
    assert claims("全年收到政府信息公开申请9件。")[0].candidates == (NEW, f"{NEW}+{IN}")
    assert claims("全年新收政府信息公开申请9件。")[0].candidates == (NEW,)
    assert claims("办结9件政府信息公开申请。")[0].candidates == (CLOSED,)
    assert claims("结转下年度的申请9件。")[0].candidates == (OUT,)
    assert claims("政府信息公开类行政诉讼3件。")[0].candidates == (f"{DIRECT}+{AFTER}",)
    assert claims("政府信息公开类行政复议3件。")[0].candidates == (RECONSIDERATION,)


def test_a_government_s_own_office_in_its_report_may_be_one_body_only() -> None:
    assert told("县政府收到政府信息公开申请3件。", agency="青禾县人民政府") == ["received 3?"]
    assert told("全县收到政府信息公开申请3件。", agency="青禾县人民政府") == ["received 3"]
    assert told("县政府办收到政府信息公开申请3件。", agency="青禾县人民政府办公室") == ["received 3"]


def test_a_report_of_unknown_year_makes_no_certain_claim_about_a_named_year() -> None:
    assert told("2021年收到政府信息公开申请3件。", year=None) == ["received 3?"]


def test_what_stands_in_section_five_informs_only() -> None:
    assert told("全年收到政府信息公开申请3件，力量不足。", section="problems") == ["received 3?"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("制发行政规范性文件2件，废止行政规范性文件10件，现行有效件数14件。",
         [("normative_documents/issued", 2), ("normative_documents/repealed", 10), ("normative_documents/in_force", 14)]),
        ("全年新制作规章2件、规范性文件37件，均在印发后公开。",
         [("government_rules/issued", 2), ("normative_documents/issued", 37)]),
        ("制定规章3件，废止1件；制发行政规范性文件42件，废止17件。",
         [("government_rules/issued", 3), ("government_rules/repealed", 1), ("normative_documents/issued", 42), ("normative_documents/repealed", 17)]),
        ("出台规范性文件解读15篇。审查规范性文件12件。修订规章制度3项。2020年印发规范性文件4件。", []),
    ],
)  # fmt: skip
def test_documents(text: str, expected: list[tuple[str, int]]) -> None:
    found = [claim for claim in claims(text) if claim.kind == "documents"]
    assert [(c.candidates[0].removeprefix("disclosures/"), int(c.number or 0)) for c in found] == expected
    assert all(claim.certain for claim in found)


def test_documents_of_either_form_are_candidates() -> None:
    [claim] = claims("印发行政规范性文件四件。")
    assert claim.candidates == (
        "disclosures/normative_documents/issued",
        "disclosures/normative_documents/created",
    )


@pytest.mark.parametrize(
    ("text", "number", "parts", "certain"),
    [
        ("全年主动公开171条：动态124条，预算34条，应急3条，其他政府信息4条。", 171, [124, 34, 3, 4], True),
        ("主动公开209条，其中门户网站100条（动态88条、机构12条）、公开栏109条。", 209, [100, 109], False),
        (
            "向社会公开130条。其中，印发文件0份，财务公开4次，其他方式18条，村务108条。",
            130,
            [0, 4, 18, 108],
            False,
        ),
        ("公开120条，其中财政80条、民政60条。", 120, [80, 60], True),
        ("新收申请44件，上年结转3件，其中自然人38件，企业和其他组织9件。", 47, [38, 9], False),
        ("办结9件，其中予以公开5件，部分公开1件，不予公开1件，无法提供2件。", 9, [5, 1, 1, 2], False),
    ],
)
def test_lists_of_parts(text: str, number: int, parts: list[int], certain: bool) -> None:
    claim = next(claim for claim in claims(text) if claim.kind == "parts")
    assert (int(claim.number or 0), [int(part) for part in claim.parts], claim.certain) == (
        number,
        parts,
        certain,
    )


@pytest.mark.parametrize(
    "text",
    [
        "收到申请100件，其中征地30件、规划20件。",  # some of them
        "公开300条，其中财政20条，发布微博500条，收到申请3件。",  # other business behind the list
        "收到申请30件，其中网络20件、自然人25件。",  # two ways of dividing
        "公开300条，其中甲、乙各150条。",
        "公开约300条，其中甲200条、乙150条。",
    ],
)
def test_what_is_no_list_of_all_parts_is_left_out(text: str) -> None:
    assert not [claim for claim in claims(text) if claim.kind == "parts"]


def test_the_reporting_period() -> None:
    [claim] = claims("所列数据统计期限自2021年1月1日起至12月31日止。", section="intro")
    assert (claim.kind, claim.starts, claim.ends, claim.certain) == (
        "period",
        "2021-01-01",
        "2021-12-31",
        True,
    )
    [wrong] = claims("统计期限自2021年1月1日至2022年12月31日。", section="intro")
    assert (wrong.starts, wrong.ends) == ("2021-01-01", "2022-12-31")
    assert claims("公示期自2021年3月1日至3月7日。") == []
    assert claims("征求意见期限自2021年3月1日至3月31日，网站数据同步更新。") == []
    assert claims("统计期限自2021年2月1日至2月30日。") == []
    assert claims("自2021年1月1日至12月31日，网站公开信息九百条。")[0].certain is False


def test_a_claim_quotes_its_sentence_whole_and_its_number_as_printed() -> None:
    first = "（二）依申请公开。"
    second = "全年新收政府信息公开申请 １２ 件，办结十二件。"
    found = claims(first + second + "培训四期。")
    assert {claim.sentence for claim in found} == {second}
    assert [claim.raw for claim in found] == ["１２", "十二"]


def test_a_claim_has_the_place_of_its_line() -> None:
    section = SectionText(
        "overview", "", "一句。\n收到政府信息公开申请3件。", (Source(line=4), Source(line=5))
    )
    [claim] = read_claims([section], 2021)
    assert claim.source == Source(line=5)


def test_lines_broken_by_a_page_are_one_sentence() -> None:
    broken = "2021年，我局坚持依法依规办理，全年共收到公民、法人和其他组织的政府\n信息公开申请7件。"
    assert [s.printed for s in sentences(broken)] == [broken.replace("\n", "")]
    assert told(broken) == ["received 7"]


def test_a_title_is_not_joined_with_the_sentence_below() -> None:
    assert len(list(sentences("青禾县市场监督管理局2021年政府信息公开工作年度报告\n根据条例编制。"))) == 2


@given(
    st.text(
        alphabet="收到政府信息公开申请未无行政复议诉讼其中结转下年度0123十两〇,，。；：、（）()《》件条年月日 \n我局全",
        max_size=120,
    )
)
def test_no_text_breaks_the_reading(text: str) -> None:
    for claim in claims(text):
        assert claim.kind in KINDS
        assert claim.raw
        assert claim.sentence


def test_a_long_run_of_anything_takes_no_longer_than_its_length() -> None:
    for piece in ("。", "（", "或者", "未收到申请", "3件，", "一", "其中"):
        assert isinstance(claims(piece * 20_000), list)
    assert claims("收到申请3件，未收到申请，" * 500) == []  # no sentence: a table that lost its lines
