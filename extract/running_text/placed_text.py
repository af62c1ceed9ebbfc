"""A text without white space whose every character knows its place in the file, and the labels found in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.document import Source
from extract.form.labels import squeeze

BEFORE_VALUES = " ”\"'’"  # what may stand between a label (危及“三安全一稳定”) and its values


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Squeezed text with the place of each character in the document."""

    text: str
    places: list[tuple[Source, int]]  # (place of its paragraph, column) of every character

    def source(self, at: int) -> Source:
        """The place of the character at `at`, or of the next printed one; with its column where the format counts lines."""
        while at < len(self.text) and self.text[at] in BEFORE_VALUES:
            at += 1  # a label at a line's end: its values begin on the next line
        place, column = self.places[min(at, len(self.places) - 1)]
        return place if place.line is None else replace(place, column=column)

    def lines(self, start: int, stop: int) -> list[str]:
        """The text between two characters, by the paragraphs or lines that it is printed in."""
        out: list[str] = []
        last: Source | None = None
        for at in range(start, stop):
            place = self.places[at][0]
            if place is not last:
                out.append("")
                last = place
            out[-1] += self.text[at]
        return out


def squeezed_text(pieces: Iterable[tuple[str, Source]]) -> PlacedText:
    """The texts one after the other, each followed by a space."""
    text: list[str] = []
    places: list[tuple[Source, int]] = []
    for piece, source in pieces:
        for column, character in enumerate(piece, start=1):
            # White space between two runs of digits is a separator that squeezing would lose.
            # So would the footnote mark of 5①, as one of its digits.
            mark = unicodedata.category(character) == "No"
            squeezed = " " if character.isspace() else character if mark else squeeze(character)
            text.append(squeezed)
            places.extend([(source, column)] * len(squeezed))
        text.append(" ")
        places.append((source, len(piece) + 1))
    return PlacedText("".join(text), places)


@lru_cache(maxsize=1 << 10)
def loose(label: str) -> re.Pattern[str]:
    """A pattern of a label's characters with white space and quotes allowed between them, except after its number: in
    `96 .属于四类过程性信息` the 6 belongs to the value."""
    words = [re.escape(character) for character in squeeze(label) if character not in "“”\"'"]
    gap = r"[\s“”\"']*"
    first = "".join(words[:2]) if label[:1].isdigit() else gap.join(words[:2])
    return re.compile(gap.join([first, *words[2:]]))


def located(
    text: PlacedText, labels: list[tuple[str, str]], start: int, stop: int
) -> Iterator[tuple[str, int, int]]:
    """(key, begin, end) of each label found in order from `start`; a label not found is skipped."""
    at = start
    for key, label in labels:
        match = loose(label).search(text.text, at, stop)
        if match:
            yield key, match.start(), match.end()
            at = match.end()


def between(
    text: PlacedText, labels: list[tuple[str, str]], start: int, stop: int
) -> dict[str, tuple[str, Source]]:
    """Label key -> the text after the label, up to the next one, and its place."""
    found = list(located(text, labels, start, stop))
    ends = [*(begin for _, begin, _ in found[1:]), stop][: len(found)]
    return {
        key: (text.text[end:following], text.source(end))
        for (key, _, end), following in zip(found, ends, strict=True)
    }
