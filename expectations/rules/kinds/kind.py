"""What a rule kind is: all that the rest of the program asks of one, in one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from expectations.failure import Failure
from expectations.names import CellNames
from expectations.rules.instance import Instance
from expectations.rules.rule import Rule
from expectations.words import Sentence
from extract.form.catalogue import Form

Entry = Mapping[str, Any]
"""A rule as rules.yml has it."""


class SecondReading(Enum):
    """What of a report a second reading is asked about, where the first alone gives no verdict on a failure."""

    CELLS = "cells"
    """The cells on its sides, where it has any: whether it sees the same numbers."""
    PROBLEMS = "problems"
    """The problems that it counts: whether it meets them too."""
    FORM_VERSION = "form version"
    """The form version of the table that the instance names."""
    NOTHING = "nothing"
    """No cell is compared, so a second reading tells nothing."""
    TOO_MANY = "too many"
    """Cells of many reports are compared: nobody reads them all again, and one report's format settles nothing."""


@dataclass(frozen=True)
class RuleColumn:
    """A column of the seed `rules` that a kind fills from a field of its rules."""

    name: str
    field: str
    data_type: str  # varchar | integer | double
    description: str


@dataclass(frozen=True)
class SeedTable:
    """A seed with rows for each rule of the kinds that list it. `description` holds {kinds}, their names."""

    name: str
    description: str
    columns: Mapping[str, tuple[str, str]]  # name -> (DuckDB type, description)
    rows: Callable[[Rule], Iterable[dict[str, Any]]]  # without rule_id, which is the first column


@dataclass(frozen=True)
class RuleKind:
    """A kind of rule: how its rules are written, what becomes of them in SQL, and how a failure is put into words.

    Nothing else in the program knows a kind by its name, the SQL model of its sides aside. A field without a default has to be given: no
    kind falls back on the wording of another.
    """

    name: str
    sides_model: str
    """The dbt model that computes its two sides."""
    judges: str
    """The dbt model whose rows a rule judges that is not about one table of the form."""
    needed: frozenset[str]
    """Fields that a rule has to have beside the common ones (expectations/rules/catalogue.py)."""
    optional: frozenset[str]
    check: Callable[[Entry], Iterator[str]]
    """What is wrong with a rule of this kind as written, in words; nothing where all is right."""
    over_cells: bool
    """Does each instance rest on cells of the report, so that nothing can be said of it where their table is missing?"""
    has_edits: bool
    """Is the smallest edit that would mend a failure searched for (expectations/repair)?"""
    second_reading: SecondReading
    sides: Callable[[Failure], str]
    """Both sides in one line, as fct_rule_results keeps it, whatever the language: '60 + 0 ≠ 61 + 0'."""
    alert: Callable[[Failure], Sentence]
    """What an alert says was found, in Chinese and English."""
    clerk: Callable[[Failure, Rule, CellNames], str] | None
    """What `make check` says behind the rule's title, in Chinese, names of cells as on the form; null for a kind that
    compares with other reports, which a single draft cannot break."""
    operator: str = "eq"
    """Of rules that do not say one."""
    rule_columns: tuple[RuleColumn, ...] = ()
    seed_tables: tuple[SeedTable, ...] = ()
    instances: Callable[[Rule, Form, str], Iterator[Instance]] | None = None
    """Of a rule on a form version, where SQL finds the cells of both sides in rule_terms."""
