"""The record of second readings: each file stands in it once, whoever asks, and an odd record stops no run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations.check.draft import check_report
from expectations.evidence import second_readings
from expectations.evidence.second_readings import SecondReadings
from expectations.evidence.verdicts import SecondReading
from expectations.failure import Failure
from tests.support.drafts import Draft, report, zeros

TOTAL = "appeals/reconsideration/total"
FIRST, SECOND = (zeros(name, explicit=False).with_cells({TOTAL: "4"}) for name in ("示例甲镇", "示例乙镇"))


@lru_cache(maxsize=1)
def unjudged() -> Failure:
    [failure] = check_report(Path("a.pdf"), report(FIRST)).failures
    assert failure.verdict == "unknown"
    return failure


def broken(draft: Draft) -> Failure:
    """The one failure of a draft, whose verdict needs a second reading: the drafts differ in their names only."""
    return replace(unjudged(), report_id=draft.report_id, sha256=draft.sha256)


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    drafts = {draft.sha256: draft for draft in (FIRST, SECOND)}

    def read(paths: Sequence[Path], jobs: int) -> Iterator[SecondReading | None]:
        yield from (SecondReading.of(report(drafts[path.name])) for path in paths)

    monkeypatch.setattr(second_readings, "_read", read)
    (tmp_path / "raw").mkdir()
    for sha256 in drafts:
        (tmp_path / "raw" / sha256).write_bytes(b"kept")
    return tmp_path


def judged(seconds: SecondReadings, *drafts: Draft) -> list[str]:
    return [failure.verdict for failure in seconds.judge([broken(draft) for draft in drafts])]


def test_a_file_that_two_batches_ask_for_is_on_record_once(warehouse: Path) -> None:
    seconds = SecondReadings(warehouse)
    assert judged(seconds, FIRST, SECOND) == ["source", "source"]
    assert judged(seconds, FIRST) == ["source"]
    seconds.close()
    rows = pq.read_table(warehouse / "gates" / "second_readings.parquet").to_pylist()
    keys = [(row["sha256"], row["kind"], row["key"], row["value"]) for row in rows if row["kind"] == "cell"]
    assert len(keys) == len(set(keys)) == len(FIRST.cells) + len(SECOND.cells)


def test_a_record_that_holds_a_file_twice_stops_no_run(warehouse: Path) -> None:
    # Guards a run that died of a record which an earlier one had written so.
    seconds = SecondReadings(warehouse)
    judged(seconds, FIRST, SECOND)
    seconds.close()
    path = warehouse / "gates" / "second_readings.parquet"
    table = pq.read_table(path)
    first = table["sha256"][0].as_py()
    own = [n for n, sha256 in enumerate(table["sha256"].to_pylist()) if sha256 == first]
    pq.write_table(pa.concat_tables([table, table.take(own)]), path)
    for _ in range(2):
        seconds = SecondReadings(warehouse)
        assert judged(seconds, FIRST, SECOND) == ["source", "source"]
        seconds.close()
