"""A pytest plugin: a test marked `cpu(seconds)` fails, by its name, when it took more CPU than that.

CPU is that of this process and of the children it waited for, so a busy machine makes no test fail. What a fixture of a wider
scope than the test took belongs to all who share it, and counts for none.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

SPENT = pytest.StashKey[float]()  # CPU seconds of a test's own setup, then of its call as well
SHARED = pytest.StashKey[float]()  # CPU seconds of wider fixtures, within the session so far
DEPTH = pytest.StashKey[int]()  # wider fixtures that are being set up at this moment, one within the other


def cpu_seconds() -> float:
    """CPU of this process so far, all its threads and the children that it waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "cpu(seconds): CPU that a test may take, its children's with it")
    config.stash[SHARED], config.stash[DEPTH] = 0.0, 0


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Count apart what fixtures of a wider scope take."""
    stash = request.config.stash
    if fixturedef.scope == "function":
        return (yield)
    stash[DEPTH] += 1
    start = cpu_seconds()
    try:
        return (yield)
    finally:
        stash[DEPTH] -= 1
        if not stash[DEPTH]:
            stash[SHARED] += cpu_seconds() - start


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Count what the test's own fixtures take."""
    start = cpu_seconds() - item.config.stash[SHARED]
    yield
    item.stash[SPENT] = cpu_seconds() - item.config.stash[SHARED] - start


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail the test where it took too much. One that fails by itself says why by itself."""
    start = cpu_seconds() - item.config.stash[SHARED]
    yield
    spent = item.stash[SPENT] + cpu_seconds() - item.config.stash[SHARED] - start
    marker = item.get_closest_marker("cpu")
    if marker is not None and spent > marker.args[0]:
        pytest.fail(
            f"{item.nodeid} took {spent:.1f} s of CPU; {marker.args[0]:g} s are allowed", pytrace=False
        )
