"""One case: a known file, other numbers, a mutation of each of its tables, read as a typed document or as the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from extract.form.catalogue import load_form
from extract.form_cells import FormCell
from extract.reading import read_report, read_tables
from tests.metamorphic.bases import renumbered
from tests.metamorphic.of_cells import CELLS
from tests.metamorphic.of_headings import HEADINGS
from tests.metamorphic.of_rows import ROWS
from tests.metamorphic.printed import TEXTS, TYPED, Printed, Table, has_values
from tests.metamorphic.unchanged import STRICT, UNCHANGED, as_it_is, beside
from tests.support import layouts
from tests.support.workbooks import report_sheet, xlsx

Mutation = Callable[[Printed, Table, Random], bool]
MUTATIONS: dict[str, Mutation] = {
    change.__name__: change for change in (*UNCHANGED, *HEADINGS, *ROWS, *CELLS)
}
STRICT_NAMES = {change.__name__ for change in STRICT}
_TRIES = 6
CHOSEN = tuple(name for name in MUTATIONS if name != beside.__name__)


def _workbook(blocks: Sequence[layouts.Block]) -> bytes:
    return xlsx({"表": report_sheet(blocks)})


WRITERS: dict[str, Callable[[Sequence[layouts.Block]], bytes]] = {
    "html": layouts.html,
    "docx": layouts.docx,
    "xlsx": _workbook,
    **{name: getattr(layouts, name) for name in TEXTS},
}
_OF_RAGGED = ("tsv", "lines", "spaced", "run_on")  # what a text without columns can be written as


@dataclass(slots=True)
class Outcome:
    """What became of one mutated table: `silent` are cells read without a doubt as something that is not shown."""

    base: str
    writer: str
    table: str
    mutation: str
    cells: int = 0
    doubted: int = 0
    unread: int = 0
    silent: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)


def run(
    bases: Sequence[Printed],
    seed: str,
    only: str | None = None,
    writer: str | None = None,
    names: Sequence[str] = CHOSEN,
) -> tuple[Printed, list[Outcome]]:
    """The case of a seed: its changed report, and an outcome for each table. `only` mutates one table, the others stay."""
    chance = Random(seed)
    base = bases[int(chance.random() * len(bases))]
    printed = base.copied()
    chosen = _writer(base, chance)
    printed.writer = writer or chosen
    renumbered(printed, int(chance.random() * 10**6))
    outcomes = []
    changed: set[int] = set()
    for name, table in printed.tables.items():
        grids = {id(grid) for grid in printed.grids() if has_values(grid, name)}
        if grids & changed:
            outcomes.append(Outcome(base.name, printed.writer, name, beside.__name__))
            continue
        name_of = _mutated(printed, table, Random(f"{seed} {name}"), names if only in (None, name) else ())
        changed |= grids if name_of != as_it_is.__name__ else set()
        outcomes.append(Outcome(base.name, printed.writer, name, name_of))
    read(printed, outcomes)
    return printed, outcomes


def _writer(base: Printed, chance: Random) -> str:
    if base.typed and chance.random() < 0.5:
        return TYPED
    writers = _OF_RAGGED if base.is_ragged else tuple(WRITERS)
    return writers[int(chance.random() * len(writers))]


def _mutated(printed: Printed, table: Table, chance: Random, names: Sequence[str]) -> str:
    for _ in range(_TRIES if names else 0):
        name = names[int(chance.random() * len(names))]
        if MUTATIONS[name](printed, table, chance):
            return name
    return as_it_is.__name__


def read(printed: Printed, outcomes: Sequence[Outcome]) -> None:
    """Read a changed report, and say of each table what is silently wrong."""
    if printed.writer == TYPED:
        readings, _ = read_tables(load_form(), printed.document(), printed.year)
        cells = [cell for reading in readings for cell in reading.cells]
        complete = {reading.table: reading.complete for reading in readings}
    else:
        report = read_report(Path("x"), WRITERS[printed.writer](printed.written()))
        broken = [p.detail for p in report.problems if p.code == "internal_error"]
        assert not broken, broken
        cells = report.cells
        complete = dict.fromkeys(printed.tables, report.status == "read")
    for outcome in outcomes:
        own = {cell.key: cell for cell in cells if cell.key.split("/")[0] == outcome.table}
        judge(printed.tables[outcome.table], own, complete[outcome.table], outcome)


def judge(table: Table, cells: dict[str, FormCell], complete: bool, outcome: Outcome) -> None:
    """Hold a table's cells against what the file shows.

    A cell in doubt claims nothing, nor does one that is absent from a table which is not complete.
    """
    for key, shown in table.shown.items():
        cell = cells.pop(key, None)
        outcome.cells += 1
        if cell is None or (cell.state == "absent" and not complete):
            outcome.unread += 1
        elif cell.doubt:
            outcome.doubted += 1
            if outcome.mutation in STRICT_NAMES and outcome.writer not in TEXTS:
                outcome.needless.append(f"{key}: {cell.doubt}")
        elif (cell.state, cell.value) not in [_state(text) for text in shown]:
            outcome.silent.append(f"{key}: read {cell.value!r} ({cell.state}), shown {list(shown)}")
    outcome.silent += [
        f"{key}: read {cell.value!r}, not on the form of this table"
        for key, cell in cells.items()
        if not cell.doubt and cell.state != "absent"
    ]


def _state(text: str) -> tuple[str, str | None]:
    """State and value of a text that a renumbered table prints: a number, or nothing."""
    return ("number", text) if text else ("blank", None)
