"""Reads the roster, a file of the supervising office: who should report, and whose consolidated report covers them.

    agency_name,division_code,batch,consolidated_by,first_year,last_year,complete

Only `agency_name` and `consolidated_by` are required. `batch` and `division_code` distinguish agencies of one name;
`complete` is `yes` if every unit that the consolidated report covers is on the roster.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from common.csv_tables import Line, lines
from common.parquet_files import write_parquet
from extract.metadata.title_page import classify
from extract.store.batches import ROSTER as ROSTER_FILE

ROSTER = pa.schema(
    [
        ("entry_id", pa.int32()),  # line of the file
        ("agency_name", pa.string()),
        ("division_code", pa.string()),
        ("batch", pa.string()),
        ("consolidated_by", pa.string()),
        ("first_year", pa.int32()),
        ("last_year", pa.int32()),
        ("is_complete", pa.bool_()),
        # From the name alone, for bodies without any report: their deadline depends on it.
        ("agency_class", pa.string()),
        ("consolidated_by_class", pa.string()),
    ]
)
HEADER = ("agency_name", "division_code", "batch", "consolidated_by", "first_year", "last_year", "complete")
_UNIT = ("agency_name", "division_code", "batch", "consolidated_by")
_YES = ("yes", "true", "1", "是")
_NO = ("", "no", "false", "0", "否")


class RosterError(ValueError):
    """The roster cannot be used; the message names the file, the line and what is wrong."""


def roster_path(landing: Path, environment: Mapping[str, str] | None = None) -> Path:
    """`roster.csv` in the landing folder, or the file that GONGKAI_ROSTER names."""
    configured = (os.environ if environment is None else environment).get("GONGKAI_ROSTER")
    return Path(configured) if configured else landing / ROSTER_FILE


def load_roster(path: Path) -> pa.Table:
    """The roster as a table with the schema ROSTER; empty if there is no file. Raises RosterError."""
    if not path.is_file():
        return ROSTER.empty_table()
    rows: list[dict[str, Any]] = []
    for line in lines(path, HEADER, RosterError):
        entry = _entry(line)
        for known in rows:
            if all(known[name] == entry[name] for name in _UNIT) and _overlap(known, entry):
                raise RosterError(f"{line.where}: this unit stands in line {known['entry_id']} already")
        rows.append(entry)
    return pa.Table.from_pylist(rows, schema=ROSTER)


def store_roster(landing: Path, warehouse: Path) -> Path:
    """Write the roster where dbt reads it: $WAREHOUSE/inputs/roster.parquet. Raises RosterError."""
    table = load_roster(roster_path(landing))
    target = warehouse / "inputs" / "roster.parquet"
    write_parquet(target, table)
    return target


def _entry(line: Line) -> dict[str, Any]:
    fields = {name: field.strip() for name, field in line.fields.items()}
    for name in ("agency_name", "consolidated_by"):
        if not fields[name]:
            raise RosterError(f"{line.where}: {name} is empty")
    if fields["complete"].lower() not in (*_YES, *_NO):
        raise RosterError(
            f"{line.where}: complete is {fields['complete']!r}, neither yes nor no / 请填 yes（是）或留空"
        )
    name, consolidated_by = _name(fields["agency_name"]), _name(fields["consolidated_by"])
    return {
        "entry_id": line.number,
        "agency_name": name,
        "division_code": fields["division_code"] or None,
        "batch": fields["batch"] or None,
        "consolidated_by": consolidated_by,
        "first_year": _year(line.where, fields["first_year"]),
        "last_year": _year(line.where, fields["last_year"]),
        "is_complete": fields["complete"].lower() in _YES,
        "agency_class": classify(name),
        "consolidated_by_class": classify(consolidated_by),
    }


def _overlap(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    first = max(entry["first_year"] or 0 for entry in (a, b))
    return first <= min(entry["last_year"] or 9999 for entry in (a, b))


def _name(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _year(where: str, text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"20\d\d", text):
        raise RosterError(f"{where}: {text!r} is no year, as 2023")
    return int(text)
