"""Reads the numbers of documents issued, repealed and in force from the text (table two)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from extract.narrative.numbers import Number
from extract.narrative.scope import PART, WHOLE, Agency, weigh
from extract.narrative.words import Words, data


@lru_cache(maxsize=1)
def _compiled() -> tuple[dict[str, re.Pattern[str]], list[tuple[re.Pattern[str], tuple[str, ...], bool]]]:
    loaded: dict[str, Any] = data()["documents"]
    objects = {key: re.compile(text) for key, text in loaded["objects"].items()}
    measures = [
        (re.compile(entry["words"]), tuple(entry["columns"]), True) for entry in loaded["measures"].values()
    ]
    unsure = loaded["unsure"]
    return objects, [*measures, (re.compile(unsure["words"]), tuple(unsure["columns"]), False)]


class Documents:
    """Reads the numbers of one sentence in order, and remembers its verb and object, which may be named only once:
    制发规章3件、规范性文件42件，废止10件."""

    def __init__(self, words: Words, agency: Agency) -> None:
        self._words, self._agency = words, agency
        self._object: str | None = None
        self._measure: tuple[tuple[str, ...], bool] | None = None

    def read(
        self, number: Number, before: str, behind: str, context: str
    ) -> Iterator[tuple[tuple[str, ...], bool]]:
        """(cells that the number may be, whether it is certain) where a number counts documents."""
        objects, measures = _compiled()
        named = [key for key, pattern in objects.items() if pattern.search(before)]
        if not named:
            named = [key for key, pattern in objects.items() if pattern.match(behind)]
        found = None
        for pattern, columns, certain in measures:
            if match := pattern.search(before):
                found = (columns, certain), match
                break
        last_object, last_measure = self._object, self._measure
        self._object, self._measure = None, None
        if len(named) > 1 or number.unit is None:
            return
        if found is None and named and last_measure is not None and _bare(before, objects[named[0]]):
            measure = last_measure
        elif found is not None:
            measure = found[0]
        else:
            return
        if named:
            key = named[0]
        elif not measure[1]:
            return
        elif last_object is not None:
            key = last_object
        else:
            earlier = [(m[-1].end(), key) for key, p in objects.items() if (m := list(p.finditer(context)))]
            if not earlier:
                return
            key = max(earlier)[1]
        rest = before[: found[1].start()] + before[found[1].end() :] if found else before
        scope = self._scope(rest) if named else max(self._scope(rest), self._scope(behind))
        if scope == PART:
            return
        self._object, self._measure = key, measure
        columns, certain = measure
        yield (
            tuple(f"disclosures/{key}/{column}" for column in columns),
            certain
            and scope == WHOLE
            and number.unit in ("件", "份", "个", "部")
            and (bool(named) or last_object is not None),
        )

    def _scope(self, text: str) -> int:
        patterns = self._words.patterns["documents"]
        if patterns["part"].search(text):
            return PART
        years = re.findall(r"20\d\d", text)
        if years and (self._words.year is None or int(years[-1]) != self._words.year):
            return PART
        return weigh(patterns["filler"].sub("", text), self._words, self._agency)


def _bare(before: str, pattern: re.Pattern[str]) -> bool:
    """Whether only the object comes before a number, so that the verb of the previous number applies."""
    return not pattern.sub("", before, count=1).strip("、和及与,")
