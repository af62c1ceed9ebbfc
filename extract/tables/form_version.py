"""Decides which form version a table uses, by the labels printed and missing; the report's year only breaks a tie.

A printed label that only other versions have counts against a version; so does a missing label of its own, but less: what
is printed was meant, what is missing may be lost. Of versions that fit equally the one due in the report's year is taken.
Where the year decides nothing either, every cell that the versions read differently is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.form.catalogue import Form, FormColumn, FormRow
from extract.form_cells import FormCell, Problem, TableReading, absent_cell
from extract.messages import Detail, Doubt

_TELLING = 4  # characters: shorter words (总计, 其他) stand elsewhere in a table too
# The table that differs most between versions first.
_NAMED_FIRST = ("applications", "disclosures", "appeals")
_MOST_MISSING = 0.4  # share of a table's labels that may be missing where it was read as a whole
_TELLING_SHARE = 0.25  # of the labels missing from both; a lesser difference tells nothing
_A_LABEL = 1 - 1e-6  # what a missing label costs; a cost is a sum of fractions
# (first part of the key, row or block, its columns) of each row.
Lines = Sequence[tuple[str, FormRow | FormColumn, Sequence[FormColumn]]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What counts against a version: `unexplained` is the number of printed labels that only other versions have; `costs`
    adds 1 for each label of the version that is missing, less for one that is misprinted."""

    unexplained: int
    costs: float


def lines_of(form: Form, table: str, version: str) -> Lines:
    """(first part of the key, row or block, its columns) of every row that prints values."""
    if table == "applications":
        rows = [row for row in form.application_rows[version] if row.role != "group"]
        return [(row.key, row, form.application_columns[version]) for row in rows]
    if table == "appeals":
        return [(block.key, block, form.appeal_columns[version]) for block in form.appeal_blocks[version]]
    return [(row.key, row, clause.columns) for clause in form.clauses[version] for row in clause.rows]


def kinds(form: Form, table: str) -> list[str]:
    """One version for each distinct form of a table: the newest of those that print it alike, newest first."""
    found: dict[tuple[object, ...], str] = {}
    for version in form.versions:
        found.setdefault(form.table(table, version), version)
    return list(found.values())


def words_in(text: str, known: set[str]) -> set[str]:
    """The known labels found in joined words, leaving out labels inside a longer one (处理决定数量 in 本年处理决定数量)."""
    found = set()
    for words in sorted(known, key=len, reverse=True):
        if words in text:
            found.add(words)
            text = text.replace(words, "|")
    return found


def row_labels(rows: Iterable[FormRow]) -> set[str]:
    """All words that the rows may be printed with, without their numbering."""
    return {words for row in rows for words in (row.parsed.words, *row.aliases)}


def of_others(printed: set[str], own: set[str], any_version: set[str]) -> int:
    """How many of the printed words are labels that only other versions have; short words do not count."""
    return sum(len(words) >= _TELLING for words in (printed & any_version) - own)


def best(form: Form, table: str, fits: Mapping[str, Evidence], year: int | None) -> list[str]:
    """The version that fits best, or all that fit equally where the report's year (null: unknown) selects none of them.

    `fits` holds the versions of `kinds`. A version published after the report's year is taken only if a printed label
    shows it: a row missing from the form in use does not make it the next form. Nor do missing labels tell the versions
    apart where many are missing from each, as in a table that was read in part, or where the difference comes to less than
    one, or to little beside what is missing from both.
    """
    published = {version: _is_out(form, table, version, year) for version in fits}
    fewest_unexplained = min(
        (fits[version].unexplained for version in fits if published[version]), default=None
    )
    possible = [
        v
        for v in fits
        if published[v] or fewest_unexplained is None or fits[v].unexplained < fewest_unexplained
    ]
    in_part = all(fits[v].costs > _MOST_MISSING * _labels(form, table, v) for v in possible)
    least = min(fits[version].unexplained for version in possible)
    cost = {v: 0.0 if in_part else fits[v].costs for v in possible if fits[v].unexplained == least}
    fewest = min(cost.values())
    equal = [version for version in cost if cost[version] < fewest + max(_A_LABEL, _TELLING_SHARE * fewest)]
    if len(equal) > 1 and year is not None:
        due = form.of_year(year)
        return [v for v in equal if due in form.alike(table, v)] or equal
    return equal


def _labels(form: Form, table: str, version: str) -> int:
    """How many rows, columns and blocks a version prints in a table."""
    if table == "disclosures":
        return sum(len(clause.rows) + len(clause.columns) for clause in form.clauses[version])
    return sum(len(part) for part in form.table(table, version) if isinstance(part, tuple))


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
    """The table read as the version that fits best; `read` reads it as one of `fits`.

    Of several that fit equally the first is used, with the problem form_unsettled and a doubt on every cell that another
    of them reads differently or does not have.
    """
    readings = [read(version) for version in best(form, table, fits, year)]
    first, *others = readings
    if not others:
        return first
    versions = {"versions": sorted(str(reading.version) for reading in readings)}
    doubt = Doubt("form_unsettled", versions)
    first.cells = [_doubted_if_differing(cell, others, doubt) for cell in first.cells]
    first.problems.append(Problem(Detail("form_unsettled", versions), instance=table))
    return first


def _doubted_if_differing(cell: FormCell, others: Sequence[TableReading], doubt: Doubt) -> FormCell:
    for other in others:
        theirs = next((c for c in other.cells if c.key == cell.key), absent_cell(cell.key))
        lacks = all(c.key != cell.key for c in other.cells)
        if lacks or (theirs.state, theirs.value, theirs.source) != (cell.state, cell.value, cell.source):
            return cell.doubted(doubt)
    return cell


def named(form: Form, readings: Sequence[TableReading], year: int | None) -> list[TableReading]:
    """Set the version of each table reading where several versions print the table alike.

    It is the version that another table of the report shows, else the one due in the report's year. Where neither is among
    the tables' versions it is the one published nearest to them (a report of 2020 on the rows of 2021, which a later
    version kept), and the newest where nothing is known.
    """
    order = list(form.versions)
    names = {
        reading.table: reading.version
        for reading in readings
        if reading.version and len(form.alike(reading.table, reading.version)) == 1
    }
    due = None if year is None else form.of_year(year)
    read_as = {reading.table: reading.version for reading in readings if reading.version}
    for table in _NAMED_FIRST:
        if table in read_as and table not in names:
            same = form.alike(table, read_as[table])
            known = [v for v in (*(names.get(other) for other in _NAMED_FIRST), due) if v]
            exact = next((v for v in known if v in same), None)
            names[table] = exact or (_nearest(same, known[0], order) if known else same[0])
    return [replace(r, version=names[r.table]) if r.version else r for r in readings]


def _nearest(versions: Sequence[str], version: str, order: Sequence[str]) -> str:
    return min(versions, key=lambda v: abs(order.index(v) - order.index(version)))
