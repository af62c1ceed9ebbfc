"""Knows the labels of one table: whether printed words are a label, part of one, or close to one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from extract.form.catalogue import FormRow
from extract.form.labels import closeness, parse_label

CLOSE = 0.6  # closeness from which two wordings may be the same label
SURE = 0.8  # closeness from which they are, if order and place fit
_NUMBERED = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,2}\s*[)）.、．]\s*[\u4e00-\u9fff]{3,}")


class Vocabulary:
    """Every row label of a table in all form versions; `others` are words of its headers, which label no row."""

    def __init__(self, rows: Iterable[FormRow], others: Iterable[str] = ()) -> None:
        self._numbers: dict[str, set[tuple[int, int]]] = {}
        self._groups: set[str] = set()
        for row in rows:
            for words in (row.parsed.words, *row.aliases):
                self._numbers.setdefault(words, set()).add((row.parsed.level, row.parsed.ordinal))
                if row.role == "group":
                    self._groups.add(words)
        self.words = frozenset(self._numbers)
        self._beginnings = {words[:end] for words in self.words for end in range(2, len(words))} - self.words
        self._others = frozenset(parse_label(text).words for text in others)
        self._closest = lru_cache(maxsize=4096)(self._measure)

    def _measure(self, words: str) -> float:
        return max(closeness(words, known) for known in self.words)

    def knows(self, text: str) -> bool:
        """Whether the words without their numbering are a label's."""
        return parse_label(text).words in self.words

    def is_heading(self, text: str) -> bool:
        """Whether the words are a heading's of the table and no row's."""
        words = parse_label(text).words
        return words in self._others and words not in self.words

    def begins(self, text: str) -> bool:
        """Whether the words are only the beginning of a label: at least two characters with a number, three without."""
        label = parse_label(text)
        return label.words in self._beginnings and (label.numbered or len(label.words) > 2)

    def complete(self, text: str) -> bool:
        """Whether the text is a complete label: its words, and its number if it has one (`2.其他` is none)."""
        label = parse_label(text)
        numbers = self._numbers.get(label.words)
        return numbers is not None and (not label.numbered or (label.level, label.ordinal) in numbers)

    def is_group(self, text: str) -> bool:
        """Whether the words are a label that heads other rows and has no cells of its own."""
        return parse_label(text).words in self._groups

    def near(self, text: str) -> bool:
        """Whether the text could be a label, misprinted or cut off: close to one in its words, or numbered like one."""
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
        """1.0 for a complete label, less for other texts; 0.01 is subtracted where the numbering contradicts the words."""
        label = parse_label(text)
        if not label.words:
            return 0.0
        return self._closest(label.words) - (0.0 if self.complete(text) or not label.numbered else 0.01)
