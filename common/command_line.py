"""Helpers for commands that print to a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def reader_may_leave(stream: TextIO | None = None) -> Iterator[None]:
    """Let the reader of the output close it early, as `| head` does: the rest is dropped without an error."""
    output = stream or sys.stdout
    try:
        yield
        output.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())
