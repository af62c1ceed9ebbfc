"""Resolves the agencies of a whole warehouse and stores the result as Parquet:

    $WAREHOUSE/agencies/<batch>/found.parquet       what each report says on its own
    $WAREHOUSE/agencies/<batch>/agencies.parquet    its agency, other years considered
    $WAREHOUSE/agencies/<batch>/evidence.parquet    the evidence for it
    $WAREHOUSE/agencies/successions.parquet         which agency continues which
    $WAREHOUSE/agencies/unused.json                 lines of agencies.csv that have no effect

A batch is resolved again only if its stored rows, the divisions, agencies.csv or this code changed. Texts are in memory
one batch at a time; to consider other years, only the rows of `found` are read.
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

from agencies.batch import TABLES_READ, resolve_batch
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
from common.whole_files import write_text
from extract.metadata.levels import level
from extract.metadata.title_page import classify

FOLDER = "agencies"
UNDECIDED = "undecided"
UNUSED = "unused.json"


@dataclass(slots=True)
class Resolved:
    """Result of a resolution: the number of batches, those resolved anew in this run, reports by the kind of evidence that
    decided (or `undecided`), and the lines of agencies.csv that have no effect."""

    batches: int = 0
    looked_at: int = 0
    reports: Counter[str] = field(default_factory=Counter)
    unused: list[str] = field(default_factory=list)

    @property
    def decided(self) -> int:
        """Reports whose division is decided."""
        return self.reports.total() - self.reports[UNDECIDED]


def resolve(
    landing: Path,
    warehouse: Path,
    on_batch: Callable[[str, int, int], None] = lambda batch, done, total: None,
) -> Resolved:
    """Bring the resolution up to date; calls `on_batch(batch, done, total)` before each batch.

    Raises AgenciesError and DivisionsError if a file of the user cannot be used.
    """
    agencies_file, divisions_file = agencies_path(landing), divisions_path(landing)
    gazetteer = Gazetteer(load_divisions(divisions_file))
    entries = tuple(_in_full(entry, gazetteer) for entry in load_entries(agencies_file))
    shared_inputs = [
        _code_fingerprint(),
        divisions_fingerprint(divisions_file),
        file_digest_or_none(agencies_file),
    ]
    folders = sorted(p.parent for p in (warehouse / "extracted").glob("*/reports.parquet"))
    result = Resolved(len(folders))
    for done, folder in enumerate(folders):
        on_batch(folder.name, done, len(folders))
        target = warehouse / FOLDER / folder.name
        inputs = digest_of(shared_inputs, [file_digest(folder / f"{name}.parquet") for name in TABLES_READ])
        if made_of(target / "found.parquet") != inputs:
            tables = resolve_batch(folder, entries, gazetteer)
            _write(
                target / "evidence.parquet",
                pa.Table.from_pylist(tables["evidence"], schema=SCHEMAS["evidence"]),
            )
            found = pa.Table.from_pylist(tables["found"], schema=SCHEMAS["found"])
            write_parquet(target / "found.parquet", found, made_of=inputs)
            result.looked_at += 1
    _remove_other_batches(warehouse, {folder.name for folder in folders})
    _store_agencies(warehouse, [folder.name for folder in folders], entries, gazetteer, result)
    return result


def _in_full(entry: Entry, gazetteer: Gazetteer) -> Entry:
    named = parse_name(entry.name, entry.agency_class or classify(entry.name), gazetteer)
    return entry if len(named.places) > 1 else replace(entry, in_full=named.canonical)


def _remove_other_batches(warehouse: Path, batches: set[str]) -> None:
    """Remove the folders of batches that are no longer in the extraction store."""
    for folder in (warehouse / FOLDER).glob("*/"):
        if folder.is_dir() and folder.name not in batches:
            shutil.rmtree(folder)


def _store_agencies(
    warehouse: Path, batches: Sequence[str], entries: Sequence[Entry], gazetteer: Gazetteer, result: Resolved
) -> None:
    """Write the agencies of every batch (with what other years say, and keys) and the successions."""
    by_line = {entry.line: entry for entry in entries}
    files = {batch: warehouse / FOLDER / batch / "found.parquet" for batch in batches}
    groups = _undecided_groups(
        lambda: chain.from_iterable(pq.read_table(path).to_pylist() for path in files.values())
    )
    different = different_namesakes(groups)
    inherited = inherited_decisions(groups, different)
    agencies: dict[str, Agency] = {}
    lines: dict[str, dict[int, Entry]] = {}
    refused: dict[tuple[str, int], list[str]] = {}
    for batch in batches:
        found = pq.read_table(files[batch]).to_pylist()
        rows = [
            _agency(
                row, inherited.get((batch, row["report_id"])), by_line, (batch, row["report_id"]) in different
            )
            for row in found
        ]
        for row in found:
            if row["refused_line"]:
                refused.setdefault((batch, row["refused_line"]), []).append(row["refused_path"])
        for row, entry in rows:
            if row["agency_key"]:
                result.reports[row["decided_by"] or UNDECIDED] += 1
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
    agencies_with_entries = [
        replace(agency, entries=tuple(entry for _, entry in sorted(lines[key].items())))
        for key, agency in agencies.items()
    ]
    succession_rows, result.unused = successions(
        agencies_with_entries, entries, gazetteer, {line for _, line in refused}
    )
    result.unused += [
        f"agencies.csv 第 {line} 行 / line {line}: 同一年度有几份不同的年报叫这个名称，未采用；请在每份文件旁附 <文件名>.meta.yml 写明 "
        f"division_code / several different reports of one year bear this name, not used: give each a <file>.meta.yml with "
        f"its division_code: {'、'.join(paths)}"
        for (_, line), paths in sorted(refused.items())
    ]
    _write(
        warehouse / FOLDER / "successions.parquet", pa.Table.from_pylist(succession_rows, schema=SUCCESSIONS)
    )
    write_text(warehouse / FOLDER / UNUSED, json.dumps(result.unused, ensure_ascii=False))


def unused_lines(warehouse: Path) -> list[str]:
    """The lines of agencies.csv that had no effect in the last resolution; none if there was no resolution."""
    try:
        lines: list[str] = json.loads((warehouse / FOLDER / UNUSED).read_text(encoding="utf-8"))
    except OSError:
        return []
    return lines


def _agency(
    found: dict[str, Any], inherited: dict[str, Any] | None, by_line: dict[int, Entry], is_different: bool
) -> tuple[dict[str, Any], Entry | None]:
    """Return (row of the table `agencies`, the line of agencies.csv that applies to it)."""
    row = found | inherited if inherited else found
    code, name = row["division_code"], row["agency_name"]
    entry = by_line.get(row["entry"])
    key = decided_key(code, row["agency_class"], row["canonical_name"]) if code else row["open_key"]
    if is_different and not code:
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


def _undecided_groups(found: Callable[[], Iterable[dict[str, Any]]]) -> _Groups:
    """Group the rows of the table `found` by name and scope; groups with at least one undecided row. Each call of `found`
    gives the rows of all batches."""
    undecided = {_group(row) for row in found() if row["name_in_full"] and not row["division_code"]}
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in found():
        if (name_and_scope := _group(row)) in undecided:
            groups.setdefault(name_and_scope, []).append(row)
    return list(groups.values())


def different_namesakes(groups: _Groups) -> set[tuple[str, str]]:
    """Return (batch, report_id) of undecided reports that have a namesake of the same year but different text in another
    batch: two batches of one area may hold two towns of one name."""
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
                    and (other["in_landing"] or not row["in_landing"])
                    and not alike(row["overview"] or "", other["overview"] or "")
                ):
                    found.add((row["batch"], row["report_id"]))
                    break
    return found


def inherited_decisions(
    groups: _Groups, different: Set[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return (batch, report_id) -> the decision that an undecided report takes over from other reports of its agency.

    It comes from a decided version of the same report; else from namesakes in its scope, if all decided ones agree on one
    division, none has a rival, and that division is among its candidates.
    """
    inherited: dict[tuple[str, str], dict[str, Any]] = {}
    for group in groups:
        decided = [row for row in group if row["division_code"]]
        codes = {row["division_code"] for row in decided}
        rivals = any(
            row["in_landing"] and (row["rival"] or (row["batch"], row["report_id"]) in different)
            for row in group
        )
        by_id = {row["report_id"]: row for row in decided}
        for row in group:
            if row["division_code"] or not decided:
                continue
            possible = (row["candidates"] or "").split("|")
            source = by_id.get(row["version_of"] or "")
            if source is not None and row["candidates"] and source["division_code"] not in possible:
                source = None
            if source is None and len(codes) == 1 and not rivals and codes & set(possible):
                source = min(
                    decided, key=lambda r: (r["canonical_name"], r["agency_class"] or "", r["report_id"])
                )
            if source is not None:
                inherited[row["batch"], row["report_id"]] = {
                    name: source[name] for name in ("division_code", "canonical_name", "agency_class")
                } | {"decided_by": "other_years"}
    return inherited


def _group(row: dict[str, Any]) -> tuple[str, str]:
    """The scope of an undecided name (its area, else its batch) and the name."""
    return scope_of(row["batch"]), row["name_in_full"] or ""


@lru_cache(maxsize=1)
def _code_fingerprint() -> str:
    """Hash of the code and words that resolution depends on."""
    return digest_of(code_digest(ROOT / "agencies"), file_digest(ROOT / "extract" / "form" / "labels.py"))


def _write(path: Path, table: pa.Table) -> None:
    """Write a table whole or not at all; a file with the same rows is not rewritten."""
    if path.is_file() and pq.read_table(path).equals(table):
        return
    write_parquet(path, table)
