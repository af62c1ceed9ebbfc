"""Derives an agency's level of administration from its division code or its name."""

from __future__ import annotations

import re

_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_NATIONAL = re.compile(
    r"^(?:国家|国务院|中国|中华人民共和国|中央)|^[^省市县区旗]{2,8}(?:部|总局|总署|审计署)$"
)
# The last of the division's parts in a name is the one the body belongs to: 江西省上饶市广信区 is a county.
_PLACES = re.compile(
    r"(?P<province>[\u4e00-\u9fff]{1,6}?(?:省|自治区)|" + "|".join(_MUNICIPALITIES) + r")"
    r"|(?P<prefecture>[\u4e00-\u9fff]{1,10}?(?:自治州|地区|盟))"
    r"|(?P<town>[\u4e00-\u9fff]{1,10}?(?:镇(?![市区县])|(?<!城)乡(?![市县区村镇])|街道|苏木))"
    r"|(?P<county>[\u4e00-\u9fff]{1,10}?(?:自治县|县|(?<!自治)(?<!开发)(?<!高新)(?<!实验)(?<!示范)(?<!园)(?<!新)区|新区(?=人民政府)|旗))"
    r"|(?P<local>[\u4e00-\u9fff]{1,10}?市)"
)


def level(agency_name: str, division_code: str | None = None) -> str | None:
    """`national`, `province`, `prefecture`, `county` or `town`; `local` where only a 市 is named, which may be a
    prefecture or a county; null where neither code nor name shows it.

    The division code (GB/T 2260, six digits; towns nine or twelve) decides where there is one.
    """
    if division_code and re.fullmatch(r"\d{6}(?:\d{3}){0,2}", division_code):
        if division_code[6:].strip("0"):
            return "town"
        return (
            "province"
            if division_code[2:6] == "0000"
            else "prefecture"
            if division_code[4:6] == "00"
            else "county"
        )
    name = re.sub(r"\s+", "", agency_name)
    if _NATIONAL.search(name):
        return "national"
    found = [match.lastgroup for match in _PLACES.finditer(name)]
    return found[-1] if found else None
