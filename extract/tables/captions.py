"""Reads captions: lines and headings that say of which year, of which agency, or that an example's a table is.

A text is a caption only if all of it is understood: years, words of form/captions.yml, labels of the form and at most one
agency's name. So no sentence that mentions another year is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import yaml

from extract.form.catalogue import Form, of_any
from extract.form.labels import bare, squeeze, unified
from extract.form.years import years_in_digits

LONGEST = 60  # characters of a caption
_MOST_SKIPPED = 2  # pieces of running text between a caption and its table
_LONGEST_ENDING = 200  # characters of a table's headings and the caption above them
_LONGEST_NAME = 30  # characters of an agency's name
_NUMBERING = re.compile(r"[(（]?[一二三四五六七八九十][)）、.．]|^[(（]?\d{1,2}[)）、.．](?!\d)")
_OWN = "\ue000"  # stands in a text for the name of the report's own agency
_YEAR = r"(?<!\d)(?P<year>20\d\d)(?:年度?|度)?(?!\d)"
_SHORT_YEAR = r"(?<!\d)(?P<short>[12]\d)年度?(?!\d)"
_PERIOD = r"(?<!\d)(?P<period>20\d\d)年1月1日[至到]?(?:20\d\d年)?12月31日"
_UNTIL = r"截[至止](?:时间|日期)?(?P<until>20\d\d)年12月(?:31日|底)"
_DATE = r"20\d\d年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
_NUMBERED = r"(?:附件|附表|表|附)(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?!\d)(?:\|\d{1,2}(?!\d))?)"
_UNIT = r"(?:计量|金额)?单位(?:万元|亿元|元|件|项|个)+"
_SENTENCE = re.compile(r"(?<!其中),|[。;!?]")  # in a text with a name it is a sentence about that agency
_NO_NAME = re.compile(r"[我你他她其不未无没了来共均已被并或\d|]|报告|内容|编制|公布|负责|涉及")
_BESIDE = re.compile(r"[与和同较].{0,8}比")  # 与上年对比
# What a line above a table has in it that compares, and says nothing of the table.
_COMPARES = re.compile(r"[。；;\d%]|结转|[比较增减降升]|计划|打算")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose tables are wanted: the report's year and its agency, each null where unknown."""

    year: int | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Caption:
    """What a text says of a table. `other` holds what in it is not the report's: year, agency or example.

    `own`: it names the report's year or agency, and nothing else. Neither: it says nothing of that. `title`: it heads a
    whole report; `name_alone`: it is an agency's name, which may stand anywhere; `behind`: right below a table it speaks of
    that one; `columns`: it is a line of several headings; `both`: it names the report's year beside another one; `speaks_of`: in
    which of year, agency and example it says something.
    """

    text: str
    own: bool = False
    other: frozenset[str] = frozenset()
    title: bool = False
    name_alone: bool = False
    behind: bool = False
    columns: bool = False
    both: bool = False
    speaks_of: frozenset[str] = frozenset()

    @property
    def says(self) -> bool:
        """Whether it says whose a table is."""
        return self.own or bool(self.other)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    end: int


@lru_cache(maxsize=1)
def caption_words() -> dict[str, list[str]]:
    """The words of form/captions.yml by their kind, each a regular expression."""
    data: Any = yaml.safe_load(files("extract.form").joinpath("captions.yml").read_text(encoding="utf-8"))
    return {kind: [str(word) for word in words] for kind, words in data.items()}


@lru_cache(maxsize=1)
def _navigation() -> re.Pattern[str]:
    return re.compile(_any_of(caption_words()["navigation"]))


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def _tokens(form: Form) -> re.Pattern[str]:
    """A pattern of the next token; its group's name is the kind. Longer labels of the form come before the words in them."""
    words = caption_words()
    labels = {re.escape(part) for label in _labels(form) for part in _with_year_apart(label) if len(part) > 1}
    sections = {re.escape(bare(squeeze(section.label))[1:]) for section in form.sections}
    kinds = {kind: _any_of(words[kind]) for kind in ("other_agencies", "examples", "of", "this_agency")}
    kinds |= {"section": _any_of(sections), "label": _any_of(labels)}
    kinds |= {
        kind: _any_of(words[kind]) for kind in ("other_years", "this_year", "before", "report", "plain")
    }
    named = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
    return re.compile(
        rf"{_PERIOD}|{_UNTIL}|(?P<date>{_DATE}|{_NUMBERED}|{_UNIT}|\|)|{_YEAR}|{_SHORT_YEAR}|(?P<own>{_OWN})|{named}"
    )


def _labels(form: Form) -> Iterator[str]:
    """The words of every label of the tables."""
    columns = [*of_any(form.application_columns), *of_any(form.appeal_columns)]
    clauses = [clause for clauses in form.clauses.values() for clause in clauses]
    columns += [column for clause in clauses for column in clause.columns]
    rows = [*of_any(form.application_rows), *(row for clause in clauses for row in clause.rows)]
    for column in columns:
        yield from (column.words, *column.aliases)
    for row in rows:
        yield from (row.parsed.words, *row.aliases)
    for block in of_any(form.appeal_blocks):
        yield bare(squeeze(block.label.rpartition("／")[2]))
    yield from (_plain(clause.label) for clause in clauses)
    heads = form.headings
    yield from (heads.applicants, heads.organisations, heads.lawsuits, heads.content)
    yield bare(squeeze(form.application_note))


@lru_cache(maxsize=1)
def label_words(form: Form) -> frozenset[str]:
    """The words of every label of the tables."""
    return frozenset(_labels(form))


@lru_cache(maxsize=1)
def _all_labels(form: Form) -> str:
    return "|".join(sorted(label_words(form)))


def _with_year_apart(label: str) -> tuple[str, ...]:
    """A label, and what is left of it where an agency printed the year (2022年度办理结果) for 本年."""
    return label, re.sub("^本年度?", "", label)


def _plain(text: str) -> str:
    """The text without punctuation, white space and numbering; a stroke stands between numbers."""
    text = years_in_digits(unified(text))
    text = re.sub(r"(?<=\d)[\W_]+(?=\d)", "|", text)
    return re.sub(r"[^\w|]|_", "", _NUMBERING.sub("", squeeze(text)))


def _scan(pattern: re.Pattern[str], text: str, at: int) -> list[_Token]:
    """The tokens from `at` on, up to the first place where there is none."""
    found = []
    while match := pattern.match(text, at):
        found.append(_Token(str(match.lastgroup), match[str(match.lastgroup)], match.end()))
        at = match.end()
    return found


@lru_cache(maxsize=1 << 14)
def read_caption(form: Form, whose: Whose, text: str) -> Caption | None:
    """The caption that a text is; None where any part of it is not understood, and for the way through a site to the page."""
    if len(text) > 2 * LONGEST or _navigation().search(unified(text)):
        return None
    plain = _plain(text)
    own = bare(squeeze(whose.agency)) if whose.agency else ""
    plain = plain.replace(own, _OWN) if own else plain
    if not plain or len(plain) > LONGEST or plain.isdigit():
        return None
    pattern = _tokens(form)
    tokens = _scan(pattern, plain, 0)
    name = ""
    if (tokens[-1].end if tokens else 0) < len(plain):
        part = plain in _all_labels(form)  # of a label broken over lines
        found = None if part or _SENTENCE.search(unified(text)) else _with_name(pattern, plain, tokens)
        if found is None:
            return None
        tokens, name = found
    if any(
        label.kind == "label" and number.kind == "year" and plain[number.end - 1].isdigit()
        for label, number in pairwise(tokens)
    ):
        return None  # 总计：2067 is a value
    return _evaluated(text, whose, own, tokens, name)


_NOBODY = Whose(year=1, agency="龘龘局")  # a year and a name that no caption has


def names_whose(form: Form, text: str) -> bool:
    """Whether a text is a caption that names a year, an agency or an example, whosever the report is: never a cell's
    value."""
    caption = read_caption(form, _NOBODY, text)
    return caption is not None and caption.says and not caption.name_alone


def is_own_year(form: Form, whose: Whose, text: str) -> bool | None:
    """Whether a heading that names years and nothing else names the report's alone; None where it is no such heading, or the
    year is not known."""
    plain = _plain(f"{text}年" if re.fullmatch(r"\s*20\d\d\s*", text) else text)
    tokens = _scan(_tokens(form), plain, 0) if len(plain) <= LONGEST else []
    kinds = {token.kind for token in tokens}
    if whose.year is None or not tokens or tokens[-1].end < len(plain) or "section" in kinds:
        return None
    named = {"year", "short", "this_year", "other_years"}
    if not kinds & named or not kinds <= {*named, "plain"}:
        return None
    caption = _evaluated(text, whose, "", tokens, "")
    return not caption.other


def caption_at_end(form: Form, whose: Whose, text: str) -> Caption | None:
    """The caption in running text right before a table: its last words since the last sentence, with few between that are
    not understood."""
    pieces = re.split(r"[。；;]", text)[-1].split()
    own = None
    skipped = 0
    for at, piece in enumerate(reversed(pieces)):
        caption = read_caption(form, whose, piece) or (_ending(form, whose, piece) if at == 0 else None)
        if caption is None and names_only_others(whose, piece):
            caption = Caption(piece, other=frozenset({"year"}))
        if caption is None:
            skipped += 1
            if skipped > _MOST_SKIPPED or len(piece) > LONGEST or piece[-1].isdigit():
                break
            continue
        if caption.other:
            return caption
        own = own or (caption if caption.own else None)
        if caption.title:
            break
    return own


def opens_table(form: Form, text: str) -> bool:
    """Whether the heading of a section stands in running text right before a table."""
    heading = re.compile(_any_of(bare(squeeze(section.label))[1:] for section in form.sections[1:4]))
    return heading.search(bare(squeeze(re.split(r"[。；;]", text)[-1]))) is not None


def _ending(form: Form, whose: Whose, text: str) -> Caption | None:
    """The caption at the end of a text without white space."""
    plain = _plain(text)[-_LONGEST_ENDING:]
    pattern = _tokens(form)
    for at in range(len(plain)):
        tokens = _scan(pattern, plain, at)
        if tokens and tokens[-1].end == len(plain):
            return _evaluated(plain[at:], whose, "", tokens, "")
    return None


def _with_name(pattern: re.Pattern[str], plain: str, tokens: list[_Token]) -> tuple[list[_Token], str] | None:
    """(the tokens before and behind an agency's name, that name), where nothing else is left of the text."""
    if tokens and tokens[-1].kind == "examples":
        tokens = tokens[:-1]  # the beginning of a name
    begin = tokens[-1].end if tokens else 0
    organs = tuple(caption_words()["organs"])
    for end in range(begin + 1, min(begin + _LONGEST_NAME, len(plain)) + 1):
        name = plain[begin:end]
        behind = _scan(pattern, plain, end) if name.endswith(organs) else []
        if name.endswith(organs) and (behind[-1].end if behind else end) == len(plain):
            place = plain[end : end + 1] == _OWN  # the province before the agency's name
            return None if _NO_NAME.search(name) else ([*tokens, *behind], "" if place else name)
    return None


def _evaluated(text: str, whose: Whose, own: str, tokens: list[_Token], name: str) -> Caption:
    kinds = {token.kind for token in tokens}
    years = {int(token.text) for token in tokens if token.kind in ("year", "period", "until")}
    years |= {2000 + int(token.text) for token in tokens if token.kind == "short"}
    after_own = name and any(token.kind == "own" for token in tokens[:1])
    owner = _is_own(own + name if after_own else name, own) if name else None
    other = set()
    link = bool(tokens) and tokens[-1].kind == "report" and not years  # 历年年报
    if ("other_years" in kinds and not link) or (whose.year and years - {whose.year}):
        other.add("year")
    if "other_agencies" in kinds or owner is False:
        other.add("agency")
    if "examples" in kinds:
        other.add("example")
    # 本年 in a heading of the form (本年度办理结果) is the form's own word.
    this_year = "this_year" in kinds and "label" not in kinds
    names_own = this_year or owner or (whose.year in years) or bool(kinds & {"own", "this_agency"})
    title = {"report", "year"} <= kinds and tokens[-1].kind in ("report", "year")
    alone = bool(name or "own" in kinds) and kinds <= {"own"}
    columns = sum(token.kind == "label" for token in tokens) > 1 and not kinds & {"plain", "section"}
    own_only = bool(names_own) and not other
    speaks_of = set(other)
    speaks_of |= {"year"} if years or this_year else set()
    speaks_of |= {"agency"} if owner or kinds & {"own", "this_agency"} else set()
    behind = "before" in kinds
    both = bool(names_own or _BESIDE.search(text)) and other == {"year"}
    return Caption(
        text, own_only, frozenset(other), title, alone, behind, columns, both, frozenset(speaks_of)
    )


def _is_own(name: str, own: str) -> bool | None:
    """Whether a name is that of the report's agency; None where it may be a shorter form of it, or none is known."""
    if not own:
        return None
    if name == own or own.endswith(name) or name.endswith(own):
        return True
    for longer, shorter in ((name, own), (own, name)):
        if longer.startswith(shorter) and longer[len(shorter) :] in caption_words()["same_organ"]:
            return True
    letters = iter(own)
    return None if all(letter in letters for letter in name) else False


@lru_cache(maxsize=1)
def _may_name_others() -> re.Pattern[str]:
    words = caption_words()
    return re.compile(_any_of([*words["other_years"], *words["examples"], "20\\d\\d", "二[〇○零O0]"]))


def names_only_others(whose: Whose, text: str) -> bool:
    """Whether a short line that is no caption names only another year, or an example: 去年的数字列在这里.

    It counts only right above a table.
    """
    if len(text) > 2 * LONGEST or "。" in text or not _may_name_others().search(unified(text)):
        return False
    plain = _plain(text)
    if whose.agency:
        plain = plain.replace(bare(squeeze(whose.agency)), "")
    if not 0 < len(plain) <= _LONGEST_NAME:
        return False
    years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)(?=年|度|$)", plain)}
    words = caption_words()
    named = re.search(_any_of([*words["other_years"], *words["examples"]]), plain)
    another = bool(years) and whose.year is not None and whose.year not in years
    return bool(named or another) and not _COMPARES.search(re.sub(r"20\d\d", "", plain))
