"""Ranks suggestions by how a wrong number most likely came about. Does not decide what is suggested."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from expectations.repair.equations import Number, Relation
from extract.form.catalogue import Form


@dataclass(frozen=True)
class How:
    """One way in which a number is entered wrongly. `cost`: the lower, the likelier; the costs of several edits add up."""

    cost: float
    zh: str
    en: str


# The costs are estimates: no collection of proven misprints is known. Mistakes that show in the digits alone come first,
# then those that need an assumption about the sheet. Only the order of the costs matters.
HOWS = {
    "total_left_zero": How(0.8, "合计没有填", "the total was left at 0"),
    "digits_swapped": How(1.0, "相邻两位数字颠倒", "two digits transposed"),
    "digit_dropped": How(1.1, "漏了一位数字", "a digit dropped"),
    "digit_added": How(1.1, "多了一位数字", "a digit added"),
    "digit_slipped": How(1.2, "一位数字录错，差一或按键相邻、字形相近", "a digit mistyped for one beside it or like it"),
    "total_not_updated": How(1.3, "合计没有随各项更新", "the total was not updated"),
    "neighbour_copied": How(1.4, "抄了相邻的单元格", "the cell beside it was copied"),
    "digit_replaced": How(1.6, "一位数字录错", "a digit mistyped"),
    "not_entered": How(1.5, "应有数字而录成 0", "0 where a number belongs"),
    "not_nought": How(1.9, "应为 0 而录了数字", "a number where 0 belongs"),
    "other": How(3.0, "", ""),
    # one act that changes two cells
    "moved": How(1.5, "数字录到了相邻的单元格", "the number was entered in the cell beside it"),
    "exchanged": How(1.5, "相邻两个单元格的数字对调", "two neighbouring cells were exchanged"),
    # one act that changes a whole row or column
    "line_shifted": How(2.0, "整行或整列错开一格", "the line was shifted by one cell"),
    "lines_exchanged": How(2.0, "相邻两行或两列对调", "two neighbouring lines were exchanged"),
    "line_copied": How(2.2, "整行或整列抄了相邻的一行或一列", "the line was copied from the one beside it"),
}  # fmt: skip
NEWLY_BROKEN = {
    "error": 9.0,
    "warning": 1.5,
    "info": 0.3,
}  # cost added for each rule that the edit newly breaks
_KEYPAD = ("789", "456", "123")
_LOOK_ALIKE = (
    {"1", "7"},
    {"0", "6"},
    {"0", "8"},
    {"6", "8"},
    {"3", "8"},
    {"5", "6"},
    {"8", "9"},
    {"4", "9"},
    {"0", "9"},
)


class Grid:
    """Which cells are neighbours: rows and columns of each table in the form's order, of the cells that are printed."""

    def __init__(self, form: Form, forms: Mapping[str, str | None], printed: Collection[str]) -> None:
        """`forms`: table -> form version, as Report.form."""
        shapes: dict[str, tuple[list[str], list[str]]] = {}
        for table, by_version in (("applications", form.application_rows), ("appeals", form.appeal_blocks)):
            if version := forms.get(table):
                columns = [column.key for column in form.columns(table, version)]
                shapes[table] = ([row.key for row in by_version[version]], columns)
        self.lines: list[list[str]] = []  # every row and column, as its cells in order
        self.beside: dict[str, list[str]] = {}
        for table, (rows, columns) in shapes.items():
            lines = [[f"{table}/{row}/{column}" for column in columns] for row in rows]
            if table == "applications":
                lines += [[f"{table}/{row}/{column}" for row in rows] for column in columns]
            for line in lines:
                cells = [key for key in line if key in printed]
                self.lines.append(cells)
                for left, right in pairwise(cells):
                    self.beside.setdefault(left, []).append(right)
                    self.beside.setdefault(right, []).append(left)


class Ranking:
    """Costs of edits in one report."""

    def __init__(
        self,
        grid: Grid,
        values: Mapping[str, Number],
        equations: Sequence[Relation],
        others: Sequence[Relation],
    ) -> None:
        self.grid = grid
        self.values = values
        self.totals = {
            side[0] for e in equations for side, rest in ((e.lhs, e.rhs), (e.rhs, e.lhs))
            if len(side) == 1 and len(rest) > 1
        }  # fmt: skip
        self.others = others

    def how(self, key: str, value: Number) -> str:
        """Key of HOWS: the likeliest way in which `value` came to be printed as the number in the cell."""
        printed = self.values[key]
        found = list(_by_digits(str(printed), str(value)))
        if key in self.totals:
            found.append("total_left_zero" if printed == 0 else "total_not_updated")
        if printed != 0 and any(self.values[beside] == printed for beside in self.grid.beside.get(key, ())):
            found.append("neighbour_copied")
        if printed == 0:
            found.append("not_entered")
        if value == 0:
            found.append("not_nought")
        return min((*found, "other"), key=lambda how: (HOWS[how].cost, how))

    def act(self, changes: Mapping[str, Number]) -> str | None:
        """Key of HOWS for two edits that are one act; None for other changes."""
        if len(changes) != 2:
            return None
        first, second = changes
        if second not in self.grid.beside.get(first, ()):
            return None
        before = {self.values[first], self.values[second]}
        if changes[first] != self.values[second] or changes[second] != self.values[first]:
            return None
        return "moved" if 0 in before else "exchanged"

    def newly_broken(self, changes: Mapping[str, Number]) -> list[Relation]:
        """Rules other than the equations (mostly warnings) that hold as printed and that the changes would break."""
        touched = [r for r in self.others if not r.keys.isdisjoint(changes)]
        if not touched:
            return []
        after = {**self.values, **changes}
        return [r for r in touched if r.holds(self.values) and not r.holds(after)]

    def cost(self, hows: Sequence[str], breaks: Sequence[Relation]) -> float:
        """Cost of a suggestion with these ways of mistake that newly breaks these rules."""
        return round(sum(HOWS[how].cost for how in hows) + sum(NEWLY_BROKEN[r.severity] for r in breaks), 3)


def _by_digits(printed: str, value: str) -> list[str]:
    """Keys of HOWS for typing mistakes that turn the digits `value` into `printed`."""
    if not (printed.isdigit() and value.isdigit()) or "0" in (printed, value):
        return []
    if len(printed) == len(value):
        apart = [i for i, (a, b) in enumerate(zip(printed, value, strict=True)) if a != b]
        if len(apart) == 1:
            return ["digit_slipped" if _near(printed[apart[0]], value[apart[0]]) else "digit_replaced"]
        if len(apart) == 2 and apart[1] == apart[0] + 1:
            i, j = apart
            if (printed[i], printed[j]) == (value[j], value[i]):
                return ["digits_swapped"]
        return []
    if len(printed) + 1 == len(value):
        # Not found: a drop that leaves a zero in front, which makes the number two digits shorter (101 -> 1).
        return ["digit_dropped"] if printed in _with_one_left_out(value) else []
    if len(printed) == len(value) + 1:
        return ["digit_added"] if value in _with_one_left_out(printed) else []
    return []


def _with_one_left_out(digits: str) -> set[str]:
    return {digits[:i] + digits[i + 1 :] for i in range(len(digits))}


def _near(digit: str, other: str) -> bool:
    """Are two digits next to each other on the number pad, different by one, or alike in shape?"""
    if abs(int(digit) - int(other)) == 1 or {digit, other} in _LOOK_ALIKE or {digit, other} == {"0", "1"}:
        return True
    places = {key: (r, c) for r, keys in enumerate(_KEYPAD) for c, key in enumerate(keys)}
    if digit not in places or other not in places:
        return False
    (r1, c1), (r2, c2) = places[digit], places[other]
    return abs(r1 - r2) + abs(c1 - c2) == 1
