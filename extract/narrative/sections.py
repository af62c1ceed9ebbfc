"""Finds the six narrative sections by the numbering and wording of their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.document import Document, Source
from extract.form.catalogue import Form, Section
from extract.form.labels import closeness, parse_label, squeeze
from extract.form_cells import Problem
from extract.messages import Detail
from extract.tables.row_stream import StreamRow

_ORDINALS = ("一二三四五六", "123456", "壹贰叁肆伍陆")
# The ways in which headings are numbered, the usual one first; a report may number its subheadings in another of them.
_NUMBERINGS = (
    re.compile(
        r"^(?:第([一二三四五六123456])(?:部分|章|节)[、.,:]?|([一二三四五六壹贰叁肆伍陆123456])[、.,:])"
    ),
    re.compile(r"^(?:\(([一二三四五六123456])\)|([一二三四五六])(?=[^、.,:一二三四五六七八九十]))"),
)
_BREAK = re.compile(r"[。：:]|\s+")  # where running text may begin behind a heading on its line
_LONGEST_HEADING = 45
INTRO = "intro"  # the key of what stands before the first heading, which is no section of the form
_CLOSE = 0.6  # how near a heading with text behind it has to be to the form's
_SAME = 0.95  # and with another numbering, which labels of a table have as well
_NEAR = 6  # rows between a heading and its table
_SENTENCE = re.compile(r"[。；：]\s*$")
# What a site prints below a report.
_CHROME = re.compile(
    r"^\W*(?:上一[篇条]|下一[篇条]|打印|关闭|分享|扫一扫|主办单?位?[:：]|承办单?位?[:：]|版权所有|网站标识码|网站地图|责任编辑"
    r"|.{0,8}ICP备|.{0,4}公网安备|相关(?:文章|链接|阅读|附件))"
)


@dataclass(frozen=True, slots=True)
class SectionText:
    """`places` are those of the text's lines and `at` is the stream row of its heading, where the document has lines."""

    key: str
    heading: str
    text: str
    places: tuple[Source, ...] = ()
    at: int | None = None


@dataclass(frozen=True, slots=True)
class _Heading:
    """A row that may open a section. `rest` is the text after the heading on its line; later fields show how likely it
    is."""

    section: Section
    index: int
    text: str
    rest: str
    numbering: int  # place in _NUMBERINGS; beyond them, the bare words
    closeness: float
    beside_table: bool = False


def is_chrome(line: str) -> bool:
    """Whether a line is what a site prints below a report."""
    return bool(_CHROME.match(line))


def _numbered(squeezed: str) -> Iterator[tuple[int, int, str]]:
    """(numbering, ordinal from 0, words) for every way in which a line may be numbered."""
    for numbering, pattern in enumerate(_NUMBERINGS):
        if match := pattern.match(squeezed):
            numeral = next(group for group in match.groups() if group)
            ordinal = next(numerals.index(numeral) for numerals in _ORDINALS if numeral in numerals)
            yield numbering, ordinal, squeezed[match.end() :]


def _as_heading(form: Form, text: str) -> tuple[Section, int, float] | None:
    """(section, numbering, closeness) of a line that is a heading and nothing else."""
    squeezed = squeeze(text)
    if len(squeezed) > _LONGEST_HEADING:
        return None
    for numbering, ordinal, words in _numbered(squeezed):
        section = form.sections[ordinal]
        if any(keyword in words for keyword in section.keywords):
            return section, numbering, closeness(parse_label(words).words, _words(section))
    words = parse_label(squeezed).words
    bare = next((section for section in form.sections if len(words) > 3 and words == _words(section)), None)
    return (bare, len(_NUMBERINGS), 1.0) if bare and not parse_label(squeezed).numbered else None


def _words(section: Section) -> str:
    return parse_label(section.label).words


def _text(row: StreamRow) -> str | None:
    """The text of a row that may belong to the running text (one line, or one filled cell among empty ones), else None."""
    if row.prose:
        return row.text.strip()
    filled = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    return filled[0] if len(filled) == 1 else None


def _heading_at(form: Form, index: int, text: str) -> _Heading | None:
    if whole := _as_heading(form, text):
        return _Heading(whole[0], index, text, "", whole[1], whole[2])
    for match in _BREAK.finditer(text[: _LONGEST_HEADING + 5]):
        found = _as_heading(form, text[: match.start()])
        if found and found[2] >= _CLOSE and found[1] < len(_NUMBERINGS):
            rest = text[match.end() :].strip()
            return _Heading(found[0], index, text[: match.start()].strip(), rest, found[1], found[2])
    return None


def _chosen(candidates: list[_Heading], bare: set[int]) -> list[_Heading]:
    """Choose one heading per section, in document order. Tables of contents and lists in the narrative have such lines
    too: the real heading comes before its table, between its neighbours, and has text below it (`bare` ones do not)."""
    anchors = [c for c in candidates if c.beside_table]

    def likelihood(c: _Heading) -> tuple[bool, bool, bool, int, float, int]:
        in_order = all(
            (c.section.ordinal - anchor.section.ordinal) * (c.index - anchor.index) >= 0 for anchor in anchors
        )
        return c.beside_table, in_order, c.index not in bare, -c.numbering, c.closeness, -c.index

    best: dict[str, _Heading] = {}
    for candidate in candidates:
        other = best.get(candidate.section.key)
        if other is None or likelihood(candidate) > likelihood(other):
            best[candidate.section.key] = candidate
    return sorted(best.values(), key=lambda heading: heading.index)


def find_sections(
    form: Form, rows: list[StreamRow], tables: set[int]
) -> tuple[list[SectionText], list[Problem]]:
    """Sections in the document's order, narrative only: stream rows in `tables` belong to the statutory tables.

    sections_missing and sections_order are reported.
    """
    texts = [_text(row) for row in rows]
    candidates: list[_Heading] = []
    with_tables = {section.key for section in form.sections[1:4]}
    for index, text in enumerate(texts):
        heading = _heading_at(form, index, text) if text else None
        # A table's span may begin with its heading; its labels are no headings, however they are numbered.
        if heading is None or (
            index in tables and heading.closeness < (_SAME if heading.numbering else _CLOSE)
        ):
            continue
        candidates.append(heading)
    following = [heading.index for heading in candidates[1:]] + [len(rows)]
    for at, (heading, after) in enumerate(zip(candidates, following, strict=False)):
        below = range(heading.index + 1, min(after, heading.index + 1 + _NEAR))
        if heading.section.key in with_tables and not tables.isdisjoint(below):
            candidates[at] = replace(heading, beside_table=True)
    places = {heading.index for heading in candidates}
    bare = {heading.index for heading in candidates if not heading.rest and heading.index + 1 in places}
    opened = _chosen(candidates, bare)
    sections = []
    for heading, end in zip(opened, [h.index for h in opened[1:]] + [len(rows)], strict=False):
        lines = [(heading.rest, rows[heading.index].cells[0].source)] if heading.rest else []
        lines += _running_text(rows, range(heading.index + 1, end), tables)
        if end == len(rows):
            last = next((at for at, (line, _) in enumerate(lines) if is_chrome(line)), len(lines))
            lines = lines[:last]
        sections.append(_section(heading.section.key, heading.text, lines, heading.index))
    problems = _missing(form, {heading.section.key for heading in opened})
    first = next((a for a, b in pairwise(opened) if a.section.ordinal > b.section.ordinal), None)
    if first:
        place: Source = rows[first.index].cells[0].source
        problems.append(Problem(Detail("sections_order", {"printed": first.text}), place, first.section.key))
    return sections, problems


def _running_text(rows: list[StreamRow], span: range, tables: set[int]) -> Iterator[tuple[str, Source]]:
    """(line, place) of the running text in a span of the stream."""
    for index in span:
        row = rows[index]
        text = _text(row) if index not in tables else None
        if text and (row.prose or _SENTENCE.search(text)):
            yield text, row.cells[0].source


def _section(key: str, heading: str, lines: list[tuple[str, Source]], at: int | None) -> SectionText:
    places = tuple(place for line, place in lines for _ in line.split("\n"))
    return SectionText(key, heading, "\n".join(line for line, _ in lines), places, at)


def introduction(rows: list[StreamRow], tables: set[int], sections: list[SectionText]) -> SectionText:
    """The running text before the first heading, which often states the period covered; empty where there is none."""
    if not sections:
        return SectionText(INTRO, "", "")
    if sections[0].at is None:  # a text without lines
        text = "\n".join(row.text for row in rows if row.prose)
        return SectionText(INTRO, "", text.partition(sections[0].heading)[0])
    first = min(section.at for section in sections if section.at is not None)
    return _section(INTRO, "", list(_running_text(rows, range(first), tables)), None)


def _missing(form: Form, found: set[str]) -> list[Problem]:
    return [
        Problem(Detail("sections_missing", {"section": section.label}), instance=section.key)
        for section in form.sections
        if section.key not in found
    ]


def _in_running_text(section: Section, bracketed: bool) -> re.Pattern[str]:
    """A heading inside running text: the form's words, or others with a keyword up to the next white space."""
    numeral = rf"(?:{'|'.join(numerals[section.ordinal - 1] for numerals in _ORDINALS)})\s*"
    numeral = rf"[（(]\s*{numeral}[)）]\s*" if bracketed else rf"{numeral}[、.．]\s*"
    words = r"\s*".join(map(re.escape, section.label.split("、", 1)[1]))
    keywords = "|".join(section.keywords)
    return re.compile(rf"{numeral}(?:{words}|[^\s，。；]{{0,20}}(?:{keywords})[^\s，。；]{{0,15}}(?=\s))")


def _headings_in_running_text(form: Form, text: str, bracketed: bool) -> list[tuple[Section, re.Match[str]]]:
    found: list[tuple[Section, re.Match[str]]] = []
    for section in form.sections:
        pattern = _in_running_text(section, bracketed)
        if match := pattern.search(text, found[-1][1].end() if found else 0):
            found.append((section, match))
    return found


def find_sections_in_run_on_text(form: Form, document: Document) -> tuple[list[SectionText], list[Problem]]:
    """Find sections in a text without line structure: headings are searched for inside the running text, in order.

    Headings numbered （一） are used only where more of them are found, since subheadings are numbered so as well.
    """
    text = "\n".join(paragraph.text for paragraph in document.paragraphs())
    found = max((_headings_in_running_text(form, text, bracketed) for bracketed in (False, True)), key=len)
    ends = [match.start() for _, match in found[1:]] + [len(text)]
    sections = [
        SectionText(section.key, match[0].strip(), text[match.end() : end].strip())
        for (section, match), end in zip(found, ends, strict=False)
    ]
    return sections, _missing(form, {section.key for section, _ in found})
