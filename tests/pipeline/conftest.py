"""The pipeline tests import Dagster's definitions, which need dbt's manifest: made here when a source has changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.prepare import prepare
from tests.support.dbt_process import serving
from tests.support.receiver import Receiver, receiving

prepare()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """An address for alerts, which no proxy stands before."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with receiving() as server:
        yield server


@pytest.fixture
def another() -> Iterator[Receiver]:
    """A second address."""
    with receiving() as server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def dbt_server() -> Iterator[None]:
    """dbt imported once for all the processes that the tests start."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)):
        yield
