"""Gate 2, with the quarantine broken on purpose: no mart is built, nothing is published, the link stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from publish import current_manifest
from samples.model import load_reports
from tests.support.published import publish_landing
from tests.support.receiver import Receiver, receiving
from tests.support.refresh_warehouse import ROOT, ask, expected_status, refresh_warehouse

# Gate 1 does its work, and then somebody's bug certifies what it held.
BREAK_THE_QUARANTINE = """
import expectations.gates.gate_1 as gate
import pyarrow as pa, pyarrow.parquet as pq
evaluate = gate.gate_1
def broken(warehouse, *arguments):
    result = evaluate(warehouse, *arguments)
    path = warehouse / "gates" / "report_gates.parquet"
    table = pq.read_table(path)
    status = ["certified" if value == "held" else value for value in table["gate_status"].to_pylist()]
    place = table.schema.get_field_index("gate_status")
    pq.write_table(table.set_column(place, "gate_status", pa.array(status, pa.string())), path)
    return result
gate.gate_1 = broken
"""
# The disk is full while reports are read: the run ends at its first step.
NO_SPACE = """
import extract.store.batches as store
def broken(*arguments):
    raise OSError(28, "No space left on device")
store.extract_batch = broken
"""


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as server:
        yield server


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A landing folder with one batch that has a held report, and a warehouse published from it."""
    folder = tmp_path_factory.mktemp("gate")
    landing, warehouse = folder / "landing", folder / "warehouse"
    batch = next(report.file for report in load_reports() if expected_status(report) == "held").split("/")[0]
    shutil.copytree(ROOT / "landing" / batch, landing / batch)
    publish_landing(landing, warehouse)
    assert ask(warehouse, "select count(*) from dim_report where gate_status = 'held'") != [(0,)]
    return landing, warehouse


def _state(warehouse: Path) -> tuple[str, bytes, list[str]]:
    """The link, the bytes behind it, and every version there is."""
    file = warehouse / "current" / "gongkai.duckdb"
    versions = sorted(path.name for path in (warehouse / "versions").iterdir())
    return os.readlink(warehouse / "current"), file.read_bytes(), versions


def _read(warehouse: Path) -> dict[str, int]:
    """When each file of extraction was written."""
    return {
        path.relative_to(warehouse).as_posix(): path.stat().st_mtime_ns
        for path in (warehouse / "extracted").rglob("*.parquet")
    }


def _built(warehouse: Path) -> set[str]:
    with duckdb.connect(str(warehouse / "build" / "gongkai.duckdb"), read_only=True) as database:
        return {
            row[0] for row in database.execute("select table_name from information_schema.tables").fetchall()
        }


def test_a_forced_run_reads_nothing_again_and_publishes_nothing_new(published: tuple[Path, Path]) -> None:
    landing, warehouse = published
    before, read = _state(warehouse), _read(warehouse)

    ran = refresh_warehouse(landing, warehouse, FORCE="1")

    assert ran.code == 0, ran.said
    assert "nothing changed, no new version" in ran.said
    assert "nothing read again" in ran.said
    assert (_state(warehouse), _read(warehouse)) == (before, read)


def test_a_held_report_among_the_certified_blocks_marts_and_publishing(
    published: tuple[Path, Path], receiver: Receiver
) -> None:
    landing, warehouse = published
    before = _state(warehouse)
    (warehouse / "build" / "gongkai.duckdb").unlink()  # so that a mart found afterwards was built by this run

    ran = refresh_warehouse(landing, warehouse, first=BREAK_THE_QUARANTINE, GONGKAI_ALERT_URLS=receiver.url)

    assert ran.code != 0
    assert "Traceback" not in ran.said
    (line,) = [line for line in ran.said.splitlines() if "nothing published" in line]
    assert "gate 2" in line
    assert _state(warehouse) == before
    assert "int_certified_reports" in _built(warehouse)
    assert not {name for name in _built(warehouse) if name.startswith("mart_")}
    with dg.DagsterInstance.from_config(str(warehouse / "dagster")) as instance:
        run = instance.get_runs(limit=1)[0]
        log = instance.all_logs(run.run_id)
    steps = {
        entry.step_key for entry in log if entry.is_dagster_event and entry.get_dagster_event().is_step_start
    }
    assert run.status == dg.DagsterRunStatus.FAILURE
    assert "dbt_verdicts" in steps
    assert not {"dbt_marts", "published_warehouse"} & steps
    titles = [message["title"] for message in receiver.messages]
    assert any("关口" in title for title in titles)  # gate 2's own failure
    assert any("核对" in title for title in titles)  # and the reports', although it blocked


def test_a_run_that_breaks_off_is_told_and_what_could_not_be_told_is_shown(
    published: tuple[Path, Path], receiver: Receiver
) -> None:
    landing, warehouse = published
    before, told = _state(warehouse), len(receiver.messages)
    down = Receiver()
    down.server_close()

    ran = refresh_warehouse(
        landing,
        warehouse,
        first=NO_SPACE,
        GONGKAI_ALERT_URLS=f"{receiver.url} {down.url}",
        GONGKAI_ALERT_TIMEOUT="2",
    )

    assert ran.code != 0
    assert "Traceback" not in ran.said
    (message,) = receiver.messages[told:]
    assert "extracted_reports" in message["message"]
    assert "No space left on device" in message["message"]
    assert "not delivered, sent again next time" in ran.said
    assert _state(warehouse) == before


def test_strict_lets_no_held_report_by(
    published: tuple[Path, Path],
) -> None:
    landing, warehouse = published
    before = _state(warehouse)

    strict = refresh_warehouse(landing, warehouse, STRICT="1")

    assert strict.code != 0
    assert "STRICT" in strict.said
    assert _state(warehouse) == before


def test_nothing_readable_publishes_nothing(tmp_path: Path) -> None:
    landing, warehouse = tmp_path / "landing", tmp_path / "warehouse"
    (landing / "2023-a").mkdir(parents=True)
    (landing / "2023-a" / "empty.pdf").write_bytes(b"")
    (landing / "2023-a" / "damaged.docx").write_bytes(b"PK\x03\x04 and then the line went dead")

    ran = refresh_warehouse(landing, warehouse)

    assert ran.code != 0
    assert "Traceback" not in ran.said
    assert len([line for line in ran.said.splitlines() if "nothing published" in line]) == 1
    assert current_manifest(warehouse) is None


@pytest.mark.parametrize("make", [False, True])
def test_a_landing_folder_that_is_missing_or_empty_is_one_clear_line(tmp_path: Path, make: bool) -> None:
    landing = tmp_path / "landing"
    if make:
        (landing / "2023-a").mkdir(parents=True)

    ran = refresh_warehouse(landing, tmp_path / "warehouse")

    assert ran.code != 0
    assert len(ran.said.strip().splitlines()) == 1
    assert str(landing) in ran.said
    assert not (tmp_path / "warehouse").exists()
