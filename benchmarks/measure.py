"""Makes the files of a style, reads them in a process of their own and scores what was read."""

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

_ONE_AT_A_TIME = Lock()  # PDFium, by which places are looked up, is not for several threads


@dataclass(frozen=True)
class Reading:
    """One file as read: how long it took, and the most memory its process had held by then."""

    report: Report
    seconds: float
    peak_mb: float


@dataclass
class Measured:
    """A style's score; or what is not installed that would make its files (`missing`), or how their maker `broke`."""

    style: Style
    score: Score
    missing: str | None = None
    broke: str | None = None


def peak_mb() -> float:
    """Most memory this process has held so far, in MB."""
    return in_mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def read_timed(path: Path) -> Reading:
    """Reads one file in this process."""
    start = perf_counter()
    report = read_report(path)
    return Reading(report, perf_counter() - start, peak_mb())


def not_read(path: Path, refusal: Refusal) -> Reading:
    """What stands for a file that its process could not read."""
    return Reading(Report(str(path), problems=[Problem(refusal)]), 0.0, 0.0)


def measure(style: Style, folder: Path, seed: int, files: int | None) -> Measured:
    """Makes, reads and scores the style's files under `folder`."""
    if lack := missing(style):
        return Measured(style, Score(), lack)
    try:
        paths = make(style, folder / style.name, seed, files)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return Measured(style, Score(), broke=f"{style.made_by} made no {style.name}: {error}")
    total = Score()
    # In a process of its own, as reports are read for the warehouse: one that kills it costs that file only.
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
    tell: Callable[[Measured], None],
) -> list[Measured]:
    """Every style, `jobs` at a time; `keep` is the folder that keeps the files, else a temporary one is used."""

    def measured(folder: Path) -> Iterator[Measured]:
        with ThreadPoolExecutor(jobs) as threads:
            yield from threads.map(lambda style: measure(style, folder, seed, files), styles)

    found = []
    with nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory() as folder:
        for one in measured(Path(folder)):
            tell(one)
            found.append(one)
    return found
