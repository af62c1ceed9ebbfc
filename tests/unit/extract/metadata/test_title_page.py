"""Agency and year: as printed, without year and title words; the full name of a bare one where the text holds it."""

import pytest

from extract.document import Document, Paragraph
from extract.metadata.title_page import classify, read_metadata
from extract.readers.html.reader import read_html


def read(*lines: str, sidecar: dict[str, str] | None = None) -> tuple[str | None, int | None]:
    document = Document("text/plain", [Paragraph(line) for line in lines])
    metadata = read_metadata(document, sidecar or {})
    return metadata.agency_name, metadata.report_year


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        (("柳湾镇2021年政府信息公开工作年度报告", "由柳湾镇人民政府办公室编制"), "柳湾镇人民政府", 2021),
        (("2019年云溪市人民政府办公厅政府信息公开工作年度报告",), "云溪市人民政府办公厅", 2019),
        (("青禾县人民政府", "2023 年政府信息公开工作年度报告"), "青禾县人民政府", 2023),
        (("柳湾镇2022年度政府信息公开工作", "年度报告"), "柳湾镇", 2022),
        (("柳湾乡", "柳湾乡人民政府 2021年政府信息公开工作年度报告"), "柳湾乡人民政府", 2021),
        (("关于青禾县财政局二〇二三年政府信息公开工作年度报告",), "青禾县财政局", 2023),
        (("现向社会公布2020年柳湾镇政府信息公开年度报告。", "我柳湾镇人民政府"), "柳湾镇人民政府", 2020),
        (
            ("青禾县教育局\ufffd\ufffd\ufffd\ufffd年政府信息公开年度报告",),
            "青禾县教育局",
            None,
        ),  # digits without meaning
        # guards a wrong name without a word: the subject of a mail, the number of a line in the margin
        (("主题：转发：青禾县财政局2023年政府信息公开工作年度报告",), "青禾县财政局", 2023),
        (("Fw: 柳湾镇2021年政府信息公开工作年度报告",), "柳湾镇", 2021),
        (("1  青禾县财政局2023年政府信息公开工作年度报告",), "青禾县财政局", 2023),
        (("120急救中心2023年政府信息公开工作年度报告",), "120急救中心", 2023),
        (("青禾县教育局：2023年政府信息公开工作年度报告",), "青禾县教育局", 2023),
        # guards wrong names without a word: the mark-up of a title, a line that begins in the middle of a name
        (("#+TITLE: 2019年柳湾镇人民政府政府信息公开工作年度报告",), "柳湾镇人民政府", 2019),
        (("====== 青禾县信访局2021年政府信息公开工作年度报告 ======",), "青禾县信访局", 2021),
        (("\\title{青禾县信访局2021年政府信息公开工作年度报告}",), "青禾县信访局", 2021),
        (("Title: 青禾县财政局2023年政府信息公开工作年度报告",), "青禾县财政局", 2023),
        (
            (
                "青禾县财政局关于2023年度政府信息公开工作的报告",
                "按照《条例》第五十条规定和有关文件的要求，现公布青",
                "禾县财政局2023年政府信息公开工作年度报告。本报告中所列数据",
            ),
            "青禾县财政局",
            2023,
        ),
        (
            (
                "青禾县财政局2023年政府信息公开工作",
                "年度报告",
                "按照《条例》第五十条规定和有关文件的要求，现公布青",
                "禾县财政局2023年政府信息公开工作年度报告。本报告中所列数据",
            ),
            "青禾县财政局",
            2023,
        ),
        # guards a title that was lost below a line with a comma, and one of another document that was taken
        (
            (
                "青禾县人民政府",
                "您好，欢迎访问青禾县人民政府门户网站政府信息公开专栏",
                "青山镇2023年政府信息公开工作年度报告",
            ),
            "青山镇",
            2023,
        ),
        (
            (
                "2024年1月20日，星期六",
                "青山镇2023年政府信息公开工作年度报告",
                "青山镇2022年政府信息公开工作年度报告",
            ),
            "青山镇",
            2023,
        ),
        (
            (
                "青禾县人大常委会听取青禾县人民政府2022年政务公开工作的报告",
                "青山镇2023年政府信息公开工作年度报告",
            ),
            "青山镇",
            2023,
        ),
        (("没有标题的一页",), None, None),
    ],
)
def test_titles(lines: tuple[str, ...], agency: str | None, year: int | None) -> None:
    assert read(*lines) == (agency, year)


def test_the_sidecar_names_the_agency() -> None:
    assert (
        read("柳湾镇2021年政府信息公开工作年度报告", sidecar={"agency_name": "青禾县柳湾镇人民政府"})[0]
        == "青禾县柳湾镇人民政府"
    )


def test_a_title_and_a_period_of_different_years_are_reported() -> None:
    lines = ["柳湾镇2022年政府信息公开工作年度报告", "统计期限自2021年1月1日至2021年12月31日止"]
    metadata = read_metadata(Document("text/plain", [Paragraph(line) for line in lines]), {})
    assert [problem.code for problem in metadata.problems] == ["year_conflict"]


@pytest.mark.parametrize(
    ("name", "agency_class"),
    [
        ("柳湾镇人民政府", "town"),
        ("青禾县人民政府", "government"),
        ("云溪市人民政府办公室", "government_office"),
        ("青禾县财政局", "department"),
        ("国家税务总局青禾县税务局", "dispatched"),
        ("东街街道办事处", "street_office"),
        ("云溪高新技术产业开发区管理委员会", "zone_committee"),
        ("某某", None),
    ],
)
def test_classes(name: str, agency_class: str | None) -> None:
    assert classify(name) == agency_class


@pytest.mark.parametrize(
    "sentence",
    [
        "青禾县人民政府现将2021年1月1日至12月31日的政府信息公开工作报告如下。",
        "现公布青禾县人民政府2021年政府信息公开工作年度报告。",
        "这是青禾县人民政府2021年度政府信息公开工作的报告,数字从2021年1月1日算到12月31日。",
    ],
)
def test_words_of_a_sentence_do_not_get_into_the_name(sentence: str) -> None:
    assert read("一、总体情况", sentence, "青禾县人民政府")[0] == "青禾县人民政府"


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        (("青禾县人民政府办公室关于印发2023年政府信息公开工作年度报告的通知",), "青禾县人民政府办公室", 2023),
        (("关于印发《青禾县教育局2023年政府信息公开工作年度报告》的通知",), "青禾县教育局", 2023),
        (("青禾县教育局关于2023年度政府信息公开工作年度报告",), "青禾县教育局", 2023),
        (("青禾县人民政府", "办公室2023年政府信息公开工作年度报告"), "青禾县人民政府办公室", 2023),
        (
            ("青禾县发展和改革局", "（县粮食局）2023年政府信息公开工作年度报告"),
            "青禾县发展和改革局(县粮食局)",
            2023,
        ),
        (("首页 > 政务公开 > 青禾县教育局2023年政府信息公开工作年度报告",), "青禾县教育局", 2023),
        (("青禾县教育局政府信息公开工作年度报告（2023年）",), "青禾县教育局", 2023),
        (("政府信息公开工作年度报告", "（2023年）", "青禾县教育局"), "青禾县教育局", 2023),
        (("标 题 青禾县教育局2023年政府信息公开工作年度报告",), "青禾县教育局", 2023),
        (("索引号 99012/2024-01 信息名称 2023年青禾县教育局政府信息公开工作年度报告",), "青禾县教育局", 2023),
        (("青 禾 县 教 育 局 2 0 2 3 年 政 府 信 息 公 开 年 度 报 告",), "青禾县教育局", 2023),
    ],
)
def test_titles_as_sites_print_them(lines: tuple[str, ...], agency: str, year: int) -> None:
    assert read(*lines) == (agency, year)


def test_a_list_of_other_years_before_the_title_does_not_give_the_year() -> None:
    lines = ("青禾县教育局2022年政府信息公开工作年度报告", "青禾县教育局2023年政府信息公开工作年度报告",
             "统计期限自2023年1月1日起至2023年12月31日止")  # fmt: skip
    assert read(*lines) == ("青禾县教育局", 2023)


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        (("2023年度政府信息公开工作年度报告（青禾县教育局）",), "青禾县教育局"),
        (("青禾縣教育局2023年政府信息公開工作年度報告",), "青禾縣教育局"),  # as printed
        (("青禾县2023年政府信息公开年度报告根据《中华人民共和国政府信息公开条例》第五十条，青禾县人民政府编制本报告，所列数据的统计期限"
          "自2023年1月1日起至2023年12月31日止。一、总体情况（一）主动公开。全年公开二十条。",), "青禾县人民政府"),
        (("青禾县2023年政府信息公开年度报告发布日期：2024年1月24日根据《中华人民共和国政府信息公开条例》第五十条，青禾县人民政府编制本报告，"
          "所列数据的统计期限自2023年1月1日起至2023年12月31日止。",), "青禾县人民政府"),
    ],
    ids=["name behind the title", "traditional", "title and text on one line", "title and date on one line"],
)  # fmt: skip
def test_titles_met_later(lines: tuple[str, ...], agency: str) -> None:
    assert read(*lines) == (agency, 2023)


def published(*lines: str, titles: tuple[str, ...] = ()) -> str | None:
    document = Document("text/plain", [Paragraph(line) for line in lines], titles=list(titles))
    return read_metadata(document, {}).published_on


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("发布时间：2024-01-31 10:20 来源：青禾县教育局 浏览次数：23", "2024-01-31"),
        ("发 布 日 期：2024 年 01 月 31 日", "2024-01-31"),
        ("来源：青禾县教育局 发布于 2024年1月31日", "2024-01-31"),
        ("2024-01-31 10:20:11 来源：青禾县教育局", "2024-01-31"),
        ("成文日期：2024-01-20 发布日期：2024-01-31", "2024-01-31"),
        ("生成日期：2024.1.31", "2024-01-31"),
        ("发布日期：2024-13-45", None),
        ("统计截止时间：2023-12-31", None),
        ("2024年1月31日", None),
    ],
)
def test_dates_of_publication(line: str, date: str | None) -> None:
    assert published("青禾县教育局2023年政府信息公开工作年度报告", line) == date


def test_a_date_in_the_pages_head_counts_where_the_text_has_none() -> None:
    page = "<head><meta name='PubDate' content='2024-01-31 10:00:00'><meta name=ArticleTitle content='年报'></head><p>年报"
    document = read_html(page)
    assert document.titles == ["年报", "发布日期：2024-01-31 10:00:00"]
    assert published("年报", titles=tuple(document.titles)) == "2024-01-31"


def test_a_running_head_that_names_a_collection_is_no_title() -> None:
    """Guards a wrong agency: reports bound together carry the collection's name at the head of every page."""
    lines = [
        "霁川市人民政府办公室关于印发2024年度政府信息公开工作年度报告汇编（共36册）的通知附件之12",
        "霁川市城市管理局2019年政府信息公开年度报告",
    ]
    told = read_metadata(Document("text/plain", [Paragraph(line) for line in lines]), {})
    assert (told.agency_name, told.report_year) == ("霁川市城市管理局", 2019)


HEAD = "霁川市人民政府办公室关于印发2024年度政府信息公开工作年度报告的通知附件12"
TITLE = "霁川市城市管理局2019年政府信息公开年度报告"
PERIOD = "所列数据的统计期限自2019年1月1日起至2019年12月31日止。"


def read_under_head(head: str, *lines: str) -> tuple[str | None, int | None, list[str]]:
    document = Document("application/pdf", [Paragraph(head, repeated=True), *map(Paragraph, lines)])
    told = read_metadata(document, {})
    return told.agency_name, told.report_year, [problem.code for problem in told.problems]


@pytest.mark.parametrize(
    ("head", "lines", "agency", "year", "problems"),
    [
        (HEAD, (TITLE, PERIOD), "霁川市城市管理局", 2019, []),
        (HEAD, (TITLE,), "霁川市城市管理局", 2019, ["year_conflict"]),
        (HEAD, ("一、总体情况", PERIOD, "霁川市城市管理局"), "霁川市城市管理局", None, ["year_unknown"]),
        (TITLE, ("一、总体情况", PERIOD), "霁川市城市管理局", 2019, []),
        ("霁川市城市管理局", ("2019年政府信息公开年度报告", PERIOD), "霁川市城市管理局", 2019, []),
        ("霁川市人民政府", ("2019年政府信息公开年度报告", "霁川市城市管理局"), None, 2019, ["agency_unknown"]),
    ],
    ids=["a title and a period", "a title alone", "no title", "the title is the head", "the head names the agency",
         "the head names another agency than who signs"],
)  # fmt: skip
def test_a_running_head_decides_nothing_against_the_title(
    head: str, lines: tuple[str, ...], agency: str | None, year: int | None, problems: list[str]
) -> None:
    """Guards a wrong year and a wrong agency: the head of a collection's pages names other ones than its reports."""
    assert read_under_head(head, *lines) == (agency, year, problems)


def test_a_sentence_and_a_period_of_different_years_leave_the_year_open() -> None:
    document = Document(
        "text/plain", [Paragraph("特编制我镇2020年度政府信息公开工作年度报告。"), Paragraph(PERIOD)]
    )
    told = read_metadata(document, {})
    assert told.report_year is None
    assert told.year_contradicted
    assert "year_unknown" in [problem.code for problem in told.problems]


def test_the_pages_own_title_tells_which_of_two_reports_is_its_own() -> None:
    """Guards against another agency's report, printed above as an example to follow."""
    example, own = (
        "示例乙县水利局2021年政府信息公开工作年度报告",
        "示例甲县水利局2021年政府信息公开工作年度报告",
    )
    text = [Paragraph(line) for line in ("优秀年报范例", example, "一、总体情况", own, "一、总体情况")]
    both = Document("text/html", [*text], titles=[own])
    assert read_metadata(both, {}).agency_name == "示例甲县水利局"
    assert read_metadata(Document("text/html", [*text]), {}).agency_name == "示例乙县水利局"
    elsewhere = Document("text/html", [*text], titles=["示例丙市人民政府2021年政府信息公开工作年度报告"])
    assert read_metadata(elsewhere, {}).agency_name == "示例乙县水利局"


@pytest.mark.parametrize(
    ("lines", "agency", "year"),
    [
        (
            ("青禾县财政局2023年主动公开情况统计表", "青禾县财政局2023年依申请公开情况统计表"),
            "青禾县财政局",
            2023,
        ),
        (("青禾县财政局2023年主动公开情况统计表", "青禾县财政局2022年依申请公开情况统计表"), None, None),
    ],
    ids=["one year", "two years"],
)
def test_tables_titles_where_the_report_has_none(
    lines: tuple[str, ...], agency: str | None, year: int | None
) -> None:
    """Guards workbooks with a sheet for each table, of which neither agency nor year was known."""
    assert read(*lines) == (agency, year)


def test_of_two_years_reports_in_one_file_the_pages_title_tells_or_the_year_is_open() -> None:
    """Guards a wrong year: last year's whole report stood first, for comparison."""
    lines = []
    for year in (2022, 2023):
        period = f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        lines += [f"示例县教育局{year}年政府信息公开工作年度报告", period, "一、总体情况"]
    text = [Paragraph(line) for line in lines]
    named = Document("text/html", [*text], titles=["示例县教育局2023年政府信息公开工作年度报告"])
    assert read_metadata(named, {}).report_year == 2023
    told = read_metadata(Document("text/html", [*text]), {})
    assert (told.report_year, told.year_contradicted) == (None, True)
    assert [problem.detail.params for problem in told.problems] == [{"years": ["2022", "2023"]}]


@pytest.mark.parametrize("period", ["", "<p>统计期限自2023年1月1日起至2023年12月31日止。</p>"])
def test_the_title_of_the_page_that_it_was_copied_from_is_not_the_reports(period: str) -> None:
    """Guards a wrong year without a word: a page's title of the year before, borne out by a link to that report alone."""
    page = (
        "<title>青禾县财政局2022年政府信息公开工作年度报告</title><h1>青禾县财政局2023年政府信息公开工作年度报告</h1>"
        f"{period}<p><a>青禾县财政局2022年政府信息公开工作年度报告</a></p>"
    )
    metadata = read_metadata(read_html(page), {})
    assert (metadata.report_year, metadata.problems) == (2023, [])
