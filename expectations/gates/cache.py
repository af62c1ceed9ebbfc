"""Caches the gates' results of each batch beside the build, so that an unchanged batch is not evaluated again.

    $WAREHOUSE/build/gate_1/<batch>/record.json     digest, outcome, and the files that the verdicts depend on
    $WAREHOUSE/build/gate_1/<batch>/*.parquet       the batch's rows of rule_results, report_gates and suggestions
    $WAREHOUSE/build/gate_1/<batch>/pages/          the batch's pages of the Data Docs
    $WAREHOUSE/build/gate_2/<batch>/                record and pages; only of a batch that passed

The digest covers the rows that a gate reads (gate 1: rule sides, reports, cells and problems, of the batch and of the
reports that it is compared with), the rules, the waivers and the code. When any of them changes, the batch is evaluated
again. A folder can be deleted without loss.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from common.digests import code_digest, digest_of, rows_digest
from common.parquet_files import PartsWriter
from common.paths import ROOT
from common.whole_files import write_json
from expectations.evidence import records
from expectations.evidence.second_readings import SecondReadings
from expectations.failure import Difference
from expectations.gates import data_docs as docs
from expectations.gates.results import BatchOutcome, Example, RuleOutcome
from expectations.repair.service import SUGGESTIONS
from expectations.rules.rule import Rule
from expectations.waivers import Waivers

TABLES = {
    "rule_results": records.RULE_RESULTS,
    "report_gates": records.REPORT_GATES,
    "suggestions": SUGGESTIONS,
}
RECORD, PAGES = "record.json", "pages"
_SEEDS = ("rules", "rule_instances", "rule_terms", "rule_codes", "form_cells")
_CODE_FOLDERS = ("expectations", "extract", "common")
_PACKAGES = ("duckdb", "great-expectations", "pandas", "pyarrow")
_ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class BatchFindings:
    """Results of gate 1 for one batch. `waived`: line of a waiver -> values that fail there; `second`: files (sha256)
    whose second reading a verdict depends on; `absent`: files to be read a second time whose bytes were not kept."""

    outcome: BatchOutcome
    waived: Mapping[int, Sequence[str]]
    second: Sequence[str]
    absent: Sequence[str]


class CachedBatches:
    """The cached batches of one gate: for each a record with the batch's digest, and its pages of the Data Docs."""

    def __init__(self, warehouse: Path, gate: str, digests: Mapping[str, str]) -> None:
        """`digests`: batch -> digest, of every batch of the build in order. Removes the folders of other batches."""
        self._folder, self._site = cache_folder(warehouse, gate), docs.site(warehouse, gate)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._digests = digests
        for folder in self._folder.iterdir():
            if folder.name not in digests:
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def batches(self) -> tuple[str, ...]:
        """All batches, in their order."""
        return tuple(self._digests)

    def folder(self, batch: str) -> Path:
        """Folder in which a batch is cached."""
        return self._folder / batch

    def record(self, batch: str) -> dict[str, Any] | None:
        """Record of a batch with an unchanged digest; null if the batch has to be evaluated."""
        try:
            record = json.loads((self.folder(batch) / RECORD).read_text(encoding="utf-8"))
            unchanged = record["digest"] == self._digests[batch] and (self.folder(batch) / PAGES).is_dir()
            return dict(record) if unchanged else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def begin(self, batch: str) -> Path:
        """Empty the folder of a batch before it is evaluated, and return it. `store` makes the batch cached again."""
        shutil.rmtree(self.folder(batch), ignore_errors=True)
        self.folder(batch).mkdir()
        return self.folder(batch)

    def restore_pages(self, unchanged: Sequence[str]) -> None:
        """Copy the cached pages of the batches that were not evaluated back into the Data Docs."""
        index_is_complete = not unchanged
        if not set(self._digests) - set(unchanged):
            # Great Expectations did not run, so it has not removed the old pages.
            shutil.rmtree(self._site / "validations", ignore_errors=True)
        docs.restore_pages(self._site, (self.folder(batch) / PAGES for batch in unchanged), index_is_complete)

    def store(self, batch: str, findings: Mapping[str, Any]) -> None:
        """Cache a batch's findings and its pages of the Data Docs. The record is written last: it marks the rest complete."""
        docs.save_pages(self._site, batch, self.folder(batch) / PAGES)
        write_json(self.folder(batch) / RECORD, {"digest": self._digests[batch], **findings})


class CachedFindings:
    """The cached results of gate 1: a record and rows of three tables for each batch."""

    def __init__(
        self,
        warehouse: Path,
        con: duckdb.DuckDBPyConnection,
        rules: Sequence[Rule],
        waivers: Waivers,
        seconds: SecondReadings,
    ) -> None:
        """`con`: connection to the build file, with the facts and rule sides."""
        digests = _digests(con, repr(rules) + seconds.reader, waivers)
        self._cache = CachedBatches(warehouse, "gate_1", digests)
        self._raw, self._on_record = warehouse / "raw", seconds.on_record()

    @property
    def batches(self) -> tuple[str, ...]:
        """All batches of the build, in their order."""
        return self._cache.batches

    def load(self, batch: str) -> BatchFindings | None:
        """Cached results of a batch with an unchanged digest; null if the batch has to be evaluated.

        Also null where a second reading that a verdict depends on is not on record any more, or a file whose bytes
        were not kept can be read now.
        """
        folder, record = self._cache.folder(batch), self._cache.record(batch)
        if record is None or not all((folder / f"{name}.parquet").is_file() for name in TABLES):
            return None
        try:
            waived = {int(line): values for line, values in record["waived"].items()}
            found = BatchFindings(_outcome(record["outcome"]), waived, record["second"], record["absent"])
        except (ValueError, KeyError, TypeError):
            return None
        readable_now = any((self._raw / sha256).is_file() for sha256 in found.absent)
        return None if readable_now or not self._on_record.issuperset(found.second) else found

    @contextmanager
    def tables(self, batch: str) -> Iterator[dict[str, PartsWriter]]:
        """Writers of the batch's rows, by table; each file is complete or absent. Drops what was cached of the batch."""
        folder = self._cache.begin(batch)
        with ExitStack() as stack:
            yield {
                name: stack.enter_context(PartsWriter(folder / f"{name}.parquet", schema))
                for name, schema in TABLES.items()
            }

    def write(self, name: str, path: Path) -> None:
        """Write all batches' rows of a table to one file, in the order of the batches; it is complete or not replaced."""
        with PartsWriter(path, TABLES[name]) as writer:
            for batch in self.batches:
                with pq.ParquetFile(self._cache.folder(batch) / f"{name}.parquet") as file:
                    for part in file.iter_batches(_ROWS_AT_ONCE):
                        writer.write(pa.Table.from_batches([part]))

    def restore_pages(self, unchanged: Sequence[str]) -> None:
        """Copy the cached pages of the batches that were not evaluated back into the Data Docs."""
        self._cache.restore_pages(unchanged)

    def store(self, found: BatchFindings) -> None:
        """Cache the results of a batch whose tables and pages were written."""
        self._cache.store(found.outcome.batch, asdict(found))


def cache_folder(warehouse: Path, gate: str) -> Path:
    """Folder in which a gate's batches are cached."""
    return warehouse / "build" / gate


def clear_cache(warehouse: Path) -> None:
    """Remove the cached results of both gates, so that the next run evaluates every batch."""
    for gate in ("gate_1", "gate_2"):
        shutil.rmtree(cache_folder(warehouse, gate), ignore_errors=True)


def digests_of(con: duckdb.DuckDBPyConnection, rows: str, more: str) -> dict[str, str]:
    """Batch -> digest of its rows in the query `rows` (which has a column batch), of `more` and of the code."""
    digests = con.execute(
        f"select batch, {rows_digest('q')} from ({rows}) as q group by batch order by batch"
    ).fetchall()
    common = [_CODE, more]
    return {batch: digest_of(common, digest) for batch, digest in digests}


def _outcome(stored: dict[str, Any]) -> BatchOutcome:
    rules = tuple(
        RuleOutcome(**rule | {"examples": tuple(_example(example) for example in rule["examples"])})
        for rule in stored["rules"]
    )
    return BatchOutcome(**stored | {"rules": rules})


def _example(stored: dict[str, Any]) -> Example:
    return Example(**stored | {"differences": tuple(Difference(**d) for d in stored["differences"])})


def _digests(con: duckdb.DuckDBPyConnection, more: str, waivers: Waivers) -> dict[str, str]:
    """Batch -> digest of everything that gate 1 reads to evaluate it."""
    common = repr([_CODE, more, [_table_digest(con, name) for name in _SEEDS]])
    con.execute(
        f"""
        create or replace temp table seen_reports as
        with cells as (select report_id, {rows_digest("c")} as seen from fct_cells as c group by report_id),
        problems as (select report_id, {rows_digest("p")} as seen from stg_problems as p group by report_id)
        select r.report_id, hash(hash(r), c.seen, p.seen) as seen
        from stg_reports as r
        left join cells as c on r.report_id = c.report_id
        left join problems as p on r.report_id = p.report_id
        """
    )
    sides = dict(
        con.execute(f"select batch, {rows_digest('s')} from int_rule_sides as s group by batch").fetchall()
    )
    reports = con.execute(
        f"""
        select n.batch, {rows_digest("n.report_id, s.seen")}
        from (
            select batch, report_id from stg_reports
            union
            select batch, other_report_id from int_rule_sides where other_report_id is not null
        ) as n
        left join seen_reports as s on n.report_id = s.report_id
        group by n.batch order by n.batch
        """
    ).fetchall()
    con.execute("drop table seen_reports")
    return {
        batch: digest_of(common, sides.get(batch), digest, waivers.about(batch)) for batch, digest in reports
    }


def _table_digest(con: duckdb.DuckDBPyConnection, name: str) -> str:
    [(digest,)] = con.execute(f"select {rows_digest('t')} from {name} as t").fetchall()
    return str(digest)


def _code() -> str:
    """Digest of the code that decides a gate's results: our own packages, the versions of others, and Python's."""
    return digest_of(sys.version, code_digest(*(ROOT / name for name in _CODE_FOLDERS), packages=_PACKAGES))


_CODE = _code()  # of the code that is loaded: the files may change while a process runs
