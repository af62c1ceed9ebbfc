"""Finds numbers in running text: Arabic or Chinese numerals, full or half width, with the unit that they count.

Dates, years, ordinals and percentages have no counting unit and are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from cn2an import cn2an

from extract.narrative.words import data

_CHINESE = "〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_DIGITS = "〇零一二三四五六七八九"
_PLACES = str.maketrans(_DIGITS, "00123456789")
_SAME = str.maketrans("〇两", "零二")
_LONGEST = 15  # digits or numerals: a longer sequence is not a count
_RANGE = "-~—–至到"


@dataclass(frozen=True, slots=True)
class Number:
    """`value` is null where the text rounds or gives a range. The number stands at start:digits_end, its unit up to `end`."""

    value: Decimal | None
    unit: str | None
    start: int
    digits_end: int
    end: int


@lru_cache(maxsize=1 << 12)
def chinese_number(text: str) -> Decimal | None:
    """The value of a number in Chinese numerals: 二百一十七, 两千, 二〇. None for other texts and for ranges (三五, 一百五)."""
    if len(text) > 1 and not text.strip(_DIGITS):
        # A sequence of digits is a number only if it contains a zero: 三五 means three to five.
        return Decimal(text.translate(_PLACES)) if set(text) & set("〇零") and text[0] not in "〇零" else None
    try:
        return Decimal(str(cn2an(text.translate(_SAME), "strict")))
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(a number with its unit, the words before one that say it is rounded)"""
    loaded = data()
    near = loaded["approximate"]
    units = "|".join(loaded["units"])
    return re.compile(
        rf"(?P<number>(?<![\d.A-Za-z〔\[第])(?<!\d,)(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+(?:\.\d+)?)|(?<![{_CHINESE}第])[{_CHINESE}]+)"
        rf"(?P<scale>[十百千万亿]+)?(?P<more>{'|'.join(near['after'])})?"
        rf"(?:(?P<unit>{units})(?P<behind>{'|'.join(near['behind'])})?|(?<=[为是计共:零\d])(?=[,;。)、]|$))"
    ), re.compile(f"(?:{'|'.join(near['before'])})$|(?:{'|'.join(near['before_a_scale'])})[十百千万]$")


def find_numbers(text: str) -> list[Number]:
    """The numbers of a squeezed sentence (see `sentences`) that have a unit or follow 为, a colon or the like."""
    found = []
    pattern, rounding = _patterns()
    for match in pattern.finditer(text):
        start, unit = match.start("number"), match["unit"]
        if unit is None and text[start - 1 : start] not in ("为", "是", ":", "计", "共"):
            continue
        near = (text[max(0, start - 2) : start], text[max(0, start - 1) : start + 1])
        rounded = match["scale"] or match["more"] or match["behind"] or any(map(rounding.search, near))
        # 3-5件: neither end is the number
        ranged = (
            start > 1
            and text[start - 1] in _RANGE
            and re.search(rf"[\d{_CHINESE}件条次]$", text[: start - 1])
        )
        value = None
        written = match["number"]
        if not rounded and not ranged and len(written) <= _LONGEST:
            value = Decimal(written.replace(",", "")) if written[0].isdigit() else chinese_number(written)
        end = match.end("unit") if unit else match.end("number")
        found.append(Number(value, unit, start, match.end("number"), max(end, match.end())))
    return found
