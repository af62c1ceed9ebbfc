"""Readers that go wrong on files of certain names, as real ones do on certain bytes. Workers import them from here."""

from __future__ import annotations

import os
import time
from pathlib import Path

from extract.reading import read_report
from extract.report import Report


def read(path: Path) -> str:
    """The file's name; kill.txt ends the process, hang.txt never ends, raise.txt raises, eat.txt takes all memory."""
    if path.name == "kill.txt":
        os._exit(9)
    if path.name == "hang.txt":
        time.sleep(3600)
    if path.name == "raise.txt":
        raise ValueError("an odd file")
    if path.name == "eat.txt":
        return str(len(bytearray(4_000_000_000)))
    return path.name


def report(path: Path, settled_in: Path | None = None) -> Report:
    """In place of read_report: goes wrong on names that begin as those above do."""
    read(Path(f"{path.name.split('.')[0]}.txt"))
    return read_report(path, settled_in=settled_in)


def process(path: Path) -> int:
    """The number of the process that reads the file."""
    return os.getpid()


def memory_limit(path: Path) -> int:
    """The bytes that the worker may take, -1 where there is no limit."""
    import resource

    return resource.getrlimit(resource.RLIMIT_DATA)[0]
