"""What the gates found in each batch, kept beside the build: a batch of which nothing changed is not gone through again.

    $WAREHOUSE/build/gate_1/<batch>/record.json     digest, outcome, and what the verdicts rested on
    $WAREHOUSE/build/gate_1/<batch>/*.parquet       its rows of rule_results, report_gates and suggestions
    $WAREHOUSE/build/gate_1/<batch>/pages/          its pages of the Data Docs
    $WAREHOUSE/build/gate_2/<batch>/                a record and pages, of a batch that passed

The digest is of the rows themselves that a gate looks at (of gate 1: rule sides, reports, cells, problems, the batch's
own and those of reports that it is compared with), of the rules, the waivers and the code: whoever changed them, and by
whatever way, the batch is gone through again. Nothing is lost when a folder is.
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
_READ_BY = ("expectations", "extract", "common")
_VERSIONS = ("duckdb", "great-expectations", "pandas", "pyarrow")
_ROWS_AT_ONCE = 100_000
# One hash of many rows in any order: a sum beside the exclusive or, which alone would let equal rows cancel out.


@dataclass(frozen=True)
class Found:
    """What the gate found in one batch. `waived`: line of a waiver -> values that fail there; `second` and `absent`:
    files (sha256) whose second reading a verdict rests on, and those whose bytes were not there to be read again."""

    outcome: BatchOutcome
    waived: Mapping[int, Sequence[str]]
    second: Sequence[str]
    absent: Sequence[str]


class KeptBatches:
    """The kept batches of a gate, as one run of it finds and leaves them: by digest, a record and pages of the Data Docs."""

    def __init__(self, warehouse: Path, gate: str, digests: Mapping[str, str]) -> None:
        """`digests`: of each batch there is, in their order."""
        self._folder, self._site = kept_folder(warehouse, gate), docs.site(warehouse, gate)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._digests = digests
        for folder in self._folder.iterdir():  # batches that are no more
            if folder.name not in digests:
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def batches(self) -> tuple[str, ...]:
        """All batches, in their order."""
        return tuple(self._digests)

    def folder(self, batch: str) -> Path:
        """Where a batch is kept."""
        return self._folder / batch

    def record(self, batch: str) -> dict[str, Any] | None:
        """What was told of the batch when all was as it is now; null where it has to be gone through."""
        try:
            record = json.loads((self.folder(batch) / RECORD).read_text(encoding="utf-8"))
            same = record["digest"] == self._digests[batch] and (self.folder(batch) / PAGES).is_dir()
            return dict(record) if same else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def begin(self, batch: str) -> Path:
        """An empty folder for a batch that is gone through; nothing is kept of it until `keep`."""
        shutil.rmtree(self.folder(batch), ignore_errors=True)
        self.folder(batch).mkdir()
        return self.folder(batch)

    def put_back(self, old: Sequence[str]) -> None:
        """Bring the pages of the batches `old`, which were not gone through, back into the Data Docs."""
        whole = not old
        if not set(self._digests) - set(old):  # no page was written, and none cleared away
            shutil.rmtree(self._site / "validations", ignore_errors=True)
        docs.put_back(self._site, (self.folder(batch) / PAGES for batch in old), whole)

    def keep(self, batch: str, told: Mapping[str, Any]) -> None:
        """Keep what was found in a batch, with its pages of the Data Docs; last of all, so that what is kept is whole."""
        docs.keep_pages(self._site, batch, self.folder(batch) / PAGES)
        write_json(self.folder(batch) / RECORD, {"digest": self._digests[batch], **told})


class KeptFindings:
    """What gate 1 found: a record and rows of three tables for each batch."""

    def __init__(
        self,
        warehouse: Path,
        con: duckdb.DuckDBPyConnection,
        rules: Sequence[Rule],
        waivers: Waivers,
        seconds: SecondReadings,
    ) -> None:
        """`con` holds the facts and rule sides."""
        digests = _digests(con, repr(rules) + seconds.reader, waivers)
        self._kept = KeptBatches(warehouse, "gate_1", digests)
        self._raw, self._on_record = warehouse / "raw", seconds.on_record()

    @property
    def batches(self) -> tuple[str, ...]:
        """All batches of the build, in their order."""
        return self._kept.batches

    def found(self, batch: str) -> Found | None:
        """What was found in the batch when all was as it is now; null where it has to be gone through."""
        folder, record = self._kept.folder(batch), self._kept.record(batch)
        if record is None or not all((folder / f"{name}.parquet").is_file() for name in TABLES):
            return None
        try:
            waived = {int(line): seen for line, seen in record["waived"].items()}
            found = Found(_outcome(record["outcome"]), waived, record["second"], record["absent"])
        except (ValueError, KeyError, TypeError):
            return None
        to_read = any((self._raw / sha256).is_file() for sha256 in found.absent)
        return None if to_read or not self._on_record.issuperset(found.second) else found

    @contextmanager
    def tables(self, batch: str) -> Iterator[dict[str, PartsWriter]]:
        """Writers of the batch's rows, by table; whole or not at all. What was kept of it goes."""
        folder = self._kept.begin(batch)
        with ExitStack() as stack:
            yield {
                name: stack.enter_context(PartsWriter(folder / f"{name}.parquet", schema))
                for name, schema in TABLES.items()
            }

    def write(self, name: str, path: Path) -> None:
        """All batches' rows of a table in one file, in the order of the batches, whole or not at all."""
        with PartsWriter(path, TABLES[name]) as writer:
            for batch in self.batches:
                with pq.ParquetFile(self._kept.folder(batch) / f"{name}.parquet") as file:
                    for part in file.iter_batches(_ROWS_AT_ONCE):
                        writer.write(pa.Table.from_batches([part]))

    def put_back(self, old: Sequence[str]) -> None:
        """Bring the pages of the batches `old`, which were not gone through, back into the Data Docs."""
        self._kept.put_back(old)

    def keep(self, found: Found) -> None:
        """Keep what was found in a batch whose tables and pages were written."""
        self._kept.keep(found.outcome.batch, asdict(found))


def kept_folder(warehouse: Path, gate: str) -> Path:
    """Where a gate's batches are kept."""
    return warehouse / "build" / gate


def forget(warehouse: Path) -> None:
    """Keep nothing: the next run of both gates goes through every batch."""
    for gate in ("gate_1", "gate_2"):
        shutil.rmtree(kept_folder(warehouse, gate), ignore_errors=True)


def digests_of(con: duckdb.DuckDBPyConnection, rows: str, more: str) -> dict[str, str]:
    """Batch -> digest of all its rows in the query `rows` (which has a column batch), of `more` and of the code."""
    found = con.execute(
        f"select batch, {rows_digest('q')} from ({rows}) as q group by batch order by batch"
    ).fetchall()
    common = [_CODE, more]
    return {batch: digest_of(common, seen) for batch, seen in found}


def _outcome(told: dict[str, Any]) -> BatchOutcome:
    rules = tuple(
        RuleOutcome(**rule | {"examples": tuple(_example(example) for example in rule["examples"])})
        for rule in told["rules"]
    )
    return BatchOutcome(**told | {"rules": rules})


def _example(told: dict[str, Any]) -> Example:
    return Example(**told | {"differences": tuple(Difference(**d) for d in told["differences"])})


def _digests(con: duckdb.DuckDBPyConnection, more: str, waivers: Waivers) -> dict[str, str]:
    """Batch -> digest of all that the gate looks at in it."""
    common = repr([_CODE, more, [_of_rows(con, name) for name in _SEEDS]])
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
    own = dict(
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
    return {batch: digest_of(common, own.get(batch), seen, waivers.about(batch)) for batch, seen in reports}


def _of_rows(con: duckdb.DuckDBPyConnection, name: str) -> str:
    [(told,)] = con.execute(f"select {rows_digest('t')} from {name} as t").fetchall()
    return str(told)


def _code() -> str:
    """Hash of the code that finds: this package and the one it reads by, and what they are built on."""
    return digest_of(sys.version, code_digest(*(ROOT / name for name in _READ_BY), packages=_VERSIONS))


_CODE = _code()  # as it was loaded, should it change while a process runs
