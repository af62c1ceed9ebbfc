"""Reads many files in parallel, each under limits of time and memory: a file that exceeds them fails alone.

Workers are started by a fork server that has loaded the readers once, so that a new one costs milliseconds: a worker
that hangs or dies is replaced, and all are restarted from time to time, which frees memory that libraries keep.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as TooLong
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import chain
from multiprocessing.context import BaseContext
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from extract.messages import Refusal

if TYPE_CHECKING:
    from extract.report import Report

T = TypeVar("T")
_AHEAD = 6  # chunks in flight a worker: memory is bounded by these, not by the batch
_CHUNK_FILES, _CHUNK_BYTES = 16, 1_000_000  # small files travel together
_CHUNK_SECONDS = 2.0  # a chunk that takes longer comes back with what it has read
_CHUNKS_PER_WORKER = 50  # then it is renewed
_MOST_BREAKS = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one file: seconds of wall clock, and bytes of its worker's memory (where the system can limit it)."""

    seconds: float = 60.0
    memory: int = 1_000_000_000


LIMITS = Limits()


def read_many(paths: Iterable[Path], jobs: int, limits: Limits = LIMITS) -> Iterator[Report]:
    """Reports in the order of `paths`, read by `jobs` processes; a file that exceeds its limits gives a `failed` report.

    A failed report has hash, size and kind like any other; only files that could not be opened have no hash.
    """
    rest = iter(paths)
    first = next(rest, None)
    if first is None:
        return
    _context()
    from extract.reading import MAX_BYTES, read_report
    from extract.settled_readings import readings_path  # while the fork server loads the same

    # The fork server keeps the environment that it was started in, which may differ from the current one.
    reading = partial(read_report, settled_in=readings_path())
    for report in map_files(reading, chain([first], rest), jobs, _failed, limits):
        # A reader does not load what is too large, not even to hash it.
        if report.failure and not report.sha256 and _size(Path(report.path)) > MAX_BYTES:
            yield _failed(Path(report.path), report.failure)
        else:
            yield report


def _failed(path: Path, refusal: Refusal) -> Report:
    """The report of a file that no reader could read; only hashed here, since parsing it may crash the process."""
    from extract.file_identity import identify
    from extract.form_cells import Problem
    from extract.report import Report

    problems = [Problem(refusal)]
    known = identify(path)
    if known is None:
        return Report(str(path), problems=problems)
    return Report(str(path), known.sha256, known.size, known.media_type, problems=problems)


def map_files(
    function: Callable[[Path], T],
    paths: Iterable[Path],
    jobs: int,
    failed: Callable[[Path, Refusal], T],
    limits: Limits = LIMITS,
) -> Iterator[T]:
    """function(path) for each path, in order, computed by `jobs` processes; `function` is one of a module's own.

    Where it takes too long, dies or raises, the result is failed(path, refusal). Results are computed at most a few chunks
    ahead of the one consumed.
    """
    with _Files(function, jobs, failed, limits) as files:
        yield from files.results(paths)


@dataclass(slots=True)
class _Chunk(Generic[T]):
    paths: list[Path]
    future: ProcessFuture[list[T]]


class _Files(Generic[T]):
    def __init__(
        self,
        function: Callable[[Path], T],
        jobs: int,
        failed: Callable[[Path, Refusal], T],
        limits: Limits,
    ) -> None:
        self.function, self.jobs, self.failed, self.limits = function, jobs, failed, limits
        self.waiting: deque[_Chunk[T]] = deque()
        self.pool = self._new_pool()
        self.breaks = 0

    def __enter__(self) -> _Files[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.pool.stop()  # type: ignore[no-untyped-call]  # pebble types all of the pool but this
        self.pool.join()

    def results(self, paths: Iterable[Path]) -> Iterator[T]:
        chunks = _chunks(paths)
        more = True
        while more or self.waiting:
            while more and len(self.waiting) < self.jobs * _AHEAD:
                chunk = next(chunks, None)
                if chunk is None:
                    more = False
                else:
                    self.waiting.append(self._scheduled(chunk))
            if self.waiting:
                yield from self._next()

    def _next(self) -> list[T]:
        """Results of the next chunk in order; files that it did not reach are put back at the head of the queue."""
        chunk = self.waiting.popleft()
        try:
            results = chunk.future.result()
        except BrokenProcessPool:
            self.breaks += 1
            if self.breaks > _MOST_BREAKS:
                raise
            self._restart([chunk, *self.waiting])
            return []
        except Exception as error:  # a chunk's file hangs, kills its worker, or breaks the function
            if len(chunk.paths) == 1:
                return [self.failed(chunk.paths[0], self._refusal(error))]
            self.waiting.extendleft(self._scheduled([path]) for path in reversed(chunk.paths))
            return []
        if left := chunk.paths[len(results) :]:
            self.waiting.appendleft(self._scheduled(left))
        return results

    def _refusal(self, error: Exception) -> Refusal:
        if isinstance(error, TooLong):
            return Refusal("time", {"seconds": self.limits.seconds})
        if isinstance(error, ProcessExpired):
            return Refusal("process_died")
        if isinstance(error, MemoryError):
            return Refusal("memory")
        return Refusal("worker_broke", {"type": type(error).__name__, "error": str(error)})

    def _scheduled(self, paths: list[Path]) -> _Chunk[T]:
        alone = len(paths) == 1
        seconds = self.limits.seconds + (0 if alone else _CHUNK_SECONDS)
        return _Chunk(paths, self.pool.schedule(_apply, (self.function, paths), timeout=seconds))

    def _restart(self, chunks: list[_Chunk[T]]) -> None:
        """Replace a pool that lost all of its workers, and schedule its unfinished chunks again."""
        self.pool.stop()  # type: ignore[no-untyped-call]  # pebble types all of the pool but this
        self.pool.join()
        self.pool = self._new_pool()
        self.waiting = deque(self._scheduled(chunk.paths) for chunk in chunks)

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            self.jobs,
            _CHUNKS_PER_WORKER,
            initializer=_limit_memory,
            initargs=(self.limits.memory,),
            context=_context(),
        )


def _chunks(paths: Iterable[Path]) -> Iterator[list[Path]]:
    chunk: list[Path] = []
    size = 0
    for path in paths:
        file_size = _size(path)
        if chunk and (len(chunk) == _CHUNK_FILES or size + file_size > _CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(path)
        size += file_size
    if chunk:
        yield chunk


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading it tells why


def _context() -> BaseContext:
    """Processes that do not inherit this one's threads and locks."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["extract.reading"])
    ensure_running()
    return context


def _apply(function: Callable[[Path], T], paths: list[Path]) -> list[T]:
    """In a worker: results for the first of the paths, as many as come within a chunk's seconds (at least one)."""
    end = monotonic() + _CHUNK_SECONDS
    results = []
    for path in paths:
        results.append(function(path))
        if monotonic() > end:
            break
    return results


def _limit_memory(most: int) -> None:
    """In a worker: let allocations beyond the limit fail, instead of the machine."""
    try:
        import resource
    except ImportError:  # Windows
        return
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    except (ValueError, OSError):
        return  # not every system has this limit
