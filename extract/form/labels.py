"""Compares printed labels with labels of the form: normalisation, numbering and closeness.

What is unified, and why, is listed in the domain notes: full-width forms, CJK radical look-alikes, traditional
characters, quotes in any style or none, white space inside labels, `1.` and `1、`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC
from rapidfuzz.distance import Indel

_CHINESE = "一二三四五六七八九十"
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00ad]+")
# Radicals of the CJK Radicals Supplement that look like a character; PDF fonts map such characters to them.
_RADICALS = str.maketrans(
    "⺁⺟⺠⺬⺮⺶⻁⻄⻅⻆⻉⻊⻋⻑⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "厂母民示竹羊虎西见角贝足车长长长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
_PUNCTUATION = re.compile(r"[^\w]|_")
# A footnote's mark behind a label: NFKC would make it a number of its own.
_NOTE_MARK = re.compile(
    r"(?<=[\u4e00-\u9fff)）”\"])\s*(?:[¹²³⁰⁴-⁹①-⑳❶-❿]+|[\[〔［【]注?\s*\d{1,2}[\]〕］】])\s*$"
)
_ENGLISH = re.compile(
    r"(?<=[\u4e00-\u9fff”\"）)])[\s/|(（]*[A-Za-z][A-Za-z'’-]{2,}(?:[\s,.;:/&()（）-]+[A-Za-z'’]+)*[\s.)）]*$"
)
# English behind a heading that says more than the Chinese does.
_SAYS_MORE = re.compile(
    r"\b(?:year|previous|prior|last|plan|budget|sample|draft|template|example|estimate|forecast|of which|sub-?total|change|growth|compar|half|quarter|month)",
    re.IGNORECASE,
)
_LONGEST_PAIR = 200  # characters of a label and its translation
_LEVEL_1 = re.compile(rf"^([{_CHINESE}])[、,.:]")
_LEVEL_2 = re.compile(rf"^\(([{_CHINESE}])\)?|^([{_CHINESE}])\)")
_LEVEL_3 = re.compile(r"^\(?(\d{1,2})(?:[.、,)]|(?=\D))")


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def unified(text: str) -> str:
    """Apply NFKC, and replace radicals that fonts use for characters (NFKC does not change U+2E80 to U+2EFF)."""
    return unicodedata.normalize("NFKC", text).translate(_RADICALS)


@lru_cache(maxsize=1 << 16)
def squeeze(text: str) -> str:
    """Apply NFKC, convert traditional to simplified, unify brackets, and remove white space. Punctuation stays."""
    text = _INVISIBLE.sub("", unified(text))
    if not text.isascii():
        text = _to_simplified().convert(text)
    return text.replace("〔", "(").replace("〕", ")").replace("【", "(").replace("】", ")")


def bare(text: str) -> str:
    """A squeezed text without punctuation, in which the words of labels can be searched."""
    return _PUNCTUATION.sub("", text)


@dataclass(frozen=True, slots=True)
class Label:
    """A parsed label: `level` 1 (一、), 2 (（一）), 3 (1.) or 0 (none), `ordinal` within it, and the bare words."""

    level: int
    ordinal: int
    words: str

    @property
    def numbered(self) -> bool:
        return self.level > 0


def _without_english(text: str) -> str:
    """The text without the English words behind its Chinese ones (自然人 Natural person); they stay where they alone say of which
    time or kind the figures are."""
    match = _ENGLISH.search(text) if len(text) <= _LONGEST_PAIR else None
    if not match or (_SAYS_MORE.search(match[0]) and "年" not in text):
        return text
    return text[: match.start()]


@lru_cache(maxsize=1 << 16)
def parse_label(text: str) -> Label:
    """Split off the leading numbering and drop a footnote's mark, an English translation and punctuation: `（三）不予公开①` is
    level 2, ordinal 3, 不予公开."""
    text = squeeze(_without_english(_NOTE_MARK.sub("", text)))
    level, ordinal = 0, 0
    if match := _LEVEL_1.match(text):
        level, ordinal = 1, _CHINESE.index(match[1]) + 1
    elif match := _LEVEL_2.match(text):
        level, ordinal = 2, _CHINESE.index(match[1] or match[2]) + 1
    elif match := _LEVEL_3.match(text):
        level, ordinal = 3, int(match[1])
    if match:
        text = text[match.end() :]
    return Label(level, ordinal, _PUNCTUATION.sub("", text))


@lru_cache(maxsize=1 << 16)
def closeness(a: str, b: str) -> float:
    """1.0 for equal words, 0.0 for nothing in common (normalised insertions and deletions)."""
    return 1.0 if a == b else Indel.normalized_similarity(a, b)
