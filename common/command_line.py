"""How commands end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def reader_may_leave(stream: TextIO | None = None) -> Iterator[None]:
    """What is printed in the block may lose its reader, as in `| head`: that is no error, and the rest is dropped."""
    output = stream or sys.stdout
    try:
        yield
        output.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())
