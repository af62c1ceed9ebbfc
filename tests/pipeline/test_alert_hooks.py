"""Alerts of Dagster's steps: one that fails, and one that works again."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration.assets.alerting import HOOKS
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord
from orchestration.settings import Settings
from tests.support.alerts import statuses
from tests.support.receiver import Receiver


def resources(record: RunRecord) -> dict[str, object]:
    """What the hooks need: the settings of the environment, and where to keep what was sent."""
    return {
        "warehouse": Warehouse.of(Settings.from_environment()),
        "run_record": dg.ResourceDefinition.hardcoded_resource(record),
    }


def _run_of_one_step(raises: Exception | None, record: RunRecord) -> None:
    @dg.asset
    def broken() -> None:
        if raises:
            raise raises

    @dg.asset
    def sound() -> None: ...

    @dg.asset_check(asset=sound, blocking=True)
    def gate() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=False)

    defs = dg.Definitions(
        assets=[broken.with_hooks(HOOKS), sound.with_hooks(HOOKS)],
        asset_checks=[gate.with_hooks(HOOKS)],
        jobs=[dg.define_asset_job("all_of_it")],
        resources=resources(record),
    )
    defs.resolve_job_def("all_of_it").execute_in_process(raise_on_error=False)


def test_a_step_that_fails_is_told_once_and_so_is_that_it_works_again(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setenv("GONGKAI_ALERT_URLS", receiver.url)
    monkeypatch.setenv("GONGKAI_LANDING", str(tmp_path / "landing"))
    record = RunRecord()

    for raises in (OSError("No space left on device"), OSError("No space left on device"), None):
        _run_of_one_step(raises, record)

    failed, mended = receiver.messages  # and none of the gate, which tells of itself
    assert "运行没有完成" in failed["message"]
    assert "broken: No space left on device" in failed["message"]
    assert "消除 1 处" in mended["title"]
    assert [statuses(delivery) for delivery in record.deliveries] == [["sent"], ["sent"]]


def test_a_wrong_table_of_routes_does_not_stop_a_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    monkeypatch.setenv("GONGKAI_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setenv("GONGKAI_ALERT_URLS", receiver.url)
    monkeypatch.setenv("GONGKAI_ALERT_ROUTES", str(tmp_path / "none.yml"))

    @dg.asset
    def sound() -> None: ...

    defs = dg.Definitions(
        assets=[sound.with_hooks(HOOKS)],
        jobs=[dg.define_asset_job("all_of_it")],
        resources=resources(RunRecord()),
    )

    assert defs.resolve_job_def("all_of_it").execute_in_process(raise_on_error=False).success
