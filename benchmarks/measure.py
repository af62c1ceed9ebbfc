"""Makes the files of a style, reads them in a process of their own and scores the readings."""

from __future__ import annotations

import json
import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import perf_counter

from benchmarks.alone import in_mb
from benchmarks.reports.converters import missing
from benchmarks.reports.make import make
from benchmarks.reports.style import Style
from benchmarks.scoring import Score, score
from extract.form_cells import Problem
from extract.messages import Refusal
from extract.pool import map_files
from extract.reading import read_report
from extract.report import Report

_ONE_AT_A_TIME = Lock()  # scoring looks places up with PDFium, which may not be used by several threads


@dataclass(frozen=True)
class Reading:
    """The reading of one file: the report, the seconds it took, and the peak memory in MB of the process until then."""

    report: Report
    seconds: float
    peak_mb: float


@dataclass
class Measured:
    """The score of a style.

    The score is empty where no file could be made: `missing` names what is not installed for it, `broke` is the error of the
    program that makes the files.
    """

    style: Style
    score: Score
    missing: str | None = None
    broke: str | None = None


def peak_mb() -> float:
    """Peak memory of this process so far, in MB."""
    return in_mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def read_timed(path: Path) -> Reading:
    """Read one file in this process, and time it."""
    start = perf_counter()
    report = read_report(path)
    return Reading(report, perf_counter() - start, peak_mb())


def not_read(path: Path, refusal: Refusal) -> Reading:
    """The reading of a file whose process ended without a result: a failed report with the refusal."""
    return Reading(Report(str(path), problems=[Problem(refusal)]), 0.0, 0.0)


def measure(style: Style, folder: Path, seed: int, files: int | None) -> Measured:
    """Make the style's files under `folder`, read and score them. `files` is how many, None for the style's own number."""
    if lack := missing(style):
        return Measured(style, Score(), lack)
    try:
        paths = make(style, folder / style.name, seed, files)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return Measured(style, Score(), broke=f"{style.made_by} made no {style.name}: {error}")
    total = Score()
    # In a process of its own, as in a run: a file that kills the process spoils no other reading.
    for path, reading in zip(paths, map_files(read_timed, paths, 1, not_read), strict=True):
        truth = json.loads(path.with_name(f"{path.stem}.truth.json").read_text(encoding="utf-8"))
        with _ONE_AT_A_TIME:
            one = score(reading.report, truth, path.name, path)
        one.seconds, one.peak_mb = reading.seconds, reading.peak_mb
        total.add(one)
    return Measured(style, total)


def measure_all(
    styles: list[Style],
    seed: int,
    files: int | None,
    jobs: int,
    keep: Path | None,
    show: Callable[[Measured], None],
) -> list[Measured]:
    """Measure every style, `jobs` at a time, and call `show` with each result in order.

    The files stay in the folder `keep`; where it is None they are made in a temporary one.
    """

    def measured(folder: Path) -> Iterator[Measured]:
        with ThreadPoolExecutor(jobs) as threads:
            yield from threads.map(lambda style: measure(style, folder, seed, files), styles)

    found = []
    with nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory() as folder:
        for one in measured(Path(folder)):
            show(one)
            found.append(one)
    return found
