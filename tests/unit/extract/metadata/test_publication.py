"""When a report was published, and whether it says that it was corrected: by lines at its edges, never by its narrative."""

from __future__ import annotations

import pytest

from extract.document import Document, Paragraph
from extract.form.labels import unified
from extract.metadata.publication import Publication, read_publication


def read(*lines: str) -> Publication:
    return read_publication(Document("text/plain", [Paragraph(line) for line in lines]))


@pytest.mark.parametrize(
    ("line", "corrected_on"),
    [
        ("（2024年3月6日更正）", "2024-03-06"),
        ("青禾县财政局2023年政府信息公开工作年度报告（更正版）", None),
        ("2023年政府信息公开工作年度报告（修订）", None),
        ("关于更正青禾县财政局2023年政府信息公开工作年度报告的公告", None),
        ("本报告于2024-03-06重新发布", "2024-03-06"),
        ("原年度报告第三部分数据有误，现予以更正，以本次发布为准。", None),
    ],
)
def test_a_line_that_says_that_the_report_was_corrected(line: str, corrected_on: str | None) -> None:
    found = read("青禾县财政局2023年政府信息公开工作年度报告", line, "发布日期：2024-01-18")
    assert (found.published_on, found.correction_notice, found.corrected_on) == (
        "2024-01-18", unified(line), corrected_on
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "全年修订规范性文件3件，更正公开目录12条。",
        "（二）重新发布政府信息公开指南，修订公开目录。",
        "更新时间：2024-03-06",
        "报告期内修订完善了制度。",
    ],
)
def test_what_an_office_corrected_in_the_year_is_no_notice(line: str) -> None:
    assert read("青禾县财政局2023年政府信息公开工作年度报告", line).correction_notice is None
