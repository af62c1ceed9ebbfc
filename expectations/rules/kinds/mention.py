"""Kind mention: lhs = 1 where a cell of `cells` is above 0 and `section` holds none of `words`, rhs = 0.

One instance per cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from expectations.failure import Failure, number
from expectations.names import CellNames
from expectations.rules.kinds.fields import RULE_CELLS, check_cells
from expectations.rules.kinds.kind import Entry, RuleColumn, RuleKind, SecondReading, SeedTable
from expectations.rules.kinds.wording import named_cells, of_the_text
from expectations.rules.rule import Rule
from expectations.words import Sentence
from extract.form.catalogue import load_form


def _check(entry: Entry) -> Iterator[str]:
    yield from check_cells(entry)
    if entry["section"] not in {s.key for s in load_form().sections}:
        yield f"the form has no section {entry['section']!r}"


def _words(rule: Rule) -> Iterator[dict[str, Any]]:
    return ({"word": word} for word in rule.spec["words"])


RULE_WORDS = SeedTable(
    name="rule_words",
    description="one row per rule of kind {kinds} x word",
    columns={"word": ("varchar", "One of the words that its section should hold")},
    rows=_words,
)


def _sides(failure: Failure) -> str:
    return f"{_printed(failure)}：正文未提及 not told of in the section"


def _alert(failure: Failure) -> Sentence:
    return Sentence(
        f"{_printed(failure)}：正文未提及", f"{_printed(failure)}: the section does not speak of it"
    )


def _printed(failure: Failure) -> str:
    return number(float(failure.cells[0].value))


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    numeral = names.sections[rule.spec["section"]].split("、")[0]
    return of_the_text(f"{named_cells(failure, names)}，第{numeral}部分没有提及", failure)


MENTION = RuleKind(
    name="mention",
    sides_model="int_text_sides",
    judges="fct_cells",
    needed=frozenset({"cells", "section", "words"}),
    optional=frozenset(),
    check=_check,
    over_cells=True,
    has_edits=False,
    second_reading=SecondReading.CELLS,
    sides=_sides,
    alert=_alert,
    clerk=_clerk,
    rule_columns=(RuleColumn("section", "section", "varchar", "Section of the narrative it looks into"),),
    seed_tables=(RULE_CELLS, RULE_WORDS),
)
