"""Wording that several kinds share: functions that turn a failure into one line of text."""

from __future__ import annotations

from expectations.failure import CellSeen, Failure, number
from expectations.names import CellNames, short, where
from expectations.words import Sentence

LONGEST_QUOTE = 80
SIGNS = {"eq": "≠", "le": ">"}


def in_numbers(failure: Failure) -> str:
    """2019 ≠ 2021"""
    return f"{number(failure.lhs)} {SIGNS[failure.operator]} {number(failure.rhs)}"


def as_recorded(failure: Failure) -> Sentence:
    """The line of fct_rule_results for both languages, for kinds whose line holds only numbers."""
    return Sentence(failure.sides, failure.sides)


def value(cell: CellSeen) -> str:
    """A cell's value as printed, with the year in brackets if the cell is in the report of the year before."""
    return cell.value if cell.year is None else f"{cell.value} [{cell.year}]"


def named_cells(failure: Failure, names: CellNames) -> str:
    """Each cell with its value: （一）予以公开／总计 3 + …"""
    return " + ".join(f"{names.cell(c.key)} {c.value}" for c in failure.cells)


def of_the_text(statement: str, failure: Failure) -> str:
    """`statement` with its place in the file, and the sentence of the report that it is about."""
    quote = f"原文：“{short(failure.quote, LONGEST_QUOTE)}”" if failure.quote else ""
    return f"{statement}{where(failure.places)}。{quote}"
