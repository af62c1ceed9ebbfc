"""Looks divisions up the way texts name them: in running text, by host names of sites, by telephone area codes."""

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
    """A place named in a text: every division that the name may mean, and its position. `common` if the name is also an
    ordinary word, so that only the words around it show whether a place is meant: 城区政府."""

    divisions: tuple[Division, ...]
    start: int
    end: int
    common: bool = False


class Gazetteer:
    """Cached lookups over the divisions."""

    def __init__(self, divisions: Divisions) -> None:
        self.divisions = divisions
        self._above: dict[str, tuple[str, ...]] = {}

    def above(self, code: str) -> tuple[str, ...]:
        """The codes of a division and of those above it, nearest first."""
        if code not in self._above:
            self._above[code] = (code, *(d.code for d in self.divisions.ancestors(code)))
        return self._above[code]

    def county(self, code: str) -> Division | None:
        """The county-level division that a code is or lies in."""
        return next((d for c in self.above(code) if (d := self.divisions.by_code[c]).level == "county"), None)

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the counties, prefectures and provinces that a text names in full; of names that end together the longest."""
        upper, last_end = self._upper, 0
        for match in _KIND.finditer(text):
            end = match.end()
            for length in range(min(self._longest, end), 1, -1):
                name = text[end - length : end]
                if name in upper:
                    start = end - length
                    # 广丰县, which no longer exists, must not match 丰县: a two-character name has to start at a word boundary.
                    if length > 2 or start in (0, last_end) or _BEGINS.match(text[start - 1]):
                        yield Mention(upper[name], start, end, name in self._common)
                        last_end = end
                    break

    def phones(self, code: str) -> set[str]:
        """The telephone area code of the nearest division (itself or above) that has one; empty if none is known."""
        for above in self.above(code):
            if phone := self.divisions.by_code[above].phone:
                return {phone}
        return set()

    @cached_property
    def known_phones(self) -> frozenset[str]:
        """Every telephone area code of the reference."""
        return frozenset(d.phone for d in self.divisions.by_code.values() if d.phone)

    def of_host(self, host: str) -> list[Division]:
        """The divisions that a site may belong to, by the labels of its host: 江西丰城 for jxfc and fengcheng.

        Empty for hosts outside .gov.cn, whose labels are ordinary words (weixin is also 威信), and for sites that every
        page links to.
        """
        if not host.endswith(".gov.cn") or f".{host}".endswith(tuple(f".{h}" for h in words()["everywhere"])):
            return []
        labels = {label.replace("-", "") for label in host.split(".")} - _NO_LABEL
        return [division for label in labels for division in self._labels.get(label, ())]

    def stems(self, text: str) -> list[Division]:
        """Counties and higher divisions with this stem, the name without its kind: 丰城 of 丰城市."""
        return self._stems.get(text, [])

    def last_form(self, code: str) -> str:
        """The last successor of a division that the reference knows; itself if it has none."""
        seen = set()
        while (
            successor := self.divisions.by_code[code].successor
        ) in self.divisions.by_code and code not in seen:
            seen.add(code)
            code = successor
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
            province_initials = "".join(s[0] for s in province.pinyin.split())
            full, initials = "".join(syllables), "".join(s[0] for s in syllables)
            kind = _SUFFIXES.get(division.name[-1], "")
            labels = {
                full,
                full + kind,
                province_initials + full,
                initials + kind[:1],
                province_initials + initials,
            }
            if division is province:
                labels = {full}
            elif division.level == "county" and division.parent in self.divisions.by_code:
                city = self.divisions.by_code[division.parent].pinyin.split()
                labels |= {"".join(s[0] for s in city) + initials} if len(city) > 1 else set()
            for label in labels:
                if len(label) > 2:
                    found.setdefault(label, []).append(division)
        return found
