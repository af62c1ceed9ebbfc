"""Computes the numbers that Word's automatic lists print before paragraphs; the file does not store them as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from extract.readers.word.xml_names import VAL, W

_DIGITS = "〇一二三四五六七八九"
_CHINESE = ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting",
            "koreanCounting", "ideographDigital", "chineseLegalSimplified")  # fmt: skip
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Lists:
    """The lists of a numbering part, with the last number printed of each."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # definition -> level number -> level
    definitions: dict[str, str] = field(default_factory=dict)  # list -> definition
    restarts: dict[str, dict[int, int]] = field(
        default_factory=dict
    )  # list -> level -> number with which it restarts
    counted: dict[str, dict[int, int]] = field(default_factory=dict)  # definition -> level -> last number

    def next(self, number: str, level: int) -> str | None:
        """What list `number` prints before its next paragraph at `level` (counts it); None if that is not certain."""
        definition = self.definitions.get(number)
        levels = self.levels.get(definition or "", {})
        if definition is None or level not in levels:
            return None
        counted = self.counted.setdefault(definition, {})
        for at, start in self.restarts.pop(number, {}).items():
            counted[at] = start - 1
        counted[level] = counted.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counted if at > level]:
            del counted[deeper]
        return self._printed(levels, counted, level)

    @staticmethod
    def _printed(levels: dict[int, _Level], counted: dict[int, int], level: int) -> str | None:
        parts: list[str] = []
        for at, part in enumerate(_PLACE.split(levels[level].text)):
            if at % 2 == 0:
                parts.append(part)
                continue
            place = int(part) - 1
            referenced = levels.get(place)
            number = counted.get(place, referenced.start if referenced else 1)
            printed = _formatted(referenced.format if referenced else "", number)
            if printed is None:
                return None
            parts.append(printed)
        return "" if levels[level].format in ("bullet", "none") else "".join(parts)


def read_lists(root: etree._Element) -> Lists:
    """The lists of a numbering part."""
    lists = Lists()
    for definition in root.iter(f"{W}abstractNum"):
        levels = lists.levels.setdefault(definition.get(f"{W}abstractNumId") or "", {})
        for level in definition.iterchildren(f"{W}lvl"):
            levels[_int(level.get(f"{W}ilvl"), 0)] = _Level(
                _int(_child(level, "start"), 1),
                _child(level, "numFmt") or "decimal",
                _child(level, "lvlText") or "",
            )
    for entry in root.iterchildren(f"{W}num"):
        number = entry.get(f"{W}numId") or ""
        lists.definitions[number] = _child(entry, "abstractNumId") or ""
        for override in entry.iterchildren(f"{W}lvlOverride"):
            if start := _child(override, "startOverride"):
                lists.restarts.setdefault(number, {})[_int(override.get(f"{W}ilvl"), 0)] = _int(start, 1)
    return lists


def _child(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return child.get(VAL) if child is not None else None


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else default


def _formatted(form: str, number: int) -> str | None:
    """A number in one of Word's formats; None for formats that no Chinese report uses."""
    if form in ("decimal", "decimalHalfWidth"):
        return str(number)
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "decimalFullWidth":
        return str(number).translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    if form in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        numerals = _LEGAL if form == "chineseLegalSimplified" else _DIGITS
        ten = "拾" if numerals is _LEGAL else "十"
        head = "" if not tens else ten if tens == 1 and numerals is _DIGITS else numerals[tens] + ten
        return head + (numerals[ones] if ones else "")
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalEnclosedParen" and 0 < number <= 20:
        return chr(0x2474 + number - 1)
    return "" if form == "none" else None
