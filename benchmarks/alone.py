"""Runs one step of a benchmark in a process of its own and measures its cost.

The module that measures is called with the step's name and its folders, and hands both to `serve`:

    python -m benchmarks.gate gate FOLDER
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

MEGABYTE = 1e6


@dataclass(frozen=True)
class Cost:
    """The cost of a step: CPU seconds with those of its child processes, and the peak memory in MB of the largest of them."""

    cpu: float
    peak_mb: float


def alone(module: str, step: str, *folders: Path) -> Cost:
    """Run a step of `module` in a process of its own and return its cost; the module's command must call `serve`.

    Raises RuntimeError with the end of the step's output where it fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, step, *map(str, folders)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{step} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def serve(steps: Mapping[str, Callable[..., None]], arguments: Sequence[str]) -> None:
    """Run the step named first in `arguments` on the folders after it, and print its Cost as JSON in the last line."""
    steps[arguments[0]](*map(Path, arguments[1:]))
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(used.ru_utime + used.ru_stime for used in (own, children))
    print(json.dumps(asdict(Cost(cpu, max(own_peak_mb(), in_mb(children.ru_maxrss))))))


def in_mb(maxrss: int) -> float:
    """Convert the ru_maxrss of getrusage to MB; macOS counts it in bytes, other systems in kilobytes."""
    return maxrss / (MEGABYTE if sys.platform == "darwin" else 1e3)


def own_peak_mb() -> float:
    """Peak memory of this process in MB.

    Where there is a /proc it is read from there: on Linux the figure of getrusage starts at the memory of the parent process.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return in_mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) * 1024 / MEGABYTE
