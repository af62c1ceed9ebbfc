"""Defines the result of mapping: one FormCell for every cell of the form version in use, and the problems found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from extract.document import NOWHERE, Cell, Source
from extract.messages import Detail, Doubt, Refusal
from extract.proof import UNPROVEN, Proof
from extract.values import BLANK, Value, parse_value


def values_for_columns(printed: int, columns: int) -> Doubt:
    """The doubt of a row that prints more or fewer values than it has columns."""
    return Doubt("values_for_columns", {"printed": printed, "columns": columns})


@dataclass(frozen=True, slots=True)
class FormCell:
    """`key` is unique within its table's form version; `value` is a decimal string, null unless `state` is number."""

    key: str
    value: str | None
    state: str
    raw: str
    source: Source = NOWHERE
    doubt: Doubt | None = None
    unit: str | None = None
    proof: Proof = UNPROVEN

    def doubted(self, doubt: Doubt) -> FormCell:
        """The cell with this doubt; unchanged where it has a doubt already."""
        return self if self.doubt else replace(self, doubt=doubt)

    def shown(self, **kinds: str | None) -> FormCell:
        """The cell with this evidence, by axis; evidence that it has already stays."""
        return replace(self, proof=self.proof.completed(**kinds))


@dataclass(frozen=True, slots=True)
class Problem:
    """`instance` names the row, column, table or section the problem is about; null for the whole.

    `detail` is a refusal where the whole file could not be read.
    """

    detail: Detail | Refusal
    source: Source = NOWHERE
    instance: str | None = None

    @property
    def code(self) -> str:
        """What kind of problem it is."""
        return self.detail.problem


@dataclass(slots=True)
class TableReading:
    """What was read of one statutory table; `version` is null where the table is not in the document."""

    table: str
    version: str | None = None
    cells: list[FormCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    complete: bool = False
    used: set[int] = field(default_factory=set)  # stream rows that belong to the table


def form_cell(key: str, cell: Cell | None, doubt: Doubt | None = None, unit: str | None = None) -> FormCell:
    """A form cell from a printed one; None stands for a blank cell whose label is printed."""
    value: Value = parse_value(cell.text) if cell else BLANK
    return FormCell(
        key=key,
        value=value.value,
        state=value.state,
        raw=cell.text if cell else "",
        source=cell.source if cell else NOWHERE,
        doubt=doubt or (cell.doubt if cell else None) or value.doubt,
        unit=value.unit or unit,
    )


def absent_cell(key: str) -> FormCell:
    return FormCell(key, None, "absent", "")


def compared(readings: list[TableReading]) -> TableReading:
    """The most complete of several printings of one table; cells that another printing contradicts are in doubt, and cells
    that all of them print alike are shown by it."""
    best = max(readings, key=lambda reading: sum(cell.state != "absent" for cell in reading.cells))
    printings = [{cell.key: (cell.state, cell.value) for cell in other.cells} for other in readings]
    if len(readings) > 1:
        best.cells = [
            cell.shown(table="agreeing")
            if all(printing.get(cell.key) == (cell.state, cell.value) for printing in printings)
            else cell
            for cell in best.cells
        ]
    for other in readings:
        if other is best:
            continue
        best.used |= other.used
        best.problems.append(Problem(Detail("table_repeated.whole"), instance=best.table))
        other_values = {cell.key: (cell.state, cell.value) for cell in other.cells if cell.state != "absent"}
        best.cells = [
            cell.doubted(Doubt("table_repeated"))
            if other_values.get(cell.key, (cell.state, cell.value)) != (cell.state, cell.value)
            else cell
            for cell in best.cells
        ]
    return best
