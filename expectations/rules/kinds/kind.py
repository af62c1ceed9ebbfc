"""The record of a rule kind: everything that the rest of the program needs to know of it."""

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
"""A rule as parsed from rules.yml."""


class SecondReading(Enum):
    """What a second reading is compared on, where the first alone gives no verdict on a failure."""

    CELLS = "cells"
    """The numbers of the cells on the failure's sides, if there are any."""
    PROBLEMS = "problems"
    """The problems that the rule counts: whether the second reading meets them too."""
    FORM_VERSION = "form version"
    """The form version of the table that is the failure's instance."""
    NOTHING = "nothing"
    """Nothing: the rule compares no cells, so a second reading cannot give a verdict."""
    TOO_MANY = "too many"
    """Nothing: the rule compares cells of many reports, too many to read again; one report's format gives no verdict."""


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

    Apart from the SQL model of its sides, no other code refers to a kind by its name. Wording has no defaults, so that no
    kind uses that of another by accident.
    """

    name: str
    sides_model: str
    """The dbt model that computes both sides."""
    judges: str
    """The dbt model whose rows a rule of this kind judges, if it is not about one table of the form."""
    needed: frozenset[str]
    """Fields that a rule must have in addition to the common ones (expectations/rules/catalogue.py)."""
    optional: frozenset[str]
    check: Callable[[Entry], Iterator[str]]
    """Yields what is wrong with a rule of this kind, in words; nothing if it is valid."""
    over_cells: bool
    """Does each instance depend on cells of the report, so that it cannot be evaluated if their table is missing?"""
    has_edits: bool
    """Does expectations/repair search for the smallest edit that would make a failed rule hold?"""
    second_reading: SecondReading
    sides: Callable[[Failure], str]
    """Both sides in one line, as in fct_rule_results, the same for both languages: '60 + 0 ≠ 61 + 0'."""
    alert: Callable[[Failure], Sentence]
    """Description of the failure for an alert, in Chinese and English."""
    clerk: Callable[[Failure, Rule, CellNames], str] | None
    """Description of the failure that `make check` prints after the rule's title, in Chinese, with names of cells as on the
    form; null for a kind that compares with other reports, which a single draft cannot break."""
    operator: str = "eq"
    """Operator of rules that do not give one."""
    rule_columns: tuple[RuleColumn, ...] = ()
    seed_tables: tuple[SeedTable, ...] = ()
    instances: Callable[[Rule, Form, str], Iterator[Instance]] | None = None
    """Yields a rule's instances on a form version, for kinds whose SQL takes the cells of both sides from rule_terms."""
