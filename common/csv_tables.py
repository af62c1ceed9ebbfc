"""Reads small CSV files that people write (settled readings, waivers, the roster), with clear errors for broken ones."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple


class Line(NamedTuple):
    """One row: `where` names the file and the line for error messages, `fields` are as written, by column."""

    where: str
    number: int
    fields: dict[str, str]


def lines(path: Path, header: tuple[str, ...], error: type[ValueError]) -> Iterator[Line]:
    """Yield the rows of a CSV file in UTF-8 with exactly this header; empty rows are skipped.

    Raises `error` with the file, the line and what to do.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as why:
        raise error(f"{path} cannot be opened ({why.strerror})") from why
    except UnicodeDecodeError as why:
        raise error(
            f"{path} is not UTF-8: save it as CSV in UTF-8 / 不是 UTF-8：请另存为“CSV UTF-8”"
        ) from why
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for number, fields in enumerate(rows):
            line, begins = begins, rows.line_num + 1
            where = f"{path}, line {line}"
            if number == 0:
                if tuple(fields) != header:
                    raise error(f"{where}: the header must be {','.join(header)}")
                continue
            if not any(field.strip() for field in fields):  # spreadsheets leave rows of commas behind
                continue
            if len(fields) != len(header):
                raise error(
                    f"{where}: {len(fields)} fields, not {len(header)} ({','.join(header)}) / 列数不对"
                )
            yield Line(where, line, dict(zip(header, fields, strict=True)))
    except csv.Error as why:
        raise error(f"{path}, line {rows.line_num}: no CSV ({why})") from why
    if begins == 1:
        raise error(f"{path} is empty: its first line must be {','.join(header)}")


def day(where: str, name: str, text: str, error: type[ValueError]) -> date:
    """Parse a day as 2024-05-31. Raises `error`."""
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
            raise ValueError
        return date.fromisoformat(text.strip())
    except ValueError:
        raise error(f"{where}: {name} is {text!r}, not a day as 2024-05-31") from None
