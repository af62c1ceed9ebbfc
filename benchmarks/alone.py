"""One step of a benchmark in a process of its own: what it cost.

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
    """What a step took: CPU seconds, its children's with it; and the most memory in MB of a single process."""

    cpu: float
    peak_mb: float


def alone(module: str, step: str, *folders: Path) -> Cost:
    """Run a step of `module`, which must end in `serve`. Raises RuntimeError with the last words of one that fails."""
    done = subprocess.run(
        [sys.executable, "-m", module, step, *map(str, folders)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{step} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def serve(steps: Mapping[str, Callable[..., None]], arguments: Sequence[str]) -> None:
    """Do the step that `arguments` name, and print its Cost as the last line."""
    steps[arguments[0]](*map(Path, arguments[1:]))
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(used.ru_utime + used.ru_stime for used in (own, children))
    print(json.dumps(asdict(Cost(cpu, max(own_peak_mb(), in_mb(children.ru_maxrss))))))


def in_mb(maxrss: int) -> float:
    """What getrusage calls ru_maxrss, in MB: bytes on a Mac, kilobytes elsewhere."""
    return maxrss / (MEGABYTE if sys.platform == "darwin" else 1e3)


def own_peak_mb() -> float:
    """Most memory of this process, in MB; on Linux getrusage's begins with what the process held that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return in_mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) * 1024 / MEGABYTE
