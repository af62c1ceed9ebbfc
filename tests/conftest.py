"""Tiers by folder, enforced: a unit test that takes longer than its seconds fails."""

from __future__ import annotations

from pathlib import Path

import pytest

TIERS = {
    "unit": "one function or module, seconds for all of them",
    "integration": "several parts together, files read or a warehouse built",
    "pipeline": "the job and the UI as a user runs them",
}
UNIT_SECONDS = 5


def pytest_configure(config: pytest.Config) -> None:
    """Make the tiers known as markers."""
    for tier, meaning in TIERS.items():
        config.addinivalue_line("markers", f"{tier}: {meaning}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its folder."""
    here = Path(__file__).parent
    for item in items:
        tier = item.path.relative_to(here).parts[0]
        if tier in TIERS:
            item.add_marker(tier)
        if tier == "unit" and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(UNIT_SECONDS))
