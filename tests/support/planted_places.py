"""Made-up reports of real places whose names many share, with one kind of evidence each, some of it misleading."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from agencies.divisions import Division
from agencies.evidence import Report
from agencies.gazetteer import Gazetteer

_TEXT = (
    "一、总体情况\n我镇认真贯彻落实条例，坚持以公开为常态、不公开为例外，全年主动公开政府信息一百余条，"
    "未收到政府信息公开申请。\n下一步将加强业务培训，健全工作机制，进一步拓宽公开渠道，做到应公开尽公开。\n"
)


@dataclass(frozen=True)
class Place:
    """A town, its county and prefecture (null where the county lies in the province), and another that bears its name."""

    town: Division
    county: Division
    prefecture: Division | None
    rival: Division
    rival_county: Division


@dataclass(frozen=True)
class Planted:
    """`kind` says what was planted; `code` is the truth."""

    kind: str
    code: str
    report: Report


def places(gazetteer: Gazetteer, count: int, seed: int) -> list[Place]:
    """Towns drawn from those that share their name with two to six others."""
    divisions = gazetteer.divisions
    chance = random.Random(seed)
    names = sorted(
        {
            d.name
            for d in divisions.by_code.values()
            if d.level == "town"
            and d.name.endswith(("镇", "乡", "街道"))
            and 2 <= len(divisions.named(d.name)) <= 6
        }
    )
    found: list[Place] = []
    while len(found) < count:
        bearers = [d for d in divisions.named(chance.choice(names)) if d.level == "town"]
        if len({gazetteer.last_form(d.code) for d in bearers}) < len(bearers) or len(bearers) < 2:
            continue
        town, rival = chance.sample(bearers, 2)
        county, other = gazetteer.county(town.code), gazetteer.county(rival.code)
        if county is None or other is None or county.name == other.name:
            continue
        above = [d for d in divisions.ancestors(town.code) if d.level == "prefecture"]
        found.append(Place(town, county, above[0] if above else None, rival, other))
    return found


def plain(place: Place) -> Report:
    """A report that tells nothing but its name."""
    name = place.town.name
    kind = {"镇": "town", "乡": "township"}.get(name[-1], "street_office")
    return Report("r", "某批", name, kind, 2022, body=f"{name}2022年政府信息公开工作年度报告\n{_TEXT}")


def _with(text: str) -> Callable[[Place, Gazetteer], Report | None]:
    def plant(place: Place, gazetteer: Gazetteer) -> Report | None:
        report = plain(place)
        return replace(report, body=report.body + _filled(text, place))

    return plant


def _filled(text: str, place: Place) -> str:
    kind = place.county.name[-1]
    return text.format(
        name=place.town.name, county=place.county.name, other=place.rival_county.name, kind=kind,
        wrong="区" if kind == "县" else "县",
    )  # fmt: skip


def _sidecar(place: Place, gazetteer: Gazetteer) -> Report:
    return replace(plain(place), division_code=place.town.code)


def _sidecar_of_the_county(place: Place, gazetteer: Gazetteer) -> Report:
    return replace(plain(place), division_code=place.county.code)


def _batch(place: Place, gazetteer: Gazetteer) -> Report:
    return replace(plain(place), batch=f"2022-{place.county.code}")


def _batch_of_the_province(place: Place, gazetteer: Gazetteer) -> Report:
    return replace(plain(place), batch=f"2022-{place.county.code[:2]}0000")


def _label(division: Division, gazetteer: Gazetteer) -> str | None:
    province = gazetteer.divisions.by_code[gazetteer.above(division.code)[-1]]
    syllables = division.pinyin.split()
    if not syllables or not province.pinyin:
        return None
    lead = "".join(s[0] for s in province.pinyin.split())
    return lead + "".join(s[0] for s in syllables)


def _domain(place: Place, gazetteer: Gazetteer) -> Report | None:
    label = _label(place.county, gazetteer)
    return replace(plain(place), hosts=(f"www.{label}.gov.cn",)) if label else None


def _domain_in_full(place: Place, gazetteer: Gazetteer) -> Report | None:
    label = place.county.pinyin.replace(" ", "")
    return replace(plain(place), hosts=("www.gov.cn", f"{label}.gov.cn")) if label else None


def _friends(place: Place, gazetteer: Gazetteer) -> Report | None:
    own, other = (_label(county, gazetteer) for county in (place.county, place.rival_county))
    return (
        replace(plain(place), hosts=(f"www.{own}.gov.cn", f"www.{other}.gov.cn")) if own and other else None
    )


def _breadcrumb(place: Place, gazetteer: Gazetteer) -> Report:
    return replace(
        plain(place), crumbs=(f"当前位置：首页 > {place.county.name}人民政府 > {place.town.name} > 年报",)
    )


def _phone(place: Place, gazetteer: Gazetteer) -> Report | None:
    phones = gazetteer.phones(place.town.code)
    report = plain(place)
    return replace(report, body=report.body + f"联系电话：{min(phones)}-6433699。") if phones else None


def _a_strangers_phone(place: Place, gazetteer: Gazetteer) -> Report | None:
    phones = gazetteer.phones(place.rival.code) - gazetteer.phones(place.town.code)
    report = plain(place)
    if not phones or not gazetteer.phones(place.town.code):
        return None
    text = f"请与{place.county.name}人民政府办公室联系，电话：{min(phones)}—6433699。"
    return replace(report, body=report.body + text)


def _gone(place: Place, gazetteer: Gazetteer) -> Report:
    """A town that the reference does not know, in a county that has none of the name."""
    counties = [d for d in gazetteer.divisions.by_code.values() if d.level == "county"]
    bearers = gazetteer.divisions.named(place.town.name)
    own = {d.parent for d in bearers}
    names = {gazetteer.divisions.by_code[code].name for code in own}
    number = sum(map(ord, place.town.code)) * 37 % len(counties)
    county = next(
        d
        for d in counties[number:] + counties
        if d.name not in names and len(gazetteer.divisions.named(d.name)) == 1
    )
    report = plain(place)
    return replace(report, body=report.body + f"{county.name}人民政府网站：{county.name}{place.town.name}。")


KINDS: dict[str, Callable[[Place, Gazetteer], Report | None]] = {
    "nothing": lambda place, gazetteer: plain(place),
    "sidecar": _sidecar,
    "sidecar_of_the_county": _sidecar_of_the_county,
    "batch": _batch,
    "batch_of_the_province": _batch_of_the_province,
    "domain": _domain,
    "domain_in_full": _domain_in_full,
    "breadcrumb": _breadcrumb,
    "full_name": _with("本报告由{county}{name}人民政府编制。"),
    "address": _with("（地址：{county}{name}人民路1号，邮编：000000）"),
    "phone": _phone,
    "superior": _with("在{county}人民政府门户网站公开，接受{county}政务公开办指导。"),
    "superior_kind": _with("在{kind}委、{kind}政府的正确领导下，工作有序开展。"),
    # misleading
    "friends": _friends,
    "a_visit": _with("组织人员赴{other}人民政府考察学习。"),
    "a_visit_to_the_namesake": _with("学习借鉴{other}{name}的经验做法。"),
    "a_visit_beside_the_truth": _with("在{county}人民政府网站公开。前往{other}{name}交流。"),
    "two_places": _with("在{county}政府网站和{other}政府网站公开。"),
    "a_strangers_phone": _a_strangers_phone,
    "the_wrong_kind": _with("在{county}人民政府网站公开。在{wrong}委、{wrong}政府领导下，工作有序开展。"),
    "mentioned_only": _with("干部来自{other}，产品销往{other}。"),
}  # fmt: skip


def planted(gazetteer: Gazetteer, each: int, seed: int = 20240531) -> Iterator[Planted]:
    """`each` reports of every kind, and of towns that no reference knows (their code is "")."""
    drawn = places(gazetteer, each * (len(KINDS) + 1), seed)
    for number, (kind, plant) in enumerate(KINDS.items()):
        for place in drawn[number * each : (number + 1) * each]:
            report = plant(place, gazetteer)
            if report:
                yield Planted(kind, place.town.code, report)
    for place in drawn[-each:]:
        yield Planted("gone", "", _gone(place, gazetteer))
