"""The labels of one table: which printed words are one of them, part of one, or near one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from extract.form.catalogue import FormRow
from extract.form.labels import closeness, parse_label

CLOSE = 0.6  # from here on two wordings may be the same label
SURE = 0.8  # from here on they are, in this order and place
_NUMBERED = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,2}\s*[)）.、．]\s*[\u4e00-\u9fff]{3,}")


class Vocabulary:
    """Every row label of a table, all form versions together; `others` are words of its headers, no row's labels."""

    def __init__(self, rows: Iterable[FormRow], others: Iterable[str] = ()) -> None:
        self._numbers: dict[str, set[tuple[int, int]]] = {}
        for row in rows:
            for words in (row.parsed.words, *row.aliases):
                self._numbers.setdefault(words, set()).add((row.parsed.level, row.parsed.ordinal))
        self.words = frozenset(self._numbers)
        self._beginnings = {words[:end] for words in self.words for end in range(2, len(words))} - self.words
        self._others = frozenset(parse_label(text).words for text in others)
        self._closest = lru_cache(maxsize=4096)(self._measure)

    def _measure(self, words: str) -> float:
        return max(closeness(words, known) for known in self.words)

    def knows(self, text: str) -> bool:
        """Whether the words, numbering aside, are a label's."""
        return parse_label(text).words in self.words

    def begins(self, text: str) -> bool:
        """Whether the words are the first of a label, and none themselves: two characters behind a number, or three."""
        label = parse_label(text)
        return label.words in self._beginnings and (label.numbered or len(label.words) > 2)

    def complete(self, text: str) -> bool:
        """Whether the text is a whole label: its words, and its number where it has one (`2.其他` is none)."""
        label = parse_label(text)
        numbers = self._numbers.get(label.words)
        return numbers is not None and (not label.numbered or (label.level, label.ordinal) in numbers)

    def near(self, text: str) -> bool:
        """Whether the text could be a label, misprinted or cut: near one in its words, or numbered like one."""
        words = parse_label(text).words
        if not words:
            return False
        return (
            self._closest(words) >= CLOSE
            or max((closeness(words, other) for other in self._others), default=0.0) >= CLOSE
            or (len(words) >= 3 and any(known.startswith(words) for known in self.words))
            or bool(_NUMBERED.match(text))
        )

    def nearness(self, text: str) -> float:
        """1.0 for a whole label, less for others; numbering that contradicts the words counts a little."""
        label = parse_label(text)
        if not label.words:
            return 0.0
        return self._closest(label.words) - (0.0 if self.complete(text) or not label.numbered else 0.01)
