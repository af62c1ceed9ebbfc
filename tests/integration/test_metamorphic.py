"""Known files changed so that it is known what they then show (tests/metamorphic): right or in doubt, never silently wrong.

A fixed small part; `python -m tests.metamorphic` changes as many tables as told.
"""

from __future__ import annotations

import pytest

from tests.metamorphic.bases import from_file, renumbered
from tests.metamorphic.cases import CHOSEN, STRICT_NAMES, Outcome, read, run
from tests.metamorphic.known import blind, sample
from tests.metamorphic.printed import Printed, lowest

CASES = 6  # files changed by each mutation, two or three tables in each
SAMPLES = 12


@pytest.fixture(scope="module")
def bases() -> list[Printed]:
    files = [*list(sample())[:SAMPLES], *blind(("html", "word"))]
    # Whose table it is has a proof of its own, which a turned table loses beside those of other units.
    return [printed for file in files if "annex" not in file[0] and (printed := from_file(*file))]


@pytest.mark.parametrize("mutation", CHOSEN)
def test_a_changed_table_is_read_as_it_shows_or_in_doubt(mutation: str, bases: list[Printed]) -> None:
    outcomes: list[Outcome] = []
    for case in range(CASES):
        outcomes += run(bases, f"{mutation} {case}", names=(mutation,))[1]
    assert any(outcome.mutation == mutation for outcome in outcomes)
    assert [line for outcome in outcomes for line in outcome.silent] == []
    if mutation in STRICT_NAMES:
        assert [line for outcome in outcomes for line in outcome.needless] == []


def test_a_wrong_value_would_be_found(bases: list[Printed]) -> None:
    """The judge itself: headings that change places while the truth stays as it was."""
    printed = next(base for base in bases if base.name.endswith("html-cms-plain-01.html")).copied()
    renumbered(printed, 1)
    table = printed.tables["disclosures"]
    keys = [key for key in table.shown if key.startswith("disclosures/government_rules/")]
    table.shown[keys[0]], table.shown[keys[1]] = table.shown[keys[1]], table.shown[keys[0]]
    outcome = Outcome(printed.name, printed.writer, "disclosures", "as_it_is")
    read(printed, [outcome])
    assert len(outcome.silent) == 2


def test_a_list_of_values_has_no_rows_to_exchange() -> None:
    """The judge itself: a list prints one row of the form in several, and labels that change places there are headings."""
    [file] = [file for file in blind(("sheets",)) if file[0].endswith("xlsx-long-list-01.xlsx")]
    printed = from_file(*file)
    assert printed
    assert not any(table.in_rows for table in printed.tables.values() if table.name != "appeals")


def test_every_reading_starts_from_a_table_that_shows_its_headings(bases: list[Printed]) -> None:
    parts = [part for base in bases for table in base.tables.values() for part in table.parts]
    assert sum(part.headed for part in parts) > 0.8 * len(parts)
    assert all(len(lowest(base, p)) == len(p.columns) for base in bases[:3]
               for t in base.tables.values() for p in t.parts if p.headed)  # fmt: skip
