"""The resolution of a whole warehouse, kept as Parquet:

    $WAREHOUSE/agencies/<batch>/found.parquet       what each report says by itself
    $WAREHOUSE/agencies/<batch>/agencies.parquet    its agency, other years looked at
    $WAREHOUSE/agencies/<batch>/evidence.parquet    why
    $WAREHOUSE/agencies/successions.parquet         which agency continues which
    $WAREHOUSE/agencies/unused.json                 lines of agencies.csv that lead nowhere

A batch is looked at again only where its stored rows, the divisions, agencies.csv or this code changed. What one report's
text says is forgotten with its batch; what other years say is told by slim columns of all batches.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from agencies.batch import READ, resolve_batch
from agencies.divisions import divisions_path, load_divisions
from agencies.divisions import fingerprint as divisions_fingerprint
from agencies.gazetteer import Gazetteer
from agencies.keys import alike, decided_key, parted_key, scope_of
from agencies.names import parse_name
from agencies.overrides import Entry, agencies_path, load_entries
from agencies.schemas import SCHEMAS, SUCCESSIONS
from agencies.succession import Agency, successions
from common.digests import code_digest, digest_of, file_digest, file_digest_or_none
from common.parquet_files import made_of, write_parquet
from common.paths import ROOT
from extract.metadata.levels import level
from extract.metadata.title_page import classify

FOLDER = "agencies"
OPEN = "undecided"
UNUSED = "unused.json"


@dataclass(slots=True)
class Resolved:
    """What resolution came to: batches looked at in this run, reports by what decided (`undecided` among them), and the
    lines of agencies.csv that lead nowhere."""

    batches: int = 0
    looked_at: int = 0
    reports: Counter[str] = field(default_factory=Counter)
    unused: list[str] = field(default_factory=list)

    @property
    def decided(self) -> int:
        """Reports whose division is decided."""
        return self.reports.total() - self.reports[OPEN]


def resolve(
    landing: Path,
    warehouse: Path,
    on_batch: Callable[[str, int, int], None] = lambda batch, done, total: None,
) -> Resolved:
    """Bring the resolution up to date; `on_batch(batch, done, total)` is told of each batch before it is looked at.

    Raises AgenciesError and DivisionsError where a file of the user's cannot be used.
    """
    by_hand, own = agencies_path(landing), divisions_path(landing)
    gazetteer = Gazetteer(load_divisions(own))
    entries = tuple(_in_full(entry, gazetteer) for entry in load_entries(by_hand))
    with_all = [_code(), divisions_fingerprint(own), file_digest_or_none(by_hand)]
    folders = sorted(p.parent for p in (warehouse / "extracted").glob("*/reports.parquet"))
    result = Resolved(len(folders))
    for done, folder in enumerate(folders):
        on_batch(folder.name, done, len(folders))
        target = warehouse / FOLDER / folder.name
        inputs = digest_of(with_all, [file_digest(folder / f"{name}.parquet") for name in READ])
        if made_of(target / "found.parquet") != inputs:
            tables = resolve_batch(folder, entries, gazetteer)
            _write(
                target / "evidence.parquet",
                pa.Table.from_pylist(tables["evidence"], schema=SCHEMAS["evidence"]),
            )
            found = pa.Table.from_pylist(tables["found"], schema=SCHEMAS["found"])
            write_parquet(target / "found.parquet", found, made_of=inputs)
            result.looked_at += 1
    _forget(warehouse, {folder.name for folder in folders})
    _conclude(warehouse, [folder.name for folder in folders], entries, gazetteer, result)
    return result


def _in_full(entry: Entry, gazetteer: Gazetteer) -> Entry:
    named = parse_name(entry.name, entry.agency_class or classify(entry.name), gazetteer)
    return entry if len(named.places) > 1 else replace(entry, in_full=named.canonical)


def _forget(warehouse: Path, batches: set[str]) -> None:
    """Remove what is no batch of the extraction store any more."""
    for folder in (warehouse / FOLDER).glob("*/"):
        if folder.is_dir() and folder.name not in batches:
            shutil.rmtree(folder)


def _conclude(
    warehouse: Path, batches: Sequence[str], entries: Sequence[Entry], gazetteer: Gazetteer, result: Resolved
) -> None:
    """What the other years say, keys, and successions."""
    by_line = {entry.line: entry for entry in entries}
    files = {batch: warehouse / FOLDER / batch / "found.parquet" for batch in batches}
    groups = _open_groups(
        lambda: chain.from_iterable(pq.read_table(path).to_pylist() for path in files.values())
    )
    apart = strangers(groups)
    taken = taken_over(groups, apart)
    agencies: dict[str, Agency] = {}
    lines: dict[str, dict[int, Entry]] = {}
    refused: dict[tuple[str, int], list[str]] = {}
    for batch in batches:
        found = pq.read_table(files[batch]).to_pylist()
        rows = [
            _agency(row, taken.get((batch, row["report_id"])), by_line, (batch, row["report_id"]) in apart)
            for row in found
        ]
        for row in found:
            if row["refused_line"]:
                refused.setdefault((batch, row["refused_line"]), []).append(row["refused_path"])
        for row, entry in rows:
            if row["agency_key"]:
                result.reports[row["decided_by"] or OPEN] += 1
                key = row["agency_key"]
                lines.setdefault(key, {})
                if entry:
                    lines[key][entry.line] = entry
                if key not in agencies or entry:
                    agencies[key] = Agency(
                        key, row["canonical_name"], row["agency_class"], row["division_code"]
                    )
        table = pa.Table.from_pylist([row for row, _ in rows], schema=SCHEMAS["agencies"])
        _write(warehouse / FOLDER / batch / "agencies.parquet", table)
    all_ = [
        replace(agency, entries=tuple(entry for _, entry in sorted(lines[key].items())))
        for key, agency in agencies.items()
    ]
    told, result.unused = successions(all_, entries, gazetteer, {line for _, line in refused})
    result.unused += [
        f"agencies.csv 第 {line} 行 / line {line}: 同一年度有几份不同的年报叫这个名称，未采用；请在每份文件旁附 <文件名>.meta.yml 写明 "
        f"division_code / several different reports of one year bear this name, not used: give each a <file>.meta.yml with "
        f"its division_code: {'、'.join(paths)}"
        for (_, line), paths in sorted(refused.items())
    ]
    _write(warehouse / FOLDER / "successions.parquet", pa.Table.from_pylist(told, schema=SUCCESSIONS))
    (warehouse / FOLDER / UNUSED).write_text(json.dumps(result.unused, ensure_ascii=False), encoding="utf-8")


def unused_lines(warehouse: Path) -> list[str]:
    """The lines of agencies.csv that led nowhere in the last resolution; none where there was no such run."""
    try:
        lines: list[str] = json.loads((warehouse / FOLDER / UNUSED).read_text(encoding="utf-8"))
    except OSError:
        return []
    return lines


def _agency(
    found: dict[str, Any], taken: dict[str, Any] | None, by_line: dict[int, Entry], is_apart: bool
) -> tuple[dict[str, Any], Entry | None]:
    """(row of the table `agencies`, the line of agencies.csv that it goes by)."""
    row = found | taken if taken else found
    code, name = row["division_code"], row["agency_name"]
    entry = by_line.get(row["entry"])
    key = decided_key(code, row["agency_class"], row["canonical_name"]) if code else row["open_key"]
    if is_apart and not code:
        key = parted_key(key, row["batch"], row["report_year"])
    return {
        "report_id": row["report_id"],
        "batch": row["batch"],
        "agency_key": key,
        "canonical_name": row["canonical_name"],
        "agency_class": row["agency_class"],
        "agency_level": level(name, code) if name else None,
        "division_code": code,
        "decided_by": row["decided_by"],
        "candidates": None if code else row["candidates"],
        "valid_from_year": entry.first_year if entry else None,
        "valid_to_year": entry.last_year if entry else None,
    }, entry


_Groups = Sequence[Sequence[dict[str, Any]]]


def _open_groups(found: Callable[[], Iterable[dict[str, Any]]]) -> _Groups:
    """Rows of the table `found` of one name and area, where at least one is undecided. `found` gives the rows of all
    batches, as often as it is called."""
    open_ = {_group(row) for row in found() if row["name_in_full"] and not row["division_code"]}
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in found():
        if (group_of := _group(row)) in open_:
            groups.setdefault(group_of, []).append(row)
    return list(groups.values())


def strangers(groups: _Groups) -> set[tuple[str, str]]:
    """(batch, report_id) of undecided reports beside which another batch has one of the same name and year that reads
    otherwise: two batches of one area may hold two towns of one name."""
    found = set()
    for group in groups:
        for row in group:
            if row["division_code"]:
                continue
            for other in group:
                if (
                    other["batch"] != row["batch"]
                    and other["report_id"] != row["report_id"]
                    and other["report_year"] == row["report_year"]
                    and not alike(row["overview"] or "", other["overview"] or "")
                ):
                    found.add((row["batch"], row["report_id"]))
                    break
    return found


def taken_over(groups: _Groups, apart: Set[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    """(batch, report_id) -> what an undecided report takes over from others of its agency.

    From the version beside it that is decided; else from namesakes of its area, where those that are decided all agree,
    none has a rival, and what they say is among its candidates.
    """
    taken: dict[tuple[str, str], dict[str, Any]] = {}
    for group in groups:
        decided = [row for row in group if row["division_code"]]
        codes = {row["division_code"] for row in decided}
        rivals = any(row["rival"] or (row["batch"], row["report_id"]) in apart for row in group)
        by_id = {row["report_id"]: row for row in decided}
        for row in group:
            if row["division_code"] or not decided:
                continue
            possible = (row["candidates"] or "").split("|")
            like = by_id.get(row["version_of"] or "")
            if like is not None and row["candidates"] and like["division_code"] not in possible:
                like = None
            if like is None and len(codes) == 1 and not rivals and codes & set(possible):
                like = min(
                    decided, key=lambda r: (r["canonical_name"], r["agency_class"] or "", r["report_id"])
                )
            if like is not None:
                taken[row["batch"], row["report_id"]] = {
                    name: like[name] for name in ("division_code", "canonical_name", "agency_class")
                } | {"decided_by": "other_years"}
    return taken


def _group(row: dict[str, Any]) -> tuple[str, str]:
    """What an undecided name is looked for in: its area, or its batch where that tells none."""
    return scope_of(row["batch"]), row["name_in_full"] or ""


@lru_cache(maxsize=1)
def _code() -> str:
    """Hash of the code and words by which agencies are told."""
    return digest_of(code_digest(ROOT / "agencies"), file_digest(ROOT / "extract" / "form" / "labels.py"))


def _write(path: Path, table: pa.Table) -> None:
    """Write a table whole or not at all; a file that holds the same rows stays as it is."""
    if path.is_file() and pq.read_table(path).equals(table):
        return
    write_parquet(path, table)
