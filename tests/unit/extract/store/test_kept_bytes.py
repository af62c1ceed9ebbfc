"""Versions that left the landing folder are read again from the kept bytes when the reading code changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from extract.store import batches as store
from extract.store.batches import extract_batch, list_batches
from extract.store.schemas import SCHEMAS
from tests.support.older_store import age
from tests.support.small_report import REPORT

BATCH = "2021-990000"
GONE = "柳湾镇.txt"


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = tmp_path / "landing" / BATCH
    folder.mkdir(parents=True)
    (folder / GONE).write_text(REPORT, encoding="utf-8")
    (folder / "stays.txt").write_text(REPORT.replace("柳湾", "桃湾"), encoding="utf-8")
    return tmp_path / "landing"


def run(landing: Path) -> store.BatchResult:
    files = list_batches(landing)[BATCH]
    return extract_batch(BATCH, files, landing, landing.parent / "warehouse")


def tables(landing: Path) -> dict[str, list[dict[str, Any]]]:
    folder = landing.parent / "warehouse/extracted" / BATCH
    return {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in SCHEMAS}


def leave(landing: Path) -> None:
    for path in (landing / BATCH).glob(f"{GONE}*"):
        path.unlink()
    run(landing)


def test_an_older_row_of_a_version_that_left_is_read_again(landing: Path) -> None:
    """Guards rows without codes, and without a form of table four, that stayed in the store for good."""
    run(landing)
    leave(landing)
    before = tables(landing)
    age(landing.parent / "warehouse")
    result = run(landing)
    assert (result.read, result.gone, result.by_status) == (1, 1, {"partial": 1})
    assert tables(landing) == before
    assert run(landing).changed is False, "once"


def test_what_its_sidecar_said_is_not_lost(landing: Path) -> None:
    (landing / BATCH / f"{GONE}.meta.yml").write_text(
        "agency_name: 青禾县柳湾镇人民政府\ndivision_code: '990101'\nurl: https://a.example/1\npublished_on: '2022-01-31'\n",
        encoding="utf-8",
    )
    run(landing)
    leave(landing)
    before = tables(landing)
    age(landing.parent / "warehouse")
    run(landing)
    assert tables(landing) == before
    assert not list((landing.parent / "warehouse/.extracting").glob("*"))


def test_what_was_wrong_with_its_sidecar_is_not_lost(landing: Path) -> None:
    (landing / BATCH / f"{GONE}.meta.yml").write_text("division_code: 柳湾\n", encoding="utf-8")
    run(landing)
    leave(landing)
    age(landing.parent / "warehouse")
    run(landing)
    assert [
        row["instance"] for row in tables(landing)["problems"] if row["code"] == "sidecar_unreadable"
    ] == [None]


@pytest.mark.parametrize("damage", ["gone", "other bytes"])
def test_without_its_bytes_it_stays_as_it_was(landing: Path, damage: str) -> None:
    run(landing)
    leave(landing)
    age(landing.parent / "warehouse")
    [row] = [row for row in tables(landing)["reports"] if not row["in_landing"]]
    kept = landing.parent / "warehouse/raw" / row["sha256"]
    kept.unlink()
    if damage == "other bytes":
        kept.write_bytes(b"x")
    run(landing)
    [row] = [row for row in tables(landing)["reports"] if not row["in_landing"]]
    assert (row["extractor"], row["status"]) == ("older", "partial")


def test_a_batch_of_which_nothing_can_be_read_is_stored_in_todays_columns(landing: Path) -> None:
    """Guards dbt over a store of which no batch has the columns of today."""
    run(landing)
    shutil.rmtree(landing.parent / "warehouse/raw")
    for path in (landing / BATCH).iterdir():
        path.unlink()
    run(landing)
    age(landing.parent / "warehouse")
    assert run(landing).changed
    for name, schema in SCHEMAS.items():
        path = landing.parent / "warehouse/extracted" / BATCH / f"{name}.parquet"
        assert pq.read_schema(path).equals(schema)
