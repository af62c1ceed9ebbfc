"""Finds when a report was published, and whether it says that it takes the place of an earlier one of the same year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from extract.document import Document, Paragraph
from extract.form.labels import unified
from extract.form.years import years_in_digits

_DAY = r"\s*[:：]?\s*(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)"
_DATES = (  # the most telling first; a page has several dates
    re.compile(rf"发\s*布\s*(?:日\s*期|时\s*间|于){_DAY}"),
    re.compile(rf"公\s*[开布]\s*(?:日\s*期|时\s*间){_DAY}"),
    re.compile(
        rf"(?:成文日期|发文日期|生成日期|(?<!采集)(?<!截止)时\s*间|(?<!采集)(?<!截止)(?<!有效)日\s*期){_DAY}"
    ),
    re.compile(r"^(20\d\d)-(\d{1,2})-(\d{1,2})\s+\d{1,2}:\d\d.{0,12}来源", re.MULTILINE),
)
_AGAIN = r"(?:更正|修订|修正|订正|勘误|重新(?:发布|公布|公开))"
_REPORT = r"(?:年度报告|年度工作报告|工作报告|年报)"
_WHEN = r"(?:20\d\d年\d{1,2}月\d{1,2}日|20\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
_LONGEST_NOTICE = 100  # characters of a line
_NOTICES = (
    # alone on its line: （2024年3月6日更正）, 更正版, 本报告于2024年3月6日重新发布
    re.compile(
        rf"^[(\[【]?(?:本(?:{_REPORT}|报告))?[已现于]{{0,2}}{_WHEN}?[已现]?(?:予以|进行)?{_AGAIN}(?:版|稿|后|本|发布|公布)?[。)\]】]*$"
    ),
    # behind the title: 2023年政府信息公开工作年度报告（更正版）
    re.compile(rf"{_REPORT}[(\[【—-]*{_WHEN}?{_AGAIN}(?:版|稿|后|本|发布|公布)?[)\]】]?$"),
    # before it: 关于更正某局2023年政府信息公开工作年度报告的公告
    re.compile(rf"^(?:关于)?{_AGAIN}[^,。;]{{0,40}}{_REPORT}"),
    # in a sentence: 原报告数据有误，现予以更正; 以本次发布为准
    re.compile(rf"(?:{_REPORT}|报告)[^。]{{0,30}}[现已特](?:予以|将|重新)?{_AGAIN}"),
    re.compile(r"以(?:本次|此次|本)(?:发布|公布|公开|更正)?的?(?:内容|数据|版本|年度报告|年报|报告)?为准"),
)


@dataclass(frozen=True, slots=True)
class Publication:
    """`published_on` and `corrected_on` are ISO dates; `correction_notice` the line that says that this report was corrected or
    published again. Null where the file does not say it."""

    published_on: str | None = None
    correction_notice: str | None = None
    corrected_on: str | None = None


def read_publication(document: Document) -> Publication:
    """What the first and last lines of a document and its titles say of its publication."""
    lines = [*_edges(document), *(_plain(title) for title in document.titles)]
    notice = next((line for line in lines if _is_notice(line)), None)
    return Publication(
        _day("\n".join(lines), _DATES), notice, _day(notice or "", [re.compile(_DAY)]) if notice else None
    )


def _is_notice(line: str) -> bool:
    line = re.sub(r"\s+", "", line)
    return len(line) <= _LONGEST_NOTICE and any(notice.search(line) for notice in _NOTICES)


def _day(text: str, patterns: list[re.Pattern[str]] | tuple[re.Pattern[str], ...]) -> str | None:
    for pattern in patterns:
        for match in pattern.finditer(text):
            with suppress(ValueError):  # no day of the calendar
                return date(*(int(part) for part in match.groups())).isoformat()
    return None


def _edges(document: Document) -> Iterator[str]:
    """The first and last lines, including rows of index tables: the places where dates of publication are printed."""
    for block in document.blocks[:40] + document.blocks[-15:]:
        rows = [[block]] if isinstance(block, Paragraph) else block.rows[:8]
        for row in rows:
            yield _plain(" ".join(item.text for item in row))


def _plain(text: str) -> str:
    return years_in_digits(unified(text))
