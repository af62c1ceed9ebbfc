"""Names the commit on which a figure was measured."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNKNOWN = "unknown"


def commit() -> str:
    """The commit of this checkout as `git describe` names it, with `-dirty` where files differ from it; UNKNOWN where
    there is no git or no repository."""
    try:
        done = subprocess.run(
            ["git", "describe", "--tags", "--always", "--dirty"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return UNKNOWN
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip() else UNKNOWN


def measured_on() -> str:
    """The line that is printed above the figures of a benchmark."""
    return f"measured on commit {commit()}"
