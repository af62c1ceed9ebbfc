"""Which form version a table stands on: told by what is printed of it and what is not; the year only settles a tie.

A label that only other versions have speaks against a version, and so does one of its own that is missing, but less: what
is printed was meant, what is missing may be lost. Of versions that fit equally the one due in the report's year is taken.
Where nothing tells, every cell that would be read otherwise is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.form.catalogue import Form, FormRow
from extract.form_cells import FormCell, Problem, TableReading, absent_cell
from extract.messages import Detail, Doubt

_TELLING = 4  # characters: shorter words (总计, 其他) stand elsewhere in a table too
_NEGLIGIBLE = 6  # decimal places of a cost, which is a sum of fractions


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks against a version: `unexplained` printed labels that only other versions have, and what it `costs`
    to take the print for it: 1 for each label of its own that is missing, less for one that is misprinted."""

    unexplained: int
    costs: float


def kinds(form: Form, table: str) -> list[str]:
    """One version for each way in which a table is printed: the newest of those that are alike in it, newest first."""
    found: dict[tuple[object, ...], str] = {}
    for version in form.versions:
        found.setdefault(form.table(table, version), version)
    return list(found.values())


def words_in(text: str, known: set[str]) -> set[str]:
    """The known labels printed in a run of words, none of them inside a longer one (处理决定数量 in 本年处理决定数量)."""
    found = set()
    for words in sorted(known, key=len, reverse=True):
        if words in text:
            found.add(words)
            text = text.replace(words, "|")
    return found


def row_labels(rows: Iterable[FormRow]) -> set[str]:
    """Every printing of the rows' words, numbers aside."""
    return {words for row in rows for words in (row.parsed.words, *row.aliases)}


def of_others(printed: set[str], own: set[str], any_version: set[str]) -> int:
    """How many of the words printed are labels that only other versions have; short words tell nothing."""
    return sum(len(words) >= _TELLING for words in (printed & any_version) - own)


def best(form: Form, table: str, fits: Mapping[str, Evidence], year: int | None) -> list[str]:
    """The version that fits, or all that fit equally where the report's year (null: unknown) names none of them.

    `fits` holds the versions of `kinds`. One that was not out in the report's year must be shown by a printed label: a
    row lost from the form in use does not make it the next one.
    """
    out = {version: _is_out(form, table, version, year) for version in fits}
    known = min((fits[version].unexplained for version in fits if out[version]), default=None)
    possible = [v for v in fits if out[v] or known is None or fits[v].unexplained < known]
    cost = {v: (fits[v].unexplained, round(fits[v].costs, _NEGLIGIBLE)) for v in possible}
    equal = [version for version in possible if cost[version] == min(cost.values())]
    if len(equal) > 1 and year is not None:
        due = form.of_year(year)
        return [v for v in equal if due in form.alike(table, v)] or equal
    return equal


def _is_out(form: Form, table: str, version: str, year: int | None) -> bool:
    if year is None:
        return True
    due = form.of_year(year)
    return any(other <= due for other in form.alike(table, version))


def settled(
    form: Form,
    table: str,
    fits: Mapping[str, Evidence],
    year: int | None,
    read: Callable[[str], TableReading],
) -> TableReading:
    """The table read on the version that fits best; `read` reads it on one of `fits`.

    Of several that fit equally the first is read, with every cell in doubt that another of them reads otherwise or has
    not, and the problem form_unsettled.
    """
    readings = [read(version) for version in best(form, table, fits, year)]
    first, *others = readings
    if not others:
        return first
    versions = {"versions": sorted(str(reading.version) for reading in readings)}
    doubt = Doubt("form_unsettled", versions)
    first.cells = [_held(cell, others, doubt) for cell in first.cells]
    first.problems.append(Problem(Detail("form_unsettled", versions), instance=table))
    return first


def _held(cell: FormCell, others: Sequence[TableReading], doubt: Doubt) -> FormCell:
    for other in others:
        said = next((c for c in other.cells if c.key == cell.key), absent_cell(cell.key))
        lacks = all(c.key != cell.key for c in other.cells)
        if lacks or (said.state, said.value, said.source) != (cell.state, cell.value, cell.source):
            return cell.doubted(doubt)
    return cell


def named(form: Form, readings: Sequence[TableReading], year: int | None) -> list[TableReading]:
    """The readings of a report's tables, each under the version that it is named by where several are alike in it.

    That is the version another table of the report was told to stand on, else the one due in its year, else the newest.
    """
    told = {
        reading.table: reading.version
        for reading in readings
        if reading.version and len(form.alike(reading.table, reading.version)) == 1
    }
    due = None if year is None else form.of_year(year)
    wanted = [*(told.get(table) for table in ("applications", "disclosures", "appeals")), due]
    out = []
    for reading in readings:
        if reading.version:
            same = form.alike(reading.table, reading.version)
            name = next((version for version in wanted if version in same), same[0])
            reading = replace(reading, version=name)
        out.append(reading)
    return out
