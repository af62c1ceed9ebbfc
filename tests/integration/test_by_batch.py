"""What is built by batch equals what is built anew, whatever happened to the batches in between.

GONGKAI_LONG=20 adds that many runs of four steps, each with changes of its own (half a minute a step).
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from expectations.gates.batch_digests import store_batches
from expectations.gates.comparison import Comparer
from expectations.gates.gate_1 import gate_1
from expectations.gates.gate_2 import gate_2
from expectations.gates.results import BatchOutcome
from tests.support.changes import Landing, build_anew, build_by_batch, differences
from tests.support.warehouses import change, dbt, gates, report_id, rows

LONG = int(os.environ.get("GONGKAI_LONG", "0"))


@pytest.fixture
def waivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The waivers of the landing folder."""
    monkeypatch.setenv("GONGKAI_WAIVERS", str(tmp_path / "landing" / "waivers.csv"))


@pytest.mark.usefixtures("waivers")
def test_changed_batches_leave_what_a_build_of_everything_leaves(tmp_path: Path) -> None:
    """All kinds of changes at once; between them a run that broke off after some tables, and one that did in the gate."""
    warehouse, landing = tmp_path / "warehouse", Landing(tmp_path / "landing", seed=1)
    # no government, to whose reports a roster matters, and no words that others print as well
    elsewhere = {
        "2022-980000": [replace(landing.draft("示例己局", 2022), agency_class="department", sections={})]
    }
    landing.write(warehouse, elsewhere)
    build_by_batch(warehouse)
    kept = warehouse / "build" / "gate_1" / "2022-980000" / "record.json"
    before = kept.stat().st_mtime_ns, made_by(warehouse)["2022-980000"]

    first = (
        landing.add,
        landing.correct,
        landing.double,
        landing.move,
        landing.read_otherwise,
        landing.enrol,
    )
    for happens in first:
        happens()
    landing.write(warehouse, elsewhere)
    build_by_batch(warehouse, "stg_reports stg_cells fct_cells int_reading_sides", gate=False)
    for happens in (landing.rename, landing.remove, landing.withdraw, landing.waive):
        happens()
    landing.write(warehouse, elsewhere)

    def stop(batch: BatchOutcome) -> None:
        raise RuntimeError("power cut")

    build_by_batch(warehouse, gate=False)
    with pytest.raises(RuntimeError, match="power cut"):
        gate_1(warehouse, stop)
    gate_1(warehouse)
    assert differences(warehouse, build_anew(warehouse, tmp_path / "anew")) == []
    assert (kept.stat().st_mtime_ns, made_by(warehouse)["2022-980000"]) == before, "that batch was left alone"


def made_by(warehouse: Path) -> dict[str, str]:
    """Batch -> digest that the rule sides were made by."""
    return dict(rows(warehouse, "select batch, digest from by_batch.batches_of_int_rule_sides"))


def test_without_the_token_everything_is_made_anew(own: Path) -> None:
    """A call of dbt by hand knows nothing of what changed: it makes no use of digests, and leaves none."""
    store_batches(own)
    dbt(own, "run", "--select", "fct_cells")
    assert rows(own, "select * from by_batch.batches_of_fct_cells") == []


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Batches that Great Expectations was asked about; to be cleared."""
    asked: list[str] = []
    compare = Comparer.compare

    def count(self: Comparer, suite: Any, name: str, *rest: Any) -> Any:
        asked.append(name)
        return compare(self, suite, name, *rest)

    monkeypatch.setattr(Comparer, "compare", count)
    return asked


def test_gate_1_goes_through_what_changed_only(own: Path, compared: list[str]) -> None:
    tables = ("rule_results", "report_gates", "suggestions")
    first, found = gate_1(own), {name: gates(own, name) for name in tables}
    pages = sorted((own / "data_docs" / "gate_1" / "validations").rglob("*.html"))
    compared.clear()
    assert gate_1(own) == first
    assert ({name: gates(own, name) for name in tables}, compared) == (found, [])
    assert sorted((own / "data_docs" / "gate_1" / "validations").rglob("*.html")) == pages
    change(own, f"update fct_cells set raw = '?' where report_id = '{report_id('balance')}'")
    gate_1(own)
    assert compared == ["2022-990000"]
    change(own, f"update fct_cells set raw = '?' where report_id = '{report_id('county')}'")
    gate_1(own)
    assert compared[1:] == ["2021-990000", "2022-990000"], "the next year's report is compared with it"
    for page in (own / "data_docs" / "gate_1" / "validations").rglob("*.html"):
        page.unlink()
    gate_1(own)
    assert len(compared) == 3
    assert {path.parents[1].name for path in (own / "data_docs").rglob("gate_1/*/*/*.html")} >= set(compared)


def test_gate_2_goes_through_what_changed_only_and_never_keeps_what_failed(
    own: Path, compared: list[str]
) -> None:
    first = gate_2(own, strict=False)
    compared.clear()
    assert gate_2(own, strict=False) == first
    assert compared == []
    change(own, f"insert into int_certified_reports values ('{report_id('balance')}', '2022-990000')")
    for _ in range(2):
        compared.clear()
        assert not gate_2(own, strict=False).success
        assert set(compared) == {"2022-990000"}


@pytest.mark.skipif(not LONG, reason="GONGKAI_LONG gives the number of runs")
@pytest.mark.usefixtures("waivers")
@pytest.mark.parametrize("seed", range(LONG))
def test_any_sequence_of_changes(tmp_path: Path, seed: int) -> None:
    warehouse, landing = tmp_path / "warehouse", Landing(tmp_path / "landing", seed)
    landing.write(warehouse)
    build_by_batch(warehouse)
    for step in range(4):
        told = [landing.change() for _ in range(landing.chance.randint(1, 4))]
        landing.write(warehouse)
        build_by_batch(warehouse)
        found = differences(warehouse, build_anew(warehouse, tmp_path / "anew"))
        assert found == [], f"step {step}: {told}"
