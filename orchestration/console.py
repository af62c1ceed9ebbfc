"""What the command line shows while a run works: its stages, and the files as they are read."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

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
"""Files that get a line each where no bar can be drawn; of more, only failures and every hundredth part."""


@contextmanager
def output_to(log: Path) -> Iterator[Console]:
    """Send everything this process and its children print to ``log``; the console yielded still reaches the terminal.

    By file descriptor, because dbt, the process pool and C libraries print past ``sys.stdout``.
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


class _Patient(io.FileIO):
    """The terminal, or a pipe whose reader may leave (`make run | head`): what nobody reads any more is dropped."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return memoryview(data).nbytes


def _terminal(descriptor: int) -> IO[str]:
    return io.TextIOWrapper(io.BufferedWriter(_Patient(descriptor, "w")), encoding="utf-8")


def make_console(file: IO[str] | None = None) -> Console:
    """A console that never breaks a path over two lines where nobody looks at a terminal."""
    console = Console(file=file, highlight=False)
    return console if console.is_terminal else Console(file=file, highlight=False, width=200)


class Watch:
    """Shows files and stages as they come; a bar on a terminal, lines elsewhere."""

    def __init__(self, console: Console, total: int) -> None:
        self._console, self._total, self._done = console, total, 0
        self._started = self._told = time.monotonic()
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
                # What others print belongs in the log, also what they print past file descriptors.
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
        """One more file: ``status`` as extraction says it, ``failure`` the reason where it failed."""
        self._done += 1
        if self._progress and self._task is not None:
            self._progress.advance(self._task)
        width = len(str(self._total))
        every = max(1, self._total // 100)
        if status not in ("read", "unchanged") or self._done % every == 0 or self._total <= MOST_LINES:
            reason = f"  {failure.both}" if failure else ""
            self._say(f"[{self._done:>{width}}/{self._total}] {STATUS.get(status, status)}  {path}{reason}")

    def on_second(self, done: int, total: int) -> None:
        """Of a batch's `total` files with broken rules, `done` have been read a second time: told now and then."""
        if time.monotonic() - self._told > SECONDS_BETWEEN_COUNTS:
            self._told = time.monotonic()
            self._say(f"          再次读取 read a second time, for the verdicts: {done}/{total}")

    def on_stage(self, stage: str) -> None:
        """A stage begins, and with the first one the reading is over."""
        if self._progress:
            self._progress.stop()
        self._told = time.monotonic()
        self._say(f"{time.monotonic() - self._started:6.1f} s  {STAGES.get(stage, stage)}")

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, soft_wrap=True)
