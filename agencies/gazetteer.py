"""The divisions as texts name them: places in running text, sites by their hosts, telephone area codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from agencies.divisions import Division, Divisions, stem
from agencies.words import words

_KIND = re.compile(r"[省市县区旗州盟]")
_BEGINS = re.compile(r"[^\u4e00-\u9fff]|[在由从向与和及经到为是对按据本以受并的报送呈]")
_SUFFIXES = {"市": "shi", "县": "xian", "区": "qu", "旗": "qi", "州": "zhou", "省": "sheng"}
_NO_LABEL = frozenset(["www", "gov", "cn", "com", "net", "org", "zwgk", "xxgk"])


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: every division that the name may mean, and where it stands. `common` where the name is a
    word as well, so that only its neighbours tell whether a place is meant: 城区政府."""

    divisions: tuple[Division, ...]
    start: int
    end: int
    common: bool = False


class Gazetteer:
    """What is looked up of the divisions again and again."""

    def __init__(self, divisions: Divisions) -> None:
        self.divisions = divisions
        self._above: dict[str, tuple[str, ...]] = {}

    def above(self, code: str) -> tuple[str, ...]:
        """The codes of a division and of those above it, the nearest first."""
        if code not in self._above:
            self._above[code] = (code, *(d.code for d in self.divisions.ancestors(code)))
        return self._above[code]

    def county(self, code: str) -> Division | None:
        """The county-level division that a code lies in or is."""
        return next((d for c in self.above(code) if (d := self.divisions.by_code[c]).level == "county"), None)

    def mentions(self, text: str) -> Iterator[Mention]:
        """The counties, prefectures and provinces that a text names in full; the longest name that ends somewhere."""
        upper, ended = self._upper, 0
        for match in _KIND.finditer(text):
            end = match.end()
            for length in range(min(self._longest, end), 1, -1):
                name = text[end - length : end]
                if name in upper:
                    start = end - length
                    # 广丰县, which is none any more, is not 丰县: a short name begins where a word does.
                    if length > 2 or start in (0, ended) or _BEGINS.match(text[start - 1]):
                        yield Mention(upper[name], start, end, name in self._common)
                        ended = end
                    break

    def phones(self, code: str) -> set[str]:
        """Telephone area codes of the place, of the nearest division that has one; empty where none is known."""
        for above in self.above(code):
            if phone := self.divisions.by_code[above].phone:
                return {phone}
        return set()

    @cached_property
    def known_phones(self) -> frozenset[str]:
        """Every telephone area code of the reference."""
        return frozenset(d.phone for d in self.divisions.by_code.values() if d.phone)

    def of_host(self, host: str) -> list[Division]:
        """The divisions that a site may be of, by the labels of its host: 江西丰城 for jxfc and fengcheng.

        None for what is no government's, whose labels are words (weixin is 威信 as well), or is linked to everywhere.
        """
        if not host.endswith(".gov.cn") or f".{host}".endswith(tuple(f".{h}" for h in words()["everywhere"])):
            return []
        labels = {label.replace("-", "") for label in host.split(".")} - _NO_LABEL
        return [division for label in labels for division in self._labels.get(label, ())]

    def stems(self, text: str) -> list[Division]:
        """Counties and higher divisions called so without the word for their kind: 丰城 of 丰城市."""
        return self._stems.get(text, [])

    def last_form(self, code: str) -> str:
        """The division that came in a division's place, as far as the reference follows it."""
        seen = set()
        while (
            after := self.divisions.by_code[code].successor
        ) in self.divisions.by_code and code not in seen:
            seen.add(code)
            code = after
        return code

    @cached_property
    def _upper(self) -> dict[str, tuple[Division, ...]]:
        found: dict[str, list[Division]] = {}
        for division in self.divisions.by_code.values():
            if division.level != "town":
                for name in division.names:
                    found.setdefault(name, []).append(division)
        return {name: tuple(divisions) for name, divisions in found.items()}

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset(words()["common"])

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._upper), default=0)

    @cached_property
    def _stems(self) -> dict[str, list[Division]]:
        found: dict[str, list[Division]] = {}
        for division in self.divisions.by_code.values():
            if division.level != "town":
                for name in division.names:
                    if (short := stem(name)) != name:
                        found.setdefault(short, []).append(division)
        return found

    @cached_property
    def _labels(self) -> dict[str, list[Division]]:
        found: dict[str, list[Division]] = {}
        for division in self.divisions.by_code.values():
            if division.level == "town" or not division.pinyin:
                continue
            syllables = division.pinyin.split()
            province = self.divisions.by_code[self.above(division.code)[-1]]
            lead = "".join(s[0] for s in province.pinyin.split())
            whole, short = "".join(syllables), "".join(s[0] for s in syllables)
            kind = _SUFFIXES.get(division.name[-1], "")
            labels = {whole, whole + kind, lead + whole, short + kind[:1], lead + short}
            if division is province:
                labels = {whole}
            elif division.level == "county" and division.parent in self.divisions.by_code:
                city = self.divisions.by_code[division.parent].pinyin.split()
                labels |= {"".join(s[0] for s in city) + short} if len(city) > 1 else set()
            for label in labels:
                if len(label) > 2:
                    found.setdefault(label, []).append(division)
        return found
