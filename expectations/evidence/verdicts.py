"""Decides whose mistake a broken rule most likely is: the publisher's or our reading's. A verdict changes no value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from expectations.failure import Difference, Failure
from expectations.rules.kinds import KINDS
from expectations.rules.kinds.kind import SecondReading as Asked
from extract.form.catalogue import TABLES
from extract.report import Report

SOURCE, EXTRACTION, UNKNOWN = "source", "extraction", "unknown"


class CellAgain(NamedTuple):
    """A cell in the second reading; `value` is null unless a number."""

    state: str
    value: str | None
    doubted: bool = False


@dataclass(frozen=True)
class SecondReading:
    """A report as the second, independent reader of its format reads it."""

    cells: Mapping[str, CellAgain]  # by key; a table that was not found has none
    forms: Mapping[str, str]  # table two and three -> form version
    problems: frozenset[tuple[str, str | None]]  # (code, instance)

    @classmethod
    def of(cls, report: Report) -> SecondReading:
        """The parts of a report that a verdict needs."""
        return cls(
            {c.key: CellAgain(c.state, c.value, c.doubt is not None) for c in report.cells},
            {table: version for table, version in report.form.items() if version is not None},
            frozenset((problem.code, problem.instance) for problem in report.problems),
        )

    @property
    def tables(self) -> set[str]:
        """Tables that the second reader found."""
        return {key.split("/")[0] for key in self.cells}


def of_one_reading(kind: str, doubted_cells: int, explicit_cells: bool) -> str:
    """The verdict of the first reading alone; `unknown` where a second reading is needed.

    A doubt on any cell involved makes the mistake ours. Where the format itself delimits cells (HTML, DOCX, XLSX, text
    with one value a cell), a reading without doubt is enough to call it the publisher's, unless the cells of many
    reports are compared. `explicit_cells`: the format delimits cells in every report compared.
    """
    if doubted_cells:
        return EXTRACTION
    settled = explicit_cells and KINDS[kind].second_reading is not Asked.TOO_MANY
    return SOURCE if settled else UNKNOWN


def asks(failure: Failure) -> bool:
    """Whether a second reading can give the failure a verdict that the first reading could not."""
    if failure.verdict != UNKNOWN:
        return False
    match KINDS[failure.kind].second_reading:
        case Asked.CELLS:
            return bool(failure.cells)
        case Asked.PROBLEMS | Asked.FORM_VERSION:
            return True
        case Asked.NOTHING | Asked.TOO_MANY:
            return False


def judged(failure: Failure, second: SecondReading | None, of_other: bool = False) -> Failure:
    """The failure with the verdict of both readings, and the cells on which they differ.

    Source: the readings agree on every cell involved (for a rule about problems or the form version: on those).
    Extraction: they differ. Unknown: there is no second reading, or it lacks the table or row, or is itself in doubt.
    A cell that a person settled (readings.csv) is taken as that person read it. `of_other`: `second` is the reading of
    the report that the rule compares with, and only the cells of that report are judged.
    """
    match KINDS[failure.kind].second_reading:
        case Asked.PROBLEMS:
            return replace(failure, verdict=_on_problems(failure, second))
        case Asked.FORM_VERSION:
            return replace(failure, verdict=_on_form(failure, second))
        case Asked.CELLS:
            return _on_cells(failure, second, of_other)
        case Asked.NOTHING | Asked.TOO_MANY:
            return replace(failure, verdict=UNKNOWN)


def _on_cells(failure: Failure, second: SecondReading | None, of_other: bool) -> Failure:
    cells = [cell for cell in failure.cells if not cell.settled and (cell.year is not None) == of_other]
    if not failure.cells or (of_other and not cells):
        return replace(failure, verdict=UNKNOWN)  # no single cell of that report was compared
    again = {cell.key: second.cells.get(cell.key, _ABSENT) if second else _ABSENT for cell in cells}
    agreed = [cell for cell in cells if again[cell.key][:2] == ("number", cell.value)]
    differing = {
        cell.key: Difference(cell.key, cell.value, found.state if found.value is None else found.value)
        for cell in cells
        if cell not in agreed and (found := again[cell.key]).state != "absent" and not found.doubted
    }
    verdict = EXTRACTION if differing else SOURCE if len(agreed) == len(cells) else UNKNOWN
    # A difference in the other report puts that report in doubt, not this one.
    return replace(failure, verdict=verdict, differences=() if of_other else tuple(differing.values()))


def joint(verdicts: Sequence[str]) -> str:
    """One verdict for the cells of several reports: extraction if any verdict is, else unknown if any is, else source."""
    return next((v for v in (EXTRACTION, UNKNOWN) if v in verdicts), SOURCE)


_ABSENT = CellAgain("absent", None)


def _on_problems(failure: Failure, second: SecondReading | None) -> str:
    if second is None:
        return UNKNOWN
    if all((p.code, p.instance) in second.problems for p in failure.problems):
        return SOURCE
    return EXTRACTION if second.tables == set(TABLES) else UNKNOWN


def _on_form(failure: Failure, second: SecondReading | None) -> str:
    version = second.forms.get(failure.instance or "") if second else None
    if version is None:
        return UNKNOWN
    return SOURCE if float(version) == failure.lhs else EXTRACTION
