"""How an agency writes its numbers: blanks or dashes for 0, thousands separators, full width, units, signs."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.reports.figures import Numbers
from samples import form
from samples.model import Cell

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
NBSP = "\u00a0"

# What is printed for 0. Formats in which a blank cell cannot be seen take ZEROS only.
ZEROS = ("zero", "zero", "zero", "dash for zero")
BLANKS = ("blank for zero", "blank rows", "blank totals", "some blanks", "nbsp for blank")
ALL_HABITS = (*ZEROS, *ZEROS, *BLANKS)
# How digits are written.
PLAIN = ("plain",)
ALL_DIGITS = ("plain", "plain", "plain", "thousands", "full width", "padded", "units")


@dataclass(frozen=True)
class Notation:
    """The notation of one agency: `zero` from ZEROS and BLANKS, `digits` from ALL_DIGITS, and the sign it uses as a `dash`."""

    zero: str = "zero"
    digits: str = "plain"
    dash: str = "—"


def choose(chance: Random, zeros: tuple[str, ...], digits: tuple[str, ...]) -> Notation:
    """Choose the notation of one agency from those that its style can print."""
    return Notation(chance.choice(zeros), chance.choice(digits), chance.choice("—－-/无"))


def printed(chance: Random, numbers: Numbers, notation: Notation, keep: set[str]) -> dict[str, Cell]:
    """The cells as printed; those whose keys are in `keep` (misprints) are never left blank."""
    outcomes = {row.key for row in form.application_rows("2019") + form.application_rows("2021")
                if row.role == "outcome"}  # fmt: skip
    empty_rows = {
        key.rsplit("/", 1)[0]
        for key in numbers
        if key.split("/")[1] in outcomes and numbers[f"{key.rsplit('/', 1)[0]}/total"] == "0"
    }
    cells = {}
    for key, number in numbers.items():
        table, row, column = key.split("/")
        line = f"{table}/{row}"
        left_out = key not in keep and _left_out(chance, notation.zero, number, line in empty_rows,
                                                 table == "applications" and row in outcomes and column == "total")  # fmt: skip
        if left_out == "blank":
            raw = NBSP if notation.zero == "nbsp for blank" else ""
            cells[key] = Cell(raw, None, "blank")
        elif left_out == "dash":
            cells[key] = Cell(notation.dash, None, "dash")
        else:
            cells[key] = Cell(_written(key, number, notation), number, "number")
    return cells


def _left_out(chance: Random, zero: str, number: str, empty_row: bool, outcome_total: bool) -> str | None:
    match zero:
        case "dash for zero" if number == "0":
            return "dash"
        case "blank for zero" | "nbsp for blank" if number == "0":
            return "blank"
        case "blank rows" if empty_row:
            return "blank"
        case "blank totals" if outcome_total:
            return "blank"
        case "some blanks" if number == "0" and chance.random() < 0.3:
            return "blank"
    return None


def _written(key: str, number: str, notation: Notation) -> str:
    sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number)
    if key.endswith("/items_change") and not sign and digits != "0":
        sign = "+"
    match notation.digits:
        case "thousands":
            whole, dot, places = digits.partition(".")
            digits = f"{int(whole):,}{dot}{places}"
        case "full width":
            digits = digits.translate(FULL_WIDTH)
        case "padded":
            return f" {sign}{digits}{NBSP}"
        case "units" if key.startswith("disclosures/"):
            unit = "万元" if key.endswith("/amount") else "项" if "/items_" in key else "件"
            digits += unit
    return sign + digits
