"""Splits an agency's name into the places at its start, the divisions that the last place may mean, and the organ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agencies.divisions import Division, stem
from agencies.gazetteer import Gazetteer
from agencies.words import words
from extract.form.labels import squeeze, unified

_LONGEST_PLACE = 18
_WHITE = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_STANDARD = re.compile(r".(?:省|市|县|区|旗|州|盟|镇|乡|街道|街道办事处|苏木)$")
_BETWEEN = re.compile(r"人民政府(?=.+(?:镇|乡|街道|苏木))")  # 白云区人民政府黄石街道办事处
_ORGAN = r"(?:人民政府|政府|办事处|管委会|管理委员会|党工委|党委)"
# An unknown place at the start of the rest; ordinary words with the same characters are excluded.
_UNKNOWN = re.compile(
    rf"^(?!城市|社区|市场|城区|地区|林区|区域|县域|乡村|城乡|乡镇|城镇)[\u4e00-\u9fff]{{1,10}}?(?:"
    rf"(?:镇|乡|街道|苏木)(?={_ORGAN}|$|[\u4e00-\u9fff]*(?:所|站|中心|学校|医院)$)"
    rf"|(?:县|市(?!场|政|容)|区(?!域)|旗)(?={_ORGAN}|$|[\u4e00-\u9fff]{{2,}}(?:局|委|委员会|办|办公室|院|厅)$))"
)
# A word that continues past the end of a place: 古县|乡村振兴局 is not 古县乡, 山西省|社区矫正管理局 has no place 社区.
_GOES_ON = re.compile(r"(?<=[乡镇])村|(?<=社区)(?:矫正|治理|服务|建设|工作|发展)")
# Generic names of zones: every county and prefecture may have one, whether the statistics list it or not.
_ANY_ZONE = re.compile(
    r"(?:经济|技术|高新|产业|工业|农业|科技|循环|集聚|集中|示范|实验|试验|综合|保税|开发|旅游|度假|管理|合作|功能|园|新)*[区园城]"
)
_LEVEL = re.compile(r"^(?:本?[省市县区旗州](?!场|域|长))(?=.{2,})")
_BY_CLASS = {"town": "人民政府", "township": "人民政府", "street_office": "办事处"}


@dataclass(frozen=True, slots=True)
class Named:
    """A name split into its parts.

    `whole` is the name without white space, the part after the known places in simplified characters. `places` are as
    printed, `candidates` the codes that the last place may mean; `organ` is the rest as a full name, `lead` the words
    before the places (国家税务总局). `foreign`: it names a place that the reference does not know. `standard`: the last
    place ends in the word for a kind of division, which no zone's name does.
    """

    whole: str
    places: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    organ: str = ""
    lead: str = ""
    foreign: bool = False
    standard: bool = False

    @property
    def canonical(self) -> str:
        """The full name as far as it follows from the name alone: 上塘镇人民政府 of 丰城市上塘镇."""
        place = self.places[-1].removesuffix("办事处") if self.places else ""
        return self.lead + place + self.organ

    @property
    def level(self) -> str | None:
        """The word for the level in front of an organ without a place: 市 of 市教育局."""
        match = (
            None
            if self.places
            else re.match(r"本?([省市县区旗州])", self.organ if _LEVEL.match(self.organ) else "")
        )
        return match[1] if match else None

    @property
    def organ_names(self) -> tuple[str, ...]:
        """The names that an organ without a place may be called by: 市教育局, 教育局."""
        return tuple(
            dict.fromkeys([self.whole, self.organ, _LEVEL.sub("", self.organ), _LEVEL.sub("", self.whole)])
        )

    def canonical_in(self, division: Division) -> str:
        """The full name of the agency if it belongs to that division: the division's name and the organ."""
        place = (
            division.name.removesuffix("办事处") if division.name.endswith("街道办事处") else division.name
        )
        if self.foreign:
            return self.canonical
        return self.lead + place + (self.organ if self.places else _LEVEL.sub("", self.organ))


def parse_name(name: str, agency_class: str | None, gazetteer: Gazetteer) -> Named:
    """Split a name. Of the chains of places (each below the one before) the one that covers most of the name counts."""
    whole = _WHITE.sub("", unified(name))
    named = _parse(whole, agency_class, gazetteer)
    # Parse as printed first: in 乾丰镇 even the simplified name keeps 乾. What follows may be a place in traditional characters.
    end = 0
    for place in named.places:
        end = whole.index(place, end) + len(place)
    simplified = whole[:end] + squeeze(whole[end:])
    return named if simplified == whole else _parse(simplified, agency_class, gazetteer)


def _parse(whole: str, agency_class: str | None, gazetteer: Gazetteer) -> Named:
    text = whole
    for word in words()["before_place"]:
        text = text.removeprefix(word)
    lead = whole[: len(whole) - len(text)]
    end, places, candidates = _chain(text, 0, None, gazetteer)
    rest = text[end:]
    zone = any(word in rest for word in words()["zones"])
    if not places or zone or _UNKNOWN.match(rest):
        foreign = zone or bool(_UNKNOWN.match(rest))
        return Named(whole, organ="".join(places) + _organ(rest, agency_class), lead=lead, foreign=foreign)
    candidates = _own_zones(places, candidates, gazetteer)
    if not candidates:
        return Named(whole, organ="".join(places) + _organ(rest, agency_class), lead=lead, foreign=True)
    last = places[-1]
    is_town = gazetteer.divisions.by_code[candidates[0]].level == "town"
    standard = bool(_STANDARD.search(last)) and not (is_town and last.endswith(tuple(words()["zones"])))
    # A bare place means its government, or a street's office; a statistical zone has neither.
    lead = lead or words()["lead_of"].get(rest, "")
    bare = ("办事处" if last.endswith(("街道", "办事处")) else "人民政府") if standard else ""
    return Named(
        whole, places, candidates, _organ(rest, agency_class) if rest else bare, lead, standard=standard
    )


def _own_zones(places: tuple[str, ...], candidates: tuple[str, ...], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Of candidates that are zones keep those directly below the division named before: 盐城市高新区 is not in 东台市 below 盐城."""
    divisions = gazetteer.divisions.by_code

    def is_own(code: str) -> bool:
        town, above = divisions[code], divisions.get(divisions[code].parent)
        if town.level != "town" or not places[-1].endswith((*words()["zones"], "社区")):
            return True
        if len(places) == 1:
            return not _ANY_ZONE.fullmatch(places[-1])
        return above is not None and places[-2] in {
            form for name in above.names for form in (name, stem(name))
        }

    return tuple(code for code in candidates if is_own(code))


def _chain(
    text: str, start: int, above: frozenset[str] | None, gazetteer: Gazetteer
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Return (where the places end, their names, the codes that the last one may mean)."""
    best: tuple[int, tuple[str, ...], tuple[str, ...]] = (start, (), ())
    common = words()["common"]
    for end in range(min(len(text), start + _LONGEST_PLACE), start + 1, -1):
        piece = text[start:end]
        if _GOES_ON.match(text, end):
            continue
        if above is None and (piece in common or not _STANDARD.search(piece)):
            found: list[Division] = []
        else:
            found = _below(gazetteer.divisions.named(piece), above, gazetteer)
        short = [] if found else _below(gazetteer.stems(piece), above, gazetteer)
        if not found and not short:
            continue
        codes = tuple(d.code for d in found or short)
        between = _BETWEEN.match(text, end)
        rest_of_chain = _chain(text, between.end() if between else end, frozenset(codes), gazetteer)
        if rest_of_chain[1]:
            chain = (rest_of_chain[0], (piece, *rest_of_chain[1]), rest_of_chain[2])
        elif found:
            chain = (end, (piece,), codes)
        else:
            continue  # a stem counts as a place only if another place follows
        if chain[0] > best[0]:
            best = chain
    return best


def _below(found: list[Division], above: frozenset[str] | None, gazetteer: Gazetteer) -> list[Division]:
    if above is None:
        return found
    return [d for d in found if any(code in above for code in gazetteer.above(d.code)[1:])]


def _organ(rest: str, agency_class: str | None) -> str:
    """An organ's full name; for a bare place that the reference does not know, completed by the agency's class."""
    for place in ("镇", "乡", "街道", "苏木"):  # a place that the reference does not know
        if rest.endswith(place):
            return rest + _BY_CLASS.get(agency_class or "", "")
    level = _LEVEL.match(rest)
    level_word = level[0] if level and rest not in words()["organs"] else ""
    organ = rest[len(level_word) :]
    organ = str(words()["organs"].get(organ, organ))
    if organ.endswith("管委会"):
        organ = organ.removesuffix("管委会") + "管理委员会"
    if organ.endswith("街道办"):
        organ += "事处"
    for short in ("镇政府", "乡政府"):
        if organ.endswith(short):
            organ = organ.removesuffix("政府") + "人民政府"
    return level_word + organ
