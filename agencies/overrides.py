"""Reads agencies.csv: what a person states about agencies. It overrides what the reports say.

    agency_name,batch,division_code,canonical_name,agency_class,first_year,last_year,continues,reason,reviewer

Only `agency_name` is required: as printed, or the full name. `batch` and the years (those in which the agency existed)
limit which reports are meant. `continues` names the agency whose series this one continues: its full name, with its
division code in front if the name is not unique (410311102/安乐镇人民政府), or its `agency_id`; several are separated by |.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from common.csv_tables import Line, lines
from extract.form.labels import squeeze
from extract.metadata.title_page import CLASSES
from extract.store.batches import AGENCIES as AGENCIES_FILE

HEADER = (
    "agency_name", "batch", "division_code", "canonical_name", "agency_class", "first_year", "last_year", "continues",
    "reason", "reviewer",
)  # fmt: skip
_CODE = re.compile(r"\d{6}|\d{9}")


class AgenciesError(ValueError):
    """agencies.csv cannot be used; the message names the file, the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. Names have no white space and simplified characters; empty fields are null. `in_full` is the agency's full
    name if the line gives at most one place (甲镇: 甲镇人民政府)."""

    line: int
    name: str
    batch: str | None = None
    division_code: str | None = None
    canonical_name: str | None = None
    agency_class: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    continues: tuple[str, ...] = ()
    in_full: str | None = None

    def means(self, names: Set[str], batch: str, year: int | None) -> bool:
        """Whether the line means a report with one of these names, this batch and this year."""
        if names.isdisjoint({self.name, self.in_full}) or (self.batch and self.batch != batch):
            return False
        if year is None:
            return self.first_year is None and self.last_year is None
        return (self.first_year or 0) <= year <= (self.last_year or 9999)


def agencies_path(landing: Path, environment: Mapping[str, str] | None = None) -> Path:
    """`agencies.csv` in the landing folder, or the file that GONGKAI_AGENCIES names."""
    configured = (os.environ if environment is None else environment).get("GONGKAI_AGENCIES")
    return Path(configured) if configured else landing / AGENCIES_FILE


def load_entries(path: Path) -> tuple[Entry, ...]:
    """The lines of the file, those limited to a batch first; none if there is no file. Raises AgenciesError."""
    if not path.is_file():
        return ()
    entries: list[Entry] = []
    for line in lines(path, HEADER, AgenciesError):
        entry = _entry(line)
        for known in entries:
            if (known.name, known.batch) == (entry.name, entry.batch) and _overlap(known, entry):
                raise AgenciesError(
                    f"{line.where}: this agency stands in line {known.line} already, for the same years"
                )
        entries.append(entry)
    return tuple(sorted(entries, key=lambda entry: (entry.batch is None, entry.line)))


def _entry(line: Line) -> Entry:
    fields = {
        name: squeeze(field) if name != "batch" else field.strip() for name, field in line.fields.items()
    }
    if not fields["agency_name"]:
        raise AgenciesError(f"{line.where}: agency_name is empty")
    if fields["division_code"] and not _CODE.fullmatch(fields["division_code"]):
        raise AgenciesError(
            f"{line.where}: division_code is {fields['division_code']!r}, not 6 digits (9 for a town) / 区划代码应为六位（乡级九位）"
        )
    if fields["agency_class"] and fields["agency_class"] not in CLASSES:
        raise AgenciesError(
            f"{line.where}: agency_class is {fields['agency_class']!r}, not one of {', '.join(CLASSES)} / 类别应为其中之一"
        )
    first, last = (_year(line.where, name, fields[name]) for name in ("first_year", "last_year"))
    if first and last and first > last:
        raise AgenciesError(f"{line.where}: first_year {first} is later than last_year {last}")
    return Entry(
        line.number,
        fields["agency_name"],
        fields["batch"] or None,
        fields["division_code"] or None,
        fields["canonical_name"] or None,
        fields["agency_class"] or None,
        first,
        last,
        tuple(part for part in fields["continues"].split("|") if part),
    )


def _overlap(a: Entry, b: Entry) -> bool:
    first = max(a.first_year or 0, b.first_year or 0)
    return first <= min(a.last_year or 9999, b.last_year or 9999)


def _year(where: str, name: str, text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"20\d\d", text):
        raise AgenciesError(f"{where}: {name} is {text!r}, no year as 2023")
    return int(text)
