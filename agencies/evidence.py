"""Gathers evidence of the place that a report's agency belongs to, from its text and its surroundings, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agencies.divisions import Division
from agencies.gazetteer import Gazetteer, Mention
from agencies.names import Named
from agencies.words import words
from extract.form.labels import unified
from extract.metadata.levels import level as level_of

_AREA_CODE = re.compile(r"(?<!\d)(\d{6}|\d{9}|\d{12})(?!\d)")
_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])$")
_WHITE = re.compile(r"[^\S\n]+")
_ADDRESS = re.compile(r"地\s*址\s*[:：为是]?\s*([^\n，,;；。)）]{4,40})")
_PHONE = re.compile(r"(?<![\d-])\(?(0(?:10|2\d|[3-9]\d\d))\)?[-—–―\s]{0,2}([2-8]\d{6,7})(?!\d)")
# Where a body gives its own name: at the start of a line, in a field of the page, or as the author of the report.
_OWN_BEFORE = re.compile(r"(?:^|[\n:>›»|(]|年度?[,，])$")
_OWN_AFTER = re.compile(r"[^\n,，。;；]{2,20}?(?:编制|编写|公布|发布)")
_KINDS = re.compile(
    r"([县区旗])委[、,，和及]?(?:\1人民|\1)政府|(?<=[在由从经过于、，,。；;])([县区旗])(?:人民)?政府(?:门户)?网站"
)
_BEFORE, _AFTER, _QUOTE = 10, 10, 40
_COUNTY, _PREFECTURE = "county", "prefecture"
_LEVELS = (_COUNTY, _PREFECTURE, "province")


@dataclass(frozen=True, slots=True)
class Report:
    """The parts of one report that evidence is taken from; texts may be empty. `hosts` includes that of the sidecar's URL."""

    report_id: str
    batch: str
    name: str | None
    agency_class: str | None = None
    report_year: int | None = None
    division_code: str | None = None
    crumbs: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    body: str = ""  # head and sections
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence. `codes` are the candidates that it supports; if empty, it contradicts all candidates and
    supports the divisions `named`."""

    kind: str
    text: str
    codes: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()


def area_code(batch: str) -> str | None:
    """The area code in a batch folder's name, as written."""
    match = _AREA_CODE.search(batch)
    return match[1] if match else None


def plain(text: str) -> str:
    """Running text with characters of one width and no white space inside its lines."""
    return _WHITE.sub("", unified(text))


def gather(report: Report, named: Named, candidates: frozenset[str], gazetteer: Gazetteer) -> list[Evidence]:
    """All evidence on which of `candidates` is meant, ordered by kind."""
    if not candidates:
        return []
    finder = _EvidenceFinder(report, named, candidates, gazetteer)
    found: list[Evidence] = []
    for find in (
        finder.batch, finder.domain, finder.breadcrumb, finder.full_name, finder.address, finder.phone,
        finder.superior, finder.superior_kind, finder.unique_name,
    ):  # fmt: skip
        found += find()
    return found


def candidates_for_organ(report: Report, named: Named, gazetteer: Gazetteer) -> frozenset[str]:
    """Candidates for an organ whose name has no place (教育局): divisions named by the batch, the text or breadcrumbs.

    Its superior has the same name (宜春市教育局 above 教育局 of 袁州区), so in the text only mentions of itself count.
    """
    finder = _EvidenceFinder(report, named, frozenset(), gazetteer)
    found = {code for mention, _ in finder.before_own_name() for code in _codes(mention)}
    for crumb in report.crumbs:
        mentions = list(gazetteer.mentions(plain(crumb)))
        for level in _LEVELS:
            if codes_at_level := {
                d.code for m in mentions if not m.common for d in m.divisions if d.level == level
            }:
                found |= codes_at_level
                break
    code = area_code(report.batch)
    if (
        code
        and len(code) == 6
        and (division := gazetteer.divisions.by_code.get(code))
        and division.level == _COUNTY
    ):
        found.add(code)
    return frozenset(code for code in found if _fits(code, named, gazetteer))


def _fits(code: str, named: Named, gazetteer: Gazetteer) -> bool:
    """Whether the level in an organ's name fits the division: a 区 has no 市财政局, only a province has a 厅."""
    division = gazetteer.divisions.by_code[code]
    organ = named.whole
    if level_of(organ) == "national":
        return False
    if organ.endswith("厅") and not organ.endswith("办公厅"):
        return division.level == "province"
    if level := named.level:
        return division.level == "province" if level == "省" else division.name.endswith(level)
    return True


def _codes(mention: Mention) -> list[str]:
    return [division.code for division in mention.divisions]


class _EvidenceFinder:
    """Finds evidence on the candidates of one report; one method for each kind."""

    def __init__(
        self, report: Report, named: Named, candidates: frozenset[str], gazetteer: Gazetteer
    ) -> None:
        self.report, self.named, self.candidates, self.gazetteer = report, named, candidates, gazetteer
        self.body = plain(report.body)
        self.above = {code: frozenset(gazetteer.above(code)) for code in candidates}
        self.mentions = list(gazetteer.mentions(self.body)) if candidates else []

    def batch(self) -> Iterator[Evidence]:
        code = area_code(self.report.batch)
        if code is None:
            return
        prefix = _prefix_of(code)
        codes = frozenset(c for c in self.candidates if c.startswith(prefix))
        provinces = {d.code[:2] for d in self.gazetteer.divisions.children("")}
        if not codes and _MONTH.match(code) and prefix[:2] not in provinces:
            return  # 202401 is a month, no area
        yield Evidence("batch", self.report.batch, codes, (code,))

    def domain(self) -> Iterator[Evidence]:
        for host in self.report.hosts:
            named = self.gazetteer.of_host(host)
            for level in (*_LEVELS,):
                codes = self._under({d.code for d in named if d.level == level})
                if codes:  # abbreviations of labels follow no rule: an unknown one contradicts nothing
                    yield Evidence("domain", host, codes)
                    break

    def breadcrumb(self) -> Iterator[Evidence]:
        for crumb in self.report.crumbs:
            text = plain(crumb)
            yield from self._by_level("breadcrumb", text, self._unambiguous(text))

    def full_name(self) -> Iterator[Evidence]:
        if len(self.named.places) > 1:
            yield Evidence("full_name", self.named.whole, self.candidates)
        for mention, quote in self.before_own_name():
            yield self._evidence_for("full_name", quote, _codes(mention))

    def before_own_name(self) -> Iterator[tuple[Mention, str]]:
        """Yield places mentioned right before the agency's own name or its place's name (丰城市上塘镇), with the quote."""
        seen: set[tuple[str, ...]] = set()
        own_names = [self.named.places[-1]] if self.named.places else self.named.organ_names
        for text in (self.body, *map(plain, self.report.crumbs), plain(self.report.foot)):
            mentions = (
                self.mentions if text is self.body and self.mentions else list(self.gazetteer.mentions(text))
            )
            for mention in mentions:
                following = text[mention.end : mention.end + 30].removeprefix("人民政府")
                if (
                    any(following.startswith(name) for name in own_names if len(name) > 1)
                    and not self._is_elsewhere(text, mention)
                    and (self.named.places or self._speaks_of_itself(text, mention))
                ):
                    key = tuple(_codes(mention))
                    if key not in seen:
                        seen.add(key)
                        yield mention, text[mention.start : mention.end + 20].split("\n")[0]

    def address(self) -> Iterator[Evidence]:
        for text in (self.body, plain(self.report.foot)):
            for match in _ADDRESS.finditer(text):
                yield from self._by_level("address", match[1], self._unambiguous(match[1]))

    def phone(self) -> Iterator[Evidence]:
        for text in (self.body, plain(self.report.foot)):
            for match in _PHONE.finditer(text):
                before = text[max(0, match.start() - 25) : match.start()]
                area = match[1]
                if area not in self.gazetteer.known_phones or not any(
                    word in before for word in words()["telephone"]
                ):
                    continue
                phones = {code: self.gazetteer.phones(code) for code in self.candidates}
                # A candidate without a known area code cannot be ruled out.
                codes = frozenset(code for code, known in phones.items() if not known or area in known)
                if not codes or any(area in phones[code] for code in codes):
                    yield Evidence("phone", match[0], codes, (area,))

    def superior(self) -> Iterator[Evidence]:
        after = tuple(words()["superior"])
        superiors = [
            m
            for m in self.mentions
            if self.body.startswith(after, m.end) and not self._is_elsewhere(self.body, m)
        ]
        yield from self._by_level("superior", self.body, superiors)
        foot = plain(self.report.foot)
        superiors = [m for m in self.gazetteer.mentions(foot) if foot.startswith(after, m.end)]
        yield from self._by_level(
            "superior", foot, superiors[:1]
        )  # the first is who runs the site, the rest are links

    def superior_kind(self) -> Iterator[Evidence]:
        if (self.report.report_year or 0) < words()["superior_kind_since"]:
            return
        kinds = {(match[1] or match[2]): match[0] for match in _KINDS.finditer(self.body)}
        if len(kinds) != 1:
            return
        [(kind, quote)] = kinds.items()
        codes = set()
        for code in self.candidates:
            county = self.gazetteer.county(code)
            if self.gazetteer.divisions.by_code[code].level != "town":
                return
            if county and county.name.endswith(kind):
                codes.add(code)
        yield Evidence("superior_kind", quote, frozenset(codes), (kind,))

    def unique_name(self) -> Iterator[Evidence]:
        forms = {self.gazetteer.last_form(code) for code in self.named.candidates}
        if len(forms) == 1 and self.named.standard:
            yield Evidence("unique_name", self.named.places[-1], frozenset(self.named.candidates))

    def _unambiguous(self, text: str) -> list[Mention]:
        return [mention for mention in self.gazetteer.mentions(text) if not mention.common]

    def _by_level(self, kind: str, text: str, mentions: list[Mention]) -> Iterator[Evidence]:
        """Yield one piece of evidence for each level mentioned: county, prefecture, province."""
        for level in _LEVELS:
            mentions_at_level = [m for m in mentions if any(d.level == level for d in m.divisions)]
            if mentions_at_level:
                first = mentions_at_level[0]
                quote = text[max(0, first.start - 8) : first.end + 12].split("\n")
                line = (
                    next(part for part in quote if text[first.start : first.end] in part)
                    if len(quote) > 1
                    else quote[0]
                )
                yield self._evidence_for(
                    kind, line, [d.code for m in mentions_at_level for d in m.divisions if d.level == level]
                )

    def _evidence_for(self, kind: str, quote: str, codes: Iterable[str]) -> Evidence:
        codes = sorted(set(codes))
        return Evidence(kind, quote[:_QUOTE], self._under(codes), tuple(codes))

    def _under(self, codes: Iterable[str]) -> frozenset[str]:
        """The candidates that are in `codes` or lie below one of them."""
        wanted = set(codes)
        return frozenset(c for c in self.candidates if not wanted.isdisjoint(self.above[c]))

    def _speaks_of_itself(self, text: str, mention: Mention) -> bool:
        before = text[max(0, mention.start - _BEFORE) : mention.start]
        # skip the divisions above: 江西省丰城市教育局 begins with the province
        while before and any(before.endswith(name) for name in self._names_above(mention)):
            before = next(
                before.removesuffix(name) for name in self._names_above(mention) if before.endswith(name)
            )
        if before.endswith("由"):
            return bool(_OWN_AFTER.match(text, mention.end))
        return bool(_OWN_BEFORE.search(before))

    def _names_above(self, mention: Mention) -> set[str]:
        codes = {code for d in mention.divisions for code in self.gazetteer.above(d.code)[1:]}
        return {self.gazetteer.divisions.by_code[code].name for code in codes}

    def _is_elsewhere(self, text: str, mention: Mention) -> bool:
        around = text[max(0, mention.start - _BEFORE) : mention.end + _AFTER]
        return any(word in around for word in words()["elsewhere"])


def _prefix_of(code: str) -> str:
    """The prefix of the codes in an area: 36 for 360000."""
    if len(code) > 6:
        code = code[:9] if code[6:9] != "000" else code[:6]
    if len(code) == 6:
        code = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return code


def division_of(code: str, gazetteer: Gazetteer) -> Division | None:
    """The division of a code as people write it: with twelve digits, or with zeros for the missing town level."""
    short = code[:9] if len(code) > 9 else code
    short = short[:6] if len(short) == 9 and short.endswith("000") else short
    return gazetteer.divisions.by_code.get(short)
