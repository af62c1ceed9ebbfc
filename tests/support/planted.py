"""Tables three and four that add up, and mistakes planted in them as they happen: what suggestions are measured on.

The tables come from the accuracy card's generator, which knows nothing of expectations/; group rows may print numbers
of their own, and cells may be left blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from benchmarks.reports.figures import figures
from samples import form

SCALES = ("town", "county", "city")
COLUMNS = [key for key, _ in form.application_columns()]
KINDS = (
    "digits transposed", "digit dropped", "digit added", "digit replaced", "one more or less", "total not updated",
    "total left at 0", "neighbour copied", "left at 0", "any number",
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A report's printed numbers, and those that were meant, of the cells that are wrong."""

    version: str
    cells: dict[str, str]
    meant: dict[str, str]
    kind: str

    @property
    def forms(self) -> dict[str, str | None]:
        """As Report.form."""
        return dict.fromkeys(("disclosures", "applications", "appeals"), self.version)

    @property
    def numbers(self) -> dict[str, Decimal]:
        """As suggest() takes them."""
        return {key: Decimal(value) for key, value in self.cells.items()}


def table(chance: Random, version: str, groups: bool = False, blanks: float = 0.0) -> dict[str, str]:
    """Tables three and four, adding up; with group rows that print their sums, and some rows and columns left blank."""
    numbers = figures(chance, chance.choice(SCALES), version, version)
    cells = {key: value for key, value in numbers.items() if not key.startswith("disclosures/")}
    rows = [row.key for row in form.application_rows(version)]
    if groups:
        for group in ("denied", "unavailable", "not_processed", "other"):
            below = [row for row in rows if row.startswith(f"{group}.")]
            for column in COLUMNS if below else ():
                total = sum(int(cells[f"applications/{row}/{column}"]) for row in below)
                cells[f"applications/{group}/{column}"] = str(total)
    if chance.random() < blanks:  # whole lines, as offices leave them, and single cells
        row, column = chance.choice(rows), chance.choice(COLUMNS)
        gone = {
            k for k in cells if k.split("/")[1] == row or (k.startswith("app") and k.endswith(f"/{column}"))
        }
        gone |= set(chance.sample(sorted(cells), 3))
        cells = {key: value for key, value in cells.items() if key not in gone}
    return cells


def one_mistake(
    chance: Random, cells: Mapping[str, str], version: str, of_table: str, kind: str
) -> Planted | None:
    """The table with one number misprinted; None where this kind of mistake fits none of the cells drawn."""
    keys = [key for key in cells if key.startswith(f"{of_table}/")]
    if kind in ("total not updated", "total left at 0"):
        keys = [key for key in keys if key.endswith("/total") or "/closed_total/" in key]
    elif kind in ("digits transposed", "digit dropped"):
        keys = [key for key in keys if len(cells[key]) > 1]
    for key in chance.sample(keys, min(len(keys), 20)):
        wrong = _wrong(chance, kind, key, cells)
        if wrong is not None and wrong != cells[key]:
            return Planted(version, {**cells, key: wrong}, {key: cells[key]}, kind)
    return None


def mistakes(chance: Random, cells: Mapping[str, str], version: str, count: int) -> Planted:
    """Several single mistakes in table three, each in a cell of its own."""
    printed = dict(cells)
    meant: dict[str, str] = {}
    while len(meant) < count:
        planted = one_mistake(chance, printed, version, "applications", chance.choice(KINDS))
        if planted is not None and not planted.meant.keys() & meant.keys():
            printed, meant = planted.cells, {**meant, **planted.meant}
    return Planted(version, printed, meant, "several")


def shifted_row(chance: Random, cells: Mapping[str, str], version: str) -> Planted | None:
    """A row of table three whose numbers stand one column too far, the last one in the first place."""
    rows = [row.key for row in form.application_rows(version) if row.role != "group"]
    for row in chance.sample(rows, len(rows)):
        keys = [f"applications/{row}/{column}" for column in COLUMNS[:-1]]
        numbers = [cells[key] for key in keys]
        if len({n for n in numbers if n != "0"}) >= 3:
            turned = dict(zip(keys, numbers[-1:] + numbers[:-1], strict=True))
            meant = {key: cells[key] for key in keys if turned[key] != cells[key]}
            return Planted(version, {**cells, **turned}, meant, "row shifted")
    return None


def _wrong(chance: Random, kind: str, key: str, cells: Mapping[str, str]) -> str | None:
    number = cells[key]
    at = chance.randrange(len(number))
    match kind:
        case "digits transposed":
            at = chance.randrange(len(number) - 1)
            wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
            return wrong if wrong[0] != "0" else None
        case "digit dropped":
            return str(int(number[:at] + number[at + 1 :]))
        case "digit added":
            return str(
                int(number[:at] + chance.choice([number[at], chance.choice("0123456789")]) + number[at:])
            )
        case "digit replaced":
            return str(int(number[:at] + chance.choice("0123456789") + number[at + 1 :]))
        case "one more or less":
            return str(max(0, int(number) + chance.choice([-1, 1])))
        case "total not updated":
            return str(max(0, int(number) - chance.randint(1, 9)))
        case "total left at 0" | "left at 0":
            return "0"
        case "neighbour copied":
            return _neighbour(chance, key, cells)
        case _:
            return str(chance.randint(0, 999))


def _neighbour(chance: Random, key: str, cells: Mapping[str, str]) -> str | None:
    keys = list(cells)
    across = 7 if key.startswith("applications") else 1
    places = [keys.index(key) + by for by in (-1, 1, -across, across)]
    beside = [cells[keys[p]] for p in places if 0 <= p < len(keys)]
    return chance.choice(beside) if beside else None
