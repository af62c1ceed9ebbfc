"""The administrative divisions 行政区划 down to towns: the reference (two vintages) and a landing folder's additions.

``divisions.csv.gz`` is reduced from two packages under the MIT licence (see README.md beside it). A code found in only
one vintage began or ended between them; the dates are those of the vintages, not of the decree.

    division_code,name,level,parent_code,valid_from,valid_to,former_name

is the header of a landing folder's own ``divisions.csv``: development zones and whatever the vintages lack. Its row
replaces that of a code which the vintages have.
"""

from __future__ import annotations

import csv
import gzip
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from common.csv_tables import Line, day, lines
from common.digests import digest_of, file_digest, file_digest_or_none
from common.parquet_files import made_of, write_parquet
from extract.form.labels import unified
from extract.store.batches import DIVISIONS as DIVISIONS_FILE

REFERENCE = Path(__file__).with_name("divisions.csv.gz")
COLUMNS = ("code", "name_2021", "name_2023", "successor", "pinyin", "phone")
OLD_COUNTIES, OLD_TOWNS, NEW = date(2021, 1, 4), date(2021, 12, 30), date(2023, 6, 30)
"""Dates of the vintages: the ministry's list of counties, the statistics bureau's list of towns, the bureau's list of 2023."""
HEADER = ("division_code", "name", "level", "parent_code", "valid_from", "valid_to", "former_name")
LEVELS = ("province", "prefecture", "county", "town")
DIVISIONS = pa.schema(
    [
        ("division_code", pa.string()),
        ("division_name", pa.string()),
        ("former_name", pa.string()),
        ("level", pa.string()),
        ("parent_code", pa.string()),
        ("province_code", pa.string()),
        ("province", pa.string()),
        ("full_name", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("successor_code", pa.string()),
        ("source", pa.string()),
    ]
)
_PEOPLES = (
    "蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|"
    "水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|阿昌族|普米族|塔吉克族?|怒族|"
    "乌孜别克族?|俄罗斯族|鄂温克族?|德昂族|保安族|裕固族|京族|塔塔尔族|独龙族|鄂伦春族?|赫哲族|门巴族|珞巴族|基诺族|各族"
)
_STEM = re.compile(
    rf"(?<=..)(?:特别行政区|(?:{_PEOPLES})*自治(?:区|州|县|旗)|(?:{_PEOPLES}|民族)+乡|街道办事处|街道|地区|林区|特区|新区|[省市县区旗盟镇乡]|苏木)$"
)


class DivisionsError(ValueError):
    """divisions.csv cannot be used; the message names the file, the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Division:
    """One division. ``code`` has 6 digits down to counties, 9 for towns; ``parent`` is "" for a province.

    ``valid_from`` is null if it is in the older vintage, ``valid_to`` if it is in the newer one. ``pinyin`` (of the stem,
    syllable by syllable) and ``phone`` (telephone area code) are "" where the reference has none.
    """

    code: str
    name: str
    level: str
    parent: str
    former_name: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    pinyin: str = ""
    phone: str = ""
    source: str = "reference"

    @property
    def names(self) -> tuple[str, ...]:
        """The name, and the former name if there is one."""
        return (self.name, self.former_name) if self.former_name else (self.name,)


class Divisions:
    """All divisions, by code and by name."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        """The later of two divisions with the same code wins."""
        self.by_code = {division.code: division for division in divisions}
        self._by_name: dict[str, list[Division]] = {}
        self._below: dict[str, list[Division]] = {}
        for code in sorted(self.by_code):
            division = self.by_code[code]
            self._below.setdefault(division.parent, []).append(division)
            for name in division.names:
                self._by_name.setdefault(name, []).append(division)

    def named(self, name: str) -> list[Division]:
        """Every division with this name, now or formerly, ordered by code."""
        return self._by_name.get(name, [])

    def children(self, code: str) -> list[Division]:
        """The divisions directly below, ordered by code; the provinces for ""."""
        return self._below.get(code, [])

    def ancestors(self, code: str) -> list[Division]:
        """The divisions above, the nearest first."""
        found: list[Division] = []
        above = self.by_code[code].parent
        while above in self.by_code:
            found.append(self.by_code[above])
            above = self.by_code[above].parent
        return found

    def full_name(self, code: str) -> str:
        """The name with the names of the divisions above in front: 江西省宜春市丰城市上塘镇."""
        return "".join(d.name for d in [*reversed(self.ancestors(code)), self.by_code[code]])


def stem(name: str) -> str:
    """The name without the ending for its kind, at least two characters: 丰城 of 丰城市, 安乐 of 安乐镇 and of 安乐街道."""
    return _STEM.sub("", name)


def parent_code(code: str, known: Mapping[str, object]) -> str:
    """The nearest code above that is in ``known``; "" for a province, or if none is known."""
    above = [code[:6]] if len(code) == 9 else []
    above += [code[:4] + "00", code[:2] + "0000"]
    return next((other for other in above if other != code and other in known), "")


@lru_cache(maxsize=1)
def reference() -> Divisions:
    """The divisions of both vintages, without the user's file."""
    with gzip.open(REFERENCE, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    codes = {row["code"]: row for row in rows}
    # Gaps in the older lists are no evidence that a division is new: they lack statistical zones whose towns they list, and
    # list no towns at all for some counties.
    counties = {row["code"][:6] for row in rows if row["name_2021"] and len(row["code"]) == 9}
    existed_before = counties | {
        row["code"] for row in rows if len(row["code"]) == 9 and row["code"][:6] not in counties
    }
    return Divisions(_of_reference(row, parent_code(row["code"], codes), existed_before) for row in rows)


def load_divisions(path: Path | None) -> Divisions:
    """The reference, with the rows of a ``divisions.csv`` if there is such a file. Raises DivisionsError."""
    known = reference()
    if path is None or not path.is_file():
        return known
    from_file: dict[str, tuple[str, Division]] = {}
    for line in lines(path, HEADER, DivisionsError):
        division = _of_line(line)
        if division.code in from_file:
            raise DivisionsError(
                f"{line.where}: {division.code} stands in {from_file[division.code][0]} already"
            )
        from_file[division.code] = (line.where, division)
    added = {code: division for code, (_, division) in from_file.items()}
    for where, division in from_file.values():
        _check_parent(where, division, added.get(division.parent) or known.by_code.get(division.parent))
    return Divisions([*known.by_code.values(), *added.values()])


def divisions_path(landing: Path, environment: Mapping[str, str] | None = None) -> Path:
    """``divisions.csv`` in the landing folder, or the file that GONGKAI_DIVISIONS names."""
    configured = (os.environ if environment is None else environment).get("GONGKAI_DIVISIONS")
    return Path(configured) if configured else landing / DIVISIONS_FILE


def fingerprint(path: Path) -> str:
    """Hash of the reference, this module and the user's file: it changes when any of them does."""
    return digest_of(file_digest(REFERENCE), file_digest(Path(__file__)), file_digest_or_none(path))


def store_divisions(landing: Path, warehouse: Path) -> Divisions:
    """Write the divisions where dbt reads them, $WAREHOUSE/inputs/divisions.parquet, unless that file is up to date.

    Raises DivisionsError.
    """
    path = divisions_path(landing)
    divisions = load_divisions(path)
    target = warehouse / "inputs" / "divisions.parquet"
    current = fingerprint(path)
    if made_of(target) != current:
        write_parquet(target, as_table(divisions), made_of=current)
    return divisions


def as_table(divisions: Divisions) -> pa.Table:
    """One row per division, ordered by code, with the schema DIVISIONS."""
    rows = []
    for code, division in sorted(divisions.by_code.items()):
        province = [division, *divisions.ancestors(code)][-1]
        rows.append(
            {
                "division_code": code,
                "division_name": division.name,
                "former_name": division.former_name or None,
                "level": division.level,
                "parent_code": division.parent or None,
                "province_code": province.code,
                "province": province.name,
                "full_name": divisions.full_name(code),
                "valid_from": division.valid_from,
                "valid_to": division.valid_to,
                "successor_code": division.successor or None,
                "source": division.source,
            }
        )
    return pa.Table.from_pylist(rows, schema=DIVISIONS)


def _of_reference(row: Mapping[str, str], parent: str, existed_before: set[str]) -> Division:
    code, old, new = row["code"], row["name_2021"], row["name_2023"]
    # The newer package lacks Taiwan, Hong Kong and Macau: they did not end.
    outside = code.startswith(("71", "81", "82"))
    return Division(
        code,
        new or old,
        _level(code),
        parent,
        former_name=old if old and new and old != new else "",
        valid_from=None if code in existed_before or old else NEW,
        valid_to=None if new or outside else OLD_TOWNS if len(code) == 9 else OLD_COUNTIES,
        successor=row["successor"],
        pinyin=row["pinyin"],
        phone=row["phone"],
    )


def _level(code: str) -> str:
    if len(code) == 9:
        return "town"
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def _of_line(line: Line) -> Division:
    fields = {name: unified(field).strip() for name, field in line.fields.items()}
    if not re.fullmatch(r"\d{6}|\d{9}", fields["division_code"]):
        raise DivisionsError(
            f"{line.where}: division_code is {fields['division_code']!r}, not 6 digits (9 for a town)"
        )
    if not fields["name"]:
        raise DivisionsError(f"{line.where}: name is empty")
    if fields["level"] not in LEVELS:
        raise DivisionsError(f"{line.where}: level is {fields['level']!r}, not one of {', '.join(LEVELS)}")
    if (len(fields["division_code"]) == 9) != (fields["level"] == "town"):
        raise DivisionsError(
            f"{line.where}: {fields['division_code']}: nine digits are a town's, six any other's"
        )
    since, until = (
        day(line.where, name, fields[name], DivisionsError) if fields[name] else None
        for name in ("valid_from", "valid_to")
    )
    return Division(
        fields["division_code"],
        fields["name"],
        fields["level"],
        fields["parent_code"],
        former_name=fields["former_name"],
        valid_from=since,
        valid_to=until,
        source="divisions.csv",
    )


def _check_parent(where: str, division: Division, above: Division | None) -> None:
    """Check that a division other than a province lies below one of a higher level, so that the tree has no cycle."""
    if division.level == "province":
        if division.parent:
            raise DivisionsError(f"{where}: a province has no parent_code")
        return
    if above is None:
        raise DivisionsError(
            f"{where}: parent_code {division.parent!r} stands neither in this file nor in the reference (codes of 2021 and 2023) / 上级代码本表和参考区划都没有"
        )
    if LEVELS.index(above.level) >= LEVELS.index(division.level):
        raise DivisionsError(
            f"{where}: a {division.level} cannot lie below the {above.level} {above.name} ({above.code})"
        )
