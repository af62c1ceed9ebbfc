"""Tables that are not the report's own: of another year, of another agency, an example.

Where a caption tells them from the report's they are left out; where nothing else is there every cell is in doubt. Each of
these was read as the report's own without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import pytest

from samples import form
from tests.support import layouts as lay
from tests.support import workbooks
from tests.support.layouts import Block, Cell, Figures, Table, blocks, row
from tests.support.reading import TOLD, check, check_exact

Writer = Callable[[list[Block]], bytes]
OLD, EXAMPLE = lay.figures(seed=7), lay.figures(seed=9)
TABLES = (lay.disclosures, lay.applications, lay.appeals)
EVERY = ("disclosures/", "applications/", "appeals/")
WIDTHS = (4, 10, 15)
HEADINGS = list(form.headings().values())
CELLS: list[Writer] = [lay.html, lay.docx, lay.tsv_padded, lay.markdown]
WRITERS = pytest.mark.parametrize("write", [*CELLS, lay.lines, lay.spaced_values])
ALL = pytest.mark.parametrize("write", [*CELLS, lay.lines, lay.spaced_values, lay.run_on])
UNIT = "青禾县第一中学"


def tables(told: Figures) -> list[Table]:
    return [table(told) for table in TABLES]


def report(parts: Iterable[Sequence[Block]]) -> list[Block]:
    """The report with these parts as its three sections."""
    two, three, four = parts
    return blocks(TOLD, two, three, four)


def under(captions: list[str], told: Figures, *behind: Block) -> list[Block]:
    """The report, each table under a caption."""
    parts: list[list[Block]] = [
        [caption, table, *behind] for caption, table in zip(captions, tables(told), strict=True)
    ]
    return report(parts)


OTHERS = {
    "last year": ["2022年度数据", "（2022年）", "表三 2022年行政复议、行政诉讼情况"],
    "in Chinese digits": ["二〇二二年度", "二○二二年数据", "二〇二二年"],
    "the year before": ["上年度数据", "上一年数据", "去年"],
    "two digits": ["22年度数据", "（22年度）", "22年"],
    "two years": ["2021—2022年数据", "2021年、2022年", "2021-2022年度"],
    "a period": ["数据截至2022年12月31日", "统计期限：2022年1月1日至12月31日", "截止2022年12月底"],
    "an example": ["填报示例", "【样表】", "（表样）"],
    "a model": ["范例", "附件：统计表格式（样表）", "表样"],
    "a subordinate": [f"{UNIT}2023年数据", f"附表2 {UNIT}", f"填报单位：{UNIT}"],
    "subordinates": ["附件：下属单位数据表", "所属事业单位数据", "各学校汇总表"],
    "another agency": [
        "青禾县民政局政府信息公开情况统计表",
        "青禾县民政局申请情况",
        "2023年青禾县民政局行政复议情况",
    ],
    "other words": ["去年的数字列在这里", "下面是2022年的数字", "上一年度的数字"],
}


@ALL
@pytest.mark.parametrize("captions", OTHERS.values(), ids=OTHERS)
def test_the_only_tables_are_under_a_caption_of_others(write: Writer, captions: list[str]) -> None:
    check(write(under(captions, OLD)), settled=False, must_doubt=EVERY)


@WRITERS
@pytest.mark.parametrize("captions", [OTHERS[name] for name in OTHERS if name != "other words"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "behind"])
def test_tables_of_others_beside_the_reports_own(write: Writer, captions: list[str], before: bool) -> None:
    parts: list[list[Block]] = []
    for caption, own, other in zip(captions, tables(TOLD), tables(OLD), strict=True):
        others: list[Block] = [caption, other]
        parts.append([*others, "2023年度（本级）", own] if before else [own, *others])
    check_exact(write(report(parts)))


@WRITERS
def test_only_table_three_is_last_years(write: Writer) -> None:
    document = blocks(TOLD, three=["2022年度", lay.applications(OLD)])
    check(write(document), settled=False, must_doubt=["applications/"])


@ALL
def test_the_headings_of_the_sections_name_last_year(write: Writer) -> None:
    document = [
        block.replace("、", "、2022年", 1) if isinstance(block, str) and block in HEADINGS[1:4] else block
        for block in under(["单位：件"] * 3, OLD)
    ]
    check(write(document), settled=False, must_doubt=EVERY)


@WRITERS
@pytest.mark.parametrize("caption", ["2022年度", "填报示例", f"{UNIT}2023年政府信息公开情况表"])
def test_a_caption_in_the_tables_first_row(write: Writer, caption: str) -> None:
    parts = [
        [[[Cell(caption, across=width)], *table]] for width, table in zip(WIDTHS, tables(OLD), strict=True)
    ]
    check(write(report(parts)), settled=False, must_doubt=EVERY)


@pytest.mark.parametrize("write", CELLS)
def test_a_year_beside_other_words_in_the_tables_first_row(write: Writer) -> None:
    parts: list[list[Block]] = [
        [[[Cell("年度"), Cell("2022年", across=width - 1)], *table]]
        for width, table in zip(WIDTHS, tables(OLD), strict=True)
    ]
    check(write(report(parts)), settled=False, must_doubt=EVERY)


@ALL
@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        ("申请人情况", "申请人情况（2022年）"),
        ("三、本年度办理结果", "三、2022年度办理结果"),
        ("一、本年新收政府信息公开申请数量", "一、2022年新收政府信息公开申请数量"),
    ],
)
def test_a_heading_or_a_label_of_table_three_names_last_year(
    write: Writer, printed: str, instead: str
) -> None:
    if write is lay.run_on and printed[1] == "、":
        pytest.skip("in running text such a row is not found, and the table fails")
    table = lay.relabel(lay.applications(OLD), {printed: instead})
    check(write(blocks(TOLD, three=[table])), settled=False, must_doubt=["applications/"])


@pytest.mark.parametrize("write", [*CELLS, lay.spaced_values])
@pytest.mark.parametrize("label", ["上年", "2022年"])
def test_the_row_of_table_four_is_last_years(write: Writer, label: str) -> None:
    first, *others, values = lay.appeals(OLD)
    table = [[Cell("年度", 3), *first], *others, [Cell(label), *values]]
    check(write(blocks(TOLD, four=[table])), settled=False, must_doubt=["appeals/"])


@pytest.mark.parametrize("write", CELLS)
def test_headings_of_table_two_name_last_year(write: Writer) -> None:
    table = lay.relabel(lay.disclosures(OLD), {"信息内容": "信息内容（2022年）"})
    check(write(blocks(TOLD, two=[table])), settled=False, must_doubt=["disclosures/"])


@WRITERS
def test_a_line_below_the_table_says_that_it_is_last_years(write: Writer) -> None:
    check(write(under(["单位：件"] * 3, OLD, "（以上为2022年数据）")), settled=False, must_doubt=EVERY)


@WRITERS
@pytest.mark.parametrize("headings", [False, True], ids=["without headings", "with headings"])
@pytest.mark.parametrize("caption", ["附：2022年度有关数据（供对照）", "附件：所属单位数据表"])
def test_an_annex_of_others_behind_the_report(write: Writer, caption: str, headings: bool) -> None:
    annex: list[Block] = []
    for heading, table in zip(HEADINGS[1:4], tables(OLD), strict=True):
        annex += [heading, table] if headings else [table]
    check_exact(write([*blocks(TOLD), caption, *annex]))


@WRITERS
def test_a_filled_in_example_before_the_report(write: Writer) -> None:
    first = blocks(TOLD)
    check_exact(write([*first[:4], "填报说明：以下为样表。", "样表", *tables(EXAMPLE), *first[4:]]))


@ALL
@pytest.mark.parametrize("title", ["青禾县教育局2022年", "青禾县民政局2023年"])
def test_a_second_whole_report_leaves_open_which_the_file_is(write: Writer, title: str) -> None:
    """Nothing was said where the other report stood first and its title was taken for the file's."""
    other = [f"{title}政府信息公开工作年度报告", *blocks(OLD)[2:]]
    check(write([*blocks(TOLD), *other]), settled=False)
    read = check(write([*other, *blocks(TOLD)]), settled=False)
    assert any(cell.doubt for cell in read.cells)


@WRITERS
def test_under_another_title_this_year_is_the_other_reports(write: Writer) -> None:
    other = report(["本年数据", table] for table in tables(OLD))
    check(write([*blocks(TOLD), "青禾县民政局2023年政府信息公开工作年度报告", *other[2:]]), settled=False)


@WRITERS
def test_two_printings_that_agree_but_for_one_corrected_cell(write: Writer) -> None:
    key = "applications/granted/total"
    second = lay.applications(TOLD | {key: "9999"})
    check(write([*blocks(TOLD), "更正：", second]), settled=False, must_doubt=[key])


@WRITERS
def test_an_empty_form_is_not_taken_for_the_report_under_a_mistyped_year(write: Writer) -> None:
    empty = tables(dict.fromkeys(TOLD, ""))
    parts: list[list[Block]] = [
        [blank, "2022年度", own] for blank, own in zip(empty, tables(TOLD), strict=True)
    ]
    check(write(report(parts)), settled=False)


@WRITERS
@pytest.mark.parametrize(
    "lines",
    [
        ["与2022年相比，申请量增加12件。", "2022年度共收到申请3件，上年结转2件，详见附件。"],
        ["2023年，共主动公开规范性文件3件，比2022年增加2件，具体如下："],
        ["2023年度政府信息公开情况统计表", "填报单位：青禾县教育局", "填报日期：2024年1月10日"],
        ["2023年全县教育系统情况", "单位：件"],
        ["以下是青禾县教育局2023年信息公开工作的年度报告，统计范围为局机关和储备中心。"],
    ],
)
def test_what_stands_above_the_reports_own_tables(write: Writer, lines: list[str]) -> None:
    check_exact(write(report([*lines, table] for table in tables(TOLD))))


@WRITERS
def test_a_list_of_the_agencys_reports_above_the_title(write: Writer) -> None:
    links = [f"青禾县教育局{year}年政府信息公开工作年度报告" for year in (2021, 2022)]
    check_exact(write([*links, *blocks(TOLD)]))


@pytest.mark.parametrize("write", CELLS)
@pytest.mark.parametrize("caption", ["2023年与2022年对比情况", "与上年对比情况如下", "单位：件"])
def test_last_years_total_in_a_column_of_its_own(write: Writer, caption: str) -> None:
    table = lay.applications(TOLD)
    table[0][-1] = replace(table[0][-1], across=8)
    table[1].append(Cell("2022年总计", 2))
    for place, cells in enumerate(table[3:]):
        cells += row(str(place))
    check_exact(write(blocks(TOLD, three=[caption, table])))


# Workbooks


def workbook(sheets: Mapping[str, Sequence[Block]]) -> bytes:
    return workbooks.xlsx({name: workbooks.report_sheet(content) for name, content in sheets.items()})


COVER = blocks(TOLD)[:4]


@pytest.mark.parametrize("name", ["2022", "2022年度", "上年", "填报示例", UNIT])
def test_the_name_of_a_sheet_tells_whose_its_tables_are(name: str) -> None:
    own: list[Block] = [*COVER, *tables(TOLD)]
    check_exact(workbook({name: tables(OLD), "年报": own}))
    data = workbook({"封面": COVER, name: tables(OLD)})
    check(data, settled=False, must_doubt=EVERY)


def test_sheets_of_two_years_without_names_leave_open_which_is_the_reports() -> None:
    data = workbook({"Sheet1": [*COVER, *tables(OLD)], "Sheet2": tables(TOLD)})
    same = [key for key in TOLD if TOLD[key] == OLD[key]]
    check(data, settled=False, must_doubt=[key for key in TOLD if key not in same])
