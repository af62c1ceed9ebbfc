"""Shows the progress of a run on the command line: its stages, and the files as they are read."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from common.shown import in_a_line
from extract.messages import Refusal

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

STATUS = {
    "read": "读出 read",
    "partial": "不完整 partial",
    "failed": "未读出 failed",
    "unchanged": "未变 unchanged",
}
STAGES = {
    "agencies": "认定机关 agencies",
    "facts": "事实表 facts (dbt)",
    "gate_1": "第一道关：逐份核对 gate 1 (Great Expectations)",
    "verdicts": "核对结论 verdicts (dbt)",
    "alerts": "告警 alerts",
    "gate_2": "第二道关：放行 gate 2 (Great Expectations)",
    "marts": "数据集市 marts (dbt)",
    "publish": "发布 publish",
}
SECONDS_BETWEEN_COUNTS = 10.0
MOST_LINES = 200
"""Up to this many files get a line each without a bar; of more, only failures and every hundredth part."""


@contextmanager
def output_to(log: Path) -> Iterator[Console]:
    """Redirect all output of this process and its children to ``log``; the yielded console writes to the terminal.

    It redirects file descriptors, because dbt, the process pool and C libraries bypass ``sys.stdout``.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    terminal, errors = os.dup(1), os.dup(2)
    with log.open("ab", buffering=0) as sink, _terminal(os.dup(terminal)) as shown:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
        try:
            yield make_console(shown)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(terminal, 1)
            os.dup2(errors, 2)
            os.close(terminal)
            os.close(errors)


class _ClosablePipe(io.FileIO):
    """The terminal, or a pipe whose reader may close it (`make run | head`): output after that is dropped."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return memoryview(data).nbytes


def _terminal(descriptor: int) -> IO[str]:
    return io.TextIOWrapper(io.BufferedWriter(_ClosablePipe(descriptor, "w")), encoding="utf-8")


class _LineConsole(Console):
    """Prints every text as one line without what a terminal obeys: names and sentences come from files."""

    def print(self, *objects: Any, **options: Any) -> None:
        super().print(*(in_a_line(each) if isinstance(each, str) else each for each in objects), **options)


def make_console(file: IO[str] | None = None) -> Console:
    """Create a console; off a terminal it is 200 characters wide, so that paths are not wrapped."""
    console = _LineConsole(file=file, highlight=False)
    return console if console.is_terminal else _LineConsole(file=file, highlight=False, width=200)


class Watch:
    """Shows files and stages as they happen; with a bar on a terminal, in lines elsewhere."""

    def __init__(self, console: Console, total: int) -> None:
        self._console, self._total, self._done = console, total, 0
        self._started = self._last_shown = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        if console.is_terminal:
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=console,
                transient=True,
                # Output of others belongs in the log.
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._task = self._progress.add_task("读取年报 reading", total=total)

    def __enter__(self) -> Watch:
        if self._progress:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress:
            self._progress.stop()

    def on_read(self, path: str, status: str, failure: Refusal | None) -> None:
        """Show one more file: ``status`` as extraction gives it, ``failure`` the reason of a failure."""
        self._done += 1
        if self._progress and self._task is not None:
            self._progress.advance(self._task)
        width = len(str(self._total))
        every = max(1, self._total // 100)
        if status not in ("read", "unchanged") or self._done % every == 0 or self._total <= MOST_LINES:
            reason = f"  {failure.both}" if failure else ""
            self._say(f"[{self._done:>{width}}/{self._total}] {STATUS.get(status, status)}  {path}{reason}")

    def on_second(self, done: int, total: int) -> None:
        """Show, at most every few seconds, that `done` of a batch's `total` files with broken rules were read a second time."""
        if time.monotonic() - self._last_shown > SECONDS_BETWEEN_COUNTS:
            self._last_shown = time.monotonic()
            self._say(f"          再次读取 read a second time, for the verdicts: {done}/{total}")

    def on_stage(self, stage: str) -> None:
        """Show that a stage begins; the first stage ends the reading."""
        if self._progress:
            self._progress.stop()
        self._last_shown = time.monotonic()
        self._say(f"{time.monotonic() - self._started:6.1f} s  {STAGES.get(stage, stage)}")

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, soft_wrap=True)
