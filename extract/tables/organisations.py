"""Headings that name 法人或其他组织, the common heading of five of table three's columns."""

from __future__ import annotations

from functools import lru_cache

from extract.form.catalogue import Form, of_any
from extract.form.labels import parse_label


def is_organisations(form: Form, text: str) -> bool:
    """Whether a heading is their common one, in whichever way it is printed."""
    return form.headings.organisations_printed.fullmatch(parse_label(text).words) is not None


def heading_words(form: Form, text: str) -> str:
    """The words of a heading, of an organisation's without those of their common heading before them
    (法人或其他组织：商业企业)."""
    words, own = parse_label(text).words, _behind_heading(form, text)
    return own if own in _labels(form, inner=True) else words


def is_their_sum(form: Form, text: str) -> bool:
    """Whether a heading is a sum of the agency's own (法人或其他组织总计), whose last words are those of another column."""
    return _behind_heading(form, text) in _labels(form, inner=False)


def _behind_heading(form: Form, text: str) -> str:
    words = parse_label(text).words
    match = form.headings.organisations_printed.match(words)
    return words[match.end() :] if match else ""


@lru_cache(maxsize=2)
def _labels(form: Form, inner: bool) -> frozenset[str]:
    """The words of the columns under the common heading, or of the others."""
    columns = [column for column in of_any(form.application_columns) if bool(column.under) == inner]
    return frozenset(words for column in columns for words in (column.words, *column.aliases))
