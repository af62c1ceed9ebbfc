"""Finds lists of parts: 209条，其中…100条、…109条. A claim is certain only where the text says that the list is complete,
which is rare, or where the parts add up to more than the whole."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extract.narrative.claim import Claim
from extract.narrative.numbers import Number, find_numbers
from extract.narrative.sentences import Sentence, bracketed
from extract.narrative.words import Words, data

_FEWEST = 2
_LONG = 5  # parts: a list of that length is usually meant to be complete


def _dimensions(labels: list[str]) -> int:
    """How many ways of dividing the whole the labels belong to: 网络 20 件 and 自然人 20 件 may be the same requests."""
    return sum(
        any(re.search(dimension, label) for label in labels) for dimension in data()["parts"]["dimensions"]
    )


def _members(
    text: str, numbers: list[Number], start: int, words: Words, unit: str | None
) -> list[tuple[str, Number]]:
    """(label, number) for the parts of the list that begins at `start`."""
    patterns = words.patterns["parts"]
    members: list[tuple[str, Number]] = []
    for number in numbers:
        if number.start < start:
            continue
        label = text[start : number.start].strip("\0")
        if members and (re.search("[;。]", label) or "其中" in label):
            break
        label = re.split("[,:]", label)[-1] if members else label
        if patterns["stops"].search(label) or number.unit not in data()["countable"]:
            break
        members.append((label, number))
        start = number.end
    if members and unit is not None and all(number.unit != unit for _, number in members):
        return []
    return members


def find_lists(sentence: Sentence, numbers: list[Number], section: str, words: Words) -> list[Claim]:
    """Claims of kind `parts` in a sentence; `numbers` are those outside brackets."""
    claims = []
    patterns = words.patterns["parts"]
    text = sentence.main
    for at, number in enumerate(numbers):
        if number.unit not in data()["countable"]:
            continue
        until = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
        opening = patterns["opens"].match(text[number.end : until])
        if opening is None:
            continue
        members = _members(text, numbers[at + 1 :], number.end + opening.start("label"), words, number.unit)
        earlier = [
            other
            for other in numbers[:at]
            if not re.search("[;。]", text[other.end : number.start]) and other.unit == number.unit
        ]
        said_complete = bool(
            re.search(patterns["all_told"], text[number.end : number.end + opening.start("label")])
        )
        behind = text[members[-1][1].end :] if members else ""
        claim = _claim(sentence, number, members, section, words, said_complete, behind)
        if claim is not None and (settled := _settled(claim, number, earlier, sentence)):
            claims.append(settled)
    claims += _in_brackets(sentence, numbers, section, words)
    return claims


def _settled(claim: Claim, whole: Number, earlier: list[Number], sentence: Sentence) -> Claim | None:
    """The claim about the number that the list divides: if several come before it, the one that fits, or None."""
    total = sum(claim.parts, Decimal(0))
    if not earlier or total == claim.number:
        return claim
    for numbers in (*([number] for number in earlier), [*earlier, whole]):
        if all(n.value is not None for n in numbers) and sum(n.value or 0 for n in numbers) == total:
            raw = "+".join(sentence.raw(number.start, number.digits_end) for number in numbers)
            return replace(claim, number=total, raw=raw)
    return None


def _in_brackets(sentence: Sentence, numbers: list[Number], section: str, words: Words) -> list[Claim]:
    """Claims for lists in brackets right after their total: 100条（甲88条、乙12条）."""
    claims = []
    for start, end in bracketed(sentence.text):
        whole = next((number for number in numbers if number.end == start - 1), None)
        if whole is None or whole.unit not in data()["countable"]:
            continue
        inside = sentence.text[start:end]
        inner = [
            replace(n, start=n.start + start, digits_end=n.digits_end + start, end=n.end + start)
            for n in find_numbers(inside)
        ]
        opened = re.match("(?:其中|包括|包含|含|分别为)?[:,]?", inside)
        text = sentence.text[:end]
        members = _members(text, inner, start + (opened.end() if opened else 0), words, whole.unit)
        claim = _claim(
            sentence, whole, members, section, words, False, text[members[-1][1].end :] if members else ""
        )
        if claim is not None:
            claims.append(claim)
    return claims


def _claim(
    sentence: Sentence,
    whole: Number,
    members: list[tuple[str, Number]],
    section: str,
    words: Words,
    said_complete: bool,
    behind: str,
) -> Claim | None:
    patterns = words.patterns["parts"]
    labels = [label for label, _ in members]
    parts = [number.value for _, number in members if number.value is not None]
    if whole.value is None or len(parts) < _FEWEST or len(parts) < len(members):
        return None
    if any(re.search(patterns["each"], label.removeprefix("分别")) for label in labels):
        return None
    total = sum(parts, Decimal(0))
    one_list = (
        all(number.unit == whole.unit for _, number in members)
        and not any(patterns["verbs"].match(label) for label in labels)
        and _dimensions(labels) <= 1
        and all(a.end <= b.start for (_, a), (_, b) in pairwise(members))
    )
    complete = (
        said_complete or bool(re.match(patterns["rest"], labels[-1].lstrip("、和及以")))
    ) and not re.match(patterns["open_ended"], behind)
    if total != whole.value and not one_list:
        return None  # some of the numbers count something else
    if total < whole.value and not complete and len(parts) < _LONG:
        return None  # probably an incomplete list, which cannot be compared with the whole
    return Claim(
        kind="parts",
        number=whole.value,
        unit=whole.unit,
        raw=sentence.raw(whole.start, whole.digits_end),
        sentence=sentence.printed,
        section=section,
        certain=one_list and max(parts) <= whole.value and (complete or total > whole.value),
        parts=tuple(parts),
        source=sentence.source,
    )
