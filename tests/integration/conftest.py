"""Fixtures of the integration tier."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from expectations.gates.cache import clear_cache
from tests.support.dbt_process import serving
from tests.support.warehouses import build_once


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The warehouse of tests.support.warehouses, shared by all workers: read it, never change it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "built_once"
    folder.mkdir(exist_ok=True)
    return build_once(folder)


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A copy of it to change, of which gate 1 keeps nothing: what a test asks of it, it goes through."""
    warehouse = tmp_path / "warehouse"
    shutil.copytree(built, warehouse, ignore=shutil.ignore_patterns("target", "log"))
    clear_cache(warehouse)
    return warehouse


@pytest.fixture(scope="session", autouse=True)
def dbt_server() -> Iterator[None]:
    """dbt imported once for all the processes that the tests start."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)):
        yield
