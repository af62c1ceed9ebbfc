"""Loads and applies readings.csv: what a person saw on the page where our reading of a cell was in doubt.

A row settles the doubt of one cell of one file version. It never overrides a value that is not in doubt, and never
corrects the publisher: what is printed wrong stays as it is printed. Columns:

    sha256    of the file's bytes, as in dim_report
    key       of the cell
    raw       the text as we read it, from fct_cells: when that changes, the row no longer applies
    value     what stands on the page: a number, or one of the words blank, dash, text
    reviewer  who looked
    date      when, as 2024-05-31

The file beside this module is used unless the environment names another one in GONGKAI_READINGS.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from common.csv_tables import Line, day, lines
from extract.cross_check import differ, value_or_state
from extract.form.catalogue import TABLES, load_form
from extract.form_cells import FormCell, Problem
from extract.messages import Detail, Doubt
from extract.proof import BY_A_PERSON
from extract.values import parse_value

HEADER = ("sha256", "key", "raw", "value", "reviewer", "date")
STATES = (
    "blank",
    "dash",
    "text",
)  # words that may stand for a value; an empty field is an oversight, not a blank
SETTLED, UNUSED = "reading_settled", "reading_unused"
_BUNDLED = Path(__file__).with_name("readings.csv")

SecondLook = Callable[[], Iterable[FormCell] | None]


class ReadingsError(ValueError):
    """readings.csv cannot be used; the message names the file, the line and what to do."""


@dataclass(frozen=True)
class Reading:
    """One row: `state` is number, blank, dash or text; `value` a decimal string, null unless a number."""

    line: int
    sha256: str
    key: str
    raw: str
    value: str | None
    state: str
    reviewer: str
    date: str

    @property
    def seen(self) -> str:
        """What the reviewer wrote."""
        return self.state if self.value is None else self.value


def readings_path() -> Path:
    """The file in use: GONGKAI_READINGS, or the one beside this module."""
    return Path(os.environ.get("GONGKAI_READINGS") or _BUNDLED).expanduser()


def load(path: Path | None = None) -> Mapping[str, tuple[Reading, ...]]:
    """Rows by sha256, in the file's order. Raises ReadingsError for anything that is not exactly right."""
    path = readings_path() if path is None else path
    try:
        stat = path.stat()
    except OSError as error:
        raise ReadingsError(
            f"{path} cannot be opened ({error.strerror}); GONGKAI_READINGS names the file of settled readings"
        ) from error
    return _load(path, stat.st_mtime_ns, stat.st_size)


def fingerprint(sha256: str) -> str | None:
    """Hash of a file version's rows, so that a change of them is detected; null without any."""
    rows = load().get(sha256)
    if not rows:
        return None
    return hashlib.sha256(repr([replace(row, line=0) for row in rows]).encode()).hexdigest()[:16]


def apply(
    sha256: str, cells: Iterable[FormCell], second: SecondLook | None = None, path: Path | None = None
) -> tuple[list[FormCell], list[Problem]]:
    """The cells with the doubts that a person settled, and a problem for each row of this file version.

    `reading_settled` keeps the old doubt, the reviewer and the date; its instance is the cell's key. A row whose cell
    is unknown here, was read differently or is not in doubt changes nothing and is `reading_unused`. `second` returns
    the cells as the second reader of the format reads them (null without one): where the two differ, the cell counts as
    doubted. It is called only for a row about a cell without a doubt. Raises ReadingsError (see `load`).
    """
    path = readings_path() if path is None else path
    rows = load(path).get(sha256, ())
    cells = list(cells)
    places = {cell.key: place for place, cell in enumerate(cells)}
    problems: list[Problem] = []
    other: dict[str, FormCell] | None = None
    for row in rows:
        place = places.get(row.key)
        if place is None:
            problems.append(_unused(path, row, None, "no_such_cell"))
            continue
        cell = cells[place]
        if cell.state == "absent":
            problems.append(_unused(path, row, cell, "absent"))
            continue
        if _plain(cell.raw) != _plain(row.raw):
            problems.append(
                _unused(path, row, cell, "reads_otherwise", now=_plain(cell.raw), then=_plain(row.raw))
            )
            continue
        doubt = cell.doubt
        if doubt is None and second is not None:
            if other is None:
                other = {seen.key: seen for seen in second() or ()}
            doubt = _difference(cell, other.get(row.key))
        if doubt is None:
            problems.append(_unused(path, row, cell, "no_doubt"))
            continue
        cells[place] = replace(cell, value=row.value, state=row.state, doubt=None, proof=BY_A_PERSON)
        detail = Detail(
            SETTLED,
            {
                "seen": row.seen,
                "reviewer": row.reviewer,
                "date": row.date,
                "read_as": value_or_state(cell),
                "doubt": asdict(doubt),
            },
        )
        problems.append(Problem(detail, cell.source, row.key))
    return cells, problems


def _difference(cell: FormCell, other: FormCell | None) -> Doubt | None:
    """The doubt of a cell that a second reading reads differently and without a doubt; None where it does not."""
    if other is None or other.state == "absent" or other.doubt:
        return None
    same = (cell.state, cell.value) == (other.state, other.value)
    return None if same else differ(value_or_state(cell), value_or_state(other))


def _unused(path: Path, row: Reading, cell: FormCell | None, why: str, **seen: str) -> Problem:
    detail = Detail(f"{UNUSED}.{why}", {"line": row.line, "file": path.name, **seen})
    return Problem(detail, cell.source, row.key) if cell else Problem(detail, instance=row.key)


def _plain(raw: str) -> str:
    """Normalise white space, which spreadsheets and editors change; separated digits stay separated."""
    return " ".join(raw.split())


@lru_cache(maxsize=4)
def _load(path: Path, mtime: int, size: int) -> Mapping[str, tuple[Reading, ...]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    known: dict[tuple[str, str], int] = {}
    for line in lines(path, HEADER, ReadingsError):
        row = _row(line)
        if first := known.get((row.sha256, row.key)):
            raise ReadingsError(
                f"{line.where}: the cell {row.key} of this file stands in line {first} already"
            )
        known[row.sha256, row.key] = row.line
        found[row.sha256].append(row)
    return {sha256: tuple(rows) for sha256, rows in found.items()}


def _row(line: Line) -> Reading:
    where = line.where
    sha256, key, raw, value, reviewer, date_text = (
        field if name == "raw" else field.strip() for name, field in line.fields.items()
    )
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ReadingsError(f"{where}: sha256 must be 64 digits and letters a-f, as in dim_report")
    if key not in known_keys():
        raise ReadingsError(f"{where}: no form version has a cell {key!r}")
    if not reviewer:
        raise ReadingsError(f"{where}: reviewer is empty: who looked at the page?")
    day(where, "date", date_text, ReadingsError)
    parsed = parse_value(value)
    if value not in STATES and (parsed.state != "number" or parsed.doubt or parsed.unit):
        written = "empty" if not value else repr(value)
        raise ReadingsError(f"{where}: value is {written}: a number, or one of {', '.join(STATES)}")
    state = value if value in STATES else "number"
    return Reading(
        line.number, sha256, key, raw, parsed.value if state == "number" else None, state, reviewer, date_text
    )


@lru_cache(maxsize=1)
def known_keys() -> frozenset[str]:
    """Keys of every form version, the groups of table three (which may print numbers) among them."""
    form = load_form()
    keys = {key for version in form.versions for table in TABLES for key in form.keys(table, version)}
    groups = {
        f"applications/{row.key}/{column.key}"
        for version in form.versions
        for row in form.application_rows[version]
        if row.role == "group"
        for column in form.application_columns[version]
    }
    return frozenset(keys | groups)
