"""Finds a report's agency and year in the title, the running text and the sidecar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extract.document import Document, Paragraph
from extract.form.labels import squeeze, unified
from extract.form.years import years_in_digits
from extract.form_cells import Problem
from extract.messages import Detail
from extract.metadata.publication import read_publication

_YEAR = r"(?<!\d)(?P<year>20\d\d)(?!\d|[-/.]\d)\s*年?\s*度?"  # of 索引号 99012/2024-01 no part is one
_WORDS = r"(?:政府信息公开|政务信息公开|政务公开|信息公开)"
_END = r"(?:工作)?\s*(?:年度\s*(?:工作\s*)?报告|年报|工作报告)"
_TITLE_YEAR = rf"(?:{_YEAR}|\ufffd{{4,8}}年度?)"  # or one of letters whose meaning the file does not tell
_TITLE = re.compile(rf"^(?P<before>.*?)\s*{_TITLE_YEAR}\s*(?P<after>.*?)\s*{_WORDS}.{{0,6}}?{_END}")
_INSIDE = re.compile(rf"{_YEAR}\s*(?P<after>[^，。,;；、\d《》“”]{{0,30}}?)\s*{_WORDS}.{{0,4}}?{_END}")
_SENTENCE = re.compile(r"[。;；,，]|编制|根据|按照|依据|现将|公布|这是|本报告|以下简称")
_NAMED_BEFORE = re.compile(
    rf"(?P<before>[\u4e00-\u9fff()]{{2,30}}?(?:人民政府|办事处|委员会|管委会|办公厅|办公室|局|厅))\s*{_YEAR}{_WORDS}"
)
_PERIOD = re.compile(r"(20\d\d)\s*年\s*1\s*月\s*1\s*日.{0,6}?(?:(20\d\d)\s*年)?\s*12\s*月\s*31\s*日")
_LEAD = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}(?:标题|名称|题目|主题|转发|回复|答复|转)|(?i:subject|fwd?|re))\s*[:：]\s*"
    r"|^[#=*+>\\]+|^(?i:title)\s*[:{]"  # of a markup: = , #+TITLE: , \title{
    # the same word without a colon: a row of an index table, read as a line
    r"|^.*(?:标题|题名|(?:信息|文件|公文|内容)名称)|^名称|^题目"
    r"|^(?:关于(?:印发|公布|发布|报送)?|印发|附件\s*\d*\s*[:：]?|现?向社会公布|现公布|现将|这是|本报告是)\s*|^[《“\"]"
    r"|^.{0,12}?(?:总体情况|概述|基本情况)(?=[\u4e00-\u9fff])"  # a heading glued to the first sentence
)
_LINE_NUMBER = re.compile(r"^\s*\d{1,3}\s{2,}(?=[\u4e00-\u9fff])")  # in a text's margin
_TRAIL = re.compile(r"关于(?:印发|公布|发布|报送|开展|做好)?[《“\"]?$")
_CRUMBS = re.compile(r"^.*(?:[>》›»]|当前位置|您现在的位置)\s*[:：]?")
_ELSEWHERE = re.compile(
    r"(?:发布(?:日期|时间)|来源|浏览|点击|字体|责任编辑|汇编)"
)  # lines about the page, not its title
_YEAR_LAST = re.compile(
    rf"^(?P<before>[^，。,;；]{{2,40}}?){_WORDS}(?:工作)?(?:年度(?:工作)?报告|年报)\s*[（(]\s*(?P<year>20\d\d)\s*年?度?\s*[）)]"
    rf"|^(?P<before2>[^，。,;；]{{2,40}}?){_WORDS}(?:工作)?\s*(?P<year2>20\d\d)\s*年?度?\s*(?:工作)?(?:报告|年报)"
)
_GOES_ON = re.compile(
    r"^(?=.{20}).*[。;；,，].*[^。:：;；!！)）》”\s]$"
)  # a line of running text that is wrapped
_OTHERWISE = re.compile(
    rf"^(?P<before>.{{2,40}}?)关于{_YEAR}政府信息公开工作的报告$"
)  # a title that others are worded like
_TABLE_TITLE = re.compile(
    rf"^(?P<before>.{{0,40}}?){_YEAR}[^，。,;；\d]{{0,20}}(?:公开|复议|诉讼)[^，。,;；\d]{{0,20}}表$"
)  # of each table by itself, in workbooks that have no title of the report
_GENERIC = re.compile(
    r"^(?:(?!.*[省市县区旗州盟镇乡街道]).{2,12}|[（(].*)$"
)  # 办公室, 教育局: the rest stands above
_ALONE = re.compile(r"^[\u4e00-\u9fff（）()]{2,28}(?:人民政府|办事处|委员会|管委会|办公厅|办公室|局|厅)$")
_TRADITIONAL = frozenset("關務資訊開報縣區鎮鄉辦會廳處團體國號發佈")
_NAME_BEHIND = re.compile(r"^[（(]([^（）()\d]{2,30})[）)]$")
_GLUED_TO = re.compile(
    r"^(?:根据|按照|依据|依照|为|本报告|现将|[一1]、|\(一\)|发布|公开[日时]|来源|信息来源|时间|日期|索引号)"
)
_FIRST_SECTION = re.compile(r"^\W*[一1]?\W*(?:总体情况|概述|基本情况)")
_LONGEST_TITLE = 90
_BEHIND_TITLE = 6  # characters that may stand behind a title on its line: （送审稿）
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
_Title = tuple[str | None, int | None]  # agency, year
CLASSES = tuple(name for _, name in _CLASSES)


@dataclass(slots=True)
class Metadata:
    """`agency_name` without year and title words; the dates in ISO form; null where unknown. `correction_notice`: the line that
    says that this report was corrected or published again, on `corrected_on` if it says when.

    `year_contradicted`: the file names several years, and it is not clear which is the report's.
    """

    agency_name: str | None = None
    report_year: int | None = None
    agency_class: str | None = None
    published_on: str | None = None
    correction_notice: str | None = None
    corrected_on: str | None = None
    division_code: str | None = None
    url: str | None = None
    year_contradicted: bool = False
    problems: list[Problem] = field(default_factory=list)


def classify(agency_name: str) -> str | None:
    """The agency's class from its name's ending; null where the ending belongs to no class."""
    return next((name for pattern, name in _CLASSES if re.search(pattern, agency_name)), None)


def _plain(text: str) -> str:
    """Normalise a text: NFKC, and years in Chinese numerals written as digits."""
    return years_in_digits(unified(text))


def _clean_name(text: str) -> str:
    text = _CRUMBS.sub("", re.sub(r"[\s\u200b-\u200f\ufeff]+", "", text))
    previous = None
    while previous != text:
        previous, text = text, _TRAIL.sub("", _LEAD.sub("", text))
    text = text.strip("-_—–|:：《》“”\"'、,，。·=#*{}\\")
    for opening, closing in (("(", ")"), ("（", "）")):
        if text.count(opening) > text.count(closing):
            text += closing
        elif text.count(closing) > text.count(opening):
            text = text.replace(closing, "", 1)
    return text


def _titles(lines: list[str]) -> list[_Title]:
    """(agency or None, year or None) of every title line; titles broken over two or three lines only if none names an
    agency."""
    found: list[_Title] = []
    for height in (1, 2, 3):
        for index in range(len(lines)):
            if index and _within_sentence(lines[index - 1], lines[index]):
                continue
            joined = "".join(lines[index : index + height])
            if height == 1 and len(joined) > _LONGEST_TITLE:
                joined = _glued(joined)
            if not joined or len(joined) > _LONGEST_TITLE or _ELSEWHERE.search(joined):
                continue
            title = _title(joined)
            if title is None:
                continue
            name, year = title
            above = lines[index - 1] if index else ""
            if height == 1 and name and _GENERIC.match(name) and _is_name(above):
                name = _clean_name(above) + name
            found.append((name or None, year))
        if any(name for name, _ in found):
            break
    return found or _less_usual(lines, _OTHERWISE) or _less_usual(lines, _TABLE_TITLE)


def _less_usual(lines: list[str], title: re.Pattern[str]) -> list[_Title]:
    """The titles of another wording, where all of them name one year."""
    found: list[_Title] = [
        (_clean_name(match["before"]) or None, int(match["year"]))
        for line in lines
        if (match := title.match(re.sub(r"\s+", "", line))) and not _SENTENCE.search(match["before"])
    ]
    return found if len({year for _, year in found}) == 1 else []


def _within_sentence(above: str, line: str) -> bool:
    """Whether a line goes on with a wrapped sentence, in the middle of a name perhaps, and behind what looks like a title."""
    line = re.sub(r"\s+", "", line)
    match = _TITLE.match(line)
    return bool(_GOES_ON.search(above)) and match is not None and len(line) > match.end() + _BEHIND_TITLE


def _title(line: str) -> tuple[str, int | None] | None:
    """(agency, possibly empty; year, None if illegible) where a line is a report's title; white space in it is ignored."""
    line = re.sub(r"\s+", "", _LINE_NUMBER.sub("", line))
    if match := _TITLE.match(line):
        around = match["before"] + match["after"]
        if _SENTENCE.search(around) or line.endswith(("如下", "如下:")):
            return None
        behind = _NAME_BEHIND.match(line[match.end() :])
        name = _clean_name(match["before"]) or _clean_name(match["after"])
        if not name and behind and _is_name(behind[1]):
            name = _clean_name(behind[1])
        return name, int(match["year"]) if match["year"] else None
    if match := _YEAR_LAST.match(line):
        name = _clean_name(match["before"] or match["before2"])
        return ("" if name in ("政府", "政务") else name), int(match["year"] or match["year2"])
    return None


def _glued(line: str) -> str:
    """The title at the beginning of a line that continues with running text; empty where there is none."""
    line = re.sub(r"\s+", "", line)
    match = _TITLE.match(line[:_LONGEST_TITLE])
    return line[: match.end()] if match and _GLUED_TO.match(line[match.end() :]) else ""


def _is_name(line: str) -> bool:
    name = _clean_name(line)
    return (
        2 <= len(name) <= 30
        and bool(_ORGAN.search(name) or _AREA.search(name))
        and not _SENTENCE.search(name)
    )


def _signed(lines: list[str]) -> str | None:
    """An agency name alone on a line, below the title or at the end, near the date."""
    return next((line for line in [*lines[:6], *reversed(lines[-6:])] if _ALONE.match(line)), None)


def _full_name(name: str, text: str) -> str:
    """The full name of a place name where the text has it: 上塘镇 becomes 上塘镇人民政府 if the text says so once."""
    if not _AREA.search(name):
        return name
    return next((name + suffix for suffix in _SUFFIXES if name + suffix in text), name)


def _texts(document: Document, heads: bool = True) -> Iterator[str]:
    """Paragraphs, and the text of table rows with one filled cell, since some reports are set in layout tables.

    Without `heads`, text repeated at the edge of several pages is left out.
    """
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if heads or not block.repeated:
                yield block.text
        else:
            for row in block.rows:
                filled = [cell.text for cell in row if cell.text.strip()]
                yield from filled[0].split("\n") if len(filled) == 1 else ()


def _as_printed(name: str, document: Document) -> str:
    """The printed form of a name that was found in simplified characters."""
    for text in [*_texts(document), *document.titles]:
        line = re.sub(r"\s+", "", unified(text))
        at = squeeze(line).find(name)
        if at >= 0 and len(squeeze(line)) == len(line):
            return line[at : at + len(name)]
    return name


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a document that may name its agency and year: lines of running `text`, the same `with_heads` (with
    running heads and feet), and `titles` outside the text. Unified; in simplified characters where `traditional`."""

    text: list[str]
    with_heads: list[str]
    titles: list[str]
    traditional: bool

    @property
    def joined(self) -> str:
        return "\n".join(re.sub(r"\s+", "", line) for line in self.text)

    @property
    def head_years(self) -> set[int]:
        """The years of the reports that running heads name: of this one, or of the collection it stands in."""
        heads = [re.sub(r"\s+", "", line) for line in self.with_heads if line not in self.text]
        return {year for _, year in _titles(heads) if year} | {
            int(match["year"]) for head in heads for match in _INSIDE.finditer(head)
        }


def _lines_of(document: Document) -> _Lines:
    def plain(texts: Iterable[str]) -> list[str]:
        return [line for text in texts if (line := _plain(text).strip())]

    text, titles = plain(_texts(document, heads=False)), plain(document.titles)
    repeated = any(block.repeated for block in document.paragraphs())
    with_heads = plain(_texts(document)) if repeated else text
    if not any(_TRADITIONAL & set(line) for line in [*with_heads, *titles]):
        return _Lines(text, with_heads, titles, False)
    text, with_heads, titles = ([squeeze(line) for line in lines] for lines in (text, with_heads, titles))
    return _Lines(text, with_heads, titles, True)


def _name(lines: _Lines, titles: list[_Title], year: int | None) -> str | None:
    """The agency, from the title, the running text, a running head over a title without a name, or the signature."""
    page_names = [name for name, _ in _titles(lines.titles) if name]
    name = next((name for name in [*(name for name, _ in titles[:1]), *page_names] if name), None)
    if name and page_names and name not in page_names:
        # Of two reports on a page its own title tells which it is for: the other may be there as an example.
        others = {other for other, other_year in _titles(lines.text) if other_year == year}
        name = next((own for own in page_names if own in others), name)
    if name is None:
        text = lines.joined
        for match in [*_NAMED_BEFORE.finditer(text), *_INSIDE.finditer(text)]:
            candidate = _clean_name(match.groupdict().get("before") or match["after"])
            if _ORGAN.search(candidate) or _AREA.search(candidate):
                return candidate
    signed = _signed(lines.text)
    if name is None and lines.with_heads is not lines.text:
        in_head = next(
            (n for n, y in _titles(lines.with_heads[:25]) if n and y == year and _is_name(n)), None
        )
        if in_head and signed and in_head not in signed and signed not in in_head:
            return None  # the running head and the signature name two agencies, and the head may be a collection's
        name = in_head
    return name or signed


def _years_above_sections(lines: list[str]) -> Iterator[int | None]:
    """The years of the titles above a first section, with no other title between."""
    above: int | None = None
    for line in lines:
        if _FIRST_SECTION.match(line):
            yield above
        elif len(line) <= _LONGEST_TITLE and (title := _title(line)):
            above = title[1]


def _years_of_whole_reports(lines: _Lines, titles: list[_Title]) -> list[str]:
    """The years of several reports by one agency in one file, each with its own title and reporting period, where no page
    title names one of them; [] where there is one report."""
    named = {year for name, year in _titles(lines.text) if year and titles and name == titles[0][0]}
    if len(named) < 2 or len(named & {year for _, year in _titles(lines.titles)}) == 1:
        return []
    periods = {int(match[1]) for line in lines.text for match in _PERIOD.finditer(line)}
    return sorted(map(str, named & periods)) if len(named & periods) > 1 else []


def _year(
    lines: _Lines, titles: list[_Title], in_text: bool, stated: int | None
) -> tuple[int | None, Problem | None]:
    """(year, the problem where something contradicts it). `in_text`: the titles are in the running text, not in running
    heads.

    A running head never overrides the title, nor by itself the stated period: it may be a collection's.
    """
    year = titles[0][1] if titles else None
    if whole := _years_of_whole_reports(lines, titles):
        return None, Problem(Detail("year_unknown.whole_reports", {"years": whole}))
    if year is None:
        text = lines.joined
        named = [
            int(match["year"]) for pattern in (_NAMED_BEFORE, _INSIDE) for match in pattern.finditer(text)
        ]
        if stated is None or stated in named or not named:
            return stated or next(iter(named), None), None
        return None, Problem(Detail("year_unknown.sentence", {"year": named[0], "period": stated}))
    if stated is not None and stated != year:
        if not in_text and year in lines.head_years:
            return None, Problem(Detail("year_unknown.head", {"year": year, "period": stated}))
        return year, Problem(Detail("year_conflict.period", {"year": year, "period": stated}))
    others = lines.head_years - {year}
    if others and stated is None:
        return year, Problem(Detail("year_conflict.head", {"year": year, "head": min(others)}))
    return year, None


def read_metadata(document: Document, sidecar: dict[str, str]) -> Metadata:
    """Agency, year and dates. Sidecar first for what it names; then the title, then the running text."""
    lines = _lines_of(document)
    text = lines.joined
    metadata = Metadata(
        division_code=sidecar.get("division_code"),
        url=sidecar.get("url"),
        published_on=sidecar.get("published_on"),
    )
    periods = [int(match[1]) for match in _PERIOD.finditer(text)]
    stated = next(iter(periods), None)
    text_titles = _titles(lines.text[:25])
    titles = text_titles or _titles(lines.with_heads[:25]) or _titles(lines.titles)
    # A page lists other years' reports too, or holds a second one: this report's is the title that the page has too, where a
    # period or a first section bears it out (a page's title may be that of the page it was copied from), or else that of the
    # stated period.
    of_page = {year for _, year in _titles(lines.titles)} & {*periods, *_years_above_sections(lines.text)}
    titles.sort(key=lambda title: (of_page != {title[1]}, title[1] != stated, title[0] is None))
    metadata.report_year, contradiction = _year(lines, titles, bool(text_titles), stated)
    if contradiction:
        metadata.problems.append(contradiction)
        metadata.year_contradicted = metadata.report_year is None
    elif metadata.report_year is None:
        metadata.problems.append(Problem(Detail("year_unknown.not_named")))
    if metadata.report_year is None and not text_titles:
        titles = []  # a title that contradicts the period is taken for a collection's
    name = sidecar.get("agency_name") or _name(lines, titles, metadata.report_year)
    if name and not sidecar.get("agency_name"):
        name = _full_name(name, text)
        name = _as_printed(name, document) if lines.traditional else name
    metadata.agency_name = name
    if name is None:
        metadata.problems.append(Problem(Detail("agency_unknown")))
    else:
        metadata.agency_class = classify(squeeze(name) if lines.traditional else name)
    publication = read_publication(document)
    metadata.published_on = metadata.published_on or publication.published_on
    metadata.correction_notice, metadata.corrected_on = (
        publication.correction_notice,
        publication.corrected_on,
    )
    return metadata
