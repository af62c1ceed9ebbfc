"""Splits a section's text into sentences: each as printed, and squeezed for matching, with a mapping back.

Lines broken by a page end or a narrow editor are joined first; a sentence that begins with 其中 is joined to the one
before it, whose number it divides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from extract.document import NOWHERE, Source
from extract.form.labels import squeeze, unified
from extract.narrative.words import data

_ENDS = re.compile(r"(?:[。！？!?;；:：…]\W*|报告|年报)$")
_STOP = re.compile(r"[。！？!?]+[”』》」’\"]*(?!\s*[,，)）]?\s*(?:其中|包括))")
_SHORTEST_BROKEN_LINE = 18  # characters: a shorter line without a full stop is a heading
_TRADITIONAL = frozenset("關務資訊開報縣區鎮鄉辦會廳處團體國號發佈請復訴訟結轉")
_LONGEST_HEADING = 25
_MOST_CHARACTERS = 1 << 15  # kept in half width: more than any script has
_LONGEST = (
    2000  # characters: a longer run without a full stop is not a sentence but a table without line breaks
)
_CHINESE_YEAR = re.compile(
    r"二[〇○零][一二三四五六七八九〇○零]{2}(?=年)"
)  # a digit for each: the places stay
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CLAUSE_END = re.compile("[。，,：:；;]")
_BRACKETS = re.compile(r"\((?!次\)|起\))[^()]*\)|《[^《》]*》|〔[^〔〕]*〕")


@lru_cache(maxsize=1)
def _numbering() -> re.Pattern[str]:
    return re.compile(data()["numbering"])


@dataclass(frozen=True)
class Sentence:
    """`heading` is the numbering's heading, squeezed, where the sentence begins one."""

    printed: str
    heading: str | None
    traditional: bool = False
    source: Source = NOWHERE

    @cached_property
    def text(self) -> str:
        """The sentence squeezed: half width, simplified, no white space."""
        return _squeezed(self.printed, self.traditional)

    @cached_property
    def main(self) -> str:
        """The text with everything in brackets blanked out."""
        return blanked(self.text)

    def raw(self, start: int, end: int) -> str:
        """The characters as printed that text[start:end] stands for."""
        as_is = self.printed[start:end]
        if as_is and self.printed[:end].translate(_PLAIN) == self.printed[:end]:
            return as_is
        return self.printed[self._origins[start] : self._origins[end - 1] + 1]

    @cached_property
    def _origins(self) -> list[int]:
        """The place in `printed` of every character of `text`."""
        return [place for place, one in enumerate(self.printed) for _ in one.translate(_PLAIN)]


class _Plain(dict[int, str]):
    """A table for str.translate: each character in half width; white space and invisible characters are removed."""

    def __missing__(self, code: int) -> str:
        plain = "".join(
            character
            for character in unified(chr(code))
            if not (character.isspace() or "\u200b" <= character <= "\u200f" or character == "\ufeff")
        )
        if len(self) < _MOST_CHARACTERS:
            self[code] = plain
        return plain


_PLAIN = _Plain()


def _squeezed(printed: str, traditional: bool) -> str:
    joined = printed.translate(_PLAIN)
    if "年" in joined:
        joined = _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), joined)
    if traditional:
        simplified = squeeze(joined)
        joined = simplified if len(simplified) == len(joined) else joined
    return joined


def blanked(text: str) -> str:
    """The text with brackets and book titles blanked out, at the same places."""
    previous = None
    while previous != text:
        previous, text = text, _BRACKETS.sub(lambda match: "\0" * len(match[0]), text)
    return text


def bracketed(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each text in round brackets, innermost brackets only."""
    for match in _BRACKETS.finditer(text):
        if match[0][0] == "(":
            yield match.start() + 1, match.end() - 1


def _continues(above: str, below: str) -> bool:
    """Whether a line is the rest of the one above it."""
    bare = above.rstrip()
    if not bare or len(above) > _LONGEST or _ENDS.search(bare[-8:]) or _numbering().match(below.strip()):
        return False
    return len(re.sub(r"\s+", "", bare)) >= _SHORTEST_BROKEN_LINE or bare[-1] in ",，、"


def _paragraphs(lines: Iterable[tuple[str, Source]]) -> Iterator[tuple[str, Source]]:
    paragraph: tuple[str, Source] | None = None
    for line, source in lines:
        if (paragraph and _continues(paragraph[0], line)) or (
            paragraph and line.strip().startswith("其中") and len(paragraph[0]) < _LONGEST
        ):
            paragraph = paragraph[0].rstrip() + line.lstrip(), paragraph[1]
        else:
            if paragraph:
                yield paragraph
            paragraph = line, source
    if paragraph:
        yield paragraph


def sentences(
    text: str, sources: tuple[Source, ...] = (), relevant: re.Pattern[str] | None = None
) -> Iterator[Sentence]:
    """The sentences of a text, in order; `sources` are the places of its lines, as far as known.

    A paragraph without anything `relevant` is not split: it only gives context to later sentences.
    """
    traditional = not _TRADITIONAL.isdisjoint(text)
    lines = text.split("\n")
    places = [*sources, *(NOWHERE for _ in range(len(lines) - len(sources)))]
    for paragraph, source in _paragraphs(zip(lines, places, strict=False)):
        start = 0
        ends = (
            [match.end() for match in _STOP.finditer(paragraph)]
            if relevant is None or relevant.search(paragraph)
            else []
        )
        for end in [*ends, len(paragraph)]:
            printed = paragraph[start:end].strip()
            start = end
            if not printed or len(printed) > _LONGEST:
                continue
            numbered = _numbering().match(printed)
            heading = _CLAUSE_END.split(printed[numbered.end() :], maxsplit=1)[0] if numbered else None
            if heading is not None:
                heading = _squeezed(heading[:_LONGEST_HEADING], traditional)
            yield Sentence(printed, heading, traditional, source)
