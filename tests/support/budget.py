"""How many examples hypothesis tries: few where somebody waits for the tests, CI included, all of them in long runs."""

from __future__ import annotations

import os

from hypothesis import settings

LEAST = 5
SHARE = 3  # everyday runs try one example in so many


def is_long() -> bool:
    """Whether this run takes its time: a person, or a nightly job, sets GONGKAI_LONG."""
    return os.environ.get("GONGKAI_LONG", "").lower() not in ("", "0", "false")


def examples(most: int) -> int:
    """`most` in a long run; else a third of it, at least LEAST."""
    return most if is_long() else max(LEAST, most // SHARE)


def load_profile() -> None:
    """The profile for tests that name no number of their own: `unit` every day, `long` in a long run. Neither has a
    deadline: CPU is limited by tests/support/cpu_limit.py."""
    for name, most in (("unit", 100 // SHARE), ("long", 100)):
        settings.register_profile(name, max_examples=most, deadline=None)
    settings.load_profile("long" if is_long() else "unit")
