"""Whose report it is, of which year, published when: from the title, the running text and the sidecar."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from extract.document import Document, Paragraph
from extract.mapping.cells import Problem

_YEAR = r"(?P<year>20\d\d)\s*年?\s*度?"
_WORDS = r"(?:政府信息公开|政务信息公开|政务公开|信息公开)"
_END = r"(?:工作)?\s*(?:年度\s*(?:工作\s*)?报告|年报|工作报告)"
_TITLE = re.compile(rf"^(?P<before>.*?)\s*{_YEAR}\s*(?P<after>.*?)\s*{_WORDS}.{{0,6}}?{_END}")
_INSIDE = re.compile(rf"{_YEAR}\s*(?P<after>[^，。,;；、\d《》“”]{{0,30}}?)\s*{_WORDS}.{{0,4}}?{_END}")
_SENTENCE = re.compile(r"[。;；,，]|编制|根据|按照|依据|现将|公布|这是|本报告|以下简称")
_NAMED_BEFORE = re.compile(
    rf"(?P<before>[\u4e00-\u9fff()]{{2,30}}?(?:人民政府|办事处|委员会|管委会|办公厅|办公室|局|厅))\s*{_YEAR}{_WORDS}"
)
_PERIOD = re.compile(r"(20\d\d)\s*年\s*1\s*月\s*1\s*日.{0,6}?(?:(20\d\d)\s*年)?\s*12\s*月\s*31\s*日")
_LEAD = re.compile(
    r"^(?:标题|名称|题目)\s*[:：]\s*|^(?:关于|附件\s*\d*\s*[:：]?|现?(?:向社会)?公布|现将|这是|本报告是|由)\s*"
)
_CHINESE_YEAR = re.compile(r"二[〇○零Ｏ0O][一二三四五六七八九〇○零]{2}(?=\s*年)")
_DATE = re.compile(
    r"(?:发布(?:日期|时间)|公开(?:日期|时间)|成文日期|发文日期|(?<!采集)时间|(?<!采集)日期)\s*[:：]?\s*"
    r"(20\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})"
)
_ORGAN = re.compile(
    r"(?:人民政府|政府|办事处|委员会|管委会|党工委|办公厅|办公室|局|厅|委|部|院|中心|公司|学校|大学|学院|医院|站|所|处|署|行|会|社|馆|台|队|园)$"
)
_AREA = re.compile(r"(?:镇|乡|街道|县|市|区|旗|省|自治州|州|盟|自治区|新区|开发区|实验区|园区)$")
_SUFFIXES = ("人民政府", "办事处", "管理委员会", "管委会", "党工委管委会")
_CLASSES = (  # first match wins; 其他 endings stay unclassified
    (r"人民政府办公(厅|室)$|^政府办公室$", "government_office"),
    (r"镇(人民)?政府$|镇$", "town"),
    (r"乡(人民)?政府$|乡$|苏木(人民政府)?$", "township"),
    (r"街道(办事处|办)?$|街道.*办事处$", "street_office"),
    (r"管委会$|管理委员会$|(开发|高新|实验|新|园|示范)区$", "zone_committee"),
    (r"人民政府$|(县|市|区|旗|省|自治州|盟)$", "government"),
    (
        r"税务局$|海关$|气象局$|海事局$|邮政管理局$|烟草专卖局$|消防救援(支|总|大)队$|统计局调查队$",
        "dispatched",
    ),
    (r"局$|厅$|委员会$|委$|办公室$|部$|分局$", "department"),
    (r"公司$|学校$|大学$|学院$|医院$|中心$|研究院$|院$", "organisation"),
)
_SIDECAR_KEYS = ("url", "agency_name", "division_code", "published_on")


@dataclass(slots=True)
class Metadata:
    """`agency_name` without year and title words; `published_on` an ISO date; null where nothing tells."""

    agency_name: str | None = None
    report_year: int | None = None
    agency_class: str | None = None
    published_on: str | None = None
    division_code: str | None = None
    url: str | None = None
    problems: list[Problem] = field(default_factory=list)


def read_sidecar(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """The `*.meta.yml` beside a report: url, agency_name, division_code, published_on. A bad one is a problem only."""
    sidecar = path.with_name(path.name + ".meta.yml")
    if not sidecar.is_file():
        sidecar = path.with_name(path.stem + ".meta.yml")
    if not sidecar.is_file():
        return {}, []
    try:
        data: Any = yaml.safe_load(sidecar.read_text(encoding="utf-8-sig"))
        if not isinstance(data, dict):
            raise TypeError("it is not a list of keys and values")
    except (OSError, TypeError, ValueError, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0]
        return {}, [Problem("sidecar_unreadable", f"{sidecar.name} is left out: {reason}")]
    return {key: str(data[key]).strip() for key in _SIDECAR_KEYS if data.get(key) not in (None, "")}, []


def classify(agency_name: str) -> str | None:
    """The agency's class from its name's ending; null where the ending does not tell."""
    return next((name for pattern, name in _CLASSES if re.search(pattern, agency_name)), None)


def _plain(text: str) -> str:
    """NFKC, years in Chinese numerals as digits."""
    text = unicodedata.normalize("NFKC", text)

    def digits(match: re.Match[str]) -> str:
        return "".join("0" if c in "〇○零ＯO0" else str("一二三四五六七八九".index(c) + 1) if c in "一二三四五六七八九" else "2"
                       for c in match[0])  # fmt: skip

    return _CHINESE_YEAR.sub(digits, text)


def _clean_name(text: str) -> str:
    text = re.sub(r"[\s\u200b-\u200f\ufeff]+", "", text)
    previous = None
    while previous != text:
        previous, text = text, _LEAD.sub("", text)
    return text.strip("-_—–|:：《》“”\"'、,，。()（）·的")


def _from_title(lines: list[str]) -> tuple[str | None, int | None]:
    """(agency, year) from the first line that is a title; only then from a title broken over two or three lines."""
    year = None
    for height in (1, 2, 3):
        for index in range(len(lines)):
            joined = "".join(lines[index : index + height])
            if len(joined) > 90 or not (match := _TITLE.match(joined)):
                continue
            if _SENTENCE.search(match["before"] + match["after"]) or joined.endswith(("如下", "如下:")):
                continue
            name = _clean_name(match["before"]) or _clean_name(match["after"])
            if name:
                return name, int(match["year"])
            year = year or int(match["year"])
    return None, year


def _full_name(name: str, text: str) -> str:
    """The full name of a bare one where the text holds it: 上塘镇 is 上塘镇人民政府 if it is called so once."""
    if not _AREA.search(name):
        return name
    return next((name + suffix for suffix in _SUFFIXES if name + suffix in text), name)


def _edges(document: Document) -> list[str]:
    """The first and last lines, rows of index tables among them: where dates of publication stand."""
    lines = []
    for block in document.blocks[:40] + document.blocks[-15:]:
        rows = [[block]] if isinstance(block, Paragraph) else block.rows[:8]
        lines += [_plain(" ".join(item.text for item in row)) for row in rows]
    return lines


def read_metadata(document: Document, sidecar: dict[str, str]) -> Metadata:
    """Agency, year and dates. Sidecar first for what it names; then the title, then the running text."""
    lines = [line for paragraph in document.paragraphs() if (line := _plain(paragraph.text).strip())]
    text = "\n".join(re.sub(r"\s+", "", line) for line in lines)
    metadata = Metadata(
        division_code=sidecar.get("division_code"),
        url=sidecar.get("url"),
        published_on=sidecar.get("published_on"),
    )
    name, year = _from_title(lines[:25])
    if name is None:
        titled, titled_year = _from_title([_plain(title) for title in document.titles])
        name, year = titled, year or titled_year
    if name is None or year is None:
        for match in [*_NAMED_BEFORE.finditer(text), *_INSIDE.finditer(text)]:
            year = year or int(match["year"])
            candidate = _clean_name(match.groupdict().get("before") or match["after"])
            if name is None and (_ORGAN.search(candidate) or _AREA.search(candidate)):
                name = candidate
    period = _PERIOD.search(text)
    stated = int(period[1]) if period else None
    if year is None:
        year = stated
    elif stated is not None and stated != year:
        metadata.problems.append(
            Problem(
                "year_conflict",
                f"the title says {year}, the reporting period says {stated}",
            )
        )
    metadata.report_year = year
    if sidecar.get("agency_name"):
        metadata.agency_name = sidecar["agency_name"]
    elif name:
        metadata.agency_name = _full_name(name, text)
    if metadata.agency_name is None:
        metadata.problems.append(Problem("agency_unknown", "no title and no sentence names the agency"))
    else:
        metadata.agency_class = classify(metadata.agency_name)
    if year is None:
        metadata.problems.append(Problem("year_unknown", "no title and no sentence names the report year"))
    if metadata.published_on is None and (date := _DATE.search("\n".join(_edges(document)))):
        metadata.published_on = f"{date[1]}-{int(date[2]):02d}-{int(date[3]):02d}"
    return metadata
