"""Parses the text of a cell into value and state. A blank is never 0, and nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from extract.messages import Doubt

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00ad]")
_TURNED = "\u202e"  # what follows is printed from right to left, digits as well
_DASHES = frozenset({"/", "\\", "—", "——", "-", "--", "---", "–", "―", "─", "‐", "‒", "无", "不适用"})
_UNITS = "万元|亿元|元|件|项|条|个|份|次|宗|起|人"
_NUMBER = re.compile(rf"^([+-]?)([0-9]+|[0-9]{{1,3}}(?:,[0-9]{{3}})+)(\.[0-9]+)?\s*({_UNITS})?$")
_LEADING_ZERO = re.compile(r"0\d")  # 0 with a flattened footnote mark behind it, or two values run together
_SPLIT_NUMBER = re.compile(r"^[0-9]+(?:\s+[0-9]+){1,2}$")
_ILLEGIBLE = re.compile(r"\ufffd|\(cid:\d+\)|[\ue000-\uf8ff]")
_NO_WORDS = re.compile(rf"^[\d\s.,+\-]*(?:{_UNITS})?$")  # what is left of a value whose digits cannot be read
_NOTED_NUMBER = re.compile(r"\(?.?\d[\d,.]*\D*$|.$")  # 约12, 5*, （5）, 12（注）, l2, O


@dataclass(frozen=True, slots=True)
class Value:
    """`value` is a decimal string, null unless `state` is number; `unit` only where the cell prints one."""

    value: str | None
    state: str
    unit: str | None = None
    doubt: Doubt | None = None


BLANK = Value(None, "blank")


@lru_cache(maxsize=1 << 14)
def parse_value(raw: str) -> Value:
    """State and value of a cell's text.

    Digits stay as printed ("0.00", "24252.311082"); thousands separators, full width and a leading + go. Text that
    is no number is `text`, value null, doubted; digits broken by white space are joined, and doubted.
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", raw)).strip()
    if not text:
        return BLANK
    if any(unicodedata.category(character) == "No" for character in raw):
        # A footnote mark (5① or 5²) would become a digit of the number under NFKC.
        return Value(None, "text", doubt=Doubt("raised_digit"))
    if _ILLEGIBLE.search(text):
        return Value(None, "illegible", doubt=Doubt("illegible"))
    if _TURNED in raw:
        return Value(None, "text", doubt=Doubt("right_to_left"))
    if text in _DASHES:
        return Value(None, "dash")
    if text in ("零", "〇"):
        return Value("0", "number")
    if match := _NUMBER.match(text.replace("−", "-")):
        sign = "-" if match[1] == "-" else ""
        doubt = Doubt("leading_zero") if _LEADING_ZERO.match(match[2]) else None
        return Value(sign + match[2].replace(",", "") + (match[3] or ""), "number", match[4], doubt)
    if _SPLIT_NUMBER.match(text):
        return Value(re.sub(r"\s+", "", text), "number", doubt=Doubt("digits_joined"))
    return Value(None, "text", doubt=Doubt("not_a_number"))


def is_value_like(text: str) -> bool:
    """Whether the text could be the content of a value cell: a number, a dash or nothing; not a label of which only the
    number is illegible."""
    state = parse_value(text).state
    if state == "illegible":
        return bool(_NO_WORDS.match(_ILLEGIBLE.sub("", text)))
    return state in ("number", "blank", "dash")


def words_alone(text: str) -> bool:
    """Whether a text in a value's place is none with a remark, as 12（注） is, but words (见附件, 续表) or several numbers
    (2 / 5)."""
    return parse_value(text).state == "text" and not _NOTED_NUMBER.match(
        unicodedata.normalize("NFKC", text).strip()
    )
