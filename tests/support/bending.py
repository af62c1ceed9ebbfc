"""A sound report bent as people bend them: rows moved, cells lost, labels misprinted; and what is still true of it.

A bend is a name of `BENDS` and a number that chooses its place, so that a plan of bends can be written down, repeated and
made smaller. No row is bent twice: what two bends of one row leave behind may be told by nobody.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support import layouts
from tests.support.layouts import Block, Cell, Figures, Row, Table

Plan = Sequence[tuple[str, int]]
_MOST_BLANKS = 4


@dataclass
class Bent:
    """The three tables, and of each cell what must be read: `gone` are printed nowhere, `unsettled` must be doubted."""

    told: Figures
    version: str
    two: list[Table]
    three: list[Table]
    four: list[Table]
    states: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    either: set[str] = field(default_factory=set)  # printed, but where a label is lost no reader need find it
    unsettled: set[str] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)  # rows bent already, by identity
    notes: list[Block] = field(default_factory=list)

    def tables(self) -> list[list[Table]]:
        return [self.two, self.three, self.four]

    def row(
        self, chance: random.Random, which: Sequence[list[Table]] | None = None
    ) -> tuple[Table, int] | None:
        """A row of values that is still as it was, None where none is left."""
        rows = [
            (table, at)
            for tables in (which or self.tables())
            for table in tables
            for at, cells in enumerate(table)
            if layouts.values(cells) and id(cells) not in self.touched
        ]
        if not rows:
            return None
        table, at = rows[int(chance.random() * len(rows))]
        self.touched.add(id(table[at]))
        return table, at

    def blocks(self) -> list[Block]:
        return layouts.blocks(self.told, [*self.two], [*self.three], [*self.four])

    def truth(self) -> dict[str, Any]:
        """As layouts.truth; a cell that must be doubted has no right value."""
        truth = layouts.truth(self.told, self.states)
        for key in self.gone | self.either:
            cell = truth["cells"][key]
            cell["value_any"] = [None, *([cell["value"]] if key in self.either else [])]
            cell["state_any"] = ["absent", *([cell["state"]] if key in self.either else [])]
        for key in self.unsettled:
            truth["cells"][key]["value_any"] = []
        return truth


def _keys(cells: Row) -> list[str]:
    return [cell.key for cell in cells if cell.key]


def _value(cells: Row, chance: random.Random) -> int:
    places = [at for at, cell in enumerate(cells) if cell.key]
    return places[int(chance.random() * len(places))]


def _label(cells: Row) -> Cell | None:
    """The label of a row of values, which stands right before them."""
    before = cells[: next(at for at, cell in enumerate(cells) if cell.key)]
    return before[-1] if before else None


def _print(bent: Bent, cell: Cell, text: str, state: str) -> None:
    assert cell.key
    cell.text = text
    bent.told[cell.key] = text
    bent.states[cell.key] = state


def _blanks(bent: Bent, chance: random.Random) -> None:
    if (found := bent.row(chance)) is None:
        return
    cells = layouts.values(found[0][found[1]])
    for _ in range(1 + int(chance.random() * _MOST_BLANKS)):
        _print(bent, cells[int(chance.random() * len(cells))], "", "blank")


def _blank_row(bent: Bent, chance: random.Random) -> None:
    if found := bent.row(chance):
        for cell in layouts.values(found[0][found[1]]):
            _print(bent, cell, "", "blank")


def _dash(bent: Bent, chance: random.Random) -> None:
    if found := bent.row(chance):
        cells = found[0][found[1]]
        _print(bent, cells[_value(cells, chance)], "—/-无"[int(chance.random() * 4)], "dash")


def _odd_value(bent: Bent, chance: random.Random) -> None:
    if found := bent.row(chance):
        cells = found[0][found[1]]
        cell = cells[_value(cells, chance)]
        cell.text = ("约12", "见附件", "12件次", "1 2", "3（含1）", "O", "5①")[int(chance.random() * 7)]
        bent.unsettled.add(str(cell.key))


def _drop_value(bent: Bent, chance: random.Random) -> None:
    found = bent.row(chance)
    if found and len(layouts.values(found[0][found[1]])) > 3:
        cells = found[0][found[1]]
        bent.unsettled.add(str(cells.pop(_value(cells, chance)).key))


def _double_value(bent: Bent, chance: random.Random) -> None:
    if found := bent.row(chance):
        cells = found[0][found[1]]
        at = _value(cells, chance)
        cells.insert(at, Cell(cells[at].text, key=None))


def _merge_values(bent: Bent, chance: random.Random) -> None:
    """Two values beside each other in one cell."""
    if (found := bent.row(chance)) is None:
        return
    cells = found[0][found[1]]
    at = _value(cells, chance)
    if at + 1 < len(cells) and cells[at + 1].key:
        other = cells.pop(at + 1)
        bent.unsettled |= {str(cells[at].key), str(other.key)}
        cells[at].across += other.across
        cells[at].text += f" {other.text}" if chance.random() < 0.5 else ""


def _merge_down(bent: Bent, chance: random.Random) -> None:
    """A value's cell over the row below it, whose own is lost."""
    if (found := bent.row(chance, [bent.two, bent.three])) is None:
        return
    table, at = found
    upper = table[at]
    if at + 1 == len(table) or id(table[at + 1]) in bent.touched:
        return
    lower = table[at + 1]
    here, below = layouts.values(upper), layouts.values(lower)
    if len(here) != len(below) or any(cell.down > 1 for cell in here):
        return
    place = int(chance.random() * len(here))
    bent.touched.add(id(lower))
    bent.unsettled.add(str(below[place].key))
    here[place].down = 2
    lower.remove(below[place])


def _misprint(bent: Bent, chance: random.Random) -> None:
    """One character of a label lost, doubled or another's."""
    if found := bent.row(chance, [bent.two, bent.three]):
        cells = found[0][found[1]]
        label = _label(cells)
        assert label
        at = int(chance.random() * len(label.text))
        other = "公开不予处理信息其他申请一二三1234.、（）"[int(chance.random() * 22) % 21]
        middle = ("", label.text[at] * 2, other)[int(chance.random() * 3)]
        label.text = label.text[:at] + middle + label.text[at + 1 :]
        bent.either |= set(_keys(cells))


def _cut_label(bent: Bent, chance: random.Random) -> None:
    if found := bent.row(chance, [bent.two, bent.three]):
        cells = found[0][found[1]]
        label = _label(cells)
        assert label
        at = int(chance.random() * len(label.text))
        label.text = label.text[:at] if chance.random() < 0.5 else label.text[at:]
        bent.either |= set(_keys(cells))


def _shorten(table: Table, at: int, by: int) -> None:
    """The merged cells that reach over row `at` end `by` rows later."""
    for line, cells in enumerate(table[:at]):
        for cell in cells:
            if line + cell.down > at:
                cell.down += by


def _drop_row(bent: Bent, chance: random.Random) -> None:
    """A row without labels of groups goes."""
    if found := bent.row(chance, [bent.two, bent.three]):
        table, at = found
        if all(cell.down == 1 for cell in table[at]):
            _shorten(table, at, -1)
            bent.gone |= set(_keys(table.pop(at)))


def _swap_rows(bent: Bent, chance: random.Random) -> None:
    """Two rows of one group change places, labels and all."""
    if (found := bent.row(chance, [bent.two, bent.three])) is None:
        return
    table, at = found
    if at + 1 < len(table) and id(table[at + 1]) not in bent.touched:
        above, below = table[at], table[at + 1]
        if (
            layouts.values(below)
            and all(cell.down == 1 for cell in (*above, *below))
            and len(above) == len(below)
        ):
            bent.touched.add(id(below))
            table[at], table[at + 1] = below, above


def _double_row(bent: Bent, chance: random.Random) -> None:
    """A row printed twice, the second time with another number."""
    if found := bent.row(chance, [bent.two, bent.three]):
        table, at = found
        if any(cell.down > 1 for cell in table[at]):
            return
        again = [Cell(cell.text, cell.down, cell.across) for cell in table[at]]
        place = _value(table[at], chance)
        again[place].text = str(700 + int(chance.random() * 99))
        bent.unsettled.add(str(table[at][place].key))
        _shorten(table, at, 1)
        table.insert(at + 1, again)


def _glue(bent: Bent, chance: random.Random) -> None:
    """The first value in the cell of its label."""
    if found := bent.row(chance, [bent.two, bent.three]):
        cells = found[0][found[1]]
        label = _label(cells)
        at = next(i for i, cell in enumerate(cells) if cell.key)
        assert label
        label.text += cells[at].text
        label.across += cells.pop(at).across


def _empty_row(bent: Bent, chance: random.Random) -> None:
    if found := bent.row(chance, [bent.two, bent.three]):
        table, at = found
        if all(cell.down == 1 for cell in table[at]):
            _shorten(table, at, 1)
            table.insert(at, [Cell("", 1, cell.across) for cell in table[at]])


def _note_row(bent: Bent, chance: random.Random) -> None:
    if found := bent.row(chance, [bent.two, bent.three]):
        table, at = found
        if all(cell.down == 1 for cell in table[at]):
            across = sum(cell.across for cell in table[at])
            _shorten(table, at, 1)
            table.insert(
                at,
                [Cell(("注：以上数据截至12月31日", "第2页", "- 3 -")[int(chance.random() * 3)], 1, across)],
            )


def _own_row(bent: Bent, chance: random.Random) -> None:
    """A row that is not of the form."""
    if found := bent.row(chance, [bent.two, bent.three]):
        table, at = found
        if all(cell.down == 1 for cell in table[at]):
            own = [Cell(cell.text, 1, cell.across) for cell in table[at]]
            for cell, model in zip(own, table[at], strict=True):
                cell.text = str(800 + int(chance.random() * 99)) if model.key else cell.text
            own[[bool(cell.key) for cell in table[at]].index(True) - 1].text = (
                "其中：网上申请",
                "小计",
                "（八）撤回申请",
                "",
            )[int(chance.random() * 4)]
            _shorten(table, at, 1)
            table.insert(at, own)


def _split_table(bent: Bent, chance: random.Random) -> None:
    """Table three over two pages, with or without its header on the second."""
    if len(bent.three) > 1 or (found := bent.row(chance, [bent.three])) is None:
        return
    table, at = found
    if at <= 3:
        return
    first, second = layouts.cut(table, at)
    if chance.random() < 0.5:
        second = [*layouts.header(_order(first)), *second]
    bent.three = [first, second]


def _order(table: Table) -> list[str]:
    cells = next(layouts.values(cells) for cells in table if len(layouts.values(cells)) == 7)
    return [str(cell.key).rsplit("/", 1)[1] for cell in cells]


def _columns(bent: Bent, chance: random.Random) -> None:
    """Table three with its columns in another order, before any other bend of it."""
    if len(bent.three) > 1 or bent.touched:
        return
    order = list(layouts.COLUMNS)
    for _ in range(1 + int(chance.random() * 3)):
        a, b = int(chance.random() * 7), int(chance.random() * 7)
        order[a], order[b] = order[b], order[a]
    bent.three = [layouts.applications(bent.told, bent.version, order)]


def _header_misprint(bent: Bent, chance: random.Random) -> None:
    """A character of a column's heading lost or another's."""
    table = bent.three[0]
    heads = [cell for cells in table[:3] if not layouts.values(cells) for cell in cells if cell.text]
    cell = heads[int(chance.random() * len(heads))]
    at = int(chance.random() * len(cell.text))
    cell.text = cell.text[:at] + ("", "他", "业")[int(chance.random() * 3)] + cell.text[at + 1 :]


def _header_lost(bent: Bent, chance: random.Random) -> None:
    tables = [t for tables in bent.tables() for t in tables]
    table = tables[int(chance.random() * len(tables))]
    heads = [cells for cells in table[:3] if cells and not layouts.values(cells)]
    if heads:
        head = heads[int(chance.random() * len(heads))]
        if chance.random() < 0.5 and all(cell.down == 1 for cell in head):
            table.remove(head)
            bent.either |= {key for cells in table for key in _keys(cells)}
        else:
            for cell in head:
                cell.text = ""
            bent.either |= {key for cells in table for key in _keys(cells)}


def _own_column(bent: Bent, chance: random.Random) -> None:
    """备注 at the right end of table three, filled or not."""
    table = bent.three[0]
    if len(bent.three) > 1 or any(id(cells) in bent.touched for cells in table):
        return
    filled = chance.random()
    name = ("备注", "上年总计", "合计")[int(chance.random() * 3)]
    table[0].append(Cell(name, down=3))
    for cells in table:
        if layouts.values(cells):
            told = "见附件" if name == "备注" else str(900 + int(chance.random() * 99))
            cells.append(Cell(told if chance.random() < filled else ""))


BENDS: dict[str, Callable[[Bent, random.Random], None]] = {
    "columns in another order": _columns,
    "own column": _own_column,
    "blanks": _blanks,
    "blank row": _blank_row,
    "dash": _dash,
    "odd value": _odd_value,
    "value lost": _drop_value,
    "value doubled": _double_value,
    "values merged": _merge_values,
    "value merged down": _merge_down,
    "label misprinted": _misprint,
    "label cut": _cut_label,
    "row lost": _drop_row,
    "rows swapped": _swap_rows,
    "row doubled": _double_row,
    "value glued to label": _glue,
    "empty row": _empty_row,
    "note between rows": _note_row,
    "own row": _own_row,
    "header misprinted": _header_misprint,
    "header lost": _header_lost,
    "table split": _split_table,
}


def bend(plan: Plan, seed: int = 1, version: str = "2021") -> Bent:
    """The report of `seed` after every bend of the plan, in order."""
    told = layouts.figures(seed, version, version)
    bent = Bent(
        told,
        version,
        [layouts.disclosures(told, version)],
        [layouts.applications(told, version)],
        [layouts.appeals(told)],
    )
    for name, place in plan:
        BENDS[name](bent, random.Random(place))
    return bent


_PADDED = ("tsv_padded", "tsv_trimmed", "markdown")
_LINES = ("lines", "spaced", "spaced_values", "run_on")
# Bends of which nothing is left to see in these layouts: merged cells print blanks there, or nothing.
LOSSY = {"values merged": (*_PADDED, *_LINES), "value merged down": (*_PADDED, *_LINES, "tsv")}
