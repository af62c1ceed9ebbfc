"""Reads files a second time where rules fail, each file once, and records the results under $WAREHOUSE/gates.

    $WAREHOUSE/gates/second_readings.parquet    schema: expectations.evidence.records.SECOND_READINGS

One report is in memory at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from common.parquet_files import PartsWriter
from expectations.evidence import records
from expectations.evidence.verdicts import CellAgain, SecondReading, asks, joint, judged
from expectations.failure import Failure
from extract.messages import Refusal
from extract.pool import map_files
from extract.reading import second_reading
from extract.store.schemas import extractor_fingerprint

OnSecond = Callable[[int, int], None]
_Row = dict[str, Any]
_ROWS_AT_ONCE = 100_000


def read_again(path: Path) -> SecondReading | None:
    """The second reading of one file; null if its format has no second reader, or the second reader cannot read it."""
    report = second_reading(path)
    return None if report is None else SecondReading.of(report)


class SecondReadings:
    """Second readings of a warehouse's files, taken from the record or by reading the kept bytes again."""

    def __init__(self, warehouse: Path, jobs: int = 1) -> None:
        """`jobs`: number of processes that read."""
        self._jobs = jobs
        self._raw = warehouse / "raw"
        self._path = records.gates_folder(warehouse) / "second_readings.parquet"
        self._new_path = self._path.with_name("second_readings.new.parquet")
        self.reader = extractor_fingerprint()
        self._new: PartsWriter | None = None
        self._fresh: list[_Row] = []
        self._read: set[str] = set()
        self.used: frozenset[str] = frozenset()
        """Files (sha256) whose second reading, or the lack of one, decided the verdicts of the latest call of `judge`."""
        self.absent: frozenset[str] = frozenset()
        """Files (sha256) that the same call wanted to read and whose bytes are not kept."""

    def judge(
        self, failures: Sequence[Failure], on_second: OnSecond = lambda done, total: None
    ) -> list[Failure]:
        """Return the failures with their verdicts; reads a file a second time where the first reading gives no verdict.

        `on_second(done, total)` is called after each file that is read now; readings on record are not counted.
        """
        result = list(failures)
        # file (sha256) -> (index of the failure, is it the report that the rule compares with?)
        asked: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        for index, failure in enumerate(failures):
            if asks(failure):
                if not failure.explicit_cells:
                    asked[failure.sha256].append((index, False))
                if failure.other is not None and not failure.other.explicit_cells:
                    asked[failure.other.sha256].append((index, True))
        wanted = set(asked)
        verdicts: dict[int, list[str]] = defaultdict(list)

        def settle(sha256: str, second: SecondReading | None) -> None:
            for index, of_other in asked.pop(sha256, ()):  # a record may hold a file twice
                outcome = judged(result[index], second, of_other)
                verdicts[index].append(outcome.verdict)
                result[index] = replace(
                    result[index], differences=result[index].differences + outcome.differences
                )

        for sha256, second in self._recorded(wanted):
            settle(sha256, second)
        readable = sorted(sha256 for sha256 in asked if (self._raw / sha256).is_file())
        readings = _read([self._raw / sha256 for sha256 in readable], self._jobs)
        for done, (sha256, second) in enumerate(zip(readable, readings, strict=True), start=1):
            self._record(sha256, second)
            settle(sha256, second)
            on_second(done, len(readable))
        self.used, self.absent = frozenset(wanted - set(asked)), frozenset(asked)
        for sha256 in list(asked):
            settle(sha256, None)
        for index, of_reports in verdicts.items():
            result[index] = replace(result[index], verdict=joint(of_reports))
        return result

    def on_record(self) -> frozenset[str]:
        """Files (sha256) that an earlier run has tried to read a second time, with or without success."""
        return frozenset(
            sha256
            for table in self._parts(self._path)
            for sha256 in table.filter(pc.equal(table["reader"], self.reader))["sha256"].unique().to_pylist()
        )

    def close(self) -> None:
        """Add the files read in this run to the record, and drop readings by other versions of the reading code."""
        if not self._read:
            return
        self._flush()
        assert self._new is not None
        self._new.commit()
        self._new = None
        with PartsWriter(self._path, records.SECOND_READINGS) as merged:
            for table in self._parts(self._path):
                merged.write(
                    table.filter(
                        pc.and_(
                            pc.equal(table["reader"], self.reader),
                            pc.invert(pc.is_in(table["sha256"], pa.array(sorted(self._read), pa.string()))),
                        )
                    )
                )
            for table in self._parts(self._new_path):
                merged.write(table)
        self._new_path.unlink()

    def _recorded(self, asked: set[str]) -> Iterator[tuple[str, SecondReading | None]]:
        """Readings on record, one file at a time: the rows of a file are consecutive."""
        wanted = pa.array(sorted(asked), pa.string())
        rows = (
            row
            for table in self._parts(self._path)
            for row in table.filter(
                pc.and_(pc.equal(table["reader"], self.reader), pc.is_in(table["sha256"], wanted))
            ).to_pylist()
        )
        for sha256, rows_of_file in groupby(rows, key=lambda row: str(row["sha256"])):
            yield sha256, _from_rows(list(rows_of_file))

    def _record(self, sha256: str, second: SecondReading | None) -> None:
        if sha256 in self._read:  # two batches may hold the same bytes
            return
        common: _Row = {"sha256": sha256, "reader": self.reader}
        self._fresh += [common | row for row in _rows(second)]
        self._read.add(sha256)
        if len(self._fresh) >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if self._new is None:
            self._new = PartsWriter(self._new_path, records.SECOND_READINGS)
        self._new.write(pa.Table.from_pylist(self._fresh, schema=records.SECOND_READINGS))
        self._fresh.clear()

    @staticmethod
    def _parts(path: Path) -> Iterator[pa.Table]:
        if path.is_file():
            with pq.ParquetFile(path) as file:
                for part in file.iter_batches(_ROWS_AT_ONCE):
                    yield pa.Table.from_batches([part])


def _read(paths: Sequence[Path], jobs: int) -> Iterator[SecondReading | None]:
    """Second readings in the order of `paths`; null for a file that exceeds the limits of its process."""
    return map_files(read_again, paths, jobs, _none) if paths else iter(())


def _none(path: Path, refusal: Refusal) -> None:
    return None


def _rows(second: SecondReading | None) -> Iterator[_Row]:
    if second is None:
        yield {"kind": "none"}
        return
    for key, cell in second.cells.items():
        yield {"kind": "cell", "key": key, **cell._asdict()}
    for table, version in second.forms.items():
        yield {"kind": "form", "key": table, "value": version}
    for code, instance in sorted(second.problems, key=str):
        yield {"kind": "problem", "key": code, "value": instance}


def _from_rows(rows: Sequence[dict[str, Any]]) -> SecondReading | None:
    if rows[0]["kind"] == "none":
        return None
    return SecondReading(
        {
            row["key"]: CellAgain(row["state"], row["value"], row["doubted"])
            for row in rows
            if row["kind"] == "cell"
        },
        {row["key"]: row["value"] for row in rows if row["kind"] == "form"},
        frozenset((row["key"], row["value"]) for row in rows if row["kind"] == "problem"),
    )
