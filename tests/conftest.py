"""Tiers by folder, enforced: a unit test that takes more CPU than its seconds fails, however busy the machine is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.budget import is_long, load_profile

pytest_plugins = ["tests.support.cpu_limit"]

TIERS = {
    "unit": "one function or module, seconds for all of them",
    "integration": "several parts together, files read or a warehouse built",
    "pipeline": "the job and the UI as a user runs them",
}
UNIT_CPU_SECONDS = 15 if is_long() else 5  # a long run tries three times as many examples
UNIT_HANGS = 120  # seconds by the clock: nothing but a test that hangs takes as long


def pytest_configure(config: pytest.Config) -> None:
    """Make the tiers known as markers, and choose hypothesis's profile."""
    load_profile()
    for tier, meaning in TIERS.items():
        config.addinivalue_line("markers", f"{tier}: {meaning}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by its folder, and begin with the tier whose modules take longest, so that no worker is left with one."""
    here = Path(__file__).parent
    slowest_first = list(reversed(TIERS))
    items.sort(key=lambda item: slowest_first.index(item.path.relative_to(here).parts[0]))
    for item in items:
        tier = item.path.relative_to(here).parts[0]
        if tier in TIERS:
            item.add_marker(tier)
        if tier == "unit":
            for limit in (pytest.mark.cpu(UNIT_CPU_SECONDS), pytest.mark.timeout(UNIT_HANGS)):
                if item.get_closest_marker(limit.name) is None:
                    item.add_marker(limit)
