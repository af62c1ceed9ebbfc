"""Decides whether the words around a number mean all of the agency's requests, some of them, or leave it open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.form.labels import squeeze
from extract.narrative.words import Words

WHOLE, UNSURE, PART = 0, 1, 2  # the higher, the less certain that everything is meant


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency that the report is about. `name` is squeezed, empty where it is not known."""

    name: str
    government: bool

    @classmethod
    def of(cls, name: str | None, agency_class: str | None) -> Agency:
        return cls(squeeze(name or ""), agency_class == "government")

    def is_called(self, text: str) -> bool:
        """Whether a text is the name or a short form with characters in the same order: 区卫健委 for 清河区卫生健康委员会.

        A government's report covers all of its departments: 县政府 and 县政府办公室 in it may be one of them only.
        """
        if len(text) < 2 or not self.name:
            return False
        if self.government and text != self.name and re.search("政府|办", text):
            return False
        at = 0
        for character in text:
            at = self.name.find(character, at) + 1
            if not at:
                return False
        return True

    def without_name(self, text: str, words: Words) -> str:
        """The text without the agency's name at its beginning."""
        for end in range(min(len(text), 40), 1, -1):
            if words.organ.search(text[:end]) and self.is_called(text[:end]):
                return text[end:]
        return text


def weigh(text: str, words: Words, agency: Agency, filler: re.Pattern[str] | None = None) -> int:
    """WHOLE if the text is only filler and the agency's name, PART if it has a word for a part, otherwise UNSURE."""
    filler = filler or words.filler
    text = agency.without_name(words.leading_filler.sub("", text.strip("\0、")), words)
    left = filler.sub("", text).replace("\0", "")
    if not left:
        return WHOLE
    return PART if words.part.search(left) else UNSURE
