"""The commands that the summary prints work as they stand."""

from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.summary import _make


def test_the_command_to_run_again_keeps_the_settled_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards settled readings that vanish: the printed command left their file out, and reports were held again."""
    settings = Settings(landing=Path("/data/年报"), warehouse=Path("/data/仓 库"))
    monkeypatch.delenv("GONGKAI_READINGS", raising=False)
    assert _make("run", settings) == "make run LANDING='/data/年报' WAREHOUSE='/data/仓 库'"
    monkeypatch.setenv("GONGKAI_READINGS", "/data/人工 核对.csv")
    assert _make("run", settings).startswith("GONGKAI_READINGS='/data/人工 核对.csv' make run ")
