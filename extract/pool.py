"""Many files at once: a process pool in which a worker that dies takes only its own file with it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from extract.mapping.cells import Problem
from extract.report import Report, read_report

_AHEAD = 4  # files in flight a worker: memory is bounded by these, not by the batch


def _executor(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))


def read_many(paths: list[Path], jobs: int) -> Iterator[Report]:
    """Reports in the order of `paths`, read by `jobs` processes (one: in this process)."""
    if jobs == 1 or len(paths) < 2:
        yield from (read_report(path) for path in paths)
        return
    executor = _executor(min(jobs, len(paths)))
    waiting: list[tuple[Path, Future[Report]]] = []
    queue = iter(paths)
    try:
        exhausted = False
        while waiting or not exhausted:
            while not exhausted and len(waiting) < jobs * _AHEAD:
                path = next(queue, None)
                if path is None:
                    exhausted = True
                else:
                    waiting.append((path, executor.submit(read_report, path)))
            if not waiting:
                break
            path, future = waiting.pop(0)
            try:
                yield future.result()
            except BrokenProcessPool:
                # Some worker died. Everything in flight is lost with the pool: each such file is read again in a
                # process of its own, so that only the one that kills its reader fails.
                executor.shutdown(wait=False, cancel_futures=True)
                for lost in [path, *(other for other, _ in waiting)]:
                    yield _read_alone(lost)
                waiting = []
                executor = _executor(min(jobs, len(paths)))
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _read_alone(path: Path) -> Report:
    with _executor(1) as executor:
        try:
            return executor.submit(read_report, path).result()
        except BrokenProcessPool:
            report = Report(str(path))
            report.problems = [
                Problem(
                    "unreadable",
                    "the reader's process died on this file (memory?): ask for it again",
                )
            ]
            return report
