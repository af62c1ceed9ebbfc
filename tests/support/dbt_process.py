"""Runs dbt in a process of its own, forked from one that has imported dbt and parsed the project.

As independent as the command line, which the pipeline tier uses: nothing of a call is left for the next one.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.support.parsed_project"])


def run_dbt(arguments: Sequence[str], environment: Mapping[str, str], printed: Path) -> int:
    """Run a dbt command; its exit code. What it prints goes to the file `printed`."""
    process = _SERVER.Process(target=_run, args=(list(arguments), dict(environment), printed))
    process.start()
    process.join()
    return process.exitcode or 0


def _run(arguments: list[str], environment: dict[str, str], printed: Path) -> None:
    from orchestration.prepared_dbt import run

    os.environ.clear()
    os.environ.update(environment)
    with printed.open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        code = run(arguments, environment["GONGKAI_WAREHOUSE"])
        atexit._run_exitfuncs()  # a forked process runs none of itself: DuckDB's file would keep its write-ahead log
        sys.exit(code)
