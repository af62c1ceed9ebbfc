"""A message of any code, its parameters made up."""

from __future__ import annotations

from string import Formatter
from typing import Any, TypeVar

from extract.form_cells import Problem
from extract.messages import Detail, Message, wordings

M = TypeVar("M", bound=Message)
_BY_FORMAT: dict[str, Any] = {
    "list": ["甲", "乙"],
    "state": "blank",
    "doubt": {"code": "not_a_number", "params": {}},
}


def example(kind: type[M], code: str) -> M:
    """The message of a code: what its sentence prints as it is stands for a text, the rest for a number, a list or a doubt."""
    sentence = wordings(kind.catalogue, kind.section)[code].en
    return kind(
        code,
        {
            name: _BY_FORMAT.get(spec or "", 7 if spec and spec not in _BY_FORMAT else "7")
            for _, name, spec, _ in Formatter().parse(sentence)
            if name
        },
    )


def problem(code: str, instance: str | None = None) -> Problem:
    """A problem of a code, with the first of its sentences."""
    details = wordings(Detail.catalogue, Detail.section)
    return Problem(
        example(Detail, next(d for d in details if d.partition(".")[0] == code)), instance=instance
    )
