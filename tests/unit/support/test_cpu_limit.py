"""The limit of CPU: it fails the test that is over it by name, and neither one that waits nor one whose fixture is shared."""

from __future__ import annotations

import time

import pytest

from tests.support.cpu_limit import cpu_seconds

pytest_plugins = ["pytester"]
TESTS = """
import subprocess, sys, time
import pytest

BURN = "import time\\nwhile time.process_time() < 0.6: pass"

def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass

@pytest.fixture
def own():
    burn(0.4)

@pytest.fixture(scope="module")
def shared():
    burn(0.4)

@pytest.fixture(scope="module")
def asked_for():
    burn(0.4)

pytestmark = pytest.mark.cpu(0.3)

def test_waits():
    time.sleep(0.5)

def test_burns():
    burn(0.4)

def test_child_burns():
    subprocess.run([sys.executable, "-S", "-c", BURN], check=True)

def test_own_fixture_burns(own):
    pass

def test_shared_fixture_burns(shared):
    pass

def test_asks_for_a_shared_fixture(request):
    request.getfixturevalue("asked_for")

@pytest.mark.cpu(20)
def test_may_burn():
    burn(0.4)

def test_fails_by_itself():
    burn(0.4)
    assert False, "its own reason"
"""


def test_what_takes_too_much_cpu_fails_by_name(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=TESTS)
    result = pytester.runpytest_inprocess("-p", "tests.support.cpu_limit", "-p", "no:cacheprovider", "-rA")
    told = result.stdout.str()
    over = {"test_burns", "test_child_burns", "test_own_fixture_burns"}
    for name in over:
        assert f"test_it.py::{name} took " in told
    result.assert_outcomes(passed=4, failed=len(over) + 1)
    assert "its own reason" in told
    assert "test_fails_by_itself took" not in told


def test_the_tests_of_this_folder_have_a_limit(request: pytest.FixtureRequest) -> None:
    limits = {name: request.node.get_closest_marker(name) for name in ("cpu", "timeout")}
    assert all(limits.values())
    assert limits["cpu"].args[0] < limits["timeout"].args[0]


def test_waiting_is_no_cpu() -> None:
    start = cpu_seconds()
    time.sleep(0.5)
    assert cpu_seconds() - start < 0.3
