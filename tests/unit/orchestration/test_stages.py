"""What a run does around dbt's calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.gates.batch_digests import BY_BATCH
from orchestration.stages import STAGES, around, selection
from publish.permission import GATE_RECORD, MARTS_RECORD


def records(warehouse: Path) -> list[Path]:
    """Gate 2's record and that of the marts, written anew."""
    paths = [warehouse / GATE_RECORD, warehouse / MARTS_RECORD]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    return paths


def test_a_stage_leaves_out_what_needs_a_later_one() -> None:
    assert [selection(stage) for stage in STAGES] == [
        ("tag:facts", "tag:verdicts tag:marts"),
        ("tag:verdicts", "tag:marts"),
        ("tag:marts", ""),
    ]


def test_new_facts_withdraw_what_gate_2_allowed_and_go_by_the_batches(tmp_path: Path) -> None:
    gate, marts = records(tmp_path)
    build = tmp_path / "build" / "gongkai.duckdb"
    build.parent.mkdir()
    build.touch()
    with around("facts", tmp_path) as variables:
        assert set(variables) == {BY_BATCH}
        assert not gate.exists()
        assert not marts.exists()
        assert build.exists()
    with around("facts", tmp_path, anew=True):
        assert not build.exists()


def test_verdicts_change_no_record(tmp_path: Path) -> None:
    with around("verdicts", tmp_path) as variables:
        assert variables == {}
    paths = records(tmp_path)
    with around("verdicts", tmp_path):
        pass
    assert all(path.read_text(encoding="utf-8") == "{}" for path in paths)


def test_marts_stand_only_after_they_were_built(tmp_path: Path) -> None:
    _, marts = records(tmp_path)
    with pytest.raises(RuntimeError, match="broke off"), around("marts", tmp_path):  # noqa: PT012 - what is asked happens within
        assert not marts.exists()
        raise RuntimeError("broke off")
    assert not marts.exists()
    with around("marts", tmp_path):
        pass
    assert "gate_2" in marts.read_text(encoding="utf-8")
