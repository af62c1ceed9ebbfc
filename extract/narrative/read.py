"""Turns sections into claims: matches every number of every sentence with the patterns of form/narrative.yml, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from extract.document import Source
from extract.narrative.absence import find_absences
from extract.narrative.claim import Claim
from extract.narrative.documents import Documents
from extract.narrative.lists import find_lists
from extract.narrative.numbers import Number, find_numbers
from extract.narrative.scope import PART, UNSURE, WHOLE, Agency, weigh
from extract.narrative.sections import INTRO
from extract.narrative.sentences import Sentence, blanked, bracketed, sentences
from extract.narrative.words import Pattern, Words, data, load_words

_CLAUSE_END = re.compile("[,;:。]")
_YEAR = re.compile(r"(20\d\d)年?")
_ALL_OF_THEM = ("均", "都", "全部", "已")
_OPENING = re.compile("^(?:其中包括|其中|包括|包含|含|另有|另|[,:、])+")
_LONGEST_WORDS = 120  # characters between two numbers or commas: longer text does not describe a number
_MOST_NUMBERS = 80  # in a sentence: with more it is a table that lost its line breaks
_CONTEXT = 400  # characters before a number that may say what it is about
_CARRIED = ("carried_in", "carried_out")


class Section(Protocol):
    """The attributes of a section that are read here; `places` are those of its text's lines, as far as known."""

    @property
    def key(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def places(self) -> tuple[Source, ...]: ...


@dataclass(slots=True)
class _Reading:
    """The state while a section is read. `heading` is the topic of the last heading."""

    words: Words
    agency: Agency
    section: str
    heading: str | None = None
    disclosure: bool = False
    earlier: list[Sentence] = field(default_factory=list)  # sentences since the last heading

    @property
    def topic(self) -> str | None:
        """The topic of the last sentence since the last heading that names one, otherwise the heading's."""
        for sentence in reversed(self.earlier):
            name, strong = _topic(sentence.text, self.words)
            if strong:
                return name
        return self.heading


@dataclass(frozen=True, slots=True)
class _Item:
    """One number with its words: `before` from the end of the last clause or number, `behind` up to the next number."""

    number: Number
    before: str
    behind: str
    context: str  # the sentence up to `before`
    of_part: bool  # 其中 comes before it, after the last semicolon
    in_brackets: bool = False


def read_claims(
    sections: Sequence[Section],
    year: int | None,
    agency_name: str | None = None,
    agency_class: str | None = None,
) -> list[Claim]:
    """The claims of a report's running text, in text order. Never raises because of the text.

    Section keys are those of the form, and INTRO for the text before the first heading.
    """
    words = load_words(year)
    agency = Agency.of(agency_name, agency_class)
    claims: list[Claim] = []
    for section in sections:
        claims += _read_section(section, words, agency)
    return claims


def _read_section(section: Section, words: Words, agency: Agency) -> list[Claim]:
    if not words.relevant.search(section.text):
        return []
    reading = _Reading(words, agency, section.key)
    reading.heading = "request" if section.key == "applications" else None
    reading.disclosure = section.key in ("applications", "appeals")
    claims: list[Claim] = []
    for sentence in sentences(section.text, section.places, words.relevant):
        if sentence.heading is not None:
            reading.heading = _topic(sentence.heading, words)[0]
            reading.disclosure = reading.heading in ("request", "appeal")
            reading.earlier.clear()
        if words.relevant.search(sentence.printed):
            found = list(_read_sentence(sentence, reading))
            if section.key == "problems":  # its statements may be about single cases or another year
                found = [
                    claim if claim.kind == "period" else replace(claim, certain=False) for claim in found
                ]
            claims += found
        reading.earlier.append(sentence)
    return claims


def _read_sentence(sentence: Sentence, reading: _Reading) -> Iterator[Claim]:
    words = reading.words
    if "日" in sentence.text:
        yield from _periods(sentence, reading)
    yield from find_absences(sentence, words, reading.agency, reading.section, lambda: reading.topic)
    numbers = find_numbers(sentence.main)
    if len(numbers) > _MOST_NUMBERS or not (numbers or "(" in sentence.text):
        return
    documents = Documents(words, reading.agency)
    claims: list[Claim] = []
    for item in _items(sentence, numbers):
        claims += _matched(item, sentence, reading, claims)
        claims += [
            _claim(item.number, sentence, reading, "documents", candidates, certain)
            for candidates, certain in documents.read(item.number, item.before, item.behind, item.context)
            if not item.in_brackets
        ]
    yield from claims
    yield from find_lists(sentence, numbers, reading.section, words)


def _items(sentence: Sentence, numbers: list[Number]) -> Iterator[_Item]:
    yield from _items_in(sentence.main, numbers, "", 0, False)
    for start, end in bracketed(sentence.text):
        inside = blanked(sentence.text[start:end])
        yield from _items_in(inside, find_numbers(inside), sentence.main[: start - 1], start, True)


def _items_in(
    text: str, numbers: list[Number], ahead: str, offset: int, in_brackets: bool
) -> Iterator[_Item]:
    last = 0
    for at, number in enumerate(numbers):
        ends = [match.end() for match in _CLAUSE_END.finditer(text, last, number.start)]
        if ends and ends[-1] == number.start and text[ends[-1] - 1] == ":":  # 申请数量：12件
            ends.pop()
        start = ends[-1] if ends else last
        until = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
        stop = _CLAUSE_END.search(text, number.end, until)
        before = text[start : number.start].replace("\0", "").strip("、:")
        stretch = re.split("[;]", ahead + text[: number.start])[-1]
        of_part = in_brackets or "其中" in stretch
        moved = replace(
            number,
            start=number.start + offset,
            digits_end=number.digits_end + offset,
            end=number.end + offset,
        )
        yield _Item(
            moved,
            _OPENING.sub("", before),
            text[number.end : stop.start() if stop else until].replace("\0", "").strip("、"),
            (ahead + text[:start])[-_CONTEXT:],
            of_part,
            in_brackets,
        )
        last = number.end


def _topic(text: str, words: Words) -> tuple[str | None, bool]:
    """(the last topic that a text names, whether it names it explicitly); a bare 申请 counts only without other topics."""
    last = None
    for name in ("request", "other"):
        for match in words.topics[name].finditer(text):
            if last is None or match.end() > last[0]:
                last = (match.end(), name, match[0])
    if last is not None:
        name = "appeal" if last[1] == "other" and re.search("复议|诉讼|起诉|应诉", last[2]) else last[1]
        return name, True
    return ("request", False) if words.topics["weak"].search(text) else (None, False)


def _about_requests(item: _Item, reading: _Reading) -> tuple[bool, bool]:
    """(whether a number may count requests for information, whether that is certain)."""
    words = reading.words
    weak = False
    behind = "" if item.behind.startswith(_ALL_OF_THEM) else item.behind
    for text in (item.before, behind):
        name, strong = _topic(text, words)
        if strong:
            return name == "request", True
        weak = weak or name == "request"
    for clause in reversed(_CLAUSE_END.split(item.context)):
        name, strong = _topic(clause, words)
        if strong:
            return (name == "request", True) if not weak else (True, name == "request")
        weak = weak or name == "request"
    if reading.topic is not None:
        return (reading.topic == "request" or weak), reading.topic == "request"
    return weak, weak and reading.section in (INTRO, "overview", "applications", "other_matters")


def _other_year(item: _Item, pattern: Pattern, words: Words) -> int:
    """PART where the sentence speaks of another year, UNSURE where the report's own year is not known."""
    if pattern.kind in _CARRIED:
        return WHOLE
    text = item.context + item.before
    years = _YEAR.findall(text)
    if words.other_year.search(item.before):
        return PART
    if years and words.year is not None and int(years[-1]) != words.year:
        return PART
    unsure = (years and words.year is None) or (
        words.cumulative.search(text) and not words.yearly.search(text)
    )
    return UNSURE if unsure else WHOLE


def _matched(item: _Item, sentence: Sentence, reading: _Reading, made: list[Claim]) -> Iterator[Claim]:
    if len(item.before) > _LONGEST_WORDS or not reading.words.verbs.search(item.before + item.behind):
        return
    for pattern in reading.words.claims:
        before = pattern.before.match(item.before)
        after = pattern.after.match(item.behind) if pattern.after else None
        if before is None or (pattern.after and after is None):
            continue
        if item.in_brackets and pattern.kind not in _CARRIED:
            continue
        groups = [text for match in (before, after) if match for text in match.groupdict().values() if text]
        if pattern.topic == "request":
            certain = _request_claim(item, pattern, groups, reading)
        else:
            certain = _appeal_claim(item, pattern, groups, reading, made)
        if certain is None:
            if pattern.topic == "appeal":
                return
            continue
        certain = certain and _counts_cases(item.number)
        kinds = _each(item, pattern, reading.words)
        for kind, candidates in kinds:
            yield _claim(item.number, sentence, reading, kind, candidates, certain)
        return


def _counts_cases(number: Number) -> bool:
    return number.unit is None or number.unit in data()["same_unit"]


def _request_claim(item: _Item, pattern: Pattern, groups: list[str], reading: _Reading) -> bool | None:
    """Whether the claim is certain; None where the number counts something else, or a part."""
    words, agency = reading.words, reading.agency
    about, sure = _about_requests(item, reading)
    if not about:
        return None
    if pattern.after is None and not item.behind.startswith(_ALL_OF_THEM):
        groups = [*groups, item.behind]
    scope = max((weigh(text, words, agency) for text in groups), default=WHOLE)
    scope = max(scope, _other_year(item, pattern, words))
    only_new = pattern.kind == "received" and len(pattern.candidates) == 1
    if scope == PART or (scope == UNSURE and (item.of_part or pattern.kind == "handled")):
        return None
    if item.of_part and pattern.kind not in _CARRIED and not only_new:
        return None if pattern.kind in ("received", "handled") else False
    if pattern.kind == "closed" and words.timely.search(item.before + "".join(groups)):
        return False
    return pattern.certain and sure and scope == WHOLE


def _appeal_claim(
    item: _Item, pattern: Pattern, groups: list[str], reading: _Reading, made: list[Claim]
) -> bool | None:
    words, appeal = reading.words, reading.words.patterns["appeal"]
    groups = [re.sub(r"^[、和及与或]+|[、和及与或各]+$", "", text) for text in groups]
    behind = "" if item.behind.startswith(_ALL_OF_THEM) else item.behind
    if any(appeal["part"].search(text) for text in (*groups, behind)):
        return None
    scope = max((weigh(text, words, reading.agency, words.appeal_filler) for text in groups), default=WHOLE)
    scope = max(scope, _other_year(item, pattern, words))
    if scope == PART and words.part.search(words.appeal_filler.sub("", "".join(groups))):
        return None
    if item.of_part and (scope != WHOLE or any(claim.kind == pattern.kind for claim in made)):
        return None
    about = (
        bool(words.topics["disclosure"].search(item.context + item.before + item.behind))
        or reading.disclosure
    )
    # 办理行政复议案件56件，行政诉讼10件: the verb stands before the first number only.
    text_before = re.split("[;。]", item.context)[-1] + item.before
    if appeal["fresh"].search(item.before) or (appeal["decides"].search(text_before) and not about):
        return False
    return scope == WHOLE and (about or reading.section in (INTRO, "overview"))


def _each(item: _Item, pattern: Pattern, words: Words) -> list[tuple[str, tuple[str, ...]]]:
    """(kind, candidates) of each claim: 行政复议、行政诉讼各1件 is one of each; otherwise the pattern's own kind."""
    if pattern.kind == "appeals" and words.patterns["appeal"]["each"].search(item.before):
        reconsideration, *lawsuits = pattern.candidates[0].split("+")
        return [("reconsiderations", (reconsideration,)), ("lawsuits", ("+".join(lawsuits),))]
    return [(pattern.kind, pattern.candidates)]


def _claim(
    number: Number, sentence: Sentence, reading: _Reading, kind: str, candidates: Iterable[str], certain: bool
) -> Claim:
    return Claim(
        kind=kind,
        number=number.value,
        unit=number.unit,
        raw=sentence.raw(number.start, number.digits_end),
        sentence=sentence.printed,
        section=reading.section,
        certain=certain and number.value is not None,
        candidates=tuple(candidates),
        source=sentence.source,
    )


def _periods(sentence: Sentence, reading: _Reading) -> Iterator[Claim]:
    patterns = reading.words.patterns["period"]
    for match in patterns["range"].finditer(sentence.text):
        try:
            starts = date(int(match["y1"]), int(match["m1"]), int(match["d1"]))
            ends = date(int(match["y2"] or match["y1"]), int(match["m2"]), int(match["d2"]))
        except ValueError:  # no day of the calendar
            continue
        states_period = bool(patterns["speaks_of"].search(sentence.text))
        whole_year = (starts.month, starts.day, ends.month, ends.day) == (1, 1, 12, 31)
        if not states_period and not whole_year:
            continue
        yield Claim(
            kind="period",
            number=Decimal(starts.year),
            unit="年",
            raw=sentence.raw(match.start(), match.end()),
            sentence=sentence.printed,
            section=reading.section,
            certain=states_period,
            starts=starts.isoformat(),
            ends=ends.isoformat(),
            source=sentence.source,
        )
