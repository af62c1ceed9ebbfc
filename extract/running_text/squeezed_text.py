"""A document's running text without white space between words, each character with its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.document import Document, Paragraph, Source
from extract.form.labels import squeeze

BEFORE_VALUES = " ”\"'’"  # what may stand between a label (危及“三安全一稳定”) and its values


@dataclass(frozen=True, slots=True)
class Text:
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


def squeezed(document: Document) -> Text:
    text: list[str] = []
    places: list[tuple[Source, int]] = []
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        for column, character in enumerate(block.text, start=1):
            # White space between two runs of digits is a separator that squeezing would lose.
            # So would the footnote mark of 5①, as one of its digits.
            mark = unicodedata.category(character) == "No"
            shown = " " if character.isspace() else character if mark else squeeze(character)
            text.append(shown)
            places.extend([(block.source, column)] * len(shown))
        text.append(" ")
        places.append((block.source, len(block.text) + 1))
    return Text("".join(text), places)


@lru_cache(maxsize=1 << 10)
def loose(label: str) -> re.Pattern[str]:
    """A pattern of a label's characters with white space and quotes allowed between them, except after its number: in
    `96 .属于四类过程性信息` the 6 belongs to the value."""
    words = [re.escape(character) for character in squeeze(label) if character not in "“”\"'"]
    gap = r"[\s“”\"']*"
    first = "".join(words[:2]) if label[:1].isdigit() else gap.join(words[:2])
    return re.compile(gap.join([first, *words[2:]]))
