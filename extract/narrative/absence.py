"""Finds sentences that say there were none: no requests, no appeals, nothing carried over. Their claims have number 0.

A clause counts only where its negation is followed by words of narrative.yml alone: 未收到政府信息公开申请 counts,
未收到对政府信息公开申请答复的投诉 and 未发生行政复议被纠正的情况 do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache

from extract.narrative.claim import Claim
from extract.narrative.scope import PART, WHOLE, Agency, weigh
from extract.narrative.sentences import Sentence
from extract.narrative.words import Words, data

_CLAUSE = re.compile("[^,;:。]+")
_CONTEXT = 400  # characters before a clause that may name its year
_YEAR = re.compile(r"(20\d\d)年?")


@lru_cache(maxsize=32)
def _compiled(year: int | None) -> dict[str, re.Pattern[str]]:
    none = load_none(year)
    return {
        "clause": re.compile(f"(?P<lead>.*?)(?P<no>{none['negation']})(?P<body>.+)"),
        "verb": re.compile(f"^(?:{none['verbs']})"),
        "request": re.compile(none["request"]),
        "weak": re.compile(f"^(?:{none['verbs']})*申请(?:件|事项)?$"),
        "words": _only(none["words"]),
        "appeal": re.compile(none["appeal"]),
        "appeal_words": _only(f"{none['words']}|{none['appeal_words']}"),
        "carried": re.compile(f"(?:{none['carried']})(?P<rest>.*)"),
        "carried_words": _only(none["carried_words"]),
        "named_next": re.compile(f"下|次年|{year + 1 if year else '(?!)'}"),
        "if_only": re.compile(none["if_only"]),
        "zero": re.compile(data()["zero"]),
    }


def _only(words: str) -> re.Pattern[str]:
    """A pattern of any number of these words, longest first and possessive, so that matching takes linear time."""
    longest_first = sorted(words.split("|"), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(longest_first)})*+")


def load_none(year: int | None) -> dict[str, str]:
    """The block `none` of narrative.yml for a report year."""
    block: dict[str, str] = data()["none"]
    return {key: text.replace("{next}", str(year + 1) if year else "(?!)") for key, text in block.items()}


def find_absences(
    sentence: Sentence, words: Words, agency: Agency, section: str, topic: Callable[[], str | None]
) -> Iterator[Claim]:
    """Claims of number 0: kinds none, reconsiderations, lawsuits, carried_out. `topic` returns that of earlier sentences."""
    if not re.search("未|没有|无|零", sentence.main):
        return
    compiled = _compiled(words.year)
    cells = data()["cells"]
    for clause in _CLAUSE.finditer(sentence.main):
        text = clause[0].strip("\0")
        ahead = sentence.main[max(0, clause.start() - _CONTEXT) : clause.start()]
        if zero := compiled["zero"].search(text):
            match_lead, body, kinds = text[: zero.start()], zero[0], _appeals(text)
        elif match := compiled["clause"].fullmatch(text):
            match_lead, body = match["lead"], match["body"]
            kinds = _kinds(match["no"], body, compiled, topic, ahead)
        else:
            continue
        scope = _lead(match_lead, ahead, words, agency, compiled)
        if scope == PART:
            continue
        start = clause.start() + clause[0].index(text) + len(match_lead) if text else clause.start()
        end = clause.start() + clause[0].index(text) + len(text)
        for kind, names, sure in kinds:
            yield Claim(
                kind=kind,
                number=Decimal(0),
                unit=None,
                raw=sentence.raw(start, end),
                sentence=sentence.printed,
                section=section,
                certain=sure and scope == WHOLE,
                candidates=("+".join(cells[name] for name in names),),
                source=sentence.source,
            )


def _lead(lead: str, ahead: str, words: Words, agency: Agency, compiled: dict[str, re.Pattern[str]]) -> int:
    """The scope of a negation (WHOLE, UNSURE or PART), by the words before it."""
    if compiled["if_only"].search(lead) or words.other_year.search(lead):
        return PART
    years = _YEAR.findall(ahead + lead)
    if years and (words.year is None or int(years[-1]) != words.year):
        return PART
    # 因政府信息公开申请行政复议的无: the object may stand before the negation, in the same words
    if compiled["appeal_words"].fullmatch(lead):
        return WHOLE
    return weigh(lead, words, agency)


def _appeals(text: str) -> list[tuple[str, tuple[str, ...], bool]]:
    kinds: list[tuple[str, tuple[str, ...], bool]] = []
    if "复议" in text:
        kinds.append(("reconsiderations", ("reconsideration",), True))
    if re.search("诉讼|起诉", text):
        kinds.append(("lawsuits", ("direct", "after"), True))
    return kinds


def _kinds(
    no: str, body: str, compiled: dict[str, re.Pattern[str]], topic: Callable[[], str | None], ahead: str
) -> list[tuple[str, tuple[str, ...], bool]]:
    """(kind, names of cells, whether it is certain) for each thing that a negation denies."""
    if not no.endswith(("无", "有")) and not compiled["verb"].match(body):
        return []  # 未公开申请事项 denies the publication
    if carried := compiled["carried"].match(body):
        only_known_words = compiled["carried_words"].fullmatch(carried["rest"])
        named = compiled["named_next"].search(body)
        return [("carried_out", ("out",), True)] if only_known_words and named else []
    if compiled["appeal"].search(body):
        return _appeals(body) if compiled["appeal_words"].fullmatch(body) else []
    if not compiled["words"].fullmatch(body):
        return []
    if compiled["request"].search(body):
        return [("none", ("new_everywhere",), True)]
    if compiled["weak"].match(body) and ("公开" in ahead or topic() == "request"):
        return [("none", ("new_everywhere",), True)]
    return []
