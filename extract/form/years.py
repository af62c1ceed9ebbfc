"""Reads years that are written in Chinese digits."""

from __future__ import annotations

import re

_YEAR = re.compile(r"二[〇○零Ｏ0O][一二三四五六七八九〇○零]{2}(?=\s*年)")
_NOUGHTS, _DIGITS = "〇○零ＯO0", "一二三四五六七八九"


def years_in_digits(text: str) -> str:
    """The text with years in Chinese digits (二〇二二年) written as 2022年."""
    return _YEAR.sub(lambda match: "".join(map(_digit, match[0])), text)


def _digit(character: str) -> str:
    return "0" if character in _NOUGHTS else str(_DIGITS.index(character) + 1)
