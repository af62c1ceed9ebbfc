"""The numbers of a made-up report: mostly small or 0, with all sums of the form right, and the misprints planted in them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from samples import form

Numbers = dict[str, str]  # cell key -> the number as plain digits
COLUMNS = [key for key, _ in form.application_columns()]

# Size of an agency: (share of cells that are not 0, most requests in a cell, most documents, most decisions)
SCALES = {
    "town": (0.04, 4, 12, 60),
    "county": (0.25, 60, 90, 9_000),
    "city": (0.55, 900, 400, 400_000),
}
SHARE_OF_COLUMN = (
    1.0,
    0.25,
    0.05,
    0.05,
    0.15,
    0.1,
)  # by column of table three: natural persons make most requests


@dataclass(frozen=True)
class Misprint:
    """A number that the publisher printed wrong and that must be read as printed; `kind` names the kind of mistake."""

    key: str
    kind: str
    printed: str
    meant: str


def figures(chance: Random, scale: str, disclosures: str, applications: str) -> Numbers:
    """A number for every cell of the form versions given; totals and what is carried over add up."""
    found = dict(_disclosures(chance, scale, disclosures))
    found |= _applications(chance, scale, applications)
    found |= _appeals(chance, scale)
    return {key: found[key] for key in form.cell_keys(disclosures, applications)}


def _count(chance: Random, share: float, most: float) -> int:
    """0, or a number up to `most`, with small ones far more often than big ones."""
    if chance.random() > share:
        return 0
    return max(1, round(float(most ** chance.random())))


def _disclosures(chance: Random, scale: str, version: str) -> Numbers:
    share, _, documents, decisions = SCALES[scale]
    found: Numbers = {}
    for clause in form.disclosure_clauses(version):
        for row, _ in clause.rows:
            for column, _ in clause.columns:
                found[f"disclosures/{row}/{column}"] = _disclosed(chance, column, share, documents, decisions)
    return found


def _disclosed(chance: Random, column: str, share: float, documents: int, decisions: int) -> str:
    if column == "amount":
        if chance.random() > 0.3 + share:
            return chance.choice(["0", "0", "0.00"])
        places = chance.choice([0, 1, 2, 2, 4, 6])
        return f"{decisions * chance.random():.{places}f}"
    if column == "items_change":
        return str(chance.choice([0, 0, 1, -1, 1]) * _count(chance, 0.7, 30))
    most = decisions if column == "decisions" else documents
    return str(_count(chance, min(1.0, 0.3 + share), most))


def _applications(chance: Random, scale: str, version: str) -> Numbers:
    share, most, _, _ = SCALES[scale]
    rows = form.application_rows(version)
    leaves: dict[str, list[int]] = {}
    for row in rows:
        if row.role == "outcome":
            usual = 1.0 if row.key in ("granted", "granted_in_part", "unavailable.not_held") else 0.4
            leaves[row.key] = [_count(chance, share * usual * 2, most * part) for part in SHARE_OF_COLUMN]
    closed = [sum(values[i] for values in leaves.values()) for i in range(6)]
    out = [_count(chance, share, most * part / 4) for part in SHARE_OF_COLUMN]
    before = [min(c + o, _count(chance, share, most * part / 4))
              for c, o, part in zip(closed, out, SHARE_OF_COLUMN, strict=True)]  # fmt: skip
    new = [c + o - b for c, o, b in zip(closed, out, before, strict=True)]
    lines = {**leaves, "received_new": new, "carried_in": before, "closed_total": closed, "carried_out": out}
    return {
        f"applications/{row}/{column}": str(value)
        for row, values in lines.items()
        for column, value in zip(COLUMNS, [*values, sum(values)], strict=True)
    }


def _appeals(chance: Random, scale: str) -> Numbers:
    share, most, _, _ = SCALES[scale]
    found: Numbers = {}
    for block in form.appeal_blocks():
        values = [_count(chance, share, most / 4 + 2) for _ in range(4)]
        for (column, _), value in zip(form.appeal_columns(), [*values, sum(values)], strict=True):
            found[f"appeals/{block}/{column}"] = str(value)
    return found


def plant(chance: Random, numbers: Numbers, most: int) -> tuple[Numbers, list[Misprint]]:
    """Misprint up to `most` numbers, at most one in each table; returns the numbers as printed and the misprints."""
    printed, planted = dict(numbers), []
    tables = ["applications", "appeals", "disclosures"]
    chance.shuffle(tables)
    for table in tables[:most]:
        keys = [key for key in numbers if key.startswith(f"{table}/")]
        kind = chance.choice(
            ["wrong total", "zero total", "transposed", "one digit off", "digit lost", "doubled digit"]
        )
        if kind in ("wrong total", "zero total"):
            keys = [key for key in keys if key.endswith("/total") or "/closed_total/" in key] or keys
        if kind in ("transposed", "digit lost"):
            keys = [key for key in keys if len(numbers[key].lstrip("-")) > 1] or keys
        elif chance.random() < 0.6:
            keys = [key for key in keys if numbers[key] != "0"] or keys
        key = chance.choice(keys)
        wrong = _misprinted(chance, kind, numbers[key])
        if wrong != numbers[key]:
            printed[key] = wrong
            planted.append(Misprint(key, kind, wrong, numbers[key]))
    return printed, planted


def plant_off_totals(chance: Random, numbers: Numbers) -> tuple[Numbers, list[Misprint]]:
    """Make the row of totals of table three wrong in one column and in its own sum.

    The row itself adds up, so that only the sum of the column shows the mistake. Returns the numbers as printed and the misprints.
    """
    printed = dict(numbers)
    column, by = chance.choice(COLUMNS[:-1]), chance.choice([1, 1, 2, 10])
    planted = []
    for key in (f"applications/closed_total/{column}", "applications/closed_total/total"):
        printed[key] = str(int(numbers[key]) + by)
        planted.append(Misprint(key, "column off", printed[key], numbers[key]))
    return printed, planted


def _misprinted(chance: Random, kind: str, number: str) -> str:
    """`number` with a typing mistake of this kind; unchanged where the kind does not apply to it."""
    sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number)
    whole, dot, places = digits.partition(".")
    match kind:
        case "zero total":
            return "0"
        case "transposed" if len(whole) > 1 and whole[1] != "0":
            whole = whole[1] + whole[0] + whole[2:]
        case "digit lost" if len(whole) > 1:
            whole = whole[:-1]
        case "doubled digit" if whole[0] != "0":
            whole = whole[0] + whole
        case "wrong total" | "one digit off":
            whole = str(int(whole) + chance.choice([1, 1, 2, 10]))
    return sign + whole + dot + places
