"""Renders a stored number as a spreadsheet prints it with its number format.

Only formats whose output is certain are rendered; for others the result is None, and the reader marks the cell as in
doubt. The General format is rendered as the stored number, which is right up to eleven digits.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 31: "yyyy年m月d日",
    37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', 43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', 49: "@",
    57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<literal>"[^"]*"|\\.|\[\$[^\]-]*(?:-[^\]]*)?\])|(?P<gap>_.)|(?P<fill>\*\D)|(?P<colour>\[(?:black|blue|cyan|green|magenta"""
    r"""|red|white|yellow|color\s?\d+|颜色\s?\d+|黑色|蓝色|青色|绿色|洋红|红色|白色|黄色)\])|(?P<general>general|G/通用格式)"""
    r"""|(?P<date>y+|m+|d+)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)|(?P<percent>%)|(?P<text>@)"""
    r"""|(?P<plain>[-+()/:$¥￥ ,.\u2000-\u206f\u3000-\u9fff\uff00-\uffef])""",
    re.IGNORECASE,
)
_SEMICOLON = re.compile(r"""(?<!\\);(?=(?:[^"]*"[^"]*")*[^"]*$)""")  # outside quotes
_LAST_SERIAL = 2_958_465  # 9999-12-31
_LEAP_BUG = 60  # serials from this one on count a 1900-02-29 that did not exist


class _Part(NamedTuple):
    kind: str
    text: str


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[tuple[_Part, ...] | None, ...]:
    """Split a format into sections of parts; None for a section with anything whose output is not certain."""
    sections: list[tuple[_Part, ...] | None] = []
    for section in _SEMICOLON.split(code):
        parts, at = [], 0
        while match := _TOKEN.match(section, at):
            parts.append(_Part(match.lastgroup or "", match[0]))
            at = match.end()
        sections.append(tuple(parts) if at == len(section) else None)
    return tuple(sections)


def printed_number(number: float, code: str, from_1904: bool = False) -> str | None:
    """What a cell with this number and format shows: "" if the format hides it, None if it is not certain."""
    if not math.isfinite(number):
        return None
    if code.lower() == "general" or not code:
        if number and not 1e-9 <= abs(number) < 1e11:  # shown with an exponent
            return None
        return _plain(Decimal(format(number, ".15g")))
    sections = _sections(code)
    if len(sections) > 4:
        return None
    numeric = sections[:3]
    place = 0 if number > 0 or len(numeric) == 1 else 1 if number < 0 else 2 if len(numeric) == 3 else 0
    parts = numeric[place]
    if parts is None:
        return None
    if any(part.kind == "date" for part in parts):
        return _date(number, parts, from_1904)
    sign = "-" if number < 0 and place == 0 else ""
    return _number(abs(Decimal(format(number, ".15g"))), parts, sign)


def printed_text(text: str, code: str) -> str | None:
    """What a cell with this text and format shows; None if it is not certain."""
    sections = _sections(code) if "@" in code or code.count(";") >= 3 else ()
    if not sections:
        return text
    parts = sections[-1]
    if parts is None or (len(sections) > 1 and len(sections) != 4):
        return None
    return "".join(text if part.kind == "text" else _literal(part) for part in parts)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _literal(part: _Part) -> str:
    if part.kind == "literal":
        if part.text.startswith("[$"):
            return part.text[2:-1].split("-")[0]
        return part.text[1:-1] if part.text.startswith('"') else part.text[1:]
    return part.text if part.kind == "plain" else " " if part.kind == "gap" else ""


def _number(number: Decimal, parts: tuple[_Part, ...], sign: str) -> str | None:
    slots = [part for part in parts if part.kind in ("digits", "general", "text")]
    if not slots:
        return "".join(_literal(part) for part in parts).strip()
    if len(slots) > 1:  # 000-0000 and the like spread one number over several places
        return None
    number *= 100 ** sum(part.kind == "percent" for part in parts)
    digits = _digits(number, slots[0].text) if slots[0].kind == "digits" else _plain(number)
    if digits is None or (sign and not digits.strip("0.,")):
        return None  # a negative number rounded to 0: programs differ on its sign
    out = "".join(
        digits if part is slots[0] else "%" if part.kind == "percent" else _literal(part) for part in parts
    )
    return sign + out.strip()


def _digits(number: Decimal, pattern: str) -> str | None:
    integer, _, fraction = pattern.partition(".")
    if integer.endswith(","):  # a comma at the end divides by a thousand
        return None
    try:
        number = number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than any cell shows
        return None
    before, _, after = format(number, "f").partition(".")
    least = len(fraction.rstrip("#?"))
    after = after[:least] + after[least:].rstrip("0")
    before = before.lstrip("0").rjust(integer.count("0"), "0")
    if "," in integer:
        before = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", before)
    return before + ("." if "." in pattern else "") + after


def _date(serial: float, parts: tuple[_Part, ...], from_1904: bool) -> str | None:
    if not 1 <= serial <= _LAST_SERIAL or any(
        part.kind in ("digits", "general", "percent", "text") for part in parts
    ):
        return None
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if serial < _LEAP_BUG else 30)
    day = start + timedelta(days=int(serial))
    out = ""
    for part in parts:
        letter = part.text[0].lower()
        if part.kind != "date":
            out += _literal(part)
        elif len(part.text) > 2 and letter != "y":
            return None  # names of months and days
        elif letter == "y":
            out += f"{day.year:04d}" if len(part.text) > 2 else f"{day.year % 100:02d}"
        else:
            out += f"{day.month if letter == 'm' else day.day:0{len(part.text)}d}"
    return out.strip()
