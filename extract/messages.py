"""Defines doubts, problems and refusals: the messages to people about a reading, as codes with parameters.

The sentences are in messages.yml, one entry per code, in English and Chinese. Code compares codes, never sentences. A
code without an entry, or a parameter too many or too few, raises MessageError where the message is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, ClassVar, NamedTuple, Self

import yaml

CATALOGUE = Path(__file__).with_suffix(".yml")
# Kinds of doubts that other code asks for; the catalogue says which doubts are of which kind.
RUN_TOGETHER = "run_together"  # digits of several cells without anything between them
FROM_OTHER_ROWS = "from_other_rows"  # follows from how other rows were read, not from the cell
KINDS = frozenset({RUN_TOGETHER, FROM_OTHER_ROWS})
LANGUAGES = ("en", "zh")
UNREADABLE, INTERNAL_ERROR = "unreadable", "internal_error"


class MessageError(Exception):
    """A code that is not in the catalogue, a parameter too many or too few, or a faulty entry: a mistake in the program."""


class Wording(NamedTuple):
    """An entry of a catalogue: the sentence in each language, its parameters, and the kinds the code is of."""

    en: str
    zh: str
    parameters: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Message:
    """A code of a section of a catalogue, with the parameters of its sentence: JSON values, as printed where they are print.

    Equal where code and parameters are. str() is the English sentence.
    """

    catalogue: ClassVar[Path] = CATALOGUE
    section: ClassVar[str]

    code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.params.keys() != self.wording.parameters:
            raise MessageError(
                f"{self.code} has the parameters {sorted(self.params)}, its sentence {sorted(self.wording.parameters)}"
            )

    @property
    def wording(self) -> Wording:
        """The entry of the code. Raises MessageError where there is none."""
        try:
            return wordings(self.catalogue, self.section)[self.code]
        except KeyError as error:
            raise MessageError(f"{self.catalogue.name} has no {self.code} under {self.section}") from error

    @property
    def en(self) -> str:
        """The English sentence."""
        return _IN["en"].format(self.wording.en, **self.params)

    @property
    def zh(self) -> str:
        """The Chinese sentence."""
        return _IN["zh"].format(self.wording.zh, **self.params)

    @property
    def both(self) -> str:
        """Chinese beside the English; once where they are the same."""
        return self.en if self.zh == self.en else f"{self.zh} / {self.en}"

    def __str__(self) -> str:
        return self.en

    @property
    def stored_params(self) -> str:
        """The parameters as one line of JSON, keys sorted."""
        return json.dumps(self.params, ensure_ascii=False, sort_keys=True)

    @classmethod
    def stored(cls, code: str, params: str) -> Self:
        """The message of a code and `stored_params`."""
        return cls(code, json.loads(params))

    @classmethod
    def stored_by_any(cls, code: str | None, params: str | None, sentence: str | None) -> Self | Earlier:
        """The message that a row of the store holds, whichever version of the program wrote it.

        A row without a code, or with a code or parameters that the catalogue no longer has, is its English sentence.
        """
        try:
            if code is not None and params is not None:
                return cls.stored(code, params)
        except MessageError:
            pass
        return Earlier("sentence", {"sentence": sentence or code or ""})


@dataclass(frozen=True, slots=True)
class Earlier(Message):
    """What an earlier version of the program said of a report that cannot be read again: no more than its English sentence."""

    section: ClassVar[str] = "earlier"


@dataclass(frozen=True, slots=True)
class Doubt(Message):
    """Why the value of a cell may be wrong."""

    section: ClassVar[str] = "doubts"

    def is_of(self, kind: str) -> bool:
        """Whether the catalogue counts it among a kind of doubts, one of KINDS."""
        return kind in self.wording.kinds


@dataclass(frozen=True, slots=True)
class Refusal(Message):
    """Why a file cannot be read as a report, and what to do next."""

    section: ClassVar[str] = "refusals"

    @property
    def problem(self) -> str:
        """The code of the problem of a report that failed so."""
        return INTERNAL_ERROR if self.code == INTERNAL_ERROR else UNREADABLE


@dataclass(frozen=True, slots=True)
class Detail(Message):
    """What a problem met while reading is: its code is the problem's, or that and a variant (`year_conflict.head`)."""

    section: ClassVar[str] = "problems"

    @property
    def problem(self) -> str:
        """The problem's code."""
        return self.code.partition(".")[0]


def problem_titles() -> Mapping[str, str]:
    """Problem code -> its title for clerks, in Chinese, with {instance} for the name of what it is about.

    Problems that clerks are told of elsewhere have none.
    """
    entries = _data(CATALOGUE)["problems"]
    return {code: entry["title"] for code, entry in entries.items() if entry["title"] is not None}


def states() -> Mapping[str, str]:
    """State of a cell that is no number -> its Chinese name."""
    names: dict[str, str] = _data(CATALOGUE)["states"]
    return names


@lru_cache(maxsize=16)
def wordings(catalogue: Path, section: str) -> Mapping[str, Wording]:
    """Code -> wording, for one section of a catalogue. Raises MessageError for a faulty entry."""
    found: dict[str, Wording] = {}
    for code, entry in _data(catalogue)[section].items():
        if section == "problems" and "details" in entry:
            found |= {
                f"{code}.{variant}": _wording(code, variant_entry)
                for variant, variant_entry in entry["details"].items()
            }
        else:
            found[code] = _wording(code, entry)
    return found


def _wording(code: str, entry: Mapping[str, Any]) -> Wording:
    en, zh = (parameters_of(entry[language]) for language in LANGUAGES)
    if zh != en - set(entry.get("only_en", ())):
        raise MessageError(f"{code}: the languages have other parameters: {sorted(en)} and {sorted(zh)}")
    kinds = frozenset(entry.get("kinds", ()))
    if not kinds <= KINDS:
        raise MessageError(f"{code}: no such kind: {sorted(kinds - KINDS)}")
    return Wording(entry["en"], entry["zh"], frozenset(en), kinds)


def parameters_of(sentence: str) -> set[str]:
    """Names of the parameters that a sentence of a catalogue has."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@lru_cache(maxsize=4)
def _data(catalogue: Path) -> dict[str, Any]:
    # The C loader takes a tenth of the time, but not every installation of PyYAML has it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(catalogue.read_text(encoding="utf-8"), Loader=loader)
    return data


class _Words(Formatter):
    """str.format with three more formats: `:list` (names, with 、 between them), `:state` (a value, or a cell's state in
    the sentence's language) and `:doubt` (a doubt within another message, as {code, params})."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> Any:
        if format_spec == "list":
            names: Iterable[str] = value
            return "、".join(names)
        if format_spec == "state":
            return states().get(value, value) if self.language == "zh" else value
        if format_spec == "doubt":
            return getattr(Doubt(**value), self.language)
        return super().format_field(value, format_spec)


_IN = {language: _Words(language) for language in LANGUAGES}
